//! Saved snippets, as they are answered, and as clients send them back changed.

use std::sync::Arc;

use domain::{Marks, Mechanism, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Extension, GroupedTimestamp, SeedError, Unread,
    enums::MechanismEnum,
    format::{Formats, Preview, ReferencedFormat},
    labels::{Anchors, Annotations, Hints, Tags, Websites},
    said::Said,
    unread::{kept, unread},
};
use crate::service::{AssetWithText, Revision};

/// A saved snippet. What of it is Bowerbird's own (its ids, times, formats) is not read from a client.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Asset {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) creator: String,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) synced: Option<GroupedTimestamp>,
    pub(crate) deleted: Option<GroupedTimestamp>,
    pub(crate) formats: Formats,
    pub(crate) preview: Preview,
    pub(crate) original: ReferencedFormat,
    pub(crate) shares: Option<Unread>,
    #[schema(value_type = MechanismEnum)]
    pub(crate) mechanism: Mechanism,
    pub(crate) websites: Option<Websites>,
    pub(crate) interacted: Option<GroupedTimestamp>,
    pub(crate) tags: Option<Tags>,
    pub(crate) sensitives: Option<Unread>,
    pub(crate) persons: Option<Unread>,
    pub(crate) curated: Option<bool>,
    pub(crate) discovered: Option<bool>,
    pub(crate) activities: Option<Unread>,
    pub(crate) score: Option<Unread>,
    pub(crate) favorited: Option<bool>,
    pub(crate) pseudo: Option<bool>,
    pub(crate) annotations: Option<Annotations>,
    pub(crate) hints: Option<Hints>,
    pub(crate) anchors: Option<Anchors>,
    pub(crate) conversations: Option<Unread>,
    pub(crate) summaries: Option<Unread>,
    pub(crate) messages: Option<Unread>,
    pub(crate) demo: Option<bool>,
}

/// The name that clients are told: some print it to a terminal, so nothing is in it that is an order there, or hides.
pub(super) fn told_name(asset: &domain::Asset) -> Option<String> {
    let name = asset.details.name.as_deref();
    name.map(|name| engine::seen(name).collect())
}

impl Asset {
    pub(crate) fn new(known: &AssetWithText, now: Timestamp) -> Self {
        let asset = &known.asset;
        let created = GroupedTimestamp::new(asset.created, now);
        let updated = GroupedTimestamp::new(asset.updated, now);
        let original = ReferencedFormat::original(known, &created, &updated);
        let said = Said { asset, now };
        let kept = |key: &str| kept("Asset", &asset.details.unread, key);
        Self {
            id: asset.id.to_string(),
            name: told_name(asset),
            creator: asset.creator.to_string(),
            created,
            updated,
            synced: None,
            deleted: None,
            formats: Formats { iterable: Vec::new() },
            preview: Preview::new(known, &original),
            original,
            shares: kept("shares"),
            mechanism: asset.mechanism,
            websites: Some(Websites::new(said, &known.label_ids)),
            interacted: asset.reused.map(|at| GroupedTimestamp::new(at, now)),
            tags: Some(Tags::new(said, &known.label_ids)),
            sensitives: None,
            persons: kept("persons"),
            curated: asset.details.marks.curated,
            discovered: asset.details.marks.discovered,
            activities: kept("activities"),
            score: kept("score"),
            favorited: asset.details.marks.favorited,
            pseudo: asset.details.marks.pseudo,
            annotations: Some(Annotations::new(said)),
            hints: Some(Hints::new(said)),
            anchors: Some(Anchors::new(said)),
            conversations: kept("conversations"),
            summaries: kept("summaries"),
            messages: kept("messages"),
            demo: asset.details.marks.demo,
        }
    }

    /// What a client that sends it wants the asset to be.
    ///
    /// # Errors
    /// [`SeedError`] where an anchor names no place.
    pub(crate) fn revision(&self) -> Result<Revision, SeedError> {
        let said = self.said()?;
        // What a client takes for secrets (`sensitives`) is not among them: it is never kept.
        let unread = unread!(self; shares, persons, activities, score, conversations, summaries, messages);
        Ok(Revision {
            name: self.name.clone(),
            mechanism: Some(self.mechanism),
            tags: said.tags,
            websites: said.websites,
            annotations: said.annotations,
            hints: said.hints,
            anchors: said.anchors,
            marks: Marks {
                favorited: self.favorited,
                curated: self.curated,
                discovered: self.discovered,
                pseudo: self.pseudo,
                demo: self.demo,
            },
            unread,
        })
    }
}

/// A list of assets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Assets {
    /// Shared, because an answer repeats them.
    #[schema(value_type = Vec<Asset>)]
    pub(crate) iterable: Vec<Arc<Asset>>,
}

/// The body of `POST /asset/reclassify`: which language an asset is in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct AssetReclassification {
    pub(crate) ext: Extension,
    pub(crate) asset: Asset,
}

/// An asset to be read elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExportedAsset {
    name: String,
    description: String,
    created: GroupedTimestamp,
    raw: super::format::FileFormat,
}

impl ExportedAsset {
    pub(crate) fn new(exported: crate::service::Exported, now: Timestamp) -> Self {
        Self {
            name: exported.name,
            description: exported.description,
            created: GroupedTimestamp::new(exported.created, now),
            raw: super::format::FileFormat {
                bytes: None,
                string: Some(super::transferable::TransferableString::raw(
                    exported.document.into(),
                )),
            },
        }
    }
}
