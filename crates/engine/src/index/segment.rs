//! Postings: which texts hold a gram.
//!
//! Whatever a segment answers is about the texts that are in it now: postings of a removed text are taken out, not left
//! behind. Answers depend on what is in the library and not on how it came there.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::boundaries::Boundaries;
use crate::{
    grams::{self, Family, Grams},
    lex::Token,
};

/// A segment that takes more texts.
#[derive(Debug)]
pub(super) struct Open {
    base: usize,
    length: usize,
    postings: FxHashMap<u32, Vec<u16>>,
}

impl Open {
    pub(super) fn new(base: usize) -> Self {
        Self {
            base,
            length: 0,
            postings: FxHashMap::default(),
        }
    }

    pub(super) const fn base(&self) -> usize {
        self.base
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn push(&mut self, grams: &Grams) {
        let local = u16::try_from(self.length).unwrap_or(u16::MAX);
        for gram in grams.all() {
            self.postings.entry(gram).or_default().push(local);
        }
        self.length += 1;
    }

    /// Takes out the postings of a text. Its place stays empty.
    pub(super) fn remove(&mut self, slot: u32, grams: &Grams) {
        let local = local(self.base, slot);
        for gram in grams.all() {
            if let Some(locals) = self.postings.get_mut(&gram) {
                if let Some(place) = locals.iter().position(|l| *l == local) {
                    locals.swap_remove(place);
                }
                if locals.is_empty() {
                    self.postings.remove(&gram);
                }
            }
        }
    }

    /// The texts that hold a gram, as places from [`base`](Self::base) on.
    pub(super) fn locals(&self, gram: u32) -> &[u16] {
        self.postings.get(&gram).map_or(&[], Vec::as_slice)
    }
}

/// Bits of a gram that tell it from the others of its bucket. The ones above choose the bucket.
const TAG_BITS: u32 = 8;
const BUCKETS: usize = 1 << (grams::BITS - TAG_BITS);
/// Stands for the text of a posting that was taken out; no segment has so many texts.
const GONE: u16 = u16::MAX;
/// In a bucket of at most so many postings it is quicker to look at all tags than to search them.
const SHORT: usize = 64;

/// A segment that is full.
///
/// Bucket and tag together are the whole gram, so a gram is told from every other. Tags lie apart from the numbers of the
/// texts: counting takes the tags alone, and those of a bucket of eight or so are one memory access. With the boundaries
/// of the buckets a posting takes 3.2 bytes in a large segment.
#[derive(Debug)]
pub(super) struct Sealed {
    base: usize,
    length: usize,
    buckets: Boundaries,
    /// In order within a bucket; what was taken out is last.
    tags: Box<[u8]>,
    /// The text of each tag, in order among those of the same gram.
    locals: Box<[u16]>,
}

impl Sealed {
    /// Texts in the largest segment that is made at once.
    pub(super) const MOST: usize = 1 << 15;

    /// Makes a segment of the texts from slot `base` on, at most [`MOST`](Self::MOST) of them.
    ///
    /// Grams are counted into buckets, laid there and sorted within them; a gram that a text has twice is dropped last,
    /// because telling that text by text would take more time than all the rest.
    pub(super) fn new<'t>(base: usize, texts: impl ExactSizeIterator<Item = &'t [Token]>) -> Self {
        let length = texts.len();
        let (mut grams, mut ends) = (Vec::new(), Vec::with_capacity(length));
        for tokens in texts {
            Family::ALL
                .iter()
                .for_each(|family| family.each(tokens, |gram| grams.push(gram)));
            ends.push(grams.len());
        }
        let mut sizes = vec![0_u32; BUCKETS];
        grams.iter().for_each(|gram| sizes[bucket(*gram)] += 1);
        // From here on the place of the next posting of each bucket, and at last the end of the bucket.
        let mut nexts = sizes.clone();
        let mut begin = 0;
        for next in &mut nexts {
            begin += std::mem::replace(next, begin);
        }
        let mut postings = vec![0_u32; grams.len()];
        let mut begin = 0;
        for (local, end) in ends.into_iter().enumerate() {
            let local = u32::from(u16::try_from(local).unwrap_or(GONE));
            for gram in &grams[begin..end] {
                let next = &mut nexts[bucket(*gram)];
                postings[*next as usize] = u32::from(tag(*gram)) << 16 | local;
                *next += 1;
            }
            begin = end;
        }
        drop(grams);
        let (mut begin, mut kept) = (0, 0);
        for (size, end) in sizes.iter_mut().zip(nexts) {
            let bucket = begin..end as usize;
            begin = bucket.end;
            postings[bucket.clone()].sort_unstable();
            let first = kept;
            for place in bucket {
                if kept == first || postings[kept - 1] != postings[place] {
                    postings[kept] = postings[place];
                    kept += 1;
                }
            }
            *size = u32::try_from(kept - first).unwrap_or(u32::MAX);
        }
        postings.truncate(kept);
        Self {
            base,
            length,
            buckets: Boundaries::new(&sizes),
            tags: postings.iter().map(|posting| (posting >> 16) as u8).collect(),
            locals: postings.iter().map(|posting| *posting as u16).collect(),
        }
    }

