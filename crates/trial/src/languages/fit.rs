//! Fits the model of what texts show of their language, and writes its table.
//!
//! Multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer, JMLR 2011) with a part of the signs left out at each
//! step (Wager, Wang, Liang, NIPS 2013), in two rounds: after the first only the weights that matter most are kept, and
//! the second fits those alone.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use engine::{LANGUAGE_WEIGHT_STEP, language_sign_share, language_signs};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    files, phrases,
    texts::{self, Text},
};
use crate::{
    random::Random,
    sources::{Part, fnv},
};

/// Texts of one language.
const TEXTS: usize = 1_500;
/// Signs that are tried, and weights that are kept.
const SIGNS: usize = 16_000;
const WEIGHTS: usize = 60_000;
/// How often every text is seen, in each round, and how far a step goes at first.
const ROUNDS: [(usize, f32); 2] = [(12, 0.3), (6, 0.15)];
/// Of 16 signs so many are seen at a step.
const SEEN: usize = 11;
/// How much a weight costs.
const LASSO: f32 = 2e-6;
/// Texts of a language that weigh as one each; of fewer each weighs more, of more less.
const USUAL: f32 = 600.0;
const EXTREMES: (f32, f32) = (0.5, 5.0);
/// Texts that are added to those of a language, so that a sign that all three have is no certainty.
const DOUBT: f64 = 8.0;
/// Texts of a language below which a sign needs to be in two only.
const FEW: usize = 60;

/// A text, as the model sees it.
struct Example {
    signs: Vec<u32>,
    language: usize,
    weight: f32,
}

struct Model {
    languages: usize,
    /// Sign after sign: a weight for each language.
    weights: Vec<f32>,
    first: Vec<f32>,
    /// Squares of the gradients so far.
    squares: Vec<f32>,
    first_squares: Vec<f32>,
    kept: Vec<bool>,
}

pub(crate) fn fit(packages: &Path, to: &Path) -> Result<()> {
    let texts = fitted(packages)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &texts {
        *counts.entry(text.language).or_default() += 1;
    }
    ensure!(
        counts.len() > 40 && texts.len() > 10_000,
        "only {} texts in {} languages are in {}",
        texts.len(),
        counts.len(),
        packages.display()
    );
    let names: Vec<&str> = counts.keys().copied().collect();
    let of: Vec<usize> = texts
        .iter()
        .map(|text| names.partition_point(|name| *name < text.language))
        .collect();
    let shown: Vec<Vec<u32>> = texts.iter().map(|text| language_signs(&text.text)).collect();
    let signs = telling(&shown, &of, &counts.values().copied().collect::<Vec<_>>());
    let number: FxHashMap<u32, u32> = (0..).zip(&signs).map(|(at, sign)| (*sign, at)).collect();
    let examples: Vec<Example> = shown
        .iter()
        .zip(&of)
        .map(|(shown, language)| Example {
            signs: shown
                .iter()
                .filter_map(|sign| number.get(sign).copied())
                .collect(),
            language: *language,
            weight: (USUAL / counts[names[*language]] as f32)
                .sqrt()
                .clamp(EXTREMES.0, EXTREMES.1),
        })
        .collect();
    let model = train(&examples, names.len(), signs.len());
    let table = table(&model, &names, &signs);
    fs::write(to, &table).with_context(|| format!("writing {}", to.display()))?;
    crate::report::say(&format!(
        "{} texts in {} languages fitted, {} bytes written to {}",
        examples.len(),
        names.len(),
        table.len(),
        to.display()
    ));
    for (name, count) in counts {
        crate::report::say(&format!("{name}\t{count}"));
    }
    Ok(())
}

/// The texts to fit on, without those that are the examples of the test.
fn fitted(packages: &Path) -> Result<Vec<Text>> {
    let asked = texts::examples(packages);
    let lines: std::collections::HashSet<u64> = asked
        .iter()
        .flat_map(|text| text.text.lines())
        .map(|line| fnv(line.trim().as_bytes()))
        .collect();
    let mut texts = texts::of_packages(packages, Part::Fit)?;
    texts.retain(|text| !texts::is_copied(&text.text, &lines));
    texts.sort_by_key(|text| fnv(text.text.as_bytes()));
    let mut taken: BTreeMap<&'static str, usize> = BTreeMap::new();
    texts.retain(|text| {
        let taken = taken.entry(text.language).or_default();
        *taken += 1;
        *taken <= TEXTS
    });
    texts.extend(phrases::texts(&taken));
    Ok(texts)
}

