//! Finds literals that are given to something called a secret.

mod repeated;

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use self::repeated::Repeated;
use super::{
    address::ESCAPE,
    name::Name,
    value::{
        is_bare_password, is_generated, is_mixed, is_passphrase, is_password, is_random, is_surely_generated,
        is_unquoted_password, is_weak_password, is_weak_token, is_weak_word,
    },
};
use crate::{excerpt::head, pattern::compile};

/// Letters of a name that are read on either side of the word that tells.
const NAME: usize = 40;
/// Bytes that are read behind a name: the longest literal, and what may stand before it.
const BEHIND: usize = 400;
/// Bytes of the line that are read before a name.
const BEFORE: usize = 200;

/// Whether any literal of the text is a secret by the name that it has.
pub(super) fn find(text: &str) -> bool {
    let (mut read, mut solid) = (0, 0);
    let mut repeated = Repeated::default();
    TELLING.find_iter(text).any(|found| {
        if found.start() < read {
            return false;
        }
        let name = name_around(text, found.range());
        read = name.end;
        // Looked for once for all names of a run, so the time stays linear.
        if solid < name.end {
            solid = end_of_run(text, name.end);
        }
        if solid - name.end > BEHIND {
            return false;
        }
        let behind = head(&text[name.end..], BEHIND);
        behind.starts_with(leads_to_a_value)
            && repeated.is_new(text, &name)
            && Name::of(&text[name.clone()]).is_some_and(|says| {
                GIVEN
                    .captures(behind)
                    .and_then(|given| Given::new(text, name, says, &given))
                    .is_some_and(|given| given.is_secret())
            })
    })
}

/// What every telling name has in it.
pub(super) static TELLING: LazyLock<Regex> =
    LazyLock::new(|| compile("(?i)pass|pw|secret|token|credential|kennwort|key"));

/// Bytes of the longest literal that may be a secret.
const LITERAL: usize = 256;

/// What may stand between a name and the literal that is given to it, and the literal.
///
/// Bounds are of ASCII alone: any letter repeated a hundred times would be compiled into a megabyte.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"^\\?["'`]?\)?(?:\[?[0-9]{0,5}\])?"#,
        r"(?:",
        // `("password", "…")`, `password("…")`, `password or "…"`, `${PASSWORD:-…}`, `the password is …`.
        r"(?<with>[ \t]*(?:,|\(|->|\|\||\?\?|:-)[ \t]*|[ \t]+(?:is|was|by|BY|or)[ \t]+)",
        // `= "…"`, `: &str = "…"`, `=> "…"`, `== "…"`.
        r"|(?<to>[ \t]*\??:[ \t]*&?[A-Za-z'][A-Za-z0-9_<>\[\]&'., |?]{0,40}?[ \t]*=[ \t]*|[ \t]*(?:[=!]={1,2}|=>|:?=|\??:)[ \t]*)",
        // `<password>…</password>`.
        r"|(?<tag>>)",
        // `name="password" value="…"`, and the two lines that YAML has for that.
        r#"|(?<value>,?\s{1,40}["']?value["']?\s{0,4}[=:]\s{0,4})"#,
        r"|(?<blank>[ \t]+)",
        r")",
        r"(?:",
        r"(?<made>(?:new )?[A-Za-z_][A-Za-z0-9_:.]{0,40}!?\()?",
        r#"(?:(?:[rbufLRBU]{0,2}#?|@)\\?"(?<double>[^"\n]{6,}?)\\?"|[rbufLRBU]{0,2}'(?<single>[^'\n]{6,})'|`(?<back>[^`\n]{6,})`)"#,
        r#"|(?<bare>[^\s"'`,;(){}\[\]<>]{6,})(?:$|[\s,;"'}<)\]])"#,
        r")",
    ))
});

/// Whether a literal may follow: most names are followed by something else.
const fn leads_to_a_value(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '='
            | ':'
            | '"'
            | '\''
            | '`'
            | '\\'
            | '['
            | ']'
            | '('
            | ')'
            | '>'
            | ','
            | '|'
            | '?'
            | '!'
            | '-'
    )
}

/// Where the characters end that may all be of one literal without quotes.
fn end_of_run(text: &str, start: usize) -> usize {
    let is_end = |b: &u8| {
        b.is_ascii_whitespace()
            || matches!(
                b,
                b'"' | b'\'' | b'`' | b',' | b';' | b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'<' | b'>'
            )
    };
    let rest = &text.as_bytes()[start..];
    start + rest.iter().position(is_end).unwrap_or(rest.len())
}

