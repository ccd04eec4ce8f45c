//! Finds secrets: keys, tokens, passwords, and whatever was drawn by chance to be guessed by nobody.
//!
//! A secret that is kept is a leak, and a function that is called a secret cannot be kept. So every rule asks for
//! the real thing: a known format, or a name that says "secret" with a literal beside it that no person would write.

mod address;
mod alone;
mod armour;
mod assignment;
mod command;
mod encoded;
mod formats;
mod inserted;
mod keyed;
mod keys;
mod known;
mod kubernetes;
mod member;
mod name;
mod namesake;
mod option;
mod parallel;
mod place;
mod plain;
mod setting;
mod table;
mod telling;
mod template;
mod value;

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use super::{
    bytes::Reading,
    random::{is_wordless, looks_random},
};
use crate::{excerpt::head, pattern::compile};

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
///
/// Meant for whatever is kept beside a copied text as well: names, notes, tags, addresses.
#[must_use]
pub(crate) fn find(text: &str) -> Option<SecretKind> {
    find_plain(text)
        .or_else(|| find_plain(&plain::plain(text)?))
        // It is UTF-16 perhaps, or a binary, which may be UTF-8 by chance.
        .or_else(|| {
            text.contains('\0')
                .then(|| Reading::of(text.as_bytes()).secret())?
        })
}

/// The first secret of a text that is written plainly.
fn find_plain(text: &str) -> Option<SecretKind> {
    let one = joined(text);
    if let Some(kind) = find_known(text).or_else(|| formats::find(one.as_deref()?)) {
        Some(kind)
    } else if known::find(text) {
        Some(SecretKind::ServiceToken)
    } else if address::find(text) {
        Some(SecretKind::ConnectionString)
    } else if [Some(text), one.as_deref().filter(|one| has_scheme(one))]
        .into_iter()
        .flatten()
        .any(|text| {
            AUTHORIZATION
                .captures_iter(text)
                .any(|found| is_bearer(&found[1]))
        })
    {
        Some(SecretKind::Authorization)
    } else if is_credential(text)
        || encoded::find(text)
        || kubernetes::find(text, |value| {
            formats::find(value).is_some() || address::find(value) || is_credential(value)
        })
    {
        Some(SecretKind::Credential)
    } else if alone::is_secret(text.trim()) || armour::is_body(text.trim()) {
        Some(SecretKind::RandomString)
    } else {
        None
    }
}

/// The first secret that has a format of its own: a private key, or a token of a known service.
pub(super) fn find_known(text: &str) -> Option<SecretKind> {
    if armour::find(text) {
        return Some(SecretKind::PrivateKey);
    }
    formats::find(text)
}

/// The text with strings that are put together made one; `None` where there are none.
fn joined(text: &str) -> Option<String> {
    let joined = JOINT.replace_all(text, "");
    matches!(joined, Cow::Owned(_)).then(|| joined.into_owned())
}

/// Whether a text that begins with the last quote of a string goes on with another one that is put together with it.
fn begins_with_a_joint(text: &str) -> bool {
    JOINT
        .find(head(text, WIDEST_JOINT))
        .is_some_and(|joint| joint.start() == 0)
}

/// Bytes of the widest joint, with the indent of the line below.
const WIDEST_JOINT: usize = 100;

/// What stands between two strings that are put together, quotes included: `+`, `.`, `..`, `||`, `&`, a backslash at the end
/// of a line, white space, or nothing at all. Not a comma: two things of a list are two. A string may have a letter before
/// it, but not where it would be the text of another: `"f" + "g"`.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"(?-u)["'`](?:(?:[ \t\r\n]*(?:\+|\.\.?|\|\||&|\\)[ \t\r\n]*|[ \t\r\n]+)[rbufRBUF]{0,2})?["'`]"#)
});

/// Whether a text may have a header that lets in.
fn has_scheme(text: &str) -> bool {
    ["earer", "asic"].iter().any(|scheme| text.contains(scheme))
}

static AUTHORIZATION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{16,})"));

fn is_bearer(token: &str) -> bool {
    token.len() >= 16 && (looks_random(token) || (token.len() >= 20 && is_wordless(token)))
}

/// Whether a literal of the text is a password or a token by its name or its place.
fn is_credential(text: &str) -> bool {
    assignment::find(text)
        || setting::find(text)
        || command::find(text)
        || option::find(text)
        || template::find(text)
        || place::find(text)
        || table::find(text)
        || address::is_signed(text)
}

#[cfg(test)]
mod apart;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod declared;
#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wrapped;
#[cfg(test)]
mod written;
