//! The library as people look through it: what a list shows of each asset, in memory, and the search over it.
//!
//! Reading 100,000 assets from the disk for every keystroke would take seconds, so what can be searched is kept as one
//! lower-case string for each: title, tags, first line, notes, and the words of the text. An index says which assets may
//! have the words of a query ([decision 0019](../../../../docs/decisions/0019-searching.md)). A search looks for every word of the
//! query in it, wherever it stands. One with punctuation or capitals in it (`op.retry(`, `mergeAll`) is there as it is,
//! or by its parts.

use std::collections::{BTreeMap, HashMap};

use domain::{Asset, AssetId, Language, Timestamp};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::{
    Found, Place, ids, nearly,
    searched::{BY_PARTS, Searched, Wanted, words},
    word_index::WordIndex,
};

/// Characters of a first line, at most.
const LINE: usize = 120;
/// What a list shows of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetSummary {
    /// The asset.
    pub id: AssetId,
    /// Its title.
    pub name: String,
    /// The first line of its text that is not blank, at most 120 characters of it.
    pub first_line: String,
    /// What language it is in, as far as that is known.
    pub language: Option<Language>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it was saved.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was last reused, if ever.
    pub reused: Option<Timestamp>,
    /// How often it was reused.
    pub reuse_count: u32,
}

/// An order of assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those saved last first.
    NewestFirst,
    /// Those last reused, changed or saved first.
    LikeliestFirst,
}

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

/// What a search can be narrowed by, each with how many assets it leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The languages, most assets first.
    pub languages: Vec<(Language, usize)>,
    /// The tags, most assets first.
    pub tags: Vec<(String, usize)>,
}

struct Entry {
    summary: AssetSummary,
    searched: Searched,
    /// The ids of its tags, websites and annotations.
    parts: Box<[Uuid]>,
    /// Left out of lists that do not ask for such assets.
    pseudo: bool,
}

/// Every asset of the library.
#[derive(Default)]
pub(super) struct Catalogue {
    entries: HashMap<AssetId, Entry>,
    index: WordIndex,
}

impl Catalogue {
    pub(super) fn insert(&mut self, asset: &Asset, text: &str) {
        self.put(asset, first_line(text), &words(text));
    }

    /// Takes in what was changed about an asset, but for its text.
    pub(super) fn update(&mut self, asset: &Asset) {
        if let Some(entry) = self.entries.remove(&asset.id) {
            self.put(asset, entry.summary.first_line, entry.searched.words());
        }
    }

    pub(super) fn remove(&mut self, id: AssetId) {
        self.entries.remove(&id);
        self.index.remove(id);
        self.renew();
    }

    pub(super) fn get(&self, id: AssetId) -> Option<&AssetSummary> {
        self.entries.get(&id).map(|entry| &entry.summary)
    }

    fn put(&mut self, asset: &Asset, first_line: String, words: &str) {
        let summary = AssetSummary {
            id: asset.id,
            name: asset.details.name.clone().unwrap_or_default(),
            first_line,
            language: asset.language.clone(),
            tags: asset.details.tags.iter().map(|tag| tag.text.clone()).collect(),
            created: asset.created,
            updated: asset.updated,
            reused: asset.reused,
            reuse_count: asset.reuse_count,
        };
        let searched = Searched::new(&summary, asset, words);
        let entry = Entry {
            summary,
            searched,
            parts: parts(asset),
            pseudo: asset.details.marks.pseudo == Some(true),
        };
        self.index.insert(asset.id, entry.searched.all());
        self.entries.insert(asset.id, entry);
        self.renew();
    }

    /// Makes the index anew where much of it is of assets that are gone.
    fn renew(&mut self) {
        if self.index.is_worn() {
            let mut index = WordIndex::default();
            for (id, entry) in &self.entries {
                index.insert(*id, entry.searched.all());
            }
            self.index = index;
        }
    }

