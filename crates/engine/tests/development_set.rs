//! Runs the development set and asks for the figures that are promised. Without the set it passes and says so.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and prints its table"
)]

use std::{collections::BTreeMap, fs::File, path::PathBuf, time::Instant};

use domain::{AssetId, Decision};
use engine::{Analysis, Engine};
use serde_json::Value;

/// What happened to the queries of one kind.
#[derive(Default)]
struct Tally {
    count: usize,
    first: usize,
    among_five: usize,
    reused: usize,
    saved: usize,
}

impl Tally {
    fn share(&self, part: usize) -> f64 {
        part as f64 / self.count.max(1) as f64
    }
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("BOWERBIRD_SUGGEST_DEV").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suggest-dev"),
        PathBuf::from,
    );
    folder.join("library.jsonl.zst").exists().then_some(folder)
}

fn lines(path: PathBuf) -> Vec<Value> {
    let mut decoder = zstd::Decoder::new(File::open(path).unwrap()).unwrap();
    decoder.window_log_max(31).unwrap();
    let text = std::io::read_to_string(decoder).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text(of: &Value) -> &str {
    of["text"].as_str().unwrap()
}

/// The assets are numbered as in the file: `d00042` is 42.
fn number(id: &str) -> u128 {
    id[1..].parse().unwrap()
}

fn id(number: u128) -> AssetId {
    AssetId::new(uuid::Uuid::from_u128(number))
}

/// Asks everything of a library of the first `size` assets, prints the table and returns it.
fn run(library: &[Value], queries: &[Value], size: usize) -> BTreeMap<String, Tally> {
    let size = size.min(library.len());
    let mut engine = Engine::new();
    for (number, asset) in library[..size].iter().enumerate() {
        engine.insert(id(number as u128), &Analysis::of(text(asset)));
    }
    let mut table: BTreeMap<String, Tally> = BTreeMap::new();
    let mut times = Vec::new();
    for query in queries
        .iter()
        .filter(|q| q["min_size"].as_u64().unwrap() as usize <= size)
    {
        let start = Instant::now();
        let suggestion = engine.judge(&Analysis::of(text(query)));
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        let offered: Vec<AssetId> = suggestion.reusable().map(|m| m.asset).collect();
        let truth: Vec<AssetId> = query["truth"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|t| id(number(t.as_str().unwrap())))
            .collect();
        let (kind, sub) = (query["kind"].as_str().unwrap(), query["sub"].as_str().unwrap());
        let secret = ["password", "api_key", "secret_line", "private_key"].contains(&sub);
        let names = match kind {
            "T3" | "NEG" => vec![kind.to_owned(), format!("{kind} {sub}")],
            "TRIVIAL" if secret => vec![kind.to_owned(), "SECRET".to_owned()],
            _ => vec![kind.to_owned()],
        };
        for name in names {
            let tally = table.entry(name).or_default();
            tally.count += 1;
            tally.first += usize::from(offered.first().is_some_and(|first| truth.contains(first)));
            tally.among_five += usize::from(offered.iter().take(5).any(|o| truth.contains(o)));
            tally.reused += usize::from(suggestion.decision == Decision::Reuse);
            tally.saved += usize::from(matches!(suggestion.decision, Decision::Save(_)));
        }
    }
    times.sort_by(f64::total_cmp);
    let percentile = |p: usize| times[(times.len() - 1) * p / 100];
    println!(
        "library of {size}: p50 {:.3} ms, p99 {:.3} ms",
        percentile(50),
        percentile(99)
    );
    println!(
        "{:14} {:>5} {:>7} {:>7} {:>7} {:>7}",
        "kind", "n", "R@1", "R@5", "reuse", "save"
    );
    for (kind, t) in &table {
        let [first, five, reused, saved] =
            [t.first, t.among_five, t.reused, t.saved].map(|part| t.share(part));
        println!(
            "{kind:14} {:5} {first:7.3} {five:7.3} {reused:7.3} {saved:7.3}",
            t.count
        );
    }
    table
}

#[test]
fn the_figures_are_what_is_promised() {
    let Some(folder) = folder() else {
        println!("skipped: the development set is not here (BOWERBIRD_SUGGEST_DEV names its folder)");
        return;
    };
    let library = lines(folder.join("library.jsonl.zst"));
    let queries = lines(folder.join("queries.jsonl.zst"));
    run(&library, &queries, library.len());
    let table = run(&library, &queries, 1000);
    let first = |kind: &str| table[kind].share(table[kind].first);
    assert!(first("T1") >= 1.0, "T1");
    for (kind, least) in [
        ("T2", 0.95),
        ("T2B", 0.9),
        ("T3 0.90-1.00", 0.95),
        ("T4S", 0.95),
        ("T4E", 0.98),
    ] {
        assert!(first(kind) >= least, "{kind}: {}", first(kind));
    }
    let negatives = &table["NEG"];
    assert!(negatives.share(negatives.reused) <= 0.05, "false reuse");
    assert_eq!(
        table["SECRET"].saved + table["SECRET"].reused,
        0,
        "a secret was suggested"
    );
    assert_eq!(
        table["TRIVIAL"].saved + table["TRIVIAL"].reused,
        0,
        "junk was suggested"
    );
    assert!(table["WORTH"].share(table["WORTH"].saved) >= 0.9, "worth keeping");
}

#[test]
fn layout_and_comments_leave_the_digest_alone() {
    let Some(folder) = folder() else { return };
    let library = lines(folder.join("library.jsonl.zst"));
    let mut wrong = 0;
    for query in lines(folder.join("queries.jsonl.zst"))
        .iter()
        .filter(|q| q["kind"] == "T1")
    {
        let origin = text(&library[number(query["truth"][0].as_str().unwrap()) as usize]);
        if Analysis::of(origin).digest() != Analysis::of(text(query)).digest() {
            wrong += 1;
            println!(
                "{}: {}\n---- origin\n{origin}\n---- copy\n{}",
                query["id"],
                query["sub"],
                text(query)
            );
        }
    }
    assert_eq!(wrong, 0, "copies whose digest changed");
}
