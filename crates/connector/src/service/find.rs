//! Finding assets for clients of the asset API: by their words, by nearly their words, and by how code looks.

use domain::AssetId;
use engine::Analysis;

use super::{Narrowing, Order, Service, narrowing::Prepared};

/// Assets that one search answers, at most.
const MOST_FOUND: usize = 1_000;

/// Where an asset was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In its title.
    Title,
    /// In its tags.
    Tags,
    /// In what is noted about it.
    Annotation,
    /// In its text.
    Content,
    /// Nearly so, or by what it looks like.
    Near,
}

/// An asset that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The asset.
    pub asset: AssetId,
    /// Whether it is what was asked for, rather than near it.
    pub exact: bool,
    /// In (0, 1]; more is better.
    pub score: f64,
    /// Where.
    pub place: Place,
}

impl Service {
    /// The assets that hold every word, wherever it stands: title, tags, notes, text.
    #[must_use]
    pub fn find_words(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        let catalogue = self.catalogue.read();
        let by = Prepared::new(by, &catalogue, self.store.as_ref());
        catalogue.find_words(text, MOST_FOUND, |place, entry| by.admits(place, entry))
    }

    /// The assets that hold the words, or nearly.
    #[must_use]
    pub fn find_nearly(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        let catalogue = self.catalogue.read();
        let by = Prepared::new(by, &catalogue, self.store.as_ref());
        catalogue.find_nearly(text, MOST_FOUND, |place, entry| by.admits(place, entry))
    }

    /// The assets whose code looks like this, nearest first, by the engine that finds what was copied before.
    #[must_use]
    pub fn find_similar(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        let suggestion = self.engine.read().judge(&Analysis::of(text));
        let catalogue = self.catalogue.read();
        let by = Prepared::new(by, &catalogue, self.store.as_ref());
        let admitted = suggestion.matches.iter().filter(|near| {
            let entry = catalogue.entry(near.asset);
            entry.is_some_and(|(place, entry)| by.admits(place, entry))
        });
        let found = admitted.map(|near| Found {
            asset: near.asset,
            exact: near.difference == 0.0,
            score: 1.0 - near.difference,
            place: if near.difference == 0.0 {
                Place::Content
            } else {
                Place::Near
            },
        });
        found.take(MOST_FOUND).collect()
    }

    /// Every asset, newest first, as if a search had found it.
    #[must_use]
    pub fn find_all(&self, by: &Narrowing) -> Vec<Found> {
        let catalogue = self.catalogue.read();
        let by = Prepared::new(by, &catalogue, self.store.as_ref());
        let admitted = catalogue.ids(Order::NewestFirst, |place, entry| by.admits(place, entry));
        let found = admitted.into_iter().map(|asset| Found {
            asset,
            exact: true,
            score: 1.0,
            place: Place::Content,
        });
        found.collect()
    }
}
