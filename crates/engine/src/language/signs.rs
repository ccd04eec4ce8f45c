//! What a text shows of its language: words and marks, by themselves and in runs of two and three, each as a hash.
//!
//! Remarks are left out but for how they begin: what is said in them is of no language. No rule looks for a string's end,
//! because a copy may begin inside of one.

use crate::excerpt::head;

/// Bytes that are looked at. More of a text was measured to tell nothing more.
const HEAD: usize = 4 * 1024;
/// Bytes of the longest word that is told from others.
const LONGEST_WORD: usize = 24;
/// What stands for the end of a line, and so for the beginning of the next.
const LINE: u32 = 0x517c_c1b7;

/// What a sign is made of, so that a word is no sign of a pair.
#[derive(Clone, Copy)]
enum Sort {
    One = 1,
    First,
    FirstIndented,
    Pair,
    PairApart,
    Last,
    Triple,
    TripleApart,
    TripleWord,
    TripleLast,
    Remark,
    RemarkFirst,
    RemarkIndented,
}

/// The signs of a text, each once, in order.
#[must_use]
pub fn language_signs(text: &str) -> Vec<u32> {
    let mut signs = Vec::new();
    each(text, |sign| signs.push(sign));
    signs.sort_unstable();
    signs.dedup();
    signs
}

/// Hands every sign of the text to `found`, as often as it comes.
pub(super) fn each(text: &str, found: impl FnMut(u32)) {
    let mut walk = Walk {
        bytes: head(text, HEAD).as_bytes(),
        at: 0,
        first: true,
        indented: false,
        closes: true,
        previous: LINE,
        shapes: [LINE; 2],
        found,
    };
    while walk.at < walk.bytes.len() {
        walk.step();
    }
}

struct Walk<'t, F> {
    bytes: &'t [u8],
    at: usize,
    /// Whether nothing stands before it on its line.
    first: bool,
    /// Whether the line begins with white space.
    indented: bool,
    /// Whether there may be another `*/`: one search that finds none is enough.
    closes: bool,
    /// The word or mark before this one.
    previous: u32,
    /// What sort the two before this one are of, the nearer one last; a mark is its own sort.
    shapes: [u32; 2],
    found: F,
}

