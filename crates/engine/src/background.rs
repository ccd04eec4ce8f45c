//! How common grams are in code in general, whatever the library holds.
//!
//! A library of ten assets cannot tell that `if err != nil {` says nothing: there it is as rare as everything else. So
//! the commonest grams of functions from hundreds of packages come with the engine, and what the library knows
//! is added to that. `cargo xtask fit` makes the table.

use std::sync::LazyLock;

/// What is known of grams, ready to be asked.
struct Background {
    /// For each gram that is in many functions, in order: the gram in the upper 27 bits, and in the lower five how often it
    /// comes, in steps of half a nat below once in every function.
    table: Box<[u32]>,
    /// Where each of 2^15 equal ranges of grams begins in the table: one or two are in each.
    begins: Box<[u16]>,
    /// How often a gram of each step comes, and what that says in nats; at last those of a gram that is not in the table.
    steps: [(f32, f32); RARE_STEP + 1],
}

static BACKGROUND: LazyLock<Background> = LazyLock::new(|| {
    let table: Box<[u32]> = include_bytes!("background.bin")
        .chunks_exact(4)
        .map(|entry| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]))
        .collect();
    let mut begin = 0;
    let begins = (0..=1_u64 << RANGE_BITS)
        .map(|range| {
            let before = |entry: &&u32| u64::from(**entry) < range << (32 - RANGE_BITS);
            begin += table[begin..].iter().take_while(before).count();
            u16::try_from(begin).unwrap_or(u16::MAX)
        })
        .collect();
    let steps = std::array::from_fn(|step| {
        let nats = step as f32 / STEPS;
        if step == RARE_STEP {
            (RARE, -RARE.ln())
        } else {
            ((-nats).exp(), nats)
        }
    });
    Background { table, begins, steps }
});

const RANGE_BITS: u32 = 15;
/// Bits of an entry that say how often its gram comes.
pub(crate) const STEP_BITS: u32 = 32 - crate::grams::BITS;
/// Steps in a nat.
pub(crate) const STEPS: f32 = 2.0;
/// How often a gram comes that is not in the table: in one function of some tens of thousands.
const RARE: f32 = 1.0 / 40_000.0;
/// Where what is not in the table has its place among the steps.
const RARE_STEP: usize = 1 << STEP_BITS;

/// Entries that are looked at whatever range they are of: nearly no range has more. To look at four takes less than to guess
/// when to stop, which a processor does wrongly for every other gram.
const AT_ONCE: usize = 4;

impl Background {
    fn of(&self, gram: u32) -> (f32, f32) {
        let range = (gram >> (crate::grams::BITS - RANGE_BITS)) as usize;
        let begin = usize::from(self.begins[range]);
        let end = usize::from(self.begins[range + 1]);
        let step = |step: usize, known: &u32| {
            if *known >> STEP_BITS == gram {
                *known as usize % RARE_STEP
            } else {
                step
            }
        };
        let first = begin.min(self.table.len() - AT_ONCE);
        let mut found = self.table[first..first + AT_ONCE].iter().fold(RARE_STEP, step);
        if end > first + AT_ONCE {
            found = self.table[first + AT_ONCE..end].iter().fold(found, step);
        }
        self.steps[found]
    }
}

/// The probability that a function of a stranger holds the gram.
pub(crate) fn probability(gram: u32) -> f32 {
    BACKGROUND.of(gram).0
}

/// What that says in nats.
pub(crate) fn information(gram: u32) -> f32 {
    BACKGROUND.of(gram).1
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
    fn every_gram_of_the_table_is_found_and_no_other() {
        let of = |gram| BACKGROUND.of(gram);
        let known: std::collections::BTreeMap<u32, u32> = BACKGROUND
            .table
            .iter()
            .map(|entry| (entry >> STEP_BITS, entry % (1 << STEP_BITS)))
            .collect();
        assert_eq!(known.len(), BACKGROUND.table.len(), "each is there once");
        for (gram, step) in &known {
            assert_eq!(of(*gram).1, *step as f32 / STEPS);
            for other in [gram.wrapping_sub(1), gram + 1] {
                if other < 1 << crate::grams::BITS && !known.contains_key(&other) {
                    assert_eq!(of(other).0, RARE);
                }
            }
        }
    }

    #[test]
    fn the_table_is_in_order() {
        let table = &BACKGROUND.table;
        assert!(table.len() >= AT_ONCE && table.is_sorted());
        assert!(
            table.len() <= usize::from(u16::MAX),
            "where a range begins is a number of 16 bits"
        );
    }
}
