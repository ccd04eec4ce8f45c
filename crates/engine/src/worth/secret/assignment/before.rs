//! Finds the secret that stands before its name: what R gives to the right, the default in the annotation above a field, and the
//! value of a pair that is written backwards.

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
    if FIRST.iter().any(|word| before.contains(word)) && is_paired(before, called, says) {
        return true;
    }
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    if COMPARED
        .captures(line)
        .is_some_and(|found| is_given_for_sure(says, called, &found[1]) && is_plainly_drawn(&found[1]))
    {
        return true;
    }
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

/// What a secret is compared with: `"…" == token`, `"…".equals(password)`.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"["']([^"'\s]{6,})["'](?:\.equals(?:IgnoreCase)?\(|[ \t]*={2,3}[ \t]*)(?:[$A-Za-z0-9_]+(?:\.|->))*\$?$"#,
    )
});

/// Parts of the words that a value has before it in a pair.
const FIRST: [&str; 2] = ["alue", "ontent"];

/// Whether the value of a pair of which the name is read is a secret.
fn is_paired(before: &str, called: &str, says: Name) -> bool {
    PAIR.captures(before).is_some_and(|found| {
        let part = |group: &str| found.name(group).map(|part| part.as_str());
        let value = ["double", "single", "bare"].iter().find_map(|quote| part(quote));
        // What stands in the next member of a list is another pair.
        let parted = part("between").is_some_and(|between| {
            between
                .lines()
                .skip(1)
                .any(|line| line.trim_start().starts_with('-'))
        });
        !parted && value.is_some_and(|value| is_given_for_sure(says, called, value))
    })
}

/// `<env value="…" name="`, `{"value": "…", "key": "`, `- value: …` above `name: `.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?:^|[\s"'{,:])(?:value|content)["']?\s{0,4}[=:]\s{0,4}"#,
        r#"(?:"(?<double>[^"\n]{6,})"|'(?<single>[^'\n]{6,})'|(?<bare>[^\s"'<>{}]{6,}))"#,
        r#"(?<between>[^<>{}]*?[\s"',:])(?:name|key)["']?\s{0,4}[=:]\s{0,4}["']?$"#,
    ))
});

static TO_THE_RIGHT: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?:"([^"\n]{6,})"|'([^'\n]{6,})')[ \t]*->>?[ \t]*$"#));

/// `#[arg(long, default_value = "…")]`, `@Column({ default: '…' })`, `@Value("${db.password:…}")`.
static ABOVE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"\bdefault(?:_?[vV]alue)?[ \t]*[:=][ \t]*["']([^"'\n]{6,})["']|\$\{[A-Za-z0-9_.-]{1,64}:([^{}\n]{6,})\}"#,
    )
});
