//! Finds passwords and tokens in settings: lines of a name and a value without quotes, as `.env`, `.properties`, INI and YAML
//! files have them.
//!
//! A value needs no quotes there, so a word is one: `password=swordfish`. In code the same word is a variable. What tells
//! the two apart is the line (no code has white space before a name, none around `=` and nothing behind the value but by
//! accident) and its neighbours (arguments and fields have commas and brackets).

use std::{cell::LazyCell, ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    super::random::is_jumbled,
    name::Name,
    namesake::is_namesake,
    telling::telling_lines,
    value::{
        is_bare_password, is_call, is_generated, is_key, is_surely_generated, is_weak_password,
        is_weak_token, is_weak_word,
    },
};
use crate::{excerpt::around, pattern::compile};

/// Bytes of a text that are read on either side of a line.
const BESIDE: usize = 200;

/// How the value is given to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// `name=value`, `name ?= value`.
    Sign,
    /// `name = value`.
    SpacedSign,
    /// `name: value`.
    Colon,
}

/// Whether a line of the text sets something called a secret.
///
/// Only lines that have a telling word in them are read: most texts have none.
pub(super) fn find(text: &str) -> bool {
    // Looked for once, and not before it is asked for.
    let first_section = LazyCell::new(|| SECTION.find(text).map_or(usize::MAX, |heading| heading.start()));
    telling_lines(text).any(|at| {
        LINE.captures(&text[at.clone()])
            .is_some_and(|line| is_secret(text, at, &line, &|at| *first_section < at))
    })
}

/// A line of settings whose name has a word in it that tells.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\+?(?<indent>[ \t]*)(?:(?:export|set|setx|ENV|ARG|-)[ \t]+)?",
        r#"["']?(?<name>[A-Za-z0-9_.-]*(?i:pass|pw|secret|token|key|kennwort)[A-Za-z0-9_.-]*)["']?"#,
        r"(?<by>[ \t]*\?=[ \t]*|=|[ \t]+=[ \t]*|=[ \t]+|:[ \t]+)",
        r"(?:!!(?:str|binary)[ \t]+)?(?<value>\S+)[ \t]*(?:[#;].*)?\r?$",
    ))
});

/// The heading of a part of an INI file.
static SECTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?m)^[ \t]*\[[A-Za-z0-9][A-Za-z0-9_ .:/-]*\][ \t]*\r?$"));

fn is_secret(
    text: &str,
    at: Range<usize>,
    line: &Captures<'_>,
    is_in_section: &dyn Fn(usize) -> bool,
) -> bool {
    let part = |group: &str| line.name(group).map_or("", |part| part.as_str());
    let (name, mut value) = (part("name"), part("value"));
    if name.starts_with("self.") || name.starts_with("this.") {
        return false;
    }
    let Some(says) = Name::of(name) else {
        return false;
    };
    let before = text[..at.start].trim_end();
    let before = before.lines().next_back().unwrap_or_default();
    let mut after = &text[at.end..];
    if part("by").starts_with(':') && BLOCKS.contains(&value) {
        let Some((line, rest)) = block(after, part("indent").len()) else {
            return false;
        };
        (value, after) = (line, rest);
    }
    // The next line of a diff has a sign of its own.
    let after = after.trim_start().trim_start_matches(['+', ' ', '\t']);
    if before.ends_with([',', '(', '[', '{', '|', '\\']) || after.starts_with([')', ']', '}', ',']) {
        return false;
    }
    let by = match part("by") {
        sign if sign == "=" || sign.contains('?') => By::Sign,
        sign if sign.contains('=') => By::SpacedSign,
        _ => By::Colon,
    };
    let section = is_in_section(at.start);
    // Without a section it is code in many languages: `password = name`.
    if by == By::SpacedSign && !section {
        return says != Name::Token && is_drawn(value, says);
    }
    // What stands in a block of code is indented behind a line that ends so.
    if by == By::Sign && before.ends_with(':') {
        return false;
    }
    if is_drawn(value, says) {
        return true;
    }
    if (says != Name::Token || Name::is_of_a_token(name)) && is_key(value) {
        return true;
    }
    if value.contains(['"', '\'', '`', ',', ';', '(', ')', '{', '}', '[', ']', '<', '>']) {
        return false;
    }
    let weak = match says {
        Name::Password => {
            let word = match by {
                By::Sign | By::SpacedSign if section || part("indent").is_empty() => is_weak_word(value, 6),
                By::Sign | By::SpacedSign => false,
                By::Colon => is_weak_word(value, 8),
            };
            word || is_weak_password(value) || is_bare_password(value)
        }
        Name::Secret => {
            (by != By::Colon && (is_weak_password(value) || is_weak_token(value)))
                || (value.len() >= 8 && is_jumbled(value))
        }
        Name::Token => by == By::Sign && Name::is_of_a_token(name) && is_weak_token(value),
    };
    weak && !is_namesake(around(text, at, BESIDE), value)
}

/// What a value of YAML begins with that stands on the lines below.
const BLOCKS: &[&str] = &["|", "|-", "|+", ">", ">-", ">+"];

/// The only line of the block that begins behind a line with such an indent, and what follows it.
fn block(behind: &str, indent: usize) -> Option<(&str, &str)> {
    let (_, below) = behind.split_once('\n')?;
    let (line, rest) = below.split_once('\n').unwrap_or((below, ""));
    let is_deep = |line: &str| line.len() - line.trim_start().len() > indent;
    let next = rest.lines().find(|line| !line.trim().is_empty());
    let value = line.trim();
    let is_one = !value.is_empty() && is_deep(line) && !next.is_some_and(is_deep);
    (is_one && !value.contains(char::is_whitespace)).then_some((value, rest))
}

/// Whether a value was drawn from all that a keyboard has, and is no part of a program: that ends otherwise.
fn is_drawn(value: &str, says: Name) -> bool {
    let quoted = ['"', '\'', '`']
        .iter()
        .any(|quote| value.starts_with(*quote) && value[1..].contains(*quote));
    let value = value.trim_end_matches([',', ';', '{', '(', '[']);
    !quoted
        && !is_call(value)
        && (is_surely_generated(value)
            || (says == Name::Password && value.len() >= 8 && (is_generated(value) || is_jumbled(value))))
}
