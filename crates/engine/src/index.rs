//! Finds the texts that share grams with a copied one: an inverted index in segments.
//!
//! As in SourcererCC (Sajnani et al., ICSE 2016) the rarest grams are looked up first and the commonest not at all.
//! Texts go into short sorted runs, which are joined to segments of flat arrays, 3.2 bytes for each posting: a piece of the
//! work with each text that comes in, so that none waits for it.
//!
//! What a search answers depends on the texts and their ids alone, not on the order in which they came, nor on what was
//! here before: counts are exact, sums go in the order of the grams, and ties go to the lower id.

mod boundaries;
mod run;
mod sealed;
mod search;
mod segments;
mod stored;

use std::{collections::BTreeSet, hash::Hash, thread};

use domain::TextDigest;
use rustc_hash::FxHashMap;

use crate::{Entry, Sketch, grams::Grams, packed::Packed};
pub(crate) use run::Run;
use sealed::Sealed;
pub(crate) use search::{POSTINGS, Weighed};
pub(crate) use segments::Segment;
use segments::Segments;
pub(crate) use stored::{Array, Key, Kind, Part, Texts};

/// Removed texts whose slots stay empty, beside as many as there are texts.
const EMPTY: usize = 1_024;
/// A text in the index.
#[derive(Debug)]
pub(crate) struct Document<Id> {
    pub(crate) id: Id,
    pub(crate) digest: TextDigest,
    pub(crate) exact: ExactMark,
    pub(crate) tokens: Packed,
    /// Whether the user took it once.
    pub(crate) reused: bool,
}

impl<Id> Document<Id> {
    /// How many tokens it has.
    fn length(&self) -> u16 {
        u16::try_from(self.tokens.len()).unwrap_or(u16::MAX)
    }
}

/// What tells texts apart that differ in their comments alone: 32 bits of [`Sketch::exact_digest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExactMark(pub(crate) u32);

impl From<&Sketch> for ExactMark {
    fn from(sketch: &Sketch) -> Self {
        Self(beginning(sketch.exact_digest()))
    }
}

/// Texts by id, by digest and by gram.
#[derive(Debug)]
pub(crate) struct Index<Id> {
    /// By slot; `None` where a text was removed. Slots only grow until the index is rebuilt.
    documents: Vec<Option<Document<Id>>>,
    /// By slot, how many tokens a text has. Thousands of them are asked for in one search, and they lie together here.
    lengths: Vec<u16>,
    by_id: FxHashMap<Id, u32>,
    /// The beginnings of digests, and slots.
    by_digest: BTreeSet<(u32, u32)>,
    segments: Segments,
}

/// Bytes that the index of a library takes, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// The texts' tokens.
    pub tokens: usize,
    /// Which texts hold each gram.
    pub postings: usize,
    /// The texts' ids, digests and places.
    pub texts: usize,
}

