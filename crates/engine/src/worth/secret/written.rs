//! Secrets however they are written down: behind prefixes of lines, with escapes, with signs that nobody sees, in tables, on
//! command lines, under names that say what they are.
//!
//! The secrets are put together at run time, so that no scanner takes this file for a leak.

use proptest::{prelude::*, sample::select};

use super::{SecretKind, find};

/// What stands before each line where a text is quoted, commented out, numbered or logged.
const PREFIXES: &[&str] = &[
    "",
    "// ",
    "//",
    "# ",
    "#",
    "> ",
    ">> ",
    "* ",
    " * ",
    "| ",
    "-- ",
    "; ",
    ";; ",
    "% ",
    "REM ",
    "12: ",
    "$ ",
    "2024-01-01 10:00:00 INFO ",
    "     7\t",
    "-",
    "+",
    "+ ",
    "\"",
    "    ",
];

/// What stands between two lines.
const ENDS: &[&str] = &[
    "\n",
    "\r\n",
    "<br>",
    "<br/>\n",
    "&#10;",
    "%0A",
    "\\n",
    "\\\\n",
    "\\n\",\n    \"",
    "\" & vbCrLf & _\n  \"",
    "\" >> key\necho \"",
    "\",\n\"",
];

/// The head of a key, and its end, for what stands between its words.
fn edges(dashes: &str, sort: &str, blank: &str) -> (String, String) {
    let edge = |word: &str| format!("{dashes}{word} {sort}PRIVATE{blank}KEY{dashes}");
    (edge("BEGIN"), edge("END"))
}

/// A value of letters and digits with so many of each that it is no word.
fn drawn(letters: &'static [u8], length: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(letters), length).prop_map(|bytes| String::from_utf8(bytes).unwrap())
}

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_private_key_is_found_behind_any_prefix(
        lines in prop::collection::vec(drawn(BASE64, 64), 8..12),
        sort in select(vec!["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "]),
        dashes in select(vec!["-----", "----"]),
        blank in select(vec![" ", "\u{a0}", "\u{200b}", " \u{200b}"]),
        prefix in select(PREFIXES),
        end in select(ENDS),
    ) {
        let (head, tail) = edges(dashes, sort, blank);
        let all: Vec<String> = [head].into_iter().chain(lines).chain([tail]).collect();
        let text = all.iter().map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join(end);
        prop_assert_eq!(find(&text), Some(SecretKind::PrivateKey), "{}", text);
    }

    #[test]
    fn a_long_value_is_found_by_its_name(
        value in drawn(MIXED, 300),
        length in 130_usize..300,
        form in select(vec![
            "ACCESS_TOKEN=§", "export AWS_SESSION_TOKEN=§", "c = f(access_token=\"§\")", "password = '§'",
            "{\"SessionToken\": \"§\"}", "[default]\naws_session_token = §\n", "api_token: §", "§",
        ]),
    ) {
        let text = form.replace('§', &value[..length]);
        prop_assert!(find(&text).is_some(), "{}", text);
    }

    #[test]
    fn signs_that_hide_a_secret_do_not(
        value in "[bdfg][2-9][HJKL][mnpq][3-8][RSTV][wxz][4-7][BDFG][hjkl]",
        form in select(vec![
            "password\u{a0}=\u{a0}\"§\"", "password:\u{a0}§", "\u{feff}DB_PASSWORD=§", "password＝§", "password：§",
            "\u{1b}[32mDB_PASSWORD\u{1b}[0m=\u{1b}[33m§\u{1b}[0m", "password=&quot;§&quot;", "password = “§”",
            "pass\u{2060}word = \"§\"", "пароль: §", "密码：§", "senha: §", "contraseña: §", "mot de passe : §",
            "wachtwoord: §", "psk=\"§\"",
        ]),
    ) {
        let text = form.replace('§', &value);
        prop_assert!(find(&text).is_some(), "{}", text);
    }

    #[test]
    fn an_id_is_a_secret_under_the_name_of_one_alone(
        drawn in any::<u128>(),
        (name, is_secret) in select(vec![
            ("SNYK_TOKEN", true), ("HEROKU_API_KEY", true), ("CLIENT_SECRET", true), ("password", true),
            ("id", false), ("request_id", false), ("CLIENT_ID", false), ("name", false),
        ]),
        form in select(vec!["N=§", "N: §", "N = \"§\"", "{\"N\": \"§\"}"]),
    ) {
        let hex = format!("{drawn:032x}");
        let id = format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]);
        // Of few digits, or counted up: the id of an example.
        let digits = "0123456789abcdef".chars().filter(|digit| id.contains(*digit)).count();
        prop_assume!(digits >= 12 && !id.contains("123456"));
        let text = form.replace('N', name).replace('§', &id);
        prop_assert_eq!(find(&text).is_some(), is_secret, "{}", text);
    }
}

