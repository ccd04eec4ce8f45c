//! `cargo xtask bench`: the benchmarks' tables.

use clap::ValueEnum;

use crate::{
    desktop, install,
    shell::{cargo, execute, heading},
};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The engine and the connector
    Connector,
    /// The desktop application, beside CopyQ where that is installed
    Desktop,
}

/// Measures what is named, or everything.
pub(crate) fn bench(what: Option<What>) -> anyhow::Result<()> {
    heading("Benchmarks. Medians and ratios hold on a noisy machine; single figures do not");
    if what != Some(What::Desktop) {
        install::for_the_connector()?;
        execute(cargo().args([
            "bench",
            "--package",
            "bowerbird-connector",
            "--bench",
            "connector",
        ]))?;
    }
    if what != Some(What::Connector) {
        desktop::bench()?;
    }
    Ok(())
}
