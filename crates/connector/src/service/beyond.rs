//! What the index does not know of texts, which are looked into for it.
//!
//! It knows 64 KiB of different words of each, and few texts have more: logs, tables, generated code. What stands behind them
//! is looked for in the text itself. And it knows words alone: whether `Some(parent)` is in a text that has `some` and `parent`
//! the text tells, and those that have it come first. The texts are read after the catalogue was let go, and no more of them
//! than is read in a moment.

use std::{collections::HashMap, sync::Arc};

use domain::AssetId;

use super::{
    Service,
    catalogue::{Entry, Said},
    narrowing::Word,
    searched::Ranks,
    spelling::Spelled,
};

/// Bytes of texts that one search looks into for words behind those that are known, at most.
const MOST_LOOKED_INTO: usize = 32 << 20;

/// Texts that one search looks into for what is there by its parts, at most, and bytes of them: those of a screen or two would
/// do, but what is there as it was typed may be old.
pub(super) const MOST_WHOLE: usize = 500;
pub(super) const MOST_WHOLE_BYTES: usize = 512 << 10;

/// An asset that has some words of a query by their parts, and may have them whole.
pub(super) struct MayBeWhole {
    pub(super) asset: AssetId,
    /// For each of the words whether it is not said of the asset, so that it must be in its text.
    pub(super) unsaid: Vec<bool>,
}

/// For each phrase of a search the assets that hold all of its words where the index knows only some, or only their parts.
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

    /// Where the index of this edition knows the words of a phrase was found out.
    pub(super) fn note(&mut self, phrase: &str, ranks: Ranks, edition: &Arc<()>) {
        if !Arc::ptr_eq(&self.edition, edition) {
            self.ranks.clear();
            self.edition = Arc::clone(edition);
        }
        self.ranks.insert(phrase.to_owned(), ranks);
    }

    fn holds(&mut self, phrase: &str, asset: AssetId) {
        self.holding.entry(phrase.to_owned()).or_default().push(asset);
    }

    /// The assets that hold all of the words, beside those of which the index knows it.
    pub(super) fn holding(&self, phrase: &str) -> &[AssetId] {
        self.holding.get(phrase).map_or(&[], Vec::as_slice)
    }
}

impl Service {
    /// Looks into texts of which the index does not know every word of these phrases, those to which something happened last
    /// first; and, best first, into those of assets that are admitted and have some of the words that are looked for by their
    /// parts.
    pub(super) fn beyond(&self, phrases: &[&str], words: &str, admits: impl Fn(&Entry) -> bool) -> Beyond {
        let catalogue = self.catalogue.read();
        let (candidates, mut beyond) = catalogue.may_hold_beyond(phrases);
        let may_be_whole = catalogue.may_be_whole(words, &mut beyond, admits);
        drop(catalogue);
        self.look_for_whole(words, may_be_whole, &mut beyond);
        if !candidates.is_empty() {
            self.look_behind(phrases, candidates, &mut beyond);
        }
        beyond
    }

    /// Looks into texts for words as they were typed.
    fn look_for_whole(&self, words: &str, may_be_whole: Vec<MayBeWhole>, beyond: &mut Beyond) {
        let typed = Word::all(words);
        for MayBeWhole { asset, unsaid } in may_be_whole {
            let Ok(Some(text)) = self.store.text(asset) else {
                continue;
            };
            let text = Spelled::new(&text);
            let mut unsaid = typed.iter().zip(unsaid).filter(|(_, unsaid)| *unsaid);
            if unsaid.all(|(word, _)| word.whole().is_typed_in(&text)) {
                beyond.holds(words, asset);
            }
        }
    }

    /// Looks into texts, each with its bytes, for words behind those that are known.
    fn look_behind(&self, phrases: &[&str], candidates: Vec<(AssetId, usize)>, beyond: &mut Beyond) {
        let mut left = MOST_LOOKED_INTO;
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
                    beyond.holds(phrase, id);
                }
            }
        }
    }

    /// What of an asset is searched: what is said about it, and its text. `None` where it is gone, or can't be read.
    fn everything_of(&self, id: AssetId) -> Option<[Spelled; 2]> {
        let asset = self.store.asset(id).ok()??;
        let text = self.store.text(id).ok()??;
        Some([Spelled::new(Said::new(&asset, "").text()), Spelled::new(&text)])
    }
}
