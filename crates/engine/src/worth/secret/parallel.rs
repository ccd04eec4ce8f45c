//! Finds secrets where several names are given as many literals at once: `user, password = "joe", "…"`.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::random::is_jumbled,
    name::Name,
    value::{is_generated, is_key, is_mixed, is_random, is_weak_password},
};
use crate::pattern::compile;

/// Bytes of the longest line that is read.
const LINE: usize = 400;

/// Whether a line gives several names as many literals, and one of them is a secret.
pub(super) fn has_secret(line: &str) -> bool {
    line.len() <= LINE
        && line.contains(',')
        && ASSIGNMENT.captures(line).is_some_and(|found| {
            let names: Vec<&str> = found[1].split(',').map(str::trim).collect();
            let values = values(&found[2]);
            names.len() == values.len()
                && names
                    .iter()
                    .zip(values)
                    .any(|(name, value)| literal(value).is_some_and(|value| is_secret(name, value)))
        })
}

fn is_secret(name: &str, value: &str) -> bool {
    let drawn = || is_generated(value) || (value.len() >= 8 && is_random(value));
    match Name::of(name) {
        Some(Name::Password | Name::Secret) => {
            drawn() || is_mixed(value) || is_weak_password(value) || is_jumbled(value) || is_key(value)
        }
        Some(Name::Token) => Name::is_of_a_token(name) && (drawn() || is_key(value)),
        None => false,
    }
}

static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\s*(?:(?:export|pub|const|let|var|val|local|my)\s+)*[(\[]?\s*",
        r"([$A-Za-z_][A-Za-z0-9_]*(?:\s*,\s*[$A-Za-z_][A-Za-z0-9_]*)+)",
        r"\s*[)\]]?\s*:?=\s*[(\[]?(.*?)[)\]]?;?\s*$",
    ))
});

/// What is between the commas that stand in no quotes.
fn values(text: &str) -> Vec<&str> {
    let (mut values, mut from, mut quote) = (Vec::new(), 0, None);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if quote == Some(letter) => quote = None,
            '"' | '\'' | '`' if quote.is_none() => quote = Some(letter),
            ',' if quote.is_none() => {
                values.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    values.push(text[from..].trim());
    values
}

/// What is in the quotes of a value that is one string.
fn literal(value: &str) -> Option<&str> {
    let quote = value
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\'' | '`'))?;
    let inside = value.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inside.contains(quote)).then_some(inside)
}
