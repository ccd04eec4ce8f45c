//! Finding what nearly holds the words: letters may be missing, wrong or too many.

use frizbee::{Config, Matcher};

use super::{letters::Letters, spelling::Needle};

/// How much of the best score that a query can have is enough.
const ENOUGH: f64 = 0.6;

/// One letter in this many may be wrong.
const LETTERS_A_TYPO: usize = 4;

/// One letter in this many, and one more, may have others before the next.
const LETTERS_A_GAP: usize = 8;

/// Letters that are looked for, at most. Titles and first lines are shorter, and `frizbee` panics over thousands.
const LONGEST: usize = 256;

/// Letters that are compared with a text each, at most: what a text costs goes with the letters that are looked for.
const LETTERS_COMPARED: usize = 64 * 1024;

/// What is looked for, nearly.
pub(super) struct Nearly {
    needle: String,
    typos: u16,
    gaps: u32,
    letters: Letters,
}

impl Nearly {
    /// `None` where what is looked for is too short, or too long, to be near anything.
    pub(super) fn new(text: &str) -> Option<Self> {
        let words: Vec<_> = text.split_whitespace().collect();
        let needle = Needle::new(&words.join(" ")).plain;
        let count = needle.chars().count();
        (2..=LONGEST).contains(&count).then(|| Self {
            gaps: u32::try_from(count / LETTERS_A_GAP + 1).unwrap_or(u32::MAX),
            typos: u16::try_from(count / LETTERS_A_TYPO).unwrap_or(u16::MAX),
            letters: Letters::of(&needle),
            needle,
        })
    }

    /// How many pairs of letters a text with these letters lacks; `None` where it does not match. Each letter that it has
    /// not is a wrong one, which breaks two pairs; what is between two letters breaks one. Where much is between many the
    /// text may have the letters, but nobody would say that it is near.
    pub(super) fn lacks(&self, letters: &Letters) -> Option<u32> {
        let typos = u32::from(self.typos);
        let pairs = self.letters.pairs_missing_in(letters);
        (self.letters.missing_in(letters) <= typos && pairs <= 2 * typos + self.gaps).then_some(pairs)
    }

    /// How many texts are to be compared at most, those that lack least.
    pub(super) fn most(&self) -> usize {
        LETTERS_COMPARED / self.needle.len()
    }

    /// The places of the haystacks, which are plain, that nearly hold it, each with a score in (0, 1].
    pub(super) fn matches(&self, haystacks: &[impl AsRef<str>]) -> Vec<(usize, f64)> {
        let config = Config::default().max_typos(Some(self.typos));
        let mut matcher = Matcher::new(self.needle.as_str(), &config);
        let best = matcher.match_list(&[self.needle.as_str()]);
        let Some(best) = best.first().map(|found| f64::from(found.score)) else {
            return Vec::new();
        };
        matcher
            .match_list(haystacks)
            .into_iter()
            .map(|found| (found.index as usize, (f64::from(found.score) / best).min(1.0)))
            .filter(|(_, score)| *score >= ENOUGH)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let haystacks = [
            "merge_intervals",
            "checksum of bytes",
            "parse_header\nhttp\ndef parse_header(lines):",
        ];
        let Some(nearly) = Nearly::new(text) else {
            return Vec::new();
        };
        let places = 0..haystacks.len();
        let may: Vec<usize> = places
            .filter(|place| nearly.lacks(&Letters::of(haystacks[*place])).is_some())
            .collect();
        let found = nearly.matches(&haystacks);
        assert!(found.iter().all(|(place, _)| may.contains(place)), "{text}");
        found.into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn letters_may_be_missing_wrong_or_too_many() {
        for text in [
            "mergeintervals",
            "merg_intrvals",
            "merge_imtervals",
            "mmerge_intervals",
            "MERGE INTERVALS",
        ] {
            assert_eq!(found(text), [0], "{text}");
        }
        assert_eq!(found("chekcsum"), [1]);
        assert_eq!(found("parse hedaer"), [2]);
        let long = "merge_intervals ".repeat(1_000);
        for text in ["", "x", "quicksort", "zzzzzz", &long, &"é".repeat(256)] {
            assert_eq!(found(text), Vec::<usize>::new(), "{text}");
        }
    }
}
