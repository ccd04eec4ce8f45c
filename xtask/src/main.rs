//! `cargo xtask`: the one door for people and CI.
//!
//! Each command installs what it lacks and says so, so that a fresh machine with Rust and Node needs nothing else.

#![allow(
    clippy::print_stdout,
    reason = "talking to the person at the terminal is this program's job"
)]

mod bench;
mod checks;
mod clients;
mod desktop;
mod fuzz;
mod icons;
mod install;
mod package;
mod packages;
#[cfg(test)]
mod promises;
mod releases;
mod run;
mod server;
mod shell;
mod soak;
mod test;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, starts, tests and measures Bowerbird.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and start Bowerbird; without a display, its connector alone
    Run {
        /// What to hand to it, `--port 0` for instance
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Install what is missing, and run every check and every test
    Test,
    /// Install what is missing, and print the benchmarks' tables
    Bench {
        /// What to measure [default: everything]
        what: Option<bench::What>,
    },
    /// Try for an hour what can go wrong: floods, kills, losses of power, damages, long life
    Soak,
    /// Make the engine's weights anew, after what it measures was changed
    Fit,
    /// Feed what reads foreign input with random input, for some minutes each
    Fuzz {
        /// For how many seconds each [default: 300]
        seconds: Option<u64>,
    },
    /// Build .deb and .rpm, and check what is in them
    Package,
    /// Write the window's types after a command or an event was changed
    Bindings,
    /// Draw the icons of all sizes after their source was changed
    Icons,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run { arguments } => run::run(&arguments),
        Command::Test => test::test(),
        Command::Bench { what } => bench::bench(what),
        Command::Soak => soak::soak(),
        Command::Fit => bench::fit(),
        Command::Fuzz { seconds } => fuzz::fuzz(seconds),
        Command::Package => package::package(),
        Command::Bindings => ui::bindings(),
        Command::Icons => icons::draw(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
