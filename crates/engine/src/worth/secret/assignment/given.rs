//! A name with a literal that is given to it, and whether that is a secret by what the name says and by where it stands.

use std::{borrow::Cow, ops::Range};

use regex::Captures;

use super::{
    super::{
        super::random::is_jumbled,
        address::ESCAPE,
        name::Name,
        namesake::is_namesake,
        value::{
            is_bare_password, is_generated, is_key, is_mixed, is_passphrase, is_password, is_random,
            is_surely_generated, is_unquoted_password, is_version, is_weak_password, is_weak_token,
            is_weak_word,
        },
    },
    BEFORE, BEHIND,
    beside::{BADGE, BADGES, COPY, FALLBACK, LINE, NEIGHBOUR_AFTER, NEIGHBOUR_BEFORE, OPTION_BEFORE, SETTER},
};
use crate::excerpt::{around, head};

/// Bytes of a literal that are looked at. Whether a longer one was drawn by chance is seen by then.
const LITERAL: usize = 256;
/// Characters of the shortest password that is told by a call alone.
const SHORTEST: usize = 8;
/// Letters of the shortest password that has nothing else and is told from a name.
const JUMBLED: usize = 10;
/// Bytes from which on a literal may go on behind what is read.
const CUT: usize = BEHIND - 100;

/// What a literal, or the name of one, stands in.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Whether a literal has no end: that of one that is read as a whole does.
fn is_open(after: &str) -> bool {
    !after.starts_with(QUOTES) && !after.starts_with('\\')
}

