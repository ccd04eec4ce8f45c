//! Secrets in the places that they are copied from, and what stands in the same places without being one.
//!
//! The secrets are put together at run time, so that no scanner takes this file for a leak.

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::{prelude::*, sample::select};

use super::{SecretKind, find};

/// Letters and digits drawn by chance.
const DRAWN: &str = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59mQx7LtV0wZk4Nn8JcYb1RgEo5";

fn kept(texts: &[String]) -> Vec<&String> {
    texts.iter().filter(|text| find(text).is_none()).collect()
}

/// Each text in which something is found.
pub(super) fn taken<'t>(texts: &[&'t str]) -> Vec<&'t str> {
    texts
        .iter()
        .copied()
        .filter(|text| find(text).is_some())
        .collect()
}

#[test]
fn finds_private_keys_in_any_form() {
    let header = concat!("-----BEGIN EC PRIV", "ATE KEY-----");
    let coded = STANDARD.encode(format!("{header}\n{DRAWN}\n"));
    for key in [
        format!("users:\n- name: a\n  user:\n    client-key-data: {coded}\n"),
        format!(
            "{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2\",\"d\":\"{}\"}}",
            &DRAWN[..43]
        ),
        format!("{{\"d\": \"{}\", \"kty\": \"OKP\"}}", &DRAWN[..43]),
        format!("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPrivate-Lines: 2\n{DRAWN}\n"),
        format!(
            "[Interface]\nPrivateKey = {}=\nAddress = 10.0.0.2/32",
            &DRAWN[..43]
        ),
        format!("untrusted comment: signify secret key\n{DRAWN}\n"),
        format!(
            "AGE-SECRET-KEY-{}",
            "1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"
        ),
        format!("let der = \"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC{DRAWN}{DRAWN}\";"),
        format!("tls.key: MHcCAQEEI{DRAWN}"),
        format!("b3BlbnNzaC1rZXktdjE{DRAWN}{DRAWN}"),
    ] {
        assert_eq!(find(&key), Some(SecretKind::PrivateKey), "{key}");
    }
    let public = STANDARD.encode(format!("-----BEGIN CERTIFICATE-----\n{DRAWN}\n"));
    assert_eq!(
        taken(&[
            &format!("certificate-authority-data: {public}"),
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}",
            "PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "if line.startswith(\"Private-Lines:\"): count = int(line[15:])",
        ]),
        Vec::<&str>::new()
    );
}

#[test]
fn finds_passwords_by_their_place() {
    let (password, token) = (&DRAWN[..14], &DRAWN[..32]);
    let user = STANDARD.encode(format!("deploy:{password}"));
    let texts = [
        format!("define('DB_PASSWORD', '{password}');"),
        "define( 'DB_PASSWORD', 'Blu3berry!Pie' );".to_owned(),
        "define('NONCE_SALT', '$d^&rcFlC<xvnNG)dcm/yHc]~_7%E/4nSm|wfIp7@ #JoppZr*[DDs,_7Yvc~X:1');"
            .to_owned(),
        format!("{{\"auths\": {{\"registry.io\": {{\"auth\": \"{user}\"}}}}}}"),
        format!("//registry.io/:_auth={user}"),
        format!("//registry.io/:_authToken={token}"),
        "//registry.io/:_authToken=2496ec48-a496-40b5-8e89-2e52eb700468".to_owned(),
        format!("//registry.io/:_password=\"{}\"", STANDARD.encode(password)),
        format!("Authorization: Basic {}", STANDARD.encode("admin:swordfish")),
        "machine host.io login me password swordfish".to_owned(),
        format!("db.internal:5432:app:svc:{password}"),
        format!("*:*:*:me:{password}"),
        format!("$pw = ConvertTo-SecureString \"{password}\" -AsPlainText -Force"),
        format!("server.login(\"me@host.io\", \"{password}\")"),
        format!("variable \"db_password\" {{\n  type    = string\n  default = \"{password}\"\n}}"),
        format!(
            "kind: Secret\ndata:\n  URL: {}\n",
            STANDARD.encode(format!("postgres://a:{password}@db/x"))
        ),
        format!("shop:{password}@/shop"),
        format!("sql.Open(\"mysql\", \"shop:{password}@/shop?parseTime=true\")"),
        format!("user:{password}@tcp/db"),
        format!("Cookie: lang=en; sessionid={token}"),
        format!("Set-Cookie: sid={token}; Path=/; HttpOnly"),
        format!("curl 'https://host.io/api' -H 'Cookie: session={token}'"),
        format!(
            "client.login(\"Nzk5MTI2MTE3NTg5NjcyMTE1.sNdhnl.{}\")",
            &DRAWN[..38]
        ),
        "https://host.io/?api_key=abc123def456ghi".to_owned(),
        "https://host.io/?a=b&token=abc123def456ghi".to_owned(),
        "https://host.io/#access_token=abc123def456ghi".to_owned(),
        "prod db, password=hunter2xyz".to_owned(),
        "notes (password=hunter2xyz)".to_owned(),
        "db password=swordfish99".to_owned(),
        "use password hunter2xyz".to_owned(),
        "/home/bob/password=hunter2xyz/x".to_owned(),
    ];
    assert_eq!(kept(&texts), Vec::<&String>::new());
}

