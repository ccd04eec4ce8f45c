//! Finds secrets: keys, tokens, passwords, and whatever was drawn by chance to be guessed by nobody.
//!
//! A secret that is kept is a leak, and a function that is called a secret cannot be kept. So every rule asks for
//! the real thing: a known format, or a name that says "secret" with a literal beside it that no person would write.

mod formats;

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::random::{entropy, is_hex, looks_random};
use crate::pattern::compile;

/// What sort of secret it is. Names the rule to the user, never the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// A private key in PEM or OpenPGP armour.
    PrivateKey,
    /// A key or token in the format of a known service.
    ServiceToken,
    /// A JSON Web Token.
    WebToken,
    /// An address with a password in it.
    ConnectionString,
    /// An `Authorization` header.
    Authorization,
    /// A literal that is given to something called a password, token or key.
    Credential,
    /// A string that stands alone and was drawn by chance, such as a generated password.
    RandomString,
}

impl SecretKind {
    /// The name, stable, for a reader.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PrivateKey => "private key",
            Self::ServiceToken => "service token",
            Self::WebToken => "web token",
            Self::ConnectionString => "connection string with a password",
            Self::Authorization => "authorization header",
            Self::Credential => "credential",
            Self::RandomString => "random string",
        }
    }
}

/// The first secret found in the text, if any.
pub(super) fn find(text: &str) -> Option<SecretKind> {
    let bearer = |found: &Captures<'_>| capture(found).is_some_and(|v| v.len() >= 16 && looks_random(v));
    let credential = |found: &Captures<'_>| capture(found).is_some_and(is_credential);
    let connection = |found: &Captures<'_>| capture(found).is_some_and(is_real_password);
    if PRIVATE_KEY.is_match(text) {
        Some(SecretKind::PrivateKey)
    } else if let Some(kind) = formats::find(text) {
        Some(kind)
    } else if text.contains("://") && CONNECTION.captures_iter(text).any(|c| connection(&c)) {
        Some(SecretKind::ConnectionString)
    } else if AUTHORIZATION.captures_iter(text).any(|c| bearer(&c)) {
        Some(SecretKind::Authorization)
    } else if ASSIGNMENT.captures_iter(text).any(|c| credential(&c)) {
        Some(SecretKind::Credential)
    } else if stands_alone(text.trim()) {
        Some(SecretKind::RandomString)
    } else {
        None
    }
}

/// A key with a body: code that only names the header is no key. The body may stand in a string with `\n` in it, and a
/// copy may have lost the first line.
static PRIVATE_KEY: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s"'+,\\]|[A-Za-z-]+: [^\n]*\n)*[A-Za-z0-9+/=]{20,}"#,
        r#"|[A-Za-z0-9+/=]{20,}(?:\\[nr]|[\s"'+,\\])*-----END (?:[A-Z0-9]+ )*PRIVATE KEY"#,
    ))
});

/// `scheme://user:password@host`.
static CONNECTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"://[^\s:/@"'<>`]{0,64}:([^\s/@"'<>`]{5,128})@[^\s"'<>`/:]"#));

static AUTHORIZATION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{16,})"));

/// Something called a secret, and the literal given to it: in quotes, or bare to the end of the word.
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?i)(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|private|auth|account|encryption|signing)[_-]?key)",
        r#"[a-z0-9_-]{0,24}["'\]]{0,2}"#,
        r"(?:[ \t]*:[ \t]*&?[a-z][a-z<>\[\]&' ]{0,30})?[ \t]*(?::=|=>|=|:|[ \t])[ \t]*",
        r#"(?:[rbuf]{0,2}"([^"\n]{8,256})"|[rbuf]{0,2}'([^'\n]{8,256})'|([^\s"'`,;(){}\[\]<>]{8,256})(?:$|[\s,;"'}]))"#,
    ))
});

/// What the one group that matched holds.
fn capture<'t>(found: &Captures<'t>) -> Option<&'t str> {
    found.iter().skip(1).flatten().next().map(|group| group.as_str())
}

/// Whether the literal beside a telling name is the secret itself.
fn is_credential(value: &str) -> bool {
    !is_placeholder(value)
        && !value.contains([' ', '(', '{', '$', '<', '\\'])
        && !value.contains("://")
        && !value.starts_with(['/', '.', '&', '*', '-', '@', '#'])
        && !is_uuid(value)
        && looks_random(value)
}

/// Whether the password of an address is one, not the word for it.
fn is_real_password(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let word = [
        "pass", "pwd", "secret", "user", "admin", "test", "example", "token", "changeme", "guest", "root",
        "postgres",
    ]
    .iter()
    .any(|word| lower.starts_with(word));
    let mixed =
        password.bytes().any(|b| b.is_ascii_digit()) && password.bytes().any(|b| b.is_ascii_alphabetic());
    !word
        && !is_placeholder(password)
        && !password.contains(['$', '{', '(', '[', '*', '\\', '|'])
        && mixed
        && entropy(password) >= 2.2
}

/// Something that holds the place of a secret in an example.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    [
        "example",
        "xxxx",
        "your",
        "placeholder",
        "changeme",
        "dummy",
        "redacted",
        "insert",
        "fake",
        "sample",
        "...",
        "***",
        "%s",
        "todo",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// A string by itself that a machine drew: a generated password, a key without its prefix.
fn stands_alone(text: &str) -> bool {
    let length = (10..=256).contains(&text.len());
    let one_word = text.is_ascii() && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let known = || {
        text.contains("://")
            || is_hex(text)
            || is_uuid(text)
            || text.starts_with(['/', '.', '~', '#'])
            || text.starts_with("0x")
            || text.contains(['(', ')', '{', '}', '[', ']', ';', '"', '\'', '<', '>', ',', '\\'])
            || text.split(['.', '/', '-', '_', ':', '@']).count() > 3
            || (text.contains('@') && text.contains('.'))
    };
    length && one_word && !known() && !is_placeholder(text) && looks_random(text)
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let text = text.trim_matches(['{', '}']);
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

#[cfg(test)]
mod tests;
