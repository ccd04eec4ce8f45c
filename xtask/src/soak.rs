//! `cargo xtask soak`: what takes too long for every test run.

use crate::{
    install,
    shell::{cargo, execute, heading},
};

/// Tests of the store that try by chance: which one, the variable that says how often, how often.
const TRIALS: &[(&str, &str, &str)] = &[
    ("crash::acknowledged", "BOWERBIRD_KILLS", "200"),
    ("replacing::killed", "BOWERBIRD_KILLS", "200"),
    ("power::acknowledged", "BOWERBIRD_CUTS", "200"),
    ("damage::no_damage", "BOWERBIRD_DAMAGES", "1000"),
    ("life::", "BOWERBIRD_OPERATIONS", "400000"),
];

/// Floods the connector as it is released, one way after the other, and tries what the store may meet.
pub(crate) fn soak() -> anyhow::Result<()> {
    install::for_the_connector()?;
    heading("Kills, losses of power, damages, long life");
    for (test, variable, times) in TRIALS {
        let store = [
            "test",
            "--release",
            "--package",
            "bowerbird-store",
            "--test",
            "store",
            "--",
            "--nocapture",
        ];
        execute(cargo().args(store).arg(test).env(variable, times))?;
    }
    heading("Floods, each with an honest editor among them");
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
