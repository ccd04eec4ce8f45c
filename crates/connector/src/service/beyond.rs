//! Words of a text beyond those that the index knows: it knows 64 KiB of different words of each, and what stands behind them
//! is looked for in the text itself.
//!
//! Few texts have more: logs, tables, generated code. They are read after the catalogue was let go, and no more of them than
//! is read in a moment.

use std::{collections::HashMap, sync::Arc};

use domain::AssetId;

use super::{Service, catalogue::Said, narrowing::Word, searched::Ranks, spelling::Spelled};

/// Bytes of texts that one search looks into, at most.
const MOST_LOOKED_INTO: usize = 32 << 20;

/// For each phrase of a search the assets that hold all of its words where the index knows only some.
#[derive(Default)]
pub(super) struct Beyond {
    holding: HashMap<String, Vec<AssetId>>,
    /// Where the words of each phrase are as far as the index of this edition knows: it need not be asked twice.
    ranks: HashMap<String, Ranks>,
    edition: Arc<()>,
}

impl Beyond {
    /// Nothing was looked into yet.
    pub(super) fn new(ranks: HashMap<String, Ranks>, edition: Arc<()>) -> Self {
        Self {
            holding: HashMap::new(),
            ranks,
            edition,
        }
    }

    /// Where the index of this edition knows the words of a phrase, where that was found out already.
    pub(super) fn ranked(&self, phrase: &str, edition: &Arc<()>) -> Option<&Ranks> {
        let ranks = self.ranks.get(phrase);
        ranks.filter(|_| Arc::ptr_eq(&self.edition, edition))
    }

    /// The assets that hold all of the words, beside those of which the index knows it.
    pub(super) fn holding(&self, phrase: &str) -> &[AssetId] {
        self.holding.get(phrase).map_or(&[], Vec::as_slice)
    }
}

impl Service {
    /// Looks into texts of which the index does not know every word, those to which something happened last first.
    pub(super) fn beyond(&self, phrases: &[&str]) -> Beyond {
        let (candidates, mut beyond) = self.catalogue.read().may_hold_beyond(phrases);
        let mut left = MOST_LOOKED_INTO;
        if candidates.is_empty() {
            return beyond;
        }
        let wanted: Vec<(&str, Vec<Word>)> = phrases
            .iter()
            .map(|phrase| (*phrase, Word::all(phrase)))
            .collect();
        for (id, bytes) in candidates {
            let Some(still) = left.checked_sub(bytes) else {
                continue;
            };
            left = still;
            let Some(parts) = self.everything_of(id) else {
                continue;
            };
            for (phrase, words) in &wanted {
                let holds = |word: &Word| parts.iter().any(|part| word.is_in(part));
                if !words.is_empty() && words.iter().all(holds) {
                    beyond.holding.entry((*phrase).to_owned()).or_default().push(id);
                }
            }
        }
        beyond
    }

    /// What of an asset is searched: what is said about it, and its text. `None` where it is gone, or can't be read.
    fn everything_of(&self, id: AssetId) -> Option<[Spelled; 2]> {
        let asset = self.store.asset(id).ok()??;
        let text = self.store.text(id).ok()??;
        Some([Spelled::new(Said::new(&asset, "").text()), Spelled::new(&text)])
    }
}
