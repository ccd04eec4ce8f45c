//! Bowerbird's own searches, in its process, as the window calls them.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use connector::{Narrowing, Order, Query, Service, system_clock};
use store::{Library, Limits};

use super::{Asked, Item, announced, row, rows, times};
use crate::memory::resident;

/// Items of a page that the window asks for.
const PAGE: usize = 50;

/// Measures the service over this directory, and gives back what it holds.
pub(super) fn measure(data_dir: &Path, asked: &[Asked]) -> Result<Vec<Item>> {
    let clock = system_clock();
    let (library, _) = Library::open(data_dir, Limits::default(), clock())?;
    let before = resident()?;
    let service = Arc::new(Service::start(Arc::new(library), clock)?);
    let ids = service.asset_ids(Order::NewestFirst, true);
    let taken = resident()?.saturating_sub(before) as f64 / 1024.0;
    row(
        "memory for 1,000 assets: everything that the service learns at its start",
        &format!("{:.0} KiB", taken * 1_000.0 / ids.len().max(1) as f64),
    );
    let by = Narrowing::default();
    rows("full text at the service", asked, |query| {
        service.find_words(query, &by).len()
    });
    rows("fuzzy at the service", asked, |query| {
        service.find_nearly(query, &by).len()
    });
    let typed: Vec<String> = asked.iter().flat_map(|asked| typed(&asked.queries)).collect();
    let mut keys = times(&typed, |text| {
        let query = Query {
            text: text.clone(),
            limit: PAGE,
            ..Query::default()
        };
        service.search(&query).items.len()
    });
    keys.sort_unstable();
    let at = |percent: usize| keys[(keys.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    row(
        "the window's search for a key, at the service, p50 / p99 / the worst",
        &format!("{:.2} / {:.2} / {:.2} ms", at(50), at(99), at(100)),
    );
    announced::measure(&service, &ids)?;

    let mut items = Vec::with_capacity(ids.len());
    let mut reading = Duration::ZERO;
    for id in ids {
        let began = Instant::now();
        let known = service.asset(id)?;
        reading += began.elapsed();
        let text = known.text.context("an asset has a text")?;
        items.push(Item {
            title: known.asset.details.name.unwrap_or_default(),
            text: text.as_ref().to_owned(),
        });
    }
    row(
        "an asset read from the disk, on average",
        &format!(
            "{:.1} µs",
            reading.as_secs_f64() * 1e6 / items.len().max(1) as f64
        ),
    );
    Ok(items)
}

/// Every text that is in the search field while each query is typed.
fn typed(queries: &[String]) -> Vec<String> {
    let prefixes = |query: &String| {
        let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.map(|end| query[..end].to_owned()).collect::<Vec<_>>()
    };
    queries.iter().flat_map(prefixes).collect()
}
