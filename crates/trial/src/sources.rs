//! Finds source files on this machine: the packages that queries are made of, and everything else to fill the library.

use std::{
    collections::{BTreeMap, HashSet},
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::functions::{self, Function, Language};

/// Which packages are asked about, and which of them the weights are fitted on.
const PACKAGES: &str = include_str!("../packages.tsv");

/// What a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Weights are fitted on it.
    Fit,
    /// It is kept for the test.
    Test,
}

/// A line of `packages.tsv`.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) part: Part,
    registry: &'static str,
    name: &'static str,
    /// The release whose functions are saved; `None` for a package of strangers.
    pub(crate) old: Option<&'static str>,
    pub(crate) new: &'static str,
}

/// All packages that are listed.
pub(crate) fn packages() -> Vec<Package> {
    let line = |line: &'static str| {
        let mut fields = line.split('\t');
        let part = if fields.next()? == "fit" {
            Part::Fit
        } else {
            Part::Test
        };
        Some(Package {
            part,
            registry: fields.next()?,
            name: fields.next()?,
            old: fields.next().filter(|old| *old != "-"),
            new: fields.next()?,
        })
    };
    PACKAGES.lines().skip(1).filter_map(line).collect()
}

impl Package {
    /// The functions of one of its releases, by qualified name where that is unique; in a fixed order.
    pub(crate) fn functions(&self, root: &Path, version: &str) -> BTreeMap<String, Function> {
        let folder = root
            .join(self.registry)
            .join(format!("{}@{version}", self.name.replace('/', "+")));
        let mut found: BTreeMap<String, Function> = BTreeMap::new();
        let mut twice = HashSet::new();
        let mut files = Vec::new();
        // Where there are sources and what was built from them, the sources.
        let inner = ["package/src", "src"].map(|src| folder.join(src));
        let from = inner.iter().find(|src| src.exists()).unwrap_or(&folder);
        walk(from, &mut files, &|name| !TESTS.contains(&name));
        for function in files.iter().flat_map(|file| functions::of_file(file)) {
            let name = function.name.clone();
            if found.insert(name.clone(), function).is_some() {
                twice.insert(name);
            }
        }
        found.retain(|name, _| !twice.contains(name));
        found
    }
}

/// Folders of tests, and of what was built.
const TESTS: &[&str] = &[
    "tests",
    "test",
    "testing",
    "__tests__",
    "benches",
    "examples",
    "dist",
    "build",
    "umd",
    "esm",
    "esm5",
    "es6",
    "cjs",
];

/// Functions to fill a library with.
pub(crate) struct Filler {
    /// Every one differs from every other, after white space was taken out.
    pub(crate) functions: Vec<Function>,
}

/// Gathers functions from whatever sources there are, from packages that are not asked about; half of the packages for
/// each part, so that what was fitted is not tested on the same library.
pub(crate) fn filler(root: &Path, part: Part) -> Result<Filler> {
    let home = env::home_dir().context("this user has no home directory")?;
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let roots = [
        root.join("filler"),
        cargo.join("registry/src"),
        home.join(".pyenv/versions"),
        home.join(".local/lib"),
        PathBuf::from("/usr/lib"),
        PathBuf::from("/usr/share"),
        PathBuf::from("/usr/local/lib"),
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules"),
    ];
    let asked: HashSet<String> = packages()
        .iter()
        .map(|package| package.name.to_lowercase())
        .chain(ASKED_ELSEWHERE.iter().map(|name| (*name).to_owned()))
        .collect();
    let mut files = Vec::new();
    for root in &roots {
        walk(root, &mut files, &|name| !asked.contains(&package_of(name)));
    }
    let mut seen = HashSet::new();
    let mut all: Vec<(u64, Function)> = Vec::new();
    for file in files.iter().filter(|file| Language::of(file).is_some()) {
        if half(file) != part {
            continue;
        }
        for function in functions::of_file(file).into_iter().take(FROM_ONE_FILE) {
            let solid: String = function.text.split_whitespace().collect();
            if function.text.lines().count() >= 3 && seen.insert(fnv(solid.as_bytes())) {
                all.push((fnv(function.text.as_bytes()), function));
            }
        }
    }
    // By hash: a library is then of many packages whatever its size, and the same on every run.
    all.sort_by_key(|(hash, _)| *hash);
    Ok(Filler {
        functions: all.into_iter().map(|(_, function)| function).collect(),
    })
}

/// Functions of one file, so that a file of thousands of generated ones is not most of the library.
const FROM_ONE_FILE: usize = 60;

/// The packages of the development set: their functions are in queries already.
const ASKED_ELSEWHERE: &[&str] = &[
    "jinja2",
    "httpx",
    "commander",
    "koa",
    "redux",
    "zod",
    "anyhow",
    "bytes",
    "indexmap",
    "semver",
    "starlette",
    "toolz",
    "cytoolz",
    "hapi",
    "@hapi",
    "superstruct",
    "valibot",
    "yargs",
    "hashbrown",
    "smallvec",
    "url",
];

/// The name of the package in the name of a folder: `hashbrown-0.15.5` and `jinja2-3.1.dist-info` are of those.
fn package_of(folder: &str) -> String {
    let end = folder
        .match_indices('-')
        .find(|(at, _)| folder[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
        .map_or(folder.len(), |(at, _)| at);
    folder[..end].to_lowercase()
}

/// Which part a file belongs to, by the folder of its package: two versions of one fall to the same part.
fn half(file: &Path) -> Part {
    let mut parts = file.iter().filter_map(|part| part.to_str()).peekable();
    let mut key = String::new();
    while let Some(part) = parts.next() {
        let holds_packages = matches!(
            part,
            "site-packages" | "dist-packages" | "node_modules" | "filler"
        ) || part.starts_with("index.")
            || part.starts_with("python3.");
        if holds_packages && let Some(package) = parts.peek() {
            key = package_of(package);
        }
    }
    if fnv(key.as_bytes()).is_multiple_of(2) {
        Part::Fit
    } else {
        Part::Test
    }
}

/// All files below a folder whose names the rule lets through, in a fixed order. Links are not followed.
pub(crate) fn walk(folder: &Path, files: &mut Vec<PathBuf>, enters: &dyn Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let path = entry.path();
        if kind.is_dir() {
            if entry.file_name().to_str().is_some_and(enters) {
                walk(&path, files, enters);
            }
        } else if kind.is_file() {
            files.push(path);
        }
    }
}

/// FNV-1a: the standard library's hashes may change from release to release.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
