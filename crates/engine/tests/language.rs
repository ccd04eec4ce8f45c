//! Detects the languages of the development set. Without the set it passes and says so.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and prints its table"
)]

use std::{collections::BTreeMap, fs::File, path::PathBuf, time::Instant};

use engine::{ContentDetector, LanguageDetector};
use serde_json::Value;

fn library() -> Option<PathBuf> {
    let folder = std::env::var_os("BOWERBIRD_SUGGEST_DEV").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suggest-dev"),
        PathBuf::from,
    );
    let library = folder.join("library.jsonl.zst");
    library.exists().then_some(library)
}

fn extension(name: &str) -> &str {
    match name {
        "python" => "py",
        "javascript" => "js",
        "typescript" => "ts",
        "rust" => "rs",
        other => other,
    }
}

#[test]
fn nearly_all_are_named_and_rightly() {
    let Some(library) = library() else {
        println!("skipped: the development set is not here (BOWERBIRD_SUGGEST_DEV names its folder)");
        return;
    };
    let mut decoder = zstd::Decoder::new(File::open(library).unwrap()).unwrap();
    decoder.window_log_max(31).unwrap();
    let text = std::io::read_to_string(decoder).unwrap();
    let mut table: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let (mut bytes, start) = (0, Instant::now());
    for line in text.lines() {
        let asset: Value = serde_json::from_str(line).unwrap();
        let text = asset["text"].as_str().unwrap();
        let language = extension(asset["lang"].as_str().unwrap());
        let found = ContentDetector.detect(text);
        bytes += text.len();
        for name in [language, "all"] {
            let [count, decided, right] = table.entry(name.to_owned()).or_default();
            *count += 1;
            *decided += usize::from(found.is_some());
            *right += usize::from(found.as_ref().is_some_and(|f| f.extension() == language));
        }
    }
    println!(
        "{:.1} µs a kilobyte",
        start.elapsed().as_secs_f64() * 1e9 / bytes as f64
    );
    for (language, [count, decided, right]) in &table {
        let coverage = *decided as f64 / *count as f64;
        let precision = *right as f64 / (*decided).max(1) as f64;
        println!("{language:14} {count:5} coverage {coverage:.3} precision {precision:.3}");
    }
    let [count, decided, right] = table["all"].map(|n| n as f64);
    assert!(decided / count >= 0.97, "coverage");
    assert!(right / decided >= 0.97, "precision");
}