/// The whole name that a telling word is part of, without the hyphens of a flag.
fn name_around(text: &str, word: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let before = bytes[..word.start]
        .iter()
        .rev()
        .take(NAME)
        .take_while(|b| is_name(b) || **b == b'.')
        .count();
    let after = bytes[word.end..]
        .iter()
        .take(NAME)
        .take_while(|b| is_name(b))
        .count();
    let name = &text[word.start - before..word.end + after];
    let start = word.start - before + (name.len() - name.trim_start_matches(['-', '.']).len());
    start..start + name.trim_matches(['-', '.']).len()
}

/// What stands between a name and a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// A sign that gives the one to the other.
    To,
    /// A sign that may as well part two things of a list.
    With,
    /// The end of an XML tag.
    Tag,
    /// A key or an attribute that is called "value".
    Value,
    /// White space.
    Blank,
}

impl How {
    const ALL: [(&str, Self); 5] = [
        ("to", Self::To),
        ("with", Self::With),
        ("tag", Self::Tag),
        ("value", Self::Value),
        ("blank", Self::Blank),
    ];
}

/// A name, and the literal that is given to it.
struct Given<'t> {
    /// The line before the name.
    before: &'t str,
    name: &'t str,
    says: Name,
    /// What stands between, and what that means.
    by: &'t str,
    how: How,
    /// Whether a call stands between, as in `String::from("…")`.
    made: bool,
    quoted: bool,
    /// In the quotes that Markdown has for code.
    back: bool,
    value: &'t str,
    /// What follows the literal, the rest of the line at most.
    after: &'t str,
}

impl<'t> Given<'t> {
    fn new(text: &'t str, name: Range<usize>, says: Name, given: &Captures<'t>) -> Option<Self> {
        let mut from = name.start.saturating_sub(BEFORE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..name.start];
        let (by, how) = How::ALL
            .iter()
            .find_map(|(group, how)| given.name(group).map(|by| (by.as_str(), *how)))?;
        let bare = given.name("bare");
        let value = ["double", "single", "back"]
            .iter()
            .find_map(|quote| given.name(quote))
            .or(bare)
            .filter(|value| value.len() <= LITERAL)?;
        let after = head(&text[name.end + value.end()..], BEHIND);
        Some(Self {
            before: before.rfind('\n').map_or(before, |at| &before[at + 1..]),
            name: &text[name],
            says,
            by,
            how,
            made: given.name("made").is_some(),
            quoted: bare.is_none(),
            back: given.name("back").is_some(),
            value: value.as_str(),
            after: after.lines().next().unwrap_or_default(),
        })
    }

    fn is_secret(&self) -> bool {
        let value = &*self.value();
        let by = self.by.trim();
        // The next thing of a list or an expression, or the next part of a long name: `arn:…:secret:name-a1b2c3`.
        let other = self.how == How::With && by.starts_with([',', '(', '-', '|', '?'])
            || self.by == ":" && self.before.ends_with([':', '/']);
        if !self.quoted && other {
            return false;
        }
        // Wherever it stands: nothing but a secret is drawn by chance and has such a name.
        let drawn = if self.quoted {
            is_generated(value)
        } else {
            is_surely_generated(value)
        };
        if (is_random(value) && value.len() >= 8) || drawn {
            return true;
        }
        if self.is_parameter() && Name::is_of_a_token(self.name) && is_weak_token(value) {
            return true;
        }
        if self.says == Name::Token || value.eq_ignore_ascii_case(self.name) {
            return false;
        }
        match (self.quoted, self.says) {
            (true, _) => self.is_secret_in_quotes(value),
            (false, Name::Password | Name::Secret) if self.is_in_connection_string() => {
                is_unquoted_password(value) || is_weak_word(value, 6)
            }
            (false, Name::Password | Name::Secret) if self.is_remark() && is_weak_password(value) => true,
            (false, Name::Password) => {
                (self.is_variable() && is_password(value))
                    || (self.is_surely_literal() && is_unquoted_password(value))
                    || (self.is_entry() && is_bare_password(value))
                    || (self.is_note() && is_mixed(value))
            }
            (false, _) => {
                (self.is_variable() || self.is_surely_literal() || self.is_entry()) && is_mixed(value)
            }
        }
    }

    fn is_secret_in_quotes(&self, value: &str) -> bool {
        let given = match self.how {
            How::To => !self.made,
            How::Blank => !self.back && value.bytes().any(|b| !b.is_ascii_alphabetic()),
            How::With => SETTER.is_match(self.before),
            How::Tag | How::Value => false,
        };
        let list = self.by.trim() == "," || (self.how == How::Blank && self.back);
        (is_mixed(value) && !list)
            || (self.says == Name::Password && given && (is_password(value) || is_passphrase(value)))
    }

