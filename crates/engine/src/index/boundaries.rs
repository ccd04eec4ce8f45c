//! Where each of many small buckets begins and ends in an array.

use std::ops::Range;

/// Buckets for each beginning that is kept as a number: more save memory, fewer save time.
const EVERY: usize = 32;

/// The boundaries of consecutive buckets, in unary: for each bucket as many ones as it has places, then a zero.
///
/// That takes one bit for each place and one for each bucket, where an array of beginnings takes 32 for each bucket, so
/// there can be many buckets even where there are few places. Some beginnings are kept as numbers, and a search goes on
/// from the nearest one: a general select structure asks for more memory accesses than this takes steps.
#[derive(Debug)]
pub(super) struct Boundaries {
    bits: Box<[u64]>,
    /// Where the buckets 0, [`EVERY`], 2 [`EVERY`], … begin in the array.
    begins: Box<[u32]>,
}

impl Boundaries {
    /// The boundaries of buckets of these sizes.
    pub(super) fn new(sizes: &[u32]) -> Self {
        let places: usize = sizes.iter().map(|size| *size as usize).sum();
        let mut bits = vec![u64::MAX; (places + sizes.len()).div_ceil(64)];
        let mut begins = Vec::with_capacity(sizes.len().div_ceil(EVERY));
        let mut begin = 0;
        for (bucket, size) in sizes.iter().enumerate() {
            if bucket % EVERY == 0 {
                begins.push(begin);
            }
            begin += size;
            let end = begin as usize + bucket;
            bits[end / 64] &= !(1 << (end % 64));
        }
        Self {
            bits: bits.into(),
            begins: begins.into(),
        }
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
            let boundaries = Boundaries::new(&sizes);
            let mut begin = 0;
            for (bucket, size) in sizes.iter().enumerate() {
                let end = begin + *size as usize;
                prop_assert_eq!(boundaries.range(bucket), begin..end);
                begin = end;
            }
        }
    }
}
