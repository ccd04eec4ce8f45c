//! Assets as they stand inside other models: by their ids, with what they hold by its ids.

use std::collections::BTreeMap;

use domain::{AssetId, FormatId, Mechanism, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{GroupedTimestamp, Unread, asset::told_name, enums::MechanismEnum, format::FlattenedFormats};

/// Assets, each by its id.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedAssets {
    pub(crate) iterable: Option<Vec<ReferencedAsset>>,
    pub(crate) indices: Option<BTreeMap<String, i64>>,
    pub(crate) score: Option<Unread>,
}

/// An asset by its id, with the asset itself.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct ReferencedAsset {
    pub(crate) id: String,
    pub(crate) reference: Option<FlattenedAsset>,
}

/// An asset, with what it holds by its ids.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedAsset {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) creator: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) synced: Option<GroupedTimestamp>,
    pub(crate) deleted: Option<GroupedTimestamp>,
    pub(crate) formats: FlattenedFormats,
    pub(crate) preview: FlattenedPreview,
    pub(crate) original: String,
    pub(crate) shares: Option<Unread>,
    #[schema(value_type = MechanismEnum)]
    pub(crate) mechanism: Mechanism,
    pub(crate) websites: Option<Unread>,
    pub(crate) interacted: Option<GroupedTimestamp>,
    pub(crate) tags: Option<Unread>,
    pub(crate) sensitives: Option<Unread>,
    pub(crate) persons: Option<Unread>,
    pub(crate) curated: Option<bool>,
    pub(crate) discovered: Option<bool>,
    pub(crate) activities: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) favorited: Option<bool>,
    pub(crate) pseudo: Option<bool>,
    pub(crate) annotations: Option<Unread>,
    pub(crate) hints: Option<Unread>,
    pub(crate) anchors: Option<Unread>,
    pub(crate) conversations: Option<Unread>,
    pub(crate) demo: Option<bool>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) messages: Option<Unread>,
}

/// What to show of an asset, by its id.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedPreview {
    pub(crate) base: String,
    pub(crate) overlay: Option<String>,
}

impl FlattenedAssets {
    pub(crate) fn of(ids: impl IntoIterator<Item = AssetId>) -> Self {
        Self {
            iterable: Some(ids.into_iter().map(ReferencedAsset::by_id).collect()),
            indices: None,
            score: None,
        }
    }

    /// The ids that are in it.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        let referenced = self.iterable.iter().flatten().map(|asset| asset.id.as_str());
        let indices = self.indices.iter().flatten();
        // The contract's index of what is no longer there is -1.
        referenced.chain(
            indices
                .filter(|(_, place)| **place >= 0)
                .map(|(id, _)| id.as_str()),
        )
    }
}

impl ReferencedAsset {
    pub(crate) fn by_id(id: AssetId) -> Self {
        Self {
            id: id.to_string(),
            reference: None,
        }
    }
}

impl FlattenedAsset {
    /// What every client needs of it.
    pub(super) fn new(asset: &domain::Asset, now: Timestamp) -> Self {
        let format = FormatId::of(asset.id).to_string();
        Self {
            id: asset.id.to_string(),
            name: told_name(asset),
            creator: asset.creator.to_string(),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            synced: None,
            deleted: None,
            formats: FlattenedFormats { iterable: Vec::new() },
            preview: FlattenedPreview {
                base: format.clone(),
                overlay: None,
            },
            original: format,
            shares: None,
            mechanism: asset.mechanism,
            websites: None,
            interacted: asset.reused.map(|at| GroupedTimestamp::new(at, now)),
            tags: None,
            sensitives: None,
            persons: None,
            curated: asset.details.marks.curated,
            discovered: asset.details.marks.discovered,
            activities: None,
            score: None,
            favorited: asset.details.marks.favorited,
            pseudo: asset.details.marks.pseudo,
            annotations: None,
            hints: None,
            anchors: None,
            conversations: None,
            demo: asset.details.marks.demo,
            summaries: None,
            messages: None,
        }
    }
}