    /// The literal; in the query of an address or the body of a form, without what follows it there, and without the
    /// bytes that are written as numbers.
    fn value(&self) -> Cow<'t, str> {
        if !self.quoted && self.by == "=" && self.before.contains(['?', '&', '"', '\'', '#']) {
            let value = self.value.split(['&', '#']).next().unwrap_or_default();
            ESCAPE.replace_all(value, "")
        } else if !self.quoted && self.before.ends_with('/') {
            Cow::Borrowed(self.value.split('/').next().unwrap_or_default())
        } else {
            Cow::Borrowed(self.value)
        }
    }

    /// Whether a word without quotes can be no variable here: after a flag, in an address, in XML.
    fn is_surely_literal(&self) -> bool {
        let flag = self.before.ends_with('-');
        match self.how {
            How::To => flag || (self.by == "=" && self.before.ends_with(['?', '&', '"', '\''])),
            How::Blank => flag,
            How::Tag => self.after.starts_with("</"),
            How::Value => true,
            How::With => self.by == ":-" && self.after.starts_with('}'),
        }
    }

    /// Whether it is a part of a connection string (`Server=db;Uid=app;Pwd=…`, `host=db password=…`), which has others that
    /// are called so. The arguments of a call have commas between them.
    fn is_in_connection_string(&self) -> bool {
        self.by == "="
            && (NEIGHBOUR_BEFORE.is_match(self.before) || NEIGHBOUR_AFTER.is_match(self.after))
            && !self.before.trim_end().ends_with(',')
    }

    /// Whether it is a part of the query or the fragment of an address.
    fn is_parameter(&self) -> bool {
        self.by == "=" && self.before.ends_with(['?', '&', '#'])
    }

    /// Whether it stands behind words or in the brackets of a note: `prod db, password=…`, `notes (password=…)`. In code a
    /// call, a sign or an indent stands before it.
    fn is_remark(&self) -> bool {
        let mut last = ' ';
        let words = self.before.starts_with(|c: char| !c.is_whitespace())
            && self.before.chars().all(|c| {
                let bracket = matches!(c, '(' | '[') && last != ' ';
                last = c;
                !bracket
                    && (c.is_alphanumeric()
                        || matches!(c, ' ' | ',' | '.' | '-' | ':' | '/' | '\'' | '(' | '['))
            })
            && self.before.ends_with([' ', '(', '[', '/']);
        let set = self.how == How::To && matches!(self.by.trim_end(), "=" | ":");
        let said = self.how == How::Blank && self.after.is_empty() && is_mixed(self.value);
        words
            && (said
                || (set
                    && (self.after.is_empty()
                        || self.after.starts_with([')', ']', ',', '.', ' ', ';', '/']))))
    }

    /// Whether it is a line of a configuration, as far as one line tells.
    fn is_entry(&self) -> bool {
        let after = self.after.trim_start();
        self.how == How::To
            && LINE.is_match(self.before)
            && (after.is_empty() || after.starts_with('#'))
            && !self.name.starts_with("self.")
            && !self.name.starts_with("this.")
    }

    /// Whether it stands in words for a reader: `login: me, password: …`, `the password is …`.
    fn is_note(&self) -> bool {
        let told = match self.how {
            How::To => self.by.trim_end() == ":" && !self.before.trim().is_empty(),
            How::With => matches!(self.by.trim(), "is" | "was" | "by" | "BY"),
            How::Tag | How::Value | How::Blank => false,
        };
        told && !self.before.contains(['{', '(', '[', '<', '='])
            && (self.after.is_empty() || self.after.starts_with([' ', ',', '.']))
    }

    /// Whether it is set as a shell sets a variable.
    fn is_variable(&self) -> bool {
        self.by == "="
            && !self.name.contains(|c: char| c.is_ascii_lowercase())
            && (self.before.is_empty() || self.before.ends_with([' ', '\t', '"', '\'', ';', '(']))
            && (self.after.is_empty() || self.after.starts_with([' ', '\t', '\r', '"', '\'', ';']))
    }
}

/// What may stand before a name on a line of a configuration.
static LINE: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^\s*(?:(?:export|set|setx|ENV|ARG|-|//|#|;|\*)\s*)*["']?$"#));

/// A call that gives its second argument to its first.
static SETTER: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"(?i)(?:append|insert|put|putenv|set|set_?env|set_?var)\w*\([ \t]*["']$"#));

/// What the other parts of a connection string are called.
macro_rules! neighbours {
    () => {
        "(?:data source|database|dbname|driver|dsn|host|hostaddr|initial catalog|port|server|service|sslmode|uid|user|user id|user name|username)"
    };
}

/// One before: `Server=db;`, `host=db `.
static NEIGHBOUR_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| compile(concat!(r"(?i)\b", neighbours!(), r"[ \t]*=[^=\n]*[; ]$")));

/// One behind: `;Uid=app`, ` host=db`.
static NEIGHBOUR_AFTER: LazyLock<Regex> =
    LazyLock::new(|| compile(concat!(r"(?i)^(?:;[ \t]*|[ \t]+)", neighbours!(), r"=")));
