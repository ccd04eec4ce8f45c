//! Finds secrets in the lists and maps that are called so: `API_KEYS = ["…", "…"]`, `tokens: { ann: "…" }`.

use std::sync::LazyLock;

use regex::Regex;

use super::super::member::Member;
use crate::{excerpt::head, pattern::compile};

/// Bytes of a list that are read.
const LIST: usize = 4096;
/// Bytes between a name and its list that are read.
const LEAD: usize = 200;
/// Lists in lists whose names are remembered.
const DEEPEST: usize = 16;
/// Bytes of the longest member that is looked at.
const LONGEST: usize = 512;

/// What stands between a name and the list that is given to it, and the first bracket of the list.
static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\\?["'`]?(?:\[[0-9]{0,4}\])?"#,
        // `: &[&str] =`, `: dict[str, str] =`, `?: Record<string, string> =`; or the sign alone.
        r"(?:[ \t]*\??:[ \t]*[&A-Za-z'\[][A-Za-z0-9_<>\[\]&'., |]*=|[ \t]*(?:=>|:?=|:|<-))\s*",
        r"(?:",
        // `[`, `{`, `(`, `&[`, `vec![`, `%w[`, `qw(`, `[]string{`.
        r"(?:&|vec!|%[wW]|qw|new\[\] ?|\[\]string)?[\[{(]",
        // `new Set([`, `List.of(`, `map[string]string{`, `frozenset({`, `new List<string> {`.
        r"|(?:new )?[A-Za-z_.:]*(?i:list|set|map|dict|array|tuple|seq|freeze)[A-Za-z_.:]*(?:[<\[][A-Za-z0-9_, &]*[>\]]+[A-Za-z]*)?(?:::from|\.of)?[ \t]*[\[{(]",
        r")",
    ))
});

/// How many bytes behind a name are of a list that is given to it, and whether that has a secret.
pub(super) fn find(behind: &str, member: Member) -> Option<(usize, bool)> {
    let lead = OPENS.find(head(behind, LEAD))?.as_str();
    let sign = &lead[..lead.len() - 1];
    let bare = lead.ends_with("=(") || ["%w", "%W", "qw"].iter().any(|word| sign.ends_with(word));
    let mut reader = Reader::new(head(&behind[sign.len()..], LIST), member, bare);
    let found = reader.find();
    Some((sign.len() + reader.at, found))
}

/// Reads the members of a list up to its last bracket.
struct Reader<'t> {
    text: &'t str,
    member: Member,
    at: usize,
    /// What the list that is read, and each that it stands in, is called in the one around it.
    labels: Vec<Option<&'t str>>,
    /// What the next member is called.
    label: Option<&'t str>,
    /// What may be the name of the next member, if a sign follows.
    word: Option<&'t str>,
    /// Whether words are members: in the list of a shell, `%w[…]` and `qw(…)`.
    bare: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, member: Member, bare: bool) -> Self {
        Self {
            text,
            member,
            at: 0,
            labels: Vec::new(),
            label: None,
            word: None,
            bare,
        }
    }

    fn find(&mut self) -> bool {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let found = match byte {
                b'"' | b'\'' | b'`' => self.string(char::from(byte)),
                b'[' | b'{' | b'(' => {
                    self.open();
                    false
                }
                b']' | b'}' | b')' => {
                    self.at += 1;
                    (self.label, self.word) = (None, None);
                    self.labels.pop();
                    if self.labels.is_empty() {
                        return false;
                    }
                    false
                }
                b':' | b'=' => {
                    self.at += 1;
                    self.label = self.word.take().or(self.label);
                    false
                }
                b',' | b';' => {
                    self.at += 1;
                    (self.label, self.word) = (None, None);
                    false
                }
                _ if byte.is_ascii_alphanumeric() || byte == b'_' => self.word(),
                _ => {
                    self.at += 1;
                    false
                }
            };
            if found {
                return true;
            }
        }
        false
    }

    fn open(&mut self) {
        self.at += 1;
        if self.labels.len() >= DEEPEST {
            // No list of secrets is so deep.
            self.at = self.text.len();
            return;
        }
        let around = self.labels.last().copied().flatten();
        self.labels.push(self.label.take().or(around));
        self.word = None;
    }

    fn string(&mut self, quote: char) -> bool {
        let rest = &self.text[self.at + 1..];
        let Some(value) = quoted(rest, quote) else {
            // An apostrophe. What is behind it on the line is not read again, so the time stays linear.
            self.at += 1 + rest.find('\n').unwrap_or(rest.len());
            return false;
        };
        self.at += 1 + value.len() + 1;
        // Of `"…": "ann"` the name may be the secret.
        self.word = Some(value);
        self.is_secret(value)
    }

    fn word(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '+' | '/' | '.' | '~'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        self.word = Some(word);
        self.bare && self.is_secret(word)
    }

    fn is_secret(&self, value: &str) -> bool {
        let label = self.label.or_else(|| self.labels.last().copied().flatten());
        value.len() <= LONGEST && self.member.is_secret(label, value)
    }
}

/// What stands in quotes, on one line.
fn quoted(rest: &str, quote: char) -> Option<&str> {
    let mut escaped = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return Some(&rest[..at]),
            _ => {}
        }
    }
    None
}
