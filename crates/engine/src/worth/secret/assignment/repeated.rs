//! Names that were judged a moment ago, with all that is looked at beside them: a text that says one thing a million times
//! is judged once.

use std::ops::Range;

use super::{BEFORE, BEHIND};

/// How many are remembered: what is repeated may hold more than one name.
const REMEMBERED: usize = 4;
/// Bytes behind a name that are looked at: up to the end of the literal, behind it, and of the character there.
const AFTER: usize = 2 * BEHIND + 4;

/// The names that were judged last, and were given no secret.
#[derive(Default)]
pub(super) struct Repeated<'t> {
    last: [Option<Seen<'t>>; REMEMBERED],
    next: usize,
}

/// What is looked at, and where the name is in it.
#[derive(PartialEq, Eq)]
struct Seen<'t> {
    name: Range<usize>,
    around: &'t [u8],
}

impl<'t> Repeated<'t> {
    /// Whether this name was not seen with all this beside it. It is remembered.
    pub(super) fn is_new(&mut self, text: &'t str, name: &Range<usize>) -> bool {
        let from = name.start.saturating_sub(BEFORE);
        let to = text.len().min(name.end + AFTER);
        let seen = Seen {
            name: name.start - from..name.end - from,
            around: &text.as_bytes()[from..to],
        };
        if self.last.iter().flatten().any(|known| *known == seen) {
            return false;
        }
        self.last[self.next] = Some(seen);
        self.next = (self.next + 1) % REMEMBERED;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_ones(text: &str, word: &str) -> usize {
        let mut repeated = Repeated::default();
        text.match_indices(word)
            .filter(|(at, _)| repeated.is_new(text, &(*at..at + word.len())))
            .count()
    }

    #[test]
    fn what_is_repeated_is_new_only_where_it_begins_and_ends() {
        for unit in ["password=", "password: ", "a password=\"b\"\n"] {
            let beside = (BEFORE + AFTER) / unit.len() + 3;
            let text = unit.repeat(10_000);
            assert!(new_ones(&text, "password") <= beside, "{unit}");
        }
    }

    #[test]
    fn what_differs_anywhere_beside_it_is_new() {
        let unit = "password=";
        let text = format!("{}x{}", unit.repeat(1_000), unit.repeat(1_000));
        assert!(new_ones(&text, "password") > new_ones(&unit.repeat(2_000), "password"));
        let numbered: String = (0..500).map(|n| format!("password{n}=")).collect();
        assert_eq!(new_ones(&numbered, "password"), 500);
    }
}
