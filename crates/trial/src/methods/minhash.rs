//! MinHash with locality-sensitive hashing over runs of five tokens (Broder, 1997; Leskovec et al., chapter 3).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Answer, CANDIDATES, Method, by_containment};
use crate::tokens::hashes;

const RUN: usize = 5;
const BANDS: usize = 32;
const ROWS: usize = 3;
const LEAST: f64 = 0.7;

pub(super) struct MinHash {
    bands: Vec<FxHashMap<u64, Vec<u32>>>,
    signatures: Vec<[u32; BANDS * ROWS]>,
    tokens: Vec<Vec<u32>>,
}

impl MinHash {
    pub(super) fn new(library: &[&str]) -> Self {
        let tokens: Vec<Vec<u32>> = library.iter().map(|text| hashes(text)).collect();
        let signatures: Vec<_> = tokens.iter().map(|tokens| signature(tokens)).collect();
        let mut bands = vec![FxHashMap::<u64, Vec<u32>>::default(); BANDS];
        for (place, signature) in signatures.iter().enumerate() {
            for (band, key) in bands.iter_mut().zip(keys(signature)) {
                band.entry(key).or_default().push(place as u32);
            }
        }
        Self {
            bands,
            signatures,
            tokens,
        }
    }
}

fn step(hash: u64, symbol: u64) -> u64 {
    let h = (hash ^ symbol).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53)
}

fn signature(tokens: &[u32]) -> [u32; BANDS * ROWS] {
    let mut signature = [u32::MAX; BANDS * ROWS];
    let runs: FxHashSet<u64> = tokens
        .windows(RUN.min(tokens.len()).max(1))
        .map(|run| run.iter().fold(0, |hash, token| step(hash, u64::from(*token))))
        .collect();
    for run in runs {
        for (row, least) in signature.iter_mut().enumerate() {
            *least = (*least).min((step(run, row as u64) >> 32) as u32);
        }
    }
    signature
}

fn keys(signature: &[u32; BANDS * ROWS]) -> impl Iterator<Item = u64> + '_ {
    signature
        .chunks(ROWS)
        .map(|rows| rows.iter().fold(1, |hash, row| step(hash, u64::from(*row))))
}

impl Method for MinHash {
    fn name(&self) -> &'static str {
        "MinHash LSH"
    }

    fn answer(&self, text: &str) -> anyhow::Result<Answer> {
        let tokens = hashes(text);
        let own = signature(&tokens);
        let mut found = FxHashSet::default();
        for (band, key) in self.bands.iter().zip(keys(&own)) {
            // A bucket of thousands says nothing.
            found.extend(band.get(&key).into_iter().flatten().take(500).copied());
        }
        let equal = |place: u32| {
            let other = &self.signatures[place as usize];
            own.iter().zip(other).filter(|(a, b)| a == b).count()
        };
        let mut candidates: Vec<(usize, u32)> =
            found.into_iter().map(|place| (equal(place), place)).collect();
        candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = candidates
            .into_iter()
            .take(CANDIDATES)
            .map(|(_, place)| place as usize);
        Ok(by_containment(&tokens, best.collect(), &self.tokens, LEAST))
    }
}
