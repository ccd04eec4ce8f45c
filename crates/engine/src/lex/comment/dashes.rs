//! `--` that is no comment: a decrement, or what parts the options of a command from what follows.

use super::{Line, WINDOW};
use crate::excerpt::tail;

/// Whether `--` at `at` is code. `last` is the last byte of the token before it on its line.
pub(super) fn are_code(text: &str, at: usize, last: Option<u8>) -> bool {
    if !text[at + 2..].starts_with(|c: char| c.is_ascii_whitespace()) && at + 2 < text.len() {
        return true;
    }
    let line = Line::around(text, at, 2);
    match last {
        // Mid-line a comment follows what ends a clause: `git checkout -- file` and `run $(name) -- word` are none.
        Some(last) => !matches!(last, b',' | b';' | b')') || line.before.contains("$("),
        None => is_continued(text, at) || is_folded(text, at),
    }
}

/// The lines before the one that `at` is in, the nearest first, as far as the window shows them.
fn lines_before(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let before = tail(&text[..at], WINDOW);
    // What is left of a line that was cut is no line.
    let whole = before.len() == at;
    let mut lines: Vec<&str> = before.split('\n').map(|line| line.trim_end()).collect();
    lines.pop();
    if !whole && !lines.is_empty() {
        lines.remove(0);
    }
    lines.into_iter().rev()
}

/// Whether the line before goes on in this one: it ends with `\`, with `^`, or with a backtick that stands alone.
fn is_continued(text: &str, at: usize) -> bool {
    lines_before(text, at)
        .next()
        .filter(|line| !line.trim_start().starts_with("--"))
        .is_some_and(|line| line.ends_with(['\\', '^']) || line.ends_with(" `"))
}

/// `run: >-` and then lines that YAML makes one of: no comment ends in one.
fn is_folded(text: &str, at: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = at - text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    lines_before(text, at)
        .find(|line| !line.is_empty() && indent(line) < own)
        .is_some_and(|head| {
            let sign = head.trim_end_matches(['-', '+']);
            sign.ends_with(": >") || sign.ends_with("- >")
        })
}
