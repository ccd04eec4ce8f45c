//! Turns measurements into the figures of a Markdown table.

use std::{fmt::Write, time::Duration};

/// The columns: how many assets the library holds.
pub(crate) const SIZES: [usize; 4] = [0, 1_000, 10_000, 100_000];

/// The median and the 99th percentile of one round, or of several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Latency {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Latency {
    /// Of the requests of one round.
    pub(crate) fn of(mut round: Vec<Duration>) -> Self {
        round.sort_unstable();
        let rank = |percent: usize| round[(round.len() * percent / 100).min(round.len() - 1)];
        Self {
            p50: rank(50),
            p99: rank(99),
        }
    }

    /// Of several rounds: the median of each figure, so that a round that something disturbed does not count.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        Self {
            p50: median(rounds.iter().map(|round| round.p50)),
            p99: median(rounds.iter().map(|round| round.p99)),
        }
    }
}

/// The middle value.
pub(crate) fn median<T: PartialOrd>(values: impl IntoIterator<Item = T>) -> T {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("measurements are numbers"));
    let middle = values.len() / 2;
    values.swap_remove(middle)
}

/// What each of `many` takes of a time in which all were done, however many were done at once.
pub(crate) fn share(time: Duration, many: usize) -> Duration {
    time.div_f64(many as f64)
}

pub(crate) fn micros(time: Duration) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1e6)
}

pub(crate) fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

pub(crate) fn ratio(of: Duration, to: Duration) -> String {
    times(of.as_secs_f64() / to.as_secs_f64())
}

pub(crate) fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}

/// Rows of figures, one column for each of [`SIZES`].
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<(String, [String; SIZES.len()])>);

impl Table {
    /// Writes a figure into the row of this name, which is made where it is new, in the column of `size`.
    pub(crate) fn set(&mut self, row: impl Into<String>, size: usize, figure: impl Into<String>) {
        let row = row.into();
        let column = SIZES.iter().position(|known| *known == size);
        let at = self
            .0
            .iter()
            .position(|(name, _)| *name == row)
            .unwrap_or_else(|| {
                self.0.push((row, Default::default()));
                self.0.len() - 1
            });
        self.0[at].1[column.expect("a size of the table")] = figure.into();
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from(
            "| | empty library | 1,000 assets | 10,000 assets | 100,000 assets |\n|---|--:|--:|--:|--:|\n",
        );
        for (row, figures) in &self.0 {
            let _ = writeln!(text, "| {row} | {} |", figures.join(" | "));
        }
        text
    }
}
