//! `cargo xtask soak`: what takes too long for every test run.

use crate::{
    install,
    shell::{cargo, execute, heading},
};

/// Floods the connector as it is released, one way after the other.
pub(crate) fn soak() -> anyhow::Result<()> {
    heading("Floods, each with an honest editor among them");
    install::for_the_connector()?;
    let test = [
        "test",
        "--release",
        "--package",
        "bowerbird-connector",
        "--test",
        "soak",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads",
        "1",
    ];
    execute(cargo().args(test))
}
