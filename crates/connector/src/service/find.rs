//! Finding assets for clients of the asset API: by their words, by nearly their words, and by how code looks.

use std::collections::HashMap;

use domain::{AssetId, Language, Timestamp};
use engine::Analysis;
use rustc_hash::FxHashSet;

use super::{Order, Service};

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

/// What found assets are narrowed by.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    /// Only these.
    pub among: Option<Vec<AssetId>>,
    /// What an asset must be.
    pub filter: Filter,
}

/// What an asset must be.
#[derive(Debug, Clone, Default)]
pub enum Filter {
    /// Anything.
    #[default]
    Any,
    /// All of these.
    All(Vec<Filter>),
    /// One of these.
    One(Vec<Filter>),
    /// In this language.
    Language(Language),
    /// With this tag.
    Tag(String),
    /// With this website.
    Website(String),
    /// With these words.
    Words(String),
    /// Saved in this span.
    Created(Option<Timestamp>, Option<Timestamp>),
    /// Changed in this span.
    Updated(Option<Timestamp>, Option<Timestamp>),
}

impl Service {
    /// The assets that hold every word, wherever it stands: title, tags, notes, text.
    #[must_use]
    pub fn find_words(&self, text: &str, pseudo: bool) -> Vec<Found> {
        self.catalogue.read().find_words(text, pseudo, MOST_FOUND)
    }

    /// The assets that hold the words, or nearly.
    #[must_use]
    pub fn find_nearly(&self, text: &str, pseudo: bool) -> Vec<Found> {
        self.catalogue.read().find_nearly(text, pseudo, MOST_FOUND)
    }

    /// The assets whose code looks like this, nearest first, by the engine that finds what was copied before.
    #[must_use]
    pub fn find_similar(&self, text: &str) -> Vec<Found> {
        let suggestion = self.engine.read().judge(&Analysis::of(text));
        let found = suggestion.matches.iter().map(|near| Found {
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

    /// Those of what was found that are as they must be.
    #[must_use]
    pub fn narrow(&self, found: Vec<Found>, by: &Narrowing) -> Vec<Found> {
        let among: Option<FxHashSet<_>> = by.among.as_ref().map(|ids| ids.iter().copied().collect());
        let mut having = HashMap::new();
        self.find_having(&by.filter, &mut having);
        found
            .into_iter()
            .filter(|found| among.as_ref().is_none_or(|among| among.contains(&found.asset)))
            .filter(|found| self.is(found.asset, &by.filter, &having))
            .collect()
    }

    /// The assets that have the words that a filter names, for each of them.
    fn find_having<'a>(&self, filter: &'a Filter, having: &mut HashMap<&'a str, FxHashSet<AssetId>>) {
        match filter {
            Filter::All(filters) | Filter::One(filters) => {
                for filter in filters {
                    self.find_having(filter, having);
                }
            }
            Filter::Words(words) => {
                having.entry(words).or_insert_with(|| {
                    let found = self.catalogue.read().find_words(words, true, usize::MAX);
                    found.into_iter().map(|found| found.asset).collect()
                });
            }
            _ => {}
        }
    }

    fn is(&self, id: AssetId, filter: &Filter, having: &HashMap<&str, FxHashSet<AssetId>>) -> bool {
        let within = |at: Timestamp, from: &Option<Timestamp>, to: &Option<Timestamp>| {
            from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to)
        };
        let summary = || self.summary(id);
        match filter {
            Filter::Any => true,
            Filter::All(filters) => filters.iter().all(|filter| self.is(id, filter, having)),
            Filter::One(filters) => {
                filters.is_empty() || filters.iter().any(|filter| self.is(id, filter, having))
            }
            Filter::Language(language) => summary().is_some_and(|s| s.language.as_ref() == Some(language)),
            Filter::Tag(tag) => summary().is_some_and(|s| s.tags.contains(tag)),
            Filter::Website(url) => self
                .catalogue
                .read()
                .has_part(id, super::ids::website(url).uuid()),
            Filter::Words(words) => having
                .get(words.as_str())
                .is_some_and(|having| having.contains(&id)),
            Filter::Created(from, to) => summary().is_some_and(|s| within(s.created, from, to)),
            Filter::Updated(from, to) => summary().is_some_and(|s| within(s.updated, from, to)),
        }
    }

    /// Every asset, newest first, as if a search had found it.
    #[must_use]
    pub fn find_all(&self, pseudo: bool) -> Vec<Found> {
        let all = self.asset_ids(Order::NewestFirst, pseudo).into_iter();
        let found = all.map(|asset| Found {
            asset,
            exact: true,
            score: 1.0,
            place: Place::Content,
        });
        found.collect()
    }
}
