//! Tells comments from the code that looks like them, in any language.
//!
//! Every rule looks at one line (block comments apart), so that a slice is read like the whole. What is in doubt is code where
//! something on its line says so: a text that is taken for a comment makes two texts the same that are not.

mod block;
mod hash;
mod slashes;

use crate::excerpt::{head, tail};

/// What is remembered while a text is walked.
pub(super) struct Comments {
    c: block::Ends,
    html: block::Ends,
    /// Whether the text uses private fields (`this.#count`), once somebody wanted to know.
    private_fields: Option<bool>,
}

impl Comments {
    pub(super) const fn new() -> Self {
        Self {
            c: block::Ends::new("*/"),
            html: block::Ends::new("-->"),
            private_fields: None,
        }
    }

    /// Where the comment that begins at `at` ends; `None` if none begins there.
    ///
    /// `before` is the last byte of the token before it on its line.
    pub(super) fn end(&mut self, text: &str, at: usize, before: Option<u8>) -> Option<usize> {
        let bytes = text.as_bytes();
        let rest = &bytes[at..];
        let previous = at.checked_sub(1).map(|i| bytes[i]);
        match rest {
            [b'/', b'*', ..] => {
                let end = self.c.after(text, at + 2)?;
                (!block::is_pattern_of_files(text, at, end)).then_some(end)
            }
            [b'<', b'!', b'-', b'-', ..] => self.html.after(text, at + 4),
            [b'/', b'/', ..] => {
                let literal = matches!(previous, Some(b':' | b'\\'));
                (!literal && !slashes::are_code(Line::around(text, at, 2), before))
                    .then(|| line_end(text, at))
            }
            [b'#', ..] if previous.is_none_or(|b| b.is_ascii_whitespace()) => {
                let mut private_fields =
                    || *self.private_fields.get_or_insert_with(|| text.contains("this.#"));
                let code = hash::is_code(Line::around(text, at, 1), before, &mut private_fields);
                (!code).then(|| line_end(text, at))
            }
            [b'-', b'-', ..] => {
                let opens = rest.get(2).is_none_or(u8::is_ascii_whitespace);
                // Mid-line it follows what ends a clause: `git checkout -- file` and `run $(name) -- word` are no comments.
                let placed = before.is_none_or(|b| matches!(b, b',' | b';' | b')'))
                    && !Line::around(text, at, 2).before.contains("$(");
                (opens && placed).then(|| line_end(text, at))
            }
            _ => None,
        }
    }
}

/// How far a rule looks, ahead and back. With a bound, a line of a million `#` is read in linear time.
const WINDOW: usize = 512;

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
            before: before.rsplit('\n').next().unwrap_or(before).trim_end(),
            after: after.split('\n').next().unwrap_or(after).trim_end(),
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
    text[at..].find('\n').map_or(text.len(), |offset| at + offset)
}
