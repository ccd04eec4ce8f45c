//! Compares two token sequences in full: the length of their longest common subsequence, raw and by shape.
//!
//! Bit-parallel: Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004. The copied text is the pattern, so
//! its bit masks are made once for all the assets that it is compared with.

use rustc_hash::FxHashMap;

use crate::lex::{Kind, Token};

/// A copied text, made ready to be compared with many.
pub(crate) struct Pattern {
    rows: FxHashMap<u32, u32>,
    /// One row of `words` words for each distinct symbol: the places where it stands.
    masks: Vec<u64>,
    words: usize,
    length: usize,
}

impl Pattern {
    pub(crate) fn new(symbols: &[u32]) -> Self {
        let words = symbols.len().div_ceil(64);
        let mut rows = FxHashMap::default();
        let mut masks = Vec::new();
        for (place, &symbol) in symbols.iter().enumerate() {
            let next = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let row = *rows.entry(symbol).or_insert_with(|| {
                masks.resize(masks.len() + words, 0);
                next
            });
            masks[row as usize * words + place / 64] |= 1 << (place % 64);
        }
        Self {
            rows,
            masks,
            words,
            length: symbols.len(),
        }
    }

    /// The length of the longest common subsequence with `symbols`.
    pub(crate) fn lcs(&self, symbols: &[u32]) -> usize {
        let mut state = vec![u64::MAX; self.words];
        for symbol in symbols {
            let Some(&row) = self.rows.get(symbol) else {
                continue;
            };
            let mask = &self.masks[row as usize * self.words..][..self.words];
            let mut carry = false;
            for (v, m) in state.iter_mut().zip(mask) {
                let u = *v & m;
                let (sum, over) = v.overflowing_add(u);
                let (sum, again) = sum.overflowing_add(u64::from(carry));
                carry = over || again;
                *v = sum | (*v & !u);
            }
        }
        let zeros: u32 = state.iter().map(|v| v.count_zeros()).sum();
        (zeros as usize).min(self.length)
    }

    /// Steps of 64 bits that [`Self::lcs`] takes for a sequence of `length`.
    pub(crate) const fn cost(&self, length: usize) -> usize {
        self.words * length
    }
}

/// How many names the list of recent ones holds.
const RECENT: usize = 24;

/// The symbols of a sequence with names taken out of it: an identifier becomes its place in the list of those used most
/// recently (move-to-front), a literal its kind.
///
/// Unlike numbers given once and for all, a place in that list is the same again a few tokens after an edit, or after the
/// beginning of a slice.
pub(crate) fn shape_symbols(tokens: &[Token]) -> Vec<u32> {
    let mut recent: Vec<u32> = Vec::with_capacity(RECENT + 1);
    tokens
        .iter()
        .map(|token| match token.kind() {
            Kind::Identifier => {
                let bits = token.bits();
                let place = recent.iter().position(|r| *r == bits);
                match place {
                    Some(place) => recent[..=place].rotate_right(1),
                    None => {
                        recent.insert(0, bits);
                        recent.truncate(RECENT);
                    }
                }
                u32::try_from(place.map_or(0, |p| p + 1)).unwrap_or(0) << 3
            }
            kind @ (Kind::Number | Kind::Text) => kind as u32,
            Kind::Keyword | Kind::Punctuation => token.bits(),
        })
        .collect()
}

/// The symbols of a sequence with every identifier alike, and literals by their kind: what no renaming changes.
pub(crate) fn class_symbols(tokens: &[Token]) -> Vec<u32> {
    let class = |token: &Token| match token.kind() {
        kind @ (Kind::Identifier | Kind::Number | Kind::Text) => kind as u32,
        Kind::Keyword | Kind::Punctuation => token.bits(),
    };
    tokens.iter().map(class).collect()
}

/// The symbols of a sequence as it is.
pub(crate) fn raw_symbols(tokens: &[Token]) -> Vec<u32> {
    tokens.iter().map(|token| token.bits()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow_lcs(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut corner = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn agrees_with_the_textbook(a in prop::collection::vec(0..6_u32, 0..200), b in prop::collection::vec(0..6_u32, 0..200)) {
            prop_assert_eq!(Pattern::new(&a).lcs(&b), slow_lcs(&a, &b));
        }
    }

    /// As docs/ENGINE.md tells it.
    #[test]
    fn the_worked_example() {
        let tokens = |text: &str| {
            let mut tokens = Vec::new();
            crate::lex::lex(text, |token, _| tokens.push(token));
            tokens
        };
        let saved = tokens(
            "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n",
        );
        let copy = tokens(
            "    acc = 0   # running sum\n    for item in items:\n        acc += item\n    return acc\n",
        );
        let common = |symbols: fn(&[Token]) -> Vec<u32>| Pattern::new(&symbols(&copy)).lcs(&symbols(&saved));
        assert_eq!(
            (copy.len(), common(shape_symbols), common(class_symbols)),
            (13, 12, 13)
        );
    }
}
