//! Which assets have a word that holds what is looked for: an index from words to the assets that have them.
//!
//! The different words of a library are far fewer than the words of all its texts, so those that hold what is looked
//! for, wherever in them, are found by going through all of them (`memmem`); the assets that have one of them are then
//! known without a look at the others, and without their texts being kept in memory.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::{
    catalogue::Said,
    code_words,
    places::{Places, Stands},
    searched::Ranks,
    spelling::{self, Needle},
    text_words::TextWords,
};

/// See the module's documentation.
#[derive(Default)]
pub(super) struct WordIndex {
    words: Words,
    /// Words as they are without marks, of those that have some: few, or none.
    plain: Words,
}

/// Words, and the assets that have each.
#[derive(Default)]
struct Words {
    /// Every word once, each after a line break.
    words: String,
    /// Where each word begins, in the order of the words.
    begins: Vec<u32>,
    /// The number of each word, found by the word.
    numbers: HashTable<u32>,
    /// For each word the places of the assets that have it.
    assets_of: Vec<Places>,
}

impl WordIndex {
    /// Takes in the asset at a place, which is after all others, with what is said about it, of which every word counts,
    /// and what was taken of its text.
    pub(super) fn insert(&mut self, place: u32, said: &Said, text: &TextWords) {
        for (stands, part) in said.parts() {
            let begins = |title: &str, word: &str| stands == Stands::Title && title.starts_with(word);
            let of_word = |is_first: bool| if is_first { Stands::First } else { stands };
            for word in code_words::of(part) {
                self.words.add(word, place, of_word(begins(part, word)));
            }
            let title = (stands == Stands::Title).then(|| spelling::plain(part)).flatten();
            let title = title.unwrap_or_default();
            for token in spelling::plain_words(part) {
                for word in code_words::of(&token) {
                    self.plain.add(word, place, of_word(begins(&title, word)));
                }
            }
        }
        for word in text.each() {
            self.words.add(word, place, Stands::Text);
        }
        for word in text.each_plain() {
            self.plain.add(word, place, Stands::Text);
        }
    }

    /// Moves the assets to the places where they are now, in the same order; and forgets those that have none.
    pub(super) fn renew(&mut self, now_at: &[Option<u32>]) {
        self.words.renew(now_at);
        self.plain.renew(now_at);
    }

    /// Notes at which places a word holds this, in which spelling, and where the word stands there.
    pub(super) fn holding(&self, needle: &Needle, ranks: &mut Ranks) {
        self.words
            .holding(&needle.lower, |place, stands| ranks.found(place, stands));
        self.plain
            .holding(&needle.plain, |place, stands| ranks.found_plainly(place, stands));
        if needle.plain != needle.lower {
            self.words
                .holding(&needle.plain, |place, stands| ranks.found_plainly(place, stands));
        }
    }
}

impl Words {
    fn renew(&mut self, now_at: &[Option<u32>]) {
        let mut renewed = Self::default();
        for (number, places) in self.assets_of.iter().enumerate() {
            let word = self.word(number);
            places.each(|place, stands| {
                if let Some(place) = now_at[place as usize] {
                    renewed.add(word, place, stands);
                }
            });
        }
        *self = renewed;
    }

    /// The places at which a word holds this, which is lower case, and where the word stands there.
    fn holding(&self, needle: &str, mut act: impl FnMut(u32, Stands)) {
        if needle.is_empty() || needle.contains('\n') {
            return;
        }
        let finder = Finder::new(needle);
        let (mut from, mut word) = (0, 0);
        while let Some(found) = finder.find(&self.words.as_bytes()[from..]) {
            let at = from + found;
            while self.begins.get(word + 1).is_some_and(|next| *next as usize <= at) {
                word += 1;
            }
            let at_its_beginning = self.begins[word] as usize == at;
            self.assets_of[word].each(|place, stands| {
                let within_the_first = stands == Stands::First && !at_its_beginning;
                act(place, if within_the_first { Stands::Title } else { stands });
            });
            // Once is enough in a word.
            word += 1;
            match self.begins.get(word) {
                Some(begins) => from = *begins as usize,
                None => break,
            }
        }
    }

    /// Notes that the asset at a place has a word; whether that was not known yet.
    fn add(&mut self, word: &str, place: u32, stands: Stands) -> bool {
        let hash = FxBuildHasher.hash_one(word);
        let is_it = |number: &u32| self.word(*number as usize) == word;
        if let Some(number) = self.numbers.find(hash, is_it).copied() {
            return self.assets_of[number as usize].push(place, stands);
        }
        let number = u32::try_from(self.begins.len()).expect("fewer words than 2^32");
        self.words.push('\n');
        let begins = u32::try_from(self.words.len()).expect("fewer bytes of different words than 2^32");
        self.words.push_str(word);
        self.begins.push(begins);
        self.assets_of.push(Places::One(place, stands));
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
    use super::*;

    fn insert(index: &mut WordIndex, place: u32, title: &str, text: &str) {
        index.insert(place, &Said::titled(title), &TextWords::of_text(text));
    }

    fn found(index: &WordIndex, needle: &str) -> Vec<(u32, u8)> {
        let mut ranks = Ranks::missing(100);
        index.holding(&Needle::new(needle), &mut ranks);
        ranks.each().collect()
    }

    #[test]
    fn words_lead_to_the_assets_that_hold_them_anywhere() {
        let mut index = WordIndex::default();
        insert(&mut index, 1, "Merge interval", "merge_intervals(start, end)");
        insert(&mut index, 2, "", "interval of time");
        insert(&mut index, 3, "", "start => end");
        let (first, title, text) = (Stands::First as u8, Stands::Title as u8, Stands::Text as u8);
        for (needle, expected) in [
            ("merge", vec![(1, first)]),
            ("erge", vec![(1, title)]),
            ("interval", vec![(1, title), (2, text)]),
            ("tervals", vec![(1, text)]),
            ("start", vec![(1, text), (3, text)]),
            ("nd", vec![(1, text), (3, text)]),
            ("e", vec![(1, title), (2, text), (3, text)]),
            ("=>", vec![(3, text)]),
            ("f time", vec![]),
            ("\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(&index, needle), expected, "{needle}");
        }
        index.renew(&[None, None, Some(0), Some(1)]);
        assert_eq!(found(&index, "merge"), []);
        assert_eq!(found(&index, "time"), [(0, text)]);
        assert_eq!(found(&index, "=>"), [(1, text)]);
    }
}
