//! Finds the texts that share grams with a copied one: an inverted index in sealed segments and an open one.
//!
//! As in SourcererCC (Sajnani et al., ICSE 2016) the rarest grams are looked up first and the commonest not at all.
//! Texts go into the open segment, a hash map. When that is full it is sealed into flat arrays, 3.1 bytes for each
//! posting. Sealed segments of like size are joined, so there are few of them and every text is moved a few times only.
//!
//! What a search answers depends on the texts and their ids alone, not on the order in which they came, nor on what was
//! here before: counts are exact, sums go in the order of the grams, and ties go to the lower id.

mod boundaries;
mod segment;

use std::{collections::BTreeSet, hash::Hash, ops::Range};

use domain::TextDigest;
use rustc_hash::FxHashMap;

use crate::{
    background,
    grams::{Family, Grams},
    lex::Token,
};
use segment::{Open, Sealed};

/// Texts in the open segment before it is sealed. A hash map of more would take megabytes.
const OPEN: usize = 256;
/// Texts in a segment that is joined of others. More would make joining them felt.
const JOINED: usize = 1 << 14;
/// A gram is skipped when more texts than this, or than one in [`COMMON_SHARE`], hold it.
const COMMON: usize = 256;
/// See [`COMMON`].
const COMMON_SHARE: usize = 40;
/// Postings read for one question.
pub(crate) const POSTINGS: usize = 40_000;
/// Texts that the library must hold to be believed as much as the background about how common a gram is.
const BACKGROUND: f32 = 2_000.0;

/// A text in the index.
#[derive(Debug)]
pub(crate) struct Document<Id> {
    pub(crate) id: Id,
    pub(crate) digest: TextDigest,
    pub(crate) tokens: Box<[Token]>,
    /// Whether the user took it once.
    pub(crate) reused: bool,
}

/// Texts by id, by digest and by gram.
#[derive(Debug)]
pub(crate) struct Index<Id> {
    /// By slot; `None` where a text was removed. Slots only grow until the index is rebuilt.
    documents: Vec<Option<Document<Id>>>,
    /// By slot, how many tokens a text has. Thousands of them are asked for in one search, and they lie together here.
    lengths: Vec<u16>,
    by_id: FxHashMap<Id, u32>,
    by_digest: BTreeSet<(TextDigest, u32)>,
    sealed: Vec<Sealed>,
    open: Open,
}

/// What a search answers.
pub(crate) struct Found {
    /// Where the texts are, those first that share most.
    pub(crate) slots: Vec<u32>,
    pub(crate) weighed: Vec<Weighed>,
    /// How many postings were read.
    pub(crate) postings: usize,
}

/// A gram of a copied text and what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub(crate) gram: u32,
    pub(crate) family: Family,
    /// The information in nats that a text holds it: by the library, and by code in general where that is small.
    pub(crate) weight: f32,
}

