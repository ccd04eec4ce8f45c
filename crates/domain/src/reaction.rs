//! What users answer, and texts that they may come back to.

use serde::{Deserialize, Serialize};

use crate::{ApplicationId, AssetId, IntentionId, Language, ReactionId, Timestamp};

/// 128 bits of a text after normalisation; which differences count is said where one is made.
///
/// It lets Bowerbird remember what it was told about a text without keeping the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextDigest(pub [u8; 16]);

/// What the user decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Keep it: it is this asset now, or was already.
    Saved {
        /// Where it is kept.
        asset: AssetId,
    },
    /// Take the saved one instead.
    Reused {
        /// The one that was taken.
        asset: AssetId,
    },
    /// Don't keep it.
    Declined,
}

/// An answer that a user gave to a suggestion. The text itself is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Its id.
    pub id: ReactionId,
    /// Where the answer was given.
    pub application: ApplicationId,
    /// When.
    pub at: Timestamp,
    /// Which text it was about, by all that is visible of it; absent where a reuse named only its asset.
    pub digest: Option<TextDigest>,
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A text that may matter later. It is not part of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intention {
    /// Its id.
    pub id: IntentionId,
    /// Who sent it.
    pub application: ApplicationId,
    /// When.
    pub at: Timestamp,
    /// What language the sender says it is in.
    #[serde(default, deserialize_with = "crate::language::known")]
    pub language: Option<Language>,
    /// The text.
    pub text: String,
}
