//! Finds the texts that share grams with a copied one: an inverted index in sealed segments and an open one.
//!
//! As in SourcererCC (Sajnani et al., ICSE 2016) the rarest grams are looked up first and the commonest not at all.
//! Texts go into the open segment, a hash map. When that is full it is sealed into flat arrays, 3.2 bytes for each
//! posting. Sealed segments of like size are joined, so there are few of them and every text is moved a few times only.
//!
//! What a search answers depends on the texts and their ids alone, not on the order in which they came, nor on what was
//! here before: counts are exact, sums go in the order of the grams, and ties go to the lower id.

mod boundaries;
mod segment;

use std::{collections::BTreeSet, hash::Hash};

use domain::TextDigest;
use rustc_hash::FxHashMap;

use crate::{grams::Grams, lex::Token};
use segment::{Open, Sealed};

/// Texts in the open segment before it is sealed. Sixteen of them fill the largest sealed one.
const OPEN: usize = Sealed::MOST / 16;
/// A gram is skipped when more texts than this, or than one in [`COMMON_SHARE`], hold it.
const COMMON: usize = 256;
/// See [`COMMON`].
const COMMON_SHARE: usize = 40;
/// Postings read for one question.
const POSTINGS: usize = 40_000;

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
    by_id: FxHashMap<Id, u32>,
    by_digest: BTreeSet<(TextDigest, u32)>,
    sealed: Vec<Sealed>,
    open: Open,
}

/// What the index knows about the grams of a copied text.
pub(crate) struct Weights {
    /// Gram to its weight, for each family.
    pub(crate) raw: FxHashMap<u32, f32>,
    pub(crate) shape: FxHashMap<u32, f32>,
    pub(crate) names: FxHashMap<u32, f32>,
}

impl<Id: Copy + Ord + Hash> Index<Id> {
    pub(crate) fn new() -> Self {
        Self {
            documents: Vec::new(),
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
        let reused = self
            .slot(id)
            .and_then(|slot| self.document(slot))
            .is_some_and(|d| d.reused);
        self.remove(id);
        if self.open.len() == OPEN {
            self.seal();
        }
        let slot = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.open.push(&Grams::of(tokens));
        self.by_id.insert(id, slot);
        self.by_digest.insert((digest, slot));
        self.documents.push(Some(Document {
            id,
            digest,
            tokens: tokens.into(),
            reused,
        }));
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
        if self.documents.len() > 2 * self.by_id.len() + OPEN {
            self.rebuild();
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
        let mut base = self.open.base();
        let end = self.documents.len();
        while let Some(last) = self.sealed.last() {
            let (length, joined) = (last.len(), end - last.base());
            if length > 2 * (end - base) || joined > Sealed::MOST {
                break;
            }
            base = last.base();
            self.sealed.pop();
        }
        let texts = self.documents[base..end]
            .iter()
            .map(|d| d.as_ref().map_or(&[][..], |d| &d.tokens));
        self.sealed.push(Sealed::new(base, texts));
        self.open = Open::new(end);
    }

    fn rebuild(&mut self) {
        let documents = std::mem::take(&mut self.documents);
        *self = Self::new();
        for document in documents.into_iter().flatten() {
            let reused = document.reused;
            self.insert(document.id, document.digest, &document.tokens);
            if reused {
                self.note_reuse(document.id);
            }
        }
    }

    /// The slots of the texts most worth comparing in full, at most `most`, and the weight of every gram asked for.
    pub(crate) fn search(&self, grams: &Grams, most: usize) -> (Vec<u32>, Weights) {
        let mut lookups: Vec<(usize, u32, Family)> = Family::ALL
            .iter()
            .flat_map(|family| {
                family
                    .of(grams)
                    .iter()
                    .map(|gram| (self.count(*gram), *gram, *family))
            })
            .collect();
        lookups.sort_unstable();
        let common = COMMON.max(self.len() / COMMON_SHARE);
        let mut budget = POSTINGS;
        let mut weights = Weights {
            raw: FxHashMap::default(),
            shape: FxHashMap::default(),
            names: FxHashMap::default(),
        };
        let mut scores = vec![0.0_f32; self.documents.len()];
        let mut touched = Vec::new();
        let mut found = Vec::new();
        for (count, gram, family) in lookups {
            let weight = self.weight(count);
            family.weights(&mut weights).insert(gram, weight);
            if count > common || budget == 0 {
                continue;
            }
            budget = budget.saturating_sub(count);
            found.clear();
            self.open.find(gram, &mut found);
            self.sealed
                .iter()
                .for_each(|segment| segment.find(gram, &mut found));
            for slot in &found {
                let score = &mut scores[*slot as usize];
                if *score == 0.0 {
                    touched.push(*slot);
                }
                *score += weight * family.share();
            }
        }
        (self.best(touched, &scores, most), weights)
    }

    /// Two thirds of the places go to those that share most, the rest to those that share most for their length: a short
    /// asset inside a long copy would never come up by the sum alone.
    fn best(&self, touched: Vec<u32>, scores: &[f32], most: usize) -> Vec<u32> {
        let by_sum = |slot: u32| scores[slot as usize];
        let by_length = |slot: u32| {
            let length = self.document(slot).map_or(0, |d| d.tokens.len()) as f32;
            scores[slot as usize] / (length + 12.0)
        };
        let mut pool = touched;
        let id = |slot: u32| self.document(slot).map(|d| d.id);
        let mut chosen = take_best(&mut pool, most - most / 3, by_sum, id);
        chosen.extend(take_best(&mut pool, most / 3, by_length, id));
        chosen
    }

    /// How many texts hold the gram.
    fn count(&self, gram: u32) -> usize {
        let sealed = self.sealed.iter().map(|segment| segment.count(gram));
        self.open.count(gram) + sealed.sum::<usize>()
    }

    /// The inverse document frequency of a gram that `texts` of them hold, in nats.
    fn weight(&self, texts: usize) -> f32 {
        let all = self.len() as f32;
        ((all + 1.0) / (texts as f32 + 0.5).min(all + 0.5)).ln().max(0.02)
    }
}

/// Moves the `most` of the highest score out of the pool; ties go to the lower id.
///
/// One pass that holds the best so far. Hundreds of times more texts are in the pool than are taken, and an id is far away
/// in memory: it is looked at only where a score is that of one of the best.
fn take_best<Id: Ord>(
    pool: &mut Vec<u32>,
    most: usize,
    score: impl Fn(u32) -> f32,
    id: impl Fn(u32) -> Id,
) -> Vec<u32> {
    // The score, the slot and the place in the pool, best first.
    let mut best: Vec<(f32, u32, usize)> = Vec::with_capacity(most.min(pool.len()) + 1);
    for (place, &slot) in pool.iter().enumerate() {
        let score = score(slot);
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

/// Which kind of gram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Raw,
    Shape,
    Names,
}

impl Family {
    const ALL: [Self; 3] = [Self::Raw, Self::Shape, Self::Names];

    fn of(self, grams: &Grams) -> &[u32] {
        match self {
            Self::Raw => &grams.raw,
            Self::Shape => &grams.shape,
            Self::Names => &grams.names,
        }
    }

    const fn weights(self, weights: &mut Weights) -> &mut FxHashMap<u32, f32> {
        match self {
            Self::Raw => &mut weights.raw,
            Self::Shape => &mut weights.shape,
            Self::Names => &mut weights.names,
        }
    }

    /// What a gram of the family counts for when candidates are chosen: a shared name says less than a shared run.
    const fn share(self) -> f32 {
        match self {
            Self::Raw | Self::Shape => 1.0,
            Self::Names => 0.7,
        }
    }
}
