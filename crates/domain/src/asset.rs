//! Saved snippets.

use serde::{Deserialize, Serialize};

use crate::{ApplicationId, AssetId, Language, Timestamp, named::named};

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

/// A word to find an asset by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// Who put it there.
    pub mechanism: Mechanism,
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
}

/// What a sender says about a text besides the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
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
}

/// A saved snippet, without its text: the text may be large and is read when it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default)]
    pub reused: Option<Timestamp>,
    /// How often it was reused.
    #[serde(default)]
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

impl Asset {
    /// Counts that it was taken.
    pub fn note_reuse(&mut self, at: Timestamp) {
        self.reused = Some(at);
        self.reuse_count = self.reuse_count.saturating_add(1);
    }
}
