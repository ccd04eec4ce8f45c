//! Holds the tokens of a text in half of the room that they take.
//!
//! Most tokens of a text are punctuation and words that every program has, or stood in it before. So a token is one byte:
//! the number of a common one, or of the one in the text that it is the same as. Only what is new takes four more.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use crate::lex::{self, Kind, Token};

/// The tokens of a text, packed.
#[derive(Debug, Clone)]
pub(crate) struct Packed(Bytes);

#[derive(Debug, Clone)]
enum Bytes {
    Own(Box<[u8]>),
    /// A piece of what was read at once: 100,000 pieces of memory take as long to make as all the rest of a start.
    Shared {
        block: Arc<Vec<u8>>,
        from: u32,
        to: u32,
    },
}

/// Codes from here on are for what stood in the text before, and for what is new; those below for what is common.
const OWN: usize = 128;
/// Stands before a number of two bytes, for what has none of one byte.
const WIDE: u8 = u8::MAX;
/// Bytes that say how many tokens there are.
const HEAD: usize = 2;
/// Bytes of a token that is new.
const NEW: usize = 4;

/// What is common inside of lines.
const MARKS: &[&str] = &[
    ".", "(", ")", ",", "=", ":", ";", "{", "}", "[", "]", "->", "::", "=>", "==", "!=", "&", "+", "-", "*",
    "<", ">", "!", "?", "+=", "/", "|", "&&", "||", "'", "\"", "@", "#", "\\", "$", "%",
];
const WORDS: &[&str] = &[
    "self",
    "return",
    "if",
    "def",
    "in",
    "not",
    "for",
    "None",
    "else",
    "is",
    "import",
    "from",
    "raise",
    "try",
    "except",
    "with",
    "and",
    "or",
    "True",
    "False",
    "fn",
    "let",
    "mut",
    "pub",
    "const",
    "match",
    "impl",
    "var",
    "function",
    "this",
    "new",
    "null",
    "true",
    "false",
    "throw",
    "await",
    "async",
    "static",
    "0",
    "1",
    "2",
    "\"\"",
    "''",
    "int",
    "str",
    "len",
    "isinstance",
    "value",
    "name",
    "key",
    "i",
    "x",
    "data",
    "result",
    "T",
    "Self",
    "Some",
    "Ok",
    "Err",
    "String",
    "type",
    "as",
];
/// What is common at the beginning of a line.
const OPENING_MARKS: &[&str] = &["}", ")", ".", "@", "]", "#", "&"];
const OPENING_WORDS: &[&str] = &[
    "if", "return", "self", "for", "else", "def", "let", "const", "this", "elif", "raise", "try", "except",
    "import", "from", "var", "with", "pub", "fn", "case", "while", "assert", "throw",
];

struct Common {
    tokens: Vec<u32>,
    numbers: FxHashMap<u32, u8>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let mark = |mark: &&str| Token::new(Kind::Punctuation, mark.as_bytes());
    let word = |word: &&str| {
        let mut tokens = Vec::new();
        lex::lex(word, |token, _| tokens.push(token));
        // By itself it began a line.
        Token::new(tokens[0].kind(), word.as_bytes())
    };
    let inside = MARKS.iter().map(mark).chain(WORDS.iter().map(word));
    let opening = OPENING_MARKS
        .iter()
        .map(mark)
        .chain(OPENING_WORDS.iter().map(word))
        .map(Token::opening);
    let tokens: Vec<u32> = inside.chain(opening).map(Token::to_bits).collect();
    let numbers = tokens.iter().copied().zip(0..).collect();
    Common { tokens, numbers }
});

impl Packed {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let common = &*COMMON;
        let mut numbers: FxHashMap<u32, usize> = FxHashMap::default();
        let mut bytes = Vec::with_capacity(HEAD + 3 * tokens.len());
        bytes.extend(u16::try_from(tokens.len()).unwrap_or(u16::MAX).to_le_bytes());
        for token in tokens {
            let bits = token.to_bits();
            if let Some(number) = common.numbers.get(&bits) {
                bytes.push(*number);
                continue;
            }
            let next = numbers.len();
            let number = *numbers.entry(bits).or_insert(next);
            match u8::try_from(OWN + number) {
                Ok(code) if code < WIDE => bytes.push(code),
                _ => {
                    bytes.push(WIDE);
                    bytes.extend(u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
                }
            }
            if number == next {
                bytes.extend(bits.to_le_bytes());
            }
        }
        // Copied: to cut the list short would leave a hole behind each of 100,000 texts.
        Self(Bytes::Own(Box::from(bytes.as_slice())))
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.as_bytes()
            .first_chunk::<HEAD>()
            .map_or(0, |count| usize::from(u16::from_le_bytes(*count)))
    }

