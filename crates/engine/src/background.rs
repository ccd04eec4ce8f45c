//! How common grams are in code in general, whatever the library holds.
//!
//! A library of ten assets cannot tell that `if err != nil {` says nothing: there it is as rare as everything else. So
//! the commonest grams of functions from hundreds of packages come with the engine, and what the library knows
//! is added to that. `cargo xtask fit` makes the table.

use std::sync::LazyLock;

/// For each gram that is in many functions, in order: the gram in the upper 27 bits, and in the lower five how often it
/// comes, in steps of half a nat below once in every function.
static TABLE: LazyLock<Box<[u32]>> = LazyLock::new(|| {
    include_bytes!("background.bin")
        .chunks_exact(4)
        .map(|entry| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]))
        .collect()
});

/// Where each of 2^15 equal ranges of grams begins in the table: one or two are in each, so that one that is not there is
/// known at once.
static BEGINS: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let mut begin = 0;
    (0..=1_u64 << RANGE_BITS)
        .map(|range| {
            let before = |entry: &&u32| u64::from(**entry) < range << (32 - RANGE_BITS);
            begin += TABLE[begin..].iter().take_while(before).count();
            u16::try_from(begin).unwrap_or(u16::MAX)
        })
        .collect()
});

const RANGE_BITS: u32 = 15;
/// Bits of an entry that say how often its gram comes.
pub(crate) const STEP_BITS: u32 = 32 - crate::grams::BITS;
/// Steps in a nat.
pub(crate) const STEPS: f32 = 2.0;
/// How often a gram comes that is not in the table: in one function of some tens of thousands.
const RARE: f32 = 1.0 / 40_000.0;

/// How often a gram of each step comes, and what that says in nats; at last those of a gram that is not in the table.
static COMMONNESS: LazyLock<[(f32, f32); RARE_STEP + 1]> = LazyLock::new(|| {
    std::array::from_fn(|step| {
        let nats = step as f32 / STEPS;
        if step == RARE_STEP {
            (RARE, -RARE.ln())
        } else {
            ((-nats).exp(), nats)
        }
    })
});

/// Where [`COMMONNESS`] has what is not in the table.
const RARE_STEP: usize = 1 << STEP_BITS;

fn commonness(gram: u32) -> (f32, f32) {
    let entry = gram << STEP_BITS;
    let range = (entry >> (32 - RANGE_BITS)) as usize;
    let table = &TABLE[usize::from(BEGINS[range])..usize::from(BEGINS[range + 1])];
    let found = table.iter().find(|known| **known >> STEP_BITS == gram);
    COMMONNESS[found.map_or(RARE_STEP, |known| *known as usize % RARE_STEP)]
}

/// The probability that a function of a stranger holds the gram.
pub(crate) fn probability(gram: u32) -> f32 {
    commonness(gram).0
}

/// What that says in nats.
pub(crate) fn information(gram: u32) -> f32 {
    commonness(gram).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grams::Grams;

    #[test]
    fn what_everybody_writes_is_known_to_be_common() {
        let most = |text: &str| {
            let mut tokens = Vec::new();
            crate::lex::lex(text, |token, _| tokens.push(token));
            let grams = Grams::of(&tokens);
            grams.all().map(probability).fold(0.0, f32::max)
        };
        assert!(most("def f(self, value):\n    return value\n") > 0.02);
        assert!(most("quinquagesima Zeitgeist octothorpe") <= RARE);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(!TABLE.is_empty() && TABLE.is_sorted());
        assert!(
            TABLE.len() <= usize::from(u16::MAX),
            "where a range begins is a number of 16 bits"
        );
    }
}
