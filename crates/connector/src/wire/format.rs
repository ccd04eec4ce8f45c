//! The content of an asset: one format each, as text or as bytes, as a selection or as a whole file.

use std::sync::Arc;

use base64::Engine as _;
use domain::{FormatId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Application, Classification, Extension, GroupedTimestamp, SeedError, Unread,
    flattened::FlattenedAsset,
    seed::{FragmentMetadata, check_rewritten, contents},
    transferable::{TransferableBytes, TransferableString},
};
use crate::service::{AssetWithText, Classified, Rewriting};

/// The formats of an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Formats {
    pub(crate) iterable: Vec<Format>,
}

/// The formats of an asset, each by its id.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedFormats {
    pub(crate) iterable: Vec<ReferencedFormat>,
}

/// What to show of an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Preview {
    pub(crate) base: ReferencedFormat,
    pub(crate) overlay: Option<ReferencedFormat>,
}

/// A format by its id, with the format itself.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct ReferencedFormat {
    pub(crate) id: String,
    pub(crate) reference: Option<FlattenedFormat>,
}

/// The content of an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FlattenedFormat {
    pub(crate) id: String,
    pub(crate) creator: String,
    pub(crate) classification: Classification,
    pub(crate) icon: Option<String>,
    pub(crate) role: Role,
    pub(crate) application: Application,
    /// Exactly 36 characters: clients check.
    #[schema(min_length = 36, max_length = 36)]
    pub(crate) asset: String,
    pub(crate) bytes: ByteDescriptor,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    pub(crate) synced: Option<GroupedTimestamp>,
    pub(crate) cloud: Option<String>,
    pub(crate) fragment: Option<FragmentFormat>,
    pub(crate) file: Option<FileFormat>,
    pub(crate) analysis: Option<Unread>,
    pub(crate) relationship: Option<Unread>,
    pub(crate) activities: Option<Unread>,
}

/// The content of an asset, with the asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct Format {
    pub(crate) id: String,
    pub(crate) creator: String,
    pub(crate) classification: Classification,
    pub(crate) icon: Option<String>,
    pub(crate) role: Role,
    pub(crate) application: Application,
    pub(crate) asset: FlattenedAsset,
    pub(crate) bytes: ByteDescriptor,
    pub(crate) created: GroupedTimestamp,
    pub(crate) updated: GroupedTimestamp,
    pub(crate) deleted: Option<GroupedTimestamp>,
    pub(crate) synced: Option<GroupedTimestamp>,
    pub(crate) cloud: Option<String>,
    pub(crate) fragment: Option<FragmentFormat>,
    pub(crate) file: Option<FileFormat>,
    pub(crate) analysis: Option<Unread>,
    pub(crate) relationship: Option<Unread>,
    pub(crate) activities: Option<Unread>,
}

/// A selection.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FragmentFormat {
    pub(crate) string: Option<TransferableString>,
    pub(crate) bytes: Option<TransferableBytes>,
    pub(crate) metadata: Option<FragmentMetadata>,
}

/// A whole file.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct FileFormat {
    pub(crate) bytes: Option<TransferableBytes>,
    pub(crate) string: Option<TransferableString>,
}

/// A size, for machines and for people.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct ByteDescriptor {
    pub(crate) value: i64,
    pub(crate) readable: String,
}

/// What a format is for.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Role {
    Unknown,
    Original,
    Additional,
    Both,
    Preview,
}

impl ByteDescriptor {
    fn new(bytes: u64) -> Self {
        const KIB: u64 = 1024;
        const MIB: u64 = 1024 * KIB;
        let readable = match bytes {
            0..KIB => format!("{bytes} B"),
            KIB..MIB => format!("{} KiB", bytes / KIB),
            _ => format!("{} MiB", bytes / MIB),
        };
        Self {
            value: i64::try_from(bytes).unwrap_or(i64::MAX),
            readable,
        }
    }
}

/// What a format holds: a text always as a string in the fragment, where every client looks for it; and where it was
/// sent otherwise, in that way too.
struct Held {
    fragment: Option<FragmentFormat>,
    file: Option<FileFormat>,
}

