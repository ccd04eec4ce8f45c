//! What is said about an asset, each with an id of its own: tags, websites, notes, hints and anchors.

use std::collections::BTreeMap;

use domain::{Mechanism, Platform, TagCategory};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{
    GroupedTimestamp, Unread,
    enums::{AnchorTypeEnum, AnnotationTypeEnum, HintTypeEnum, MechanismEnum, PlatformEnum, TagCategoryEnum},
    flattened::{FlattenedAssets, ReferencedAsset},
};

/// Who put something there. Client 4.4.1 crashes where the contract's map of them is missing, so it is always sent.
pub(super) type Mechanisms = BTreeMap<String, Mechanism>;

fn null_as_default<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mechanisms, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The words that an asset is found by.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Tags {
    pub(crate) iterable: Vec<Tag>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// A word that assets are found by.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Tag {
    pub(crate) id: String,
    pub(crate) text: String,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(required = true, value_type = BTreeMap<String, MechanismEnum>)]
    pub(crate) mechanisms: Mechanisms,
    pub(crate) assets: Option<FlattenedAssets>,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    #[schema(value_type = TagCategoryEnum)]
    pub(crate) category: TagCategory,
    pub(crate) relationship: Option<Unread>,
    pub(crate) interactions: Option<i64>,
    pub(crate) persons: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) workstream_events: Option<Unread>,
    pub(crate) messages: Option<Unread>,
    pub(crate) annotations: Option<Unread>,
    #[serde(rename = "tagsVector")]
    pub(crate) tags_vector: Option<Vec<f64>>,
    pub(crate) source_windows: Option<Unread>,
    pub(crate) websites: Option<Unread>,
    pub(crate) anchors: Option<Unread>,
}

/// The pages that an asset came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Websites {
    pub(crate) iterable: Vec<Website>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// A page that assets came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Website {
    pub(crate) id: String,
    pub(crate) assets: Option<FlattenedAssets>,
    pub(crate) url: String,
    pub(crate) name: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(required = true, value_type = BTreeMap<String, MechanismEnum>)]
    pub(crate) mechanisms: Mechanisms,
    pub(crate) interactions: Option<i64>,
    pub(crate) persons: Option<Unread>,
    pub(crate) conversations: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) messages: Option<Unread>,
    pub(crate) annotations: Option<Unread>,
    pub(crate) workstream_events: Option<Unread>,
    pub(crate) sources: Option<Unread>,
    pub(crate) source_windows: Option<Unread>,
    pub(crate) tags: Option<Unread>,
}

/// The notes about an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Annotations {
    pub(crate) iterable: Vec<Annotation>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// A note about an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Annotation {
    pub(crate) id: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    #[schema(value_type = Option<MechanismEnum>)]
    pub(crate) mechanism: Option<Mechanism>,
    pub(crate) asset: Option<ReferencedAsset>,
    pub(crate) person: Option<Unread>,
    #[serde(rename = "type")]
    #[schema(value_type = AnnotationTypeEnum)]
    pub(crate) kind: domain::AnnotationKind,
    pub(crate) text: String,
    pub(crate) model: Option<Unread>,
    pub(crate) pseudo: Option<bool>,
    pub(crate) favorited: Option<bool>,
    pub(crate) anchor: Option<Unread>,
    pub(crate) conversation: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) messages: Option<Unread>,
    pub(crate) summary: Option<Unread>,
    pub(crate) assets: Option<Unread>,
    pub(crate) persons: Option<Unread>,
    pub(crate) anchors: Option<Unread>,
    pub(crate) conversations: Option<Unread>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) websites: Option<Unread>,
    pub(crate) tags: Option<Unread>,
    pub(crate) workstream_events: Option<Unread>,
}

/// Questions that an asset may answer.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Hints {
    pub(crate) iterable: Vec<Hint>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// A question that an asset may answer.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Hint {
    pub(crate) id: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(required = true, value_type = BTreeMap<String, MechanismEnum>)]
    pub(crate) mechanisms: Mechanisms,
    pub(crate) assets: Option<FlattenedAssets>,
    #[serde(rename = "type")]
    #[schema(value_type = HintTypeEnum)]
    pub(crate) kind: domain::HintKind,
    pub(crate) text: String,
    pub(crate) model: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// The files that an asset came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Anchors {
    pub(crate) iterable: Vec<Anchor>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// A file or directory that assets came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Anchor {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    #[schema(value_type = AnchorTypeEnum)]
    pub(crate) kind: domain::AnchorKind,
    pub(crate) watch: Option<bool>,
    pub(crate) points: FlattenedAnchorPoints,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    pub(crate) assets: Option<FlattenedAssets>,
    pub(crate) annotations: Option<Unread>,
    pub(crate) conversations: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) persons: Option<Unread>,
    pub(crate) messages: Option<Unread>,
    pub(crate) workstream_events: Option<Unread>,
    pub(crate) sources: Option<Unread>,
    pub(crate) tags: Option<Unread>,
}

/// Where an anchor is.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedAnchorPoints {
    pub(crate) iterable: Vec<ReferencedAnchorPoint>,
    pub(crate) indices: Option<Unread>,
    pub(crate) score: Option<Unread>,
}

/// One place, by its id, with the place itself.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct ReferencedAnchorPoint {
    pub(crate) id: String,
    pub(crate) reference: Option<FlattenedAnchorPoint>,
}

/// One place of an anchor.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedAnchorPoint {
    pub(crate) id: String,
    pub(crate) verified: Option<bool>,
    pub(crate) fullpath: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    #[schema(value_type = Option<PlatformEnum>)]
    pub(crate) platform: Option<Platform>,
    pub(crate) anchor: ReferencedAnchor,
    pub(crate) score: Option<Unread>,
}

/// An anchor by its id.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct ReferencedAnchor {
    pub(super) id: String,
    pub(super) reference: Option<Unread>,
}
