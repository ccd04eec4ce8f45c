//! Makes the engine's table of how common grams are in code in general.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use engine::Sketch;
use rustc_hash::FxHashMap;

use crate::{
    functions::Function,
    generated,
    sources::{self, Part},
};

/// Functions that are counted, of each language at most.
const FUNCTIONS: usize = 40_000;
/// Grams that are kept: the commonest.
const KEPT: usize = 48_000;
/// As the table holds them: five bits for the step, in which half a nat is one.
const STEP_BITS: u32 = 5;
const STEPS: f64 = 2.0;

/// Counts the functions of the part that is fitted on, and writes the table.
pub(crate) fn make(packages: &Path, to: &Path) -> Result<()> {
    let mut functions = sources::filler(packages, Part::Fit)?.functions;
    let strangers = generated::set(packages, Part::Fit).assets;
    // In the order of their hashes, so that what is cut off is of every package.
    let mut taken: FxHashMap<&str, usize> = FxHashMap::default();
    functions.retain(|Function { language, .. }| {
        let count = taken.entry(language.name()).or_default();
        *count += 1;
        *count <= FUNCTIONS
    });
    let texts = functions
        .iter()
        .map(|f| f.text.as_str())
        .chain(strangers.iter().map(|a| a.text.as_str()));
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut all = 0_u32;
    for text in texts {
        all += 1;
        for gram in Sketch::of(text).grams() {
            *counts.entry(gram).or_default() += 1;
        }
    }
    ensure!(
        all > 10_000,
        "only {all} functions are on this machine: a table of them would say little"
    );
    let mut common: Vec<(u32, u32)> = counts.into_iter().filter(|(_, count)| *count > 5).collect();
    common.sort_unstable_by_key(|(gram, count)| (std::cmp::Reverse(*count), *gram));
    common.truncate(KEPT);
    let least = common.last().map_or(0, |(_, count)| *count);
    let mut entries: Vec<u32> = common
        .into_iter()
        .map(|(gram, count)| {
            let nats = -(f64::from(count) / f64::from(all)).ln();
            let step = (nats * STEPS).round().min(f64::from((1 << STEP_BITS) - 1)) as u32;
            gram << STEP_BITS | step
        })
        .collect();
    entries.sort_unstable();
    let bytes: Vec<u8> = entries.iter().flat_map(|entry| entry.to_le_bytes()).collect();
    fs::write(to, bytes).with_context(|| format!("writing {}", to.display()))?;
    crate::report::say(&format!(
        "{} grams, each in {least} of {all} functions or more, written to {}",
        entries.len(),
        to.display()
    ));
    Ok(())
}
