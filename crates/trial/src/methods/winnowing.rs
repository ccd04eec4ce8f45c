//! Winnowing, as in MOSS: the least of the hashes in each window (Schleimer, Wilkerson, Aiken, SIGMOD 2003).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Answer, CANDIDATES, Method};
use crate::tokens::hashes;

/// Tokens in a run, and runs in a window.
const RUN: usize = 5;
const WINDOW: usize = 4;
/// The share of the smaller set of fingerprints from which the first is offered.
const LEAST: f64 = 0.5;

pub(super) struct Winnowing {
    postings: FxHashMap<u32, Vec<u32>>,
    counts: Vec<u32>,
}

impl Winnowing {
    pub(super) fn new(library: &[&str]) -> Self {
        let mut postings: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut counts = Vec::new();
        for (place, text) in library.iter().enumerate() {
            let own = fingerprints(text);
            counts.push(own.len() as u32);
            for fingerprint in own {
                postings.entry(fingerprint).or_default().push(place as u32);
            }
        }
        Self { postings, counts }
    }
}

fn fingerprints(text: &str) -> FxHashSet<u32> {
    let tokens = hashes(text);
    let runs: Vec<u32> = tokens
        .windows(RUN.min(tokens.len()).max(1))
        .map(|run| {
            let hash = run.iter().fold(5_u64, |hash, token| {
                (hash ^ u64::from(*token))
                    .wrapping_mul(0xff51_afd7_ed55_8ccd)
                    .rotate_left(31)
            });
            (hash >> 32) as u32
        })
        .collect();
    runs.windows(WINDOW.min(runs.len()).max(1))
        .filter_map(|window| window.iter().min().copied())
        .collect()
}

impl Method for Winnowing {
    fn name(&self) -> &'static str {
        "winnowing"
    }

    fn answer(&self, text: &str) -> anyhow::Result<Answer> {
        let own = fingerprints(text);
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for place in own.iter().filter_map(|f| self.postings.get(f)).flatten() {
            *shared.entry(*place).or_default() += 1;
        }
        let mut ranked: Vec<(f64, f64, usize)> = shared
            .into_iter()
            .map(|(place, shared)| {
                let (theirs, ours) = (f64::from(self.counts[place as usize]), own.len() as f64);
                let shared = f64::from(shared);
                (
                    shared / theirs.min(ours),
                    shared / (theirs + ours - shared),
                    place as usize,
                )
            })
            .collect();
        ranked.sort_by(|a, b| {
            let order = (b.0 * b.1).total_cmp(&(a.0 * a.1));
            order.then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
        });
        Ok(Answer {
            reuse: ranked.first().is_some_and(|best| best.0 >= LEAST),
            ranked: ranked
                .into_iter()
                .take(CANDIDATES)
                .map(|(.., place)| place)
                .collect(),
            ..Answer::default()
        })
    }
}
