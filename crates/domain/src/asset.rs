//! Saved snippets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AnnotationId, ApplicationId, AssetId, Language, Platform, Timestamp, named::named};

named!(
    /// How something came to be.
    Mechanism, "mechanism" {
        Unknown = "UNKNOWN",
        /// The user did it unasked.
        Manual = "MANUAL",
        /// The user took a suggestion.
        Recommended = "RECOMMENDED",
        Automatic = "AUTOMATIC",
        Internal = "INTERNAL",
        Deleted = "DELETED",
        ExternalAgent = "EXTERNAL_AGENT",
    }
);

named!(
    /// What an annotation is.
    AnnotationKind, "annotation type" {
        Unknown = "UNKNOWN",
        Description = "DESCRIPTION",
        Comment = "COMMENT",
        Documentation = "DOCUMENTATION",
        Summary = "SUMMARY",
        Explanation = "EXPLANATION",
        GitCommit = "GIT_COMMIT",
        KnowledgeGraph = "KNOWLEDGE_GRAPH",
        GenericHierarchicalSummary = "GENERIC_HIERARCHICAL_SUMMARY",
        QueryDrivenHierarchicalSummary = "QUERY_DRIVEN_HIERARCHICAL_SUMMARY",
        DeepStudyHierarchicalSummary = "DEEP_STUDY_HIERARCHICAL_SUMMARY",
        ConversationallyGeneratedHierarchicalSummary = "CONVERSATIONALLY_GENERATED_HIERARCHICAL_SUMMARY",
        TemporalDayHierarchicalSummary = "TEMPORAL_DAY_HIERARCHICAL_SUMMARY",
        TemporalWeekHierarchicalSummary = "TEMPORAL_WEEK_HIERARCHICAL_SUMMARY",
        TemporalMonthHierarchicalSummary = "TEMPORAL_MONTH_HIERARCHICAL_SUMMARY",
        TemporalQuarterHierarchicalSummary = "TEMPORAL_QUARTER_HIERARCHICAL_SUMMARY",
        TemporalYearHierarchicalSummary = "TEMPORAL_YEAR_HIERARCHICAL_SUMMARY",
        SpecificHierarchicalSummary = "SPECIFIC_HIERARCHICAL_SUMMARY",
    }
);

named!(
    /// What a hint is.
    HintKind, "hint type" {
        Unknown = "UNKNOWN",
        SuggestedQuery = "SUGGESTED_QUERY",
        QgptHint = "QGPT_HINT",
    }
);

named!(
    /// What an anchor points at.
    AnchorKind, "anchor type" {
        Unknown = "UNKNOWN",
        File = "FILE",
        Directory = "DIRECTORY",
    }
);

named!(
    /// What a tag is.
    TagCategory, "tag category" {
        Unknown = "UNKNOWN",
        Handle = "HANDLE",
        Email = "EMAIL",
    }
);

named!(
    /// What a content is: code, prose, an image, ... Bowerbird tells code from prose; the rest is for senders to say.
    Generic, "classification" {
        Unknown = "UNKNOWN",
        Code = "CODE",
        Text = "TEXT",
        Image = "IMAGE",
        Video = "VIDEO",
        ExternalResourceReference = "EXTERNAL_RESOURCE_REFERENCE",
        File = "FILE",
    }
);

named!(
    /// How a text is marked up for display.
    Rendering, "rendering" {
        Unknown = "UNKNOWN",
        Html = "HTML",
        TwentyFourBitAnsiEscapedSequences = "TWENTY_FOUR_BIT_ANSI_ESCAPED_SEQUENCES",
        HighlightJsHtml = "HIGHLIGHT_JS_HTML",
    }
);

/// What Bowerbird does not read and gives back as it was sent: JSON, by the names of the contract's keys.
pub type Unread = BTreeMap<String, String>;

/// A word to find an asset by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// Who put it there.
    pub mechanism: Mechanism,
    /// What it is.
    #[serde(default = "unsaid", skip_serializing_if = "is_unsaid")]
    pub category: TagCategory,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

