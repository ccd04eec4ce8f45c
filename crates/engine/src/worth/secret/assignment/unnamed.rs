//! Finds keys that are called `key` and no more, or the key of something that is not known to have secret ones.
//!
//! So are many other things. So only letters of both cases with digits, drawn by chance and too many for an id, are a secret.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::super::{
    super::random::{is_unpronounceable, is_wordless, looks_random},
    name::words,
    value::is_placeholder,
};
use crate::{excerpt::tail, pattern::compile};

/// Words of the names of keys that are for everybody, or that something is found by.
const OTHERS: &[&str] = &[
    "cache",
    "child",
    "column",
    "content",
    "dedup",
    "etag",
    "file",
    "foreign",
    "group",
    "hash",
    "host",
    "i18n",
    "id",
    "idempotency",
    "image",
    "index",
    "item",
    "locale",
    "lookup",
    "map",
    "measurement",
    "message",
    "node",
    "object",
    "parent",
    "partition",
    "path",
    "peer",
    "primary",
    "pub",
    "public",
    "query",
    "range",
    "record",
    "row",
    "s3",
    "sheet",
    "site",
    "sort",
    "spreadsheet",
    "state",
    "title",
    "translation",
    "tree",
    "upload",
    "verify",
    "verification",
];

/// How public keys begin in base64: those of SSH, and those in DER.
const PUBLIC: [&str; 2] = ["AAAA", "MI"];

/// Whether a name that ends in "key" is given what can be nothing but one.
pub(super) fn has_secret(text: &str, name: &Range<usize>, behind: &str) -> bool {
    let before = tail(&text[..name.start], BEFORE);
    let name = &text[name.clone()];
    let is_key = name
        .len()
        .checked_sub(3)
        .and_then(|at| name.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case("key"));
    is_key
        && GIVEN.captures(behind).is_some_and(|found| {
            let value = found.get(2).or(found.get(3)).map_or("", |value| value.as_str());
            (found.get(1).is_none() || SET.is_match(before))
                && is_drawn(value)
                && !words(name).iter().any(|word| OTHERS.contains(&word.as_str()))
        })
}

/// Bytes before a name that are read.
const BEFORE: usize = 60;

/// A literal of letters and digits alone, to its end. Most of what stands here is shorter, so little is read of it.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\\?["'`]?\]?(?:[ \t]*(?:(?::[ \t]*&?[A-Za-z]{1,9})?[ \t]*:?=|=>|:)[ \t]*|>|\s{1,40}(?:android:)?value=|([ \t]+))"#,
        r#"(?:\\?["'`]([A-Za-z0-9_-]{24,128})\\?["'`]|([A-Za-z0-9_-]{24,128})[ \t]*(?:[\r\n;#<]|$))"#,
    ))
});

/// A command that sets the variable that stands behind it: `set -gx KEY …`, `setenv KEY …`.
static SET: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?:^|[\s;&|])(?:set|[sS]et[eE]nv|setx|ENV)(?:[ \t]+-{1,2}[A-Za-z]{1,9})*[ \t]+$")
});

fn is_drawn(value: &str) -> bool {
    let has = |sort: fn(&u8) -> bool| value.bytes().any(|b| sort(&b));
    has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
        && (looks_random(value) || is_unpronounceable(value))
        && is_wordless(value)
        && !PUBLIC.iter().any(|begin| value.starts_with(begin))
        && !value.starts_with('-')
        && !is_placeholder(value)
}
