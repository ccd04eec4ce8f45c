//! A linear model over the signs of a text: what each says for and against each language, added up.
//!
//! Multinomial logistic regression. `cargo xtask fit` makes the table from packages that
//! `crates/trial/languages.tsv` lists.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::signs;

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_bytes!("model.bin")));

/// How sure it has to be. Its probabilities are calibrated: below this it is wrong more often than right.
const SURE: f32 = 0.35;
/// Known signs without which nothing is said.
const LEAST: usize = 8;
/// The class of texts that are in no language.
const NONE: &str = "txt";
/// A weight of the table is this many of what is added up.
pub const LANGUAGE_WEIGHT_STEP: f32 = 1.0 / 16.0;

/// What a sign counts in a text that has so many: evidence grows with the root of it, since signs repeat each other.
#[must_use]
pub fn language_sign_share(signs: usize) -> f32 {
    1.0 / (signs.max(8) as f32).sqrt()
}

struct Model {
    languages: Vec<&'static str>,
    /// What speaks for each language before anything is seen.
    first: Vec<f32>,
    /// The number of each sign and where its weights begin in `weights`.
    signs: FxHashMap<u32, (u32, u32)>,
    /// Of each sign in its order: how many weights, then a language and its weight for each.
    weights: &'static [u8],
}

/// The language that the signs of the text speak for, as an extension.
pub(super) fn ask(text: &str) -> Option<&'static str> {
    let (language, probability) = MODEL.ask(text)?;
    (probability >= SURE && language != NONE).then_some(language)
}

/// All that it can answer.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    MODEL
        .languages
        .iter()
        .copied()
        .filter(|language| *language != NONE)
}

impl Model {
    /// The table: the number of languages; of each the length of its name, the name, and four bytes of what speaks for it
    /// first; then the signs, each with its hash in four bytes, a count, and as many pairs of a language and a weight.
    /// It is compiled in, so what cannot be read is left out, and a test reads all of it.
    fn read(table: &'static [u8]) -> Self {
        let mut rest = table;
        let mut model = Self {
            languages: Vec::new(),
            first: Vec::new(),
            signs: FxHashMap::default(),
            weights: &[],
        };
        let count = take(&mut rest, 1).first().copied().unwrap_or_default();
        for _ in 0..count {
            let length = take(&mut rest, 1).first().copied().unwrap_or_default();
            let name = take(&mut rest, usize::from(length));
            model
                .languages
                .push(std::str::from_utf8(name).unwrap_or_default());
            model.first.push(f32::from_bits(number(take(&mut rest, 4))));
        }
        model.weights = rest;
        while !rest.is_empty() {
            let sign = number(take(&mut rest, 4));
            let at = (model.weights.len() - rest.len()) as u32;
            let next = model.signs.len() as u32;
            model.signs.insert(sign, (next, at));
            let pairs = take(&mut rest, 1).first().copied().unwrap_or_default();
            take(&mut rest, 2 * usize::from(pairs));
        }
        model
    }

    /// The likeliest language and its probability; `None` of a text that shows too little.
    fn ask(&self, text: &str) -> Option<(&'static str, f32)> {
        let mut seen = vec![0_u64; self.signs.len().div_ceil(64)];
        let mut sums = vec![0_i32; self.languages.len()];
        let mut count = 0;
        signs::each(text, |sign| {
            let Some(&(sign, at)) = self.signs.get(&sign) else {
                return;
            };
            let (word, bit) = (sign as usize / 64, 1 << (sign % 64));
            if seen[word] & bit != 0 {
                return;
            }
            seen[word] |= bit;
            count += 1;
            let row = &self.weights[at as usize..];
            for pair in row[1..].chunks_exact(2).take(usize::from(row[0])) {
                sums[usize::from(pair[0])] += i32::from(pair[1] as i8);
            }
        });
        if count < LEAST {
            return None;
        }
        let share = language_sign_share(count) * LANGUAGE_WEIGHT_STEP;
        let score = |at: usize| self.first[at] + sums[at] as f32 * share;
        let best = (0..sums.len()).max_by(|a, b| score(*a).total_cmp(&score(*b)))?;
        let all: f32 = (0..sums.len()).map(|at| (score(at) - score(best)).exp()).sum();
        Some((self.languages[best], 1.0 / all))
    }
}

/// The next `count` bytes, or what is left of them.
fn take(rest: &mut &'static [u8], count: usize) -> &'static [u8] {
    let (taken, left) = rest.split_at(count.min(rest.len()));
    *rest = left;
    taken
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        let model = &*MODEL;
        assert!(model.languages.len() > 40 && model.signs.len() > 1000);
        assert!(model.languages.is_sorted());
        for language in &model.languages {
            assert!(language.parse::<Language>().is_ok(), "{language}");
        }
        assert!(model.first.iter().all(|first| first.is_finite()));
        for (_, at) in model.signs.values() {
            let row = &model.weights[*at as usize..];
            let pairs = &row[1..=2 * usize::from(row[0])];
            assert!(
                pairs
                    .chunks(2)
                    .all(|pair| usize::from(pair[0]) < model.languages.len())
            );
        }
    }

    #[test]
    fn it_says_nothing_of_what_shows_nothing() {
        for text in ["", "x", "\n\n\n", "qwz", "\u{feff}"] {
            assert_eq!(ask(text), None, "{text:?}");
        }
    }
}
