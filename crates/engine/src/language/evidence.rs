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
    scores.sort_by_key(|(_, score)| -score);
    let (best, first) = *scores.first()?;
    let second = scores.get(1).map_or(0, |(_, score)| *score);
    (first >= 2 * ENOUGH && first - second >= 2 * LEAD).then_some(best)
}