#[test]
fn finds_what_stands_alone() {
    let texts = [
        "FnFKFLJXIvEZyNznKGqzRtWbHd",
        "XvQgxOHwOOwHDSxyhfwj",
        "v(9T{q!W2x<Lm7&R",
        "h9.fQ#e~4-Cxl7[kH;2u",
        "v97dnexqnxqzjyn3",
    ]
    .map(str::to_owned);
    assert_eq!(kept(&texts), Vec::<&String>::new());
    assert_eq!(
        taken(&[
            "XMLHttpRequestFactory",
            "NSMutableAttributedString",
            "isFrameworkPackageByName",
            "x86_64-unknown-linux-gnu",
            "main.4f3a2b1c.chunk.js",
            "IMG_20240101_123456.jpg",
            "71eb88ab165c953e174a861a72a8f1b9ba2a818a",
            "d41d8cd98f00b204e9800998ecf8427e",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "2496ec48-a496-40b5-8e89-2e52eb700468",
            "f=l[d+1],m=l[d-1];",
            "'CC-BY-SA-3.0',",
            "is-glob@^2.0.0,",
            "TryRunAsync<P1>(&self,",
            "sys.argv[1][:2]",
            "'svg10.dtd\">\\n')",
            "internationalization",
        ]),
        Vec::<&str>::new()
    );
}

/// Code around a password, which stands where `§` is.
const AROUND: &[&str] = &[
    "password = \"§\"",
    "    password = '§'  # the old one",
    "DB_PASSWORD='§'",
    "DB_PASSWORD=§",
    "export DB_PASSWORD=\"§\"",
    "db:\n  user: app\n  password: §\n",
    "db:\n  user: app\n  password: '§'\n",
    "{\"user\": \"app\", \"password\": \"§\"}",
    "\t\"Password\": \"§\",",
    "const PASSWORD: &str = \"§\";",
    "let dbPassword = '§';",
    "define('DB_PASSWORD', '§');",
    "'password' => '§',",
    "// password: \"§\"",
    "/* db_password = \"§\" */",
    "SECRET_KEY = '§'",
    "client.connect(host=\"db\", password=\"§\")",
    "ConvertTo-SecureString \"§\" -AsPlainText -Force",
    "variable \"db_password\" {\n  default = \"§\"\n}",
    "Server=db;Database=x;User Id=sa;Password=§;",
    "app:§@tcp(db:3306)/shop",
    "app:§@/shop",
    "postgres://app:§@db:5432/app",
    "<?php\n$config['db']['password'] = '§';\n",
];

/// Ordinary code, with a place for a name (`§`) and one for a number.
const ORDINARY: &[&str] = &[
    "password = os.environ[\"§_N\"]",
    "password = getenv(\"§\")",
    "password: String",
    "password = \"${§}\"",
    "password = \"$§\"",
    "PASSWORD=\"$§_N\"",
    "PASSWORD=<§>",
    "password=xxxxxxxxN",
    "password: changeme",
    "def login(user: str, password: str = §) -> bool:",
    "fn login(user: &str, password: &str) -> Result<§, Error>",
    "function login(user, password) { return §(user, password); }",
    "\"integrity\": \"sha512-Q2bFTOhEALkN8hOms2FKTDLy7eugP2zFZ1T8LCvX42Fp3WoNr3bjZSAHeOsHrbV1Fu9A0EzCinRE7Af1ofPrw==\"",
    "checksum = \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",
    "commit 71eb88ab165c953e174a861a72a8f1b9ba2a818a",
    "id: 2496ec48-a496-40b5-8e89-2e52eb700468",
    "src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\"",
    ".§>a[href^=\"#\"]:not(.b2){color:#2893ef;margin:0 auto}",
    "!function(e,t){var n=e[0]||t.§;return n(N)}(window,{});",
    "token = t.§[i1].kindN",
    "key = f\"{§}:{N}\"",
    "Cookie: lang=en; theme=dark",
    "document.cookie = `§=${value}; path=/`;",
    "user:password@tcp(127.0.0.1:3306)/db",
    "variable \"db_password\" {\n  type = string\n  default = \"\"\n}",
    "server.login(user, password)",
    "self.client.login(\"§\", \"password\")",
    "define('PASSWORD_MIN_LENGTH', N);",
    "define('§_KEY', 'cache_key');",
    "src/§.rs:12:5: error: password field N",
    "https://host.io/?page_token=§&q=N",
    "{{ password }}",
    "pattern = \"^(?=.*[A-Z])(?=.*[0-9]).{8,}$\"",
    "ROUNDS = 'password_hash', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'",
];

proptest! {
    /// Whatever a generator of passwords puts in, and wherever it stands. Not both brackets of a pair: such a one may look
    /// like a call.
    #[test]
    fn a_generated_password_is_found_in_any_code(
        password in "[a-z][0-9][A-Z][$!%^*(][A-Z][0-9][a-z][#$&!]([0-9][a-z][A-Z][$*!_]){0,3}[0-9][A-Z]",
        around in select(AROUND),
    ) {
        let text = around.replace('§', &password);
        prop_assert!(find(&text).is_some(), "{}", text);
    }

    #[test]
    fn ordinary_code_is_kept(
        name in "[a-z]{2,4}(_[a-z]{3,6}){0,2}",
        number in "[1-9][0-9]{0,3}",
        around in select(ORDINARY),
        indent in select(vec!["", "  ", "\t"]),
        comment in select(vec!["", "// ", "# "]),
    ) {
        let text = format!("{indent}{comment}{}", around.replace('§', &name).replace('N', &number));
        prop_assert_eq!(find(&text), None, "{}", text);
    }
}