    /// All of them, into a list that is emptied first.
    pub(crate) fn unpack(&self, tokens: &mut Vec<Token>) {
        tokens.clear();
        // What was packed here is whole. Of what was read and is not, there are the tokens up to there.
        let _whole = walk(self.as_bytes(), |bits| tokens.push(Token::from_bits(bits)));
    }

    /// All of them.
    pub(crate) fn tokens(&self) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(self.len());
        self.unpack(&mut tokens);
        tokens
    }

    /// For a snapshot.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Own(bytes) => bytes,
            Bytes::Shared { block, from, to } => block.get(*from as usize..*to as usize).unwrap_or_default(),
        }
    }

    /// What [`Self::as_bytes`] gave, as a piece of a block, which stays as long as one of its pieces. It is not looked at: in
    /// other bytes there are other tokens, or fewer.
    pub(crate) fn kept(block: &Arc<Vec<u8>>, from: u32, to: u32) -> Self {
        let block = Arc::clone(block);
        Self(Bytes::Shared { block, from, to })
    }

    /// Lets go of the block.
    pub(crate) fn alone(self) -> Self {
        Self(Bytes::Own(self.as_bytes().into()))
    }
}

/// Hands out the tokens, as bits, one after the other; `None` where the bytes are no packed tokens.
fn walk(bytes: &[u8], mut each: impl FnMut(u32)) -> Option<()> {
    let (count, mut rest) = bytes.split_first_chunk::<HEAD>()?;
    let mut own: Vec<u32> = Vec::new();
    for _ in 0..u16::from_le_bytes(*count) {
        let (code, after) = rest.split_first()?;
        rest = after;
        let number = match *code {
            WIDE => {
                let (number, after) = rest.split_first_chunk::<2>()?;
                rest = after;
                usize::from(u16::from_le_bytes(*number))
            }
            code if usize::from(code) < OWN => {
                each(*COMMON.tokens.get(usize::from(code))?);
                continue;
            }
            code => usize::from(code) - OWN,
        };
        if number == own.len() {
            let (bits, after) = rest.split_first_chunk::<NEW>()?;
            rest = after;
            own.push(u32::from_le_bytes(*bits));
        }
        each(*own.get(number)?);
    }
    rest.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        lex::lex(text, |token, _| tokens.push(token));
        tokens
    }

    fn bits(tokens: &[Token]) -> Vec<u32> {
        tokens.iter().map(|token| token.to_bits()).collect()
    }

    #[test]
    fn there_is_a_number_for_each_common_token() {
        assert!(COMMON.tokens.len() <= OWN, "{}", COMMON.tokens.len());
        assert_eq!(COMMON.tokens.len(), COMMON.numbers.len(), "none is there twice");
    }

    #[test]
    fn code_takes_half_of_the_room() {
        let text = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n";
        let tokens = tokens(text);
        assert!(Packed::of(&tokens).as_bytes().len() * 2 < 4 * tokens.len());
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_out(text in "([a-d]{1,3}|[(){}.;=\n]| |if|return|\"x\"|[0-9]{1,2}){0,400}") {
            let tokens = tokens(&text);
            let packed = Packed::of(&tokens);
            prop_assert_eq!(packed.len(), tokens.len());
            prop_assert_eq!(bits(&packed.tokens()), bits(&tokens));
            let block = Arc::new([b"other", packed.as_bytes(), b"others"].concat());
            let kept = Packed::kept(&block, 5, 5 + packed.as_bytes().len() as u32);
            prop_assert_eq!(kept.as_bytes(), packed.as_bytes());
            let alone = kept.alone();
            prop_assert_eq!(alone.as_bytes(), packed.as_bytes());
        }

        #[test]
        fn many_different_tokens_come_out(count in 100..3_000_usize) {
            let text: String = (0..count).map(|number| format!("name{} ", number * 7 % 900)).collect();
            let tokens = tokens(&text);
            prop_assert_eq!(bits(&Packed::of(&tokens).tokens()), bits(&tokens));
        }

        #[test]
        fn other_bytes_are_other_tokens_or_fewer(bytes in prop::collection::vec(any::<u8>(), 0..60), from in 0..80_u32, to in 0..80_u32) {
            let packed = Packed::kept(&Arc::new(bytes), from, to);
            prop_assert!(packed.tokens().len() <= packed.len());
        }
    }
}
