//! Finding what nearly holds the words: letters may be missing, wrong or too many.

use std::thread;

use frizbee::{Config, Matcher};

/// How much of the best score that a query can have is enough.
const ENOUGH: f64 = 0.6;

/// Threads that search one list, at most.
const MOST_THREADS: usize = 4;

/// One letter in this many may be wrong.
const LETTERS_A_TYPO: usize = 4;

/// The places of the haystacks that nearly hold the text, each with a score in (0, 1].
pub(super) fn matches(text: &str, haystacks: &[&str]) -> Vec<(usize, f64)> {
    let needle: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
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
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_THREADS));
    // A short list is searched without any.
    matcher
        .match_list_parallel(haystacks, threads)
        .into_iter()
        .map(|found| (found.index as usize, (f64::from(found.score) / best).min(1.0)))
        .filter(|(_, score)| *score >= ENOUGH)
        .collect()
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
        matches(text, &haystacks)
            .into_iter()
            .map(|(place, _)| place)
            .collect()
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
        for text in ["", "x", "quicksort", "zzzzzz"] {
            assert_eq!(found(text), Vec::<usize>::new(), "{text}");
        }
    }
}
