//! What a user did in an application, as the application reports it.

use domain::ActivityKind as Kind;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Unread,
    pairs::{
        AnalyticsTrackedAdoptionEventIdentifierDescriptionPairs,
        SeededTrackedInteractionEventIdentifierDescriptionPairs,
        SeededTrackedKeyboardEventIdentifierDescriptionPairs, TrackedAssetEventIdentifierDescriptionPairs,
        TrackedAssetsEventIdentifierDescriptionPairs, TrackedConversationEventIdentifierDescriptionPairs,
        TrackedConversationMessageEventIdentifierDescriptionPairs,
        TrackedFormatEventIdentifierDescriptionPairs, TrackedSessionEventIdentifierDescriptionPairs,
        TrackedWorkstreamSummaryEventIdentifierDescriptionPairs,
    },
};
use crate::service::Observation;

/// The body of `POST /{application}/track`: one event or several, each under the key of its kind.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub(crate) struct SeededConnectorTracking {
    format: Option<SeededTrackedFormatEvent>,
    asset: Option<SeededTrackedAssetEvent>,
    interaction: Option<SeededTrackedInteractionEvent>,
    keyboard: Option<SeededTrackedKeyboardEvent>,
    session: Option<SeededTrackedSessionEvent>,
    assets: Option<SeededTrackedAssetsEvent>,
    ml: Option<SeededTrackedMachineLearningEvent>,
    adoption: Option<SeededTrackedAdoptionEvent>,
    conversation: Option<SeededTrackedConversationEvent>,
    conversation_message: Option<SeededTrackedConversationMessageEvent>,
    workstream_summary: Option<SeededTrackedWorkstreamSummaryEvent>,
}

impl SeededConnectorTracking {
    /// What was observed, without the free text in it: descriptions, search queries and references may hold copied
    /// text, and the user's activity can be shown without them.
    pub(crate) fn observations(&self) -> Vec<Observation> {
        let mut seen = Vec::new();
        let mut observe = |kind, actions: Option<&[&'static str]>, subject: Option<&ReferencedSubject>| {
            seen.push(Observation {
                kind,
                actions: actions.unwrap_or_default().to_vec(),
                subject: subject.and_then(|subject| Uuid::try_parse(&subject.id).ok()),
            });
        };
        if let Some(e) = &self.format {
            observe(
                Kind::Format,
                Some(&e.identifier_description_pair),
                Some(&e.format),
            );
        }
        if let Some(e) = &self.asset {
            observe(Kind::Asset, Some(&e.identifier_description_pair), Some(&e.asset));
        }
        if let Some(e) = &self.interaction {
            observe(Kind::Interaction, e.identifier_description_pair.as_deref(), None);
        }
        if let Some(e) = &self.keyboard {
            observe(Kind::Keyboard, e.identifier_description_pair.as_deref(), None);
        }
        if let Some(e) = &self.session {
            observe(Kind::Session, Some(&e.identifier_description_pair), None);
        }
        if let Some(e) = &self.assets {
            observe(Kind::Assets, e.identifier_description_pair.as_deref(), None);
        }
        if self.ml.is_some() {
            observe(Kind::MachineLearning, None, None);
        }
        if let Some(e) = &self.adoption {
            observe(Kind::Adoption, e.identifier_description_pair.as_deref(), None);
        }
        if let Some(e) = &self.conversation {
            observe(
                Kind::Conversation,
                Some(&e.identifier_description_pair),
                Some(&e.conversation),
            );
        }
        if let Some(e) = &self.conversation_message {
            observe(
                Kind::ConversationMessage,
                Some(&e.identifier_description_pair),
                Some(&e.message),
            );
        }
        if let Some(e) = &self.workstream_summary {
            observe(
                Kind::WorkstreamSummary,
                Some(&e.identifier_description_pair),
                Some(&e.summary),
            );
        }
        seen
    }
}

/// What an event happened to: the contract's `ReferencedAsset`, `ReferencedFormat`, `ReferencedConversation`, ...,
/// which have one shape.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[expect(dead_code, reason = "`reference` is accepted and described, and not read")]
struct ReferencedSubject {
    id: String,
    reference: Option<Unread>,
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize, ToSchema)]
        #[allow(dead_code, reason = "free text is accepted and described, and not read")]
        struct $name {
            $($field: $type),+
        }
    )+};
}

events! {
    /// A format was created, copied, changed, ...
    SeededTrackedFormatEvent {
        identifier_description_pair: TrackedFormatEventIdentifierDescriptionPairs,
        format: ReferencedSubject,
        metadata: Option<Unread>,
    }
    /// An asset was created, viewed, deleted, ...
    SeededTrackedAssetEvent {
        asset: ReferencedSubject,
        identifier_description_pair: TrackedAssetEventIdentifierDescriptionPairs,
        metadata: Option<Unread>,
    }
    /// Something was clicked.
    SeededTrackedInteractionEvent {
        description: String,
        element: Option<String>,
        identifier_description_pair: Option<SeededTrackedInteractionEventIdentifierDescriptionPairs>,
    }
    /// A shortcut was pressed.
    SeededTrackedKeyboardEvent {
        description: String,
        shortcut: Vec<i64>,
        identifier_description_pair: Option<SeededTrackedKeyboardEventIdentifierDescriptionPairs>,
    }
    /// A session began, rested, ended, ...
    SeededTrackedSessionEvent {
        identifier_description_pair: TrackedSessionEventIdentifierDescriptionPairs,
    }
    /// The library was searched.
    SeededTrackedAssetsEvent {
        identifier_description_pair: Option<TrackedAssetsEventIdentifierDescriptionPairs>,
        metadata: Option<Unread>,
    }
    /// A model of the sender's did something.
    SeededTrackedMachineLearningEvent {
        tlp: Option<Unread>,
        graphical: Option<Unread>,
    }
    /// The sender was installed or removed.
    SeededTrackedAdoptionEvent {
        identifier_description_pair: Option<AnalyticsTrackedAdoptionEventIdentifierDescriptionPairs>,
    }
    /// A conversation was created, renamed, deleted, ...
    SeededTrackedConversationEvent {
        identifier_description_pair: TrackedConversationEventIdentifierDescriptionPairs,
        conversation: ReferencedSubject,
        metadata: Option<Unread>,
    }
    /// A message was written.
    SeededTrackedConversationMessageEvent {
        identifier_description_pair: TrackedConversationMessageEventIdentifierDescriptionPairs,
        message: ReferencedSubject,
        metadata: Option<Unread>,
    }
    /// A summary was made.
    SeededTrackedWorkstreamSummaryEvent {
        identifier_description_pair: TrackedWorkstreamSummaryEventIdentifierDescriptionPairs,
        summary: ReferencedSubject,
        metadata: Option<Unread>,
    }
}
