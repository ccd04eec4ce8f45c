//! Finds the secret among several things of which one is given to a name: `prod ? "…" : "test"`, `if debug { "" } else { "…" }`.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    super::{
        name::Name,
        namesake::is_namesake,
        value::{is_given_for_sure, is_plainly_drawn},
    },
    BEFORE,
};
use crate::{excerpt::around, pattern::compile};

/// What a choice has in it, one of them.
const CHOICES: &[&str] = &["?", "if", "else", "match", "switch", "when", "case", "then"];

/// What stands before each thing that may be chosen.
const BEFORE_ONE: &[&str] = &["?", ":", "{", "=>", "->", "else", "then"];

/// Whether one of the things that a name may be given is a secret.
pub(super) fn has_secret(text: &str, name: &Range<usize>, behind: &str, says: Name) -> bool {
    let Some(sign) = SIGN.find(behind) else {
        return false;
    };
    let rest = &behind[sign.end()..];
    if !CHOICES.iter().any(|word| rest.contains(word)) {
        return false;
    }
    Reader::new(rest).any(|value| {
        is_given_for_sure(says, &text[name.clone()], value)
            && is_plainly_drawn(value)
            && !is_namesake(around(text, name.clone(), BEFORE), value)
    })
}

/// What gives it, perhaps with a type before it.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"^\\?["']?\]?[ \t]*(?:\??:[ \t]*&?['A-Za-z][A-Za-z0-9_<>' ]{0,30}=|:?=|=>|<-|:)[ \t]*(?:\r?\n[ \t]*)?"#,
    )
});

/// Reads the strings of an expression that are one of several things to choose from.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Brackets that are open.
    depth: usize,
    /// The sign or the word that was read last.
    last: &'t str,
    /// Whether what was read has a choice in it.
    chooses: bool,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            last: "",
            chooses: false,
        }
    }

    /// The string that begins here, and what it has in it; `None` if it does not end on its line.
    fn string(&mut self, quote: char) -> Option<&'t str> {
        let rest = &self.text[self.at + 1..];
        let end = rest.find([quote, '\n', '\\'])?;
        self.at += end + 2;
        rest[end..].starts_with(quote).then(|| &rest[..end])
    }

    /// Reads the sign or the word that begins here.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest
            .find(|c: char| !is_word(c))
            .filter(|end| *end > 0)
            .or_else(|| rest.starts_with(is_word).then_some(rest.len()))
            .unwrap_or_else(|| {
                if rest.starts_with("=>") || rest.starts_with("->") || rest.starts_with("==") {
                    2
                } else {
                    rest.chars().next().map_or(1, char::len_utf8)
                }
            });
        self.last = &rest[..end];
        self.at += end;
    }

    /// Whether the expression ends with the line that does.
    fn ends(&self) -> bool {
        let next = self.text[self.at..].trim_start();
        let goes_on = ["?", ":", "else", "||", "|", "."]
            .iter()
            .any(|begin| next.starts_with(begin));
        !goes_on
            && !matches!(
                self.last,
                "?" | ":" | "{" | "(" | "=" | "else" | "then" | "\\" | "|"
            )
    }
}

impl<'t> Iterator for Reader<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' | b'\'' | b'`' => {
                    // A letter before it is its prefix.
                    let before = self.last;
                    let value = self.string(char::from(byte))?;
                    self.last = "\"";
                    if self.chooses && BEFORE_ONE.contains(&before) {
                        return Some(value);
                    }
                    continue;
                }
                b'(' | b'[' | b'{' => self.depth += 1,
                b')' | b']' | b'}' if self.depth == 0 => return None,
                b')' | b']' | b'}' => self.depth -= 1,
                b',' | b';' if self.depth == 0 => return None,
                b'\n' if self.depth == 0 && self.ends() => return None,
                _ => {}
            }
            if byte.is_ascii_whitespace() {
                self.at += 1;
                continue;
            }
            self.step();
            self.chooses |= CHOICES.contains(&self.last);
        }
        None
    }
}
