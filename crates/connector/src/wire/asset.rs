//! Saved snippets, as they are answered.

use std::{collections::BTreeMap, sync::Arc};

use domain::{AssetId, Mechanism, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Application, Classification, ClassificationGenericEnum, Extension, GroupedTimestamp,
    enums::{AnnotationTypeEnum, MechanismEnum},
    seed::TagCategoryEnum,
};
use crate::service::AssetWithText;

/// A saved snippet.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Asset {
    id: String,
    name: Option<String>,
    creator: String,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    interacted: Option<GroupedTimestamp>,
    formats: Formats,
    preview: Preview,
    original: ReferencedFormat,
    #[schema(value_type = MechanismEnum)]
    mechanism: Mechanism,
    tags: Tags,
    websites: Websites,
    annotations: Annotations,
}

impl Asset {
    pub(crate) fn new(known: &AssetWithText, now: Timestamp) -> Self {
        let asset = &known.asset;
        let original = ReferencedFormat::new(known, now);
        Self {
            id: asset.id.to_string(),
            name: asset.details.name.clone(),
            creator: asset.creator.to_string(),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            interacted: asset.reused.map(|at| GroupedTimestamp::new(at, now)),
            formats: Formats { iterable: [] },
            preview: Preview {
                base: original.clone(),
            },
            original,
            mechanism: asset.mechanism,
            tags: Tags::new(asset, now),
            websites: Websites::new(asset, now),
            annotations: Annotations::new(asset, now),
        }
    }
}

/// The id of a part of an asset: stable, and different from the asset's own.
fn part_id(asset: AssetId, part: &str) -> String {
    Uuid::new_v5(&asset.uuid(), part.as_bytes()).to_string()
}

/// The formats of an asset, beyond the original. Clients need the list; Bowerbird keeps the original alone.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Formats {
    #[schema(value_type = Vec<super::Unread>)]
    iterable: [(); 0],
}

/// What to show of an asset.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Preview {
    base: ReferencedFormat,
}

/// A format by its id, with the format itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ReferencedFormat {
    id: String,
    reference: FlattenedFormat,
}

impl ReferencedFormat {
    fn new(known: &AssetWithText, now: Timestamp) -> Self {
        let asset = &known.asset;
        let id = part_id(asset.id, "original");
        let ext = Extension::for_every_client(asset.language.as_ref());
        let generic = if asset.is_code {
            ClassificationGenericEnum::Code
        } else {
            ClassificationGenericEnum::Text
        };
        let reference = FlattenedFormat {
            id: id.clone(),
            creator: asset.creator.to_string(),
            classification: Classification {
                generic,
                specific: ext.clone(),
            },
            role: Role::Both,
            application: Application::for_every_client(&known.author),
            asset: asset.id.to_string(),
            bytes: ByteDescriptor::new(asset.bytes),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            fragment: known.text.clone().map(|text| FragmentFormat {
                string: FragmentText { raw: text },
                metadata: FragmentExtension { ext },
            }),
        };
        Self { id, reference }
    }
}

/// One spelling of an asset: its text.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FlattenedFormat {
    id: String,
    creator: String,
    classification: Classification,
    role: Role,
    application: Application,
    /// Exactly 36 characters: clients check.
    #[schema(min_length = 36, max_length = 36)]
    asset: String,
    bytes: ByteDescriptor,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    fragment: Option<FragmentFormat>,
}

/// What a format is for.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(
    dead_code,
    reason = "the contract's set, for the OpenAPI document; Bowerbird has one format an asset"
)]
enum Role {
    Unknown,
    Original,
    Additional,
    Both,
    Preview,
}

/// A size, for machines and for people.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ByteDescriptor {
    value: u64,
    readable: String,
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
            value: bytes,
            readable,
        }
    }
}

/// The text of a format.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FragmentFormat {
    #[schema(value_type = super::transferable::TransferableString)]
    string: FragmentText,
    #[schema(value_type = super::seed::FragmentMetadata)]
    metadata: FragmentExtension,
}

/// A `TransferableString` that is always spelled raw, and shares its text with the other places it stands in.
#[derive(Debug, Clone, Serialize)]
struct FragmentText {
    raw: Arc<str>,
}

/// A `FragmentMetadata` that always says its extension.
#[derive(Debug, Clone, Serialize)]
struct FragmentExtension {
    ext: Extension,
}

/// Who put something there. Client 4.4.1 crashes where the contract's map of them is missing, so it is always sent.
type Mechanisms = BTreeMap<String, Mechanism>;

/// The words that an asset is found by.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Tags {
    iterable: Vec<Tag>,
}

impl Tags {
    fn new(asset: &domain::Asset, now: Timestamp) -> Self {
        let tag = |tag: &domain::Tag| Tag {
            id: part_id(asset.id, &format!("tag {}", tag.text)),
            text: tag.text.clone(),
            mechanisms: Mechanisms::from([(asset.id.to_string(), tag.mechanism)]),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            category: TagCategoryEnum::Unknown,
        };
        Self {
            iterable: asset.details.tags.iter().map(tag).collect(),
        }
    }
}

/// A word that an asset is found by.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Tag {
    id: String,
    text: String,
    #[schema(value_type = BTreeMap<String, MechanismEnum>)]
    mechanisms: Mechanisms,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    category: TagCategoryEnum,
}

/// The pages that an asset came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Websites {
    iterable: Vec<Website>,
}

impl Websites {
    fn new(asset: &domain::Asset, now: Timestamp) -> Self {
        let website = |website: &domain::Website| Website {
            id: part_id(asset.id, &format!("website {}", website.url)),
            url: website.url.clone(),
            name: website.name.clone(),
            mechanisms: Mechanisms::from([(asset.id.to_string(), website.mechanism)]),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
        };
        Self {
            iterable: asset.details.websites.iter().map(website).collect(),
        }
    }
}

/// A page that an asset came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Website {
    id: String,
    url: String,
    name: String,
    #[schema(value_type = BTreeMap<String, MechanismEnum>)]
    mechanisms: Mechanisms,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
}

/// The notes about an asset.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Annotations {
    iterable: Vec<Annotation>,
}

impl Annotations {
    fn new(asset: &domain::Asset, now: Timestamp) -> Self {
        let annotation = |(index, note): (usize, &domain::Annotation)| Annotation {
            id: part_id(asset.id, &format!("annotation {index}")),
            created: GroupedTimestamp::new(asset.created, now),
            updated: GroupedTimestamp::new(asset.updated, now),
            mechanism: note.mechanism,
            kind: kind_for_every_client(note.kind),
            text: note.text.clone(),
            favorited: note.favorited,
        };
        Self {
            iterable: asset
                .details
                .annotations
                .iter()
                .enumerate()
                .map(annotation)
                .collect(),
        }
    }
}

/// A note about an asset.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Annotation {
    id: String,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    #[schema(value_type = MechanismEnum)]
    mechanism: Mechanism,
    #[serde(rename = "type")]
    #[schema(value_type = AnnotationTypeEnum)]
    kind: domain::AnnotationKind,
    text: String,
    favorited: bool,
}

/// Client 4.4.1 knows the first seven kinds and refuses an answer with another in it.
fn kind_for_every_client(kind: domain::AnnotationKind) -> domain::AnnotationKind {
    use domain::AnnotationKind as Kind;
    match kind {
        Kind::Description
        | Kind::Comment
        | Kind::Documentation
        | Kind::Summary
        | Kind::Explanation
        | Kind::GitCommit => kind,
        _ => Kind::Unknown,
    }
}