/// A password that nobody takes for a word.
const PASSWORD: &str = "x7Kq2vLm9TzR!41";

#[test]
fn names_that_say_what_they_are() {
    let value = "k7f2x9q4m1z8w3v6b5n0p2r4";
    let names = [
        "become_pass",
        "ansible_become_pass",
        "vault_pass",
        "login_pass",
        "bindpw",
        "rootpw",
        "psk",
        "SUDO_PASS",
        "GITHUB_PAT",
        "HMAC_KEY",
        "deploy_key",
        "ssh_key",
        "privkey",
        "consumerKey",
        "service_role_key",
        "write_key",
        "admin_key",
        "insert_key",
        "client_key",
        "id_token",
        "authorization",
        "bearer",
        "creds",
        "senha",
        "contraseña",
        "motdepasse",
        "wachtwoord",
        "пароль",
        "密码",
    ];
    let kept: Vec<String> = names
        .iter()
        .flat_map(|name| {
            [
                format!("A=1\n{name}={value}\nB=2\n"),
                format!("x = f(\n    a=1,\n    {name}=\"{value}\",\n)\n"),
                format!("a:\n  b: 1\n  {name}: {value}\n"),
            ]
        })
        .filter(|text| find(text).is_none())
        .collect();
    assert_eq!(kept, Vec::<String>::new());
}

#[test]
fn formats_without_a_digit_and_behind_a_word() {
    let letters = "QwhGtbXkZrLmPdVnJcFsYxBqTgHvKzWjRp";
    let telegram = format!("1234567{}:AA{}", "890", &format!("{letters}x7")[..33]);
    let texts = [
        format!("h{}{letters}", "f_"),
        format!("login(token=\"h{}{letters}\")", "f_"),
        format!("ap{}{letters}", "i_org_"),
        format!("curl https://api.telegram.org/bot{telegram}/getMe"),
    ];
    let kept: Vec<_> = texts.iter().filter(|text| find(text).is_none()).collect();
    assert_eq!(kept, Vec::<&String>::new());
}

#[test]
fn tables_calls_and_command_lines() {
    let forms = [
        "name,username,password\nexample,joe,§\n",
        "name,url,username,password\na.com,https://a.com/,joe,§\n",
        "user\tpassword\njoe\t§\n",
        "| user | password |\n|---|---|\n| root | § |\n",
        "<tr><td>password</td><td>§</td></tr>",
        "**Password:** `§`",
        "Password:\n§",
        "joe@host.io:§\nann@host.io:§",
        "{\"environment\":[{\"value\":\"§\",\"name\":\"DB_PASSWORD\"}]}",
        "Parameters:\n  DBPassword:\n    Type: String\n    Default: §\n",
        "INSERT INTO users (name, password) VALUES ('joe', '§');",
        "DriverManager.getConnection(url, \"root\", \"§\");",
        "$c = new mysqli('localhost', 'root', '§', 'db');",
        "MySQLdb.connect(\"localhost\", \"root\", \"§\", \"db\")",
        "DBI->connect($dsn, \"root\", \"§\");",
        "var c = new NetworkCredential(\"joe\", \"§\");",
        "WiFi.begin(\"home\", \"§\");",
        "expect \"password:\"\nsend \"§\\r\"",
        "sqlplus joe/§@db",
        "xfreerdp /u:joe /p:§ /v:host",
        "rdesktop -u joe -p § host",
        "net use Z: \\\\srv\\share /user:joe §",
        "net user joe § /add",
        "lftp -u joe,§ ftp.host.io",
        "ssh-keygen -t ed25519 -N § -f k",
        "snmpwalk -v2c -c § 10.0.0.1",
        "snmp-server community § RO",
        "7z a -p§ out.7z dir/",
        "echo \"root:§\" | chpasswd",
        "mosquitto_pub -u joe -P § -t a -m b",
        "aws ssm put-parameter --name /db/password --type SecureString --value §",
        "echo § | docker login -u me --password-stdin",
        "1.2.3.4 : PSK \"§\"",
        "schtasks /create /tn x /ru dom\\joe /rp §",
        "nmcli dev wifi connect home password §",
    ];
    let kept: Vec<_> = forms
        .iter()
        .filter(|form| find(&form.replace('§', PASSWORD)).is_none())
        .collect();
    assert_eq!(kept, Vec::<&&str>::new());
    let taken: Vec<_> = forms
        .iter()
        .filter(|form| {
            find(&form.replace('§', "changeme")).is_some() || find(&form.replace('§', "<value>")).is_some()
        })
        .collect();
    assert_eq!(taken, Vec::<&&str>::new());
}

