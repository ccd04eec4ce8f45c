//! The postings of a few texts: all of them in one array, in the order of their grams.

use std::ops::Range;

use super::sealed;
use crate::grams::Grams;

/// A segment of a few texts, 5 bytes for each posting. Cheap to make and to join with another.
#[derive(Debug)]
pub(crate) struct Run {
    base: usize,
    length: usize,
    /// In order; a gram is here once for each of its texts.
    grams: Vec<u32>,
    /// The text of each, in order among those of the same gram.
    locals: Vec<u8>,
}

impl Run {
    /// Texts in the largest run.
    pub(super) const MOST: usize = 128;

    /// The run of one text, which has no slot yet.
    pub(crate) fn of(grams: &Grams) -> Self {
        Self {
            base: 0,
            length: 1,
            grams: grams.all().collect(),
            locals: vec![0; grams.all().len()],
        }
    }

    /// What it is made of, to be written: the grams and their texts.
    pub(super) fn parts(&self) -> (&[u32], &[u8]) {
        (&self.grams, &self.locals)
    }

    /// A run of so many texts of what [`Self::parts`] gave; `None` where that is something else.
    pub(super) fn from_parts(base: usize, length: usize, grams: Vec<u32>, locals: Vec<u8>) -> Option<Self> {
        let whole = length <= Self::MOST
            && grams.len() == locals.len()
            && grams.is_sorted()
            && locals.iter().all(|local| usize::from(*local) < length);
        whole.then_some(Self {
            base,
            length,
            grams,
            locals,
        })
    }

    /// The same texts, the first of them at this slot.
    pub(super) fn at(self, base: usize) -> Self {
        Self { base, ..self }
    }

    pub(super) const fn base(&self) -> usize {
        self.base
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) const fn postings(&self) -> usize {
        self.grams.len()
    }

    /// This run and the one behind it in one.
    pub(super) fn join(&self, behind: &Self) -> Self {
        let all = self.grams.len() + behind.grams.len();
        let (mut grams, mut locals) = (Vec::with_capacity(all), Vec::with_capacity(all));
        let (mut here, mut there) = (0, 0);
        let shift = u8::try_from(self.length).unwrap_or(u8::MAX);
        while here < self.grams.len() && there < behind.grams.len() {
            let first = self.grams[here] <= behind.grams[there];
            let (gram, local) = if first {
                (self.grams[here], self.locals[here])
            } else {
                (behind.grams[there], behind.locals[there] + shift)
            };
            here += usize::from(first);
            there += usize::from(!first);
            grams.push(gram);
            locals.push(local);
        }
        grams.extend(&self.grams[here..]);
        locals.extend(&self.locals[here..]);
        grams.extend(&behind.grams[there..]);
        locals.extend(behind.locals[there..].iter().map(|local| local + shift));
        Self {
            base: self.base,
            length: self.length + behind.length,
            grams,
            locals,
        }
    }

    /// Takes out the postings of a text. Its place stays empty.
    pub(super) fn remove(&mut self, local: usize) {
        let mut kept = 0;
        for place in 0..self.grams.len() {
            self.grams[kept] = self.grams[place];
            self.locals[kept] = self.locals[place];
            kept += usize::from(usize::from(self.locals[place]) != local);
        }
        self.grams.truncate(kept);
        self.locals.truncate(kept);
    }

    /// Where the postings of each gram are. The grams are in order, so each is looked for from the one before on.
    pub(super) fn find(&self, grams: &Grams) -> Vec<Range<u32>> {
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let mut at = 0;
        grams
            .all()
            .map(|gram| {
                at += from_the_front(&self.grams[at..], |known| *known < gram);
                let end = at
                    + self.grams[at..]
                        .iter()
                        .take_while(|known| **known == gram)
                        .count();
                place(at)..place(end)
            })
            .collect()
    }

    /// The texts of these postings.
    pub(super) fn locals(&self, run: Range<u32>) -> &[u8] {
        &self.locals[run.start as usize..run.end as usize]
    }

    /// The postings from a bucket on, each as its gram and its text.
    pub(super) fn postings_from(&self, bucket: usize) -> impl Iterator<Item = (u32, usize)> + '_ {
        let least = sealed::least(bucket);
        let from = self.grams.partition_point(|gram| *gram < least);
        let locals = self.locals[from..].iter().map(|local| usize::from(*local));
        self.grams[from..].iter().copied().zip(locals)
    }
}

/// As `partition_point`, for a point that is near the front.
fn from_the_front<T>(sorted: &[T], before: impl Fn(&T) -> bool) -> usize {
    let mut reach = 1;
    while reach < sorted.len() && before(&sorted[reach]) {
        reach *= 2;
    }
    let from = reach / 2;
    let to = sorted.len().min(reach + 1);
    from + sorted[from.min(to)..to].partition_point(before)
}
