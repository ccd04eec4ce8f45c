//! Finds what is too little to keep: words, numbers, paths, addresses, dates, log lines, sentences.

use std::sync::LazyLock;

use regex::Regex;

use super::{Outline, listing, log, printed, worded};
use crate::pattern::compile;

/// Why a text is too little to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrivialKind {
    /// One word, name, file name or hash.
    Word,
    /// A number, an amount, a date or a telephone number.
    Number,
    /// A path, or paths one a line.
    Path,
    /// A URL or an e-mail address, some of them one a line, or where somebody lives.
    Address,
    /// Punctuation alone.
    Symbols,
    /// A JSON scalar, or JSON of one or two of them.
    Scalar,
    /// Lines of a log, the trace of an error, what a program showed of a folder or a repository.
    Log,
    /// Sentences.
    Prose,
    /// A heading, an item of a list, a ticket, a commit's subject.
    Heading,
    /// A piece of code too small to come back for.
    Fragment,
}

impl TrivialKind {
    /// The name, stable, for a reader.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Path => "path",
            Self::Address => "address",
            Self::Symbols => "symbols",
            Self::Scalar => "scalar",
            Self::Log => "log",
            Self::Prose => "prose",
            Self::Heading => "heading",
            Self::Fragment => "fragment",
        }
    }
}

/// Tokens below which a piece of code is not worth coming back for.
const FRAGMENT: usize = 8;

/// Why the text, trimmed and not empty, is too little to keep; `None` if it is not. `prose`: it reads like sentences.
pub(super) fn kind(text: &str, outline: &Outline, prose: bool) -> Option<TrivialKind> {
    let one_line = !text.contains('\n');
    if !text.contains(char::is_alphanumeric) {
        return (outline.total() < 40).then_some(TrivialKind::Symbols);
    }
    if one_line && !text.contains(char::is_whitespace) {
        return lone(text, outline);
    }
    if text.len() <= NAMED && NAME_AND_ADDRESS.is_match(text) {
        return Some(TrivialKind::Address);
    }
    if one_line && text.len() <= 48 && is_number(text) {
        return Some(TrivialKind::Number);
    }
    if is_scalar(text, outline) {
        return Some(TrivialKind::Scalar);
    }
    if log::is_log(text) {
        return Some(TrivialKind::Log);
    }
    if let Some(listed) = listing::kind(text) {
        return Some(listed);
    }
    if printed::is_printed(text) {
        return Some(TrivialKind::Log);
    }
    if text.len() <= NAMED && TRAILERS.is_match(text) {
        return Some(TrivialKind::Heading);
    }
    if one_line {
        if VALUE.is_match(text) {
            return Some(TrivialKind::Word);
        }
        if HEADING.is_match(text) {
            return Some(TrivialKind::Heading);
        }
        if PATH.is_match(text) && !RUN.is_match(text) {
            return Some(TrivialKind::Path);
        }
    }
    if prose {
        return Some(TrivialKind::Prose);
    }
    (outline.total() < FRAGMENT && !worded::is_code(text)).then_some(TrivialKind::Fragment)
}

/// What a text without white space is.
fn lone(text: &str, outline: &Outline) -> Option<TrivialKind> {
    if is_number(text) {
        return Some(TrivialKind::Number);
    }
    if is_scalar(text, outline) {
        return Some(TrivialKind::Scalar);
    }
    if worded::is_code(text) {
        return None;
    }
    if VALUE.is_match(text) {
        return Some(TrivialKind::Word);
    }
    let code = text.contains(['(', ')', '{', '}', '[', ']', ';', '<', '>', '"', '\'', '`', '|']);
    let address = text.contains("://")
        || ["www.", "mailto:", "data:"]
            .iter()
            .any(|begin| text.starts_with(begin));
    if address || (text.contains('@') && text.contains('.') && !code) {
        return Some(TrivialKind::Address);
    }
    if !code {
        let path = text.contains(['/', '\\']);
        return Some(if path {
            TrivialKind::Path
        } else {
            TrivialKind::Word
        });
    }
    (outline.total() < FRAGMENT + 2).then_some(TrivialKind::Fragment)
}

/// Digits with what stands between digits: amounts, dates, telephone numbers, versions, `0x` numbers.
fn is_number(text: &str) -> bool {
    let hexadecimal = text
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let no_letters = !text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'T' | 'Z' | 'v' | 'x'));
    hexadecimal
        || (no_letters
            && text.contains(|c: char| c.is_ascii_digit())
            && !text.contains(['{', '=', '|', '&', ';', '[']))
}

/// `{"id":7}`, `[1,2]`, `"word"`: JSON that says one thing.
fn is_scalar(text: &str, outline: &Outline) -> bool {
    let wrapped = (text.starts_with('{') && text.ends_with('}'))
        || (text.starts_with('[') && text.ends_with(']'))
        || (text.len() > 1 && text.starts_with('"') && text.ends_with('"') && outline.total() == 1);
    let literal = matches!(text, "null" | "true" | "false");
    literal || (wrapped && outline.literals + outline.words <= 3)
}

