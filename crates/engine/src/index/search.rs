//! Chooses the texts that are most worth comparing in full, by the grams that they share with a copied one.

use std::{hash::Hash, ops::Range};

use super::{Index, segments::Locals};
use crate::{
    background,
    grams::{Family, Grams},
};

/// A gram is skipped when more texts than this, or than one in [`COMMON_SHARE`], hold it, and [`ENOUGH`] was read.
const COMMON: usize = 256;
/// See [`COMMON`].
const COMMON_SHARE: usize = 40;
/// Postings of rarer grams that make do without common ones. Of many near twins no gram is rare.
const ENOUGH: usize = 2_000;
/// Postings read for one question.
pub(crate) const POSTINGS: usize = 16_000;
/// Texts that the library must hold to be believed as much as the background about how common a gram is.
const BACKGROUND: f32 = 2_000.0;

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

impl<Id: Copy + Ord + Hash + Sync> Index<Id> {
    /// The texts most worth comparing in full, at most `most`, and what every gram of the question says.
    pub(crate) fn search(&self, grams: &Grams, most: usize) -> Found {
        // Gram by gram in each segment: both are in the order of the grams, so it is one walk through memory.
        let segments = self.segments.all();
        let runs: Vec<Vec<Range<u32>>> = segments.iter().map(|segment| segment.find(grams)).collect();
        let mut weighed = Vec::with_capacity(grams.all().len());
        let mut counts = Vec::with_capacity(grams.all().len());
        for (place, &(gram, family)) in grams.with_families().iter().enumerate() {
            let count = runs.iter().map(|runs| runs[place].len()).sum();
            counts.push(count);
            let weight = self.weight(gram, count);
            weighed.push(Weighed { gram, family, weight });
        }
        let read = self.worth_reading(&counts);
        let postings = read.iter().map(|place| counts[*place]).sum();
        let mut pool = Pool::with_room(postings);
        let mut scores = Vec::new();
        for (segment, runs) in segments.iter().zip(&runs) {
            scores.clear();
            scores.resize(segment.len(), 0.0);
            let from = pool.filled;
            segment.touch(read.iter().map(|place| runs[*place].clone()));
            for &place in &read {
                let Weighed { family, weight, .. } = weighed[place];
                let weight = weight * family.share();
                match segment.locals(runs[place].clone()) {
                    Locals::Few(few) => gather(&mut pool, segment.base(), &mut scores, weight, few),
                    Locals::Many(many) => gather(&mut pool, segment.base(), &mut scores, weight, many),
                }
            }
            for (score, slot) in &mut pool.texts[from..pool.filled] {
                *score = scores[*slot as usize - segment.base()];
            }
        }
        pool.texts.truncate(pool.filled);
        Found {
            slots: self.best(pool.texts, most),
            weighed,
            postings,
        }
    }

    /// The places of the grams whose postings are read, in order: the rarest, as far as the budget goes, and common ones only
    /// where the others are few.
    fn worth_reading(&self, counts: &[usize]) -> Vec<usize> {
        let common = COMMON.max(self.len() / COMMON_SHARE);
        let mut places: Vec<usize> = (0..counts.len()).filter(|place| counts[*place] > 0).collect();
        places.sort_unstable_by_key(|place| (counts[*place], *place));
        let mut budget = POSTINGS;
        let end = places.iter().position(|place| {
            let read = POSTINGS - budget;
            let fits = counts[*place] <= budget && (counts[*place] <= common || read < ENOUGH);
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

/// The texts that hold any of what is looked for, with their scores.
struct Pool {
    texts: Vec<(f32, u32)>,
    /// How many there are; behind them there is room.
    filled: usize,
}

impl Pool {
    /// An empty one, for as many texts as there are postings at most.
    fn with_room(postings: usize) -> Self {
        Self {
            texts: vec![(0.0, 0); postings],
            filled: 0,
        }
    }
}

/// Adds a gram's weight to the texts of a segment that hold it; those that had nothing go into the pool.
///
/// Each is written there, and stays if it is new: nobody can tell beforehand which are, and a processor that guesses wrongly
/// loses more.
fn gather<L: Copy + Into<usize>>(
    pool: &mut Pool,
    base: usize,
    scores: &mut [f32],
    weight: f32,
    locals: &[L],
) {
    for local in locals {
        let local: usize = (*local).into();
        let score = &mut scores[local];
        pool.texts[pool.filled] = (0.0, u32::try_from(base + local).unwrap_or(u32::MAX));
        pool.filled += usize::from(*score == 0.0);
        *score += weight;
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
