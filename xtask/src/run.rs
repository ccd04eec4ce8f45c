//! `cargo xtask run`: builds Bowerbird and becomes its terminal.

use std::process::{Command, Stdio};

use anyhow::Context;

use crate::{
    install,
    shell::{cargo, execute, heading, program, target},
    ui,
};

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    if has_display() {
        install::for_the_desktop()?;
        ui::build()?;
        start("bowerbird", "Starting Bowerbird. Ctrl-C ends it", arguments)
    } else {
        println!("There is no display here, so the connector is started without the desktop around it.");
        install::for_the_connector()?;
        start(
            "bowerbird-connector",
            "Starting the connector. Ctrl-C stops it",
            arguments,
        )
    }
}

/// Whether there is anything to show a window on.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn start(package: &str, what: &str, arguments: &[String]) -> anyhow::Result<()> {
    heading("Building");
    execute(cargo().args(["build", "--release", "--package", package]))?;
    heading(what);
    let mut started = program(target().join("release").join(package));
    become_it(started.args(arguments).stdin(Stdio::inherit()))
}

/// Replaces this process, so that signals and the exit code are the program's own.
#[cfg(unix)]
fn become_it(started: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(started.exec()).context("it could not be started")
}

/// Waits for it: other systems can't replace a process.
#[cfg(not(unix))]
fn become_it(started: &mut Command) -> anyhow::Result<()> {
    let status = started.status().context("it could not be started")?;
    anyhow::ensure!(status.success(), "it ended with {status}");
    Ok(())
}
