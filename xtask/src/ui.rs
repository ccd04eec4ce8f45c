//! The window: its packages, its checks, and what the application embeds of it.

use std::fs;

use anyhow::{Context, ensure};

use crate::{
    install,
    shell::{cargo, execute, heading, program, root},
};

/// Builds what the application embeds, into `ui/dist`.
pub(crate) fn build() -> anyhow::Result<()> {
    heading("The window");
    install::npm(&root().join("ui"))?;
    script("build")
}

/// Lints, types and tests of the window.
pub(crate) fn test() -> anyhow::Result<()> {
    script("lint")?;
    script("check")?;
    script("test")
}

/// Writes the window's types from the application's commands and events.
pub(crate) fn bindings() -> anyhow::Result<()> {
    install::for_the_desktop()?;
    build()?;
    let mut example = cargo();
    example.args([
        "run",
        "--quiet",
        "--package",
        "bowerbird",
        "--example",
        "bindings",
    ]);
    let made = example.output().context("the types could not be made")?;
    ensure!(
        made.status.success(),
        "the types could not be made:\n{}",
        String::from_utf8_lossy(&made.stderr)
    );
    fs::write(root().join("ui/src/host/bindings.ts"), made.stdout)?;
    Ok(())
}

fn script(name: &str) -> anyhow::Result<()> {
    execute(
        program("npm")
            .args(["run", "--silent", name])
            .current_dir(root().join("ui")),
    )
}
