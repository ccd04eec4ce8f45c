//! `cargo xtask bench`: the benchmarks' tables.

use clap::ValueEnum;

use crate::{
    clients, desktop, install,
    shell::{cargo, execute, heading},
};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The engine and the connector
    Connector,
    /// The asset API with 100,000 assets, beside SQLite's full-text search
    Assets,
    /// The desktop application, beside CopyQ where that is installed
    Desktop,
}

/// Measures what is named, or everything.
pub(crate) fn bench(what: Option<What>) -> anyhow::Result<()> {
    heading("Benchmarks. Medians and ratios hold on a noisy machine; single figures do not");
    if what.is_none_or(|what| what == What::Connector) {
        install::for_the_connector()?;
        execute(cargo().args([
            "bench",
            "--package",
            "bowerbird-connector",
            "--bench",
            "connector",
        ]))?;
    }
    if what.is_none_or(|what| what == What::Assets) {
        clients::bench()?;
    }
    if what.is_none_or(|what| what == What::Desktop) {
        desktop::bench()?;
    }
    Ok(())
}
