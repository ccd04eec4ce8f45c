//! `docs/SECURITY.md` names the test that holds each of its promises: each of them is there, and is one that is run.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clap::CommandFactory;

use crate::{Arguments, shell::root};

/// The headings of columns that name tests.
const HEADINGS: [&str; 2] = ["held by", "test"];

/// A source file of the repository.
struct Source {
    /// From the repository's root.
    path: String,
    /// The names of its tests that every run of the tests runs.
    tests: BTreeSet<String>,
}

/// What the last column of each row in a table of promises names in code, with the row's first words.
fn named(page: &str) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    let mut promises = false;
    for line in page.lines() {
        let Some(cells) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            promises = false;
            continue;
        };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        let last = *cells.last().unwrap_or(&"");
        if HEADINGS.contains(&last) {
            promises = true;
        } else if promises && !last.starts_with("---") {
            let code = last.split('`').skip(1).step_by(2).map(str::to_owned);
            rows.push((cells[0].to_owned(), code.collect()));
        }
    }
    rows
}

/// Every source file under a folder, but what is built or fetched.
fn sources(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !(name.starts_with('.') || ["target", "node_modules"].contains(&name.as_ref())) {
                sources(&path, found);
            }
        } else if [".rs", ".py", ".ts"].iter().any(|kind| name.ends_with(kind))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy();
            found.push(source(&path, &text));
        }
    }
}

fn source(path: &str, text: &str) -> Source {
    let mut tests = BTreeSet::new();
    let (mut is_test, mut ignored) = (false, false);
    for line in text.lines().map(str::trim) {
        let named = |keyword: &str| {
            let (_, rest) = line.split_once(keyword)?;
            let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next();
            name.map(str::to_owned)
        };
        if path.ends_with(".py") {
            tests.extend(line.starts_with("def test_").then(|| named("def ")).flatten());
        } else if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if line.starts_with("#[ignore") {
            ignored = true;
        } else if let Some(name) = named("fn ")
            && !line.starts_with("//")
        {
            if is_test && !ignored {
                tests.insert(name);
            }
            (is_test, ignored) = (false, false);
        }
    }
    Source {
        path: path.to_owned(),
        tests,
    }
}

/// What is wrong with what a promise names.
fn wrong(name: &str, all: &[Source]) -> Option<&'static str> {
    if let Some(command) = name.strip_prefix("cargo xtask ") {
        let known = Arguments::command().find_subcommand(command).is_some();
        return (!known).then_some("there is no such command");
    }
    if name.contains('/') || name.ends_with(".toml") {
        let path = root().join(name);
        let holds_tests = |path: &str| {
            all.iter()
                .filter(|source| source.path.starts_with(path))
                .any(|source| source.path.ends_with(".ts") || !source.tests.is_empty())
        };
        return match (path.exists(), name.ends_with(".toml")) {
            (false, _) => Some("there is no such file"),
            (true, false) if !holds_tests(name) => Some("there is no test in it"),
            _ => None,
        };
    }
    let (module, function) = match name.rsplit_once("::") {
        // All tests of a module.
        Some((module, "tests")) => (module, None),
        Some((module, function)) => (module.strip_suffix("::tests").unwrap_or(module), Some(function)),
        None => ("", Some(name)),
    };
    let ending: PathBuf = module.split("::").collect();
    let of_module = |source: &&Source| {
        let path = Path::new(&source.path).with_extension("");
        module.is_empty() || path.ends_with(&ending)
    };
    let found = all.iter().filter(of_module).any(|source| {
        function.map_or(!source.tests.is_empty(), |function| {
            source.tests.contains(function)
        })
    });
    (!found).then_some("there is no such test, or it is not run")
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let page = fs::read_to_string(root().join("docs/SECURITY.md")).unwrap();
    let mut all = Vec::new();
    sources(&root(), &mut all);
    let rows = named(&page);
    assert!(rows.len() > 40, "{} promises were found", rows.len());
    let mut problems = Vec::new();
    for (promise, names) in rows {
        if names.is_empty() {
            problems.push(format!("nothing holds: {promise}"));
        }
        for name in names {
            problems
                .extend(wrong(&name, &all).map(|wrong| format!("{name}: {wrong}; it is to hold: {promise}")));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_name_that_holds_nothing_is_found_out() {
    let page = "| promise | held by |\n|---|---|\n| it holds | `a`, `b::tests::c` |\n| it does not | none |\n\n| a | b |\n|---|---|\n| x | `y` |\n";
    let rows = named(page);
    assert_eq!(rows.len(), 2, "a table of something else is left alone");
    assert_eq!(rows[0].1, ["a", "b::tests::c"]);
    assert!(rows[1].1.is_empty());
    let rust =
        "fn plain() {}\n#[test]\nfn c() {}\n#[tokio::test]\n#[ignore = \"slow\"]\nasync fn slow() {}\n";
    let all = [
        source("crates/x/src/b.rs", rust),
        source("tests/desktop/test_d.py", "def helper():\ndef test_d(app):\n"),
    ];
    for there in [
        "c",
        "b::tests::c",
        "b::tests",
        "x/src/b::tests",
        "test_d",
        "cargo xtask soak",
    ] {
        let there = there.replace('/', "::");
        assert_eq!(wrong(&there, &all), None, "{there}");
    }
    for missing in [
        "plain",
        "slow",
        "helper",
        "d::tests::c",
        "e::tests",
        "no/such.rs",
        "cargo xtask fly",
    ] {
        assert!(wrong(missing, &all).is_some(), "{missing}");
    }
}
