//! Where each of many small buckets begins and ends in an array.

use std::{hint::black_box, ops::Range};

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

    /// The sizes of the buckets from this one on, one after the other.
    pub(super) fn sizes(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = if from < self.buckets {
            self.range(from).start + from
        } else {
            0
        };
        (from..self.buckets).map(move |_| {
            let end = self.zero(at, 0);
            let size = end - at;
            at = end + 1;
            size
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn buckets_lie_one_after_the_other(
            sizes in prop::collection::vec(prop_oneof![8 => 0..4_u32, 1 => 0..200_u32], 1..300),
        ) {
            let mut boundaries = Boundaries::with_capacity(sizes.len(), 0);
            sizes.iter().for_each(|size| boundaries.push(*size as usize));
            let mut begin = 0;
            for (bucket, size) in sizes.iter().enumerate() {
                let end = begin + *size as usize;
                prop_assert_eq!(boundaries.range(bucket), begin..end);
                begin = end;
            }
            for from in 0..=sizes.len() {
                let after: Vec<u32> = boundaries.sizes(from).map(|size| size as u32).collect();
                prop_assert_eq!(&after, &sizes[from..]);
            }
        }
    }
}
