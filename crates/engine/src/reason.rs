//! Says in a few words why a saved text is offered for a copied one.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    compare::Pattern,
    lex::{self, Kind, Token, mix},
};

/// Tokens of a text that are looked at.
const LOOKED_AT: usize = 8 * 1024;

/// Why a saved text is offered for a copied one. Shown as a short phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The texts are equal, their ends apart.
    SameText,
    /// Only white space differs.
    SameCode,
    /// Only comments differ, and perhaps white space.
    OtherComments,
    /// Only capitals do: the words of SQL are the same in small letters.
    OtherCase,
    /// Nothing differs but names, each of which has one other name throughout, and literals.
    Renamed {
        /// How many different names have another one.
        names: usize,
        /// How many numbers and strings are others.
        literals: usize,
    },
    /// Every line of what was saved is in the copy, in order.
    ContainsAll,
    /// Every line of the copy is in what was saved, in order.
    PartOf,
    /// Some lines are the same.
    Lines {
        /// Lines that both have, in order.
        same: usize,
        /// Lines of the shorter one.
        of: usize,
    },
    /// Much is the same and no whole line.
    Alike,
}

impl Reason {
    /// Why `saved` is offered for `copied`. Takes time that is linear in the texts, and bounded memory.
    #[must_use]
    pub fn between(copied: &str, saved: &str) -> Self {
        if copied.trim_end() == saved.trim_end() {
            return Self::SameText;
        }
        match Self::of(&tokens(copied), &tokens(saved)) {
            Self::SameCode if !written(copied).eq(written(saved)) => {
                let small = |text| written(text).map(|c| c.to_ascii_lowercase());
                if small(copied).eq(small(saved)) {
                    Self::OtherCase
                } else {
                    Self::OtherComments
                }
            }
            reason => reason,
        }
    }