impl<Id: Copy + Ord + Hash + Sync> Index<Id> {
    pub(crate) fn new() -> Self {
        Self {
            documents: Vec::new(),
            lengths: Vec::new(),
            by_id: FxHashMap::default(),
            by_digest: BTreeSet::new(),
            segments: Segments::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn footprint(&self) -> Footprint {
        // A table of a map has a byte beside each entry and is full to seven eighths at most, a tree to three quarters or so.
        let by_id = self.by_id.capacity() * 8 / 7 * (size_of::<(Id, u32)>() + 1);
        let by_digest = self.by_digest.len() * size_of::<(u32, u32)>() * 4 / 3;
        let slots = self.documents.capacity() * size_of::<Option<Document<Id>>>();
        Footprint {
            tokens: self
                .documents
                .iter()
                .flatten()
                .map(|d| d.tokens.as_bytes().len())
                .sum(),
            postings: self.segments.all().iter().map(Segment::bytes).sum(),
            texts: slots + self.lengths.capacity() * size_of::<u16>() + by_id + by_digest,
        }
    }

    pub(crate) fn contains(&self, id: Id) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Adds a text; one under the same id goes, and what was learned about it stays.
    pub(crate) fn insert(&mut self, id: Id, entry: Entry) {
        let known = self.slot(id).and_then(|slot| self.document(slot));
        let reused = known.is_some_and(|document| document.reused);
        self.remove(id);
        self.segments.push(self.documents.len(), entry.run);
        self.file(Document {
            id,
            digest: entry.digest,
            exact: entry.exact,
            tokens: entry.tokens,
            reused,
        });
    }

    /// Adds many texts at once, under ids that are new: several times faster than one after the other.
    pub(crate) fn extend(&mut self, documents: Vec<Document<Id>>) {
        if documents.len() < Run::MOST {
            for document in documents {
                let grams = Grams::of(&document.tokens.tokens());
                self.segments.push(self.documents.len(), Run::of(&grams));
                self.file(document);
            }
            return;
        }
        let base = self.documents.len();
        self.documents.reserve_exact(documents.len());
        self.lengths.reserve_exact(documents.len());
        documents.into_iter().for_each(|document| self.file(document));
        let sealed = self.sealed_from(base);
        self.segments.extend(sealed);
    }

    /// Segments of the texts from a slot on, made on every processor that there is.
    fn sealed_from(&self, base: usize) -> Vec<Sealed> {
        let count = self.documents.len() - base;
        let threads = thread::available_parallelism().map_or(1, usize::from);
        // As many for one as for the other, and not so few that making threads is felt.
        let pieces = count.div_ceil(Sealed::MOST).next_multiple_of(threads);
        let size = count.div_ceil(pieces).max(Sealed::MOST / 8);
        let bases: Vec<usize> = (base..self.documents.len()).step_by(size).collect();
        let sealed_of = |base: &usize| {
            let end = self.documents.len().min(base + size);
            let texts = self.documents[*base..end].iter().flatten();
            Sealed::new(*base, texts.map(|document| &document.tokens))
        };
        if bases.len() < 2 || threads < 2 {
            return bases.iter().map(sealed_of).collect();
        }
        thread::scope(|scope| {
            let shares: Vec<_> = bases
                .chunks(bases.len().div_ceil(threads))
                .map(|share| scope.spawn(move || share.iter().map(sealed_of).collect::<Vec<_>>()))
                .collect();
            shares
                .into_iter()
                .flat_map(|share| {
                    share
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    }

    /// Gives a text its slot. Its grams are the caller's.
    fn file(&mut self, document: Document<Id>) {
        let slot = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.by_id.insert(document.id, slot);
        self.by_digest.insert((beginning(document.digest), slot));
        self.lengths.push(document.length());
        self.documents.push(Some(document));
    }

    /// Removes a text. Its slot stays empty until half of the index is.
    pub(crate) fn remove(&mut self, id: Id) -> bool {
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        if let Some(document) = self.documents[slot as usize].take() {
            self.by_digest.remove(&(beginning(document.digest), slot));
            let grams = Grams::of(&document.tokens.tokens());
            self.segments.remove(slot as usize, &grams);
        }
        if self.documents.len() > 2 * self.by_id.len() + EMPTY {
            let documents = std::mem::take(self).documents.into_iter().flatten();
            let alone = |document: Document<Id>| Document {
                tokens: document.tokens.alone(),
                ..document
            };
            self.extend(documents.map(alone).collect());
        }
        true
    }

    pub(crate) fn note_reuse(&mut self, id: Id) {
        if let Some(slot) = self.slot(id)
            && let Some(document) = &mut self.documents[slot as usize]
        {
            document.reused = true;
        }
    }

    /// How many texts the user took.
    pub(crate) fn reused(&self) -> usize {
        let documents = self.documents.iter().flatten();
        documents.filter(|document| document.reused).count()
    }

    /// Forgets which texts were taken.
    pub(crate) fn forget_reuse(&mut self) {
        let documents = self.documents.iter_mut().flatten();
        documents.for_each(|document| document.reused = false);
    }

    fn slot(&self, id: Id) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn document(&self, slot: u32) -> Option<&Document<Id>> {
        self.documents.get(slot as usize)?.as_ref()
    }

    /// All texts that are here.
    pub(crate) fn documents(&self) -> Vec<&Document<Id>> {
        self.documents.iter().flatten().collect()
    }

    pub(crate) fn document_of(&self, id: Id) -> Option<&Document<Id>> {
        self.document(self.slot(id)?)
    }

    /// The texts that are the same after normalisation, at most `most`: those with the same comments first, then those that
    /// were reused, then those of the lowest ids.
    pub(crate) fn equal(&self, digest: TextDigest, exact: ExactMark, most: usize) -> Vec<&Document<Id>> {
        let mut equal: Vec<_> = self
            .by_digest
            .range((beginning(digest), 0)..=(beginning(digest), u32::MAX))
            .filter_map(|(_, slot)| self.document(*slot))
            .filter(|document| document.digest == digest)
            .collect();
        equal.sort_unstable_by_key(|document| (document.exact != exact, !document.reused, document.id));
        equal.truncate(most);
        equal
    }
}

impl<Id: Copy + Ord + Hash + Sync> Default for Index<Id> {
    fn default() -> Self {
        Self::new()
    }
}

/// The first 32 bits: enough to find the few texts that have the same.
const fn beginning(digest: TextDigest) -> u32 {
    u32::from_le_bytes([digest.0[0], digest.0[1], digest.0[2], digest.0[3]])
}
