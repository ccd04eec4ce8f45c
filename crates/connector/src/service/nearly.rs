//! Finding what nearly holds the words: letters may be missing, wrong or too many.

use frizbee::{Config, Matcher};

/// How much of the best score that a query can have is enough.
const ENOUGH: f64 = 0.6;

/// One letter in this many may be wrong.
const LETTERS_A_TYPO: usize = 4;

/// The places of the haystacks that nearly hold the text, best first, each with a score in (0, 1].
pub(super) fn matches(text: &str, haystacks: &[&str]) -> Vec<(usize, f64)> {
    let needle: String = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let letters = needle.chars().count();
    if letters < 2 {
        return Vec::new();
    }
    let typos = u16::try_from(letters / LETTERS_A_TYPO).unwrap_or(u16::MAX);
    let config = Config::default().max_typos(Some(typos));
    let mut matcher = Matcher::new(needle.as_str(), &config);
    let best = matcher.match_list(&[needle.as_str()]);
    let Some(best) = best.first().map(|found| f64::from(found.score)) else {
        return Vec::new();
    };
    let mut found: Vec<_> = matcher
        .match_list(haystacks)
        .into_iter()
        .map(|m| (m.index as usize, (f64::from(m.score) / best).min(1.0)))
        .filter(|(_, score)| *score >= ENOUGH)
        .collect();
    found.sort_by(|(place, score), (other_place, other)| other.total_cmp(score).then(place.cmp(other_place)));
    found
}
