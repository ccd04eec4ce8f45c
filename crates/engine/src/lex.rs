//! Cuts a text of any language into tokens, and drops its comments and white space.
//!
//! A copy begins anywhere: in the middle of a function, of a string, of a comment. So nothing but a closed block
//! comment carries state across a line end, a string is one token only where it is closed on its line, and
//! `"""` is a token like any other. A lexer that remembers an open string reads the rest of a slice inside out,
//! and slices are what people copy.

mod comment;
mod quote;
mod reserved;
mod soft;
mod sql;
mod strings;

use comment::Comments;
use quote::Quotes;
use reserved::{is_keyword, operator};
pub(crate) use soft::settle;

/// What a token is, as far as that can be told without knowing the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name that its author chose.
    Identifier = 0,
    /// A word that languages reserve.
    Keyword = 1,
    /// A number.
    Number = 2,
    /// A string closed on its line, quotes included.
    Text = 3,
    /// Anything else: operators, brackets, stray characters.
    Punctuation = 4,
}

/// A token: the hash of its text, whether a line begins with it, and in the low three bits its [`Kind`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token(u32);

/// The bits of the kind.
const KIND: u32 = 7;
/// Is set where a line begins with the token.
const OPENS_LINE: u32 = 8;
/// The kinds by their bits.
const KINDS: [Kind; 8] = [
    Kind::Identifier,
    Kind::Keyword,
    Kind::Number,
    Kind::Text,
    Kind::Punctuation,
    // No token has these.
    Kind::Punctuation,
    Kind::Punctuation,
    Kind::Punctuation,
];

impl Token {
    /// 28 bits of hash: in a vocabulary of a million tokens a given pair collides once in 270 million.
    pub(crate) const fn new(kind: Kind, text: &[u8]) -> Self {
        Self::hashed(kind, hash_bytes(text))
    }

    const fn hashed(kind: Kind, hash: u64) -> Self {
        Self((hash >> 32) as u32 & !(KIND | OPENS_LINE) | kind as u32)
    }

    /// The same token as the first of its line.
    pub(crate) const fn opening(self) -> Self {
        Self(self.0 | OPENS_LINE)
    }

    /// The same word as a name.
    const fn named(self) -> Self {
        Self(self.0 & !KIND | Kind::Identifier as u32)
    }

    /// Everything that it is, for a snapshot.
    pub(crate) const fn to_bits(self) -> u32 {
        self.0
    }

    /// The token that [`Self::to_bits`] gave.
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Whether a line begins with it.
    pub(crate) const fn opens_line(self) -> bool {
        self.0 & OPENS_LINE != 0
    }

    /// The hash with the kind in it, wherever on its line the token stands.
    pub(crate) const fn bits(self) -> u32 {
        self.0 & !OPENS_LINE
    }

    /// What it is.
    pub(crate) const fn kind(self) -> Kind {
        KINDS[(self.0 & KIND) as usize]
    }
}

/// The same token, wherever on its line either of them stands.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for Token {}

/// FNV-1a with a finaliser: stable across platforms and releases, because fingerprints are made of it.
pub(crate) const fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
        rest = after;
    }
    mix(hash)
}

/// The finaliser of MurmurHash3: every bit of the input reaches every bit of the output.
pub(crate) const fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// Lexes `text` and hands every token, with the bytes it stands for, to `sink`.
///
/// Linear in the length of the text. Where the comments say more than the code, they are lexed with it, so that two
/// such texts differ: a header with `set -e` below it is told by what the header says.
pub(crate) fn lex(text: &str, mut sink: impl FnMut(Token, &str)) {
    let mut few = Vec::with_capacity(FEW);
    let mut many = false;
    Lexer::new(text, true).run(&mut |token, text| {
        if many {
            sink(token, text);
        } else if few.len() < FEW {
            few.push((token, text));
        } else {
            many = true;
            few.drain(..).for_each(|(token, text)| sink(token, text));
            sink(token, text);
        }
    });
    if !many && comments_prevail(text, &few) {
        Lexer::new(text, false).run(&mut |token, text| sink(token, text));
    } else {
        few.into_iter().for_each(|(token, text)| sink(token, text));
    }
}

/// Tokens of code beside which comments are only that, however many there are.
const FEW: usize = 15;

