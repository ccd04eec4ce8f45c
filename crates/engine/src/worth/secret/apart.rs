//! Secrets that stand apart from their names: on the line below, put together of strings, in lists and in maps.
//!
//! `§` stands for the secret.

use super::{find, wrapped::taken};

/// What a program drew, with no format of its own.
pub(super) const TOKENS: &[&str] = &[
    "G5ZjpFGzahEjojMjFfKE5VknW07PvDzk",
    "9f3b1c7e2a4d60589f3b1c7e2a4d6057",
];
pub(super) const PASSWORDS: &[&str] = &["V5N2WXLxjsQoIX", "Zq7vKm2XwL9p!88", "RJjGMyQFRStkTd"];

const NONE: Vec<&str> = Vec::new();

/// Each form in which one of the secrets is not found.
pub(super) fn kept(forms: &[&str], secrets: &[&str]) -> Vec<String> {
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

#[test]
fn lists_and_maps_that_are_called_so_have_secrets() {
    let forms = [
        "API_KEYS = [\n    \"§\",\n    \"§\",\n]",
        "api_keys = [\"§\", \"§\"]",
        "const API_KEYS: &[&str] = &[\n    \"§\",\n];",
        "let tokens = vec![\"§\"];",
        "var apiKeys = []string{\n\t\"§\",\n}",
        "var tokens = map[string]string{\n\t\"ann\": \"§\",\n}",
        "private static final List<String> API_KEYS = List.of(\"one\", \"§\");",
        "List<String> tokens = Arrays.asList(\n    \"§\");",
        "string[] ApiKeys = { \"§\" };",
        "var apiKeys = new[] { \"§\" };",
        "var apiKeys = new List<string> { \"§\" };",
        "const API_KEYS: string[] = [\n  \"§\",\n];",
        "const TOKENS = new Set([\n  '§',\n]);",
        "const TOKENS = {\n  ann: \"§\",\n  bob: \"§\",\n};",
        "const TOKENS: Record<string, string> = {\n  ann: `§`,\n};",
        "'api_keys' => [\n    '§',\n],",
        "$api_keys = array('§');",
        "API_KEYS = %w[one §]",
        "TOKENS = { \"ann\" => \"§\" }",
        "{\"apiKeys\": [\"§\"]}",
        "{\n  \"tokens\": {\n    \"ann\": \"§\"\n  }\n}",
        "{\"api_keys\": [{\"name\": \"ann\", \"key\": \"§\"}]}",
        "TOKENS = {\"ann\": \"§\"}",
        "VALID_TOKENS = {\"§\"}",
        "API_KEYS = frozenset({\n    \"§\",\n})",
        "TOKENS = (\"one\", \"§\")",
        "API_KEYS = {\"§\": \"ann\"}",
        "TOKENS: dict[str, str] = {\"ann\": \"§\"}",
        "TOKENS=(one §)",
        "api_keys = {\n  ann = \"§\"\n}",
        "tokens:\n  - §\n  - §\n",
        "tokens:\n- one\n- §\n",
        "auth:\n  api_keys: # of the shop\n    # ann\n    - \"§\"\n",
        "tokens:\r\n  ann: §\r\n",
        "api_keys:\n  - name: ann\n    key: §\n",
        "\"tokens\":\n  ann:\n    - '§'\n",
        "[tokens]\nann = \"§\"\n",
        "[[auth.api_keys]]\nname = \"ann\"\nvalue = '§' # ann's\n",
    ];
    assert_eq!(kept(&forms, TOKENS), NONE);
    let forms = [
        "PASSWORDS = [\"§\", \"§\"]",
        "passwords = {\"ann\": \"§\"}",
        "password = {\n  dev: \"§\",\n  prod: \"§\"\n}",
        "passwords:\n  - §\n",
        "db_passwords:\n  ann: §\n",
    ];
    assert_eq!(kept(&forms, PASSWORDS), NONE);
    // Behind a thousand others there may be one that is not read.
    let long = format!("tokens = [\n{}]", "  \"one\",\n".repeat(100));
    assert!(find(&long.replacen("]", "\"G5ZjpFGzahEjojMjFfKE5VknW07PvDzk\"]", 1)).is_some());
}

#[test]
fn lists_and_maps_of_other_things_are_kept() {
    assert_eq!(
        taken(&[
            "tokens: [\"if\", \"else\", \"0x1F2A3B4C5D6E\", \"utf8_to_utf16\", \"x86_64-unknown-linux-gnu\"]",
            "keys = [\"id\", \"name\", \"G5ZjpFGzahEjojMjFfKE5VknW07PvDzk\"]",
            "const passwords = {\n  label: \"Password\",\n  hint: \"At least 12 characters, please\",\n};",
            "PASSWORD_FIELDS = [\"password1\", \"password2\", \"new_password1\"]",
            "public_keys = [\"G5ZjpFGzahEjojMjFfKE5VknW07PvDzk\"]",
            "tokens = {\"sha256\": \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\", \"id\": \"G5ZjpFGzahEjojMjFfKE5VknW07PvDzk\"}",
            "tokens: {\n  hashes: [\"9f3b1c7e2a4d60589f3b1c7e2a4d6057\", \"9f3b1c7e2a4d60589f3b1c7e2a4d6058\"],\n}",
            "tokens = []\nhashes = [\"9f3b1c7e2a4d60589f3b1c7e2a4d6057\"]",
            "tokens:\n  hashes:\n    - 9f3b1c7e2a4d60589f3b1c7e2a4d6057\nids:\n  - 9f3b1c7e2a4d60589f3b1c7e2a4d6057\n",
            "secrets:\n  - source: app_secret\n    target: /run/secrets/app_secret_v2\n    uid: \"103\"\n",
            "secrets:\n  db_password:\n    file: ./db_password2.txt\n",
            "if token:\n    commit = '9f3b1c7e2a4d60589f3b1c7e2a4d6057'\n",
            "class Tokens:\n    commit = '9f3b1c7e2a4d60589f3b1c7e2a4d6057'\n",
            "[tokens]: https://host.io/9f3b1c7e2a4d60589f3b1c7e2a4d6057\n",
            "[tokens]\nsha256 = \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\"\n\n[other]\nx = \"9f3b1c7e2a4d60589f3b1c7e2a4d6057\"\n",
            "secrets: inherit\n",
            "oc_token:\n  env:\n    - name: K8S_AUTH_TOKEN\n    - K8S_AUTH_API_KEY\n",
            "tokens:\n  access:\n    audience: 7b9d5c1e-3f2a-4b6c-8d7e-1a2b3c4d5e6f\n",
            "\"tokens\": [\"\u{120}2\", \"\u{120}MHz2X\", \"<|endoftext|>\", \"[CLS]\", \"<0x0A>\", \"##ing\"]",
            "const passwords = [\"short\", \"nouppercase1!\", \"NOLOWERCASE1!\", \"NoDigits!\", \"password123\"];",
            "[tokens]\nidentifier = \"[a-zA-Z_][a-zA-Z0-9_]*\"\nnumber = \"[0-9]+(\\\\.[0-9]+)?\"\n",
            "export const tokens = {\n  accent: \"rgba(12,34,56,0.7)\",\n  shadow: \"0 1px 2px 0 rgb(0 0 0 / 0.05)\",\n};",
            "tokens = { // don't\n  a: `b`,\n}",
            "tokens = {\n    'root': [\n        (r'P((\\d*(\\.\\d+)?[YyMmWwDd]){1,3}(T(\\d*[HhMmSs]){,3})?|', Number),\n    ],\n}",
            "tokens = [(r'MIN|MAX|RAND|SQRT|E|LN2|LN10|LOG2E|LOG10E|PI|PI2|PI_2|SQRT1_2|', Name)]",
            "api_key:\n  secure: \"NvvfX1Vc2y7nAXSRk+dedDJFtTo3/zDXBeuL30Fy0z54uRdJFFpWLSm\"\n",
            "TOKENS=(\"$ONE\" \"${TWO_B4c2x9KwQ7rT}\")",
        ]),
        NONE
    );
}
