//! Strings of several lines: what looks like a comment within one is a part of it.
//!
//! Only a sign that closes nothing opens one, and only one that is closed somewhere: a slice that begins inside of a string is
//! read as it was. The tokens within are the same as without.

use std::ops::Range;

use super::comment::{LINE_END, WINDOW};
use crate::excerpt::{head, tail};

/// How often the end of one is looked for in vain: then what looks like a beginning is something else in this text.
const MOST_IN_VAIN: u8 = 16;

/// What is remembered while a text is walked.
pub(super) struct Strings {
    /// The inside of the last one.
    inside: Range<usize>,
    /// Whether only `--` is no comment there.
    of_lua: bool,
    in_vain: u8,
}

/// What opens one.
struct Opening<'t> {
    /// Where its inside begins.
    from: usize,
    close: Closing<'t>,
}

enum Closing<'t> {
    /// These characters.
    Sign(&'static str),
    /// A line that has nothing but this word, and perhaps the end of a statement.
    Line(&'t str),
}

impl Strings {
    pub(super) const fn new() -> Self {
        Self {
            inside: 0..0,
            of_lua: false,
            in_vain: 0,
        }
    }

    /// Whether what begins at `at` with this byte is within one.
    pub(super) fn hold(&self, at: usize, byte: u8) -> bool {
        self.inside.contains(&at) && (!self.of_lua || byte == b'-')
    }

    /// Notes the string of several lines that the token at `at` opens, if it does. `before` is the last byte of the token
    /// before it on its line. A quote that is closed on its line is none.
    pub(super) fn note(&mut self, text: &str, at: usize, before: Option<u8>) {
        if at < self.inside.end || self.in_vain == MOST_IN_VAIN {
            return;
        }
        let rest = &text[at..];
        let opening = match rest.as_bytes() {
            [b'<', b'<', ..] => heredoc(text, at),
            [b'[', b'[', ..] => long_bracket(text, at),
            [b'`', ..] => template(text, at),
            [b'"', b'"', b'"', ..] => triple(text, at, before, "\"\"\""),
            // In SQL it is the end of one string and the beginning of the next.
            [b'\'', b'\'', b'\'', ..]
                if !head(&rest[3..], WINDOW)
                    .split(LINE_END)
                    .next()
                    .unwrap_or("")
                    .contains('\'') =>
            {
                triple(text, at, before, "'''")
            }
            [b'"', ..] if text[..at].ends_with("r#") => Some(Opening {
                from: at + 1,
                close: Closing::Sign("\"#"),
            }),
            _ => None,
        };
        let Some(Opening { from, close }) = opening else {
            return;
        };
        let Some(end) = close.after(text, from) else {
            self.in_vain += 1;
            return;
        };
        self.inside = from..end;
        self.of_lua = rest.starts_with("[[");
    }
}

impl Closing<'_> {
    /// Where the inside that begins at `from` ends.
    fn after(&self, text: &str, from: usize) -> Option<usize> {
        match self {
            Self::Sign(sign) => {
                let mut at = from;
                loop {
                    let end = at + text[at..].find(sign)?;
                    if !text[..end].ends_with('\\') {
                        return Some(end);
                    }
                    at = end + 1;
                }
            }
            Self::Line(word) => {
                let mut at = from;
                for line in text[from..].split_inclusive(['\n', '\r']) {
                    if line.trim().trim_end_matches([';', ')', ',']) == *word {
                        return Some(at);
                    }
                    at += line.len();
                }
                None
            }
        }
    }
}

/// `cat <<EOF`, `<<-'EOF'`, `<<~SQL`, `<<<EOT`: from the next line on.
fn heredoc(text: &str, at: usize) -> Option<Opening<'_>> {
    /// Most signs between `<<` and the word. A line may be nothing but signs, and is not to be walked from each of them.
    const MOST_SIGNS: usize = 4;
    let rest = &text[at + 2..];
    let is_sign = |b: &u8| matches!(b, b'<' | b'-' | b'~' | b'\\');
    let signs = rest.bytes().take(MOST_SIGNS).take_while(is_sign).count();
    let word = rest[signs..].trim_start_matches(' ');
    let quote = word.chars().next().filter(|c| matches!(c, '"' | '\''));
    let word = quote.map_or(word, |_| &word[1..]);
    let length = word
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(word.len());
    let (word, after) = word.split_at(length);
    // `out << name` and `<<Input as Stream>::Slice` are none.
    let capitals = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    let named = word.len() > 1 && (quote.is_some() || word.bytes().all(capitals));
    let closed = quote.is_none_or(|quote| after.starts_with(quote));
    // Where no line follows, it is looked for in vain, as often as any other.
    (named && closed).then(|| Opening {
        from: text[at..].find(LINE_END).map_or(text.len(), |line| at + line),
        close: Closing::Line(word),
    })
}

/// `local text = [[` at the end of its line.
fn long_bracket(text: &str, at: usize) -> Option<Opening<'_>> {
    let line = text[at + 2..].trim_start_matches([' ', '\t']);
    line.starts_with(['\n', '\r']).then_some(Opening {
        from: at + 2,
        close: Closing::Sign("]]"),
    })
}

/// A backtick where a value stands, perhaps behind a tag, and not the end of a statement.
fn template(text: &str, at: usize) -> Option<Opening<'_>> {
    let before = line_before(text, at);
    let value = before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$'))
        .trim_end_matches(' ');
    // A shell's `x=\`…` has no blank there, and its comments are some.
    let opens = value.ends_with(['(', ',', ':', '+', '?'])
        || value.ends_with("=>")
        || (value.ends_with(['=']) && before.len() > value.len())
        || before.trim_start() == "return ";
    (opens && !text[at + 1..].starts_with([';', ')', ','])).then_some(Opening {
        from: at + 1,
        close: Closing::Sign("`"),
    })
}

/// What stands before on the line, as far as the window shows it.
fn line_before(text: &str, at: usize) -> &str {
    let before = tail(&text[..at], WINDOW);
    before.rsplit(LINE_END).next().unwrap_or(before)
}

/// Three quotes where a value stands. At the beginning of a line they may as well be the end of a string.
fn triple<'t>(text: &str, at: usize, before: Option<u8>, sign: &'static str) -> Option<Opening<'t>> {
    let opens = match before? {
        b'=' | b'(' | b',' | b':' | b'[' | b'{' | b'+' => true,
        b'r' | b'R' | b'b' | b'B' | b'f' | b'F' | b'u' | b'U' => {
            let prefix = text[..at].trim_end_matches(|c| "rRbBfFuU".contains(c));
            at - prefix.len() <= 2
                && at > prefix.len()
                && !prefix.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        }
        _ => false,
    };
    opens.then_some(Opening {
        from: at + 3,
        close: Closing::Sign(sign),
    })
}
