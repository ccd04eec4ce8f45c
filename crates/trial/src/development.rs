//! Reads the development set.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    functions::Language,
    set::{Asset, Query, Set},
};

/// The development set, where it is at hand: in the folder that `BOWERBIRD_SUGGEST_DEV` names, or beside the repository.
pub(crate) fn load() -> Result<Option<Set>> {
    let folder = std::env::var_os("BOWERBIRD_SUGGEST_DEV").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suggest-dev"),
        PathBuf::from,
    );
    if !folder.join("library.jsonl.zst").exists() {
        return Ok(None);
    }
    let assets = lines(&folder.join("library.jsonl.zst"))?
        .iter()
        .map(asset)
        .collect();
    let queries = lines(&folder.join("queries.jsonl.zst"))?
        .iter()
        .map(query)
        .collect();
    Ok(Some(Set {
        name: "development",
        assets,
        queries,
    }))
}

fn lines(path: &Path) -> Result<Vec<Value>> {
    let mut decoder = zstd::Decoder::new(File::open(path)?)?;
    decoder.window_log_max(31)?;
    let text = std::io::read_to_string(decoder)?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("in {}", path.display())))
        .collect()
}

fn string(of: &Value, key: &str) -> String {
    of[key].as_str().unwrap_or_default().to_owned()
}

fn asset(line: &Value) -> Asset {
    Asset {
        language: Language::named(&string(line, "lang")),
        text: string(line, "text"),
    }
}

fn query(line: &Value) -> Query {
    // The assets are numbered as in the file: `d00042` is 42.
    let number = |id: &Value| id.as_str().and_then(|id| id.get(1..)?.parse().ok());
    Query {
        kind: string(line, "kind"),
        sub: string(line, "sub"),
        language: Language::named(&string(line, "lang")),
        text: string(line, "text"),
        truth: line["truth"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(number)
            .collect(),
    }
}
