//! Comments that have an end.

/// The end of a block comment. One that is never closed is no comment: the copy began in the middle of something.
pub(super) fn closed(text: &str, at: usize, open: usize, close: &str, none_left: &mut bool) -> Option<usize> {
    if *none_left {
        return None;
    }
    match text[at + open..].find(close) {
        Some(offset) => Some(at + open + offset + close.len()),
        None => {
            *none_left = true;
            None
        }
    }
}

/// Whether what stands from `at` to `end` are patterns of files: `/*` as in `rm -r build/* && ls */docs` and `src/**/*.ts`.
///
/// It follows a name without a blank, and what would end the comment is not on its line, or goes on as a name does.
pub(super) fn is_pattern_of_files(text: &str, at: usize, end: usize) -> bool {
    let of_path =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'~' | b'}' | b'*' | b'/');
    let bytes = text.as_bytes();
    if !bytes[..at].last().is_some_and(of_path) {
        return false;
    }
    let inside = &bytes[at + 2..end - 2];
    inside.contains(&b'\n')
        || inside.last() == Some(&b'/')
        || bytes
            .get(end)
            .is_some_and(|after| of_path(after) && *after != b'}')
}