    /// The assets that may have all of these words; one that has them is among them.
    fn candidates(&self, wanted: &[Wanted]) -> Box<dyn Iterator<Item = &Entry> + '_> {
        match self.index.may_hold(&Wanted::needles(wanted)) {
            Some(ids) => Box::new(ids.into_iter().filter_map(|id| self.entries.get(&id))),
            None => Box::new(self.entries.values()),
        }
    }

    /// The assets that have a part with this id: a tag, a website, an annotation.
    pub(super) fn holding(&self, part: Uuid) -> Vec<AssetId> {
        let mut holding: Vec<_> = self
            .entries
            .values()
            .filter(|entry| entry.parts.contains(&part))
            .map(|entry| entry.summary.id)
            .collect();
        holding.sort_unstable();
        holding
    }

    /// The ids of the assets, in this order.
    pub(super) fn ids(&self, order: Order, pseudo: bool) -> Vec<AssetId> {
        let wanted = self.entries.values().filter(|entry| pseudo || !entry.pseudo);
        let mut ids: Vec<_> = wanted
            .map(|entry| {
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

    pub(super) fn search(&self, query: &Query) -> Page {
        let wanted = Wanted::all(&query.text);
        let mut found: Vec<_> = self
            .candidates(&wanted)
            .filter(|entry| query.admits(&entry.summary))
            .filter_map(|entry| Some((entry.searched.rank(&wanted)?, entry)))
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
    pub(super) fn find_words(&self, text: &str, pseudo: bool, most: usize) -> Vec<Found> {
        let wanted = Wanted::all(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = self
            .candidates(&wanted)
            .filter(|entry| pseudo || !entry.pseudo)
            .filter_map(|entry| {
                let rank = entry.searched.rank(&wanted)?;
                Some((rank, std::cmp::Reverse(entry.summary.touched()), entry.summary.id))
            })
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
    pub(super) fn find_nearly(&self, text: &str, pseudo: bool, most: usize) -> Vec<Found> {
        let mut found = self.find_words(text, pseudo, most);
        let exact: FxHashSet<_> = found.iter().map(|found| found.asset).collect();
        let wanted = |entry: &&Entry| (pseudo || !entry.pseudo) && !exact.contains(&entry.summary.id);
        let entries: Vec<_> = self.entries.values().filter(wanted).collect();
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

    pub(super) fn has_part(&self, id: AssetId, part: Uuid) -> bool {
        self.entries
            .get(&id)
            .is_some_and(|entry| entry.parts.contains(&part))
    }

    pub(super) fn has_words(&self, id: AssetId, text: &str) -> bool {
        let wanted = Wanted::all(text);
        self.entries
            .get(&id)
            .is_some_and(|entry| entry.searched.rank(&wanted).is_some())
    }

    pub(super) fn facets(&self) -> Facets {
        let mut languages: BTreeMap<&Language, usize> = BTreeMap::new();
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        for Entry { summary, .. } in self.entries.values() {
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

impl AssetSummary {
    /// When something last happened to it.
    fn touched(&self) -> Timestamp {
        self.reused
            .map_or(self.updated, |reused| reused.max(self.updated))
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

fn parts(asset: &Asset) -> Box<[Uuid]> {
    let details = &asset.details;
    let tags = details.tags.iter().map(|tag| ids::tag(&tag.text).uuid());
    let sites = details.websites.iter().map(|site| ids::website(&site.url).uuid());
    let notes = details.annotations.iter().enumerate();
    let notes = notes.map(|(place, note)| ids::annotation_at(asset, place, note).uuid());
    tags.chain(sites).chain(notes).collect()
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(LINE)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{ApplicationId, AssetDetails, Mechanism, Tag};

    use super::*;

    fn asset(number: u128, name: &str, tags: &[&str], language: &'static str) -> Asset {
        let at = Timestamp::from_millis(i64::try_from(number).unwrap());
        Asset {
            id: AssetId::new(Uuid::from_u128(number)),
            creator: ApplicationId::new(Uuid::nil()),
            created: at,
            updated: at,
            reused: None,
            reuse_count: 0,
            mechanism: Mechanism::Manual,
            language: Some(Language::from_static(language)),
            is_code: true,
            bytes: 0,
            details: AssetDetails {
                name: Some(name.to_owned()),
                tags: tags
                    .iter()
                    .map(|text| Tag {
                        text: (*text).to_owned(),
                        mechanism: Mechanism::Manual,
                        category: domain::TagCategory::Unknown,
                        unread: domain::Unread::new(),
                    })
                    .collect(),
                ..AssetDetails::default()
            },
        }
    }

    fn catalogue() -> Catalogue {
        let mut catalogue = Catalogue::default();
        let text = "\n\nasync fn call(op: F) {\n    let Backoff = op.retry(5);\n}\n";
        catalogue.insert(&asset(1, "call", &["net"], "rs"), text);
        catalogue.insert(&asset(2, "Retry_with_backoff", &[], "rs"), "fn retry() {}");
        catalogue.insert(
            &asset(3, "job table", &["retry", "net"], "sql"),
            "CREATE TABLE jobs",
        );
        catalogue
    }

    fn find(catalogue: &Catalogue, text: &str) -> Vec<u128> {
        let query = Query {
            text: text.to_owned(),
            limit: 10,
            ..Query::default()
        };
        let page = catalogue.search(&query);
        assert_eq!((page.total, page.matching), (3, page.items.len()));
        page.items.iter().map(|item| item.id.uuid().as_u128()).collect()
    }

    #[test]
    fn words_are_found_wherever_they_stand_and_the_title_counts_most() {
        let catalogue = catalogue();
        assert_eq!(find(&catalogue, ""), [3, 2, 1], "newest first");
        assert_eq!(find(&catalogue, "RETRY"), [2, 3, 1]);
        assert_eq!(find(&catalogue, "net retry"), [3, 1]);
        assert_eq!(find(&catalogue, "backoff"), [2, 1]);
        assert_eq!(find(&catalogue, "nothing"), []);
        assert_eq!(
            catalogue
                .get(AssetId::new(Uuid::from_u128(1)))
                .unwrap()
                .first_line,
            "async fn call(op: F) {"
        );
    }

    #[test]
    fn every_word_of_a_long_text_is_found_short_ones_and_with_punctuation_too() {
        let mut catalogue = catalogue();
        let lines: Vec<_> = (0..2_000)
            .map(|n| format!("let field_{n} = call({n});"))
            .collect();
        let text = format!("{}\nif ok {{ last.one() }}", lines.join("\n"));
        catalogue.insert(&asset(3, "long", &[], "rs"), &text);
        for query in ["field_1999", "ok", "let field_1999", "last.one()", "field_7;"] {
            assert_eq!(find(&catalogue, query), [3], "{query}");
        }
        assert_eq!(find(&catalogue, "last.two()"), []);
        assert_eq!(find(&catalogue, "=>"), []);
    }

    #[test]
    fn the_index_leaves_nothing_out() {
        let mut catalogue = Catalogue::default();
        let words = [
            "merge",
            "mergeAll",
            "merge_all",
            "İnterval",
            "op.retry",
            "=>",
            "straße",
            "x1",
            "HTTPServer",
            "end",
        ];
        for number in 1..400_u128 {
            let pick = |step: u128| words[usize::try_from(number * step % 10).unwrap()];
            let text = format!("{} {} {}", pick(3), pick(7), pick(11));
            catalogue.insert(&asset(number % 300, pick(5), &[pick(13)], "rs"), &text);
        }
        catalogue.remove(AssetId::new(Uuid::from_u128(7)));
        for query in words.into_iter().chain([
            "mergeall all",
            "server",
            "İNTERVAL",
            "retry end",
            "erg",
            "STRASSE",
            "=",
        ]) {
            let wanted = Wanted::all(query);
            let mut all: Vec<_> = catalogue.entries.values().collect();
            all.retain(|entry| entry.searched.rank(&wanted).is_some());
            let mut all: Vec<_> = all.into_iter().map(|entry| entry.summary.id).collect();
            let mut found: Vec<_> = catalogue
                .find_words(query, true, 1_000)
                .into_iter()
                .map(|f| f.asset)
                .collect();
            all.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, all, "{query}");
        }
    }

    #[test]
    fn a_search_is_narrowed_and_paged() {
        let catalogue = catalogue();
        let query = Query {
            language: Some(Language::from_static("rs")),
            offset: 1,
            limit: 5,
            ..Query::default()
        };
        let page = catalogue.search(&query);
        assert_eq!((page.total, page.matching, page.items.len()), (3, 2, 1));
        assert_eq!(page.items[0].name, "call");
        let tagged = Query {
            tag: Some("net".to_owned()),
            limit: 1,
            ..Query::default()
        };
        let page = catalogue.search(&tagged);
        assert_eq!((page.matching, page.items[0].name.as_str()), (2, "job table"));
        let facets = catalogue.facets();
        assert_eq!(facets.tags, [("net".to_owned(), 2), ("retry".to_owned(), 1)]);
        assert_eq!(facets.languages[0], (Language::from_static("rs"), 2));
        let beyond = Query {
            offset: usize::MAX,
            limit: 5,
            ..Query::default()
        };
        assert_eq!(catalogue.search(&beyond).items, []);
    }

    #[test]
    fn what_is_edited_is_found_by_its_new_words_and_its_text() {
        let mut catalogue = catalogue();
        catalogue.update(&asset(1, "with patience", &[], "rs"));
        assert_eq!(find(&catalogue, "patience backoff"), [1]);
        assert_eq!(find(&catalogue, "net"), [3]);
        catalogue.remove(AssetId::new(Uuid::from_u128(3)));
        assert_eq!(catalogue.facets().tags, []);
    }
}
