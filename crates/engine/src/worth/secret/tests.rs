//! The tokens are put together at run time, so that no scanner takes this file for a leak.

use super::{SecretKind, find};

const BODY: &str = "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m";

#[test]
fn finds_the_formats_of_services() {
    for token in [
        format!("ghp{}{BODY}", "_"),
        format!("glpat{}{}", "-", &BODY[..20]),
        format!("AKIA{}", "FQGFOO49U6CUIUNC"),
        format!("xoxb{}{}", "-", "2314-9876-kJh3Gf5DsA9qWe7R"),
        format!("sk_live{}{BODY}", "_"),
        format!("sk{}{BODY}TbDA", "-"),
        format!("AIza{}", &BODY[..35]),
        format!("npm{}{BODY}", "_"),
        format!("export GITHUB_TOKEN=gho{}{BODY}", "_"),
        format!("fn f() {{ let t = \"ghp{}{BODY}\"; }}", "_"),
    ] {
        assert_eq!(find(&token), Some(SecretKind::ServiceToken), "{token}");
    }
    let web = format!("eyJ{BODY}.{BODY}.{BODY}");
    assert_eq!(find(&web), Some(SecretKind::WebToken));
}

#[test]
fn finds_private_keys_with_a_body() {
    let header = concat!("-----BEGIN OPENSSH PRIV", "ATE KEY-----");
    let footer = concat!("-----END OPENSSH PRIV", "ATE KEY-----");
    assert_eq!(
        find(&format!("{header}\n{BODY}\n{footer}")),
        Some(SecretKind::PrivateKey)
    );
    assert_eq!(
        find(&format!("KEY = \"{header}\\n{BODY}\"")),
        Some(SecretKind::PrivateKey)
    );
    assert_eq!(find(&format!("{BODY}\n{footer}")), Some(SecretKind::PrivateKey));
    assert_eq!(
        find(&format!("if text.startswith(\"{header}\"): return load(text)")),
        None
    );
}

#[test]
fn finds_credentials() {
    let password = "pAUt5jQJY5Pz6m";
    for (text, kind) in [
        (format!("password: {password}"), SecretKind::Credential),
        (format!("DB_PASSWORD={password}"), SecretKind::Credential),
        (
            format!("{{\"client_secret\": \"{password}\"}}"),
            SecretKind::Credential,
        ),
        (
            format!("const API_KEY: &str = \"{password}\";"),
            SecretKind::Credential,
        ),
        (format!("config['token'] = '{password}'"), SecretKind::Credential),
        (format!("login --password {password}"), SecretKind::Credential),
        (
            format!("postgres://app:{password}@db.internal/x"),
            SecretKind::ConnectionString,
        ),
        (format!("Authorization: Bearer {BODY}"), SecretKind::Authorization),
        (password.to_owned(), SecretKind::RandomString),
        ("l3d^O_!tetArrp85".to_owned(), SecretKind::RandomString),
    ] {
        assert_eq!(find(&text), Some(kind), "{text}");
    }
}

#[test]
fn leaves_code_alone() {
    for text in [
        "password = getpass()",
        "def login(user: str, password: str, token: Optional[Token] = None):",
        "password=\"password\"",
        "token = None",
        "password: \"${DB_PASSWORD}\"",
        "password: ${{ secrets.TOKEN_2 }}",
        "api_key = os.environ[\"API_KEY_V2\"]",
        "token_url = \"https://auth.example.com/v1/token2\"",
        "let token = self.tokens[i1].kind2Value;",
        "secret = hashlib.sha256(b1).hexdigest()",
        "http://user:password@localhost:8080",
        "postgres://user:${PW}@host/db",
        "url = 'http://foo:bar@host'",
        "Authorization: Bearer <token>",
        "headers['Authorization'] = f'Bearer {token}'",
        concat!("AKIAIOSFODNN7", "EXAMPLE"),
        "integrity: sha512-Q2bFTOhEALkN8hOms2FKTDLy7eugP2zFZ1T8LCvX42Fp3WoNr3bjZSAHeOsHrbV1Fu9/A0EzCinRE7Af1ofPrw==",
        "assert_eq!(hash, \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\");",
        "2496ec48-a496-40b5-8e89-2e52eb700468",
        "d6f94fc0aa11bb22cc33dd44ee55ff66",
        "getElementById",
        "Base64Decoder2",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}
