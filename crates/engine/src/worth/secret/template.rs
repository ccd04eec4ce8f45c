//! Finds secrets that are put into a text with a place for them: `"Bearer %s" % "…"`, `"?key={}".format("…")`,
//! `Sprintf("token %s", "…")`.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    name::Name,
    value::{is_generated, is_given_for_sure, is_key, is_random},
};
use crate::pattern::compile;

/// What holds the place, one of them.
const PLACES: &[&str] = &["%s", "%v", "{}", "{0}"];

/// Characters of the shortest token that a header has.
const TOKEN: usize = 16;

/// Whether a text of the text is given a secret for its first place.
pub(super) fn find(text: &str) -> bool {
    PLACES.iter().any(|place| text.contains(place))
        && FILLED.captures_iter(text).any(|found| {
            let (name, value) = (&found[1], &found[2]);
            let is_token =
                || value.len() >= TOKEN && (is_key(value) || is_random(value) || is_generated(value));
            match name.to_ascii_lowercase().as_str() {
                "bearer" | "basic" | "token" | "key" => is_token(),
                _ => Name::of(name).is_some_and(|says| is_given_for_sure(says, name, value)),
            }
        })
}

static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"([A-Za-z0-9_.-]*(?:[bB]earer|[bB]asic|[tT]oken|TOKEN|[kK]ey|KEY|[sS]ecret|SECRET|[pP]assword|PASSWORD|[pP]asswd|[pP]wd|PWD))",
        r#"[=: ]{1,2}(?:%[sv]|\{0?\})[^"'`\n]*["'`](?:[ \t]*%[ \t]*\(?|\.format\(|,)\s*["'`]([^"'`\s\\]{8,})["'`]"#,
    ))
});
