//! What happened in a tracked event: the contract's closed sets of action names.
//!
//! On the wire each is an object with one key set, whose value repeats the action in words; client 4.4.1 sends the
//! others too, as `UNKNOWN`. Only the keys are read, and of these only the ones that the contract names: nothing that a
//! sender makes up is kept. What stands under another key, such as `schema`, may be anything.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{ObjectBuilder, SchemaType, Type},
    },
};

macro_rules! pairs {
    ($($name:ident [$($action:literal),+ $(,)?])+) => {$(
        /// The actions that were named.
        #[derive(Debug, Clone, Default)]
        pub(super) struct $name(Vec<&'static str>);

        impl $name {
            const ACTIONS: &'static [&'static str] = &[$($action),+];
        }

        impl Deref for $name {
            type Target = [&'static str];

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(Actions(Self::ACTIONS)).map(Self)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
                ObjectBuilder::new()$(.property($action, text()))+.into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

/// What client 4.4.1 sends for an action that did not happen.
const UNSET: &str = "UNKNOWN";

/// Reads an object and keeps those of its keys that are in a closed set, and set.
struct Actions(&'static [&'static str]);

impl<'de> Visitor<'de> for Actions {
    type Value = Vec<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut named = Vec::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let Some(action) = self.0.iter().find(|action| **action == key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let set = map
                .next_value::<Option<Cow<'de, str>>>()?
                .is_some_and(|value| value != UNSET);
            if set && !named.contains(action) {
                named.push(action);
            }
        }
        Ok(named)
    }
}

pairs! {
    AnalyticsTrackedAdoptionEventIdentifierDescriptionPairs [
        "adoption_install",
        "adoption_uninstall",
    ]
    SeededTrackedInteractionEventIdentifierDescriptionPairs [
        "assets_list_refreshed",
    ]
    SeededTrackedKeyboardEventIdentifierDescriptionPairs [
        "assets_list_refreshed",
    ]
    TrackedAssetEventIdentifierDescriptionPairs [
        "asset_created",
        "asset_viewed",
        "asset_format_copied",
        "asset_format_downloaded",
        "asset_deleted",
        "asset_description_updated",
        "asset_name_updated",
        "asset_format_generic_classification_updated",
        "asset_format_specific_classification_updated",
        "asset_creation_failed",
        "asset_tag_added",
        "asset_link_added",
        "asset_link_generated",
        "asset_link_deleted",
        "asset_tag_deleted",
        "asset_updated",
        "asset_format_value_edited",
        "asset_format_updated",
        "asset_link_revoked",
        "asset_person_added",
        "asset_person_deleted",
        "asset_sensitive_added",
        "asset_sensitive_deleted",
        "suggested_asset_referenced",
        "searched_asset_referenced",
        "asset_referenced",
        "activity_asset_referenced",
        "asset_annotation_added",
        "asset_annotation_deleted",
        "asset_annotation_updated",
        "asset_hint_added",
        "asset_hint_deleted",
        "asset_hint_updated",
        "asset_anchor_added",
        "asset_anchor_deleted",
        "asset_anchor_updated",
    ]
    TrackedAssetsEventIdentifierDescriptionPairs [
        "assets_searched",
    ]
    TrackedConversationEventIdentifierDescriptionPairs [
        "conversation_created",
        "conversation_referenced",
        "conversation_deleted",
        "conversation_summary_annotation_generated_by_the_user",
        "conversation_name_updated_by_the_system",
        "conversation_name_updated_by_the_user",
        "conversation_summary_annotation_generated_by_the_system",
    ]
    TrackedConversationMessageEventIdentifierDescriptionPairs [
        "message_created",
    ]
    TrackedFormatEventIdentifierDescriptionPairs [
        "format_created",
        "format_copied",
        "format_partially_copied",
        "format_downloaded",
        "format_deleted",
        "format_generic_classification_updated",
        "format_specific_classification_updated",
        "format_updated",
        "format_inserted",
        "format_value_edited",
    ]
    TrackedSessionEventIdentifierDescriptionPairs [
        "session_initialized",
        "session_local_connection_succeeded",
        "session_local_connection_failed",
        "session_inactive",
        "session_active",
        "session_terminated",
        "session_authenticated_with_sign_in",
        "session_unauthenticated_with_sign_out",
        "session_unauthenticated_with_dismiss",
        "session_unauthenticated_with_remind",
        "session_onboarding_initialized",
        "session_onboarding_completed",
    ]
    TrackedWorkstreamSummaryEventIdentifierDescriptionPairs [
        "summary_created",
    ]
}