    /// The same by tokens alone, which know nothing of white space and comments.
    fn of(copied: &[Token], saved: &[Token]) -> Self {
        if copied.len().max(saved.len()) >= LOOKED_AT {
            // What was not looked at may differ.
            return Self::Alike;
        }
        if let Some(renamed) = renamed(copied, saved) {
            return renamed;
        }
        let (ours, theirs) = (lines(copied), lines(saved));
        let same = Pattern::new(&ours).lcs(&theirs);
        match same {
            0 => Self::Alike,
            _ if same == theirs.len() => Self::ContainsAll,
            _ if same == ours.len() => Self::PartOf,
            _ => Self::Lines {
                same,
                of: ours.len().min(theirs.len()),
            },
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: usize, what: &str| match count {
            1 => format!("one {what}"),
            _ => format!("{count} {what}s"),
        };
        match *self {
            Self::SameText => f.write_str("the same text"),
            Self::SameCode => f.write_str("same code, other white space"),
            Self::OtherComments => f.write_str("same code, other comments"),
            Self::OtherCase => f.write_str("same code, other capitals"),
            Self::Renamed { names, literals } => {
                let (differing, words) = match (names, literals) {
                    (_, 0) => (names, count(names, "name")),
                    (0, _) => (literals, count(literals, "value")),
                    _ => (
                        names + literals,
                        format!("{} and {}", count(names, "name"), count(literals, "value")),
                    ),
                };
                write!(
                    f,
                    "same code, {words} {}",
                    if differing == 1 { "differs" } else { "differ" }
                )
            }
            Self::ContainsAll => f.write_str("contains all of it"),
            Self::PartOf => f.write_str("a part of it"),
            Self::Lines { same, of } => write!(f, "{same} of {of} lines"),
            Self::Alike => f.write_str("much the same"),
        }
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    lex::lex(text, |token, _| {
        if tokens.len() < LOOKED_AT {
            tokens.push(token);
        }
    });
    lex::settle(&mut tokens);
    tokens
}

/// The characters of a text that are seen.
fn written(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .filter(|c| !c.is_whitespace() && !lex::is_invisible(*c))
}

/// What differs where nothing but names and literals does.
fn renamed(copied: &[Token], saved: &[Token]) -> Option<Reason> {
    if copied.len() != saved.len() {
        return None;
    }
    let (mut forth, mut back) = (FxHashMap::default(), FxHashMap::default());
    let mut literals = FxHashSet::default();
    for (new, old) in copied.iter().zip(saved) {
        let (new, old, kinds) = (new.bits(), old.bits(), (new.kind(), old.kind()));
        match kinds {
            (Kind::Identifier, Kind::Identifier) => {
                let one = *forth.entry(old).or_insert(new) == new;
                let other = *back.entry(new).or_insert(old) == old;
                if !(one && other) {
                    return None;
                }
            }
            (Kind::Number, Kind::Number) | (Kind::Text, Kind::Text) => {
                literals.insert((new, old));
            }
            _ if new != old => return None,
            _ => {}
        }
    }
    let names = forth.iter().filter(|(old, new)| old != new).count();
    let literals = literals.iter().filter(|(new, old)| new != old).count();
    Some(match (names, literals) {
        (0, 0) => Reason::SameCode,
        _ => Reason::Renamed { names, literals },
    })
}

/// A symbol for each line.
fn lines(tokens: &[Token]) -> Vec<u32> {
    let mut lines = Vec::new();
    let mut hash = 0;
    for (place, token) in tokens.iter().enumerate() {
        if token.opens_line() && place > 0 {
            lines.push((hash >> 32) as u32);
            hash = 0;
        }
        hash = mix(hash ^ u64::from(token.bits()));
    }
    if !tokens.is_empty() {
        lines.push((hash >> 32) as u32);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_said_in_words() {
        let saved = "def f(a, b):\n    c = a + 1\n    return c * b\n";
        for (copied, words) in [
            ("def f(a, b):\n    c = a + 1\n    return c * b", "the same text"),
            (
                "def f(a,b):\n  c = a+1\n\n  return c*b",
                "same code, other white space",
            ),
            (
                "def f(a,b):\n  c = a+1 # more\n\n  return c*b",
                "same code, other comments",
            ),
            (
                "def g(a, b):\n    c = a + 1\n    return c * b",
                "same code, one name differs",
            ),
            (
                "def g(x, b):\n    c = x + 1\n    return c * b",
                "same code, 2 names differ",
            ),
            (
                "def f(a, b):\n    c = a + 2\n    return c * b",
                "same code, one value differs",
            ),
            (
                "def g(a, b):\n    c = a + 2\n    return c * b",
                "same code, one name and one value differ",
            ),
            (
                "import x\n\ndef f(a, b):\n    c = a + 1\n    return c * b\n\nx.y(f)",
                "contains all of it",
            ),
            ("    c = a + 1\n    return c * b\n", "a part of it"),
            (
                "def f(a, b):\n    c = a + 1\n    c += b\n    return c",
                "2 of 3 lines",
            ),
            (
                "import x\n\ndef f(a, b):\n    c = a - 1\n    return c * b\n\nx.y(f)",
                "2 of 3 lines",
            ),
            (
                "def f(a, b):\n    c = b + b\n    d = b + b\n    return d * 1 + 1",
                "1 of 3 lines",
            ),
            ("lambda a, b: (a + 1) * b", "much the same"),
            ("", "much the same"),
        ] {
            assert_eq!(Reason::between(copied, saved).to_string(), words, "{copied}");
        }
    }

    #[test]
    fn lines_of_data_are_lines() {
        let saved = "{\n  \"name\": \"a\",\n  \"private\": true,\n  \"files\": [\n    \"lib\"\n  ]\n}\n";
        let one_more = saved.replace("    \"lib\"", "    \"lib\",\n    \"bin\"");
        assert_eq!(Reason::between(&one_more, saved).to_string(), "6 of 7 lines");
        let first = &saved[..saved.find("    \"lib\"").unwrap()];
        assert_eq!(Reason::between(first, saved), Reason::PartOf);
        assert_eq!(
            Reason::between("1\n2\n3\n4", "1\n2\n5\n4\n6"),
            Reason::Lines { same: 3, of: 4 }
        );
    }

    #[test]
    fn sql_is_the_same_in_small_letters() {
        let saved = "SELECT id FROM tags WHERE name IS NOT NULL";
        for (copied, words) in [
            (
                "select id from tags\nwhere name is not null",
                "same code, other capitals",
            ),
            (
                "-- all\nselect id from tags where name is not null",
                "same code, other comments",
            ),
            (
                "select id from notes where name is not null",
                "same code, one name differs",
            ),
        ] {
            assert_eq!(Reason::between(copied, saved).to_string(), words);
        }
    }

    #[test]
    fn a_value_that_stands_often_is_one() {
        let (copied, saved) = ("f(20); g(20); h(20, 'a')", "f(10); g(10); h(10, 'b')");
        assert_eq!(
            Reason::between(copied, saved).to_string(),
            "same code, 2 values differ"
        );
    }

    /// As docs/ENGINE.md tells it.
    #[test]
    fn the_worked_example() {
        let saved = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n";
        let copy =
            "    acc = 0   # running sum\n    for item in items:\n        acc += item\n    return acc\n";
        assert_eq!(Reason::between(copy, saved), Reason::Alike);
    }

    #[test]
    fn nothing_is_claimed_of_what_was_not_looked_at() {
        let long = "x ".repeat(60_000);
        assert_eq!(Reason::between(&long, &format!("{long}y")), Reason::Alike);
    }

    #[test]
    fn two_names_that_become_one_are_more_than_renamed() {
        assert_eq!(Reason::between("x = y + y", "a = b + c"), Reason::Alike);
    }
}
