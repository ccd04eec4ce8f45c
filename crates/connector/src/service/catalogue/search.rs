//! Searching the catalogue.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use domain::{AssetId, Language, Timestamp};
use memchr::memmem::Finder;

use super::{AssetSummary, Catalogue, Entry};
use crate::service::{
    Found, Place,
    beyond::{Beyond, MOST_WHOLE, MOST_WHOLE_BYTES, MayBeWhole},
    narrowing::Word,
    nearly::Nearly,
    places::Stands,
    searched::{self, BY_PARTS, Ranks},
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
    /// Whether it must hold a text, and not bytes.
    pub is_text: bool,
    /// How many of the best to leave out, and how many to answer after those.
    pub offset: usize,
    /// See `offset`.
    pub limit: usize,
}

/// Part of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many assets there are that are for lists.
    pub total: usize,
    /// How many of them match.
    pub matching: usize,
    /// Those that were asked for, best first: by where the words stand (title, tags, first line, text), then by when
    /// they were last reused, changed or saved.
    pub items: Vec<AssetSummary>,
}

/// An asset that has the words: its rank, 0 for the best, when something last happened to it, and its place.
type Hit = (u8, Reverse<Timestamp>, u32);

impl Catalogue {
    /// Where every asset has all of the words; `None` where there are none.
    pub(in crate::service) fn ranks(&self, words: &str, beyond: &Beyond) -> Option<Ranks> {
        let mut ranks = self.known_ranks(words, beyond)?;
        for id in beyond.holding(words) {
            if let Some((place, _)) = self.shelf.get(*id) {
                ranks.found(place, Stands::Text);
            }
        }
        Some(ranks)
    }

    /// The same as far as the index knows.
    fn known_ranks(&self, words: &str, beyond: &Beyond) -> Option<Ranks> {
        let ranked = beyond.ranked(words, &self.edition).cloned();
        ranked.or_else(|| searched::rank(words, &self.shelf, &self.index))
    }

    /// The assets that are admitted and have some of these words by their parts alone as far as the index knows, while their
    /// texts may have them whole: best first, as many as are looked into at most. What was found out of the words on the way
    /// is noted.
    pub(in crate::service) fn may_be_whole(
        &self,
        words: &str,
        beyond: &mut Beyond,
        admits: impl Fn(&Entry) -> bool,
    ) -> Vec<MayBeWhole> {
        let typed: Vec<_> = searched::wanted(words).into_iter().map(Word::new).collect();
        if !typed.iter().any(Word::is_of_several) {
            return Vec::new();
        }
        let Some(ranks) = self.known_ranks(words, beyond) else {
            return Vec::new();
        };
        let mut hits = self.hits(Some(&ranks), |_, entry| !entry.summary.no_text && admits(entry));
        hits.retain(|(rank, ..)| (BY_PARTS..2 * BY_PARTS).contains(rank));
        self.best(&mut hits, MOST_WHOLE);
        let finders: Vec<_> = typed
            .iter()
            .map(|word| Finder::new(&word.whole().lower))
            .collect();
        let mut left = MOST_WHOLE_BYTES;
        let may = hits.into_iter().filter_map(|(_, _, place)| {
            left = left.checked_sub(self.shelf.text_bytes(place))?;
            // A word that is said of it need not be in its text.
            let unsaid = finders
                .iter()
                .map(|finder| self.shelf.find_at(place, finder).is_none());
            Some(MayBeWhole {
                asset: self.shelf.at(place)?.summary.id,
                unsaid: unsaid.collect(),
            })
        });
        let may = may.collect();
        beyond.note(words, ranks, &self.edition);
        may
    }

    /// The assets that do not have all of the words of each phrase as far as the index knows, and have more words than it
    /// knows; those to which something happened last first, with the bytes of their texts. Beside them where all of the words
    /// are as far as the index knows, where there is such an asset, and of which edition that is.
    pub(in crate::service) fn may_hold_beyond(&self, phrases: &[&str]) -> (Vec<(AssetId, usize)>, Beyond) {
        if self.cut.is_empty() {
            return (Vec::new(), Beyond::default());
        }
        let ranks: HashMap<String, Ranks> = phrases
            .iter()
            .filter_map(|phrase| {
                let ranks = searched::rank(phrase, &self.shelf, &self.index)?;
                Some(((*phrase).to_owned(), ranks))
            })
            .collect();
        let cut = self.cut.iter().filter_map(|(id, bytes)| {
            let (place, _) = self.shelf.get(*id)?;
            let lacks_some = ranks.values().any(|ranks| ranks.is_missing(place));
            lacks_some.then_some((Reverse(self.shelf.touched(place)), *id, *bytes))
        });
        let mut cut: Vec<_> = cut.collect();
        cut.sort_unstable();
        let cut = cut.into_iter().map(|(_, id, bytes)| (id, bytes)).collect();
        (cut, Beyond::new(ranks, Arc::clone(&self.edition)))
    }

    /// The assets that have all of the words and are admitted; without words every one.
    fn hits(&self, ranks: Option<&Ranks>, admits: impl Fn(u32, &Entry) -> bool) -> Vec<Hit> {
        let hit = |rank, place| (rank, Reverse(self.shelf.touched(place)), place);
        match ranks {
            None => {
                let all = self.shelf.all().filter(|(place, entry)| admits(*place, entry));
                all.map(|(place, _)| hit(0, place)).collect()
            }
            Some(ranks) => {
                let there = |place| self.shelf.at(place).is_some_and(|entry| admits(place, entry));
                let found = ranks.each().filter(|(place, _)| there(*place));
                found.map(|(place, rank)| hit(rank, place)).collect()
            }
        }
    }

