//! Tells a secret that is the whole text: a generated password, a key without its prefix.

use super::{
    super::random::{
        is_hex, is_jumbled, is_scrambled, is_unpronounceable, is_wordless, letters_in_words, looks_random,
    },
    value::{UUID, is_placeholder, is_surely_generated, uuid_in},
};

/// Letters without a digit from which on they may be a key. Names of fewer have odd capitals.
const LETTERS: usize = 16;
/// Characters with marks among them from which on they may be a password, and hardly code.
const MARKS: usize = 12;
/// Longest password of all characters that anybody has drawn; what is longer without a blank is minified code.
const LONGEST: usize = 64;

/// Characters of the longest key that is known by standing alone. What is longer is data.
const LONGEST_KEY: usize = 2048;

/// How pictures, fonts, archives and documents begin in base64.
const DATA: &[&str] = &[
    "iVBORw0KGgo",
    "/9j/",
    "R0lGOD",
    "UklGR",
    "JVBERi",
    "PHN2Zy",
    "PD94",
    "H4sI",
    "UEsDB",
    "AAABAA",
    "d09G",
    "AAEAAA",
    "T1RUTw",
    "data:",
    "SUQz",
];

/// Whether a text is one word that a machine drew.
pub(super) fn is_secret(text: &str) -> bool {
    let length = (10..=LONGEST_KEY).contains(&text.len());
    let one_word = || text.bytes().all(|b| b.is_ascii_graphic());
    if !length || !one_word() || is_placeholder(text) || is_known(text) {
        return false;
    }
    // An id names a thing, whatever it is called by: `id=2496ec48-…`. What is beside it may be drawn.
    uuid_in(text).map_or_else(
        || is_drawn(text) || is_keyed(text),
        |at| is_secret(&text[..at]) || is_secret(&text[at + UUID..]),
    )
}

/// A digest, an address, a path, data.
fn is_known(text: &str) -> bool {
    text.contains("://")
        || is_hex(text)
        || text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with("~/")
        || is_address(text)
        || is_digest(text)
        || (text.len() > 64 && DATA.iter().any(|data| text.starts_with(data)))
}

/// `0x` and hexadecimal digits, perhaps with a type behind them: a number, or where something is.
fn is_address(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|digits| {
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit() || b"_uilLUn".contains(&b))
    })
}

/// `sha256-…`, `sha512:…`, `md5-…`: how digests are written.
fn is_digest(text: &str) -> bool {
    let begins = |name: &&str| {
        text.strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(['-', ':', '=', '/', '~']))
    };
    [
        "sha1", "sha256", "sha384", "sha512", "md5", "SHA1", "SHA256", "SHA384", "SHA512", "MD5", "h1",
        "blake3",
    ]
    .iter()
    .any(begins)
}

/// Letters and digits, with joints at most.
fn is_drawn(text: &str) -> bool {
    let few_parts = text.split(['.', '/', '-', '_', ':', '@']).count() <= 3;
    let plain = !text.starts_with(['/', '.', '~', '#'])
        && !text.contains(['(', ')', '{', '}', '[', ']', ';', '"', '\'', '<', '>', ',', '\\'])
        && (few_parts || (text.len() >= 32 && is_wordless(text)))
        && !(text.contains('@') && text.contains('.'));
    let letters = || {
        text.len() >= LETTERS && (is_jumbled(text) || (is_unpronounceable(text) && has_few_words(text, 4)))
    };
    plain && (looks_random(text) || is_scrambled(text) || letters())
}

/// Drawn from all that a keyboard has. Pieces of code without a blank have words in them, or escapes.
fn is_keyed(text: &str) -> bool {
    // Quotes and brackets around a word make none.
    let inner = text.trim_matches(['"', '\'', '`', ',', ';', '(', ')', '[', ']', '<', '>', ':']);
    let marks = inner
        .bytes()
        .filter(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'-' | b'.' | b'/' | b':'))
        .count();
    (MARKS..=LONGEST).contains(&inner.len())
        && marks >= 2
        && inner.contains(|c: char| c.is_ascii_lowercase())
        && inner.contains(|c: char| c.is_ascii_uppercase())
        && is_surely_generated(inner)
        && has_few_words(inner, 8)
        && ![
            "\\u", "\\x", "0x", "</", "/>", "<br", "::", "=\"", "()", "&&", "==", "&gt;",
        ]
        .iter()
        .any(|part| text.contains(part))
}

/// Whether at most one letter of so many is in a word, however short.
fn has_few_words(text: &str, among: usize) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    letters_in_words(text, 3) * among <= letters
}
