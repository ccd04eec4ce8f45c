//! Postings: which texts hold a gram.

use rustc_hash::FxHashMap;

use crate::{grams::Grams, lex::Token};

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

    pub(super) fn count(&self, gram: u32) -> usize {
        self.postings.get(&gram).map_or(0, Vec::len)
    }

    pub(super) fn find(&self, gram: u32, found: &mut Vec<u32>) {
        let locals = self.postings.get(&gram).map_or(&[][..], Vec::as_slice);
        found.extend(locals.iter().map(|local| global(self.base, *local)));
    }
}

/// A segment that is full.
///
/// The upper bits of a gram choose a bucket, the eight bits below are kept to tell the grams of a bucket apart. With 16
/// postings to a bucket that leaves 28 bits of 32 in the largest segment, so a false posting is rare.
#[derive(Debug)]
pub(super) struct Sealed {
    base: usize,
    length: usize,
    shift: u32,
    /// Where each bucket begins, and at last where the last one ends.
    starts: Box<[u32]>,
    tags: Box<[u8]>,
    locals: Box<[u16]>,
}

/// Postings in a bucket on average: the bucket's tags fit a cache line.
const BUCKET: usize = 12;

impl Sealed {
    /// Makes a segment of the texts from slot `base` on.
    pub(super) fn new<'t>(base: usize, texts: impl ExactSizeIterator<Item = &'t [Token]>) -> Self {
        let length = texts.len();
        let mut postings: Vec<(u32, u16)> = Vec::new();
        for (local, tokens) in texts.enumerate() {
            let local = u16::try_from(local).unwrap_or(u16::MAX);
            postings.extend(Grams::of(tokens).all().map(|gram| (gram, local)));
        }
        let bits = (postings.len() / BUCKET).max(1).ilog2().clamp(1, 24);
        let shift = 32 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (gram, _) in &postings {
            starts[(gram >> shift) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let mut cursors = starts.clone();
        let mut tags = vec![0; postings.len()];
        let mut locals = vec![0; postings.len()];
        for (gram, local) in postings {
            let cursor = &mut cursors[(gram >> shift) as usize];
            tags[*cursor as usize] = tag(gram, shift);
            locals[*cursor as usize] = local;
            *cursor += 1;
        }
        Self {
            base,
            length,
            shift,
            starts: starts.into(),
            tags: tags.into(),
            locals: locals.into(),
        }
    }

    pub(super) const fn base(&self) -> usize {
        self.base
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Where the postings of the gram, and of the others in its bucket, are.
    pub(super) fn bucket(&self, gram: u32) -> std::ops::Range<usize> {
        let bucket = (gram >> self.shift) as usize;
        self.starts[bucket] as usize..self.starts[bucket + 1] as usize
    }

    pub(super) fn find(&self, gram: u32, found: &mut Vec<u32>) {
        let bucket = self.bucket(gram);
        let tag = tag(gram, self.shift);
        for (place, _) in self.tags[bucket.clone()]
            .iter()
            .enumerate()
            .filter(|(_, t)| **t == tag)
        {
            found.push(global(self.base, self.locals[bucket.start + place]));
        }
    }
}

/// The eight bits below those that choose the bucket.
const fn tag(gram: u32, shift: u32) -> u8 {
    (gram >> (shift - 8)) as u8
}

fn global(base: usize, local: u16) -> u32 {
    u32::try_from(base + usize::from(local)).unwrap_or(u32::MAX)
}
