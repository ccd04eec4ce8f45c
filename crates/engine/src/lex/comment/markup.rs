//! What is text between tags, and what is a heading: neither has comments of the kinds that code has.

use super::{Line, WINDOW};
use crate::excerpt::head;

/// Whether what stands between these two parts of a line is text between tags: `<p>a // b</p>`.
pub(super) fn is_text(before: &str, after: &str) -> bool {
    let marks = ['<', '>', '{', '}'];
    let tag = before
        .rfind(marks)
        .filter(|end| before[*end..].starts_with('>'))
        .map(|end| &before[..end]);
    let opened = tag.is_some_and(|tag| {
        !tag.ends_with(['=', '-']) && tag.rfind('<').is_some_and(|open| is_name(&tag[open + 1..]))
    });
    opened
        && after
            .find(marks)
            .is_some_and(|mark| after[mark..].starts_with("</"))
}

fn is_name(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
}

/// Whether a text has fenced code at the left margin, as Markdown has it.
pub(super) fn has_fences(text: &str) -> bool {
    text.starts_with("```") || text.contains("\n```")
}

/// Whether a `#` at `at`, with these signs behind it, may begin a heading: at the left margin, one to six of them and a blank.
pub(super) fn may_be_heading(text: &str, at: usize, line: Line<'_>) -> bool {
    let more = line.after.trim_start_matches('#');
    let margin = text[..at].trim_end_matches('\u{feff}');
    more.starts_with(' ')
        && line.after.len() - more.len() < 6
        && (margin.is_empty() || margin.ends_with(['\n', '\r']))
}

/// Whether a blank line follows, and then a sentence: `Run it with …`.
pub(super) fn precedes_prose(text: &str, at: usize) -> bool {
    let mut lines = head(&text[at..], WINDOW).split('\n').map(str::trim_end).skip(1);
    if lines.next() != Some("") {
        return false;
    }
    let line = lines.find(|line| !line.is_empty()).unwrap_or("");
    let mut words = line.split(' ');
    let first = words.next().unwrap_or("");
    let small = |word: &str| {
        let word = word.trim_end_matches([',', '.', ':']);
        word.starts_with('`')
            || (!word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\''))
    };
    first.starts_with(|c: char| c.is_ascii_uppercase())
        && first[1..].bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
        && words.next().is_some_and(small)
        && words.next().is_some_and(small)
}
