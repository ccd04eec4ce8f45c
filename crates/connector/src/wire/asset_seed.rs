//! What is to become an asset, as clients of the asset API send it.

use domain::{Language, Mechanism, TagCategory};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Application, Extension, SeedError, Unread,
    enums::{MechanismEnum, TagCategoryEnum},
    seed::{SeededFormat, seed_of},
    seed_metadata::{SeededAnchor, SeededAssetMetadata, SeededPerson, sent, unsaid},
    unread::unread,
};
use crate::service::Seed;

/// The body of `POST /assets/create` and `/assets/draft`: what is to become an asset.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[schema(as = Seed)]
pub(crate) struct SeedRequest {
    pub(crate) asset: Option<SeededAsset>,
    person: Option<SeededPerson>,
    anchor: Option<SeededAnchor>,
    website: Option<SeededWebsite>,
    r#type: Option<SeedTypeEnum>,
}

/// What a seed is of.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum SeedTypeEnum {
    Unknown,
    SeededFormat,
    SeededAsset,
}

/// A text, what is said about it, and who sends it.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededAsset {
    metadata: Option<SeededAssetMetadata>,
    pub(crate) application: Application,
    format: SeededFormat,
    discovered: Option<bool>,
    available: Option<Unread>,
    pseudo: Option<bool>,
    enrichment: Option<Unread>,
    demo: Option<bool>,
}

impl SeededAsset {
    /// Reads the content and the metadata. `place` is where this stands in the request, for error messages.
    pub(crate) fn seed(&self, place: &str) -> Result<Seed, SeedError> {
        let mut seed = seed_of(&self.format, self.metadata.as_ref(), place)?;
        seed.details.marks.discovered = self.discovered;
        seed.details.marks.pseudo = self.pseudo;
        seed.details.marks.demo = self.demo;
        Ok(seed)
    }

    /// Adds what is missing: a title and a language.
    pub(crate) fn complete(&mut self, name: String, language: Option<&Language>) {
        let metadata = self.metadata.get_or_insert_default();
        metadata.name.get_or_insert(name);
        if let Some(language) = language {
            let classification = self.format.classification.get_or_insert_default();
            classification
                .specific
                .get_or_insert_with(|| Extension::for_every_client(Some(language)));
        }
    }
}

/// A page to be kept.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededWebsite {
    pub(crate) asset: Option<String>,
    conversation: Option<String>,
    url: String,
    name: String,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    person: Option<String>,
}

/// A word to be kept.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct SeededTag {
    text: String,
    pub(crate) asset: Option<String>,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    #[schema(value_type = Option<TagCategoryEnum>)]
    category: Option<TagCategory>,
    person: Option<String>,
    #[serde(rename = "tagsVector")]
    tags_vector: Option<Vec<f64>>,
}

impl SeededWebsite {
    pub(crate) fn website(&self) -> domain::Website {
        domain::Website {
            url: self.url.clone(),
            name: self.name.clone(),
            mechanism: unsaid(self.mechanism),
            unread: sent([
                ("persons", self.person.as_deref().map(Unread::listed)),
                ("conversations", self.conversation.as_deref().map(Unread::listed)),
            ]),
        }
    }
}

impl SeededTag {
    pub(crate) fn tag(&self) -> domain::Tag {
        let mut unread = unread!(self; tags_vector);
        unread.extend(sent([("persons", self.person.as_deref().map(Unread::listed))]));
        domain::Tag {
            text: self.text.clone(),
            mechanism: unsaid(self.mechanism),
            category: self.category.unwrap_or(TagCategory::Unknown),
            unread,
        }
    }
}
