//! Prints the tables.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use engine::Offering;

use crate::{
    development, few, generated, languages, memory,
    recognition::{self, Outcome, Round, Tally},
    sources::{self, Part},
    table::{Table, micros, percentiles, ratio, thousands},
};

/// Says one thing.
pub(crate) fn say(words: &str) {
    println!("{words}");
}

pub(crate) fn print(packages: &Path, sizes: &[usize]) -> Result<()> {
    let filler = sources::filler(packages, Part::Test)?.functions;
    println!("{} functions to fill the library with", thousands(filler.len()));
    let mut sets = Vec::new();
    match development::load()? {
        Some(set) => sets.push(set),
        None => println!("the development set is not here (BOWERBIRD_SUGGEST_DEV names its folder)"),
    }
    let held_out = generated::set(packages, Part::Test);
    if held_out.assets.is_empty() {
        println!(
            "no packages are in {}: run `cargo xtask bench engine`",
            packages.display()
        );
    } else {
        sets.push(held_out);
    }
    let mut quality = Table::default();
    let mut methods = Table::default();
    let mut speed = Table::default();
    let mut offerings = Table::default();
    let mut index = Table::default();
    for set in &sets {
        println!(
            "{}: {} assets, {} queries",
            set.name,
            thousands(set.assets.len()),
            thousands(set.queries.len())
        );
        let part = if set.name == "development" {
            Part::Fit
        } else {
            Part::Test
        };
        for size in few::SIZES {
            let column = format!("{} {size}", set.name);
            recognised(
                &mut quality,
                &column,
                &recognition::of_few(set, &filler, part, size)?,
            );
        }
        for size in sizes {
            let library = recognition::library(set, &filler, *size);
            let round = recognition::round(set, &library)?;
            let column = format!("{} {}", set.name, thousands(library.len()));
            for outcome in &round.outcomes {
                let last = Some(size) == sizes.last();
                if outcome.method == "engine" {
                    recognised(&mut quality, &column, &outcome.tallies);
                    offered(&mut offerings, &column, &round, outcome);
                }
                if last {
                    recognised(
                        &mut methods,
                        &format!("{} {}", set.name, outcome.method),
                        &outcome.tallies,
                    );
                }
            }
            timed(&mut speed, &column, &round);
            let more: Vec<&str> = filler
                .iter()
                .skip(library.len())
                .map(|f| f.text.as_str())
                .collect();
            if set.name == sets[0].name {
                memory::measure(&mut index, &thousands(library.len()), &library, &more)?;
            }
            println!("done: {column}");
        }
    }
    for (heading, table) in [
        ("How often the right asset is the first that is offered", &quality),
        ("The same beside known methods, at the largest size", &methods),
        (
            "By how often reuse is offered: false offers for strangers, and the right asset first",
            &offerings,
        ),
        ("Time for a question", &speed),
        ("The index", &index),
    ] {
        println!("\n{heading}\n\n{}", table.markdown());
    }
    languages(packages)
}

/// Prints how well the engine tells languages.
pub(crate) fn languages(packages: &Path) -> Result<()> {
    let mut detected = Table::default();
    languages::measure(packages, &mut detected)?;
    println!(
        "\nThe language of texts of more than five lines\n\n{}",
        detected.markdown()
    );
    Ok(())
}

fn recognised(table: &mut Table, column: &str, tallies: &BTreeMap<String, Tally>) {
    for (kind, tally) in tallies {
        match kind.as_str() {
            "NEG" => table.set("NEG false reuse", column, figure(tally.share(tally.reused))),
            beside if beside.starts_with("NEG") => {
                table.set(beside, column, figure(tally.share(tally.reused)));
            }
            "TRIVIAL" | "SECRET" => {
                let offered = tally.reused + tally.saved;
                table.set(&format!("{kind} offered"), column, figure(tally.share(offered)));
            }
            "WORTH" => table.set("WORTH saved", column, figure(tally.share(tally.saved))),
            _ => {
                table.set(
                    kind,
                    column,
                    format!("{} ({})", figure(tally.share(tally.first)), tally.count),
                );
            }
        }
    }
}

/// What the user's setting does: the answers are the same, the probability from which one is offered is another.
fn offered(table: &mut Table, column: &str, round: &Round, outcome: &Outcome) {
    for offering in Offering::ALL {
        let (mut strangers, mut wrong, mut copies, mut right) = (0, 0, 0, 0);
        for (query, answer) in round.queries.iter().zip(&outcome.answers) {
            let offered = answer.probability > 1.0 - offering.reuse_below();
            if query.kind == "NEG" {
                strangers += 1;
                wrong += usize::from(offered);
            } else if !query.truth.is_empty() {
                copies += 1;
                let first = answer
                    .ranked
                    .first()
                    .is_some_and(|first| query.truth.contains(first));
                right += usize::from(offered && first);
            }
        }
        let share = |part: usize, whole: usize| figure(part as f64 / whole.max(1) as f64);
        table.set(
            &format!("{}: false", offering.name()),
            column,
            share(wrong, strangers),
        );
        table.set(
            &format!("{}: right", offering.name()),
            column,
            share(right, copies),
        );
    }
}

fn figure(share: f64) -> String {
    format!("{share:.3}")
}

fn timed(table: &mut Table, column: &str, round: &Round) {
    let of = |outcome: &Outcome| percentiles(outcome.answers.iter().map(|answer| answer.time));
    let reference = round
        .outcomes
        .iter()
        .find(|outcome| outcome.method.starts_with("tantivy"));
    for outcome in &round.outcomes {
        let (p50, p99) = of(outcome);
        table.set(&format!("{}: p50", outcome.method), column, micros(p50));
        table.set(&format!("{}: p99", outcome.method), column, micros(p99));
        if let Some(reference) = reference.filter(|_| outcome.method == "engine") {
            let (r50, r99) = of(reference);
            table.set("engine / tantivy, p50", column, ratio(p50, r50));
            table.set("engine / tantivy, p99", column, ratio(p99, r99));
        }
    }
}
