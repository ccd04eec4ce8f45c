//! The saved snippets, and looking for them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

view! {
    /// A snippet in a list.
    struct AssetSummary {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
        /// The first line that is not blank.
        first_line: String,
        /// Its language, for people.
        language: Option<String>,
        /// Words to find it by.
        tags: Vec<String>,
        /// When it was saved.
        #[ts(type = "number")]
        created: i64,
        /// When it was last changed.
        #[ts(type = "number")]
        updated: i64,
        /// When it was last reused.
        #[ts(type = "number | null")]
        reused: Option<i64>,
        /// How often it was reused.
        reuse_count: u32,
        /// Whether it holds bytes that are no text: they are neither shown nor copied.
        no_text: bool,
    }
}

view! {
    /// A snippet that was deleted and can be brought back.
    struct DeletedAsset {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
    }
}

view! {
    /// A page that a snippet belongs to.
    struct WebsiteView {
        /// Its address.
        url: String,
        /// Its title.
        name: String,
    }
}

view! {
    /// A snippet with everything that there is to show of it.
    struct AssetView {
        /// What a list shows of it.
        #[serde(flatten)]
        summary: AssetSummary,
        /// Its text; empty where it is none.
        text: String,
        /// Its language, as its file extension.
        language_id: Option<String>,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// Where it was saved from.
        application: String,
        /// Whether it was saved because Bowerbird asked.
        by_suggestion: bool,
        /// Its length in bytes, of UTF-8 where it is a text.
        #[ts(type = "number")]
        bytes: u64,
        /// How many lines it has.
        lines: u32,
        /// Pages that it belongs to.
        websites: Vec<WebsiteView>,
        /// Notes.
        annotations: Vec<String>,
        /// Files that it came from.
        anchors: Vec<String>,
    }
}

view! {
    /// Part of what a search found.
    struct SearchPage {
        /// How many snippets there are.
        total: u32,
        /// How many of them match.
        matching: u32,
        /// Those that were asked for, best first.
        items: Vec<AssetSummary>,
    }
}

view! {
    /// A language and how many snippets are in it.
    struct LanguageCount {
        /// Its file extension.
        id: String,
        /// Its name.
        name: String,
        /// How many.
        count: u32,
    }
}

view! {
    /// A name and how many there are.
    struct Count {
        /// The name.
        name: String,
        /// How many.
        count: u32,
    }
}

view! {
    /// What a search can be narrowed by.
    struct Facets {
        /// The languages, most snippets first.
        languages: Vec<LanguageCount>,
        /// The tags, most snippets first.
        tags: Vec<Count>,
    }
}

view! {
    /// A language that a snippet can be said to be in.
    struct LanguageChoice {
        /// Its file extension.
        id: String,
        /// Its name.
        name: String,
    }
}

/// What to change about a snippet. Absent: leave it.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AssetChange {
    /// Its title.
    #[ts(optional)]
    pub(crate) name: Option<String>,
    /// Tags that it gets beside those that it has.
    #[ts(optional, as = "Option<Vec<String>>")]
    pub(crate) add_tags: Vec<String>,
    /// Tags that it loses, to the letter.
    #[ts(optional, as = "Option<Vec<String>>")]
    pub(crate) remove_tags: Vec<String>,
    /// Its language, as its file extension; `null` for none.
    #[serde(deserialize_with = "said")]
    #[ts(optional, type = "string | null")]
    pub(crate) language: Option<Option<String>>,
}

/// Tells `null` from what is not there.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
