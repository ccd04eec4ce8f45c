//! `cargo xtask fuzz`: random input for what reads foreign input.
//!
//! cargo-fuzz drives the targets in `fuzz/` by what they have covered; it needs a nightly compiler. Beside them are tests called
//! `fuzz`, which know what such input looks like, run over a real server too, and need no other compiler than the tests do.

use crate::{
    install,
    shell::{cargo, execute, heading, program, root, succeeds, target},
};

/// How long each target is fed, where nobody says.
const SECONDS: u64 = 300;

/// Packages that have tests called `fuzz`.
const PACKAGES: &[&str] = &["bowerbird-store", "bowerbird-engine", "bowerbird-connector"];

/// What cargo-fuzz drives, and the longest input for it, in bytes.
const TARGETS: &[(&str, u32)] = &[
    ("wire", 16 * 1024),
    ("lexer", 8 * 1024),
    ("backup", 16 * 1024),
    ("import", 8 * 1024),
];

pub(crate) fn fuzz(seconds: Option<u64>) -> anyhow::Result<()> {
    let seconds = seconds.unwrap_or(SECONDS).to_string();
    install::for_the_connector()?;
    heading("Random input that is led by what it covers");
    if nightly(&["cargo", "--version"]) {
        covered(&seconds)?;
    } else {
        println!("NOT done: there is no nightly compiler. `rustup toolchain install nightly` brings one");
    }
    heading("Random input by rule");
    for package in PACKAGES {
        let arguments = [
            "test",
            "--release",
            "--package",
            package,
            "fuzz",
            "--",
            "--nocapture",
            "--test-threads=1",
        ];
        execute(cargo().args(arguments).env("BOWERBIRD_FUZZ_SECONDS", &seconds))?;
    }
    Ok(())
}

fn covered(seconds: &str) -> anyhow::Result<()> {
    let tool = install::cargo_fuzz()?;
    for (name, longest) in TARGETS {
        let built = target().join("fuzz");
        let seeds = root().join("fuzz/seeds").join(name);
        let corpus = built.join("corpus").join(name);
        std::fs::create_dir_all(&corpus)?;
        let mut run = program("rustup");
        run.args(["run", "nightly"])
            .arg(&tool)
            .args(["run", "--target-dir"])
            .arg(&built)
            // What it finds goes into the first folder.
            .arg(name)
            .arg(corpus)
            .arg(seeds)
            .args([
                "--",
                &format!("-max_total_time={seconds}"),
                &format!("-max_len={longest}"),
            ])
            .args(["-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1"])
            // The one of this run is another's.
            .env_remove("CARGO")
            .env_remove("RUSTUP_TOOLCHAIN");
        execute(&mut run)?;
    }
    Ok(())
}

fn nightly(command: &[&str]) -> bool {
    succeeds(program("rustup").args(["run", "nightly"]).args(command))
}