/// Whether the comments say more than these tokens, which are all of the code: they have two lines of their own or more, no fewer
/// than the code has, and as many words as it has tokens.
fn comments_prevail(text: &str, code: &[(Token, &str)]) -> bool {
    if code.is_empty() {
        return true;
    }
    let places: Vec<usize> = code
        .iter()
        .map(|(_, token)| token.as_ptr() as usize - text.as_ptr() as usize)
        .collect();
    let (mut at, mut next) = (0, 0);
    let (mut lines, mut words, mut lines_of_code) = (0, 0, 0);
    for line in text.split_inclusive(comment::LINE_END) {
        at += line.len();
        let before = next;
        while places.get(next).is_some_and(|place| *place < at) {
            next += 1;
        }
        if next > before {
            lines_of_code += 1;
            continue;
        }
        let own = line
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .count();
        lines += usize::from(own > 0);
        words += own;
    }
    lines >= 2 && lines >= lines_of_code && words >= code.len()
}

/// A walk over one text.
struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    comments: Option<Comments>,
    quotes: Quotes,
    /// The last byte of the token before, on this line: `//` after an operand may be a division.
    before: Option<u8>,
    /// Whether no token was on this line yet.
    opening: bool,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, drop_comments: bool) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            comments: drop_comments.then(Comments::new),
            quotes: Quotes::default(),
            before: None,
            opening: true,
        }
    }

    fn run(mut self, sink: &mut impl FnMut(Token, &'t str)) {
        while let Some(&byte) = self.bytes.get(self.at) {
            // A carriage return may end a line alone.
            if matches!(byte, b'\n' | b'\r') {
                self.before = None;
                self.opening = true;
                self.at += 1;
            } else if byte.is_ascii_whitespace() || byte == 0x0b {
                self.at += 1;
            } else if let Some(end) = self.comment(byte) {
                self.at = end;
            } else {
                let (kind, end) = self.token(byte);
                if kind == Some(Kind::Punctuation)
                    && matches!(byte, b'<' | b'[' | b'"' | b'\'' | b'`')
                    && let Some(comments) = &mut self.comments
                {
                    comments.strings.note(self.text, self.at, self.before);
                }
                if let Some(kind) = kind {
                    let slice = &self.text[self.at..end];
                    let hash = match kind {
                        Kind::Identifier => sql::hash_of(slice.as_bytes()),
                        _ => hash_bytes(slice.as_bytes()),
                    };
                    let kind = if kind == Kind::Identifier && is_keyword(hash) {
                        Kind::Keyword
                    } else {
                        kind
                    };
                    let token = Token::hashed(kind, hash);
                    sink(if self.opening { token.opening() } else { token }, slice);
                    self.opening = false;
                    self.before = self.bytes.get(end - 1).copied();
                }
                self.at = end;
            }
        }
    }

    fn comment(&mut self, byte: u8) -> Option<usize> {
        if !matches!(byte, b'/' | b'#' | b'-' | b'<') {
            return None;
        }
        self.comments.as_mut()?.end(self.text, self.at, self.before)
    }

    /// The kind of the token at the cursor (`None`: white space beyond ASCII; a keyword is an identifier yet) and where it
    /// ends.
    fn token(&mut self, byte: u8) -> (Option<Kind>, usize) {
        if byte.is_ascii_digit() {
            return (Some(Kind::Number), self.number());
        }
        if matches!(byte, b'"' | b'\'' | b'`') {
            if let Some(end) = self.quotes.end(self.text, self.at) {
                return (Some(Kind::Text), end);
            }
        } else if !byte.is_ascii() || byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$') {
            return self.word();
        }
        let length = operator(&self.bytes[self.at..]);
        (Some(Kind::Punctuation), self.at + length)
    }

    fn word(&mut self) -> (Option<Kind>, usize) {
        let rest = &self.text[self.at..];
        let of_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$');
        let plain = rest.bytes().position(|b| !of_word(&b)).unwrap_or(rest.len());
        let len = if rest.as_bytes().get(plain).is_some_and(|b| !b.is_ascii()) {
            let more = rest[plain..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
            more.map_or(rest.len(), |more| plain + more)
        } else {
            plain
        };
        if len == 0 {
            let c = rest.chars().next().unwrap_or(' ');
            let blank = c.is_whitespace() || is_invisible(c);
            return ((!blank).then_some(Kind::Punctuation), self.at + c.len_utf8());
        }
        let end = self.at + len;
        // `b'..'`, `rf"..."`: the prefix belongs to the string.
        if len <= 2
            && rest[..len].bytes().all(|b| b"rRbBfFuUcC".contains(&b))
            && matches!(self.bytes.get(end), Some(b'"' | b'\''))
            && let Some(end) = self.quotes.end(self.text, end)
        {
            return (Some(Kind::Text), end);
        }
        (Some(Kind::Identifier), end)
    }

    fn number(&self) -> usize {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            let fraction = byte == b'.' && self.bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if byte.is_ascii_alphanumeric() || byte == b'_' || fraction {
                end += 1;
            } else {
                break;
            }
        }
        end
    }
}

/// Characters that take no room: a byte order mark, zero-width spaces and joiners.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

#[cfg(test)]
mod tests;
