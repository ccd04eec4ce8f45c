//! Which assets have a word that holds what is looked for: an index from words to the assets that have them.
//!
//! The different words of a library are far fewer than the words of all its texts, so those that hold what is looked
//! for, wherever in them, are found by going through all of them (`memmem`); the assets that have one of them are then
//! known without a look at the others, and without their texts being kept in memory.

use std::{collections::HashMap, hash::BuildHasher};

use domain::AssetId;
use hashbrown::HashTable;
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::{code_words, places::Places};

/// Places of removed assets that are kept before the index is made anew, and the part of all places that they may be.
const FEWEST_DEAD: usize = 1_000;
const MOST_DEAD: usize = 4;

/// Bytes of different words of a text that can be found, at most: those of some ten thousand lines of code.
const MOST_WORDS: usize = 64 * 1024;

/// A bit for each place of an index.
#[derive(Clone)]
pub(super) struct Bits(Vec<u64>);

/// See the module's documentation.
#[derive(Default)]
pub(super) struct WordIndex {
    /// Every word once, each after a line break.
    words: String,
    /// Where each word begins, in the order of the words.
    begins: Vec<u32>,
    /// The number of each word, found by the word.
    numbers: HashTable<u32>,
    /// For each word the places of the assets that have it.
    assets_of: Vec<Places>,
    /// The assets, each at its place; `None` where it was removed.
    places: Vec<Option<AssetId>>,
    place_of: HashMap<AssetId, u32, FxBuildHasher>,
}

impl Bits {
    pub(super) fn has(&self, place: u32) -> bool {
        self.0
            .get(place as usize / 64)
            .is_some_and(|bits| (bits >> (place % 64)) & 1 == 1)
    }

    /// Leaves those that are in the others too.
    pub(super) fn and(&mut self, others: &Self) {
        for (mine, other) in self.0.iter_mut().zip(&others.0) {
            *mine &= other;
        }
    }

    fn set(&mut self, place: u32) {
        self.0[place as usize / 64] |= 1 << (place % 64);
    }
}

impl WordIndex {
    /// Takes in an asset with what can be searched of it, lower case, in place of what it was before: what is said about
    /// it, of which every word counts, and its text, of which only so many do.
    pub(super) fn insert(&mut self, id: AssetId, said: &str, text: &str) {
        self.remove(id);
        let place = u32::try_from(self.places.len()).expect("fewer assets than 2^32");
        self.places.push(Some(id));
        self.place_of.insert(id, place);
        for word in code_words::of(said) {
            self.add(word, place);
        }
        let mut left = MOST_WORDS;
        for word in code_words::of(text) {
            if word.len() < left && self.add(word, place) {
                left -= word.len() + 1;
            }
        }
    }

    pub(super) fn remove(&mut self, id: AssetId) {
        if let Some(place) = self.place_of.remove(&id) {
            self.places[place as usize] = None;
        }
    }

    /// Makes the index anew where much of it is of assets that are gone.
    pub(super) fn renew(&mut self) {
        let dead = self.places.len() - self.place_of.len();
        if dead <= FEWEST_DEAD || dead <= self.places.len() / MOST_DEAD {
            return;
        }
        let mut renewed = Self::default();
        let mut now_at = vec![None; self.places.len()];
        for (place, id) in self.places.iter().enumerate() {
            if let Some(id) = id {
                let new = u32::try_from(renewed.places.len()).expect("fewer than before");
                now_at[place] = Some(new);
                renewed.places.push(Some(*id));
                renewed.place_of.insert(*id, new);
            }
        }
        for (number, places) in self.assets_of.iter().enumerate() {
            let word = self.word(number);
            places.each(|place| {
                if let Some(place) = now_at[place as usize] {
                    renewed.add(word, place);
                }
            });
        }
        *self = renewed;
    }

    /// The assets at these places, each with its place; at every place where no places are named.
    pub(super) fn at<'a>(&'a self, bits: Option<&'a Bits>) -> impl Iterator<Item = (u32, AssetId)> + 'a {
        let places = (0..).zip(&self.places);
        let wanted = places.filter(move |(place, _)| bits.is_none_or(|bits| bits.has(*place)));
        wanted.filter_map(|(place, id)| Some((place, (*id)?)))
    }

