//! What a client says of a copied text: the text itself in some spelling, and metadata around it.

use domain::{Anchor, Annotation, AssetDetails, Hint, Language, Mechanism, Platform, Tag, Website};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Extension, Unread,
    classification::SeededClassification,
    enums::{AnchorTypeEnum, AnnotationTypeEnum, HintTypeEnum, MechanismEnum, PlatformEnum},
    transferable::{Content, TransferableBytes, TransferableString, Unreadable},
};
use crate::service::Seed;

/// A seed that can't be read although it is well-formed JSON.
#[derive(Debug, thiserror::Error)]
#[error("{place}.{field}: {problem}")]
pub(crate) struct SeedError {
    place: String,
    field: &'static str,
    problem: &'static str,
}

/// A copied text, or nothing: `{}` is what the public documentation's example sends.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededConnectorCreation {
    asset: Option<SeededConnectorAsset>,
}

impl SeededConnectorCreation {
    pub(crate) fn seed(&self, place: &str) -> Result<Seed, SeedError> {
        self.asset
            .as_ref()
            .map_or_else(|| Ok(Seed::default()), |asset| asset.seed(&join(place, "asset")))
    }
}

/// A text and what is said about it.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededConnectorAsset {
    metadata: Option<SeededAssetMetadata>,
    format: SeededFormat,
}

impl SeededConnectorAsset {
    /// Reads the text and the metadata. `place` is where this stands in the request, for error messages.
    pub(crate) fn seed(&self, place: &str) -> Result<Seed, SeedError> {
        Ok(Seed {
            text: self.format.text(&join(place, "format"))?,
            language: self.format.language(),
            details: self
                .metadata
                .as_ref()
                .map(SeededAssetMetadata::details)
                .unwrap_or_default(),
            concealed: self
                .metadata
                .iter()
                .flat_map(|metadata| metadata.sensitives.iter().flatten())
                .map(|sensitive| sensitive.text.clone())
                .collect(),
        })
    }
}

fn join(place: &str, field: &str) -> String {
    if place.is_empty() {
        field.to_owned()
    } else {
        format!("{place}.{field}")
    }
}

/// A text as a fragment (a selection) or as a whole file.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededFormat {
    file: Option<SeededFile>,
    fragment: Option<SeededFragment>,
    classification: Option<SeededClassification>,
}

impl SeededFormat {
    /// The first text there is: the fragment before the file, a string before bytes.
    fn text(&self, place: &str) -> Result<Option<String>, SeedError> {
        let fragment = self.fragment.as_ref();
        let file = self.file.as_ref();
        let spellings = [
            (
                "fragment.string",
                fragment
                    .and_then(|f| f.string.as_ref())
                    .map(TransferableString::content),
            ),
            (
                "fragment.bytes",
                fragment
                    .and_then(|f| f.bytes.as_ref())
                    .map(TransferableBytes::content),
            ),
            (
                "file.string",
                file.and_then(|f| f.string.as_ref())
                    .map(TransferableString::content),
            ),
            (
                "file.bytes",
                file.and_then(|f| f.bytes.as_ref())
                    .map(TransferableBytes::content),
            ),
        ];
        for (name, content) in spellings {
            match content {
                Some(Ok(Content::Text(text))) => return Ok(Some(text)),
                Some(Err(Unreadable { field, problem })) => {
                    return Err(SeedError {
                        place: join(place, name),
                        field,
                        problem,
                    });
                }
                Some(Ok(Content::NotText | Content::Absent)) | None => {}
            }
        }
        Ok(None)
    }

    /// What the sender knows of the language: the extension where the text came from says most.
    fn language(&self) -> Option<Language> {
        let fragment = self
            .fragment
            .as_ref()
            .and_then(|f| f.metadata.as_ref())
            .and_then(|m| m.ext.as_ref());
        let file = self
            .file
            .as_ref()
            .and_then(|f| f.metadata.as_ref())
            .and_then(|m| m.ext.as_ref());
        let specific = self.classification.as_ref().and_then(|c| c.specific.as_ref());
        [fragment, file, specific]
            .into_iter()
            .flatten()
            .find_map(Extension::language)
    }
}

/// A selection.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededFragment {
    string: Option<TransferableString>,
    bytes: Option<TransferableBytes>,
    metadata: Option<FragmentMetadata>,
}

/// A whole file.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededFile {
    bytes: Option<TransferableBytes>,
    string: Option<TransferableString>,
    metadata: Option<FileMetadata>,
}

/// Where a selection came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(super) struct FragmentMetadata {
    pub(super) ext: Option<Extension>,
}

