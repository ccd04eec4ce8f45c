//! Reads a language off the first lines, where one of them is unmistakable.

use crate::worth::is_statement_of_sql;

/// What it can answer and the model may not know.
pub(super) const LANGUAGES: &[&str] = &["hljs-diff", "escript", "dockerfile"];

/// The language that the text opens with, as an extension.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let line = text.lines().next()?.trim_end();
    if let Some(program) = line.strip_prefix("#!") {
        return interpreter(program);
    }
    let opening: String = line.chars().take(24).collect::<String>().to_ascii_lowercase();
    let starts = |with: &str| opening.starts_with(with);
    if starts("<?php") {
        Some("php")
    } else if starts("<!doctype html") || starts("<html") {
        Some("html")
    } else if starts("<?xml") {
        // A page of XHTML announces itself as XML first.
        let page = text
            .lines()
            .take(4)
            .any(|line| line.contains("<!DOCTYPE html") || line.contains("<html"));
        Some(if page { "html" } else { "xml" })
    } else if is_image(text) {
        Some("dockerfile")
    } else if is_diff(text) {
        Some("hljs-diff")
    } else if is_query(text) {
        Some("sql")
    } else {
        None
    }
}

/// The language of a `#!` line: its last path component, or what `env` is asked for, without a version.
fn interpreter(line: &str) -> Option<&'static str> {
    let mut words = line.split_whitespace();
    let path = words.next()?;
    let program = match path.rsplit('/').next()? {
        "env" => words.find(|word| !word.starts_with('-') && !word.contains('='))?,
        program => program,
    };
    let name = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    Some(match name {
        "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh" => "sh",
        "python" | "pypy" => "py",
        "node" | "nodejs" => "js",
        "deno" | "bun" | "ts-node" | "tsx" => "ts",
        "ruby" => "rb",
        "perl" => "pl",
        "php" => "php",
        "lua" | "luajit" => "lua",
        "Rscript" => "r",
        "pwsh" => "ps1",
        "make" => "hljs-makefile",
        "runhaskell" | "runghc" => "hs",
        "escript" => "escript",
        "kotlin" => "kt",
        "scala" => "scala",
        "swift" => "swift",
        _ => return None,
    })
}

/// The recipe of an image: its base first, then a step. SQL has `FROM` as well, but no steps.
fn is_image(text: &str) -> bool {
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let based = lines
        .next()
        .is_some_and(|line| line.starts_with("FROM ") || line.starts_with("ARG "));
    let step = |line: &str| {
        ["RUN ", "COPY ", "WORKDIR ", "CMD ", "ENTRYPOINT "]
            .iter()
            .any(|s| line.starts_with(s))
    };
    based && lines.take(20).any(step)
}

/// A statement of SQL, in whatever case, on some lines: its words alone may be those of other languages.
fn is_query(text: &str) -> bool {
    let verb = text.split(|c: char| !c.is_ascii_alphabetic()).next();
    let verbs = ["select", "insert", "update", "delete", "create", "alter", "with"];
    let begins = verb.is_some_and(|verb| verbs.iter().any(|known| known.eq_ignore_ascii_case(verb)));
    begins && text.trim_end().contains('\n') && is_statement_of_sql(text)
}

/// A patch: the header of a file or of a hunk, with its companion on a line after it.
fn is_diff(text: &str) -> bool {
    let mut lines = text.lines().take(12);
    match lines.next() {
        Some(first) if first.starts_with("diff --git ") => true,
        Some(first) if first.starts_with("--- ") => lines.any(|line| line.starts_with("+++ ")),
        Some(first) if first.starts_with("@@ -") => first[4..].contains(" @@"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_in_small_letters_is_one() {
        let query = "select *\nfrom orders\nwhere created_at > now() - interval '7 days'\n  and status in ('open', 'paid')\norder by created_at desc\nlimit 50";
        assert_eq!(of(query), Some("sql"));
        for other in [
            "with open(path) as file:\n    update(file)",
            "select {\n  case <-done:\n}",
            "create (x)\nfrom y import z",
            "select one",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