/// Whether what stands on the line below is given to a name all the same. Behind white space it is another thing, and so it is
/// behind a comma, but for the arguments of a call whose first is the name itself: `set("API_TOKEN",`.
fn goes_on_below(how: How, by: &str, behind: &str) -> bool {
    match how {
        How::To => true,
        How::With => by.trim() != "," || behind.starts_with(QUOTES),
        How::Tag | How::Value | How::Blank => false,
    }
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
pub(super) struct Given<'t> {
    /// What stands beside the name, on its line and on others.
    beside: &'t str,
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
    pub(super) fn new(text: &'t str, name: Range<usize>, says: Name, given: &Captures<'t>) -> Option<Self> {
        let mut from = name.start.saturating_sub(BEFORE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..name.start];
        let (by, how) = How::ALL
            .iter()
            .find_map(|(group, how)| given.name(group).map(|by| (by.as_str(), *how)))?;
        if given.name("below").is_some() && !goes_on_below(how, by, &text[name.end..]) {
            return None;
        }
        let bare = given.name("bare");
        let value = ["double", "single", "back", "perl"]
            .iter()
            .find_map(|quote| given.name(quote))
            .filter(|value| {
                given.name("perl").is_some()
                    || value.len() >= CUT
                    || !is_open(&text[name.end + value.end()..])
            })
            .or(bare)?;
        let after = head(&text[name.end + value.end()..], BEHIND);
        Some(Self {
            beside: around(text, name.clone(), BEFORE),
            before: before.rfind('\n').map_or(before, |at| &before[at + 1..]),
            name: &text[name],
            says,
            by,
            how,
            made: given.name("made").is_some(),
            quoted: bare.is_none(),
            back: given.name("back").is_some(),
            value: head(value.as_str(), LITERAL),
            after: after.lines().next().unwrap_or_default(),
        })
    }

    pub(super) fn is_secret(&self) -> bool {
        let value = &*self.value();
        let by = self.by.trim();
        // The next thing of a list or an expression, or the next part of a long name: `arn:…:secret:name-a1b2c3`.
        let other = self.how == How::With && by.starts_with([',', '(', '{', '-', '|', '?'])
            // A channel is given a variable so.
            || matches!(by, "<-" | "<<-")
            || by.ends_with("return")
            || self.by == ":" && self.before.ends_with([':', '/']);
        // A name and a value that stand below each other in a list are an option with what it is given.
        let apart = self.how == How::Blank && self.by.contains('\n') && !self.before.ends_with('-');
        if (!self.quoted && other) || apart {
            return false;
        }
        // `passwd 1:4.13+dfsg1` of a list of packages.
        let version = self.how == How::Blank && !self.quoted && is_version(value);
        if version || self.is_of_a_badge() {
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
        if self.names_the_secret() && is_key(value) && value != self.name {
            return true;
        }
        if self.says == Name::Token || value.eq_ignore_ascii_case(self.name) {
            return false;
        }
        let made = match (self.quoted, self.says) {
            (true, _) => self.is_secret_in_quotes(value),
            (false, Name::Password | Name::Secret)
                if self.is_in_connection_string()
                    && (is_unquoted_password(value) || is_weak_word(value, 6)) =>
            {
                true
            }
            (false, Name::Password | Name::Secret) if self.is_remark() && is_weak_password(value) => true,
            (false, Name::Password | Name::Secret)
                if self.is_option() && (is_mixed(value) || is_jumbled(value)) =>
            {
                true
            }
            (false, Name::Password) => {
                (self.is_variable() && is_password(value))
                    || (self.is_surely_literal()
                        && (is_unquoted_password(value) || (value.len() >= JUMBLED && is_jumbled(value))))
                    || (self.is_entry() && is_bare_password(value))
                    || (self.is_note() && is_mixed(value))
            }
            (false, _) => {
                (self.is_variable() && (is_weak_password(value) || is_jumbled(value)))
                    || (self.is_note() && is_mixed(value))
                    || ((self.is_variable() || self.is_surely_literal() || self.is_entry())
                        && is_mixed(value))
            }
        };
        made && !is_namesake(self.beside, value)
    }

    /// Whether the name is that of the secret itself, and the literal is given to it.
    fn names_the_secret(&self) -> bool {
        let named = self.says != Name::Token || Name::is_of_a_token(self.name);
        let given = match self.how {
            How::To | How::Tag | How::Value => true,
            How::With => self.by.contains(['(', '|', '?']) || SETTER.is_match(self.before),
            How::Blank => self.before.ends_with('-'),
        };
        named
            && given
            && !self.is_of_a_badge()
            // The next part of a long name: `AWS::SecretsManager::Secret`.
            && !self.before.ends_with(':')
            && (self.quoted || self.is_variable() || self.is_surely_literal() || self.is_entry())
    }

    /// Whether it is in the address of a picture that shows a state: such a token shows that picture to everybody.
    fn is_of_a_badge(&self) -> bool {
        self.is_parameter()
            && self.value().len() <= BADGE
            && BADGES.iter().any(|badge| self.before.contains(badge))
    }

    fn is_secret_in_quotes(&self, value: &str) -> bool {
        let given = match self.how {
            How::To => !self.made,
            How::Blank => !self.back && value.bytes().any(|b| !b.is_ascii_alphabetic()),
            How::With => SETTER.is_match(self.before) || self.is_copied(),
            How::Tag | How::Value => false,
        };
        let list = (self.by.trim() == "," && !self.is_copied()) || (self.how == How::Blank && self.back);
        let called = self.how == How::With
            && (self.by.trim() == "(" || FALLBACK.is_match(self.before))
            && !self.made
            && value.len() >= SHORTEST;
        ((is_mixed(value) || (value.len() >= JUMBLED && is_jumbled(value))) && !list)
            || (called && is_weak_password(value))
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
            How::To => {
                flag || (self.by == "=" && self.before.ends_with(['?', '&', '"', '\'']))
                    || (matches!(self.by, ":" | ":=")
                        && self.before.ends_with("${")
                        && self.after.starts_with('}'))
            }
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

    /// Whether it is one of several options without blanks between them: `-o username=joe,password=…`.
    fn is_option(&self) -> bool {
        self.by == "=" && self.before.ends_with(',') && OPTION_BEFORE.is_match(self.before)
    }

    /// Whether it is copied to what has the name, as C does it: `strcpy(password, "…")`.
    fn is_copied(&self) -> bool {
        self.by.trim() == "," && COPY.is_match(self.before)
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
            How::With => matches!(self.by.trim().trim_end_matches(':'), "is" | "was" | "by" | "BY"),
            How::Tag | How::Value | How::Blank => false,
        };
        told && !self.before.contains(['{', '(', '[', '<', '='])
            && (self.after.is_empty() || self.after.starts_with([' ', ',', '.']))
    }

    /// Whether it is set as a shell sets a variable.
    fn is_variable(&self) -> bool {
        self.by == "="
            && !self.name.contains(|c: char| c.is_ascii_lowercase())
            && (matches!(self.before, "" | "+")
                || self.before.ends_with([' ', '\t', '"', '\'', ';', '(', '=']))
            && (self.after.is_empty() || self.after.starts_with([' ', '\t', '\r', '"', '\'', ';']))
    }
}
