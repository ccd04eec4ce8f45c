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
/// Linear in the length of the text. A text that is nothing but comments is lexed with them kept, so that two such
/// texts differ.
pub(crate) fn lex(text: &str, mut sink: impl FnMut(Token, &str)) {
    let mut any = false;
    Lexer::new(text, true).run(&mut |token, text| {
        any = true;
        sink(token, text);
    });
    if !any {
        Lexer::new(text, false).run(&mut sink);
    }
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

    fn run(mut self, sink: &mut impl FnMut(Token, &str)) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'\n' {
                self.before = None;
                self.opening = true;
                self.at += 1;
            } else if byte.is_ascii_whitespace() || byte == 0x0b {
                self.at += 1;
            } else if let Some(end) = self.comment(byte) {
                self.at = end;
            } else {
                let (kind, end) = self.token(byte);
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
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        lex(text, |_, t| out.push(t.to_owned()));
        out
    }

    #[test]
    fn operators_are_one_token() {
        for one in [
            "===", "!==", "...", "..=", "**=", "//=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||",
            "..", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "++", "--", ":=", "??", "?.", "**", "<-",
            "|>",
        ] {
            assert_eq!(words(&format!("a{one}b")), ["a", one, "b"]);
        }
        assert_eq!(
            words("a>>b<<c=!d"),
            ["a", ">", ">", "b", "<", "<", "c", "=", "!", "d"]
        );
    }

    #[test]
    fn comments_go_and_code_that_looks_like_them_stays() {
        assert_eq!(words("a(); // b\nc"), ["a", "(", ")", ";", "c"]);
        assert_eq!(words("x = 1  # one\ny"), ["x", "=", "1", "y"]);
        assert_eq!(words("#[derive(X)]").len(), 7);
        assert_eq!(words("#include <a.h>").len(), 7);
        assert_eq!(words("color: #2893ef;").len(), 5);
        assert_eq!(words("#main {"), ["#", "main", "{"]);
        assert_eq!(words("--i; x"), ["--", "i", ";", "x"]);
        assert_eq!(words("a\n-- drop\nb"), ["a", "b"]);
        assert_eq!(words("git checkout -- file").len(), 4);
        assert_eq!(words("a /* b\n c */ d <!-- e --> f"), ["a", "d", "f"]);
        assert_eq!(words("half = n // 2"), ["half", "=", "n", "//", "2"]);
        assert_eq!(words("this.#count = 1").len(), 6);
        assert_eq!(
            words("open https://a.b/c"),
            ["open", "https", ":", "//", "a", ".", "b", "/", "c"]
        );
    }

    #[test]
    fn code_that_differs_behind_what_looks_like_a_comment_differs() {
        for (one, other) in [
            ("if n // size == 0:", "if n // size > 1:"),
            ("[x // 2 for x in xs]", "[x // 2 for x in xs if x > 3]"),
            (
                "return total // per if total % per == 0 else up(total)",
                "return total // per if total < 100 else up(total)",
            ),
            ("if n // size and open:", "if n // size or done:"),
            ("if n // 2 == 0 then", "if n // 2 > 4 then"),
            (
                "my $port = $args{port} // 5432;",
                "my $port = $args{port} // 6432;",
            ),
            ("my $name = shift // 'one';", "my $name = shift // 'other';"),
            (
                "my $port = $port // $self->{port};",
                "my $port = $port // $self->{other};",
            ),
            ("defaults // { port = 1; }", "defaults // { port = 2; }"),
            ("background = #222222", "background = #333333"),
            ("color1 #bf616a", "color1 #a3be8c"),
            ("#bf616a\nwhite", "#a3be8c\nwhite"),
            ("# define LIMIT 4096\nx", "# define LIMIT 8192\nx"),
            ("# include <a.h>\nx", "# include <b.h>\nx"),
            ("#items = []\nthis.#items", "#items = [1]\nthis.#items"),
            ("login: //div[@id=\"in\"]", "login: //div[@id=\"out\"]"),
            (
                "rm -rf /tmp/build/* && ls */docs",
                "rm -rf /tmp/build/* /home && ls */docs",
            ),
            ("build/*\n!build/keep\n*/docs", "build/*\n!build/drop\n*/docs"),
            ("lint src/**/*.ts", "lint src/**/*.js"),
            ("(map #(inc %) xs)", "(map #(dec %) xs)"),
            ("select id from #recent where a", "select id from #recent where b"),
            ("User = #user{name = A}", "User = #user{name = B}"),
            ("if #stack == 0 then", "if #stack > 9 then"),
            ("for i = 1, #items do", "for i = 1, #items - 1 do"),
            ("n = #items", "n = #names"),
            ("#{:admin :editor}", "#{:guest}"),
            ("(sort xs #'age)", "(sort xs #'name)"),
            ("(define on #t)", "(define on #f)"),
            ("(run\n  #:name 'fast\n  x)", "(run\n  #:name 'slow\n  x)"),
            ("if x, action: #selector(save)", "if x, action: #selector(drop)"),
            ("mov r0, #1", "mov r0, #99"),
            ("url(//cdn.example.org/a.png)", "url(//cdn.example.org/b.png)"),
            (
                "exec $(name) -- rails db:drop",
                "exec $(name) -- rails db:migrate",
            ),
        ] {
            assert_ne!(words(one), words(other));
        }
    }

    #[test]
    fn comments_that_look_like_code_are_comments() {
        for (code, comment) in [
            ("x = foo", "// bar: one"),
            ("count := n", "// items of the page"),
            ("count := n", "// size == 0 means none"),
            ("}", "// end of the loop"),
            ("x = 1", "# include the header"),
            ("x = 1", "# define what it is"),
            ("x = 1", "#123"),
            ("x = 1", "#1: one"),
            ("call(a,", "# the (first) one"),
            ("int x", "/* the */"),
            ("f(a/* one */, b", "/* two */"),
            ("x = 1", "# items = []"),
            ("x = 1", "#items = []"),
            ("x = [1,", "#2 of them"),
            ("f(x),", "-- the name"),
        ] {
            assert_eq!(words(&format!("{code} {comment}")), words(&format!("{code} ")));
        }
        assert_eq!(
            words("a\n# if it is so\n# else not\n# pragma: no cover\nb"),
            ["a", "b"]
        );
    }

    #[test]
    fn the_first_token_of_a_line_shows_it_and_is_the_same_token() {
        let mut tokens = Vec::new();
        lex("a b\n  b a; // c\n\nif (\n)\n1\n'a', 2", |token, _| {
            tokens.push(token);
        });
        let opening: Vec<bool> = tokens.iter().map(|t| t.opens_line()).collect();
        assert_eq!(
            opening,
            [
                true, false, true, false, false, true, false, true, true, true, false, false
            ]
        );
        assert_eq!(tokens[0].bits(), tokens[3].bits());
        assert_eq!(tokens[5].kind(), Kind::Keyword);
    }

    #[test]
    fn nothing_but_comments_is_still_something() {
        assert_eq!(words("// one two"), ["//", "one", "two"]);
    }

    #[test]
    fn strings_are_whole_only_where_closed() {
        assert_eq!(words(r#"a "b c" d"#), ["a", "\"b c\"", "d"]);
        assert_eq!(words("don't stop"), ["don", "'", "t", "stop"]);
        assert_eq!(words("\"open\nnext\"").len(), 4);
        assert_eq!(words("\"\"\"Doc.\"\"\""), ["\"\"\"", "Doc", ".", "\"\"\""]);
        assert_eq!(words("b'x' + rb\"y\""), ["b'x'", "+", "rb\"y\""]);
        assert_eq!(words("fn f<'a>(x: &'a str, y: &'a str)").len(), 21);
        assert_eq!(words("['use strict', 'b c']").len(), 5);
    }
}