impl<Id: Copy + Ord + Hash> Index<Id> {
    pub(crate) fn new() -> Self {
        Self {
            documents: Vec::new(),
            lengths: Vec::new(),
            by_id: FxHashMap::default(),
            by_digest: BTreeSet::new(),
            sealed: Vec::new(),
            open: Open::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn contains(&self, id: Id) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Adds a text; one under the same id goes, and what was learned about it stays.
    pub(crate) fn insert(&mut self, id: Id, digest: TextDigest, tokens: &[Token]) {
        let known = self.slot(id).and_then(|slot| self.document(slot));
        let reused = known.is_some_and(|document| document.reused);
        self.remove(id);
        if self.open.len() == OPEN {
            self.seal();
        }
        self.open.push(&Grams::of(tokens));
        self.file(Document {
            id,
            digest,
            tokens: tokens.into(),
            reused,
        });
    }

    /// Adds many texts at once, under ids that are new: several times faster than one after the other.
    pub(crate) fn extend(&mut self, documents: impl IntoIterator<Item = Document<Id>>) {
        self.seal();
        let mut base = self.documents.len();
        documents.into_iter().for_each(|document| self.file(document));
        while base < self.documents.len() {
            let end = self.documents.len().min(base + Sealed::MOST);
            self.sealed.push(self.sealed_of(base..end));
            base = end;
        }
        self.open = Open::new(base);
    }

    /// Gives a text its slot. Its grams are the caller's.
    fn file(&mut self, document: Document<Id>) {
        let slot = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.by_id.insert(document.id, slot);
        self.by_digest.insert((document.digest, slot));
        self.lengths
            .push(u16::try_from(document.tokens.len()).unwrap_or(u16::MAX));
        self.documents.push(Some(document));
    }

    /// Removes a text. Its slot stays empty until half of the index is.
    pub(crate) fn remove(&mut self, id: Id) -> bool {
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        if let Some(document) = self.documents[slot as usize].take() {
            self.by_digest.remove(&(document.digest, slot));
            let grams = Grams::of(&document.tokens);
            let after = self
                .sealed
                .partition_point(|segment| segment.base() <= slot as usize);
            if slot as usize >= self.open.base() {
                self.open.remove(slot, &grams);
            } else if let Some(segment) = after.checked_sub(1).and_then(|at| self.sealed.get_mut(at)) {
                segment.remove(slot, &grams);
            }
        }
        if self.documents.len() > 2 * self.by_id.len() + 4 * OPEN {
            let documents = std::mem::take(self).documents;
            self.extend(documents.into_iter().flatten());
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

    /// The texts that are the same after normalisation, at most `most`: those that were reused first, then those of the
    /// lowest ids.
    pub(crate) fn equal(&self, digest: TextDigest, most: usize) -> Vec<&Document<Id>> {
        let mut equal: Vec<_> = self
            .by_digest
            .range((digest, 0)..=(digest, u32::MAX))
            .filter_map(|(_, slot)| self.document(*slot))
            .collect();
        equal.sort_unstable_by_key(|document| (!document.reused, document.id));
        equal.truncate(most);
        equal
    }

    /// Turns the open segment into a sealed one, and joins the last ones while they are of like size.
    fn seal(&mut self) {
        if self.open.len() == 0 {
            return;
        }
        let mut base = self.open.base();
        let end = self.documents.len();
        while let Some(last) = self.sealed.last() {
            let (length, joined) = (last.len(), end - last.base());
            if length > 2 * (end - base) || joined > JOINED {
                break;
            }
            base = last.base();
            self.sealed.pop();
        }
        self.sealed.push(self.sealed_of(base..end));
        self.open = Open::new(end);
    }

    fn sealed_of(&self, slots: Range<usize>) -> Sealed {
        let base = slots.start;
        let texts = self.documents[slots]
            .iter()
            .map(|document| document.as_ref().map_or(&[][..], |document| &document.tokens));
        Sealed::new(base, texts)
    }

    /// The texts most worth comparing in full, at most `most`, and what every gram of the question says.
    pub(crate) fn search(&self, grams: &Grams, most: usize) -> Found {
        // Gram by gram in each segment: both are in the order of the grams, so it is one walk through memory.
        let runs: Vec<Vec<Range<u32>>> = self
            .sealed
            .iter()
            .map(|segment| grams.all().map(|gram| segment.find(gram)).collect())
            .collect();
        let mut weighed = Vec::with_capacity(grams.all().len());
        let mut counts = Vec::with_capacity(grams.all().len());
        for (place, &(gram, family)) in grams.with_families().iter().enumerate() {
            let sealed: usize = runs.iter().map(|runs| runs[place].len()).sum();
            let count = sealed + self.open.locals(gram).len();
            counts.push(count);
            let weight = self.weight(gram, count);
            weighed.push(Weighed { gram, family, weight });
        }
        let read = self.worth_reading(&counts);
        let mut pool = Vec::new();
        for (segment, runs) in self.sealed.iter().zip(&runs) {
            let locals = |place: usize| segment.locals(runs[place].clone());
            gather(
                &mut pool,
                segment.base()..segment.base() + segment.len(),
                &read,
                &weighed,
                locals,
            );
        }
        let locals = |place: usize| self.open.locals(weighed[place].gram);
        let open = self.open.base()..self.open.base() + self.open.len();
        gather(&mut pool, open, &read, &weighed, locals);
        Found {
            slots: self.best(pool, most),
            weighed,
            postings: read.iter().map(|place| counts[*place]).sum(),
        }
    }

    /// The places of the grams whose postings are read, in order: the rarest, as far as the budget goes.
    fn worth_reading(&self, counts: &[usize]) -> Vec<usize> {
        let common = COMMON.max(self.len() / COMMON_SHARE);
        let mut places: Vec<usize> = (0..counts.len()).filter(|place| counts[*place] > 0).collect();
        places.sort_unstable_by_key(|place| (counts[*place], *place));
        let mut budget = POSTINGS;
        let end = places.iter().position(|place| {
            let fits = counts[*place] <= common.min(budget);
            budget -= if fits { counts[*place] } else { 0 };
            !fits
        });
        places.truncate(end.unwrap_or(places.len()));
        places.sort_unstable();
        places
    }

    /// Two thirds of the places go to those that share most, the rest to those that share most for their length: a short
    /// asset inside a long copy would never come up by the sum alone.
    fn best(&self, mut pool: Vec<(f32, u32)>, most: usize) -> Vec<u32> {
        let id = |slot: u32| self.document(slot).map(|d| d.id);
        let mut chosen = take_best(&mut pool, most - most / 3, id);
        for (score, slot) in &mut pool {
            *score /= f32::from(self.lengths[*slot as usize]) + 12.0;
        }
        chosen.extend(take_best(&mut pool, most / 3, id));
        chosen
    }

    /// The information in nats that a text holds a gram that `texts` of the library hold.
    fn weight(&self, gram: u32, texts: usize) -> f32 {
        let expected = BACKGROUND * background::probability(gram);
        let share = (texts as f32 + expected) / (self.len() as f32 + BACKGROUND);
        (-share.ln()).max(0.02)
    }
}

impl<Id: Copy + Ord + Hash> Default for Index<Id> {
    fn default() -> Self {
        Self::new()
    }
}

/// Adds the texts of a segment to the pool, each with the weight of the grams that it shares: of those at the places
/// `read`.
fn gather<'s>(
    pool: &mut Vec<(f32, u32)>,
    slots: Range<usize>,
    read: &[usize],
    weighed: &[Weighed],
    locals: impl Fn(usize) -> &'s [u16],
) {
    let mut scores = vec![0.0_f32; slots.len()];
    let from = pool.len();
    for &place in read {
        let Weighed { family, weight, .. } = weighed[place];
        for local in locals(place) {
            let local = usize::from(*local);
            if scores[local] == 0.0 {
                pool.push((0.0, u32::try_from(slots.start + local).unwrap_or(u32::MAX)));
            }
            scores[local] += weight * family.share();
        }
    }
    for (score, slot) in &mut pool[from..] {
        *score = scores[*slot as usize - slots.start];
    }
}

/// Moves the `most` of the highest score out of the pool; ties go to the lower id.
///
/// One pass that holds the best so far. Hundreds of times more texts are in the pool than are taken, and an id is far away
/// in memory: it is looked at only where a score is that of one of the best.
fn take_best<Id: Ord>(pool: &mut Vec<(f32, u32)>, most: usize, id: impl Fn(u32) -> Id) -> Vec<u32> {
    // The score, the slot and the place in the pool, best first.
    let mut best: Vec<(f32, u32, usize)> = Vec::with_capacity(most.min(pool.len()) + 1);
    for (place, &(score, slot)) in pool.iter().enumerate() {
        let stays_before = |other: &(f32, u32, usize)| {
            let order = other.0.total_cmp(&score).reverse();
            order.then_with(|| id(other.1).cmp(&id(slot))).is_lt()
        };
        if best.len() < most || !best.last().is_none_or(stays_before) {
            best.insert(best.partition_point(stays_before), (score, slot, place));
            best.truncate(most);
        }
    }
    let mut places: Vec<usize> = best.iter().map(|(.., place)| *place).collect();
    places.sort_unstable();
    for place in places.into_iter().rev() {
        pool.swap_remove(place);
    }
    best.into_iter().map(|(_, slot, _)| slot).collect()
}
