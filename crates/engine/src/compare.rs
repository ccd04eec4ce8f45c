//! Compares two token sequences in full: the length of their longest common subsequence, raw and by shape.
//!
//! Bit-parallel: Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004. The copied text is the pattern, so
//! its bit masks are made once for all the assets that it is compared with.

use std::sync::LazyLock;

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

    /// How many symbols it has.
    pub(crate) const fn len(&self) -> usize {
        self.length
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
/// beginning of a slice. A member is another name than a variable, so that `result.result` and `one.result` are alike: who
/// renames the one need not rename the other.
pub(crate) fn shape_symbols(tokens: &[Token]) -> Vec<u32> {
    let mut recent: Vec<u32> = Vec::with_capacity(RECENT + 1);
    let mut symbols = Vec::with_capacity(tokens.len());
    each_part(tokens, |part| {
        symbols.push(match part {
            Part::Name(bits) => {
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
            Part::Other(symbol) => symbol,
        });
    });
    symbols
}

/// The symbols of a sequence with every identifier alike, and literals by their kind: what no renaming changes.
pub(crate) fn class_symbols(tokens: &[Token]) -> Vec<u32> {
    let mut symbols = Vec::with_capacity(tokens.len());
    each_part(tokens, |part| {
        symbols.push(match part {
            Part::Name(_) => Kind::Identifier as u32,
            Part::Other(symbol) => symbol,
        });
    });
    symbols
}

/// A token, or several that stand for one thing.
enum Part {
    /// A name; those of members differ from those of variables.
    Name(u32),
    /// Anything else, literals by their kind.
    Other(u32),
}

/// What tells a member's name from a variable's.
const MEMBER: u32 = 1 << 31;

/// Tokens by which is told what stands beside them.
struct Marks {
    triples: [u32; 2],
    dot: u32,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let mark = |text: &str| Token::new(Kind::Punctuation, text.as_bytes()).bits();
    Marks {
        triples: ["\"\"\"", "'''"].map(mark),
        dot: mark("."),
    }
});

/// Walks through tokens, and reads them as their neighbours tell.
///
/// What stands in triple quotes and is closed on its line is one literal. To the lexer it is words, by which edited editions
/// are found, but who changes it has changed one thing, however many words it has. As everywhere nothing is carried across
/// a line end, so a slice is read as the whole is.
fn each_part(tokens: &[Token], mut sink: impl FnMut(Part)) {
    let marks = &*MARKS;
    let mut before = 0;
    let mut at = 0;
    while let Some(&token) = tokens.get(at) {
        let bits = token.bits();
        at += 1;
        let member = before == marks.dot;
        before = bits;
        let part = match token.kind() {
            Kind::Identifier => Part::Name(if member { bits ^ MEMBER } else { bits }),
            kind @ (Kind::Number | Kind::Text) => Part::Other(kind as u32),
            Kind::Punctuation if marks.triples.contains(&bits) => {
                let line = tokens[at..].iter().take_while(|token| !token.opens_line());
                match line.map(|token| token.bits()).position(|other| other == bits) {
                    Some(inside) => {
                        at += inside + 1;
                        Part::Other(Kind::Text as u32)
                    }
                    None => Part::Other(bits),
                }
            }
            Kind::Keyword | Kind::Punctuation => Part::Other(bits),
        };
        sink(part);
    }
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

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        crate::lex::lex(text, |token, _| tokens.push(token));
        crate::lex::settle(&mut tokens);
        tokens
    }

    #[test]
    fn a_docstring_of_one_line_is_one_literal() {
        let class = |text: &str| class_symbols(&tokens(text));
        let plain = class("def f(a):\n    'Say it.'\n    return a");
        for text in [
            "def f(a):\n    \"\"\"Say it in more words.\"\"\"\n    return a",
            "def g(b):\n    '''No.'''\n    return b",
            "def g(b):\n    \"\"\"\"\"\"\n    return b",
        ] {
            assert_eq!(class(text), plain, "{text}");
        }
        // What is not closed on its line may begin or end there: nobody knows.
        let open = "\"\"\"One\ntwo.\"\"\"\nx = 1";
        assert_eq!(class(open).len(), tokens(open).len());
        let shapes = shape_symbols(&tokens("a = '''b c'''\na += 1"));
        assert_eq!((shapes.len(), shapes[0], shapes[3]), (6, 0, 1 << 3));
    }

    #[test]
    fn a_variable_is_renamed_without_the_member_of_its_name() {
        let shape = |text: &str| shape_symbols(&tokens(text));
        let one = shape("for result in results: call(result.result, result)");
        assert_eq!(one, shape("for one in all: call(one.result, one)"));
        assert_ne!(one, shape("for one in all: call(one.result, all)"));
    }

    #[test]
    fn a_word_is_reserved_where_it_stands_as_such() {
        let class = |text: &str| class_symbols(&tokens(text));
        for (text, other) in [
            (
                "f(func: T, type=int, a.match(b))",
                "f(one: T, two=int, a.three(b))",
            ),
            (
                "def f(func, *args):\n    return call(func)",
                "def g(one, *args):\n    return run(one)",
            ),
        ] {
            assert_eq!(class(text), class(other), "{text}");
        }
        for (text, other) in [
            ("func f(a) {", "one f(a) {"),
            ("match a {", "one a {"),
            ("return a;", "one a;"),
        ] {
            assert_ne!(class(text), class(other), "{text}");
        }
    }

    /// As docs/ENGINE.md tells it.
    #[test]
    fn the_worked_example() {
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
