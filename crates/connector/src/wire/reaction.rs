//! What a user answered to a suggestion, as an application reports it.

use serde::Deserialize;
use utoipa::ToSchema;

use super::SeededConnectorCreation;

/// The body of `POST /{application}/reaction`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = Reaction)]
pub(crate) struct ReactionRequest {
    pub(crate) save: bool,
    pub(crate) reuse: Option<ReuseReaction>,
    pub(crate) seed: SeededConnectorCreation,
}

/// The saved asset that was taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct ReuseReaction {
    pub(crate) asset: String,
}
