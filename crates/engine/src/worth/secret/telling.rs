//! The words that every name of a secret has in it, and the lines that they stand in.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::pattern::compile;

/// What every telling name has in it.
pub(super) static TELLING: LazyLock<Regex> =
    LazyLock::new(|| compile("(?i)pass|pw|secret|token|credential|kennwort|key"));

/// The lines that have such a word, each once, without their ends. Most texts have none, so little is read of them.
pub(super) fn telling_lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut read = 0;
    TELLING.find_iter(text).filter_map(move |word| {
        if word.start() < read {
            return None;
        }
        let begin = text[..word.start()].rfind('\n').map_or(0, |at| at + 1);
        let end = text[word.end()..]
            .find('\n')
            .map_or(text.len(), |at| word.end() + at);
        read = end;
        Some(begin..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_with_a_word_comes_once() {
        let text = "a\nkey and token\r\n\nb\nPASSWORD";
        let lines: Vec<&str> = telling_lines(text).map(|line| &text[line]).collect();
        assert_eq!(lines, ["key and token\r", "PASSWORD"]);
        assert_eq!(telling_lines("nothing\nto see").count(), 0);
    }
}