const fn unsaid() -> TagCategory {
    TagCategory::Unknown
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_unsaid(category: &TagCategory) -> bool {
    matches!(category, TagCategory::Unknown)
}

/// A page that an asset came from or belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Website {
    /// Its address.
    pub url: String,
    /// Its title.
    pub name: String,
    /// Who put it there.
    pub mechanism: Mechanism,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

/// A note about an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// What kind of note it is.
    pub kind: AnnotationKind,
    /// The note.
    pub text: String,
    /// Who put it there.
    pub mechanism: Mechanism,
    /// Whether the user marked it.
    pub favorited: bool,
    /// Its id. Absent in what older versions wrote; then it follows from the asset's id and its place in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AnnotationId>,
    /// When it was written and last changed. Absent: with the asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<(Timestamp, Timestamp)>,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

/// A question that an asset may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// What kind of hint it is.
    pub kind: HintKind,
    /// The hint.
    pub text: String,
    /// Who put it there.
    pub mechanism: Mechanism,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

/// A file or directory that an asset came from or belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// What it points at.
    pub kind: AnchorKind,
    /// The whole path, as the sender spells it.
    pub path: String,
    /// A name for a reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the sender watches it for changes.
    pub watch: bool,
    /// Where the path is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

/// How a content was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// As a whole file rather than a selection.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub file: bool,
    /// As bytes rather than a string.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bytes: bool,
    /// The bytes are no UTF-8, so what is kept as the text is their base64. It is neither compared nor searched.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_text: bool,
    /// The file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
}

impl Form {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// What users mark an asset as. Absent: nothing was said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// One of the user's favourites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favorited: Option<bool>,
    /// Reviewed by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curated: Option<bool>,
    /// Found by a program rather than saved by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discovered: Option<bool>,
    /// Not for lists, unless they ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pseudo: Option<bool>,
    /// There to show what the program does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo: Option<bool>,
}

impl Marks {
    /// Takes over what others say.
    pub fn take(&mut self, others: &Self) {
        let newer = |mine: &mut Option<bool>, other: Option<bool>| *mine = other.or(*mine);
        newer(&mut self.favorited, others.favorited);
        newer(&mut self.curated, others.curated);
        newer(&mut self.discovered, others.discovered);
        newer(&mut self.pseudo, others.pseudo);
        newer(&mut self.demo, others.demo);
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a sender says about a text besides the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AssetDetails {
    /// A title. Absent: one is made from the text.
    pub name: Option<String>,
    /// Words to find it by.
    pub tags: Vec<Tag>,
    /// Pages that it came from.
    pub websites: Vec<Website>,
    /// Notes.
    pub annotations: Vec<Annotation>,
    /// Questions that it may answer.
    pub hints: Vec<Hint>,
    /// Files that it came from.
    pub anchors: Vec<Anchor>,
    /// How it was sent.
    #[serde(skip_serializing_if = "Form::is_plain")]
    pub form: Form,
    /// What the sender says that it is. Absent: Bowerbird tells code from prose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generic: Option<Generic>,
    /// How it is marked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendering: Option<Rendering>,
    /// What users mark it as.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// What Bowerbird does not read and gives back as it was sent: JSON, by the names of the contract's keys.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: Unread,
}

/// A saved snippet, without its text: the text may be large and is read when it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Asset {
    /// Its id, for ever.
    pub id: AssetId,
    /// The application that saved it.
    pub creator: ApplicationId,
    /// When it was saved.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was last reused, if ever.
    pub reused: Option<Timestamp>,
    /// How often it was reused.
    pub reuse_count: u32,
    /// How it came to be saved.
    pub mechanism: Mechanism,
    /// What language it is in, as far as that is known.
    pub language: Option<Language>,
    /// Whether it is code (or a command, a query, a config) rather than prose.
    pub is_code: bool,
    /// Length of the text in bytes of UTF-8.
    pub bytes: u64,
    /// What its sender said about it.
    #[serde(flatten)]
    pub details: AssetDetails,
}

/// An asset as it is read. What `flatten` reads is taken apart and held until all of it is there, which takes three times as
/// long, and every answer reads some twenty assets.
#[derive(Deserialize)]
struct Kept {
    id: AssetId,
    creator: ApplicationId,
    created: Timestamp,
    updated: Timestamp,
    #[serde(default)]
    reused: Option<Timestamp>,
    #[serde(default)]
    reuse_count: u32,
    mechanism: Mechanism,
    #[serde(default, deserialize_with = "crate::language::known")]
    language: Option<Language>,
    is_code: bool,
    bytes: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    websites: Vec<Website>,
    #[serde(default)]
    annotations: Vec<Annotation>,
    #[serde(default)]
    hints: Vec<Hint>,
    #[serde(default)]
    anchors: Vec<Anchor>,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    generic: Option<Generic>,
    #[serde(default)]
    rendering: Option<Rendering>,
    #[serde(default)]
    marks: Marks,
    #[serde(default)]
    unread: Unread,
}

impl From<Kept> for Asset {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id,
            creator: kept.creator,
            created: kept.created,
            updated: kept.updated,
            reused: kept.reused,
            reuse_count: kept.reuse_count,
            mechanism: kept.mechanism,
            language: kept.language,
            is_code: kept.is_code,
            bytes: kept.bytes,
            details: AssetDetails {
                name: kept.name,
                tags: kept.tags,
                websites: kept.websites,
                annotations: kept.annotations,
                hints: kept.hints,
                anchors: kept.anchors,
                form: kept.form,
                generic: kept.generic,
                rendering: kept.rendering,
                marks: kept.marks,
                unread: kept.unread,
            },
        }
    }
}

