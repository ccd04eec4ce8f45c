//! What is suggested, and the answers to it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SuggestionKind {
    /// To take a saved snippet.
    Reuse,
    /// To save the text.
    Save,
    /// Nothing.
    Nothing,
}

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SuggestionState {
    /// Not answered.
    Waiting,
    /// The text was saved.
    Saved,
    /// The saved snippet was taken.
    Reused,
    /// Not now.
    Dismissed,
    /// Never for this text.
    Declined,
    /// A newer one took its place; it can be answered still.
    Superseded,
    /// A secret was copied, of which nothing is kept.
    Secret,
}

view! {
    /// A suggestion in a list. Of a secret it holds nothing.
    struct SuggestionSummary {
        /// Its id.
        id: String,
        /// When the text was copied.
        #[ts(type = "number")]
        at: i64,
        /// Where: `Clipboard`, `VS Code`.
        application: String,
        /// What is suggested.
        kind: SuggestionKind,
        /// What became of it.
        state: SuggestionState,
        /// What it is about.
        title: String,
        /// The first line of the text that is not blank.
        first_line: String,
        /// What language the text is in, for people.
        language: Option<String>,
        /// Why it is suggested: `same code, 4 names differ`.
        why: String,
    }
}

view! {
    /// A saved snippet that is offered.
    struct OfferedAsset {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
        /// Its language, for people.
        language: Option<String>,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// Its text.
        text: String,
        /// When it was saved.
        #[ts(type = "number")]
        created: i64,
        /// Where it was saved from.
        application: String,
        /// How often it was reused.
        reuse_count: u32,
        /// What differs, in words.
        why: String,
        /// How much differs, from 0 to 1.
        difference: f64,
        /// What differs in the copied text: [start, end) in UTF-16 code units.
        marks: Vec<(u32, u32)>,
        /// Where the copied text is a part of this one: which lines, [start, end) from 0.
        lines: Vec<(u32, u32)>,
    }
}

view! {
    /// A suggestion with everything to decide by.
    struct SuggestionDetail {
        /// What a list shows of it.
        summary: SuggestionSummary,
        /// The copied text.
        text: String,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// The snippets to take instead, nearest first.
        offers: Vec<OfferedAsset>,
    }
}

/// An answer to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// Keep the text.
    Save,
    /// Keep the text although there is one like it.
    SaveNew,
    /// Take the saved one: put it on the clipboard.
    Reuse,
    /// Not now.
    Dismiss,
    /// Do not ask about this text again.
    Never,
}
