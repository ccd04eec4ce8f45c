//! Finds secrets that are put into a text with a place for them: `"Bearer %s" % "…"`, `"?key={}".format("…")`,
//! `Sprintf("token %s", "…")`.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    name::Name,
    value::{is_generated, is_given_for_sure, is_key, is_random},
};
use crate::{
    excerpt::{head, tail},
    pattern::compile,
};

/// Characters of the shortest token that a header has.
const TOKEN: usize = 16;
/// Bytes before a place that are read for its name, and behind it for what fills it.
const NAME: usize = 40;
const BEHIND: usize = 300;

/// What says of a token that it is one, before its place.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "key"];

/// Whether a text of the text is given a secret for its first place.
pub(super) fn find(text: &str) -> bool {
    PLACE.find_iter(text).any(|place| {
        let name = name(tail(&text[..place.start()], NAME));
        let says = Name::of(name);
        let scheme = SCHEMES.iter().any(|scheme| name.eq_ignore_ascii_case(scheme));
        (says.is_some() || scheme)
            && FILLED
                .captures(head(&text[place.end()..], BEHIND))
                .is_some_and(|found| {
                    let value = &found[1];
                    let is_token =
                        || value.len() >= TOKEN && (is_key(value) || is_random(value) || is_generated(value));
                    (scheme && is_token()) || says.is_some_and(|says| is_given_for_sure(says, name, value))
                })
    })
}

/// A place behind a name. Few letters begin it, so it is found fast.
static PLACE: LazyLock<Regex> = LazyLock::new(|| compile(r"[=: ](?:%[sv]|\{0?\})"));

/// What fills it, behind the end of the text that has it.
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"^[^"'`\n]*["'`](?:[ \t]*%[ \t]*\(?|\.format\(|,)\s*["'`]([^"'`\s\\]{8,})["'`]"#)
});

/// The name that a text ends in, without the sign behind it.
fn name(before: &str) -> &str {
    let before = before.strip_suffix([':', '=']).unwrap_or(before);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = before.len() - before.trim_end_matches(is_name).len();
    &before[before.len() - length..]
}