impl Asset {
    /// What it is, as its sender says, or else as it looks.
    #[must_use]
    pub fn generic(&self) -> Generic {
        self.details.generic.unwrap_or(if self.is_code {
            Generic::Code
        } else {
            Generic::Text
        })
    }

    /// Whether copies are compared with it: not where it is no text, nor where its sender keeps it out of lists (`pseudo`).
    #[must_use]
    pub fn is_offered(&self) -> bool {
        !self.details.form.no_text && self.details.marks.pseudo != Some(true)
    }

    /// Counts that it was taken.
    pub fn note_reuse(&mut self, at: Timestamp) {
        self.reused = Some(at);
        self.reuse_count = self.reuse_count.saturating_add(1);
    }
}

/// A tag or a website that may belong to no asset, or what an id stands for. The id that it is kept by mostly follows from
/// its text or address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// A word.
    Tag(Tag),
    /// A page.
    Website(Website),
    /// What was known by this id has become one with what is known by this other id.
    Renamed(Uuid),
    /// What is known by this id instead of the one that follows from its text or address, which is this.
    InsteadOf(Uuid),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_read_as_it_was_written() {
        let said = r#"{"id":"4e86b20f-d295-4174-85b1-5c07ca203fd9","creator":"30c73dd6-5ff5-5afc-bf0a-274b9877f631",
            "created":1,"updated":2,"reused":3,"reuse_count":4,"mechanism":"AUTOMATIC","language":"rs","is_code":true,
            "bytes":5,"name":"a name",
            "tags":[{"text":"a tag","mechanism":"MANUAL","category":"EMAIL","unread":{"score":"1"}}],
            "websites":[{"url":"https://example.org","name":"a page","mechanism":"MANUAL"}],
            "annotations":[{"kind":"COMMENT","text":"a note","mechanism":"MANUAL","favorited":true,"times":[6,7]}],
            "hints":[{"kind":"SUGGESTED_QUERY","text":"a question","mechanism":"MANUAL"}],
            "anchors":[{"kind":"FILE","path":"/a/path","name":"a file","watch":true,"platform":"LINUX"}],
            "form":{"file":true,"bytes":true,"no_text":true,"file_name":"a.png"},
            "generic":"IMAGE","rendering":"HTML","marks":{"favorited":true,"demo":false},"unread":{"shares":"{}"}}"#;
        let asset: Asset = serde_json::from_str(said).unwrap();
        let written = serde_json::to_value(&asset).unwrap();
        assert_eq!(
            written,
            serde_json::from_str::<serde_json::Value>(said).unwrap(),
            "nothing is lost"
        );
        assert_eq!(serde_json::from_value::<Asset>(written).unwrap(), asset);
    }

    #[test]
    fn what_older_versions_did_not_write_is_not_said() {
        let said = r#"{"id":"4e86b20f-d295-4174-85b1-5c07ca203fd9","creator":"30c73dd6-5ff5-5afc-bf0a-274b9877f631",
            "created":1,"updated":1,"mechanism":"MANUAL","is_code":false,"bytes":5,"of_a_later_version":[]}"#;
        let asset: Asset = serde_json::from_str(said).unwrap();
        assert_eq!((asset.reused, asset.reuse_count, asset.language), (None, 0, None));
        assert_eq!(asset.details, AssetDetails::default());
    }
}
