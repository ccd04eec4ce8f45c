//! What differs between a copied text and a saved one, in words and as places to mark.

use std::collections::HashMap;

use similar::{Algorithm, ChangeTag, TextDiff};

/// Texts above this many bytes together are not compared word by word: it would take seconds.
const COMPARED: usize = 100_000;

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// In a few words: `same code, 4 names differ`.
    pub(crate) words: String,
    /// The places in the copied text, as [start, end) in UTF-16 code units, which is how a webview counts.
    pub(crate) marks: Vec<(u32, u32)>,
}

/// Compares a copied text with a saved one.
pub(crate) fn between(copied: &str, saved: &str) -> Difference {
    if copied.trim_end() == saved.trim_end() {
        return said("the same text");
    }
    if copied.len() + saved.len() > COMPARED {
        return said("much the same text");
    }
    let (left, right) = (words(saved), words(copied));
    let solid = |words: &[&str]| -> Vec<String> {
        words
            .iter()
            .filter(|word| !word.trim().is_empty())
            .map(|word| (*word).to_owned())
            .collect()
    };
    if solid(&left) == solid(&right) {
        return said("same code, other white space");
    }
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_slices(&left, &right);
    let mut marks: Vec<(u32, u32)> = Vec::new();
    let mut at = 0_u32;
    for change in diff.iter_all_changes() {
        if change.tag() == ChangeTag::Delete {
            continue;
        }
        let units = u32::try_from(change.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let end = at.saturating_add(units);
        if change.tag() == ChangeTag::Insert && !change.value().trim().is_empty() {
            match marks.last_mut() {
                Some(last) if last.1 == at => last.1 = end,
                _ => marks.push((at, end)),
            }
        }
        at = end;
    }
    let words = renamed(&solid(&left), &solid(&right)).unwrap_or_else(|| {
        let lines = changed_lines(copied, saved);
        match lines {
            1 => "one line differs".to_owned(),
            _ => format!("{lines} lines differ"),
        }
    });
    Difference { words, marks }
}

fn said(words: &str) -> Difference {
    Difference {
        words: words.to_owned(),
        marks: Vec::new(),
    }
}

/// How many names differ, where nothing else does and each has one other name throughout.
fn renamed(saved: &[String], copied: &[String]) -> Option<String> {
    if saved.len() != copied.len() {
        return None;
    }
    let mut names: HashMap<&str, &str> = HashMap::new();
    for (old, new) in saved.iter().zip(copied) {
        let both_names = is_name(old) && is_name(new);
        if (old != new && !both_names) || (both_names && *names.entry(old).or_insert(new) != new) {
            return None;
        }
    }
    let differing = names.iter().filter(|(old, new)| old != new).count();
    Some(match differing {
        1 => "same code, one name differs".to_owned(),
        _ => format!("same code, {differing} names differ"),
    })
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn changed_lines(copied: &str, saved: &str) -> usize {
    let diff = TextDiff::from_lines(saved, copied);
    let of = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    of(ChangeTag::Insert).max(of(ChangeTag::Delete)).max(1)
}

/// Names and numbers, runs of white space, and every other character by itself.
fn words(text: &str) -> Vec<&str> {
    let kind = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            1
        } else if c.is_whitespace() {
            2
        } else {
            0
        }
    };
    let mut words = Vec::new();
    let mut begin = 0;
    let mut before = None;
    for (place, c) in text.char_indices() {
        let this = kind(c);
        if before.is_some_and(|before| before != this || this == 0) {
            words.push(&text[begin..place]);
            begin = place;
        }
        before = Some(this);
    }
    if begin < text.len() {
        words.push(&text[begin..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_names_are_counted_and_marked() {
        let difference = between("def f(spans):\n  é = spans\n", "def f(items):\n  é = items\n");
        assert_eq!(difference.words, "same code, one name differs");
        assert_eq!(difference.marks, [(6, 11), (20, 25)]);
    }

    #[test]
    fn what_differs_is_said_in_words() {
        for (copied, saved, words) in [
            ("a b\n", "a b", "the same text"),
            ("a  b", "a\nb", "same code, other white space"),
            ("x = y + x", "a = b + a", "same code, 2 names differ"),
            ("x = y + y", "a = b + a", "one line differs"),
            ("a\nb\nc", "a\nB = 2\nC = 3", "2 lines differ"),
            ("", "a", "one line differs"),
        ] {
            assert_eq!(between(copied, saved).words, words, "{copied:?} {saved:?}");
        }
    }

    #[test]
    fn long_texts_are_not_compared_word_by_word() {
        let long = "x ".repeat(60_000);
        let difference = between(&long, &format!("{long}y"));
        assert_eq!(difference, said("much the same text"));
    }
}
