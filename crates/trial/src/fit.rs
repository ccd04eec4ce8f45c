//! Fits the weights of the engine's decision, and writes them as the Rust source that the engine compiles.
//!
//! The method is the plain one: a network of one hidden layer, the logistic loss, Adam (Kingma, Ba, ICLR 2015), pairs
//! drawn by their weight. Every number comes from seeds, so the same sources give the same weights.

use std::{fmt::Write, fs, path::Path};

use anyhow::{Context, Result, ensure};
use engine::{MEASURES, Measures};

use crate::{
    development, few, generated,
    measures::{Case, cases, cases_of_few},
    random::Random,
    sources::{self, Part},
};

/// Hidden units.
const UNITS: usize = 24;
/// Pairs in a step, and how often as many pairs are drawn as there are.
const BATCH: usize = 512;
const EPOCHS: usize = 40;
/// How far a step goes, at first.
const RATE: f64 = 2e-3;
/// How much large weights cost.
const DECAY: f64 = 2e-6;
/// A measure this many deviations from its mean says no more than one nearer: the decision cuts there too.
const REACH: f64 = 5.0;
/// What a kind counts beside a slice, of which hardly one is missed. An offer for a stranger annoys more than a miss; a
/// heavily edited edition is half another text, and to offer it is a matter of taste.
const COUNTS: &[(&str, f64)] = &[
    ("NEG", 4.0),
    ("NEG beside its rival", 2.0),
    ("NEG one line, same signature", 6.0),
    ("NEG of a common shape", 3.5),
    ("T2", 16.0),
    ("T2B", 8.0),
    ("T2 beside its renamed copies", 5.0),
    ("T3 0.50-0.65", 0.1),
    ("T3 0.65-0.80", 0.7),
    ("T3 0.80-0.90", 2.0),
    ("T3 0.90-1.00", 2.0),
    ("T4E", 3.0),
];
/// The development set's strangers count so much more: they are few, and of packages that do what its library's do.
const RIVALS: f64 = 5.0;

/// A pair of a copy and an asset.
struct Example {
    inputs: [f64; MEASURES],
    right: bool,
    weight: f64,
}

/// The network.
struct Network {
    /// Unit after unit: a weight for each measure, then one that is added.
    inner: Vec<f64>,
    /// A weight for each unit, then one that is added.
    outer: Vec<f64>,
}

pub(crate) fn fit(packages: &Path, sizes: &[usize], to: &Path) -> Result<()> {
    let mut all = Vec::new();
    let set = generated::set(packages, Part::Fit);
    ensure!(
        !set.assets.is_empty(),
        "no packages are in {}",
        packages.display()
    );
    let filler = sources::filler(packages, Part::Fit)?.functions;
    for set in [Some(set), development::load()?].into_iter().flatten() {
        for size in sizes {
            let cases = cases(&set, &filler, *size)?;
            say_what_was_found(set.name, *size, &cases);
            all.extend(cases.into_iter().map(|case| (case, set.name)));
        }
        for size in few::SIZES {
            let cases = cases_of_few(&set, &filler, Part::Fit, size);
            say_what_was_found(set.name, size, &cases);
            all.extend(cases.into_iter().map(|case| (case, set.name)));
        }
    }
    let mut examples: Vec<Example> = all
        .iter()
        .flat_map(|(case, set)| examples_of(case, set))
        .collect();
    let (means, scales) = standardise(&mut examples);
    let network = train(&examples);
    fs::write(to, source(&network, &means, &scales)?).with_context(|| format!("writing {}", to.display()))?;
    crate::report::say(&format!(
        "{} pairs fitted, weights written to {}",
        examples.len(),
        to.display()
    ));
    Ok(())
}

/// A right asset that is no candidate, or one that shares too little to be measured, is missed whatever the weights are.
fn say_what_was_found(set: &str, size: usize, cases: &[Case]) {
    let copies = || cases.iter().filter(|case| !case.query.truth.is_empty());
    let found = copies().filter(|case| case.pairs.iter().any(|(right, _)| *right));
    crate::report::say(&format!(
        "{set}: {} copies and {} strangers beside {size} assets; the right one was measured for {}",
        copies().count(),
        cases.len() - copies().count(),
        found.count()
    ));
}