#[test]
fn what_is_known_by_its_inside_or_its_place() {
    let (hex, upper) = ("9f3b1c7e2a4d6058", "9F3B1C7E2A4D6058");
    let mixed = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59mQx7LtV0wZk4Nn8JcYb1RgEo5x8KvT2";
    let id = "2496ec48-a496-40b5-8e89-2e52eb700468";
    let texts = [
        format!("{}.atlas{}.{mixed}", &mixed[..14], "v1"),
        format!("f({{ k: \"pa{}{}.{}\" }})", "t", &mixed[..14], hex.repeat(4)),
        format!(
            "harness login --pat pa{}.{}.{}.{}",
            "t",
            &mixed[..22],
            &mixed[..24],
            &mixed[..20]
        ),
        format!(
            "cred = ClientSecretCredential(tenant, client, \"aB38{}~{}\")",
            "Q",
            &mixed[..34]
        ),
        format!("x = \"{}_{}_mm{}\"", &mixed[..6], &mixed[..29], "k"),
        format!("f(\"eyJr{}{mixed}\")", "Ijoi"),
        format!("f(\"4b1{}{}\")", "d", &mixed[..38]),
        format!("f(\"NRI{}-{}\")", "I", &mixed[..32]),
        format!(
            "Authorization: key=AAAA{}:APA{}{mixed}{mixed}{mixed}",
            &mixed[..7],
            "91b"
        ),
        format!("vault login s.{}", &mixed[..24]),
        format!(
            "client = Client(\"AC{}\", \"{}\")",
            hex.repeat(2),
            "3c7e9f1b2a4d6058".repeat(2)
        ),
        format!(
            "https://a.webhook.office.com/webhookb2/{id}@{id}/IncomingWebhook/{}/{id}",
            hex.repeat(2)
        ),
        format!(
            "git clone https://{}{}@github.com/a/b.git",
            hex.repeat(2),
            "9f3b1c7e"
        ),
        format!("Cookie: _gitlab_session={}", hex.repeat(2)),
        format!(
            "Sentry.init({{ dsn: \"https://{}@o123.ingest.us.sentry.io/45\" }})",
            hex.repeat(2)
        ),
        format!("https://eth-mainnet.g.alchemy.com/v2/{}", &mixed[..32]),
        format!("https://a.azurewebsites.net/api/f?code={}==", &mixed[..54]),
        format!("bash <(curl -s https://codecov.io/bash) -t {id}"),
        format!("x = \"{}{}NR{}\"", hex.repeat(2), &hex[..4], "AL"),
        format!("api_key = \"{id}:fx\""),
        format!("joe:$ap{}$abcdefgh${}", "r1", &mixed[..22]),
        format!(
            "daemon:*:19000:0\njoe:$6${}${mixed}:19000:0:99999:7:::",
            &mixed[..16]
        ),
        format!("basic_auth {{\n    joe $2y$10${}\n}}", &mixed[..53]),
        format!(
            "Administrator:500:{}:{}:::",
            hex.repeat(2),
            "3c7e9f1b2a4d6058".repeat(2)
        ),
        format!("npmAuthIdent: \"joe:{}\"", &mixed[..14]),
        format!("https://canary.discord.com/api/v10/webhooks/123456789012345678/{mixed}"),
        format!("deploy with sdk{}{id}", "-"),
        format!("f(\"nf{}{}\")", "p_", &mixed[..36]),
        format!("login --key AKI{}PQWKGWMTMIUYQSML", "A"),
        format!("https://host.io/reset-password/{}", hex.repeat(4)),
        format!("{{\"github-oauth\": {{\"github.com\": \"{}\"}}}}", hex.repeat(2)),
        format!("<machineKey validationKey=\"{}\" />", upper.repeat(8)),
        format!("<RSAKeyValue><Modulus>{mixed}</Modulus><D>{mixed}</D></RSAKeyValue>"),
        format!("new ethers.Wallet(\"0x{}\");", hex.repeat(4)),
        format!(
            "-----BEGIN OpenVPN Stat{} key V1-----\n{}\n{}\n",
            "ic",
            hex.repeat(2),
            hex.repeat(2)
        ),
        format!("export T=gh{}{}\n{}", "p_", &mixed[..20], &mixed[20..36]),
        format!("gh{}{}\u{200b}{}", "p_", &mixed[..18], &mixed[18..36]),
    ];
    let kept: Vec<_> = texts.iter().filter(|text| find(text).is_none()).collect();
    assert_eq!(kept, Vec::<&String>::new());
}

