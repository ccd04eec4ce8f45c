//! What a copy leads to.

use crate::AssetId;

/// A saved asset that was compared with a copied text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The asset.
    pub asset: AssetId,
    /// How much differs, in [0, 1]: 0 is the same text after normalisation.
    pub difference: f64,
    /// Whether it is near enough to offer.
    pub reusable: bool,
}

/// Why saving is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveReason {
    /// It is new and worth keeping.
    WorthKeeping,
    /// It was marked as an intention before, so it has come up twice.
    SeenBefore,
    /// It is small, and was copied on several occasions.
    CopiedAgain,
}

/// Why nothing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilenceReason {
    /// Nothing but white space, or no text at all.
    Blank,
    /// It is or holds a secret. Neither offered nor kept, in any form.
    Secret,
    /// Too little to keep: a word, a number, a path, a line of prose.
    Trivial,
    /// The user said before that it is not worth keeping.
    Declined,
}

/// What to do about a copied text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is in the library already: offer that.
    Reuse,
    /// It is new: offer to keep it.
    Save(SaveReason),
    /// Leave the user alone.
    Nothing(SilenceReason),
}

/// The answer to "this was copied: what now?".
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// What to do.
    pub decision: Decision,
    /// Every asset that was compared in full, nearest first.
    pub matches: Vec<Match>,
    /// A similarity hash of 53 bits, equal for the same text after normalisation.
    pub fingerprint: u64,
}

impl Suggestion {
    /// The assets to offer, nearest first; empty unless the decision is [`Decision::Reuse`].
    pub fn reusable(&self) -> impl Iterator<Item = &Match> {
        let offered = matches!(self.decision, Decision::Reuse);
        self.matches.iter().filter(move |m| offered && m.reusable)
    }
}