impl<F: FnMut(u32)> Walk<'_, F> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        if byte == b'\n' {
            self.end_line();
        } else if byte.is_ascii_whitespace() {
            self.indented |= self.first;
            self.at += 1;
        } else if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || !self.remark() {
            self.word_or_mark(byte);
        }
    }

    fn end_line(&mut self) {
        if !self.first {
            let shape = run(run(self.shapes[0], self.shapes[1]), LINE);
            self.tell(self.previous, Sort::Last);
            self.tell(shape, Sort::TripleLast);
        }
        self.previous = LINE;
        self.shapes = [LINE; 2];
        self.first = true;
        self.indented = false;
        self.at += 1;
    }

    fn word_or_mark(&mut self, byte: u8) {
        let begin = self.at;
        let apart = !self.first && self.bytes[begin - 1].is_ascii_whitespace();
        let is_number = byte.is_ascii_digit();
        let is_word = byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80;
        let goes_on = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || (is_word && *b >= 0x80);
        let rest = &self.bytes[begin..];
        let length = if is_number || is_word {
            rest.iter().position(|b| !goes_on(b)).unwrap_or(rest.len())
        } else {
            1
        };
        self.at += length;
        let own = match rest {
            _ if is_number => hash(b"0 number"),
            _ if length > LONGEST_WORD => hash(b"a word"),
            rest => hash(&rest[..length]),
        };
        let shape = if is_number || !is_word {
            own
        } else if byte.is_ascii_uppercase() {
            hash(b"A word")
        } else {
            hash(b"a word")
        };
        self.tell(own, Sort::One);
        match (self.first, self.indented) {
            (true, false) => self.tell(own, Sort::First),
            (true, true) => self.tell(own, Sort::FirstIndented),
            _ if apart => self.tell(run(self.previous, own), Sort::PairApart),
            _ => self.tell(run(self.previous, own), Sort::Pair),
        }
        let before = run(self.shapes[0], self.shapes[1]);
        let triple = if apart { Sort::TripleApart } else { Sort::Triple };
        self.tell(run(before, shape), triple);
        if is_word {
            self.tell(run(before, own), Sort::TripleWord);
        }
        self.previous = own;
        self.shapes = [self.shapes[1], run(shape, u32::from(apart))];
        self.first = false;
    }

    /// Steps over a remark that begins here, if one does.
    fn remark(&mut self) -> bool {
        let Some((mark, end)) = self.remark_here() else {
            return false;
        };
        let mark = hash(&self.bytes[self.at..self.at + mark]);
        self.tell(mark, Sort::Remark);
        match (self.first, self.indented) {
            (true, false) => self.tell(mark, Sort::RemarkFirst),
            (true, true) => self.tell(mark, Sort::RemarkIndented),
            _ => {}
        }
        self.at = end;
        true
    }

    /// How many bytes mark the remark that begins here, and where it ends.
    fn remark_here(&mut self) -> Option<(usize, usize)> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"/*") && self.closes {
            match rest[2..].windows(2).position(|pair| pair == b"*/") {
                Some(inside) => return Some((2, self.at + inside + 4)),
                None => self.closes = false,
            }
        }
        let line = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let same = rest.iter().take(6).take_while(|b| **b == rest[0]).count();
        // `http://` is none.
        if rest[0] == b'/' && same > 1 && (self.at == 0 || self.bytes[self.at - 1] != b':') {
            let mark = if rest.get(2) == Some(&b'!') {
                3
            } else {
                same.min(3)
            };
            return Some((mark, self.at + line));
        }
        let stands_alone = rest.get(same).is_none_or(u8::is_ascii_whitespace);
        let begins = match rest[0] {
            b'#' => stands_alone,
            b'*' | b'"' => stands_alone && same == 1,
            b'-' => stands_alone && same == 2,
            b';' | b'%' => stands_alone || same > 1,
            _ => false,
        };
        (self.first && begins).then(|| (same.min(3), self.at + line))
    }

    fn tell(&mut self, what: u32, sort: Sort) {
        (self.found)(run(what, sort as u32));
    }
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo).
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

fn run(before: u32, next: u32) -> u32 {
    let mixed = (before ^ next.rotate_left(15)).wrapping_mul(0x9E37_79B1);
    mixed ^ (mixed >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_remark_says_is_no_sign() {
        for (one, other) in [
            ("a = 1; // said so\nb", "a = 1; // or so\nb"),
            ("/* one\n two */ int a;", "/* three */ int a;"),
            ("# one\nx = 1\n", "# another\nx = 1\n"),
            ("-- one\nx = 1\n", "-- another\nx = 1\n"),
            (";; one\n(f x)\n", ";; another\n(f x)\n"),
        ] {
            assert_eq!(language_signs(one), language_signs(other), "{one}");
        }
        assert_ne!(language_signs("# one\nx\n"), language_signs("// one\nx\n"));
        assert_ne!(
            language_signs("see http://a.b/c"),
            language_signs("see http://a.b/d")
        );
        assert_ne!(language_signs("#include <a.h>"), language_signs("#include <b.h>"));
    }

    #[test]
    fn layout_is_a_sign() {
        assert_ne!(language_signs("a\n  b"), language_signs("a\nb"));
        assert_ne!(language_signs("f (x)"), language_signs("f(x)"));
        assert_ne!(language_signs("a;\nb"), language_signs("a\n;b"));
    }

    #[test]
    fn a_remark_that_does_not_end_costs_one_search() {
        let text = "/* ".repeat(100_000);
        assert!(!language_signs(&text).is_empty());
    }
}
