//! How good the places are at which the words of a query stand, for every asset at once.

use std::{collections::HashMap, rc::Rc};

use memchr::memmem::Finder;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::{
    catalogue::Shelf,
    code_words,
    places::Stands,
    spelling::{self, Needle},
    word_index::WordIndex,
};

/// Different words of a query that count, at most: each is looked for in all words of the library.
const MOST_WANTED: usize = 64;

/// How much worse it is to be there by the parts alone.
pub(super) const BY_PARTS: u8 = Stands::ALL.len() as u8;

/// How much worse it is to be there in another spelling alone.
const PLAINLY: u8 = 2 * BY_PARTS;

/// For the asset at each place how good the place is where it has what was looked for: that of [`Stands`], [`BY_PARTS`] worse
/// where it has the parts alone, and [`PLAINLY`] worse where it has them in another spelling.
#[derive(Clone)]
pub(super) struct Ranks(Vec<u8>);

/// The rank of what is missing.
const MISSING: u8 = u8::MAX;

impl Ranks {
    /// Nothing was found.
    pub(super) fn missing(places: usize) -> Self {
        Self(vec![MISSING; places])
    }

    /// What was found is there, and stands so.
    pub(super) fn found(&mut self, place: u32, stands: Stands) {
        self.is_at_most(place, stands as u8);
    }

    /// The same where it is spelled otherwise.
    pub(super) fn found_plainly(&mut self, place: u32, stands: Stands) {
        self.is_at_most(place, PLAINLY + stands as u8);
    }

    fn is_at_most(&mut self, place: u32, rank: u8) {
        let known = &mut self.0[place as usize];
        *known = (*known).min(rank);
    }

    /// Both are wanted.
    fn and(&mut self, other: &Self) {
        for (rank, other) in self.0.iter_mut().zip(&other.0) {
            *rank = (*rank).max(*other);
        }
    }

    /// The places that have it, each with its rank.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let all = (0..).zip(&self.0);
        all.filter(|(_, rank)| **rank != MISSING)
            .map(|(place, rank)| (place, *rank))
    }

    pub(super) fn is_missing(&self, place: u32) -> bool {
        self.0[place as usize] == MISSING
    }
}

/// The words of a query that count, each once. What is not seen is none, and neither is a mark by itself.
pub(super) fn wanted(query: &str) -> Vec<&str> {
    let mut seen = FxHashSet::default();
    let words = query.split_whitespace();
    let words = words.filter(|word| word.is_ascii() || !Needle::new(word).plain.is_empty());
    let different = words.filter(|word| seen.insert(*word));
    different.take(MOST_WANTED).collect()
}

/// Where the assets have all of the words of a query, the worst of them counting; `None` where it has no words.
pub(super) fn rank(query: &str, shelf: &Shelf, index: &WordIndex) -> Option<Ranks> {
    let mut words = wanted(query);
    // Longer ones leave fewer assets to look at.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut looking = Looking {
        shelf,
        index,
        parts: HashMap::default(),
    };
    let mut all: Option<Ranks> = None;
    for word in words {
        let ranks = looking.rank_word(word, all.as_ref());
        match &mut all {
            Some(all) => all.and(&ranks),
            None => all = Some(ranks),
        }
        if all.as_ref().is_some_and(|all| all.each().next().is_none()) {
            break;
        }
    }
    all
}

struct Looking<'a> {
    shelf: &'a Shelf,
    index: &'a WordIndex,
    /// What was found of each part already.
    parts: HashMap<Needle, Rc<Ranks>, FxBuildHasher>,
}

impl Looking<'_> {
    fn rank_word(&mut self, word: &str, among: Option<&Ranks>) -> Ranks {
        let word = spelling::composed(word);
        let whole = Needle::new(&word);
        let mut parts: Vec<_> = code_words::parts(&word).map(Needle::new).collect();
        if parts.is_empty() {
            parts = code_words::known_by(&whole.lower).map(Needle::new).collect();
        }
        // A mark by itself need not be there.
        parts.retain(|part| !part.plain.is_empty());
        if parts.iter().all(|part| *part == whole) {
            parts.clear();
        }
        let mut ranks = self.rank_parts(&parts, among);
        if !whole.lower.chars().any(code_words::is_between) {
            // It is a word, or in one.
            self.index.holding(&whole, &mut ranks);
        } else if parts.is_empty() {
            self.index.holding(&whole, &mut ranks);
            let finder = Finder::new(&whole.lower);
            self.shelf
                .find(&finder, |place, stands| ranks.found(place, stands));
        } else {
            // What has all of it has the parts; and the index knows the words of a text, not what is between them.
            let finder = Finder::new(&whole.lower);
            let candidates: Vec<u32> = ranks.each().map(|(place, _)| place).collect();
            for place in candidates {
                if let Some(stands) = self.shelf.find_at(place, &finder) {
                    ranks.found(place, stands);
                }
            }
        }
        ranks
    }

    /// Where all of the parts are, among these; nowhere if there are none.
    fn rank_parts(&mut self, parts: &[Needle], among: Option<&Ranks>) -> Ranks {
        let mut all: Option<Ranks> = None;
        for part in parts {
            let ranks = self.rank_part(part);
            match &mut all {
                Some(all) => all.and(&ranks),
                None => all = Some(Ranks::clone(&ranks)),
            }
        }
        let Some(mut all) = all else {
            return Ranks::missing(self.shelf.places());
        };
        if let Some(among) = among {
            for (rank, among) in all.0.iter_mut().zip(&among.0) {
                if *among == MISSING {
                    *rank = MISSING;
                }
            }
        }
        for rank in all.0.iter_mut().filter(|rank| **rank != MISSING) {
            *rank += BY_PARTS;
        }
        all
    }

    fn rank_part(&mut self, part: &Needle) -> Rc<Ranks> {
        if let Some(known) = self.parts.get(part) {
            return Rc::clone(known);
        }
        let mut ranks = Ranks::missing(self.shelf.places());
        self.index.holding(part, &mut ranks);
        if part.lower.chars().any(code_words::is_between) {
            // What lower case has made of some letters is more than a letter, and parts words.
            let finder = Finder::new(&part.lower);
            self.shelf
                .find(&finder, |place, stands| ranks.found(place, stands));
        }
        let ranks = Rc::new(ranks);
        self.parts.insert(part.clone(), Rc::clone(&ranks));
        ranks
    }
}
