//! The engine and the known methods beside it, asked in one way.

mod bm25;
mod minhash;
mod own;
mod winnowing;

use std::time::{Duration, Instant};

use anyhow::Result;

pub(crate) use own::{Own, asset_id, place};

/// Texts that a method compares in full, and reports.
pub(crate) const CANDIDATES: usize = 12;

/// What a method says of a query: assets, nearest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Whether the first is offered.
    pub(crate) reuse: bool,
    /// Whether it would offer to save the text.
    pub(crate) save: bool,
    pub(crate) ranked: Vec<usize>,
    /// The probability that it gave the first, where it gives one.
    pub(crate) probability: f64,
    pub(crate) time: Duration,
}

/// A way to find what was copied.
pub(crate) trait Method {
    fn name(&self) -> &'static str;
    fn answer(&self, text: &str) -> Result<Answer>;
}

/// Every method, each with its own index over the library.
pub(crate) fn all(library: &[&str]) -> Result<Vec<Box<dyn Method>>> {
    Ok(vec![
        Box::new(Own::new(library)),
        Box::new(bm25::Bm25::new(library)?),
        Box::new(minhash::MinHash::new(library)),
        Box::new(winnowing::Winnowing::new(library)),
    ])
}

/// How often each question is asked. The least time counts: what else the machine does in between is no method's.
const ROUNDS: usize = 3;

/// The answers to all texts, timed one by one after a round that warms up.
pub(crate) fn timed(method: &dyn Method, texts: &[&str]) -> Result<Vec<Answer>> {
    for text in texts.iter().take(200) {
        method.answer(text)?;
    }
    texts
        .iter()
        .map(|text| {
            let mut answer = Answer::default();
            let mut least = Duration::MAX;
            for _ in 0..ROUNDS {
                let began = Instant::now();
                answer = method.answer(text)?;
                least = least.min(began.elapsed());
            }
            answer.time = least;
            Ok(answer)
        })
        .collect()
}

/// Ranks candidates by how much of the shorter text is in the other, then by likeness, and offers the first from
/// `least` on: what the methods that only retrieve decide by.
fn by_containment(query: &[u32], candidates: Vec<usize>, tokens: &[Vec<u32>], least: f64) -> Answer {
    let mut ranked: Vec<(f64, f64, usize)> = candidates
        .into_iter()
        .map(|place| {
            let asset = &tokens[place];
            let common = crate::tokens::lcs(query, asset) as f64;
            let shorter = query.len().min(asset.len()).max(1) as f64;
            (
                common / shorter,
                2.0 * common / (query.len() + asset.len()).max(1) as f64,
                place,
            )
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    Answer {
        reuse: ranked.first().is_some_and(|best| best.0 >= least),
        ranked: ranked.into_iter().map(|(.., place)| place).collect(),
        ..Answer::default()
    }
}
