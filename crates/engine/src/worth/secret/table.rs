//! Finds passwords in tables, and where their name is a label: exports of password managers, lists of accounts, Markdown, HTML
//! and `INSERT` statements.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    inserted,
    name::Name,
    parallel,
    telling::telling_lines,
    value::{is_generated, is_key, is_mixed, is_password, is_random},
};
use crate::{excerpt::head, pattern::compile};

/// Rows of a table that are read.
const ROWS: usize = 64;
/// Rows that may be the names of a table and are tried, for each sign.
const HEADS: usize = 8;
/// Bytes of the longest row that is read.
const ROW: usize = 2048;

/// Whether a cell of a table, or what a label is beside, is a secret by its name.
///
/// But for accounts, only lines that have a telling word in them are read: most texts have none.
pub(super) fn find(text: &str) -> bool {
    (text.contains('@') && text.lines().any(is_account)) || has_named(text)
}

fn has_named(text: &str) -> bool {
    let mut tables = [
        Table::new('\t'),
        Table::new(','),
        Table::new('|'),
        Table::new(';'),
    ];
    let mut tells = false;
    let line = telling_lines(text).any(|at| {
        tells = true;
        let (line, behind) = (&text[at.clone()], &text[at.end..]);
        line.len() <= ROW
            && ((line.contains("**") && any(&LABEL, line))
                || parallel::has_secret(line)
                || (line.trim_end().ends_with([':', '|']) && any(&NEXT, head(&text[at.start..], 2 * ROW)))
                || tables.iter_mut().any(|table| table.has_column(line, behind)))
    });
    line || (tells && ((text.contains("</t") && any(&CELLS, text)) || inserted::find(text, is_secret)))
}

/// Whether one pair of a name and a value is a secret.
fn any(pairs: &Regex, text: &str) -> bool {
    pairs.captures_iter(text).any(|found| {
        let part = |group: &str| found.name(group).map_or("", |part| part.as_str());
        is_secret(part("name"), part("value"))
    })
}

/// Whether a value is a secret by the label that it has. A label is one of a secret itself.
fn is_secret(name: &str, value: &str) -> bool {
    let edge = [' ', '\t', '"', '\'', '`', '*', '[', ']'];
    let (name, value) = (name.trim_matches(edge), value.trim_matches(edge));
    if name.len() > 40 || name.contains(['(', '=', '.', '$']) {
        return false;
    }
    match Name::of(&name.replace(' ', "_")) {
        Some(Name::Password | Name::Secret) => {
            is_mixed(value) || is_generated(value) || is_random(value) || is_key(value)
        }
        Some(Name::Token) => Name::is_of_a_token(&name.replace(' ', "_")) && is_key(value),
        None => false,
    }
}

/// The tables of a text that have one sign between their cells.
struct Table {
    sign: char,
    /// Rows that were tried as its names.
    heads: usize,
}

impl Table {
    const fn new(sign: char) -> Self {
        Self { sign, heads: 0 }
    }

    /// Whether a line is a row of names, with rows of as many values behind it, and a column of secrets.
    fn has_column(&mut self, line: &str, behind: &str) -> bool {
        if self.heads > HEADS || !line.contains(self.sign) {
            return false;
        }
        let names: Vec<&str> = line.split(self.sign).map(str::trim).collect();
        if !self.are_names(&names) {
            return false;
        }
        self.heads += 1;
        behind
            .lines()
            .skip(1)
            .take(ROWS)
            .take_while(|row| row.len() <= ROW)
            .map(|row| row.split(self.sign).collect::<Vec<_>>())
            .take_while(|cells| cells.len() == names.len())
            .any(|cells| names.iter().zip(cells).any(|(name, cell)| is_secret(name, cell)))
    }

    /// Whether so many cells are the names of a table. A list in code has a comma at the end of its lines.
    fn are_names(&self, cells: &[&str]) -> bool {
        let is_name = |cell: &&str| {
            cell.len() <= 40
                && cell
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ' | b'"' | b'*'))
        };
        cells.iter().filter(|cell| !cell.is_empty()).count() >= 2
            && (self.sign == '|' || cells.last().is_some_and(|cell| !cell.is_empty()))
            && cells.iter().all(is_name)
    }
}

/// Whether a line is an account of a list: `mail:password`. A word may be a state, or where a file is copied to, but behind
/// a semicolon.
fn is_account(line: &str) -> bool {
    line.len() <= 200
        && line.contains('@')
        && ACCOUNT.captures(line).is_some_and(|found| {
            let value = &found[2];
            let is_plain = |value: &str| value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            is_mixed(value)
                || is_generated(value)
                || is_random(value)
                || (is_password(value) && (&found[1] == ";" || !is_plain(value)))
        })
}

static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,3}([:;|])([!-~]{6,64})\r?$")
});

/// A label in bold.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^[ \t>*-]*(?:",
        r"\*\*(?<name>[A-Za-z _-]{2,40}):?\*\*:?[ \t]+`?(?<value>[!-_a-~]{6,})`?",
        r")[ \t]*\r?$",
    ))
});

/// A label whose value stands on the next line, or in the next cell of a row.
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^[ \t]*\|?[ \t]*(?<name>[A-Za-z _-]{2,40})(?::[ \t]*\r?\n[ \t]*|[ \t]*\|[ \t]*)`?(?<value>[!-_a-{}~]{6,})`?[ \t]*\|?[ \t]*\r?(?:\n|$)",
    )
});

static CELLS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"<t[dh][ -=?-~]{0,99}>\s{0,40}(?<name>[A-Za-z _-]{2,40}):?\s{0,40}</t[dh]>\s{0,40}<td[ -=?-~]{0,99}>\s{0,40}(?<value>[^\s<>]{6,})\s{0,40}</td>",
    )
});
