//! The library as people look through it: what a list shows of each asset, in memory, and the search over it.
//!
//! Reading 100,000 assets from the disk for every keystroke would take seconds, so what is said about each is kept as one
//! lower-case string: title, tags, first line, notes, hints, websites. The words of the texts are known by an index alone
//! ([decision 0019](../../../../docs/decisions/0019-searching.md)).

#[cfg(test)]
mod naive_tests;
mod search;
mod shelf;
mod summary;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use domain::{Asset, AssetId, Language};
use rustc_hash::{FxBuildHasher, FxHashSet};
use uuid::Uuid;

pub use self::{
    search::{Page, Query},
    summary::AssetSummary,
};
pub(super) use self::{
    shelf::{Said, Shelf},
    summary::first_line,
};
use super::{ids, people, text_words::TextWords, word_index::WordIndex};

/// An order of assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those saved last first.
    NewestFirst,
    /// Those last reused, changed or saved first.
    LikeliestFirst,
}

/// What a search can be narrowed by, each with how many assets it leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The languages, most assets first.
    pub languages: Vec<(Language, usize)>,
    /// The tags, most assets first.
    pub tags: Vec<(String, usize)>,
}

/// What an asset has, and can be found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    Tag,
    Website,
    Note,
    /// A name of a person; it has an id for each.
    Person,
}

pub(super) struct Entry {
    pub(super) summary: AssetSummary,
    /// What it has parts of, with their ids.
    pub(super) parts: Box<[(PartKind, Uuid)]>,
    /// Left out of lists that do not ask for such assets.
    pub(super) pseudo: bool,
}

/// Every asset of the library.
#[derive(Default)]
pub(super) struct Catalogue {
    shelf: Shelf,
    index: WordIndex,
    /// The assets of whose texts the index does not know every word, with the bytes of these texts.
    cut: HashMap<AssetId, usize, FxBuildHasher>,
    /// Another one after each change of what is searched: what was found in this one is where it was.
    edition: Arc<()>,
}

impl Catalogue {
    /// Takes in an asset with its text, in place of what it was before. Others may wait for the catalogue meanwhile:
    /// see [`put`](Self::put).
    pub(super) fn insert(&mut self, asset: &Asset, text: &str) {
        self.put(asset, &TextWords::of(asset, text));
    }

    /// Takes in an asset with what was taken of its text, in place of what it was before.
    pub(super) fn put(&mut self, asset: &Asset, text: &TextWords) {
        let entry = Entry::new(asset, text.first_line.clone());
        let said = Said::new(asset, &entry.summary.first_line);
        let place = self.shelf.next_place();
        self.index.insert(place, &said, text);
        self.shelf.insert(Box::new(entry), &said, text);
        if text.all {
            self.cut.remove(&asset.id);
        } else {
            self.cut.insert(asset.id, text.of);
        }
        self.renew();
    }

    /// Takes in what was changed about an asset, where nothing that is searched was changed; else says `false`, and it is
    /// to be taken in anew with its text.
    pub(super) fn update(&mut self, asset: &Asset) -> bool {
        let Some((_, known)) = self.shelf.get(asset.id) else {
            return true;
        };
        let updated = Entry::new(asset, known.summary.first_line.clone());
        let said = Said::new(asset, &updated.summary.first_line);
        self.shelf.update(Box::new(updated), &said)
    }

    pub(super) fn remove(&mut self, id: AssetId) {
        self.shelf.remove(id);
        self.cut.remove(&id);
        self.renew();
    }

    fn renew(&mut self) {
        self.edition = Arc::default();
        if let Some(now_at) = self.shelf.renew() {
            self.index.renew(&now_at);
        }
    }

    /// An asset with its place.
    pub(super) fn entry(&self, id: AssetId) -> Option<(u32, &Entry)> {
        self.shelf.get(id)
    }

    pub(super) fn get(&self, id: AssetId) -> Option<&AssetSummary> {
        self.shelf.get(id).map(|(_, entry)| &entry.summary)
    }

    /// The assets that have a part with this id: a tag, a website, an annotation.
    pub(super) fn holding(&self, part: Uuid) -> Vec<AssetId> {
        let mut holding: Vec<_> = self
            .shelf
            .all()
            .filter(|(_, entry)| entry.parts.iter().any(|(_, id)| *id == part))
            .map(|(_, entry)| entry.summary.id)
            .collect();
        holding.sort_unstable();
        holding
    }

    /// What stands for every part that some asset has.
    pub(super) fn parts(&self) -> FxHashSet<Uuid> {
        let entries = self.shelf.all();
        entries
            .flat_map(|(_, entry)| entry.parts.iter().map(|(_, id)| *id))
            .collect()
    }

    /// The ids of the assets that are admitted, in this order.
    pub(super) fn ids(&self, order: Order, admits: impl Fn(u32, &Entry) -> bool) -> Vec<AssetId> {
        let wanted = self.shelf.all().filter(|(place, entry)| admits(*place, entry));
        let mut ids: Vec<_> = wanted
            .map(|(_, entry)| {
                let at = match order {
                    Order::NewestFirst => entry.summary.created,
                    Order::LikeliestFirst => entry.summary.touched(),
                };
                (std::cmp::Reverse(at), entry.summary.id)
            })
            .collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// How many assets are for lists.
    pub(super) fn listed(&self) -> usize {
        self.shelf.listed()
    }

    /// What a list that does not ask for others can be narrowed by.
    pub(super) fn facets(&self) -> Facets {
        let mut languages: BTreeMap<&Language, usize> = BTreeMap::new();
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, entry) in self.shelf.all().filter(|(_, entry)| !entry.pseudo) {
            let summary = &entry.summary;
            if let Some(language) = &summary.language {
                *languages.entry(language).or_default() += 1;
            }
            for tag in &summary.tags {
                *tags.entry(tag).or_default() += 1;
            }
        }
        let mut languages: Vec<_> = languages.into_iter().map(|(l, n)| (l.clone(), n)).collect();
        let mut tags: Vec<_> = tags.into_iter().map(|(t, n)| (t.to_owned(), n)).collect();
        // Stable, so that equal ones stay in the order of the alphabet.
        languages.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Facets { languages, tags }
    }
}

impl Entry {
    fn new(asset: &Asset, first_line: String) -> Self {
        Self {
            summary: AssetSummary::new(asset, first_line),
            parts: parts(asset),
            pseudo: asset.details.marks.pseudo == Some(true),
        }
    }
}

fn parts(asset: &Asset) -> Box<[(PartKind, Uuid)]> {
    let details = &asset.details;
    let of = |kind| move |id| (kind, id);
    let tags = details.tags.iter().map(|tag| ids::tag(&tag.text));
    let sites = details.websites.iter().map(|site| ids::website(&site.url));
    let notes = details.annotations.iter().enumerate();
    let notes = notes.map(|(place, note)| ids::annotation_at(asset, place, note).uuid());
    let people = people::names(&details.unread);
    let people = people.iter().map(|name| ids::person(name));
    tags.map(of(PartKind::Tag))
        .chain(sites.map(of(PartKind::Website)))
        .chain(notes.map(of(PartKind::Note)))
        .chain(people.map(of(PartKind::Person)))
        .collect()
}
