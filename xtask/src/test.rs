//! `cargo xtask test`: every check and every test, the quickest to fail first.

use std::time::Instant;

use crate::{
    checks, clients, desktop, install,
    shell::{cargo, execute, heading},
    ui,
};

/// The profile that the tests build: what CI can build twice over in its time.
const PROFILE: &str = "debug";

pub(crate) fn test() -> anyhow::Result<()> {
    let began = Instant::now();
    install::for_testing()?;
    // The application embeds the window, so nothing of it can be checked before that is built.
    ui::build()?;
    ui::test()?;
    checks::all()?;
    heading("Tests of the workspace");
    execute(cargo().args(["test", "--workspace", "--quiet"]))?;
    execute(cargo().args(["build", "--package", "bowerbird-connector", "--quiet"]))?;
    clients::walk(PROFILE)?;
    clients::score(PROFILE)?;
    clients::fuzz(PROFILE)?;
    desktop::test(PROFILE)?;
    checks::dependencies()?;
    heading(&format!(
        "Everything passed, in {} minutes",
        began.elapsed().as_secs().div_ceil(60)
    ));
    Ok(())
}
