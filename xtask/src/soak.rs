//! `cargo xtask soak`: what takes too long for every test run.

use crate::{
    install,
    shell::{cargo, execute, heading},
};

/// Tests that try by chance: of which package, in which file, which one, the variable that says how often, how often.
const TRIALS: &[(&str, &str, &str, &str, &str)] = &[
    ("store", "store", "crash::acknowledged", "BOWERBIRD_KILLS", "200"),
    ("store", "store", "replacing::killed", "BOWERBIRD_KILLS", "200"),
    ("store", "store", "power::acknowledged", "BOWERBIRD_CUTS", "200"),
    ("store", "store", "damage::no_damage", "BOWERBIRD_DAMAGES", "1000"),
    ("store", "store", "life::", "BOWERBIRD_OPERATIONS", "400000"),
    (
        "connector",
        "kills",
        "nothing_acknowledged",
        "BOWERBIRD_KILLS",
        "200",
    ),
    ("connector", "replacing", "a_kill", "BOWERBIRD_KILLS", "1000"),
];

/// Floods the connector as it is released, one way after the other, and tries what it and the store may meet.
pub(crate) fn soak() -> anyhow::Result<()> {
    install::for_the_connector()?;
    heading("Kills, losses of power, damages, long life");
    for (package, file, test, variable, times) in TRIALS {
        execute(
            tests(package, file)
                .args(["--nocapture", test])
                .env(variable, times),
        )?;
    }
    heading("Floods, each with an honest editor among them");
    execute(tests("connector", "soak").args(["--ignored", "--nocapture", "--test-threads", "1"]))
}

/// Runs a file of tests as it is released; what is added is for the tests.
fn tests(package: &str, file: &str) -> std::process::Command {
    let mut tests = cargo();
    tests
        .args(["test", "--release", "--package", &format!("bowerbird-{package}")])
        .args(["--test", file, "--"]);
    tests
}
