//! Whether a text is worth a question at all, judged by itself: blank, secret, trivial or worthwhile.

mod bytes;
mod columns;
mod listing;
mod log;
mod printed;
mod prose;
mod random;
mod secret;
mod trivial;
mod worded;

pub use bytes::Reading;
pub(crate) use prose::is_prose;
pub use secret::SecretKind;
pub use trivial::TrivialKind;
pub(crate) use worded::is_statement_of_sql;

use crate::lex::{Kind, is_invisible};

/// What a text is worth by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Nothing to see in it.
    Blank,
    /// It is or holds a secret, and is kept in no form.
    Secret(SecretKind),
    /// Too little to keep.
    Trivial(TrivialKind),
    /// Code, a command, a query, a configuration, structured text.
    Worthwhile,
}

/// How many tokens of which kind a text has.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outline {
    /// Identifiers and keywords.
    pub(crate) words: usize,
    /// Numbers and strings.
    pub(crate) literals: usize,
    /// Everything else.
    pub(crate) punctuation: usize,
}

impl Outline {
    pub(crate) const fn add(&mut self, kind: Kind) {
        match kind {
            Kind::Identifier | Kind::Keyword => self.words += 1,
            Kind::Number | Kind::Text => self.literals += 1,
            Kind::Punctuation => self.punctuation += 1,
        }
    }

    pub(crate) const fn total(&self) -> usize {
        self.words + self.literals + self.punctuation
    }
}

/// The first secret that a text is or holds. For what comes beside a copied text: a title, a tag, a note, an address.
#[must_use]
pub fn secret_in(text: &str) -> Option<SecretKind> {
    secret::find(text)
}

/// Judges a text, which may read like sentences. Secrets come before everything that could lead to keeping it.
pub(crate) fn judge(text: &str, outline: &Outline, prose: bool) -> Worth {
    if text
        .chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
    {
        Worth::Blank
    } else if let Some(kind) = secret::find(text) {
        Worth::Secret(kind)
    } else if let Some(kind) = trivial::kind(text.trim(), outline, prose) {
        Worth::Trivial(kind)
    } else {
        Worth::Worthwhile
    }
}
