//! Finds what a name is given where nothing else is: the defaults of fields, columns, flags, settings and variables, wherever
//! in their declaration they stand.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::super::{name::Name, namesake::is_namesake, value::is_given_for_sure};
use crate::{
    excerpt::{around, head, tail},
    pattern::compile,
};

/// Bytes of a declaration that are read.
const DECLARATION: usize = 300;
/// Bytes beside a name where that of a user is looked for.
const BESIDE: usize = 200;

/// Parts of the words that a default has before it. Where there is none, nothing is read.
const PARTS: [&str; 4] = ["efault", "unwrap_or", "fetch(", "rElse("];

/// The words.
const WORDS: &[&str] = &[
    "default",
    "default_value",
    "default_value_t",
    "defaultvalue",
    "envdefault",
    "orelse",
    "server_default",
    "unwrap_or",
    "unwrap_or_else",
];

/// Whether a name has a default that is a secret.
pub(super) fn is_secret(text: &str, name: &Range<usize>, behind: &str, says: Name) -> bool {
    let before = tail(&text[..name.start], PARTS[2].len() + 1);
    if !PARTS.iter().any(|part| behind.contains(part)) && !before.contains(PARTS[2]) {
        return false;
    }
    let is_symbol = before.ends_with(':');
    default(head(behind, DECLARATION), is_symbol, before.contains(PARTS[2])).is_some_and(|value| {
        is_given_for_sure(says, &text[name.clone()], value)
            && !is_namesake(around(text, name.clone(), BESIDE), value)
    })
}

/// The default in the declaration that goes on here behind its name.
fn default(text: &str, is_symbol: bool, fetched: bool) -> Option<&str> {
    let quoted = text.starts_with(['"', '\'', '\\']);
    let mut reader = Reader {
        text,
        at: usize::from(quoted),
        depth: 0,
        closed: false,
        // The first argument of a call has others behind commas; a field has another field there.
        has_others: quoted || is_symbol,
        fetched,
    };
    reader.find()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Brackets that are open.
    depth: usize,
    /// Whether one was closed.
    closed: bool,
    has_others: bool,
    /// Whether a block in braces behind the call is a default.
    fetched: bool,
}

impl<'t> Reader<'t> {
    fn find(&mut self) -> Option<&'t str> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let rest = &self.text[self.at..];
            match byte {
                b'"' | b'\'' => self.at += string(rest),
                b'(' | b'[' | b'{' => {
                    self.depth += 1;
                    self.at += 1;
                }
                b')' | b']' | b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    self.closed = true;
                    self.at += 1;
                }
                // What is called on the answer of the call may have the default.
                b')' | b']' => {
                    self.at += 1;
                    let next = rest[1..].trim_start();
                    if self.fetched && next.starts_with('{') {
                        return value(&next[1..]);
                    }
                    if !next.starts_with(['.', '?']) {
                        return None;
                    }
                }
                b'}' => return None,
                b',' if self.depth == 0 && (self.closed || !self.has_others) => return None,
                b';' if self.depth == 0 => return None,
                b'\n' if self.depth == 0 && !self.goes_on() => return None,
                _ if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let end = rest
                        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                        .unwrap_or(rest.len());
                    self.at += end;
                    let word = &rest[..end];
                    if WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
                        && let Some(given) = SIGN.find(&rest[end..])
                    {
                        return value(&rest[end + given.end()..]);
                    }
                }
                _ => self.at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        None
    }

    /// Whether the declaration goes on below the end of a line.
    fn goes_on(&self) -> bool {
        self.text[..self.at].trim_end().ends_with([',', '(', '=', '\\'])
            || self.text[self.at..].trim_start().starts_with(['.', '|', '?'])
    }
}

/// Bytes of the string that begins here, or of its quote alone if it does not end on its line.
fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'\n' => break,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if *byte == bytes[0] => return at + 1,
            _ => {}
        }
    }
    1
}

/// What gives the default.
static SIGN: LazyLock<Regex> = LazyLock::new(|| compile(r#"^\\?["']?[ \t]*[:=(][ \t]*"#));

/// The literal that begins here, perhaps in a call or a closure.
fn value(text: &str) -> Option<&str> {
    let found = VALUE.captures(text)?;
    found.get(1).or(found.get(2)).map(|value| value.as_str())
}

static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^\s*(?:\|[a-z_]{0,9}\|[ \t]*|(?:new )?[A-Za-z_][A-Za-z0-9_:.]{0,40}\(\s*)?",
        r#"[rbu@N]?\\?(?:"([^"\\\n]{6,128})\\?"|'([^'\\\n]{6,128})')"#,
    ))
});
