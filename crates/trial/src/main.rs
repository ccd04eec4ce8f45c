//! How well, how fast and with how much memory the engine recognises, beside known methods; and the fit of its weights.
//! And how fast the library is searched.
//!
//! `cargo xtask bench engine` fetches the packages that are asked about and runs this; `cargo xtask bench assets` fills
//! the library. Everything is the same on every
//! run on one machine: only the fillers differ from machine to machine.

mod background;
mod development;
mod edits;
mod few;
mod fit;
mod functions;
mod generated;
mod languages;
mod library;
mod measures;
mod memory;
mod methods;
mod misses;
mod random;
mod recognition;
mod report;
mod set;
mod shapes;
mod sources;
mod table;
mod tiny;
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
    /// Build an index and say what it takes; `bench` starts this
    #[command(hide = true)]
    Index {
        /// The file of texts
        texts: PathBuf,
    },
    /// Print how fast a library is searched, and how soon its changes are announced
    Library {
        /// The data directory, which nobody else uses meanwhile, and which is changed
        #[arg(long)]
        data_dir: PathBuf,
        /// The folder of the queries
        #[arg(long)]
        asked: PathBuf,
    },
    /// Make the engine's table of how common grams are
    Background {
        /// Where it is kept
        #[arg(long, default_value = "crates/engine/src/background.bin")]
        to: PathBuf,
    },
    /// Fit the model of what texts show of their language
    Languages {
        /// Where its table is kept
        #[arg(long, default_value = "crates/engine/src/language/model.bin")]
        to: PathBuf,
        /// Print how well the engine tells languages, and fit nothing
        #[arg(long)]
        bench: bool,
    },
    /// Fit the weights of the engine's decision
    Fit {
        /// How many assets the library holds
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
        sizes: Vec<usize>,
        /// Where they are kept
        #[arg(long, default_value = "crates/engine/src/weights.rs")]
        to: PathBuf,
    },
    /// Print each copy whose right asset is not offered first, and each stranger that something is offered for
    Misses {
        /// How many assets the library holds
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000])]
        sizes: Vec<usize>,
        /// The rows of the table that are looked at
        #[arg(long, value_delimiter = ',', default_values_t = ["T2".to_owned()])]
        kinds: Vec<String>,
    },
    /// Write what the decision is made from, one line for each pair, as tab-separated numbers
    Measures {
        /// How many assets the library holds
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
        sizes: Vec<usize>,
        to: PathBuf,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.what {
        What::Bench { sizes } => report::print(&arguments.packages, &sizes),
        What::Index { texts } => memory::index(&texts, &mut std::io::stdout()),
        What::Library { data_dir, asked } => library::measure(&data_dir, &asked),
        What::Background { to } => background::make(&arguments.packages, &to),
        What::Languages { bench: true, .. } => report::languages(&arguments.packages),
        What::Languages { to, .. } => languages::fit(&arguments.packages, &to),
        What::Fit { sizes, to } => fit::fit(&arguments.packages, &sizes, &to),
        What::Misses { sizes, kinds } => misses::print(&arguments.packages, &sizes, &kinds),
        What::Measures { sizes, to } => measures::write(&arguments.packages, &sizes, &to),
    }
}
