//! `cargo xtask bench`: the benchmarks' tables.

use crate::{
    install,
    shell::{cargo, execute, heading},
};

pub(crate) fn bench() -> anyhow::Result<()> {
    install::for_building()?;
    heading("Benchmarks. Medians and ratios hold on a noisy machine; single figures do not");
    execute(cargo().args([
        "bench",
        "--package",
        "bowerbird-connector",
        "--bench",
        "connector",
    ]))
}