/// A Markdown heading or item, a conventional commit's subject, the key of a ticket.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:",
        r"#{1,6} [^={}();]*",
        r"|[-*+] \[[ xX]\] .*",
        r"|(?i:todo|fixme|xxx|note)\b[^={};]*",
        r"|(?:feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(?:\([^)]*\))?!?: .*",
        r"|[A-Z][A-Z0-9]{1,9}-\d+\b[^={}();]*",
        // The way through a menu.
        r"|[A-Z][\w .…&]*(?: (?:>|→|›|»|➔|➜) [A-Z][\w .…&/-]*){2,}|[A-Z][\w .…&]*(?: (?:→|›|»|➔|➜) [\w .…&/-]+)+",
        // Keys that are held down.
        r"|(?:(?:Ctrl|Cmd|Alt|Shift|Option|Command|Control|Meta|Super|Win|Fn|[⌘⌥⇧⌃]) ?[+-] ?)+\w+(?:,? (?:(?:Ctrl|Cmd|Alt|Shift|Option) ?[+-] ?)*\w+)?",
        // A commit and what it closes.
        r"|(?i:fix(?:es|ed)?|close[sd]?|resolve[sd]?|refs?|see):? [\w/-]*#\d+(?:,? (?:and )?(?:\w+ )?[\w/-]*#\d+)*",
        r")$",
    ))
});

/// Bytes of a text that may be a name with an address, or what stands at the end of a commit's message.
const NAMED: usize = 1024;

/// Somebody's name and address, or those of some.
static NAME_AND_ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:\x22?[\p{L}][\p{L}\p{M} .,'’()-]*\x22? <[^<>\s@]+@[^<>\s@]+>[,;]?\s*)+$"));

/// What stands at the end of a commit's message: `Signed-off-by: …`. HTTP has capitals in the names of its headers.
static TRAILERS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:[A-Z][a-z]+(?:-[a-z]+)*-(?:by|on|to|from|at|for)|Change-Id|Cc|PR-URL): \S[^\n]*(?:\n|$))+$",
    )
});

/// A colour, a kind of content, the number of a book: a value that says one thing.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"^(?:",
        r"(?i:rgb|hsl)a?\([^()]*\)|(?:hwb|lab|lch|oklab|oklch|color)\([^()]*\)|#[0-9a-fA-F]{3,8}(?:[ ,]+#[0-9a-fA-F]{3,8})*",
        r"|(?:(?:application|audio|font|image|message|model|multipart|text|video|\*)/[\w.+*-]+(?:\s*;\s*[\w-]+=[^\s;,]+)*(?:,\s*|$))+",
        r"|(?:[A-Z]{2,6}|[Dd][Oo][Ii]|N[or]\.)[:.]? ?\d[\d ./:Xx-]*(?:, (?:section|page|chapter|§) [\d.]+)?",
        r"|[Vv]ersion \d[\w.]*(?: \([^()]*\))?",
        r")[;,.]?$",
    ))
});

/// A path with blanks in it.
static PATH: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^(?:[A-Za-z]:\\|\\\\|~/|\.{1,2}/|/)[^|<>*?"=;{}$&]*\.?[A-Za-z0-9_-]+$"#));

/// A program by its path, and a flag: `./gradlew build --info`.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:[A-Za-z]:\\|~/|\.{1,2}/|/)\S+ (?:\S+ )*--?[A-Za-z]"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analysis, Worth};

    fn of(text: &str) -> Option<TrivialKind> {
        match Analysis::of(text).worth() {
            Worth::Trivial(kind) => Some(kind),
            _ => None,
        }
    }

    #[test]
    fn junk_is_trivial() {
        for (text, kind) in [
            ("word", TrivialKind::Word),
            ("node.children", TrivialKind::Word),
            ("MAX_SIZE", TrivialKind::Word),
            ("71eb88ab165c953e174a861a72a8f1b9ba2a818a", TrivialKind::Word),
            ("2496ec48-a496-40b5-8e89-2e52eb700468", TrivialKind::Word),
            ("$95,220.00", TrivialKind::Number),
            ("0xf3839f17", TrivialKind::Number),
            ("+1 (653) 986-8305", TrivialKind::Number),
            ("2024-01-24 21:22:17", TrivialKind::Number),
            ("../office/weekly.ts:28", TrivialKind::Path),
            (r"C:\Users\My Name\notes.txt", TrivialKind::Path),
            ("~/My Music/Artist - Title/track", TrivialKind::Path),
            ("https://a.org/b?c=d&e=2", TrivialKind::Address),
            ("a.b@c.org", TrivialKind::Address),
            ("});", TrivialKind::Symbols),
            ("{\"id\": 7}", TrivialKind::Scalar),
            ("[69,68]", TrivialKind::Scalar),
            ("\"window\"", TrivialKind::Scalar),
            ("null", TrivialKind::Word),
            (
                "[2024-01-04 11:52:02] WARN  paper: update (attempt 5)",
                TrivialKind::Log,
            ),
            ("We met on Monday and it went well.", TrivialKind::Prose),
            ("# A heading", TrivialKind::Heading),
            ("- [ ] write it down", TrivialKind::Heading),
            ("fix(parser): keep the last line", TrivialKind::Heading),
            ("ABC-123", TrivialKind::Word),
            ("return x;", TrivialKind::Fragment),
        ] {
            let found = of(text);
            assert!(
                found == Some(kind) || (text == "null" && found == Some(TrivialKind::Scalar)),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn what_one_comes_back_for_is_not() {
        for text in [
            "ps aux | grep x | awk '{print $2}' | xargs kill -9",
            "docker run --rm -it -p 80:80 image:latest",
            "for f in *.a; do mv \"$f\" \"${f%.a}.b\"; done",
            "SELECT name FROM users",
            "SELECT a.b, COUNT(*) AS n\nFROM a\nGROUP BY a.b;",
            ".a > .b {\n  display: flex;\n  color: #2893ef;\n}",
            "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nCMD [\"python\"]",
            "web:\n  image: nginx:2\n  ports:\n    - \"80:80\"",
            "{\n  \"name\": \"x\",\n  \"scripts\": { \"test\": \"node t.js\" }\n}",
            "const re = /^(?<user>[a-z0-9_-]{2,27})@(?<host>[a-z.]+)$/i;",
            "fn id(&self) -> u32 {\n    self.id\n}",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