/// Where a file came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct FileMetadata {
    name: Option<String>,
    ext: Option<Extension>,
    size: Option<i64>,
}

/// What is said about a text.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAssetMetadata {
    name: Option<String>,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    tags: Option<Vec<SeededAssetTag>>,
    websites: Option<Vec<SeededAssetWebsite>>,
    /// What the sender takes for secrets. They hold the secrets' texts, so they are never kept.
    sensitives: Option<Vec<SeededAssetSensitive>>,
    persons: Option<Vec<SeededPerson>>,
    annotations: Option<Vec<SeededAnnotation>>,
    hints: Option<Vec<SeededHint>>,
    anchors: Option<Vec<SeededAnchor>>,
}

impl SeededAssetMetadata {
    fn details(&self) -> AssetDetails {
        fn each<T, U>(list: Option<&Vec<T>>, convert: impl Fn(&T) -> U) -> Vec<U> {
            list.into_iter().flatten().map(convert).collect()
        }
        AssetDetails {
            name: self.name.clone().filter(|name| !name.trim().is_empty()),
            tags: each(self.tags.as_ref(), |tag| Tag {
                text: tag.text.clone(),
                mechanism: unsaid(tag.mechanism),
            }),
            websites: each(self.websites.as_ref(), |site| Website {
                url: site.url.clone(),
                name: site.name.clone(),
                mechanism: unsaid(site.mechanism),
            }),
            annotations: each(self.annotations.as_ref(), |note| Annotation {
                kind: note.kind,
                text: note.text.clone(),
                mechanism: unsaid(note.mechanism),
                favorited: note.favorited.unwrap_or(false),
            }),
            hints: each(self.hints.as_ref(), |hint| Hint {
                kind: hint.kind,
                text: hint.text.clone(),
                mechanism: unsaid(hint.mechanism),
            }),
            anchors: each(self.anchors.as_ref(), |anchor| Anchor {
                kind: anchor.kind,
                path: anchor.fullpath.clone(),
                name: anchor.name.clone(),
                watch: anchor.watch.unwrap_or(false),
            }),
        }
    }
}

/// A sender that does not say how something came to be let its user do it.
fn unsaid(mechanism: Option<Mechanism>) -> Mechanism {
    mechanism.unwrap_or(Mechanism::Manual)
}

/// A word to find an asset by.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAssetTag {
    text: String,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    category: Option<TagCategoryEnum>,
}

/// What a tag is.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum TagCategoryEnum {
    Unknown,
    Handle,
    Email,
}

/// A page that a text came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAssetWebsite {
    url: String,
    name: String,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
}

/// What a sender takes for a secret.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAssetSensitive {
    text: String,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    category: Unread,
    severity: Unread,
    name: String,
    description: String,
    metadata: Option<Unread>,
}

/// Somebody who has to do with a text.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededPerson {
    asset: Option<String>,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    access: Option<Unread>,
    r#type: Unread,
    model: Option<Unread>,
    annotations: Option<Vec<Unread>>,
    anchors: Option<Unread>,
}

/// A note about a text.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAnnotation {
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    asset: Option<String>,
    person: Option<String>,
    #[serde(rename = "type")]
    #[schema(value_type = AnnotationTypeEnum)]
    kind: domain::AnnotationKind,
    text: String,
    model: Option<String>,
    pseudo: Option<bool>,
    favorited: Option<bool>,
    anchor: Option<String>,
    conversation: Option<String>,
    workstream_summary: Option<String>,
    messages: Option<Unread>,
    assets: Option<Unread>,
    persons: Option<Unread>,
    anchors: Option<Unread>,
    conversations: Option<Unread>,
    websites: Option<Unread>,
    tags: Option<Unread>,
    summaries: Option<Unread>,
    workstream_events: Option<Unread>,
}

/// A question that a text may answer.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededHint {
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    asset: Option<String>,
    #[serde(rename = "type")]
    #[schema(value_type = HintTypeEnum)]
    kind: domain::HintKind,
    text: String,
    model: Option<String>,
}

/// A file or directory that a text came from.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
struct SeededAnchor {
    #[serde(rename = "type")]
    #[schema(value_type = AnchorTypeEnum)]
    kind: domain::AnchorKind,
    watch: Option<bool>,
    fullpath: String,
    asset: Option<String>,
    #[schema(value_type = Option<PlatformEnum>)]
    platform: Option<Platform>,
    name: Option<String>,
    annotations: Option<Vec<Unread>>,
    conversation: Option<String>,
    persons: Option<Unread>,
}
