//! Tests with real clients: the published SDKs, a fuzzer that reads the server's own description, and the
//! development set's scorer, each against a fresh server.

use std::path::PathBuf;

use anyhow::Context;

use crate::{
    install,
    server::Server,
    shell::{cargo, execute, heading, program, root, target},
};

/// Versions of the Python SDK that must work.
const PYTHON_SDKS: [&str; 2] = ["4.4.1", "5.0.1"];

/// What the engine has to reach on the development set, at 1,000 assets.
const FLOORS: [&str; 3] = ["t1_r1=1.0", "t2_r1=0.95", "t4s_r1=0.95"];
const CEILINGS: [&str; 3] = [
    "neg_false_reuse=0.05",
    "secret_false_save=0",
    "trivial_false_save=0",
];

/// Walks every SDK through the endpoints.
pub(crate) fn walk(profile: &str) -> anyhow::Result<()> {
    let folder = root().join("tests/clients");
    for version in PYTHON_SDKS {
        heading(&format!("pieces_os_client {version} (PyPI)"));
        let python = install::python(&folder.join(format!("requirements-{version}.txt")))?;
        let server = Server::start(profile)?;
        let arguments = ["--base", &server.base, "--sdk", version];
        execute(program(&python).arg(folder.join("walk.py")).args(arguments))?;
        heading(&format!(
            "The wrapper of pieces_os_client {version}, with its websockets"
        ));
        let server = Server::start(profile)?;
        execute(
            program(&python)
                .arg(folder.join("wrapper.py"))
                .args(["--base", &server.base]),
        )?;
        heading(&format!("Every path of pieces_os_client {version}"));
        execute(
            program(&python)
                .arg(folder.join("paths.py"))
                .args(["--base", &server.base]),
        )?;
    }
    heading("pieces-cli 1.20.1 in a terminal");
    let python = install::python(&folder.join("requirements-cli.txt"))?;
    let server = Server::start(profile)?;
    execute(
        program(python)
            .arg(folder.join("cli.py"))
            .args(["--base", &server.base]),
    )?;
    heading("@pieces.app/pieces-os-client 4.1.0 (npm)");
    install::npm(&folder)?;
    let server = Server::start(profile)?;
    execute(
        // Before version 22 of Node its websocket has to be asked for.
        program("node")
            .arg("--experimental-websocket")
            .arg(folder.join("walk.mjs"))
            .args(["--base", &server.base]),
    )?;
    heading("The README's transcript");
    let python = install::python(&folder.join("requirements-5.0.1.txt"))?;
    let server = Server::start(profile)?;
    execute(
        program(python)
            .arg(folder.join("transcript.py"))
            .arg(&server.base),
    )
}

/// Sends what the server's own description allows, and what it does not. Any answer of 500 and up fails.
pub(crate) fn fuzz(profile: &str) -> anyhow::Result<()> {
    heading("Fuzzing by the server's own description");
    let folder = root().join("tests/clients");
    let python = install::python(&folder.join("requirements-schemathesis.txt"))?;
    let schemathesis = python
        .parent()
        .context("a Python environment has a folder")?
        .join("st");
    let server = Server::start(profile)?;
    let description = format!("{}/openapi.json", server.base);
    execute(
        program(schemathesis)
            .arg("run")
            .arg(description)
            .current_dir(folder),
    )
}

/// Measures the asset API of the program as users have it.
pub(crate) fn bench() -> anyhow::Result<()> {
    heading("The asset API with a large library");
    install::for_the_connector()?;
    execute(cargo().args([
        "build",
        "--release",
        "--package",
        "bowerbird-connector",
        "--package",
        "bowerbird-trial",
    ]))?;
    let folder = root().join("tests/clients");
    let python = install::python(&folder.join("requirements-5.0.1.txt"))?;
    execute(
        program(python)
            .arg(folder.join("bench_assets.py"))
            .arg("--program")
            .arg(target().join("release/bowerbird-connector"))
            .arg("--trial")
            .arg(target().join("release/trial")),
    )
}

/// Scores the suggestions on the development set, where that is at hand: `BOWERBIRD_SUGGEST_DEV` names its folder,
/// or it lies beside the repository.
pub(crate) fn score(profile: &str) -> anyhow::Result<()> {
    heading("Suggestions on the development set");
    let beside = || root().join("../shared/suggest-dev");
    let folder = std::env::var_os("BOWERBIRD_SUGGEST_DEV").map_or_else(beside, PathBuf::from);
    if !folder.join("score.py").exists() {
        println!("skipped: the development set is not at hand");
        return Ok(());
    }
    let server = Server::start(profile)?;
    let mut score = program("python3");
    score
        .arg(folder.join("score.py"))
        .arg("--data")
        .arg(&folder)
        .args(["--size", "1000", "--base", &server.base]);
    execute(score.arg("--min").args(FLOORS).arg("--max").args(CEILINGS))
}
