//! Reads the rows of `INSERT` statements: which value is put into which column.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::compile;

/// Bytes of the longest row that is read.
const ROW: usize = 2048;

static INSERT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:insert|replace)(?:\s+(?:ignore|or\s+[a-z]+))?(?:\s+into)?\s+[^\s(]+\s*\(([^()]+)\)\s*values\s*",
    )
});

/// Whether a row that is put into a table has a string in it that is a secret by the name of its column.
pub(super) fn find(text: &str, is_secret: impl Fn(&str, &str) -> bool) -> bool {
    let mut read = 0;
    INSERT.captures_iter(text).any(|found| {
        let at = found.get(0).map_or(0, |whole| whole.end());
        // What is inside of rows that were read is not read again, so the time stays linear.
        if at < read {
            return false;
        }
        read = at;
        let names: Vec<&str> = found[1].split(',').collect();
        loop {
            let (row, length) = row(&text[read..]);
            read += length;
            let Some(row) = row else {
                return false;
            };
            let of_names = row.len() == names.len();
            let pairs = names.iter().zip(&row);
            if of_names
                && pairs
                    .into_iter()
                    .any(|(name, cell)| string(cell).is_some_and(|value| is_secret(name, value)))
            {
                return true;
            }
            let rest = text[read..].trim_start();
            let Some(next) = rest.strip_prefix(',') else {
                return false;
            };
            read = text.len() - next.trim_start().len();
        }
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
