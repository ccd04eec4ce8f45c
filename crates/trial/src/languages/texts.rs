//! Excerpts of files with the language that they are in.

use std::{
    collections::{BTreeMap, HashSet},
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::files;
use crate::sources::{Part, fnv, walk};

/// The packages that the model is fitted on, and those that are kept for the test.
const PACKAGES: &str = include_str!("../../languages.tsv");
/// Those of the engine's own, whose fitted part serves here as well.
const OTHERS: &str = include_str!("../../packages.tsv");

/// Lines of an excerpt: what one copies.
const LINES: usize = 30;
/// Lines of the excerpts that are fitted, in turn.
const FITTED_LINES: [usize; 7] = [30, 12, 20, 8, 45, 5, 3];
/// Excerpts of one file.
const EXCERPTS: usize = 4;
const FITTED_EXCERPTS: usize = 10;
/// Lines above which a text is asked about.
pub(super) const LEAST: usize = 5;
/// Files of one language from one package, from a large part of this machine, and from all of the machine.
const FILES: usize = 80;
const MACHINE_FILES: usize = 150;
/// Bytes of a file: what is longer is data or made by a program.
const SIZES: std::ops::Range<usize> = 60..400_000;
/// Bytes of a line that says something, and the share of them that are another text's in a copy.
const LONG_LINE: usize = 25;
const COPIED: f64 = 0.25;

/// A text in a language.
pub(super) struct Text {
    pub(super) language: &'static str,
    pub(super) text: String,
}

/// The excerpts of the packages of a part.
pub(super) fn of_packages(root: &Path, part: Part) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for folder in folders(root, part) {
        let files = few_of_each(read(&folder), FILES);
        texts.extend(files.iter().flat_map(|(language, text)| match part {
            Part::Fit => excerpts(language, text, &FITTED_LINES, FITTED_EXCERPTS, 1),
            Part::Test => excerpts(language, text, &[LINES], EXCERPTS, LEAST),
        }));
    }
    Ok(texts)
}

/// The excerpts of a lexer's test suite.
pub(super) fn examples(root: &Path) -> Vec<Text> {
    let files = read(&root.join("languages/examplefiles"));
    files
        .iter()
        .flat_map(|(language, text)| excerpts(language, text, &[LINES], EXCERPTS, LEAST))
        .collect()
}

/// The excerpts of files that are installed on this machine.
pub(super) fn of_this_machine() -> Result<Vec<Text>> {
    let home = env::home_dir().context("this user has no home directory")?;
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut files = Vec::new();
    for root in [
        PathBuf::from("/usr/share"),
        PathBuf::from("/usr/lib"),
        PathBuf::from("/usr/include"),
        PathBuf::from("/usr/local/lib"),
        PathBuf::from("/etc"),
        cargo.join("registry/src"),
        home.join(".pyenv/versions"),
        home.join(".local/lib"),
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules"),
    ] {
        files.extend(read(&root));
    }
    Ok(few_of_each(files, MACHINE_FILES)
        .iter()
        .flat_map(|(language, text)| excerpts(language, text, &[LINES], EXCERPTS, LEAST))
        .collect())
}

/// The hashes of all long lines of the packages that are fitted.
pub(super) fn fitted_lines(root: &Path) -> Result<HashSet<u64>> {
    let mut lines = HashSet::new();
    for folder in folders(root, Part::Fit) {
        for (_, text) in few_of_each(read(&folder), FILES) {
            lines.extend(long_lines(&text).map(|line| fnv(line.as_bytes())));
        }
    }
    Ok(lines)
}

/// Whether a text has much of its lines in common with others.
pub(super) fn is_copied(text: &str, lines: &HashSet<u64>) -> bool {
    let all = long_lines(text).count();
    let copied = long_lines(text)
        .filter(|line| lines.contains(&fnv(line.as_bytes())))
        .count();
    copied as f64 > COPIED * all as f64
}

fn long_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| line.len() >= LONG_LINE)
}

/// The folders of the packages of a part, where they were fetched.
fn folders(root: &Path, part: Part) -> Vec<PathBuf> {
    let others = if part == Part::Fit { OTHERS } else { "" };
    let mut folders = Vec::new();
    for line in PACKAGES.lines().skip(1).chain(others.lines().skip(1)) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [of, registry, package, .., version] = fields.as_slice() else {
            continue;
        };
        // The lexer, which has the examples.
        if (*of == "fit") == (part == Part::Fit) && *package != "pygments" {
            folders.push(
                root.join(registry)
                    .join(format!("{}@{version}", package.replace('/', "+"))),
            );
        }
    }
    folders
}

/// Every file below a folder that is in a language.
fn read(folder: &Path) -> Vec<(&'static str, String)> {
    let mut paths = Vec::new();
    // What was built, and a collection that is fitted on.
    let enters = |name: &str| name != "dist" && !name.starts_with("arborium-");
    walk(folder, &mut paths, &enters);
    let mut seen = HashSet::new();
    let read = |path: PathBuf| {
        let size = usize::try_from(fs::metadata(&path).ok()?.len()).ok()?;
        // The name first: most files are in no language, and reading them takes long.
        let wanted = files::is_source(&path) && SIZES.contains(&size);
        let text = wanted.then(|| fs::read_to_string(&path).ok())??;
        let language = files::language(&path, &text)?;
        Some((language, text))
    };
    let mut files: Vec<(&str, String)> = paths.into_iter().filter_map(read).collect();
    files.retain(|(_, text)| seen.insert(fnv(text.as_bytes())));
    files
}

/// So many files of each language, in the order of their hashes, so that they are of all folders.
fn few_of_each(mut files: Vec<(&'static str, String)>, most: usize) -> Vec<(&'static str, String)> {
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    files.sort_by_key(|(_, text)| fnv(text.as_bytes()));
    files.retain(|(language, _)| {
        let taken = taken.entry(language).or_default();
        *taken += 1;
        *taken <= most
    });
    files
}

/// The first excerpts of a file, of so many lines in turn, that have more than `least` lines which are not blank.
fn excerpts(language: &'static str, text: &str, lengths: &[usize], most: usize, least: usize) -> Vec<Text> {
    let all: Vec<&str> = text.lines().collect();
    let mut rest = all.as_slice();
    let mut found = Vec::new();
    // Files begin with other lengths, so that beginnings of every length are seen.
    for number in text.len()..text.len() + most {
        let length = lengths[number % lengths.len()].min(rest.len());
        let (lines, left) = rest.split_at(length);
        rest = left;
        let text = lines.join("\n");
        if lines.iter().filter(|line| !line.trim().is_empty()).count() > least
            && let Some(language) = files::of_excerpt(language, &text)
        {
            found.push(Text { language, text });
        }
    }
    found
}
