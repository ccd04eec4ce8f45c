//! What is checked without running the program: format, lints, documentation, licences and sources.

use crate::{
    install, packages,
    shell::{cargo, execute, heading, program},
};

/// Every check, the quickest first.
pub(crate) fn all() -> anyhow::Result<()> {
    heading("Format, lints, documentation");
    execute(cargo().args(["fmt", "--all", "--check"]))?;
    execute(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))?;
    let doc = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--quiet",
    ];
    execute(cargo().args(doc).env("RUSTDOCFLAGS", "-D warnings"))
}

/// Licences, sources and advisories of what the workspace depends on.
pub(crate) fn dependencies() -> anyhow::Result<()> {
    heading("Dependencies");
    packages::check()?;
    let deny = install::cargo_deny()?;
    execute(program(&deny).args(["--log-level", "error", "check", "bans", "licenses", "sources"]))?;
    // The advisories are in a repository of their own, which not every machine reaches. Where it can be had, what
    // it says counts.
    if fetched(&deny) {
        execute(program(&deny).args(["--log-level", "error", "--offline", "check", "advisories"]))
    } else {
        println!("advisories were NOT checked: their database can't be fetched from here");
        Ok(())
    }
}

fn fetched(deny: &std::path::Path) -> bool {
    crate::shell::succeeds(program(deny).args(["fetch", "db"]))
}
