//! What a client says of a copied text: the text itself in some spelling, and metadata around it.

use domain::{
    Anchor, Annotation, AssetDetails, Form, Hint, Language, Mechanism, Platform, Tag, TagCategory, Website,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Extension, Unread,
    classification::SeededClassification,
    enums::{AnchorTypeEnum, AnnotationTypeEnum, HintTypeEnum, MechanismEnum, PlatformEnum, TagCategoryEnum},
    transferable::{Content, TransferableBytes, TransferableString, Unreadable},
};
use crate::service::{self, Seed};

/// A seed that can't be read although it is well-formed JSON.
#[derive(Debug, thiserror::Error)]
#[error("{place}.{field}: {problem}")]
pub(crate) struct SeedError {
    pub(super) place: String,
    pub(super) field: &'static str,
    pub(super) problem: &'static str,
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
        seed_of(&self.format, self.metadata.as_ref(), place)
    }
}

pub(super) fn seed_of(
    format: &SeededFormat,
    metadata: Option<&SeededAssetMetadata>,
    place: &str,
) -> Result<Seed, SeedError> {
    let found = format.content(&join(place, "format"))?;
    let mut details = metadata.map(SeededAssetMetadata::details).unwrap_or_default();
    let (content, form) = found.map_or((None, Form::default()), |(content, form)| (Some(content), form));
    let classification = format.classification.as_ref();
    details.form = Form {
        file_name: format.file_name().filter(|_| form.file),
        ..form
    };
    details.generic = classification.and_then(|said| said.generic);
    details.rendering = classification.and_then(|said| said.rendering);
    let (text, bytes) = match content {
        Some(service::Content::Text(text)) => (Some(text), None),
        Some(service::Content::Bytes(bytes)) => (None, Some(bytes)),
        None => (None, None),
    };
    Ok(Seed {
        text,
        bytes,
        language: format.language(),
        mechanism: metadata.and_then(|metadata| metadata.mechanism),
        details,
        concealed: metadata
            .into_iter()
            .flat_map(|metadata| metadata.sensitives.iter().flatten())
            .map(|sensitive| sensitive.text.clone())
            .collect(),
    })
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
pub(super) struct SeededFormat {
    file: Option<SeededFile>,
    fragment: Option<SeededFragment>,
    pub(super) classification: Option<SeededClassification>,
}

impl SeededFormat {
    /// The first content there is.
    fn content(&self, place: &str) -> Result<Option<(service::Content, Form)>, SeedError> {
        let (fragment, file) = (self.fragment.as_ref(), self.file.as_ref());
        first_content(
            place,
            fragment.and_then(|f| f.string.as_ref()),
            fragment.and_then(|f| f.bytes.as_ref()),
            file.and_then(|f| f.string.as_ref()),
            file.and_then(|f| f.bytes.as_ref()),
        )
    }

    fn file_name(&self) -> Option<String> {
        self.file.as_ref()?.metadata.as_ref()?.name.clone()
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

/// The first text there is, or else the first bytes: the fragment before the file, a string before bytes. And how it
/// was sent.
pub(super) fn first_content(
    place: &str,
    fragment_string: Option<&TransferableString>,
    fragment_bytes: Option<&TransferableBytes>,
    file_string: Option<&TransferableString>,
    file_bytes: Option<&TransferableBytes>,
) -> Result<Option<(service::Content, Form)>, SeedError> {
    let string = TransferableString::content;
    let bytes = TransferableBytes::content;
    let spellings = [
        ("fragment.string", fragment_string.map(string), false, false),
        ("fragment.bytes", fragment_bytes.map(bytes), false, true),
        ("file.string", file_string.map(string), true, false),
        ("file.bytes", file_bytes.map(bytes), true, true),
    ];
    let mut no_text = None;
    for (name, content, file, bytes) in spellings {
        let form = Form {
            file,
            bytes,
            ..Form::default()
        };
        match content {
            Some(Ok(Content::Text(text))) => return Ok(Some((service::Content::Text(text), form))),
            Some(Ok(Content::NotText(bytes))) => {
                let form = Form {
                    no_text: true,
                    ..form
                };
                no_text.get_or_insert((service::Content::Bytes(bytes), form));
            }
            Some(Err(Unreadable { field, problem })) => {
                return Err(SeedError {
                    place: join(place, name),
                    field,
                    problem,
                });
            }
            Some(Ok(Content::Absent)) | None => {}
        }
    }
    Ok(no_text)
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
pub(crate) struct FragmentMetadata {
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
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(super) struct SeededAssetMetadata {
    pub(super) name: Option<String>,
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
                category: tag.category.unwrap_or(TagCategory::Unknown),
            }),
            websites: each(self.websites.as_ref(), |site| Website {
                url: site.url.clone(),
                name: site.name.clone(),
                mechanism: unsaid(site.mechanism),
            }),
            annotations: each(self.annotations.as_ref(), SeededAnnotation::annotation),
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
                platform: anchor.platform,
            }),
            unread: self
                .persons
                .as_deref()
                .and_then(seeded_persons)
                .map(|json| ("persons".to_owned(), json))
                .into_iter()
                .collect(),
            ..AssetDetails::default()
        }
    }
}

/// People as an asset has them, from people as they are sent: each with an id. The contract's model of a person is not
/// read, and given back as it was sent.
fn seeded_persons(persons: &[SeededPerson]) -> Option<String> {
    let at = "1970-01-01T00:00:00.000Z";
    let person = |person: &SeededPerson| {
        let kind = &person.r#type;
        let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, kind.json().as_bytes());
        format!(
            r#"{{"id":"{id}","created":{{"value":"{at}"}},"updated":{{"value":"{at}"}},"type":{},"mechanisms":{{}},"access":{{}},"models":{{}}}}"#,
            kind.json()
        )
    };
    let persons: Vec<_> = persons.iter().map(person).collect();
    (!persons.is_empty()).then(|| format!(r#"{{"iterable":[{}]}}"#, persons.join(",")))
}

impl SeededAnnotation {
    pub(crate) fn annotation(&self) -> Annotation {
        Annotation {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: unsaid(self.mechanism),
            favorited: self.favorited.unwrap_or(false),
            id: None,
            times: None,
        }
    }
}

/// A sender that does not say how something came to be let its user do it.
pub(crate) fn unsaid(mechanism: Option<Mechanism>) -> Mechanism {
    mechanism.unwrap_or(Mechanism::Manual)
}

/// A word to find an asset by.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededAssetTag {
    pub(super) text: String,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    #[schema(value_type = Option<TagCategoryEnum>)]
    category: Option<TagCategory>,
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
pub(super) struct SeededPerson {
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
pub(crate) struct SeededAnnotation {
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    pub(crate) asset: Option<String>,
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
pub(super) struct SeededAnchor {
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
