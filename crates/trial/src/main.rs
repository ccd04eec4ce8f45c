//! How well, how fast and with how much memory the engine recognises, beside known methods; and the fit of its weights.
//!
//! `cargo xtask bench engine` fetches the packages that are asked about and runs this. Everything is the same on every
//! run on one machine: only the fillers differ from machine to machine.

mod development;
mod edits;
mod functions;
mod generated;
mod methods;
mod random;
mod recognition;
mod report;
mod set;
mod sources;
mod table;
mod tokens;
mod truth;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// How well, how fast and with how much memory the engine recognises.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of the packages that were fetched
    #[arg(long, default_value = "target/trial")]
    packages: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the tables
    Bench {
        /// How many assets the library holds
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
        sizes: Vec<usize>,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.what {
        What::Bench { sizes } => report::print(&arguments.packages, &sizes),
    }
}
