//! Cuts a text between characters, so that rules look at a bounded part of it.

use std::ops::Range;

/// The first `bytes` of the text, or a few less where that would cut a character.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The last `bytes` of the text, or a few less where that would cut a character.
pub(crate) fn tail(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// A part of the text with so many bytes on either side, or a few less where that would cut a character.
pub(crate) fn around(text: &str, part: Range<usize>, bytes: usize) -> &str {
    let mut from = part.start.saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    head(&text[from..], part.end + bytes - from)
}
