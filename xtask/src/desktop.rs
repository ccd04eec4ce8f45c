//! Tests of the desktop application on a desktop of its own: a private X server, a D-Bus session, a notification service
//! and a tray that a test can read and press, and the real webview through its driver.

use crate::{
    install,
    shell::{cargo, execute, heading, program, root, target},
    ui,
};

/// Builds the application for this profile and walks through it.
pub(crate) fn test(profile: &str) -> anyhow::Result<()> {
    heading("The application on a desktop");
    execute(cargo().args(["build", "--package", "bowerbird", "--quiet"]))?;
    drive(profile, &["-m", "pytest", "--quiet"])
}

/// Builds the application as it is released and measures it.
pub(crate) fn bench() -> anyhow::Result<()> {
    heading("The application on a desktop");
    install::for_testing()?;
    ui::build()?;
    execute(cargo().args(["build", "--package", "bowerbird", "--release"]))?;
    drive("release", &["bench.py"])
}

/// Runs a Python program beside the tests, with the application of this profile.
fn drive(profile: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let folder = root().join("tests/desktop");
    let python = install::system_python(&folder.join("requirements.txt"))?;
    execute(
        program(python)
            .args(arguments)
            .current_dir(folder)
            .env("BOWERBIRD", target().join(profile).join("bowerbird")),
    )
}
