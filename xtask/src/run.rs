//! `cargo xtask run`: builds the connector and becomes its terminal.

use std::process::{Command, Stdio};

use anyhow::Context;

use crate::{
    install,
    shell::{cargo, execute, heading, program, target},
};

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    install::for_building()?;
    heading("Building");
    execute(cargo().args(["build", "--release", "--package", "bowerbird-connector"]))?;
    heading("Starting the connector. Ctrl-C stops it");
    let mut connector = program(target().join("release/bowerbird-connector"));
    become_it(connector.args(arguments).stdin(Stdio::inherit()))
}

/// Replaces this process, so that signals and the exit code are the connector's own.
#[cfg(unix)]
fn become_it(connector: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(connector.exec()).context("the connector could not be started")
}

/// Waits for it: other systems can't replace a process.
#[cfg(not(unix))]
fn become_it(connector: &mut Command) -> anyhow::Result<()> {
    let status = connector.status().context("the connector could not be started")?;
    anyhow::ensure!(status.success(), "the connector ended with {status}");
    Ok(())
}
