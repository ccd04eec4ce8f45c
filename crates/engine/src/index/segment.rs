//! Postings: which texts hold a gram.
//!
//! Whatever a segment answers is about the texts that are in it now: postings of a removed text are taken out, not left
//! behind. Answers depend on what is in the library and not on how it came there.

use rustc_hash::FxHashMap;
use vers_vecs::{BitVec, RsVec};

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

    /// How many postings a gram has.
    pub(super) fn count(&self, gram: u32) -> usize {
        self.postings.get(&gram).map_or(0, Vec::len)
    }

    pub(super) fn find(&self, gram: u32, found: &mut Vec<u32>) {
        let locals = self.postings.get(&gram).map_or(&[][..], Vec::as_slice);
        found.extend(locals.iter().map(|local| global(self.base, *local)));
    }
}

/// Bytes of a posting: the lower bits of a gram above the number of a text.
const ENTRY: usize = 3;
/// Marks a place whose posting was taken out. No posting is the same, because [`Sealed::MOST`] is one short of a power
/// of two. It sorts behind every posting of its bucket.
const GONE: u32 = (1 << (8 * ENTRY)) - 1;

/// A segment that is full.
///
/// The upper bits of a gram choose a bucket, and a posting holds the lower ones: so a gram is told from every other. Of
/// 24 bits a posting gives the number of the text as many as that needs. Buckets hold two postings or so, and where they
/// begin is written in unary, a bit for each posting and each bucket: 3.3 bytes for a posting altogether.
#[derive(Debug)]
pub(super) struct Sealed {
    base: usize,
    length: usize,
    /// Bits of the number of a text.
    local_bits: u32,
    /// For each bucket a zero for each of its postings, then a one.
    ends: RsVec,
    /// Postings of [`ENTRY`] bytes, those of a bucket together and in order.
    entries: Box<[u8]>,
}

impl Sealed {
    /// Texts in the largest segment. More would make joining two of them felt.
    pub(super) const MOST: usize = (1 << 14) - 1;

    /// Makes a segment of the texts from slot `base` on, at most [`MOST`](Self::MOST) of them.
    pub(super) fn new<'t>(base: usize, texts: impl ExactSizeIterator<Item = &'t [Token]>) -> Self {
        let length = texts.len();
        let local_bits = (length + 1).next_power_of_two().ilog2().max(1);
        let mut postings: Vec<(u32, u16)> = Vec::new();
        for (local, tokens) in texts.enumerate() {
            let local = u16::try_from(local).unwrap_or(u16::MAX);
            postings.extend(Grams::of(tokens).all().map(|gram| (gram, local)));
        }
        let shift = lower_bits(local_bits);
        let buckets = 1_usize << (u32::BITS - shift);
        let mut starts = vec![0_u32; buckets + 1];
        for (gram, _) in &postings {
            starts[(gram >> shift) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let mut ends = BitVec::from_zeros(postings.len() + buckets);
        for (bucket, end) in starts[1..].iter().enumerate() {
            ends.flip_bit(*end as usize + bucket);
        }
        let mut sealed = Self {
            base,
            length,
            local_bits,
            ends: RsVec::from_bit_vec(ends),
            entries: vec![0; postings.len() * ENTRY].into(),
        };
        let mut cursors = starts.clone();
        for (gram, local) in postings {
            let cursor = &mut cursors[(gram >> shift) as usize];
            sealed.set(*cursor as usize, sealed.entry(gram, local));
            *cursor += 1;
        }
        let mut sorted = Vec::new();
        for bucket in starts.windows(2).filter(|bucket| bucket[1] - bucket[0] > 1) {
            let places = bucket[0] as usize..bucket[1] as usize;
            sorted.clear();
            sorted.extend(places.clone().map(|place| sealed.get(place)));
            sorted.sort_unstable();
            places
                .zip(&sorted)
                .for_each(|(place, entry)| sealed.set(place, *entry));
        }
        sealed
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
            let entry = self.entry(gram, local);
            let bucket = self.bucket(gram);
            let place = self.lower_bound(bucket.clone(), entry);
            if place < bucket.end && self.get(place) == entry {
                let rest = (place + 1) * ENTRY..bucket.end * ENTRY;
                self.entries.copy_within(rest, place * ENTRY);
                self.set(bucket.end - 1, GONE);
            }
        }
    }

    /// How many postings a gram has.
    pub(super) fn count(&self, gram: u32) -> usize {
        self.places(gram).len()
    }

    pub(super) fn find(&self, gram: u32, found: &mut Vec<u32>) {
        let mask = (1 << self.local_bits) - 1;
        found.extend(self.places(gram).map(|place| {
            let local = u16::try_from(self.get(place) & mask).unwrap_or(u16::MAX);
            global(self.base, local)
        }));
    }

    /// Where the postings of a gram are.
    fn places(&self, gram: u32) -> std::ops::Range<usize> {
        let bucket = self.bucket(gram);
        let first = self.entry(gram, 0);
        let start = self.lower_bound(bucket.clone(), first);
        // Behind the last of its own begins the next gram, or what was taken out.
        let next = (first + (1 << self.local_bits)).min(GONE);
        start..self.lower_bound(start..bucket.end, next)
    }

    /// Where the postings of the gram, and of the others in its bucket, are.
    fn bucket(&self, gram: u32) -> std::ops::Range<usize> {
        let bucket = (gram >> lower_bits(self.local_bits)) as usize;
        // The ones before a place are the buckets before it, the zeros the postings.
        let start = match bucket {
            0 => 0,
            _ => self.ends.select1(bucket - 1) + 1 - bucket,
        };
        start..self.ends.select1(bucket) - bucket
    }

    /// The first place of these whose posting is not below `entry`. Most buckets hold two or three.
    fn lower_bound(&self, places: std::ops::Range<usize>, entry: u32) -> usize {
        let (mut low, mut high) = (places.start, places.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle) < entry {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    const fn entry(&self, gram: u32, local: u16) -> u32 {
        (gram << self.local_bits & GONE) | local as u32
    }

    fn get(&self, place: usize) -> u32 {
        let at = place * ENTRY;
        let bytes = &self.entries[at..at + ENTRY];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
    }

    fn set(&mut self, place: usize, entry: u32) {
        let at = place * ENTRY;
        self.entries[at..at + ENTRY].copy_from_slice(&entry.to_le_bytes()[..ENTRY]);
    }
}

/// How many lower bits of a gram a posting holds.
const fn lower_bits(local_bits: u32) -> u32 {
    8 * ENTRY as u32 - local_bits
}

fn global(base: usize, local: u16) -> u32 {
    u32::try_from(base + usize::from(local)).unwrap_or(u32::MAX)
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
                let (mut a, mut b) = (Vec::new(), Vec::new());
                open.find(gram, &mut a);
                sealed.find(gram, &mut b);
                a.sort_unstable();
                b.sort_unstable();
                prop_assert_eq!(&a, &b);
                prop_assert_eq!((open.count(gram), sealed.count(gram)), (a.len(), a.len()));
            }
        }
    }
}
