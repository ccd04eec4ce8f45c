//! Reads what SQL puts into the columns of a table: the rows of `INSERT`, `REPLACE` and `MERGE`, what `INSERT` selects, tables of
//! `VALUES` that are named behind, and the lines that `COPY` reads.

use std::sync::LazyLock;

use regex::Regex;

use crate::{excerpt::head, pattern::compile};

/// Bytes of the longest row that is read.
const ROW: usize = 2048;
/// Rows of a table that is named behind them, and lines of a copy, that are read.
const ROWS: usize = 256;

/// What every statement has in it that is read.
const STATEMENTS: &[&str] = &[
    "nsert", "NSERT", "eplace", "EPLACE", "alues", "ALUES", "opy", "OPY",
];

/// Whether something that is put into a table is a secret by the name of its column.
pub(super) fn find(text: &str, is_secret: impl Fn(&str, &str) -> bool) -> bool {
    STATEMENTS.iter().any(|word| text.contains(word))
        && (has_inserted(text, &is_secret)
            || has_named_behind(text, &is_secret)
            || has_copied(text, &is_secret))
}

static INSERT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:insert|replace)(?:\s+(?:ignore|or\s+[a-z]+))?(?:\s+into)?(?:\s+[^\s(]+)?\s*\(([^()]+)\)\s*(?:values\s*|(select)\s)",
    )
});

fn has_inserted(text: &str, is_secret: &impl Fn(&str, &str) -> bool) -> bool {
    let mut read = 0;
    INSERT.captures_iter(text).any(|found| {
        let at = found.get(0).map_or(0, |whole| whole.end());
        // What is inside of rows that were read is not read again, so the time stays linear.
        if at < read {
            return false;
        }
        read = at;
        let names: Vec<&str> = found[1].split(',').collect();
        if found.get(2).is_some() {
            return has_secret(&names, &selected(&text[at..]), is_secret);
        }
        rows(text, &mut read, |row| has_secret(&names, &row, is_secret))
    })
}

/// Whether a string of the row is a secret by the name of its column.
fn has_secret(names: &[&str], row: &[&str], is_secret: &impl Fn(&str, &str) -> bool) -> bool {
    names.len() == row.len()
        && names
            .iter()
            .zip(row)
            .any(|(name, cell)| string(cell).is_some_and(|value| is_secret(name, value)))
}

/// Whether one of the rows that begin at `read` has it. Counts on to behind them.
fn rows<'t>(text: &'t str, read: &mut usize, mut has: impl FnMut(Vec<&'t str>) -> bool) -> bool {
    loop {
        let (row, length) = row(&text[*read..]);
        *read += length;
        let Some(row) = row else {
            return false;
        };
        if has(row) {
            return true;
        }
        let rest = text[*read..].trim_start();
        let Some(next) = rest.strip_prefix(',') else {
            return false;
        };
        *read = text.len() - next.trim_start().len();
    }
}

/// What is selected, up to where it is selected from.
static END: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\s(?:from|where|union|on\s+conflict|limit|returning)\s|;|\z"));

fn selected(text: &str) -> Vec<&str> {
    let text = head(text, ROW);
    let text = END.find(text).map_or(text, |end| &text[..end.start()]);
    let mut cells = Vec::new();
    let (mut from, mut quoted) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b',' if !quoted => {
                cells.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    cells.push(&text[from..]);
    cells
}

/// A table that is written down: `(VALUES ('joe', '…')) AS s (name, password)`.
static TABLE: LazyLock<Regex> = LazyLock::new(|| compile(r"(?i)\(\s*values\s*\("));

static NAMES_BEHIND: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?i)^\s*\)\s*(?:as\s+)?["\[]?[a-z_][a-z0-9_]*["\]]?\s*\(([^()]+)\)"#));

fn has_named_behind(text: &str, is_secret: &impl Fn(&str, &str) -> bool) -> bool {
    let mut read = 0;
    TABLE.find_iter(text).any(|found| {
        if found.start() < read {
            return false;
        }
        read = found.end() - 1;
        let mut table = Vec::new();
        rows(text, &mut read, |row| {
            if table.len() < ROWS {
                table.push(row);
            }
            false
        });
        NAMES_BEHIND
            .captures(head(&text[read..], ROW))
            .is_some_and(|behind| {
                let names: Vec<&str> = behind[1].split(',').collect();
                table.iter().any(|row| has_secret(&names, row, is_secret))
            })
    })
}

/// What PostgreSQL copies from the lines below, which its dumps are made of.
static COPY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\bcopy\s+[^\s(]+\s*\(([^()]+)\)\s*from\s+stdin\b([^;\n]*);?[ \t]*\r?\n"));

fn has_copied(text: &str, is_secret: &impl Fn(&str, &str) -> bool) -> bool {
    COPY.captures_iter(text).any(|found| {
        let at = found.get(0).map_or(0, |whole| whole.end());
        let names: Vec<&str> = found[1].split(',').collect();
        let sign = if found[2].to_ascii_lowercase().contains("csv") {
            ','
        } else {
            '\t'
        };
        text[at..]
            .lines()
            .take(ROWS)
            .take_while(|line| *line != "\\." && line.len() <= ROW)
            .any(|line| {
                let cells: Vec<&str> = line.split(sign).collect();
                cells.len() == names.len()
                    && names.iter().zip(cells).any(|(name, cell)| is_secret(name, cell))
            })
    })
}

/// The cells of the row that begins here, if it is one, and how many bytes were read.
///
/// A string ends on its line: what does not was read wrongly.
fn row(text: &str) -> (Option<Vec<&str>>, usize) {
    let (mut cells, mut from) = (Vec::new(), 1);
    let (mut depth, mut quote) = (0_usize, None);
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().take(ROW) {
        match (byte, quote) {
            _ if escaped => escaped = false,
            (b'\\', Some(_)) => escaped = true,
            (b'\n', Some(_)) => return (None, at),
            (_, Some(open)) if open == byte => quote = None,
            (_, Some(_)) => {}
            (b'\'' | b'"', None) => quote = Some(byte),
            (b'(', None) => depth += 1,
            (b',', None) if depth == 1 => {
                cells.push(&text[from..at]);
                from = at + 1;
            }
            (b')', None) if depth == 1 => {
                cells.push(&text[from..at]);
                return (Some(cells), at + 1);
            }
            (b')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (None, at);
        }
    }
    (None, text.len().min(ROW))
}

/// The first string of a cell, which may be given to a call: `N'…'`, `crypt('…', gen_salt('bf'))`.
fn string(cell: &str) -> Option<&str> {
    let at = cell.find(['\'', '"'])?;
    let value = &cell[at + 1..];
    value.split(char::from(cell.as_bytes()[at])).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_what_is_none() {
        for (text, cells) in [
            ("(1, 'a', b(c, 'd'))x", Some(&["1", "'a'", "b(c, 'd')"][..])),
            ("('it''s', ')')", Some(&["'it''s'", "')'"])),
            (r"('a\'),(', 2)", Some(&[r"'a\'),('", "2"])),
            ("(§)", Some(&["§"])),
            ("select 1", None),
            ("", None),
            ("(1, 'a\n')", None),
            ("(1, (2)", None),
        ] {
            let read = row(text).0;
            let read: Option<Vec<&str>> = read.map(|row| row.iter().map(|cell| cell.trim()).collect());
            assert_eq!(read.as_deref(), cells, "{text}");
        }
        assert_eq!(row(&format!("({}", "1,".repeat(ROW))), (None, ROW));
    }
}
