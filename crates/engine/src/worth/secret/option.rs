//! Finds passwords and tokens that a program is given by an option of one or two letters: `-p …`, `-P…`, `-t …`.
//!
//! Such an option has another meaning for nearly every program, so what stands behind it has to be drawn by chance, and no
//! path, number, tag or digest.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::random::{is_hex, is_jumbled, looks_random},
    value::{has_uuid, is_key, is_placeholder, is_surely_generated},
};
use crate::{
    excerpt::{head, tail},
    pattern::compile,
};

/// Characters of the shortest password, and of the shortest token.
const PASSWORD: usize = 12;
const TOKEN: usize = 20;
/// Characters of the longest.
const LONGEST: usize = 128;
/// Bytes before an option that are read for the name of its program.
const BEFORE: usize = 200;

/// Whether an option of the text has a secret.
pub(super) fn find(text: &str) -> bool {
    OPTION.captures_iter(text).any(|found| {
        let (Some(whole), Some(value)) = (found.get(0), found.get(2)) else {
            return false;
        };
        let value = head(value.as_str(), LONGEST + 1).trim_end_matches(['"', '\'', ',', ';', ')', ']']);
        is_drawn(value, &found[1]) && follows_a_program(tail(&text[..whole.start()], BEFORE), value)
    })
}

/// The options that passwords have (`-p`, `-P`, `-w`, and SNMP's), and those of tokens and keys.
static OPTION: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"[ "']-(p|P|pw|w|A|X|k|t|T)(?:[ =]["']?|["'](?:,? ?["'])?)([!-&(-,.-~][!-&(-~]{11,})"#)
});

fn is_drawn(value: &str, option: &str) -> bool {
    let is_token = matches!(option, "k" | "t" | "T");
    let has = |sort: fn(&u8) -> bool| value.bytes().any(|b| sort(&b));
    let letters = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    let least = if is_token { TOKEN } else { PASSWORD };
    (least..=LONGEST).contains(&value.len())
        && !value.contains(['/', '\\', '$', '`', '{', '(', '<', '"', '\''])
        && !value.starts_with(['<', '>', ';', '&', '|'])
        && !is_placeholder(value)
        && !has_uuid(value)
        && if is_hex(value) {
            is_token && value.len() >= 32
        } else {
            letters
                && (is_surely_generated(value) || looks_random(value) || is_jumbled(value) || is_key(value))
        }
}

/// Whether the line before an option begins with the name of a program; where digits of a digest stand, one that has to do
/// with who may get in.
fn follows_a_program(before: &str, value: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let line = line.trim_start_matches([' ', '\t', '$', '#', '>', '"', '\'', '[', '(']);
    let program = line.split([' ', '"', '\'']).next().unwrap_or_default();
    let named = line.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '/' | '\\'))
        && program
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-/\\:".contains(&b));
    named && (!is_hex(value) || ["auth", "login", "token"].iter().any(|word| line.contains(word)))
}