#[test]
fn bodies_of_keys_and_what_looks_like_them() {
    let body = |width: usize| {
        let mixed = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59mQx7LtV0wZk4Nn8JcYb1RgEo5x8KvT2wGdHq9";
        format!("{}\n", &mixed[..width]).repeat(6)
    };
    assert_eq!(find(&body(70)), Some(SecretKind::RandomString));
    let (head, _) = edges("-----", "RSA ", " ");
    for harmless in [
        // As much of a certificate or of a picture.
        body(64),
        format!(
            "const HEAD: &str = \"{head}\";\nconst ALPHABET: &str = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";\n"
        ),
    ] {
        assert_eq!(find(&harmless), None, "{harmless}");
    }
}

#[test]
fn badges_and_what_stands_in_the_same_places() {
    let taken: Vec<_> = [
        "[![codecov](https://codecov.io/gh/a/b/branch/main/graph/badge.svg?token=dZzAZtQT2S)](https://codecov.io/gh/a/b)",
        "<img src=\"https://img.shields.io/codecov/c/github/a/b?style=flat-square&token=dZzAZtQT2S\" alt=\"codecov.io\">",
        "if line == '-----BEGIN RSA PRIVATE KEY-----':\n    return load_private_key_from_file(path, password=None)\n",
        "name,email,password\n",
        "    \"password\",\n    \"perl5lib_verbosity\",\n",
        "\"user\", \"password\",\n\"host2\", \"port1_of_it\",\n",
        "| option | password |\n|---|---|\n| default | none |\n",
        "def login(user,\n          password,\n          timeout):\n    return connect(user, password, timeout)\n",
        "INSERT INTO users (name, password) VALUES (?, ?);",
        "token = \"getAccessTokenFromStorage\"",
        "api_key: ${API_KEY}",
        "Authorization: Bearer <token>",
        "<td>Password</td><td>required</td>",
        "<assemblyIdentity name=\"a.b\" version=\"6.0.0.0\" publicKeyToken=\"6595b64144ccf1df\" />",
        "  let g:ft_ignore_pat = '\\.\\(Z\\|gz\\|bz2\\|zip\\|tgz\\)$'",
        "\t\tpassword = utf8_to_utf16_dup(v);",
        "d_grpasswd='define'\nd_pwpasswd='define'",
        "libpam\t1.5.2-6\npasswd\t1:4.13+dfsg1-1+deb12u1\n",
        "id=9f3ba7ea-d66a-4074-abf0-4119172ace0a",
    ]
    .into_iter()
    .filter(|text| find(text).is_some())
    .collect();
    assert_eq!(taken, Vec::<&str>::new());
}
