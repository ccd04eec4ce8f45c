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

/// Queries of one kind; the same for everybody.
struct Asked {
    kind: String,
    queries: Vec<String>,
}

/// Prints the rows of a table: `| what | figure |`. What is asked is in the files of a directory, one for each kind, one
/// query on each line.
pub(crate) fn measure(data_dir: &Path, asked: &Path) -> Result<()> {
    let mut all = Vec::new();
    for file in fs::read_dir(asked).with_context(|| format!("{}", asked.display()))? {
        let path = file?.path();
        let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        all.push(Asked {
            kind: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            queries: text.lines().map(str::to_owned).collect(),
        });
    }
    all.sort_by(|a, b| a.kind.cmp(&b.kind));
    let texts = own::measure(data_dir, &all)?;
    scan::measure(&texts, &all);
    fts::measure(&texts, &all)?;
    fuzzy::measure(&texts, &all);
    Ok(())
}

/// A row for each kind of query, of how long it takes.
fn rows<R>(what: &str, asked: &[Asked], mut act: impl FnMut(&str) -> R) {
    for Asked { kind, queries } in asked {
        let took = times(queries, |query| act(query));
        row(&format!("{what}, {kind}, p50 / p99"), &millis(took));
    }
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
