//! Finds secrets where several names are given as many literals at once: `user, password = "joe", "…"`.

use std::sync::LazyLock;

use regex::Regex;

use super::{name::Name, value::is_given_for_sure};
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
                    .any(|(name, value)| is_given(name, value))
        })
}

fn is_given(name: &str, value: &str) -> bool {
    literal(value)
        .zip(Name::of(name))
        .is_some_and(|(value, says)| is_given_for_sure(says, name, value))
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
