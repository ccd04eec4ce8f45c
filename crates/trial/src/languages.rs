//! Asks what language texts are in: functions of the development set, and examples of many languages.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use domain::Language;
use engine::{ContentDetector, LanguageDetector};

use crate::{development, sources::walk, table::Table};

/// Folders of examples of a language, in a lexer's test suite, and the extension that the detector gives it.
const EXAMPLES: &[(&str, &str)] = &[
    ("bash", "sh"),
    ("bat", "bat"),
    ("c", "c"),
    ("clojure", "clj"),
    ("cmake", "hljs-cmake"),
    ("common-lisp", "lisp"),
    ("cpp", "cpp"),
    ("csharp", "cs"),
    ("css", "css"),
    ("dart", "dart"),
    ("docker", "dockerfile"),
    ("elixir", "ex"),
    ("erlang", "erl"),
    ("go", "go"),
    ("groovy", "groovy"),
    ("haskell", "hs"),
    ("html", "html"),
    ("ini", "ini"),
    ("java", "java"),
    ("js", "js"),
    ("json", "json"),
    ("julia", "jl"),
    ("kotlin", "kt"),
    ("lua", "lua"),
    ("md", "md"),
    ("objective-c", "m"),
    ("ocaml", "ml"),
    ("perl", "pl"),
    ("php", "php"),
    ("powershell", "ps1"),
    ("python", "py"),
    ("rb", "rb"),
    ("rust", "rs"),
    ("scala", "scala"),
    ("swift", "swift"),
    ("toml", "toml"),
    ("ts", "ts"),
    ("xml", "xml"),
    ("yaml", "yaml"),
];

/// Lines of an excerpt: what one copies.
const LINES: usize = 30;
/// Excerpts of one file.
const EXCERPTS: usize = 4;
/// Lines above which a text is asked about.
const LEAST: usize = 5;

/// Writes a row for each language, and one for all.
pub(crate) fn measure(packages: &Path, table: &mut Table) -> Result<()> {
    let mut rows: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut ask = |text: &str, language: &'static str, all: &'static str| {
        if text.lines().count() <= LEAST {
            return;
        }
        let found = ContentDetector.detect(text);
        let right = found.as_ref().map(Language::extension) == Some(language);
        for row in [language, all] {
            let [count, correct] = rows.entry(row).or_default();
            *count += 1;
            *correct += usize::from(right);
        }
    };
    for asset in development::load()?.into_iter().flat_map(|set| set.assets) {
        if let Some(language) = asset.language {
            ask(&asset.text, language.extension(), "development set");
        }
    }
    let folder = packages.join("languages");
    for (examples, extension) in EXAMPLES {
        let mut files = Vec::new();
        walk(&folder.join(examples), &mut files, &|_| true);
        // Beside each example lies what the lexer makes of it.
        files.retain(|file| file.extension().is_none_or(|extension| extension != "output"));
        for text in files.iter().filter_map(|file| std::fs::read_to_string(file).ok()) {
            let lines: Vec<&str> = text.lines().collect();
            for excerpt in lines.chunks(LINES).take(EXCERPTS) {
                ask(&excerpt.join("\n"), extension, "examples");
            }
        }
    }
    for (row, [count, right]) in rows {
        table.set(
            &format!("{row} ({count})"),
            "right",
            format!("{:.3}", right as f64 / count as f64),
        );
    }
    Ok(())
}
