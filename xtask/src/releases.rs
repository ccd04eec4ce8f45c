//! Fetches the packages that the engine is measured on, by the clients of their registries.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use crate::shell::{self, cargo, execute, heading, program, target};

/// A release of a package.
struct Release {
    registry: String,
    name: String,
    version: String,
}

/// A lexer's sources with its test suite: examples of hundreds of languages.
const EXAMPLES: &str = "pygments==2.18.0";

/// Fetches what is not there yet, and says where everything is. A package that cannot be fetched is left out, and said.
pub(crate) fn fetch() -> anyhow::Result<PathBuf> {
    let root = target().join("trial");
    let mut missing = Vec::new();
    for list in ["packages.tsv", "languages.tsv"] {
        let list = fs::read_to_string(shell::root().join("crates/trial").join(list))?;
        missing.extend(releases(&list));
    }
    missing.retain(|release| !folder(&root, release).exists());
    if !missing.is_empty() {
        heading(&format!(
            "Fetching {} releases that the engine is measured on",
            missing.len()
        ));
    }
    for release in &missing {
        if let Err(error) = fetch_one(&root, release) {
            println!("left out: {} {}: {error:#}", release.name, release.version);
        }
    }
    if !root.join("languages/examplefiles").exists()
        && let Err(error) = examples(&root)
    {
        println!("left out: examples of languages: {error:#}");
    }
    Ok(root)
}

fn releases(list: &str) -> Vec<Release> {
    let mut releases = Vec::new();
    for line in list.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, registry, name, versions @ ..] = fields.as_slice() else {
            continue;
        };
        for version in versions.iter().filter(|version| **version != "-") {
            releases.push(Release {
                registry: (*registry).to_owned(),
                name: (*name).to_owned(),
                version: (*version).to_owned(),
            });
        }
    }
    releases
}

fn folder(root: &Path, release: &Release) -> PathBuf {
    let name = format!("{}@{}", release.name.replace('/', "+"), release.version);
    root.join(&release.registry).join(name)
}

/// Unpacked beside its place and moved there when it is whole.
fn fetch_one(root: &Path, release: &Release) -> anyhow::Result<()> {
    let whole = folder(root, release);
    let partial = root.join("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    fs::create_dir_all(&partial)?;
    let Release { name, version, .. } = release;
    match release.registry.as_str() {
        "pypi" => {
            let pip = [
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary",
                ":all:",
            ];
            let pip = [&["-m", "pip"], &pip[..]].concat();
            execute(
                program("python3")
                    .args(pip)
                    .arg(format!("{name}=={version}"))
                    .current_dir(&partial),
            )?;
            unpack(&partial, |file| {
                program("python3")
                    .args(["-m", "zipfile", "-e"])
                    .arg(file)
                    .arg(".")
                    .current_dir(&partial)
                    .status()
            })?;
        }
        "npm" => {
            execute(
                program("npm")
                    .args(["pack", "--silent"])
                    .arg(format!("{name}@{version}"))
                    .current_dir(&partial),
            )?;
            unpack(&partial, |file| {
                program("tar").arg("xf").arg(file).current_dir(&partial).status()
            })?;
        }
        "crates" => crate_sources(&partial, name, version)?,
        "debian" => debian_package(&partial, name, version)?,
        other => bail!("{other} is no registry"),
    }
    fs::create_dir_all(root.join(&release.registry))?;
    fs::rename(&partial, &whole)?;
    Ok(())
}

/// Unpacks the one file in a folder, and removes it.
fn unpack(
    folder: &Path,
    with: impl Fn(&Path) -> std::io::Result<std::process::ExitStatus>,
) -> anyhow::Result<()> {
    let entry = fs::read_dir(folder)?.next().context("nothing was fetched")??;
    let file = PathBuf::from(entry.file_name());
    if !with(&file)?.success() {
        bail!("{} cannot be unpacked", file.display());
    }
    fs::remove_file(entry.path())?;
    Ok(())
}

/// A package of cargo's, as `cargo vendor` lays it out for one that depends on it alone.
fn crate_sources(folder: &Path, name: &str, version: &str) -> anyhow::Result<()> {
    let manifest = format!(
        "[package]\nname = \"fetched\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\n{name} = {{ version = \"={version}\", default-features = false }}\n"
    );
    let project = tempfile::tempdir()?;
    fs::create_dir(project.path().join("src"))?;
    fs::write(project.path().join("src/lib.rs"), "")?;
    fs::write(project.path().join("Cargo.toml"), manifest)?;
    execute(
        cargo()
            .args(["vendor", "--quiet", "--versioned-dirs", "vendor"])
            .current_dir(project.path()),
    )?;
    let vendored = fs::read_dir(project.path().join("vendor"))?.flatten();
    let own = vendored
        .map(|entry| entry.path())
        .find(|path| {
            let folder = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            folder == format!("{name}-{version}") || folder.starts_with(&format!("{name}-{version}+"))
        })
        .with_context(|| format!("cargo did not bring {name} {version}"))?;
    // The folder may be on another file system.
    execute(program("cp").arg("-r").arg(own.join(".")).arg(folder))
}

/// A package of Debian's, with the sources in its archives of Java's. Debian keeps the versions of its current releases.
fn debian_package(folder: &Path, name: &str, version: &str) -> anyhow::Result<()> {
    let named = format!("{name}={version}");
    execute(
        program("apt-get")
            .args(["download", "-q", &named])
            .current_dir(folder),
    )?;
    unpack(folder, |file| {
        program("dpkg-deb")
            .arg("-x")
            .arg(file)
            .arg(".")
            .current_dir(folder)
            .status()
    })?;
    let archives = folder.join("usr/share/java");
    if archives.exists() {
        for archive in fs::read_dir(&archives)?.flatten() {
            if archive.file_type()?.is_file() {
                execute(
                    program("python3")
                        .args(["-m", "zipfile", "-e"])
                        .arg(archive.path())
                        .arg("unpacked")
                        .current_dir(&archives),
                )?;
            }
        }
    }
    Ok(())
}

fn examples(root: &Path) -> anyhow::Result<()> {
    let partial = root.join("languages.partial");
    fs::create_dir_all(&partial)?;
    let pip = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-binary",
        ":all:",
    ];
    execute(program("python3").args(pip).arg(EXAMPLES).current_dir(&partial))?;
    unpack(&partial, |file| {
        program("tar").arg("xf").arg(file).current_dir(&partial).status()
    })?;
    let unpacked = fs::read_dir(&partial)?
        .next()
        .context("nothing was unpacked")??
        .path();
    fs::create_dir_all(root.join("languages"))?;
    fs::rename(
        unpacked.join("tests/examplefiles"),
        root.join("languages/examplefiles"),
    )?;
    fs::remove_dir_all(&partial)?;
    Ok(())
}