/// The pairs of a case. All right ones together weigh as much as one; of the wrong ones most are easily told.
fn examples_of(case: &Case, set: &str) -> Vec<Example> {
    let kind = &case.row;
    let count = COUNTS
        .iter()
        .find(|(of, _)| of == kind)
        .map_or(1.0, |(_, count)| *count);
    let rivals = case.query.kind == "NEG" && set == "development";
    let of_kind = count * if rivals { RIVALS } else { 1.0 };
    let right = case.pairs.iter().filter(|(right, _)| *right).count().max(1) as f64;
    let wrong = case.pairs.iter().filter(|(right, _)| !right).count().max(1) as f64;
    let example = |(is_right, measures): &(bool, Measures)| Example {
        inputs: measures.map(f64::from),
        right: *is_right,
        weight: of_kind
            * if *is_right {
                1.0 / right
            } else {
                1.0 / wrong.sqrt()
            },
    };
    case.pairs.iter().map(example).collect()
}

/// Brings every measure to mean 0 and deviation 1, and says what they were.
fn standardise(examples: &mut [Example]) -> ([f64; MEASURES], [f64; MEASURES]) {
    let count = examples.len() as f64;
    let (mut means, mut scales) = ([0.0; MEASURES], [0.0; MEASURES]);
    for at in 0..MEASURES {
        means[at] = examples.iter().map(|e| e.inputs[at]).sum::<f64>() / count;
        let variance = examples
            .iter()
            .map(|e| (e.inputs[at] - means[at]).powi(2))
            .sum::<f64>()
            / count;
        scales[at] = variance.sqrt().max(1e-6);
        for example in &mut *examples {
            example.inputs[at] = ((example.inputs[at] - means[at]) / scales[at]).clamp(-REACH, REACH);
        }
    }
    (means, scales)
}

fn train(examples: &[Example]) -> Network {
    let mut random = Random::new(11);
    let mut even = |reach: f64| (random.below(2_000_001) as f64 / 1e6 - 1.0) * reach;
    let mut network = Network {
        inner: (0..UNITS * (MEASURES + 1))
            .map(|_| even((6.0 / (MEASURES + UNITS) as f64).sqrt()))
            .collect(),
        outer: (0..=UNITS)
            .map(|_| even((6.0 / (UNITS + 1) as f64).sqrt()))
            .collect(),
    };
    // Drawn by weight: the place of a number in the running sums.
    let mut sums = Vec::with_capacity(examples.len());
    let mut total = 0.0;
    for example in examples {
        total += example.weight;
        sums.push(total);
    }
    let mut adam = [Adam::new(network.inner.len()), Adam::new(network.outer.len())];
    let steps = EPOCHS * examples.len() / BATCH;
    for step in 0..steps {
        let mut slopes = [vec![0.0; network.inner.len()], vec![0.0; network.outer.len()]];
        for _ in 0..BATCH {
            let drawn = random.below(1 << 30) as f64 / f64::from(1 << 30) * total;
            let place = sums.partition_point(|sum| *sum <= drawn).min(examples.len() - 1);
            network.learn(&examples[place], &mut slopes);
        }
        let rate = RATE * (1.0 - step as f64 / steps as f64);
        let [inner, outer] = &slopes;
        adam[0].step(&mut network.inner, inner, rate);
        adam[1].step(&mut network.outer, outer, rate);
    }
    network
}

