//! `cargo xtask fuzz`: random input for what reads foreign input.
//!
//! The input is made by proptest, which finds the smallest one that fails and needs no other compiler than the tests do.

use crate::{
    install,
    shell::{cargo, execute, heading},
};

/// How long each target is fed, where nobody says.
const SECONDS: u64 = 300;

/// Packages that have tests called `fuzz`.
const PACKAGES: &[&str] = &["bowerbird-store", "bowerbird-engine", "bowerbird-connector"];

pub(crate) fn fuzz(seconds: Option<u64>) -> anyhow::Result<()> {
    heading("Random input");
    install::for_the_connector()?;
    for package in PACKAGES {
        let arguments = [
            "test",
            "--release",
            "--package",
            package,
            "fuzz",
            "--",
            "--nocapture",
            "--test-threads=1",
        ];
        let seconds = seconds.unwrap_or(SECONDS).to_string();
        execute(cargo().args(arguments).env("BOWERBIRD_FUZZ_SECONDS", seconds))?;
    }
    Ok(())
}
