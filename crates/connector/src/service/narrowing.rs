//! What found assets are narrowed by, before the best of them are chosen.

use domain::{AnnotationKind, AssetId, Language, Timestamp};
use rustc_hash::FxHashSet;
use store::Store;
use uuid::Uuid;

use super::{
    catalogue::{Catalogue, Entry},
    ids,
    searched::Ranks,
};

/// What found assets are narrowed by.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    /// Whether assets count that are left out of lists.
    pub pseudo: bool,
    /// Only these.
    pub among: Option<Vec<AssetId>>,
    /// What an asset must be.
    pub filter: Filter,
    /// Each of these must be there as it is spelled.
    pub spelled: Vec<String>,
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
    /// With this tag, by its text or its id.
    Tag(String),
    /// With this website, by its address or its id.
    Website(String),
    /// About this person, by name, username, address of mail, or id.
    Person(String),
    /// With these words.
    Words(String, Where),
    /// Saved in this span.
    Created(Option<Timestamp>, Option<Timestamp>),
    /// Changed in this span.
    Updated(Option<Timestamp>, Option<Timestamp>),
}

/// Where words must stand: in one of these, and anywhere where none is named.
#[derive(Debug, Clone, Copy, Default)]
pub struct Where {
    /// In the title.
    pub title: bool,
    /// In the text.
    pub content: bool,
    /// In a note.
    pub annotation: bool,
    /// In a note of this kind.
    pub kind: Option<AnnotationKind>,
}

impl Where {
    fn is_anywhere(self) -> bool {
        !self.title && !self.content && !self.annotation && self.kind.is_none()
    }
}

/// A narrowing of which everything is looked up that is the same for each asset.
pub(super) struct Prepared<'a> {
    pseudo: bool,
    among: Option<FxHashSet<AssetId>>,
    test: Test<'a>,
    spelled: &'a [String],
    store: &'a dyn Store,
}

enum Test<'a> {
    All(Vec<Test<'a>>),
    One(Vec<Test<'a>>),
    Language(&'a Language),
    /// One of these is among its parts.
    Part([Option<Uuid>; 2]),
    /// It has the words, and has them there.
    Words(Option<Ranks>, Vec<String>, Where),
    Created(Option<Timestamp>, Option<Timestamp>),
    Updated(Option<Timestamp>, Option<Timestamp>),
}

impl<'a> Prepared<'a> {
    pub(super) fn new(by: &'a Narrowing, catalogue: &Catalogue, store: &'a dyn Store) -> Self {
        Self {
            pseudo: by.pseudo,
            among: by.among.as_ref().map(|ids| ids.iter().copied().collect()),
            test: test(&by.filter, catalogue),
            spelled: &by.spelled,
            store,
        }
    }

    /// Whether the asset at a place is as it must be.
    pub(super) fn admits(&self, place: u32, entry: &Entry) -> bool {
        let id = entry.summary.id;
        (self.pseudo || !entry.pseudo)
            && self.among.as_ref().is_none_or(|among| among.contains(&id))
            && self.passes(place, entry, &self.test)
            && (self.spelled.is_empty() || self.spells(id).unwrap_or(false))
    }

    fn passes(&self, place: u32, entry: &Entry, test: &Test<'_>) -> bool {
        let summary = &entry.summary;
        let within = |at: Timestamp, from: &Option<Timestamp>, to: &Option<Timestamp>| {
            from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to)
        };
        match test {
            Test::All(tests) => tests.iter().all(|test| self.passes(place, entry, test)),
            Test::One(tests) => tests.is_empty() || tests.iter().any(|test| self.passes(place, entry, test)),
            Test::Language(language) => summary.language.as_ref() == Some(language),
            Test::Part(ids) => ids.iter().flatten().any(|id| entry.parts.contains(id)),
            Test::Words(ranks, words, stand) => {
                ranks.as_ref().is_some_and(|ranks| !ranks.is_missing(place))
                    && (stand.is_anywhere() || self.stand(summary.id, words, *stand).unwrap_or(false))
            }
            Test::Created(from, to) => within(summary.created, from, to),
            Test::Updated(from, to) => within(summary.updated, from, to),
        }
    }

    /// Whether one of these places of an asset has all of the words; `None` where it is gone, or can't be read.
    fn stand(&self, id: AssetId, words: &[String], place: Where) -> Option<bool> {
        let has = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let details = self.store.asset(id).ok()??.details;
        let in_title = place.title && details.name.as_deref().is_some_and(has);
        let in_notes = (place.annotation || place.kind.is_some())
            && details
                .annotations
                .iter()
                .any(|note| place.kind.is_none_or(|kind| note.kind == kind) && has(&note.text));
        if in_title || in_notes || !place.content {
            return Some(in_title || in_notes);
        }
        Some(!details.form.no_text && has(&self.store.text(id).ok()??))
    }

    /// Whether an asset has every word as it is spelled.
    fn spells(&self, id: AssetId) -> Option<bool> {
        let asset = self.store.asset(id).ok()??;
        let text = self.store.text(id).ok()??;
        let text = if asset.details.form.no_text { "" } else { &text };
        let details = &asset.details;
        let tags = details.tags.iter().map(|tag| tag.text.as_str());
        let notes = details.annotations.iter().map(|note| note.text.as_str());
        let all: Vec<&str> = [details.name.as_deref().unwrap_or_default(), text]
            .into_iter()
            .chain(tags)
            .chain(notes)
            .collect();
        Some(
            self.spelled
                .iter()
                .all(|word| all.iter().any(|text| text.contains(word))),
        )
    }
}

fn test<'a>(filter: &'a Filter, catalogue: &Catalogue) -> Test<'a> {
    let each = |filters: &'a [Filter]| filters.iter().map(|filter| test(filter, catalogue)).collect();
    let part = |derived: Uuid, sent: &str| Test::Part([Some(derived), sent.parse().ok()]);
    match filter {
        Filter::Any => Test::All(Vec::new()),
        Filter::All(filters) => Test::All(each(filters)),
        Filter::One(filters) => Test::One(each(filters)),
        Filter::Language(language) => Test::Language(language),
        Filter::Tag(tag) => part(ids::tag(tag).uuid(), tag),
        Filter::Website(site) => part(ids::website(site).uuid(), site),
        Filter::Person(person) => part(ids::person(person), person),
        Filter::Words(words, place) => Test::Words(
            catalogue.ranks(words),
            words
                .to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            *place,
        ),
        Filter::Created(from, to) => Test::Created(*from, *to),
        Filter::Updated(from, to) => Test::Updated(*from, *to),
    }
}
