//! Secrets that stand apart from their names: on the line below, and put together of strings.
//!
//! `§` stands for the secret.

use super::{find, wrapped::taken};

/// What a program drew, with no format of its own.
const TOKENS: &[&str] = &[
    "G5ZjpFGzahEjojMjFfKE5VknW07PvDzk",
    "9f3b1c7e2a4d60589f3b1c7e2a4d6057",
];
const PASSWORDS: &[&str] = &["V5N2WXLxjsQoIX", "Zq7vKm2XwL9p!88"];

const NONE: Vec<&str> = Vec::new();

/// Each form in which one of the secrets is not found.
fn kept(forms: &[&str], secrets: &[&str]) -> Vec<String> {
    let all = secrets
        .iter()
        .flat_map(|secret| forms.iter().map(|form| form.replace('§', secret)));
    all.filter(|text| find(text).is_none()).collect()
}

#[test]
fn a_literal_on_the_line_below_its_name_is_found() {
    let forms = [
        "const apiKey =\n  \"§\";",
        "const apiKey =\r\n  '§';",
        "export const STRIPE_SECRET =\n  \"§\";",
        "const c = {\n  apiKey:\n    \"§\",\n};",
        "{\"api_key\":\n  \"§\"}",
        "api_key = (\n    \"§\"\n)",
        "api_key = (\n    # that of the shop\n    \"§\"\n)",
        "const apiKey = // that of the shop\n  \"§\";",
        "client = Client(\n    api_key=(\n        \"§\"\n    ),\n)",
        "API_KEY = \\\n    \"§\"",
        "const API_KEY: &str =\n    \"§\";",
        "let api_key = String::from(\n    \"§\",\n);",
        "let apiKey: String =\n    \"§\"",
        "const val API_KEY =\n    \"§\"",
        "private static final String API_KEY =\n        \"§\";",
        "const token =\n  process.env.API_TOKEN ||\n  \"§\";",
        "const token = process.env.API_TOKEN ??\n  \"§\";",
        "API_TOKEN = os.environ.get(\n    \"API_TOKEN\",\n    \"§\",\n)",
        "os.environ.setdefault(\n    \"SECRET_KEY\",\n    \"§\",\n)",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "const password =\n  \"§\";",
        "const password =\n  '§';",
        "{\"password\":\n  \"§\"}",
        "db_password = (\n    \"§\"\n)",
        "DB_PASSWORD = \\\n    '§'",
        "ds.setPassword(\n    \"§\");",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    assert_eq!(
        taken(&[
            "const password =\n  \"Passwort\";",
            "password =\n\"swordfish1\n",
            "PASSWORD=\nDB_NAME=V5N2WXLxjsQoIX\n",
            "the password\n\"V5N2WXLxjsQoIX\"",
            "token =\n  getTokenOf2x9K(a);",
            "const password =\n  // \"as ever\n  read();\nconst b4c2x9K = '';",
            "label = {\n  password:\n    \"Enter the new one\",\n};",
            "    function_keywords,\n    # Offsets\n    (r\"[1-9][0-9]*[smhdwy]\", String),",
            "line_token(\n    r\"((?:[nN][oO][tT][eE][sS]|[tT][iI][tT][lL][eE])-(?:ptBR|zhCN|\"\n)",
        ]),
        NONE
    );
}

#[test]
fn a_literal_that_is_put_together_is_read_as_one() {
    let forms = [
        "api_key = \"§\" + \"§\"",
        "const apiKey = '§' + '§';",
        "api_key = (\"§\"\n           \"§\")",
        "api_key = (\n    \"§\"\n    \"§\"\n)",
        "{\"api_key\": \"§\" + \"§\"}",
        "$apiKey = '§' . '§';",
        "API_KEY=\"§\"\\\n\"§\"",
        "const apiKey =\n  `§` +\n  `§`;",
    ];
    let halves = ["GWdfaTxYJAqd", "9f3b1c7e2a4d", "Tx9"];
    let forms: Vec<String> = halves
        .iter()
        .flat_map(|half| {
            forms
                .iter()
                .map(|form| form.replacen('§', half, 1).replace('§', "E4tGZJD1IFOyk2"))
        })
        .collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    assert_eq!(kept(&forms, &[""]), NONE);
    assert_eq!(
        taken(&[
            "password = \"\" + \"\"",
            "password = \"enter \" + \"the one of db2\"",
            "secret_name = \"my-\" + \"app2\"",
            "token = \"\"\nname = \"b4c2x9KwQ7rT\"",
        ]),
        NONE
    );
}
