//! Comments that have an end.

use super::{Line, WINDOW, markup};

/// Where comments that are opened and closed by these signs end.
pub(super) struct Ends {
    close: &'static str,
    /// Where the next one closes, as far as was looked; at the end of the text where none does. Each part of a text is looked
    /// through once, however many signs open one.
    next: usize,
}

impl Ends {
    pub(super) const fn new(close: &'static str) -> Self {
        Self { close, next: 0 }
    }

    /// The end of a block comment whose inside begins at `from`. One that is never closed is no comment: the copy began in the
    /// middle of something.
    pub(super) fn after(&mut self, text: &str, from: usize) -> Option<usize> {
        if self.next < from {
            let found = text[from..].find(self.close);
            self.next = found.map_or(text.len(), |offset| from + offset);
        }
        (self.next < text.len()).then(|| self.next + self.close.len())
    }
}

/// Whether what stands from `at` to `end` is none: patterns of files, or text between tags.
pub(super) fn is_code(text: &str, at: usize, end: usize) -> bool {
    is_pattern_of_files(text, at, end)
        || (end - at <= WINDOW
            && markup::is_text(
                Line::around(text, at, 2).before,
                Line::around(text, end - 2, 2).after,
            ))
}

/// Whether what stands from `at` to `end` are patterns of files: `/*` as in `rm -r build/* && ls */docs` and `src/**/*.ts`.
///
/// It follows a name without a blank, and what would end the comment is not on its line, or goes on as a name does.
fn is_pattern_of_files(text: &str, at: usize, end: usize) -> bool {
    let of_path =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'~' | b'}' | b'*' | b'/');
    let bytes = text.as_bytes();
    if !bytes[..at].last().is_some_and(of_path) {
        return false;
    }
    let inside = &bytes[at + 2..end - 2];
    inside.len() > WINDOW
        || inside.iter().any(|b| matches!(b, b'\n' | b'\r'))
        || inside.last() == Some(&b'/')
        || bytes
            .get(end)
            .is_some_and(|after| of_path(after) && *after != b'}')
}
