//! Cuts a token sequence into the three families of grams that the index holds.
//!
//! None is thinned: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003) halves the index, but a copy of six lines has
//! too few grams to lose half of them. Several representations side by side are the idea of Siamese
//! (Ragkhitwetsagul, Krinke, EMSE 2019).

use crate::lex::{Kind, Token, mix};

/// Tokens in a gram of raw tokens: found where the text was edited but not renamed.
const RAW: usize = 4;
/// Tokens in a gram whose identifiers are renumbered inside it: proof against renaming and against slicing.
const SHAPE: usize = 9;

/// Bits of a gram: what the index can hold in whole, so that every posting is exact. A text has some hundreds of grams, so
/// in one pair of texts of a thousand or so two different grams are taken for one.
pub(crate) const BITS: u32 = 27;

/// A kind of gram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Runs of four tokens as they are.
    Raw,
    /// Runs of nine tokens with identifiers numbered by first occurrence in the run, and literals made alike.
    Shape,
    /// Single identifiers.
    Names,
}

impl Family {
    pub(crate) const ALL: [Self; 3] = [Self::Raw, Self::Shape, Self::Names];

    /// The grams of a text as they come, repeated ones too.
    pub(crate) fn each(self, tokens: &[Token], mut sink: impl FnMut(u32)) {
        match self {
            Self::Raw => runs(tokens, RAW).for_each(|run| sink(raw(run))),
            Self::Shape => runs(&symbols(tokens), SHAPE).for_each(|run| sink(shape(run))),
            Self::Names => tokens
                .iter()
                .filter(|token| token.kind() == Kind::Identifier)
                .for_each(|token| sink(name(token.bits()))),
        }
    }

    /// What a gram of the family counts for when candidates are chosen: a shared name says less than a shared run.
    pub(crate) const fn share(self) -> f32 {
        match self {
            Self::Raw | Self::Shape => 1.0,
            Self::Names => 0.7,
        }
    }
}

/// The distinct grams of a text with their families, sorted by gram: the order in which an index lies in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Grams(Vec<(u32, Family)>);

impl Grams {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut grams = Vec::with_capacity(tokens.len() * 3);
        for family in Family::ALL {
            family.each(tokens, |gram| grams.push((gram, family)));
        }
        grams.sort_unstable();
        grams.dedup();
        // Two families may hash to one gram; it stands for the first then.
        grams.dedup_by_key(|(gram, _)| *gram);
        Self(grams)
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        self.0.iter().map(|(gram, _)| *gram)
    }

    /// All of them with their families, in order.
    pub(crate) fn with_families(&self) -> &[(u32, Family)] {
        &self.0
    }
}

/// The runs of `length`; the whole sequence where it is shorter.
fn runs<T>(sequence: &[T], length: usize) -> std::slice::Windows<'_, T> {
    sequence.windows(length.min(sequence.len()).max(1))
}

/// The upper bits: the lower bits of a product know little of the upper bits of its factors.
const fn fold(hash: u64) -> u32 {
    (mix(hash) >> (u64::BITS - BITS)) as u32
}

/// One step of a multiplicative hash over 32-bit symbols.
const fn step(hash: u64, symbol: u32) -> u64 {
    (hash.rotate_left(5) ^ symbol as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn raw(run: &[Token]) -> u32 {
    fold(run.iter().fold(1, |hash, token| step(hash, token.bits())))
}

/// The gram of a name, of which these are the bits.
pub(crate) fn name(bits: u32) -> u32 {
    fold(step(3, bits))
}

/// What a token is to a shape gram.
#[derive(Clone, Copy)]
enum Symbol {
    /// A name, and how many tokens before it stands last; as many as are in a run where that is further away.
    Name(usize),
    /// Anything else.
    Other(u32),
}

/// Looked for once for each token, not once for each run that it is in.
fn symbols(tokens: &[Token]) -> Vec<Symbol> {
    let symbol = |(place, token): (usize, &Token)| match token.kind() {
        Kind::Identifier => {
            let before = &tokens[place.saturating_sub(SHAPE - 1)..place];
            let back = before.iter().rev().position(|other| other == token);
            Symbol::Name(back.map_or(SHAPE, |back| back + 1))
        }
        kind @ (Kind::Number | Kind::Text) => Symbol::Other(kind as u32),
        Kind::Keyword | Kind::Punctuation => Symbol::Other(token.bits()),
    };
    tokens.iter().enumerate().map(symbol).collect()
}

fn shape(run: &[Symbol]) -> u32 {
    let mut numbers = [0_u32; SHAPE];
    let mut count = 0;
    fold(run.iter().enumerate().fold(2, |hash, (place, symbol)| {
        let symbol = match *symbol {
            Symbol::Name(back) => {
                let known = place.checked_sub(back).map(|before| numbers[before]);
                numbers[place] = known.unwrap_or(count);
                count += u32::from(known.is_none());
                // Symbols below 256 are no token: a token's hash has its kind in the low bits and is wide.
                numbers[place] << 3
            }
            Symbol::Other(bits) => bits,
        };
        step(hash, symbol)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::lex;

    fn grams(text: &str) -> Grams {
        let mut tokens = Vec::new();
        lex(text, |token, _| tokens.push(token));
        Grams::of(&tokens)
    }

    fn of(grams: &Grams, family: Family) -> Vec<u32> {
        let all = grams.with_families().iter();
        all.filter(|(_, of)| *of == family)
            .map(|(gram, _)| *gram)
            .collect()
    }

    #[test]
    fn renaming_keeps_the_shape_and_nothing_else() {
        let a = grams("fn add(left: u32, right: u32) -> u32 { left + right * 2 }");
        let b = grams("fn sum(one: Int, two: Int) -> Int { one + two * 7 }");
        assert_eq!(of(&a, Family::Shape), of(&b, Family::Shape));
        let names = of(&b, Family::Names);
        assert!(of(&a, Family::Names).iter().all(|name| !names.contains(name)));
    }

    #[test]
    fn a_short_text_is_one_gram() {
        let short = grams("a b");
        assert_eq!(Family::ALL.map(|family| of(&short, family).len()), [1, 1, 2]);
        assert_eq!(grams(""), Grams::default());
    }

    /// As docs/ENGINE.md tells it.
    #[test]
    fn the_worked_example() {
        let saved = grams(
            "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n",
        );
        let copy = grams(
            "    acc = 0   # running sum\n    for item in items:\n        acc += item\n    return acc\n",
        );
        let shared = |family| {
            let (copy, saved) = (of(&copy, family), of(&saved, family));
            (
                copy.len(),
                copy.iter().filter(|gram| saved.contains(gram)).count(),
            )
        };
        assert_eq!(shared(Family::Raw).1, 0);
        assert_eq!(shared(Family::Shape), (5, 5));
        assert_eq!(shared(Family::Names).1, 0);
    }
}
