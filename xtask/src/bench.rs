//! `cargo xtask bench`: the benchmarks' tables.

use clap::ValueEnum;

use crate::{
    clients, desktop, install, releases,
    shell::{cargo, execute, heading},
};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The connector with its engine
    Connector,
    /// The asset API with 100,000 assets, beside other ways to search them
    Assets,
    /// How well, how fast and with how much memory the engine recognises, beside known methods
    Engine,
    /// The desktop application, beside CopyQ where that is installed
    Desktop,
}

/// Measures what is named, or everything.
pub(crate) fn bench(what: Option<What>) -> anyhow::Result<()> {
    heading("Benchmarks. Medians and ratios hold on a noisy machine; single figures do not");
    let wanted = |this| what.is_none_or(|what| what == this);
    if wanted(What::Engine) {
        install::for_the_connector()?;
        trial(&["bench"])?;
    }
    if wanted(What::Connector) {
        install::for_the_connector()?;
        execute(cargo().args([
            "bench",
            "--package",
            "bowerbird-connector",
            "--bench",
            "connector",
        ]))?;
    }
    if wanted(What::Assets) {
        clients::bench()?;
    }
    if wanted(What::Desktop) {
        desktop::bench()?;
    }
    Ok(())
}

/// Makes the engine's table of common grams, its model of languages and the weights of its decision anew, from sources on this machine.
pub(crate) fn fit() -> anyhow::Result<()> {
    heading(
        "Fitting the engine. What it was fitted on is listed in crates/trial/packages.tsv and languages.tsv",
    );
    install::for_the_connector()?;
    trial(&["background"])?;
    trial(&["languages"])?;
    // The measures are made with that table, so the trial is built again.
    trial(&["fit"])
}

/// Runs the engine's trial on the packages that it needs.
fn trial(arguments: &[&str]) -> anyhow::Result<()> {
    let fetched = releases::fetch()?;
    let run = [
        "run",
        "--release",
        "--package",
        "bowerbird-trial",
        "--",
        "--packages",
    ];
    execute(cargo().args(run).arg(fetched).args(arguments))
}
