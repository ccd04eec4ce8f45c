//! Searching the catalogue.

use domain::{AssetId, Language};
use rustc_hash::FxHashSet;

use super::{AssetSummary, Catalogue, Entry};
use crate::service::{
    Found, Place, nearly,
    searched::{BY_PARTS, Wanted},
};

/// What to look for in the library.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words that must all be there. None: everything.
    pub text: String,
    /// The language that it must be in.
    pub language: Option<Language>,
    /// A tag that it must have.
    pub tag: Option<String>,
    /// How many of the best to leave out, and how many to answer after those.
    pub offset: usize,
    /// See `offset`.
    pub limit: usize,
}

/// Part of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many assets there are.
    pub total: usize,
    /// How many of them match.
    pub matching: usize,
    /// Those that were asked for, best first: by where the words stand (title, tags, first line, text), then by when
    /// they were last reused, changed or saved.
    pub items: Vec<AssetSummary>,
}

impl Catalogue {
    /// The assets that have all of the words, each with where they stand, 0 for the best place.
    fn ranked<'a>(&'a self, wanted: &'a Wanted) -> Box<dyn Iterator<Item = (u8, &'a Entry)> + 'a> {
        if wanted.is_empty() {
            return Box::new(self.entries.values().map(|entry| (0, &**entry)));
        }
        let candidates = self.index.at(wanted.candidates());
        Box::new(candidates.filter_map(move |(place, id)| {
            let entry = self.entries.get(&id)?;
            Some((wanted.rank(&entry.searched, place)?, &**entry))
        }))
    }

    pub(in crate::service) fn search(&self, query: &Query) -> Page {
        let wanted = Wanted::new(&query.text, &self.index);
        let mut found: Vec<_> = self
            .ranked(&wanted)
            .filter(|(_, entry)| query.admits(&entry.summary))
            .map(|(rank, entry)| {
                (
                    rank,
                    std::cmp::Reverse(entry.summary.touched()),
                    entry.summary.id,
                    entry,
                )
            })
            .collect();
        let matching = found.len();
        let end = query.offset.saturating_add(query.limit).min(matching);
        let order = |a: &(u8, _, AssetId, _), b: &(u8, _, AssetId, _)| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2));
        if end > 0 && end < matching {
            // A page of many is chosen before it is sorted.
            found.select_nth_unstable_by(end - 1, order);
            found.truncate(end);
        }
        found.sort_unstable_by(order);
        Page {
            total: self.entries.len(),
            matching,
            items: found
                .into_iter()
                .skip(query.offset)
                .take(query.limit)
                .map(|(_, _, _, entry)| entry.summary.clone())
                .collect(),
        }
    }

    /// The assets that hold every word, best first.
    pub(in crate::service) fn find_words(&self, text: &str, pseudo: bool, most: usize) -> Vec<Found> {
        let wanted = Wanted::new(text, &self.index);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = self
            .ranked(&wanted)
            .filter(|(_, entry)| pseudo || !entry.pseudo)
            .map(|(rank, entry)| (rank, std::cmp::Reverse(entry.summary.touched()), entry.summary.id))
            .collect();
        if most < found.len() {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        let found = found.into_iter().map(|(rank, _, asset)| Found {
            asset,
            exact: rank < BY_PARTS,
            score: 1.0 / f64::from(rank + 1),
            place: match rank % BY_PARTS {
                0 | 1 => Place::Title,
                2 => Place::Tags,
                4 => Place::Annotation,
                _ => Place::Content,
            },
        });
        found.collect()
    }

    /// The assets that hold the words, and after them those whose title, tags or first line nearly do.
    pub(in crate::service) fn find_nearly(&self, text: &str, pseudo: bool, most: usize) -> Vec<Found> {
        let mut found = self.find_words(text, pseudo, most);
        let exact: FxHashSet<_> = found.iter().map(|found| found.asset).collect();
        let wanted = |entry: &&Entry| (pseudo || !entry.pseudo) && !exact.contains(&entry.summary.id);
        let entries: Vec<_> = self.entries.values().map(Box::as_ref).filter(wanted).collect();
        let heads: Vec<_> = entries.iter().map(|entry| entry.searched.head()).collect();
        let mut near = nearly::matches(text, &heads);
        let newest_first = |place: usize| {
            let summary = &entries[place].summary;
            (std::cmp::Reverse(summary.touched()), summary.id)
        };
        near.sort_unstable_by(|(a, score), (b, other)| {
            other
                .total_cmp(score)
                .then_with(|| newest_first(*a).cmp(&newest_first(*b)))
        });
        let near = near.into_iter().map(|(place, score)| Found {
            asset: entries[place].summary.id,
            exact: false,
            score,
            place: Place::Near,
        });
        found.extend(near);
        found.truncate(most);
        found
    }
}

impl Query {
    fn admits(&self, summary: &AssetSummary) -> bool {
        self.language
            .as_ref()
            .is_none_or(|language| summary.language.as_ref() == Some(language))
            && self.tag.as_ref().is_none_or(|tag| summary.tags.contains(tag))
    }
}