impl Network {
    /// Adds the slopes of the loss at an example.
    fn learn(&self, example: &Example, slopes: &mut [Vec<f64>; 2]) {
        let mut units = [0.0; UNITS];
        for (unit, weights) in units.iter_mut().zip(self.inner.chunks(MEASURES + 1)) {
            let sum: f64 = weights
                .iter()
                .zip(&example.inputs)
                .map(|(weight, input)| weight * input)
                .sum();
            *unit = (sum + weights[MEASURES]).tanh();
        }
        let sum: f64 = units
            .iter()
            .zip(&self.outer)
            .map(|(unit, weight)| unit * weight)
            .sum();
        let probability = 1.0 / (1.0 + (-(sum + self.outer[UNITS])).exp());
        let error = (probability - f64::from(u8::from(example.right))) / BATCH as f64;
        for (at, unit) in units.iter().enumerate() {
            slopes[1][at] += error * unit;
            let back = error * self.outer[at] * (1.0 - unit * unit);
            let inner = &mut slopes[0][at * (MEASURES + 1)..(at + 1) * (MEASURES + 1)];
            for (slope, input) in inner.iter_mut().zip(&example.inputs) {
                *slope += back * input;
            }
            inner[MEASURES] += back;
        }
        slopes[1][UNITS] += error;
    }
}

/// The running moments of slopes.
struct Adam {
    first: Vec<f64>,
    second: Vec<f64>,
    steps: i32,
}

impl Adam {
    fn new(count: usize) -> Self {
        Self {
            first: vec![0.0; count],
            second: vec![0.0; count],
            steps: 0,
        }
    }

    fn step(&mut self, weights: &mut [f64], slopes: &[f64], rate: f64) {
        self.steps += 1;
        let (one, two) = (1.0 - 0.9_f64.powi(self.steps), 1.0 - 0.999_f64.powi(self.steps));
        for (at, weight) in weights.iter_mut().enumerate() {
            let slope = slopes[at] + DECAY * *weight;
            self.first[at] = 0.9 * self.first[at] + 0.1 * slope;
            self.second[at] = 0.999 * self.second[at] + 0.001 * slope * slope;
            *weight -= rate * (self.first[at] / one) / ((self.second[at] / two).sqrt() + 1e-8);
        }
    }
}

/// The weights as Rust source.
fn source(network: &Network, means: &[f64], scales: &[f64]) -> Result<String> {
    let mut text = String::from(
        "//! The weights of the decision, as `cargo xtask fit` writes them.\n\n\
         #![allow(clippy::approx_constant, reason = \"a weight may be near anything\")]\n\n",
    );
    writeln!(text, "pub(crate) const UNITS: usize = {UNITS};")?;
    writeln!(
        text,
        "/// Where a measure's distance from its mean is cut, in deviations."
    )?;
    writeln!(text, "pub(crate) const REACH: f32 = {REACH:.1};")?;
    let inner = network.inner.chunks(MEASURES + 1);
    let inputs: Vec<f64> = inner.clone().flat_map(|unit| unit[..MEASURES].to_vec()).collect();
    let hidden: Vec<f64> = inner.map(|unit| unit[MEASURES]).collect();
    for (name, numbers) in [
        ("MEANS", means),
        ("SCALES", scales),
        ("INPUTS", &inputs),
        ("HIDDEN", &hidden),
        ("OUTPUTS", &network.outer[..UNITS]),
    ] {
        writeln!(
            text,
            "#[rustfmt::skip]\npub(crate) const {name}: [f32; {}] = [",
            numbers.len()
        )?;
        for row in numbers.chunks(12) {
            let row: Vec<String> = row.iter().map(|number| format!("{number:.4}")).collect();
            writeln!(text, "    {},", row.join(", "))?;
        }
        writeln!(text, "];")?;
    }
    writeln!(text, "pub(crate) const BIAS: f32 = {:.4};", network.outer[UNITS])?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_measure_tells_is_learned() {
        let examples: Vec<Example> = (0..4_000)
            .map(|number| {
                let mut inputs = [0.0; MEASURES];
                inputs[3] = f64::from(number % 200) / 50.0 - 2.0;
                inputs[5] = f64::from(number % 7) / 3.0 - 1.0;
                Example {
                    inputs,
                    right: inputs[3] > 0.5,
                    weight: 1.0,
                }
            })
            .collect();
        let network = train(&examples);
        let wrong = examples.iter().filter(|example| {
            let mut slopes = [vec![0.0; network.inner.len()], vec![0.0; network.outer.len()]];
            network.learn(example, &mut slopes);
            // The slope of what is added last is the error itself.
            let error = slopes[1][UNITS] * BATCH as f64;
            error.abs() > 0.5
        });
        assert!(wrong.count() < 80);
    }
}
