//! Finding assets for clients of the asset API: by their words, by nearly their words, and by how code looks.

use domain::{AssetId, Match};
use engine::{Analysis, TrivialKind, Worth};

use super::{
    Narrowing, Order, Service,
    beyond::Beyond,
    catalogue::{Catalogue, Entry},
    narrowing::Prepared,
};

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
    /// In a question that it may answer.
    Hint,
    /// In the name or address of a page that it came from.
    Website,
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

/// Whether the catalogue's asset at a place may be found.
type Admits<'a> = &'a dyn Fn(u32, &Entry) -> bool;

impl Service {
    /// The assets that hold every word, wherever it stands: title, tags, notes, hints, websites, text.
    #[must_use]
    pub fn find_words(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        self.narrowed(text, by, MOST_FOUND, |catalogue, beyond, most, admits| {
            catalogue.find_words(text, beyond, most, admits)
        })
    }

    /// The assets that hold the words, or nearly.
    #[must_use]
    pub fn find_nearly(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        self.narrowed(text, by, MOST_FOUND, |catalogue, beyond, most, admits| {
            catalogue.find_nearly(text, beyond, most, admits)
        })
    }

    /// The assets whose code looks like this, nearest first, by the engine that finds what was copied before. Of those that
    /// are not for lists it knows none: where they are asked for, the one with this very text is found.
    ///
    /// A word or two look like any others, so these are searched for as words; and where nothing looks so much like it that it
    /// would be offered, what has the words comes first.
    #[must_use]
    pub fn find_similar(&self, text: &str, by: &Narrowing) -> Vec<Found> {
        let analysis = Analysis::of(text);
        if matches!(analysis.worth(), Worth::Trivial(kind) if kind != TrivialKind::Prose) {
            return self.find_words(text, by);
        }
        let mut near = self.engine.read().judge(&analysis).matches;
        if by.pseudo
            && let Ok(Some(same)) = self.store.asset_with_text(text)
            && near.iter().all(|near| near.asset != same)
        {
            let same = Match {
                asset: same,
                difference: 0.0,
                reusable: false,
            };
            near.insert(0, same);
        }
        let mut found = if near.iter().any(|near| near.reusable || near.difference == 0.0) {
            Vec::new()
        } else {
            self.find_words(text, by)
        };
        let most_score = found.last().map_or(1.0, |found| found.score);
        near.retain(|near| found.iter().all(|found| found.asset != near.asset));
        let looks_alike = self.narrowed("", by, MOST_FOUND - found.len(), |catalogue, _, most, admits| {
            let admitted = near.iter().filter(|near| {
                let entry = catalogue.entry(near.asset);
                entry.is_some_and(|(place, entry)| admits(place, entry))
            });
            let found = admitted.map(|near| Found {
                asset: near.asset,
                exact: near.difference == 0.0,
                score: (1.0 - near.difference) * most_score,
                place: if near.difference == 0.0 {
                    Place::Content
                } else {
                    Place::Near
                },
            });
            found.take(most).collect()
        });
        found.extend(looks_alike);
        found
    }

    /// Every asset, newest first, as if a search had found it.
    #[must_use]
    pub fn find_all(&self, by: &Narrowing) -> Vec<Found> {
        self.narrowed("", by, usize::MAX, |catalogue, _, _, admits| {
            let found = catalogue.ids(Order::NewestFirst, admits).into_iter();
            let found = found.map(|asset| Found {
                asset,
                exact: true,
                score: 1.0,
                place: Place::Content,
            });
            found.collect()
        })
    }

    /// What a search of the catalogue for these words finds, at most so many, narrowed.
    ///
    /// Of what the catalogue can't tell the store is asked once the catalogue was let go, best first, until there are
    /// enough: whoever saves meanwhile does not wait.
    fn narrowed(
        &self,
        words: &str,
        by: &Narrowing,
        most: usize,
        search: impl FnOnce(&Catalogue, &Beyond, usize, Admits<'_>) -> Vec<Found>,
    ) -> Vec<Found> {
        let mut phrases = by.phrases();
        phrases.push(words);
        let beyond = self.beyond(&phrases, words, |entry| by.pseudo || !entry.pseudo);
        let label_ids = self.label_ids();
        let catalogue = self.catalogue.read();
        let by = Prepared::new(by, &catalogue, &beyond, &label_ids);
        let asks = by.asks_the_store();
        let found = search(
            &catalogue,
            &beyond,
            if asks { usize::MAX } else { most },
            &|place, entry| by.left_open(place, entry).is_some(),
        );
        if !asks {
            return found;
        }
        let left_open = |found: Found| {
            let (place, entry) = catalogue.entry(found.asset)?;
            Some((found, by.left_open(place, entry)?))
        };
        let found: Vec<_> = found.into_iter().filter_map(left_open).collect();
        drop(catalogue);
        let store = self.store.as_ref();
        let found = found
            .into_iter()
            .filter(|(found, open)| open.holds(found.asset, store));
        found.map(|(found, _)| found).take(most).collect()
    }
}
