//! Rows of figures, printed as Markdown.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

/// A table: rows and columns come in the order in which they are first written.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<String>,
    cells: BTreeMap<(usize, usize), String>,
}

impl Table {
    pub(crate) fn set(&mut self, row: &str, column: &str, figure: impl Into<String>) {
        let place = |names: &mut Vec<String>, name: &str| {
            names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let at = (place(&mut self.rows, row), place(&mut self.columns, column));
        self.cells.insert(at, figure.into());
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "| | {} |\n|---{}|\n",
            self.columns.join(" | "),
            "|--:".repeat(self.columns.len())
        );
        for (row, name) in self.rows.iter().enumerate() {
            let cells = (0..self.columns.len())
                .map(|column| self.cells.get(&(row, column)).map_or("", String::as_str));
            let _ = writeln!(text, "| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
        text
    }
}

/// The middle one and the one that 99 of 100 are not above.
pub(crate) fn percentiles(times: impl IntoIterator<Item = Duration>) -> (Duration, Duration) {
    let mut times: Vec<Duration> = times.into_iter().collect();
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len().max(1) - 1) * percent / 100).copied();
    (at(50).unwrap_or_default(), at(99).unwrap_or_default())
}

pub(crate) fn micros(time: Duration) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1e6)
}

pub(crate) fn ratio(of: Duration, to: Duration) -> String {
    format!("{:.2} ×", of.as_secs_f64() / to.as_secs_f64().max(1e-9))
}

/// A number with its thousands apart.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_keep_their_order() {
        let mut table = Table::default();
        table.set("b", "one", "1");
        table.set("a", "two", "2");
        assert_eq!(
            table.markdown(),
            "| | one | two |\n|---|--:|--:|\n| b | 1 |  |\n| a |  | 2 |\n"
        );
        assert_eq!(thousands(100_000), "100,000");
    }
}
