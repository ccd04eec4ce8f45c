//! Where each of many small buckets begins and ends in an array.

use std::{hint::black_box, iter, ops::Range};

/// Buckets for each beginning that is kept as a number: more save memory, fewer save time.
const EVERY: usize = 32;

/// The boundaries of consecutive buckets, in unary: for each bucket as many ones as it has places, then a zero.
///
/// That takes one bit for each place and one for each bucket, where an array of beginnings takes 32 for each bucket, so
/// there can be many buckets even where there are few places. Some beginnings are kept as numbers, and a search goes on
/// from the nearest one: a general select structure asks for more memory accesses than this takes steps.
#[derive(Debug)]
pub(super) struct Boundaries {
    bits: Vec<u64>,
    /// Where the buckets 0, [`EVERY`], 2 [`EVERY`], … begin in the array.
    begins: Vec<u32>,
    /// Buckets that there are.
    buckets: usize,
    /// Places in all of them.
    places: usize,
}

impl Boundaries {
    /// No bucket yet, and room for so many of so many places in all.
    pub(super) fn with_capacity(buckets: usize, places: usize) -> Self {
        Self {
            bits: Vec::with_capacity((places + buckets).div_ceil(64)),
            begins: Vec::with_capacity(buckets.div_ceil(EVERY)),
            buckets: 0,
            places: 0,
        }
    }

    /// Adds a bucket behind the others.
    pub(super) fn push(&mut self, size: usize) {
        if self.buckets.is_multiple_of(EVERY) {
            self.begins.push(u32::try_from(self.places).unwrap_or(u32::MAX));
        }
        self.places += size;
        let end = self.places + self.buckets;
        // What is not reached yet is ones.
        self.bits.resize(end / 64 + 1, u64::MAX);
        self.bits[end / 64] &= !(1 << (end % 64));
        self.buckets += 1;
    }

    /// Adds so many buckets of no places.
    pub(super) fn push_empty(&mut self, buckets: usize) {
        if buckets == 0 {
            return;
        }
        let from = self.places + self.buckets;
        let end = from + buckets;
        let begins = (self.buckets + buckets).div_ceil(EVERY);
        self.begins
            .resize(begins, u32::try_from(self.places).unwrap_or(u32::MAX));
        self.bits.resize(end.div_ceil(64), u64::MAX);
        for word in from / 64..end.div_ceil(64) {
            let first = from.saturating_sub(word * 64);
            let last = (end - word * 64).min(64);
            self.bits[word] &= !(ones(last) & !ones(first));
        }
        self.buckets += buckets;
    }

    /// What they are made of, to be written: the beginnings and the bits.
    pub(super) fn parts(&self) -> (&[u32], &[u64]) {
        (&self.begins, &self.bits)
    }

    /// How many beginnings so many buckets have.
    pub(super) const fn begins_of(buckets: usize) -> usize {
        buckets.div_ceil(EVERY)
    }

    /// What [`Self::parts`] gave, of so many buckets and places; `None` where it is something else. Whatever is asked of what
    /// this accepts is answered, and with places that there are.
    pub(super) fn from_parts(
        begins: Vec<u32>,
        bits: Vec<u64>,
        buckets: usize,
        places: usize,
    ) -> Option<Self> {
        let all = buckets.checked_add(places)?;
        if begins.len() != Self::begins_of(buckets) || bits.len() < all.div_ceil(64) {
            return None;
        }
        // From each kept beginning to the next, as many zeros as buckets, and the last bit is one of them.
        let ends = begins
            .iter()
            .skip(1)
            .zip((EVERY..).step_by(EVERY))
            .map(|(begin, before)| (*begin as usize + before, before));
        let (mut from, mut before) = (0, 0);
        if begins.first().is_some_and(|first| *first != 0) {
            return None;
        }
        for (end, zeros) in ends.chain([(all, buckets)]) {
            let ends_one = end > from && end <= all && bits[(end - 1) / 64] >> ((end - 1) % 64) & 1 == 0;
            if !ends_one || zeros_in(&bits, from..end) != zeros - before {
                return None;
            }
            (from, before) = (end, zeros);
        }
        Some(Self {
            bits,
            begins,
            buckets,
            places,
        })
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>() + self.begins.capacity() * size_of::<u32>()
    }

    /// How many buckets there are.
    pub(super) const fn len(&self) -> usize {
        self.buckets
    }

    /// Brings into the processor's cache what [`Self::range`] reads for these buckets.
    pub(super) fn touch(&self, buckets: impl Iterator<Item = usize> + Clone) {
        let group = |bucket: usize| self.begins.get(bucket / EVERY).copied().unwrap_or_default();
        black_box(buckets.clone().map(group).fold(0, |all, begin| all ^ begin));
        let word = |bucket: usize| {
            let at = group(bucket) as usize + bucket / EVERY * EVERY;
            self.bits.get(at / 64).copied().unwrap_or_default()
        };
        black_box(buckets.map(word).fold(0, |all, word| all ^ word));
    }

