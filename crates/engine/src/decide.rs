//! Says how near two texts are, and whether that is near enough to offer one for the other.
//!
//! A logistic model over measures of overlap. Its weights were fitted on functions of released packages and their next
//! releases, renamed, sliced and embedded copies, and functions of strangers, against libraries of 1,000 to 30,000.
//! Accidents grow with the library (more assets, more chances to be near one), so its size is one of the measures,
//! and what two texts share is measured as *information*: a constructor that assigns its arguments shares many tokens
//! with every other one, but none that is rare.

use rustc_hash::FxHashMap;

use crate::{
    compare::{Pattern, raw_symbols, shape_symbols},
    grams::Grams,
    index::Weights,
    lex::Token,
};

/// How many measures there are.
const MEASURES: usize = 18;

/// What each measure counts for, in the order of [`Probe::measure`].
///
/// "Better" and "worse" are the larger and the smaller of two shares: that of the copy, and that of the asset. A copy inside
/// an asset, and an asset inside a copy, have a high better share and a low worse one.
const MODEL: [f32; MEASURES] = [
    -5.3461, // raw grams, better share
    -4.3579, // raw grams, worse share
    -7.9971, // shape grams, better share
    2.4231,  // shape grams, worse share
    2.3971,  // names, better share
    5.1892,  // names, worse share
    -0.0757, // raw subsequence, better share
    -2.5214, // raw subsequence, worse share
    0.0342,  // shape subsequence, better share
    14.5088, // shape subsequence, worse share
    3.7496,  // information in shared raw grams
    1.6099,  // information in shared shape grams
    -2.1975, // information in shared names
    -3.0926, // length of the shorter text
    2.3096,  // how much longer the other is
    -0.1766, // size of the library
    6.793,   // raw grams, better share, to the fourth: nearly all of one text is in the other
    4.4655,  // shape grams, better share, to the fourth
];
/// What is added to the sum, so that zero parts the near from the far.
const CONSTANT: f32 = -5.9725;

/// The least difference of a text that is not the same: 0 is kept for equality.
const LEAST: f32 = 0.001;

/// A copied text, made ready to be compared with many assets.
pub(crate) struct Probe {
    raw: Pattern,
    shape: Pattern,
    length: usize,
    weights: Weights,
    totals: [f32; 3],
    library: usize,
}

/// What a copied text and an asset have in common by one family of grams.
#[derive(Clone, Copy)]
struct Overlap {
    /// The weight of what is shared, in nats.
    shared: f32,
    /// The share of the copy's weight.
    of_copy: f32,
    /// The share of the asset's grams.
    of_asset: f32,
}

impl Probe {
    pub(crate) fn new(tokens: &[Token], weights: Weights, library: usize) -> Self {
        let total = |family: &FxHashMap<u32, f32>| {
            // Summed in the order of the grams: a hash map's order would change the last bit with its history.
            let mut all: Vec<(u32, f32)> = family.iter().map(|(gram, weight)| (*gram, *weight)).collect();
            all.sort_unstable_by_key(|(gram, _)| *gram);
            all.iter().map(|(_, weight)| weight).sum()
        };
        let totals = [total(&weights.raw), total(&weights.shape), total(&weights.names)];
        Self {
            raw: Pattern::new(&raw_symbols(tokens)),
            shape: Pattern::new(&shape_symbols(tokens)),
            length: tokens.len(),
            weights,
            totals,
            library,
        }
    }

    /// Steps that a comparison with an asset of `length` tokens takes.
    pub(crate) const fn cost(&self, length: usize) -> usize {
        2 * self.raw.cost(length)
    }

    /// How much differs, in [0.001, 1]; below one half is near enough to offer.
    pub(crate) fn difference(&self, asset: &[Token]) -> f64 {
        let score = score(&self.measure(asset));
        f64::from((1.0 / (1.0 + score.exp())).clamp(LEAST, 1.0))
    }

    /// The measures that the model weighs.
    pub(crate) fn measure(&self, asset: &[Token]) -> [f32; MEASURES] {
        let grams = Grams::of(asset);
        let raw = overlap(&grams.raw, &self.weights.raw, self.totals[0]);
        let shape = overlap(&grams.shape, &self.weights.shape, self.totals[1]);
        let names = overlap(&grams.names, &self.weights.names, self.totals[2]);
        let copy_length = self.length.max(1) as f32;
        let asset_length = asset.len().max(1) as f32;
        let raw_lcs = self.raw.lcs(&raw_symbols(asset)) as f32;
        let shape_lcs = self.shape.lcs(&shape_symbols(asset)) as f32;
        let library = (self.library as f32 + 1.0).ln();
        [
            raw.of_copy.max(raw.of_asset),
            raw.of_copy.min(raw.of_asset),
            shape.of_copy.max(shape.of_asset),
            shape.of_copy.min(shape.of_asset),
            names.of_copy.max(names.of_asset),
            names.of_copy.min(names.of_asset),
            raw_lcs / copy_length.min(asset_length),
            raw_lcs / copy_length.max(asset_length),
            shape_lcs / copy_length.min(asset_length),
            shape_lcs / copy_length.max(asset_length),
            (1.0 + raw.shared / library).ln(),
            (1.0 + shape.shared / library).ln(),
            (1.0 + names.shared / library).ln(),
            copy_length.min(asset_length).ln(),
            (copy_length.max(asset_length) / copy_length.min(asset_length)).ln(),
            library,
            raw.of_copy.max(raw.of_asset).powi(4),
            shape.of_copy.max(shape.of_asset).powi(4),
        ]
    }
}

fn score(measures: &[f32; MEASURES]) -> f32 {
    measures
        .iter()
        .zip(&MODEL)
        .map(|(measure, weight)| measure * weight)
        .sum::<f32>()
        + CONSTANT
}

fn overlap(asset: &[u32], copy: &FxHashMap<u32, f32>, total: f32) -> Overlap {
    let (count, shared) = asset
        .iter()
        .filter_map(|gram| copy.get(gram))
        .fold((0_usize, 0.0), |(count, shared), weight| {
            (count + 1, shared + weight)
        });
    Overlap {
        shared,
        of_copy: if total > 0.0 {
            (shared / total).min(1.0)
        } else {
            0.0
        },
        of_asset: if asset.is_empty() {
            0.0
        } else {
            count as f32 / asset.len() as f32
        },
    }
}
