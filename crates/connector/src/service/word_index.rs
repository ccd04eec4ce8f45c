//! Which assets can hold the words of a query: an index from words to the assets that have them.
//!
//! The different words of a library are far fewer than the words of all its texts, so those that hold what is looked
//! for, wherever in them, are found by going through all of them (`memmem`); the assets that have one of them are then
//! known without a look at the others. What is found so may be a little too much; it is looked at closer by its caller.

use std::collections::HashMap;

use domain::AssetId;
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::code_words;

/// Letters below which most words hold a needle, so that looking at every asset is quicker.
const SHORTEST: usize = 3;

/// Places of removed assets that are kept before the index is made anew, and the part of all places that they may be.
const FEWEST_DEAD: usize = 1_000;
const MOST_DEAD: usize = 4;

/// See the module's documentation.
#[derive(Default)]
pub(super) struct WordIndex {
    /// Every word once, each after a line break.
    words: String,
    /// Where each word begins, in the order of the words.
    begins: Vec<u32>,
    numbers: HashMap<Box<str>, u32, FxBuildHasher>,
    /// For each word the places of the assets that have it, in rising order.
    assets_of: Vec<Vec<u32>>,
    /// The assets, each at its place; `None` where it was removed.
    places: Vec<Option<AssetId>>,
    place_of: HashMap<AssetId, u32, FxBuildHasher>,
}

impl WordIndex {
    /// Takes in an asset with everything that can be searched of it, lower case, in place of what it was before.
    pub(super) fn insert(&mut self, id: AssetId, searched: &str) {
        self.remove(id);
        let place = u32::try_from(self.places.len()).expect("fewer assets than 2^32");
        self.places.push(Some(id));
        self.place_of.insert(id, place);
        for word in code_words::of(searched) {
            let number = self.number(word);
            let assets = &mut self.assets_of[number];
            if assets.last() != Some(&place) {
                assets.push(place);
            }
        }
    }

    pub(super) fn remove(&mut self, id: AssetId) {
        if let Some(place) = self.place_of.remove(&id) {
            self.places[place as usize] = None;
        }
    }

    /// Whether so much was removed that the index is to be made anew.
    pub(super) fn is_worn(&self) -> bool {
        let dead = self.places.len() - self.place_of.len();
        dead > FEWEST_DEAD && dead > self.places.len() / MOST_DEAD
    }

    /// The assets that may hold all of the needles, which are lower case; `None` where to look at
    /// every asset is better.
    pub(super) fn may_hold(&self, needles: &[String]) -> Option<Vec<AssetId>> {
        // What lower case has made of some letters is more than a letter, and parts words.
        let plain = |needle: &str| needle.chars().all(char::is_alphanumeric);
        let long = needles
            .iter()
            .filter(|needle| needle.len() >= SHORTEST && plain(needle));
        let mut sets = long.map(|needle| self.holding(needle));
        let first = sets.next()?;
        let all = sets.fold(first, |mut all, set| {
            for (all, set) in all.iter_mut().zip(set) {
                *all &= set;
            }
            all
        });
        let mut found = Vec::new();
        for (block, mut bits) in all.into_iter().enumerate() {
            while bits != 0 {
                let place = block * 64 + bits.trailing_zeros() as usize;
                found.extend(self.places.get(place).copied().flatten());
                bits &= bits - 1;
            }
        }
        Some(found)
    }

    /// A bit for each place whose asset has a word that holds the needle.
    fn holding(&self, needle: &str) -> Vec<u64> {
        let mut set = vec![0; self.places.len().div_ceil(64)];
        let mut known = usize::MAX;
        for at in Finder::new(needle).find_iter(self.words.as_bytes()) {
            let word = self.begins.partition_point(|begins| *begins as usize <= at) - 1;
            if word != known {
                known = word;
                for place in &self.assets_of[word] {
                    set[*place as usize / 64] |= 1 << (place % 64);
                }
            }
        }
        set
    }

    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.numbers.get(word) {
            return *number as usize;
        }
        let number = self.begins.len();
        self.words.push('\n');
        let begins = u32::try_from(self.words.len()).expect("fewer bytes of different words than 2^32");
        self.words.push_str(word);
        self.begins.push(begins);
        let kept = u32::try_from(number).expect("fewer words than 2^32");
        self.numbers.insert(word.into(), kept);
        self.assets_of.push(Vec::new());
        number
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> AssetId {
        AssetId::new(Uuid::from_u128(number))
    }

    fn found(index: &WordIndex, needles: &[&str]) -> Option<Vec<u128>> {
        let needles: Vec<_> = needles.iter().map(|needle| (*needle).to_owned()).collect();
        let found = index.may_hold(&needles)?;
        Some(found.into_iter().map(|id| id.uuid().as_u128()).collect())
    }

    #[test]
    fn words_lead_to_the_assets_that_hold_them_anywhere() {
        let mut index = WordIndex::default();
        index.insert(id(1), "merge_intervals(start, end)");
        index.insert(id(2), "interval of time");
        index.insert(id(3), "start => end");
        assert_eq!(found(&index, &["interval"]), Some(vec![1, 2]));
        assert_eq!(found(&index, &["tervals"]), Some(vec![1]));
        assert_eq!(found(&index, &["start", "end"]), Some(vec![1, 3]));
        assert_eq!(found(&index, &["start", "time"]), Some(vec![]));
        assert_eq!(
            found(&index, &["of", "time"]),
            Some(vec![2]),
            "the long one is enough"
        );
        assert_eq!(found(&index, &["en"]), None, "too short");
        assert_eq!(found(&index, &[]), None);
        index.insert(id(1), "something else");
        index.remove(id(2));
        assert_eq!(found(&index, &["interval"]), Some(vec![]));
        assert_eq!(found(&index, &["else"]), Some(vec![1]));
    }

    #[test]
    fn it_is_worn_when_much_was_removed() {
        let mut index = WordIndex::default();
        for number in 0..3_000 {
            index.insert(id(number), "a word");
        }
        assert!(!index.is_worn());
        for number in 0..1_001 {
            index.remove(id(number));
        }
        assert!(index.is_worn());
    }
}
