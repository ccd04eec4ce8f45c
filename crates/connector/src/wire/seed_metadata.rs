//! What a client says about a text that it sends, from the contract to the domain.

use domain::{Anchor, Annotation, AssetDetails, Hint, Mechanism, Platform, Tag, TagCategory, Website};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Unread,
    enums::{AnchorTypeEnum, AnnotationTypeEnum, HintTypeEnum, MechanismEnum, PlatformEnum, TagCategoryEnum},
    unread::unread,
};

/// What is said about a text.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(super) struct SeededAssetMetadata {
    pub(super) name: Option<String>,
    #[schema(value_type = Option<MechanismEnum>)]
    pub(super) mechanism: Option<Mechanism>,
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
    /// How many texts the sender takes for secrets.
    pub(super) fn sensitives(&self) -> usize {
        self.sensitives.as_ref().map_or(0, Vec::len)
    }

    /// What the sender takes for secrets.
    pub(super) fn concealed(&self) -> Vec<String> {
        let sensitives = self.sensitives.iter().flatten();
        sensitives.map(|sensitive| sensitive.text.clone()).collect()
    }

    pub(super) fn details(&self) -> AssetDetails {
        fn each<T, U>(list: Option<&Vec<T>>, convert: impl Fn(&T) -> U) -> Vec<U> {
            list.into_iter().flatten().map(convert).collect()
        }
        AssetDetails {
            name: self.name.clone().filter(|name| !name.trim().is_empty()),
            tags: each(self.tags.as_ref(), |tag| Tag {
                text: tag.text.clone(),
                mechanism: unsaid(tag.mechanism),
                category: tag.category.unwrap_or(TagCategory::Unknown),
                unread: domain::Unread::new(),
            }),
            websites: each(self.websites.as_ref(), |site| Website {
                url: site.url.clone(),
                name: site.name.clone(),
                mechanism: unsaid(site.mechanism),
                unread: domain::Unread::new(),
            }),
            annotations: each(self.annotations.as_ref(), SeededAnnotation::annotation),
            hints: each(self.hints.as_ref(), SeededHint::hint),
            anchors: each(self.anchors.as_ref(), SeededAnchor::anchor),
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
        let mut unread = unread!(
            self; pseudo, messages, assets, persons, anchors, conversations, websites, tags, summaries, workstream_events,
        );
        let (person, model) = (referenced(self.person.as_ref()), referenced(self.model.as_ref()));
        let (anchor, conversation) = (
            referenced(self.anchor.as_ref()),
            referenced(self.conversation.as_ref()),
        );
        let summary = referenced(self.workstream_summary.as_ref());
        unread.extend(sent([
            ("person", person),
            ("model", model),
            ("anchor", anchor),
            ("conversation", conversation),
            ("summary", summary),
        ]));
        Annotation {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: unsaid(self.mechanism),
            favorited: self.favorited.unwrap_or(false),
            id: None,
            times: None,
            unread,
        }
    }
}

impl SeededHint {
    fn hint(&self) -> Hint {
        Hint {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: unsaid(self.mechanism),
            unread: sent([("model", referenced(self.model.as_ref()))]),
        }
    }
}

impl SeededAnchor {
    fn anchor(&self) -> Anchor {
        let conversation = self.conversation.as_deref().map(Unread::listed);
        let mut unread = unread!(self; persons);
        unread.extend(sent([("conversations", conversation)]));
        Anchor {
            kind: self.kind,
            path: self.fullpath.clone(),
            name: self.name.clone(),
            watch: self.watch.unwrap_or(false),
            platform: self.platform,
            unread,
        }
    }
}

fn referenced(id: Option<&String>) -> Option<Unread> {
    id.map(|id| Unread::referenced(id))
}

/// What there is of these, to be kept.
pub(super) fn sent<const N: usize>(parts: [(&str, Option<Unread>); N]) -> domain::Unread {
    let there = parts.into_iter().filter_map(|(key, value)| Some((key, value?)));
    there
        .map(|(key, value)| (key.to_owned(), value.json().to_owned()))
        .collect()
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