    pub(super) const fn base(&self) -> usize {
        self.base
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Takes out the postings of a text. Its place stays empty.
    pub(super) fn remove(&mut self, slot: u32, grams: &Grams) {
        let local = local(self.base, slot);
        for gram in grams.all() {
            let (bucket, run) = self.places(gram);
            if let Ok(place) = self.locals[run.clone()].binary_search(&local) {
                let from = run.start + place;
                self.tags.copy_within(from + 1..bucket.end, from);
                self.locals.copy_within(from + 1..bucket.end, from);
                self.tags[bucket.end - 1] = u8::MAX;
                self.locals[bucket.end - 1] = GONE;
            }
        }
    }

    /// Where a gram's postings are, to be read with [`Self::locals`].
    pub(super) fn find(&self, gram: u32) -> Range<u32> {
        let run = self.places(gram).1;
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        place(run.start)..place(run.end)
    }

    /// The texts of these postings, as places from [`base`](Self::base) on.
    pub(super) fn locals(&self, run: Range<u32>) -> &[u16] {
        &self.locals[run.start as usize..run.end as usize]
    }

    /// Where the postings of the gram's bucket are, and among them its own.
    fn places(&self, gram: u32) -> (Range<usize>, Range<usize>) {
        let bucket = self.buckets.range(bucket(gram));
        let tag = tag(gram);
        let tags = &self.tags[bucket.clone()];
        let (before, own) = if tags.len() <= SHORT {
            let (before, own) = tags.iter().fold((0_u8, 0_u8), |(before, own), t| {
                (before + u8::from(*t < tag), own + u8::from(*t == tag))
            });
            (usize::from(before), usize::from(own))
        } else {
            let before = tags.partition_point(|t| *t < tag);
            (before, tags[before..].partition_point(|t| *t == tag))
        };
        let mut run = bucket.start + before..bucket.start + before + own;
        if tag == u8::MAX {
            run.end = run.start + self.locals[run.clone()].partition_point(|local| *local != GONE);
        }
        (bucket, run)
    }
}

const fn bucket(gram: u32) -> usize {
    (gram >> TAG_BITS) as usize
}

const fn tag(gram: u32) -> u8 {
    gram as u8
}

fn local(base: usize, slot: u32) -> u16 {
    u16::try_from(slot as usize - base).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lex::lex;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        lex(text, |token, _| tokens.push(token));
        tokens
    }

    proptest! {
        #[test]
        fn both_kinds_of_segment_say_the_same(
            texts in prop::collection::vec("[a-f]( [a-f=+]){0,30}", 1..40),
            removed in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let texts: Vec<_> = texts.iter().map(|text| tokens(text)).collect();
            let base = 5;
            let mut open = Open::new(base);
            texts.iter().for_each(|text| open.push(&Grams::of(text)));
            let mut sealed = Sealed::new(base, texts.iter().map(Vec::as_slice));
            for place in removed {
                let place = place.index(texts.len());
                let (slot, grams) = (u32::try_from(base + place).unwrap(), Grams::of(&texts[place]));
                // What is gone already stays gone.
                open.remove(slot, &grams);
                sealed.remove(slot, &grams);
            }
            for gram in texts.iter().flat_map(|text| Grams::of(text).all().collect::<Vec<_>>()) {
                let mut open = open.locals(gram).to_vec();
                open.sort_unstable();
                prop_assert_eq!(&open, sealed.locals(sealed.find(gram)));
            }
        }
    }
}