/// The signs that say most of one language, at most [`SIGNS`].
fn telling(shown: &[Vec<u32>], of: &[usize], counts: &[usize]) -> Vec<u32> {
    let mut seen: FxHashMap<u32, FxHashMap<usize, u32>> = FxHashMap::default();
    for (shown, language) in shown.iter().zip(of) {
        for sign in shown {
            *seen.entry(*sign).or_default().entry(*language).or_default() += 1;
        }
    }
    let mut ranked: Vec<(f64, u32)> = Vec::new();
    for (sign, languages) in &seen {
        let texts: u32 = languages.values().sum();
        let few = languages.keys().all(|language| counts[*language] < FEW);
        if texts < if few { 2 } else { 4 } {
            continue;
        }
        let shares = || {
            languages
                .iter()
                .map(|(language, texts)| f64::from(*texts) / (counts[*language] as f64 + DOUBT))
        };
        let mean = shares().sum::<f64>() / counts.len() as f64;
        let says = shares()
            .map(|share| share * (share / mean).ln())
            .fold(0.0, f64::max);
        ranked.push((says, *sign));
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(SIGNS);
    let mut signs: Vec<u32> = ranked.into_iter().map(|(_, sign)| sign).collect();
    signs.sort_unstable();
    signs
}

fn train(examples: &[Example], languages: usize, signs: usize) -> Model {
    let mut model = Model {
        languages,
        weights: vec![0.0; signs * languages],
        first: vec![0.0; languages],
        squares: vec![1e-3; signs * languages],
        first_squares: vec![1e-3; languages],
        kept: vec![true; signs * languages],
    };
    let mut random = Random::new(1);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for (round, (epochs, rate)) in ROUNDS.into_iter().enumerate() {
        if round > 0 {
            model.keep(examples);
        }
        for epoch in 0..epochs {
            random.shuffle(&mut order);
            let rate = rate * (1.0 - epoch as f32 / epochs as f32);
            for at in &order {
                model.learn(&examples[*at], rate, &mut random);
            }
        }
    }
    model
}

impl Model {
    /// The probability of each language.
    fn ask(&self, signs: &[u32]) -> Vec<f32> {
        let mut sums = vec![0.0; self.languages];
        for sign in signs {
            let row = *sign as usize * self.languages;
            for (sum, weight) in sums.iter_mut().zip(&self.weights[row..row + self.languages]) {
                *sum += weight;
            }
        }
        let share = language_sign_share(signs.len());
        for (sum, first) in sums.iter_mut().zip(&self.first) {
            *sum = *sum * share + first;
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        sums.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
        let all: f32 = sums.iter().sum();
        sums.iter_mut().for_each(|sum| *sum /= all);
        sums
    }

    fn learn(&mut self, example: &Example, rate: f32, random: &mut Random) {
        let signs: Vec<u32> = example
            .signs
            .iter()
            .copied()
            .filter(|_| random.below(16) < SEEN)
            .collect();
        let share = language_sign_share(signs.len());
        for (language, probability) in self.ask(&signs).into_iter().enumerate() {
            let right = f32::from(u8::from(language == example.language));
            let error = (probability - right) * example.weight;
            if error.abs() < 1e-4 {
                continue;
            }
            self.first_squares[language] += error * error;
            self.first[language] -= 0.1 * rate * error / self.first_squares[language].sqrt();
            let gradient = error * share;
            for sign in &signs {
                let at = *sign as usize * self.languages + language;
                if self.kept[at] {
                    self.squares[at] += gradient * gradient;
                    let step = rate / self.squares[at].sqrt();
                    let weight = self.weights[at] - step * gradient;
                    self.weights[at] = weight.signum() * (weight.abs() - step * LASSO).max(0.0);
                }
            }
        }
    }

    /// Keeps the weights that matter most: large ones of signs that many texts of some language have.
    fn keep(&mut self, examples: &[Example]) {
        let mut texts = vec![0.0_f32; self.languages];
        let mut having = vec![0.0_f32; self.weights.len()];
        for example in examples {
            texts[example.language] += 1.0;
            for sign in &example.signs {
                having[*sign as usize * self.languages + example.language] += 1.0;
            }
        }
        let mut matters: Vec<(f32, usize)> = Vec::new();
        for (sign, weights) in self.weights.chunks(self.languages).enumerate() {
            let row = sign * self.languages;
            let share = (0..self.languages)
                .map(|language| having[row + language] / (texts[language] + DOUBT as f32))
                .fold(0.0, f32::max);
            matters.extend(
                weights
                    .iter()
                    .enumerate()
                    .map(|(language, weight)| (weight.abs() * share.sqrt(), row + language)),
            );
        }
        matters.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let kept: FxHashSet<usize> = matters.into_iter().take(WEIGHTS).map(|(_, at)| at).collect();
        for (at, weight) in self.weights.iter_mut().enumerate() {
            self.kept[at] = kept.contains(&at);
            if !self.kept[at] {
                *weight = 0.0;
            }
        }
        self.squares.fill(0.1);
    }
}

/// The table as `engine` reads it.
fn table(model: &Model, names: &[&str], signs: &[u32]) -> Vec<u8> {
    let mut table = vec![names.len() as u8];
    for (name, first) in names.iter().zip(&model.first) {
        table.push(name.len() as u8);
        table.extend(name.as_bytes());
        table.extend(first.to_le_bytes());
    }
    for (sign, weights) in signs.iter().zip(model.weights.chunks(model.languages)) {
        let steps = |weight: &f32| (weight / LANGUAGE_WEIGHT_STEP).round().clamp(-127.0, 127.0) as i8;
        let pairs: Vec<(u8, i8)> = (0..)
            .zip(weights.iter().map(steps))
            .filter(|(_, step)| *step != 0)
            .collect();
        if !pairs.is_empty() {
            table.extend(sign.to_le_bytes());
            table.push(pairs.len() as u8);
            table.extend(
                pairs
                    .into_iter()
                    .flat_map(|(language, step)| [language, step as u8]),
            );
        }
    }
    debug_assert!(names.contains(&files::NONE));
    table
}
