//! `cargo xtask package`: the packages of this system, looked into before anybody installs them.

use std::{fs, path::Path};

use anyhow::{Context, ensure};

use crate::{
    install,
    shell::{cargo, execute, heading, program, root, target},
    ui,
};

/// Builds .deb and .rpm, and checks what is in them.
pub(crate) fn package() -> anyhow::Result<()> {
    install::for_packaging()?;
    ui::build()?;
    manual()?;
    heading("Packages");
    let mut tauri = install::tauri_cli();
    // Relative names in the configuration count from its folder.
    execute(
        tauri
            .args(["build", "--bundles", "deb,rpm"])
            .env("CARGO_TARGET_DIR", target()),
    )?;
    let bundle = target().join("release/bundle");
    let deb = only_file(&bundle.join("deb"), "deb")?;
    let rpm = only_file(&bundle.join("rpm"), "rpm")?;
    check(&deb)?;
    println!("{}\n{}", deb.display(), rpm.display());
    Ok(())
}

/// The manual page and the completions, made from the command line's own description.
fn manual() -> anyhow::Result<()> {
    // The bundler is told this folder, whatever cargo's is.
    let folder = root().join("target/manual");
    fs::create_dir_all(&folder)?;
    let example = ["run", "--quiet", "--package", "bowerbird", "--example", "manual"];
    execute(cargo().args(example).arg("--").arg(folder))
}

/// Unpacks a package and holds what is in it against the systems' own rules.
fn check(deb: &Path) -> anyhow::Result<()> {
    heading("What is in the package");
    let unpacked = tempfile::tempdir()?;
    let share = unpacked.path().join("usr/share");
    execute(program("dpkg-deb").arg("--extract").arg(deb).arg(unpacked.path()))?;
    execute(program("desktop-file-validate").arg(share.join("applications/Bowerbird.desktop")))?;
    let metainfo = share.join("metainfo/dev.bowerbird.Bowerbird.metainfo.xml");
    execute(
        program("appstreamcli")
            .args(["validate", "--no-net"])
            .arg(metainfo),
    )?;
    execute(program(unpacked.path().join("usr/bin/bowerbird")).arg("--version"))?;
    for wanted in [
        "man/man1/bowerbird.1",
        "bash-completion/completions/bowerbird",
        "zsh/vendor-completions/_bowerbird",
        "fish/vendor_completions.d/bowerbird.fish",
        "icons/hicolor/128x128/apps/bowerbird.png",
    ] {
        ensure!(share.join(wanted).exists(), "the package lacks {wanted}");
    }
    Ok(())
}

/// The package of this version: the folder may hold those of others.
fn only_file(folder: &Path, extension: &str) -> anyhow::Result<std::path::PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort_by_key(|path| path.metadata().and_then(|of| of.modified()).ok());
    found
        .pop()
        .with_context(|| format!("no .{extension} in {}", folder.display()))
}
