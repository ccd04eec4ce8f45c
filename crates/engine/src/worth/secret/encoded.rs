//! Finds passwords that stand in base64: of registries, of `Authorization: Basic`.

use std::sync::LazyLock;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use regex::Regex;

use super::value::{is_password, is_placeholder, is_stock_text};
use crate::pattern::compile;

/// Reads base64 with padding and without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Longest coded value that is decoded. The name and password of a user have some 100 bytes.
const LONGEST: usize = 8 * 1024;

/// The bytes that base64 stands for, without a last piece that is no whole one.
pub(super) fn decoded(coded: &str) -> Option<Vec<u8>> {
    let coded = coded.trim_end_matches('=');
    let whole = if coded.len() % 4 == 1 {
        &coded[..coded.len() - 1]
    } else {
        coded
    };
    BASE64.decode(whole).ok()
}

/// Whether a coded value of the text is a user with a password.
pub(super) fn find(text: &str) -> bool {
    let has = |part: &str| text.contains(part);
    (has("auth") || has("asic") || has("ASIC"))
        && USER
            .captures_iter(text)
            .any(|found| is_user_with_password(found.get(1).or(found.get(2)).map_or("", |m| m.as_str())))
}

/// `"auth": "…"` of Docker, `_auth=…` of npm, `Basic …`.
static USER: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?:["']auth["']\s{0,9}:\s{0,9}["']|\b_auth["']?\s{0,9}[=:]\s{0,9}["']?)([A-Za-z0-9+/]{8,}={0,2})"#,
        r"|\b[Bb](?:asic|ASIC)[ \t]+([A-Za-z0-9+/]{8,}={0,2})",
    ))
});

/// What base64 stands for, if that is a text.
pub(super) fn readable(coded: &str) -> Option<String> {
    (coded.len() <= LONGEST)
        .then(|| decoded(coded))?
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
}

/// Whether it is `user:password`, with a password that is not the word for it.
fn is_user_with_password(coded: &str) -> bool {
    readable(coded).is_some_and(|text| {
        text.split_once(':').is_some_and(|(user, password)| {
            !user.is_empty()
                && password.len() >= 4
                && text.is_ascii()
                && user != password
                && !is_placeholder(password)
                && (is_password(password) || !is_stock_text(password))
        })
    })
}