    /// Sorts the best of them, and leaves no others.
    fn best(&self, hits: &mut Vec<Hit>, most: usize) {
        let id = |hit: &Hit| self.shelf.at(hit.2).map(|entry| entry.summary.id);
        let order = |a: &Hit, b: &Hit| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| id(a).cmp(&id(b)));
        if most > 0 && most < hits.len() {
            // They are chosen before they are sorted.
            hits.select_nth_unstable_by(most - 1, order);
        }
        hits.truncate(most);
        hits.sort_unstable_by(order);
    }

    pub(in crate::service) fn search(&self, query: &Query, beyond: &Beyond) -> Page {
        let ranks = self.ranks(&query.text, beyond);
        let mut hits = self.hits(ranks.as_ref(), |_, entry| query.admits(entry));
        let matching = hits.len();
        self.best(&mut hits, query.offset.saturating_add(query.limit));
        let page = hits.iter().skip(query.offset);
        Page {
            total: self.shelf.listed(),
            matching,
            items: page
                .filter_map(|(_, _, place)| Some(self.shelf.at(*place)?.summary.clone()))
                .collect(),
        }
    }

    /// The assets that hold every word and are admitted, best first.
    pub(in crate::service) fn find_words(
        &self,
        text: &str,
        beyond: &Beyond,
        most: usize,
        admits: impl Fn(u32, &Entry) -> bool,
    ) -> Vec<Found> {
        match self.ranks(text, beyond) {
            Some(ranks) => self.found(&ranks, most, admits),
            None => Vec::new(),
        }
    }

    fn found(&self, ranks: &Ranks, most: usize, admits: impl Fn(u32, &Entry) -> bool) -> Vec<Found> {
        let mut hits = self.hits(Some(ranks), admits);
        self.best(&mut hits, most);
        let found = hits.into_iter().filter_map(|(rank, _, place)| {
            Some(Found {
                asset: self.shelf.at(place)?.summary.id,
                exact: rank < BY_PARTS,
                score: 1.0 / f64::from(rank + 1),
                place: match Stands::ALL[usize::from(rank % BY_PARTS)] {
                    Stands::First | Stands::Title => Place::Title,
                    Stands::Tags => Place::Tags,
                    Stands::Notes => Place::Annotation,
                    Stands::Hints => Place::Hint,
                    Stands::Websites => Place::Website,
                    Stands::Line | Stands::Text => Place::Content,
                },
            })
        });
        found.collect()
    }

    /// The assets that hold the words, and after them those whose title, tags, first line or notes nearly do: the likest of them
    /// are compared alone, unless every one is wanted, of which more than the catalogue knows is asked then.
    pub(in crate::service) fn find_nearly(
        &self,
        text: &str,
        beyond: &Beyond,
        most: usize,
        admits: impl Fn(u32, &Entry) -> bool,
    ) -> Vec<Found> {
        let Some(ranks) = self.ranks(text, beyond) else {
            return Vec::new();
        };
        let mut found = self.found(&ranks, most, &admits);
        if found.len() >= most {
            return found;
        }
        let Some(nearly) = Nearly::new(text) else {
            return found;
        };
        let others = self.shelf.all().filter_map(|(place, entry)| {
            let is_missing = ranks.is_missing(place);
            let lacks = is_missing
                .then(|| nearly.lacks(self.shelf.letters(place)))
                .flatten()?;
            admits(place, entry).then_some((lacks, Reverse(place)))
        });
        let mut others: Vec<_> = others.collect();
        if most < usize::MAX && nearly.most() < others.len() {
            others.select_nth_unstable(nearly.most());
            others.truncate(nearly.most());
        }
        let others: Vec<u32> = others.into_iter().map(|(_, Reverse(place))| place).collect();
        let heads: Vec<_> = others.iter().map(|place| self.shelf.head(*place)).collect();
        let mut near = nearly.matches(&heads);
        // What is near is less than what has the words.
        let most_score = found.last().map_or(1.0, |found| found.score);
        near.sort_unstable_by(|(a, score), (b, other)| {
            let newest_first = |at: usize| (Reverse(self.shelf.touched(others[at])), Reverse(others[at]));
            other
                .total_cmp(score)
                .then_with(|| newest_first(*a).cmp(&newest_first(*b)))
        });
        let near = near.into_iter().filter_map(|(at, score)| {
            Some(Found {
                asset: self.shelf.at(others[at])?.summary.id,
                exact: false,
                score: score * most_score,
                place: Place::Near,
            })
        });
        found.extend(near.take(most - found.len()));
        found
    }
}

impl Query {
    pub(in crate::service) fn admits(&self, Entry { summary, pseudo, .. }: &Entry) -> bool {
        !pseudo
            && self
                .language
                .as_ref()
                .is_none_or(|language| summary.language.as_ref() == Some(language))
            && !(self.is_text && summary.no_text)
            && self.tag.as_ref().is_none_or(|tag| summary.tags.contains(tag))
    }
}
