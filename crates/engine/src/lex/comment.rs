//! Tells comments from the code that looks like them, in any language.
//!
//! Nearly every rule looks at one line, or at the one before (what has an end apart), so that a slice is read like the whole. What
//! is in doubt is code where something there says so: a text that is taken for a comment makes two texts the same that are not.

mod block;
mod dashes;
mod hash;
mod markup;
mod slashes;

use super::{is_invisible, strings::Strings};
use crate::excerpt::{head, tail};

/// What is remembered while a text is walked.
pub(super) struct Comments {
    c: block::Ends,
    html: block::Ends,
    pub(super) strings: Strings,
    /// Whether the text uses private fields (`this.#count`) or has a class in braces, once somebody wanted to know.
    private_fields: Option<bool>,
    /// Whether it has fenced code, once somebody wanted to know.
    fences: Option<bool>,
}

impl Comments {
    pub(super) const fn new() -> Self {
        Self {
            c: block::Ends::new("*/"),
            html: block::Ends::new("-->"),
            strings: Strings::new(),
            private_fields: None,
            fences: None,
        }
    }

    /// Where the comment that begins at `at` ends; `None` if none begins there.
    ///
    /// `before` is the last byte of the token before it on its line.
    pub(super) fn end(&mut self, text: &str, at: usize, before: Option<u8>) -> Option<usize> {
        let bytes = text.as_bytes();
        let rest = &bytes[at..];
        if self.strings.hold(at, rest[0]) {
            return None;
        }
        let previous = text[..at].chars().next_back();
        match rest {
            // An escaped sign is one of a regular expression.
            [b'/', b'/' | b'*', ..] if previous == Some('\\') => None,
            [b'/', b'*', ..] => {
                let end = self.c.after(text, at + 2)?;
                (!block::is_code(text, at, end)).then_some(end)
            }
            // `<!--[if IE]>` and `<!--#include …-->` are carried out.
            [b'<', b'!', b'-', b'-', b'[' | b'#', ..] => None,
            [b'<', b'!', b'-', b'-', ..] => self.html.after(text, at + 4),
            [b'/', b'/', ..] => {
                let code = previous == Some(':') || slashes::are_code(Line::around(text, at, 2), before);
                (!code).then(|| line_end(text, at))
            }
            [b'#', ..] if previous.is_none_or(|c| c.is_whitespace() || is_invisible(c)) => {
                let line = Line::around(text, at, 1);
                let mut private_fields = || {
                    *self
                        .private_fields
                        .get_or_insert_with(|| has_private_fields(text))
                };
                let code = hash::is_code(line, before, &mut private_fields)
                    || (markup::may_be_heading(text, at, line)
                        && (*self.fences.get_or_insert_with(|| markup::has_fences(text))
                            || markup::precedes_prose(text, at)));
                (!code).then(|| line_end(text, at))
            }
            [b'-', b'-', ..] => (!dashes::are_code(text, at, before)).then(|| line_end(text, at)),
            _ => None,
        }
    }
}

/// Whether a text may have `#name` for a field: it has `this.#name`, or a class in braces.
fn has_private_fields(text: &str) -> bool {
    text.contains("this.#")
        || text.match_indices("class ").any(|(at, _)| {
            let line = head(&text[at..], WINDOW).split(LINE_END).next().unwrap_or("");
            line.trim_end().ends_with('{')
        })
}

/// What ends a line. A carriage return may do so alone.
pub(super) const LINE_END: [char; 2] = ['\n', '\r'];

/// How far a rule looks, ahead and back. With a bound, a line of a million `#` is read in linear time.
pub(super) const WINDOW: usize = 512;

/// A line that may have a comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// What stands before the sign of the comment, without the blanks at its end.
    before: &'t str,
    /// What follows the sign, without the blanks at its end.
    after: &'t str,
}

impl<'t> Line<'t> {
    /// The line around `at`, where a sign of so many bytes stands; cut where it is long.
    fn around(text: &'t str, at: usize, sign: usize) -> Self {
        let (before, after) = (tail(&text[..at], WINDOW), head(&text[at + sign..], WINDOW));
        Self {
            before: before.rsplit(LINE_END).next().unwrap_or(before).trim_end(),
            after: after.split(LINE_END).next().unwrap_or(after).trim_end(),
        }
    }

    /// The last word before the sign.
    fn word_before(self) -> &'t str {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let begin = self.before.trim_end_matches(word).len();
        &self.before[begin..]
    }

    /// Whether what follows the sign closes a bracket that stands open before it.
    fn closes_what_is_open(self) -> bool {
        fn change(c: char) -> i32 {
            match c {
                '(' | '[' | '{' => 1,
                ')' | ']' | '}' => -1,
                _ => 0,
            }
        }
        // What is closed without having been opened stood on a line before.
        let open = self.before.chars().fold(0, |open, c| (open + change(c)).max(0));
        let mut depth = 0;
        open > 0
            && self.after.chars().any(|c| {
                depth += change(c);
                depth < 0
            })
    }
}

/// The end of the line that `at` is in.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(LINE_END).map_or(text.len(), |offset| at + offset)
}
