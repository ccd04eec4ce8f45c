//! What can be searched of one asset, and where the words of a query stand in it.

use domain::Asset;
use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::{catalogue::AssetSummary, code_words};

/// Bytes of different words of a text that can be found, at most: those of some ten thousand lines of code.
const WORDS: usize = 64 * 1024;

/// Everything that can be searched, lower case: title, tags, first line, words, each after the end of the one before.
pub(super) struct Searched {
    text: Box<str>,
    title_end: usize,
    tags_end: usize,
    line_end: usize,
    notes_end: usize,
    /// The words alone: they stay when the rest is edited.
    words: usize,
}

impl Searched {
    /// The words of the text alone.
    pub(super) fn words(&self) -> &str {
        &self.text[self.words..]
    }

    pub(super) fn new(summary: &AssetSummary, asset: &Asset, words: &str) -> Self {
        let mut text = summary.name.to_lowercase();
        let title_end = text.len();
        for tag in &summary.tags {
            text.push('\n');
            text.push_str(&tag.to_lowercase());
        }
        let tags_end = text.len();
        text.push('\n');
        text.push_str(&summary.first_line.to_lowercase());
        let line_end = text.len();
        for note in &asset.details.annotations {
            text.push('\n');
            text.push_str(&note.text.to_lowercase());
        }
        let notes_end = text.len();
        text.push('\n');
        let words_begin = text.len();
        text.push_str(words);
        Self {
            text: text.into(),
            title_end,
            tags_end,
            line_end,
            notes_end,
            words: words_begin,
        }
    }

    /// All of it.
    pub(super) fn all(&self) -> &str {
        &self.text
    }

    /// Title, tags and first line.
    pub(super) fn head(&self) -> &str {
        &self.text[..self.line_end]
    }

    /// Where the words stand, 0 for the best place; `None` where one is missing.
    pub(super) fn rank(&self, wanted: &[Wanted]) -> Option<u8> {
        wanted.iter().try_fold(0, |worst, word| {
            let (place, by_parts) = word.find(self.text.as_bytes())?;
            let rank = match place {
                0 => 0,
                _ if place < self.title_end => 1,
                _ if place < self.tags_end => 2,
                _ if place < self.line_end => 3,
                _ if place < self.notes_end => 4,
                _ => 5,
            };
            Some(worst.max(if by_parts { rank + BY_PARTS } else { rank }))
        })
    }
}

/// How much worse it is to be there by the parts alone.
pub(super) const BY_PARTS: u8 = 6;

/// A word of a query.
pub(super) struct Wanted {
    whole: Finder<'static>,
    /// What must be in the words of an asset that has it: its parts, or itself. Empty where it is punctuation alone.
    needles: Vec<String>,
    /// What is between its punctuation and its capitals. Empty where it has none, or is nothing else.
    parts: Vec<Finder<'static>>,
}

impl Wanted {
    /// What must be in the words of an asset that has all of these.
    pub(super) fn needles(wanted: &[Self]) -> Vec<String> {
        wanted
            .iter()
            .flat_map(|word| word.needles.iter().cloned())
            .collect()
    }

    /// The words of a query.
    pub(super) fn all(text: &str) -> Vec<Self> {
        text.split_whitespace().map(Self::new).collect()
    }

    fn new(word: &str) -> Self {
        let whole = word.to_lowercase();
        let parts: Vec<_> = code_words::parts(word).map(str::to_lowercase).collect();
        let only_itself = parts.iter().all(|part| *part == whole);
        let finder = |part: &String| Finder::new(part).into_owned();
        Self {
            whole: finder(&whole),
            parts: if only_itself {
                Vec::new()
            } else {
                parts.iter().map(finder).collect()
            },
            needles: parts,
        }
    }

    /// Where it stands, and whether by its parts alone; `None` where it does not.
    fn find(&self, text: &[u8]) -> Option<(usize, bool)> {
        if let Some(place) = self.whole.find(text) {
            return Some((place, false));
        }
        let places = self.parts.iter().map(|part| part.find(text));
        let last = places.collect::<Option<Vec<_>>>()?.into_iter().max()?;
        Some((last, true))
    }
}

/// The words and operators of a text, each once, lower case, one on each line.
pub(super) fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let mut seen = FxHashSet::default();
    let mut words = String::new();
    for word in code_words::of(&text) {
        // No word fits any more.
        if words.len() + 2 > WORDS {
            break;
        }
        if words.len() + word.len() < WORDS && seen.insert(word) {
            words.push_str(word);
            words.push('\n');
        }
    }
    words
}
