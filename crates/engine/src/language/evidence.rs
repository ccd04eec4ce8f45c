//! Weighs the phrases a text contains, and names a language where one clearly leads.

use std::sync::LazyLock;

use super::{phrase::Phrases, table::ROWS};

/// Points from which a language may be named, and by which it has to lead.
const ENOUGH: i32 = 6;
const LEAD: i32 = 5;
/// Repeats of a phrase that still count, at half its weight: a list of constants is one observation made often.
const REPEATS: u32 = 2;

static PHRASES: LazyLock<(Phrases, Vec<usize>)> = LazyLock::new(|| {
    let rows = ROWS
        .iter()
        .enumerate()
        .flat_map(|(row, (_, _, phrases))| phrases.iter().map(move |_| row));
    let phrases = ROWS.iter().flat_map(|(_, _, phrases)| phrases.iter().copied());
    (Phrases::new(phrases), rows.collect())
});

/// The language that the phrases of `text` speak for, as an extension.
pub(super) fn weigh(text: &str) -> Option<&'static str> {
    let (phrases, rows) = &*PHRASES;
    let mut seen = vec![0_u32; rows.len()];
    let mut scores: Vec<(&'static str, i32)> = Vec::new();
    phrases.find(text, |phrase| {
        seen[phrase] += 1;
        let (languages, weight, _) = ROWS[rows[phrase]];
        let points = match seen[phrase] {
            1 => 2 * weight,
            2.. if seen[phrase] <= 1 + REPEATS => weight,
            _ => return,
        };
        for &language in languages {
            match scores.iter_mut().find(|(known, _)| *known == language) {
                Some((_, score)) => *score += points,
                None => scores.push((language, points)),
            }
        }
    });
    let (best, first) = *scores
        .iter()
        .max_by_key(|(language, score)| (*score, is_subset(language)))?;
    let score = |language| {
        scores
            .iter()
            .find(|(name, _)| *name == language)
            .map_or(0, |(_, score)| *score)
    };
    let other = kin(best);
    let strangers = scores
        .iter()
        .filter(|(language, _)| *language != best && Some(*language) != other);
    let second = strangers.map(|(_, score)| *score).max().unwrap_or(0);
    let clear = first >= 2 * ENOUGH && first - second >= 2 * LEAD;
    let clear_among_kin = is_subset(best) || other.is_none_or(|other| first - score(other) >= 2 * LEAD);
    (clear && clear_among_kin).then_some(best)
}

/// A text that is both a language and its superset, with nothing that only the superset has, is in the language.
const SUPERSETS: [(&str, &str); 2] = [("js", "ts"), ("c", "cpp")];

fn is_subset(language: &str) -> bool {
    SUPERSETS.iter().any(|(subset, _)| *subset == language)
}

/// The superset of a language, or the language that it is one of.
fn kin(language: &str) -> Option<&'static str> {
    SUPERSETS.iter().find_map(|&(subset, superset)| match language {
        _ if language == subset => Some(superset),
        _ if language == superset => Some(subset),
        _ => None,
    })
}
