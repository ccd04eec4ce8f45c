//! What is asked and of what: assets, and queries with what is right for them.

use crate::functions::Language;

/// A text in the library.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    pub(crate) language: Option<Language>,
    pub(crate) text: String,
}

/// A text that was copied.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// T1, T2, T2B, T3, T4S, T4E, NEG, TRIVIAL or WORTH.
    pub(crate) kind: String,
    /// A closer description; for T3 the bucket of similarity.
    pub(crate) sub: String,
    pub(crate) language: Option<Language>,
    pub(crate) text: String,
    /// The assets that are right, as places in the set's assets, the origin first. Empty: none is.
    pub(crate) truth: Vec<usize>,
}

impl Query {
    /// Whether it is one of the secrets among the trivia.
    pub(crate) fn is_secret(&self) -> bool {
        ["password", "api_key", "secret_line", "private_key"].contains(&self.sub.as_str())
    }

    /// The rows of a table that it counts in.
    pub(crate) fn rows(&self) -> Vec<String> {
        match self.kind.as_str() {
            "T3" => vec![format!("T3 {}", self.sub)],
            "NEG" => vec![self.kind.clone()],
            "TRIVIAL" if self.is_secret() => vec![self.kind.clone(), "SECRET".to_owned()],
            kind => vec![kind.to_owned()],
        }
    }
}

/// Assets and queries that belong together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) assets: Vec<Asset>,
    pub(crate) queries: Vec<Query>,
}

/// The bucket of a similarity, as the development set names them; `None` below one half.
pub(crate) fn bucket(similarity: f64) -> Option<&'static str> {
    match similarity {
        s if s >= 0.9 => Some("0.90-1.00"),
        s if s >= 0.8 => Some("0.80-0.90"),
        s if s >= 0.65 => Some("0.65-0.80"),
        s if s >= 0.5 => Some("0.50-0.65"),
        _ => None,
    }
}
