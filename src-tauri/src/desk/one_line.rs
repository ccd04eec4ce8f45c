//! Copied text in a line of a menu or a notification.

/// `text` on one line of at most `longest` characters, with `…` where there was more. What can't be seen is left out, and
/// so is what turns the direction of writing: it would reach into the words around it.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let mut seen = engine::seen(text);
    let mut line: String = seen.by_ref().take(longest).collect();
    if seen.any(|c| c != ' ') {
        line.push('…');
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        assert_eq!(one_line("abc", 3), "abc");
        assert_eq!(one_line("abcd", 3), "abc…");
        assert_eq!(one_line("abc\n", 3), "abc", "nothing more is there to see");
        assert_eq!(one_line("a\n\tb", 10), "a  b");
    }

    #[test]
    fn what_hides_takes_no_place() {
        assert_eq!(one_line("\u{202e}a\u{200b}b\u{7}", 2), "ab");
    }
}
