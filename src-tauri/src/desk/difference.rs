//! What differs between a copied text and a saved one, as places to mark. The engine says it in words.

use engine::Reason;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

/// Texts above this many bytes together are not compared word by word: it would take seconds.
const COMPARED: usize = 100_000;

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// In a few words: `same code, 4 names differ`; the engine's [`Reason`].
    pub(crate) words: String,
    /// The places in the copied text, as [start, end) in UTF-16 code units, which is how a webview counts.
    pub(crate) marks: Vec<(u32, u32)>,
    /// Where the copied text is a part of the saved one: the lines of that, as [start, end) from 0.
    pub(crate) lines: Vec<(u32, u32)>,
}

/// Compares a copied text with a saved one.
pub(crate) fn between(copied: &str, saved: &str) -> Difference {
    let reason = Reason::between(copied, saved);
    let alike = matches!(reason, Reason::SameText | Reason::SameCode);
    let marks = if alike || copied.len() + saved.len() > COMPARED {
        Vec::new()
    } else {
        marks(copied, saved)
    };
    let lines = if reason == Reason::PartOf {
        place(copied, saved)
    } else {
        Vec::new()
    };
    Difference {
        words: reason.to_string(),
        marks,
        lines,
    }
}

/// Which lines of the saved text the copied ones are, their indents and blank lines apart: where they stand together, else
/// wherever each of them is found.
fn place(copied: &str, saved: &str) -> Vec<(u32, u32)> {
    let (copied, saved) = (numbered(copied), numbered(saved));
    if copied.is_empty() {
        return Vec::new();
    }
    let (ours, theirs) = (texts(&copied), texts(&saved));
    if let Some(from) = theirs.windows(ours.len()).position(|there| there == ours) {
        return vec![(saved[from].0, saved[from + ours.len() - 1].0 + 1)];
    }
    let mut places: Vec<(u32, u32)> = Vec::new();
    for (_, found, _) in similar::capture_diff_slices(Algorithm::Patience, &theirs, &ours)
        .into_iter()
        .filter(|change| matches!(change, DiffOp::Equal { .. }))
        .map(|change| change.as_tag_tuple())
    {
        for (number, _) in &saved[found] {
            match places.last_mut() {
                Some(last) if last.1 == *number => last.1 += 1,
                _ => places.push((*number, number + 1)),
            }
        }
    }
    places
}

fn texts<'a>(lines: &[(u32, &'a str)]) -> Vec<&'a str> {
    lines.iter().map(|(_, line)| *line).collect()
}

/// The lines that are not blank, without their indents, and their numbers from 0.
fn numbered(text: &str) -> Vec<(u32, &str)> {
    (0_u32..)
        .zip(text.lines().map(str::trim))
        .filter(|(_, line)| !line.is_empty())
        .collect()
}

/// The places in the copied text that the saved one has not.
fn marks(copied: &str, saved: &str) -> Vec<(u32, u32)> {
    let (left, right) = (words(saved), words(copied));
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
    marks
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
            ("x = y + y", "a = b + a", "much the same"),
            ("a\nb\nc", "a\nB = 2\nC = 3", "1 of 3 lines"),
            ("", "a", "much the same"),
        ] {
            assert_eq!(between(copied, saved).words, words, "{copied:?} {saved:?}");
        }
    }

    #[test]
    fn a_part_is_found_where_it_stands() {
        let one =
            |n: usize| format!("def handler_{n}(request):\n    check(request)\n\n    return {n} + request\n");
        let saved: String = (0..20).map(one).collect();
        let lines = |copied: &str| between(copied, &saved).lines;
        assert_eq!(lines(&one(10)), [(40, 44)]);
        assert_eq!(
            lines(&one(10).replace("    ", "\t").replace("\n\n", "\n")),
            [(40, 44)]
        );
        let apart = format!("{}{}", one(3), one(7));
        assert_eq!(lines(&apart), [(12, 14), (15, 16), (28, 30), (31, 32)]);
        assert_eq!(lines(&saved), [], "the same text is no part");
        assert_eq!(lines("something = else(1)\nwhatever()\n"), []);
    }

    #[test]
    fn long_texts_are_not_compared_word_by_word() {
        let long = "x ".repeat(60_000);
        let difference = between(&long, &format!("{long}y"));
        assert_eq!(
            (difference.words.as_str(), difference.marks.len()),
            ("much the same", 0)
        );
    }
}
