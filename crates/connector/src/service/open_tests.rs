//! What the catalogue can't tell about an asset, so that the store is asked: where in it words stand, and how they are
//! spelled there.
//!
//! To read thousands of assets takes seconds, so this is done after the catalogue was let go, and of no more assets than it
//! takes to answer.

use std::cell::OnceCell;

use domain::{Asset, AssetId};
use store::Store;

use super::{
    Where,
    narrowing::{Word, has},
    spelling::composed,
};

/// What is to be found out about an asset.
#[derive(Debug)]
pub(super) enum OpenTest<'a> {
    /// All of these.
    All(Vec<OpenTest<'a>>),
    /// One of these.
    One(Vec<OpenTest<'a>>),
    /// All of the words stand in one of these places.
    Words(&'a [Word], Where),
    /// Each of the words is there as it is spelled.
    Spelled(&'a [String]),
}

impl<'a> OpenTest<'a> {
    /// Nothing is open: it is as it must be.
    pub(super) const NOTHING: Self = Self::All(Vec::new());

    fn is_nothing(&self) -> bool {
        matches!(self, Self::All(open) if open.is_empty())
    }

    /// All of these.
    pub(super) fn all(mut open: Vec<Self>) -> Self {
        open.retain(|test| !test.is_nothing());
        if open.len() == 1 {
            open.remove(0)
        } else {
            Self::All(open)
        }
    }

    /// One of these; `None` where there is none.
    pub(super) fn one(mut open: Vec<Self>) -> Option<Self> {
        if open.iter().any(Self::is_nothing) {
            return Some(Self::NOTHING);
        }
        match open.len() {
            0 => None,
            1 => open.pop(),
            _ => Some(Self::One(open)),
        }
    }

    /// Whether an asset is so, as the store has it. One that is gone, or can't be read, is not.
    pub(super) fn holds(&self, id: AssetId, store: &dyn Store) -> bool {
        let (asset, text) = (OnceCell::new(), OnceCell::new());
        self.holds_of(&Stored {
            id,
            store,
            asset,
            text,
        })
    }

    fn holds_of(&self, stored: &Stored<'_>) -> bool {
        match self {
            Self::All(open) => open.iter().all(|test| test.holds_of(stored)),
            Self::One(open) => open.iter().any(|test| test.holds_of(stored)),
            Self::Words(words, place) => stored.stand(words, *place).unwrap_or(false),
            Self::Spelled(words) => stored.spells(words).unwrap_or(false),
        }
    }
}

/// An asset, of which what is asked for is read once.
struct Stored<'s> {
    id: AssetId,
    store: &'s dyn Store,
    asset: OnceCell<Option<Asset>>,
    text: OnceCell<Option<String>>,
}

impl Stored<'_> {
    /// `None` where it is gone, or can't be read.
    fn asset(&self) -> Option<&Asset> {
        let read = || self.store.asset(self.id).ok().flatten();
        self.asset.get_or_init(read).as_ref()
    }

    /// Its text, where it has one that is not merely how bytes are spelled; `None` as with [`Self::asset`].
    fn text(&self) -> Option<&str> {
        if self.asset()?.details.form.no_text {
            return Some("");
        }
        let read = || self.store.text(self.id).ok().flatten();
        self.text.get_or_init(read).as_deref()
    }

    fn stand(&self, words: &[Word], place: Where) -> Option<bool> {
        let details = &self.asset()?.details;
        let in_title = place.title && details.name.as_deref().is_some_and(|name| has(name, words));
        let in_notes = details.annotations.iter().any(|note| {
            let is_meant = place.kind.map_or(place.annotation, |kind| note.kind == kind);
            is_meant && has(&note.text, words)
        });
        if in_title || in_notes || !place.content {
            return Some(in_title || in_notes);
        }
        Some(has(self.text()?, words))
    }

    fn spells(&self, words: &[String]) -> Option<bool> {
        let details = &self.asset()?.details;
        let tags = details.tags.iter().map(|tag| &tag.text);
        let notes = details.annotations.iter().map(|note| &note.text);
        let said = details.name.iter().chain(tags).chain(notes);
        let said: Vec<_> = said.map(|text| composed(text)).collect();
        let unsaid = words
            .iter()
            .map(|word| composed(word))
            .filter(|word| !said.iter().any(|text| text.contains(word.as_ref())));
        let text = OnceCell::new();
        for word in unsaid {
            let text = text.get_or_init(|| self.text().map(composed));
            if !text.as_ref()?.contains(word.as_ref()) {
                return Some(false);
            }
        }
        Some(true)
    }
}