impl Held {
    fn new(known: &AssetWithText) -> Self {
        let form = &known.asset.details.form;
        let Some(text) = &known.text else {
            return Self {
                fragment: None,
                file: None,
            };
        };
        let (string, bytes) = if form.no_text {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text.as_bytes());
            (None, Some(bytes.unwrap_or_default()))
        } else {
            let bytes = form.bytes.then(|| text.as_bytes().to_vec());
            (Some(Arc::clone(text)), bytes)
        };
        let string = |wanted: bool| string.clone().filter(|_| wanted).map(TransferableString::raw);
        let (fragment_bytes, file_bytes) = if form.file { (None, bytes) } else { (bytes, None) };
        Self {
            fragment: (!form.file || !form.no_text).then(|| FragmentFormat {
                string: string(true),
                bytes: fragment_bytes.map(TransferableBytes::raw),
                metadata: Some(FragmentMetadata {
                    ext: Some(Extension::for_every_client(known.asset.language.as_ref())),
                }),
            }),
            file: form.file.then(|| FileFormat {
                string: string(!form.bytes),
                bytes: file_bytes.map(TransferableBytes::raw),
            }),
        }
    }
}

fn classification(asset: &domain::Asset) -> Classification {
    Classification {
        generic: asset.generic(),
        specific: Extension::for_every_client(asset.language.as_ref()),
        rendering: asset.details.rendering,
    }
}

impl ReferencedFormat {
    /// The original, as it was sent, of an asset of these times.
    pub(super) fn original(
        known: &AssetWithText,
        created: &GroupedTimestamp,
        updated: &GroupedTimestamp,
    ) -> Self {
        let asset = &known.asset;
        let id = FormatId::of(asset.id).to_string();
        let Held { fragment, file } = Held::new(known);
        let reference = FlattenedFormat {
            id: id.clone(),
            creator: asset.creator.to_string(),
            classification: classification(asset),
            icon: None,
            role: Role::Both,
            application: Application::for_every_client(&known.author),
            asset: asset.id.to_string(),
            bytes: ByteDescriptor::new(asset.bytes),
            created: created.clone(),
            updated: updated.clone(),
            deleted: None,
            synced: None,
            cloud: None,
            fragment,
            file,
            analysis: None,
            relationship: None,
            activities: None,
        };
        Self {
            id,
            reference: Some(reference),
        }
    }
}

impl Preview {
    pub(super) fn new(known: &AssetWithText, original: &ReferencedFormat) -> Self {
        let mut base = original.clone();
        // A preview of a text is its text, however it was sent.
        if !known.asset.details.form.no_text
            && let Some(reference) = &mut base.reference
        {
            reference.file = None;
            if let Some(fragment) = &mut reference.fragment {
                fragment.bytes = None;
            }
        }
        Self { base, overlay: None }
    }
}

impl Format {
    pub(crate) fn new(known: &AssetWithText, now: Timestamp) -> Self {
        let asset = &known.asset;
        let Held { fragment, file } = Held::new(known);
        Self {
            id: FormatId::of(asset.id).to_string(),
            creator: asset.creator.to_string(),
            classification: classification(asset),
            icon: None,
            role: Role::Both,
            application: Application::for_every_client(&known.author),
            asset: FlattenedAsset::new(asset, now),
            bytes: ByteDescriptor::new(asset.bytes),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            deleted: None,
            synced: None,
            cloud: None,
            fragment,
            file,
            analysis: None,
            relationship: None,
            activities: None,
        }
    }

    /// What a client that sends it wants its asset to hold.
    pub(crate) fn rewriting(&self) -> Result<Rewriting, SeedError> {
        let fragment = self.fragment.as_ref();
        let file = self.file.as_ref();
        let contents = contents(
            "",
            fragment.and_then(|f| f.string.as_ref()),
            fragment.and_then(|f| f.bytes.as_ref()),
            file.and_then(|f| f.string.as_ref()),
            file.and_then(|f| f.bytes.as_ref()),
        );
        let contents = contents.collect::<Result<Vec<_>, _>>()?;
        check_rewritten(&contents)?;
        let extension = fragment.and_then(|f| f.metadata.as_ref()?.ext.as_ref());
        Ok(Rewriting {
            contents,
            classified: Classified {
                generic: Some(self.classification.generic),
                language: self.classification.specific.language(),
                extension: extension.and_then(Extension::language),
                read: self.updated.time("updated").ok(),
            },
        })
    }
}
