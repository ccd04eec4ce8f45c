//! Weighs the phrases a text contains, and names a language where one clearly leads.

use std::sync::LazyLock;

use super::{
    phrase::Phrases,
    rare,
    table::{self, Row},
};

/// Points from which a language may be named, and by which it has to lead.
const ENOUGH: i32 = 6;
const LEAD: i32 = 5;
/// Repeats of a phrase that still count, at half its weight: a list of constants is one observation made often.
const REPEATS: u32 = 2;

/// Both tables.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    table::ROWS.iter().chain(rare::ROWS)
}

/// The phrases, and of each the row that it is in.
static PHRASES: LazyLock<(Phrases, Vec<&'static Row>)> = LazyLock::new(|| {
    let row_of_each = rows().flat_map(|row| row.2.iter().map(move |_| row));
    let phrases = rows().flat_map(|row| row.2.iter().copied());
    (Phrases::new(phrases), row_of_each.collect())
});

/// The language that the phrases of `text` speak for, as an extension.
pub(super) fn weigh(text: &str) -> Option<&'static str> {
    let (phrases, rows) = &*PHRASES;
    let mut seen = vec![0_u32; rows.len()];
    let mut scores: Vec<(&'static str, i32)> = Vec::new();
    phrases.find(text, |phrase| {
        seen[phrase] += 1;
        let (languages, weight, _) = *rows[phrase];
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
