//! What is said about one asset as it is searched, and where the words of a query stand in an asset.

use domain::Asset;
use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::{
    catalogue::AssetSummary,
    code_words,
    word_index::{Bits, WordIndex},
};

/// What is said about an asset, lower case: title, tags, first line, notes, each after the end of the one before. Its
/// text is known by the index of words alone.
#[derive(PartialEq, Eq)]
pub(super) struct Searched {
    said: Box<str>,
    title_end: u32,
    tags_end: u32,
    line_end: u32,
}

impl Searched {
    pub(super) fn new(summary: &AssetSummary, asset: &Asset) -> Self {
        let mut said = summary.name.to_lowercase();
        let title_end = end(&said);
        for tag in &summary.tags {
            said.push('\n');
            said.push_str(&tag.to_lowercase());
        }
        let tags_end = end(&said);
        said.push('\n');
        said.push_str(&summary.first_line.to_lowercase());
        let line_end = end(&said);
        for note in &asset.details.annotations {
            said.push('\n');
            said.push_str(&note.text.to_lowercase());
        }
        Self {
            said: said.into(),
            title_end,
            tags_end,
            line_end,
        }
    }

    /// All of it.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Title, tags and first line.
    pub(super) fn head(&self) -> &str {
        &self.said[..self.line_end as usize]
    }

    /// Where this stands in it, 0 for the best place.
    fn rank_of(&self, finder: &Finder<'_>) -> Option<u8> {
        let at = finder.find(self.said.as_bytes())?;
        Some(match u32::try_from(at).unwrap_or(u32::MAX) {
            0 => 0,
            at if at < self.title_end => 1,
            at if at < self.tags_end => 2,
            at if at < self.line_end => 3,
            _ => 4,
        })
    }
}

fn end(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// How good a place it is to be in the text alone.
const IN_TEXT: u8 = 5;

/// Different words of a query that count, at most: each is looked for in all words of the library.
const MOST_WANTED: usize = 64;

/// How much worse it is to be there by the parts alone.
pub(super) const BY_PARTS: u8 = 6;

/// The words of a query, and where an index has them.
pub(super) struct Wanted {
    words: Vec<Word>,
    candidates: Option<Bits>,
}

struct Word {
    whole: Needle,
    /// What is between its punctuation and its capitals. Empty where it has none, or is nothing else.
    parts: Vec<Needle>,
}

struct Needle {
    finder: Finder<'static>,
    in_text: Bits,
}

impl Wanted {
    pub(super) fn new(text: &str, index: &WordIndex) -> Self {
        let mut candidates: Option<Bits> = None;
        let mut words = Vec::new();
        let mut seen = FxHashSet::default();
        let different = text.split_whitespace().filter(|word| seen.insert(*word));
        for word in different.take(MOST_WANTED) {
            let whole = word.to_lowercase();
            let parts: Vec<_> = code_words::parts(word).map(str::to_lowercase).collect();
            let only_itself = parts.iter().all(|part| *part == whole);
            let whole = Needle::new(&whole, index);
            let parts: Vec<_> = if only_itself && !parts.is_empty() {
                narrow(&mut candidates, &whole.in_text, &parts[0]);
                Vec::new()
            } else {
                let needles = parts.iter().map(|part| (Needle::new(part, index), part));
                let narrowing = needles.map(|(needle, part)| {
                    narrow(&mut candidates, &needle.in_text, part);
                    needle
                });
                narrowing.collect()
            };
            words.push(Word { whole, parts });
        }
        Self { words, candidates }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The places that may have all of the words; one that has them is among them. Absent: any may.
    pub(super) fn candidates(&self) -> Option<&Bits> {
        self.candidates.as_ref()
    }

    /// Where the words stand in the asset at a place, 0 for the best; `None` where one is missing.
    pub(super) fn rank(&self, searched: &Searched, place: u32) -> Option<u8> {
        let mut ranks = self.words.iter().map(|word| word.rank(searched, place));
        ranks.try_fold(0, |worst, rank| Some(rank?.max(worst)))
    }
}

/// What lower case has made of some letters is more than a letter, and parts words: the index can't tell where it is.
fn narrow(candidates: &mut Option<Bits>, having: &Bits, part: &str) {
    if part.chars().all(char::is_alphanumeric) {
        match candidates {
            Some(candidates) => candidates.and(having),
            None => *candidates = Some(having.clone()),
        }
    }
}

impl Word {
    fn rank(&self, searched: &Searched, place: u32) -> Option<u8> {
        if let Some(rank) = self.whole.rank(searched, place) {
            return Some(rank);
        }
        let parts = self.parts.iter().map(|part| part.rank(searched, place));
        let worst = parts.collect::<Option<Vec<_>>>()?.into_iter().max()?;
        Some(worst + BY_PARTS)
    }
}

impl Needle {
    fn new(text: &str, index: &WordIndex) -> Self {
        Self {
            finder: Finder::new(text).into_owned(),
            in_text: index.holding(text),
        }
    }

    fn rank(&self, searched: &Searched, place: u32) -> Option<u8> {
        let said = searched.rank_of(&self.finder);
        said.or_else(|| self.in_text.has(place).then_some(IN_TEXT))
    }
}