    /// The places of the assets that have a word that holds this, which is lower case.
    pub(super) fn holding(&self, needle: &str) -> Bits {
        let mut bits = Bits(vec![0; self.places.len().div_ceil(64)]);
        if needle.is_empty() || needle.contains('\n') {
            return bits;
        }
        let finder = Finder::new(needle);
        let (mut from, mut word) = (0, 0);
        while let Some(found) = finder.find(&self.words.as_bytes()[from..]) {
            let at = from + found;
            word += self.begins[word..].partition_point(|begins| *begins as usize <= at) - 1;
            self.assets_of[word].each(|place| bits.set(place));
            // Once is enough in a word.
            word += 1;
            match self.begins.get(word) {
                Some(begins) => from = *begins as usize,
                None => break,
            }
        }
        bits
    }

    /// Notes that the asset at a place has a word; whether that was not known yet.
    fn add(&mut self, word: &str, place: u32) -> bool {
        let hash = FxBuildHasher.hash_one(word);
        let is_it = |number: &u32| self.word(*number as usize) == word;
        if let Some(number) = self.numbers.find(hash, is_it).copied() {
            return self.assets_of[number as usize].push(place);
        }
        let number = u32::try_from(self.begins.len()).expect("fewer words than 2^32");
        self.words.push('\n');
        let begins = u32::try_from(self.words.len()).expect("fewer bytes of different words than 2^32");
        self.words.push_str(word);
        self.begins.push(begins);
        self.assets_of.push(Places::One(place));
        let (words, begins) = (&self.words, &self.begins);
        let hash_of = |number: &u32| FxBuildHasher.hash_one(word_at(words, begins, *number as usize));
        self.numbers.insert_unique(hash, number, hash_of);
        true
    }

    fn word(&self, number: usize) -> &str {
        word_at(&self.words, &self.begins, number)
    }
}

fn word_at<'a>(words: &'a str, begins: &[u32], number: usize) -> &'a str {
    let end = begins
        .get(number + 1)
        .map_or(words.len(), |next| *next as usize - 1);
    &words[begins[number] as usize..end]
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> AssetId {
        AssetId::new(Uuid::from_u128(number))
    }

    fn found(index: &WordIndex, needle: &str) -> Vec<u128> {
        let bits = index.holding(needle);
        index.at(Some(&bits)).map(|(_, id)| id.uuid().as_u128()).collect()
    }

    #[test]
    fn words_lead_to_the_assets_that_hold_them_anywhere() {
        let mut index = WordIndex::default();
        index.insert(id(1), "Merge", "merge_intervals(start, end)");
        index.insert(id(2), "", "interval of time");
        index.insert(id(3), "", "start => end");
        for (needle, expected) in [
            ("interval", vec![1, 2]),
            ("tervals", vec![1]),
            ("start", vec![1, 3]),
            ("en", vec![1, 3]),
            ("e", vec![1, 2, 3]),
            ("=>", vec![3]),
            ("f time", vec![]),
            ("\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&index, needle), expected, "{needle}");
        }
        index.insert(id(1), "", "something else");
        index.remove(id(2));
        assert_eq!(found(&index, "interval"), Vec::<u128>::new());
        assert_eq!(found(&index, "else"), [1]);
        assert_eq!(index.at(None).count(), 2);
    }

    #[test]
    fn it_is_made_anew_when_much_was_removed_and_finds_the_same() {
        let mut index = WordIndex::default();
        for number in 0..3_000 {
            index.insert(id(number), "", &format!("a word {} {}", number % 7, number % 100));
        }
        for number in 0..1_001 {
            index.remove(id(number));
        }
        let before: Vec<_> = ["a", "word", "5", "42"]
            .iter()
            .map(|needle| found(&index, needle))
            .collect();
        assert_eq!(index.places.len(), 3_000);
        index.renew();
        assert_eq!(index.places.len(), 1_999);
        let after: Vec<_> = ["a", "word", "5", "42"]
            .iter()
            .map(|needle| found(&index, needle))
            .collect();
        assert_eq!(after, before);
        index.renew();
        assert_eq!(index.places.len(), 1_999, "nothing is gone");
    }

    #[test]
    fn of_a_very_long_text_so_many_words_are_known() {
        let mut index = WordIndex::default();
        let text: Vec<_> = (0..20_000).map(|number| format!("word_{number}")).collect();
        index.insert(id(1), "said", &text.join(" "));
        assert!(index.words.len() <= MOST_WORDS + 16, "{}", index.words.len());
        assert_eq!(found(&index, "word_5000"), [1]);
        assert_eq!(found(&index, "word_19999"), Vec::<u128>::new());
    }
}
