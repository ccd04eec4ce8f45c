//! Which letters a text has, and which pairs of them, in forty bytes: what can't be near is known without a look at it.

/// Words of the set of pairs.
const PAIRS: usize = 4;

/// The letters and digits of ASCII that a text has, a bit each, and the pairs of bytes that stand beside each other, a bit
/// for several. The case does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    single: u64,
    pairs: [u64; PAIRS],
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self {
            single: 0,
            pairs: [0; PAIRS],
        };
        let mut before = None;
        for byte in text.bytes().map(|byte| byte.to_ascii_lowercase()) {
            letters.single |= match byte {
                b'a'..=b'z' => 1 << (byte - b'a'),
                b'0'..=b'9' => 1 << (26 + byte - b'0'),
                _ => 0,
            };
            if let Some(before) = before.replace(byte) {
                let bit = bit_of(before, byte);
                letters.pairs[bit / 64] |= 1 << (bit % 64);
            }
        }
        letters
    }

    /// How many of these letters the others have not.
    pub(super) fn missing_in(&self, others: &Self) -> u32 {
        (self.single & !others.single).count_ones()
    }

    /// How many of these pairs the others have not, at least.
    pub(super) fn pairs_missing_in(&self, others: &Self) -> u32 {
        let missing = self.pairs.iter().zip(&others.pairs);
        missing.map(|(mine, theirs)| (mine & !theirs).count_ones()).sum()
    }
}

/// Which bit a pair has: pairs that are common in code fall on different ones.
fn bit_of(first: u8, second: u8) -> usize {
    let mixed = (u32::from(first) << 8 | u32::from(second)).wrapping_mul(0x9E37_79B1);
    (mixed >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_missing_are_counted_once() {
        let missing = |these: &str, others: &str| Letters::of(these).missing_in(&Letters::of(others));
        assert_eq!(missing("merge_all", "a large M"), 0);
        assert_eq!(missing("zebra2zz", "Bear"), 2);
        assert_eq!(missing("", "a"), 0);
        assert_eq!(missing("über=>", ""), 3);
    }

    #[test]
    fn pairs_are_missing_that_are_not_there() {
        let missing = |these: &str, others: &str| Letters::of(these).pairs_missing_in(&Letters::of(others));
        assert_eq!(missing("merge", "EMERGED"), 0);
        assert_eq!(missing("merge", "m e r g e"), 4);
        assert_eq!(missing("merge", "mergge"), 0);
        assert_eq!(missing("merge", "mege"), 2);
    }
}
