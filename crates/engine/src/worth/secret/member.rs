//! Tells which members of a list or a map that is called "tokens", "passwords" or so are secrets.

use super::{
    super::random::is_jumbled,
    name::{Name, words},
    value::{has_uuid, is_generated, is_key, is_random, is_surely_generated},
};

/// Characters of the shortest token. Parts of texts and of programs are called tokens too, and are shorter.
const TOKEN: usize = 16;
/// Characters of the shortest password that was surely drawn.
const PASSWORD: usize = 10;

/// Words of the labels of members that say what a secret is, whose it is or where it is.
const OTHERS: &[&str] = &[
    "address",
    "alg",
    "checksum",
    "cipher",
    "ciphertext",
    "commit",
    "digest",
    "encrypted",
    "etag",
    "file",
    "fingerprint",
    "hash",
    "hashed",
    "hashes",
    "href",
    "id",
    "ids",
    "integrity",
    "kid",
    "md5",
    "name",
    "path",
    "pattern",
    "pub",
    "public",
    "ref",
    "regex",
    "regexp",
    "resolved",
    "rev",
    "revision",
    "secure",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "signature",
    "sum",
    "type",
    "uid",
    "uri",
    "url",
    "uuid",
    "version",
];

/// What the members of a list or a map are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Password,
    Token,
}

impl Member {
    /// What the members are by the name of the list: `API_KEYS`, `tokens`, `passwords`, `secret`; `None` if it does not say that
    /// they are secrets.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.strip_suffix(['s', 'S']).unwrap_or(name);
        let says = Name::of(name)?;
        match says {
            Name::Password => Some(Self::Password),
            Name::Secret => Some(Self::Token),
            Name::Token => (Name::is_of_a_token(name) || is_of_credentials(name)).then_some(Self::Token),
        }
    }

    /// Whether a member is a secret, which may have a label of its own.
    pub(super) fn is_secret(self, label: Option<&str>, value: &str) -> bool {
        // An id is that of a thing: in a list its name does not say that it lets anybody in.
        if label.is_some_and(is_of_another_thing) || has_uuid(value) || is_constant(value) {
            return false;
        }
        match self {
            Self::Password => {
                (value.len() >= PASSWORD && (is_random(value) || is_jumbled(value))) || is_generated(value)
            }
            Self::Token => {
                value.len() >= TOKEN
                    && value.bytes().all(is_of_a_token)
                    && (is_key(value) || is_random(value))
            }
        }
    }

    /// The same without quotes, where it may be a part of a program.
    pub(super) fn is_bare_secret(self, label: Option<&str>, value: &str) -> bool {
        self.is_secret(label, value)
            && (is_key(value) || is_surely_generated(value) || self == Self::Password)
    }
}

/// Whether a token may have it. The tokens of a grammar are patterns, which have other signs.
const fn is_of_a_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/' | b'=' | b'~' | b':')
}

/// `K8S_AUTH_API_KEY`: the variable that has the secret.
fn is_constant(value: &str) -> bool {
    value.contains('_')
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

fn is_of_credentials(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("credential")
}

/// Whether a label is not that of a secret: `id`, `sha256`, `fileHash`.
fn is_of_another_thing(label: &str) -> bool {
    words(label)
        .last()
        .is_some_and(|word| OTHERS.contains(&word.as_str()))
}
