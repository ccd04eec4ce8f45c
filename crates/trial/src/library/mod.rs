//! How fast a large library is searched, beside other ways to search the same texts, and how soon the window's changes
//! are announced to clients.

mod announced;
mod fts;
mod fuzzy;
mod own;
mod scan;

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::table::percentiles;

/// What is asked, one query on each line; the same for everybody.
struct Asked {
    words: Vec<String>,
    /// The same with a letter missing.
    typos: Vec<String>,
}

/// Prints the rows of a table: `| what | figure |`.
pub(crate) fn measure(data_dir: &Path, asked: &Path) -> Result<()> {
    let read = |name: &str| -> Result<Vec<String>> {
        let path = asked.join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let asked = Asked {
        words: read("words.txt")?,
        typos: read("typos.txt")?,
    };
    let texts = own::measure(data_dir, &asked)?;
    scan::measure(&texts, &asked);
    fts::measure(&texts, &asked)?;
    fuzzy::measure(&texts, &asked);
    Ok(())
}

/// A text of the library with its title.
struct Item {
    title: String,
    text: String,
}

#[expect(clippy::print_stdout, reason = "the table is what a benchmark is run for")]
fn row(what: &str, figure: &str) {
    println!("| {what} | {figure} |");
}

/// How long each of these takes, once.
fn times<T, R>(items: &[T], mut act: impl FnMut(&T) -> R) -> Vec<Duration> {
    let each = items.iter().map(|item| {
        let began = Instant::now();
        black_box(act(item));
        began.elapsed()
    });
    each.collect()
}

fn millis(times: Vec<Duration>) -> String {
    let (p50, p99) = percentiles(times);
    format!(
        "{:.2} / {:.2} ms",
        p50.as_secs_f64() * 1e3,
        p99.as_secs_f64() * 1e3
    )
}
