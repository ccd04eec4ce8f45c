//! Cuts a text between characters, so that rules look at a bounded part of it.

/// The first `bytes` of the text, or a few less where that would cut a character.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
