//! Finds the secret that stands before its name: what R gives to the right, and the default in the annotation above a field.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    super::{
        name::Name,
        value::{is_given_for_sure, is_plainly_drawn},
    },
    BEFORE,
};
use crate::{excerpt::tail, pattern::compile};

/// Whether a secret before a name is given to it.
pub(super) fn is_secret(text: &str, name: &Range<usize>, behind: &str, says: Name) -> bool {
    let called = &text[name.clone()];
    let before = tail(&text[..name.start], 2 * BEFORE);
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    if line.trim_end().ends_with("->") || line.trim_end().ends_with("->>") {
        let is_end = behind
            .trim_start_matches([' ', '\t', ';'])
            .starts_with(['\r', '\n', '#'])
            || behind.trim().is_empty();
        return is_end
            && TO_THE_RIGHT.captures(line).is_some_and(|found| {
                // An arrow has other meanings elsewhere.
                let value = found.get(1).or(found.get(2)).map_or("", |value| value.as_str());
                is_given_for_sure(says, called, value) && is_plainly_drawn(value)
            });
    }
    let above = above.rsplit('\n').next().unwrap_or_default().trim();
    above.starts_with(['@', '#'])
        && above.ends_with([')', ']'])
        && ABOVE.captures(above).is_some_and(|found| {
            found
                .get(1)
                .or(found.get(2))
                .is_some_and(|value| is_given_for_sure(says, called, value.as_str()))
        })
}

static TO_THE_RIGHT: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?:"([^"\n]{6,})"|'([^'\n]{6,})')[ \t]*->>?[ \t]*$"#));

/// `#[arg(long, default_value = "…")]`, `@Column({ default: '…' })`, `@Value("${db.password:…}")`.
static ABOVE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"\bdefault(?:_?[vV]alue)?[ \t]*[:=][ \t]*["']([^"'\n]{6,})["']|\$\{[A-Za-z0-9_.-]{1,64}:([^{}\n]{6,})\}"#,
    )
});