    /// All places from a bucket on, each with its bucket, in order.
    pub(super) fn places(&self, from: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let begin = if from < self.buckets {
            self.range(from).start + from
        } else {
            self.places + self.buckets
        };
        let (end, mut bucket, mut at) = (self.places + self.buckets, from, begin);
        iter::from_fn(move || {
            // The zeros up to the next one each end a bucket.
            while at < end {
                let rest = self.bits[at / 64] >> (at % 64);
                if rest & 1 == 1 {
                    at += 1;
                    return Some((bucket, at - 1 - bucket));
                }
                let zeros = (rest.trailing_zeros() as usize).min(64 - at % 64);
                at += zeros;
                bucket += zeros;
            }
            None
        })
    }

    /// The places of a bucket.
    pub(super) fn range(&self, bucket: usize) -> Range<usize> {
        let group = bucket / EVERY;
        let group_begin = self.begins[group] as usize + group * EVERY;
        let begin = match bucket % EVERY {
            0 => group_begin,
            before => self.zero(group_begin, before - 1) + 1,
        };
        // As many zeros as buckets are before either.
        begin - bucket..self.zero(begin, 0) - bucket
    }

    /// Where the zero is that comes after `skipped` others, looking from the bit `from` on.
    fn zero(&self, from: usize, mut skipped: usize) -> usize {
        let mut word = from / 64;
        let mut zeros = !self.bits[word] & (u64::MAX << (from % 64));
        loop {
            let count = zeros.count_ones() as usize;
            if skipped < count {
                break;
            }
            skipped -= count;
            word += 1;
            zeros = !self.bits[word];
        }
        for _ in 0..skipped {
            zeros &= zeros - 1;
        }
        word * 64 + zeros.trailing_zeros() as usize
    }
}

/// How many bits in this range are zeros.
fn zeros_in(bits: &[u64], range: Range<usize>) -> usize {
    let words = range.start / 64..range.end.div_ceil(64);
    words
        .map(|word| {
            let first = range.start.saturating_sub(word * 64);
            let last = (range.end - word * 64).min(64);
            (!bits[word] & ones(last) & !ones(first)).count_ones() as usize
        })
        .sum()
}

/// A word whose lowest `count` bits are ones; at most 64.
const fn ones(count: usize) -> u64 {
    match count {
        64 => u64::MAX,
        _ => (1 << count) - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn buckets_lie_one_after_the_other(
            sizes in prop::collection::vec(prop_oneof![8 => 0..4_u32, 1 => 0..200_u32], 1..300),
            gaps in prop::collection::vec(0..200_usize, 0..4),
        ) {
            let mut sizes: Vec<usize> = sizes.into_iter().map(|size| size as usize).collect();
            let mut boundaries = Boundaries::with_capacity(sizes.len(), 0);
            sizes.iter().for_each(|size| boundaries.push(*size));
            for gap in gaps {
                boundaries.push_empty(gap);
                boundaries.push(3);
                sizes.resize(sizes.len() + gap, 0);
                sizes.push(3);
            }
            prop_assert_eq!(boundaries.len(), sizes.len());
            let (mut begin, mut places) = (0, Vec::new());
            for (bucket, size) in sizes.iter().enumerate() {
                let end = begin + *size;
                prop_assert_eq!(boundaries.range(bucket), begin..end);
                places.extend((begin..end).map(|place| (bucket, place)));
                begin = end;
            }
            for from in 0..=sizes.len() {
                let after: Vec<_> = boundaries.places(from).collect();
                let first = places.partition_point(|(bucket, _)| *bucket < from);
                prop_assert_eq!(&after, &places[first..]);
            }
            let (begins, bits) = boundaries.parts();
            let again = Boundaries::from_parts(begins.to_vec(), bits.to_vec(), sizes.len(), places.len()).unwrap();
            for bucket in 0..sizes.len() {
                prop_assert_eq!(again.range(bucket), boundaries.range(bucket));
            }
        }
    }

    proptest! {
        /// Other parts are refused, or answer with places that there are.
        #[test]
        fn no_parts_lead_out_of_the_array(
            sizes in prop::collection::vec(0..5_usize, 1..200),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), 0..64_u32), 0..4),
            more in 0..2_usize,
        ) {
            let mut boundaries = Boundaries::with_capacity(sizes.len(), 0);
            sizes.iter().for_each(|size| boundaries.push(*size));
            let (begins, bits) = boundaries.parts();
            let (mut begins, mut bits) = (begins.to_vec(), bits.to_vec());
            for (at, of_bits, bit) in changes {
                if of_bits {
                    bits[at.index(boundaries.bits.len())] ^= 1 << bit;
                } else {
                    begins[at.index(boundaries.begins.len())] ^= 1 << (bit % 32);
                }
            }
            let places = sizes.iter().sum::<usize>() + more;
            if let Some(read) = Boundaries::from_parts(begins, bits, sizes.len(), places) {
                read.touch(0..sizes.len());
                for bucket in 0..sizes.len() {
                    let range = read.range(bucket);
                    prop_assert!(range.start <= range.end && range.end <= places);
                }
                prop_assert_eq!(read.places(0).count(), places);
            }
        }
    }
}
