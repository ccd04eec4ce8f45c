//! Prints the tables.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::Path;

use anyhow::Result;

use crate::{
    development, generated,
    recognition::{self, Outcome, Round},
    set::Set,
    sources::{self, Part},
    table::{Table, micros, percentiles, ratio, thousands},
};

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
        println!("no packages are in {}: run `cargo xtask bench engine`", packages.display());
    } else {
        sets.push(held_out);
    }
    let mut quality = Table::default();
    let mut methods = Table::default();
    let mut speed = Table::default();
    for set in &sets {
        println!(
            "{}: {} assets, {} queries",
            set.name,
            thousands(set.assets.len()),
            thousands(set.queries.len())
        );
        for size in sizes {
            let library = recognition::library(set, &filler, *size);
            let round = recognition::round(set, &library)?;
            let column = format!("{} {}", set.name, thousands(library.len()));
            for outcome in &round.outcomes {
                let last = Some(size) == sizes.last();
                if outcome.method == "engine" {
                    recognised(&mut quality, &column, outcome);
                }
                if last {
                    recognised(&mut methods, &format!("{} {}", set.name, outcome.method), outcome);
                }
            }
            timed(&mut speed, &column, &round);
            println!("done: {column}");
        }
    }
    println!("\n{}\n{}\n{}", quality.markdown(), methods.markdown(), speed.markdown());
    Ok(())
}

fn recognised(table: &mut Table, column: &str, outcome: &Outcome) {
    for (kind, tally) in &outcome.tallies {
        match kind.as_str() {
            "NEG" => table.set("NEG false reuse", column, figure(tally.share(tally.reused))),
            "TRIVIAL" | "SECRET" => {
                let offered = tally.reused + tally.saved;
                table.set(&format!("{kind} offered"), column, figure(tally.share(offered)));
            }
            "WORTH" => table.set("WORTH saved", column, figure(tally.share(tally.saved))),
            _ => {
                table.set(&format!("{kind} ({})", tally.count), column, figure(tally.share(tally.first)));
            }
        }
    }
}

fn figure(share: f64) -> String {
    format!("{share:.3}")
}

fn timed(table: &mut Table, column: &str, round: &Round) {
    let of = |outcome: &Outcome| percentiles(outcome.answers.iter().map(|answer| answer.time));
    let reference = round.outcomes.iter().find(|outcome| outcome.method.starts_with("tantivy"));
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
