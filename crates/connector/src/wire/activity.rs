//! What a user did, as a client of the asset API reports it, and as it is answered.

use domain::{Mechanism, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Application, GroupedTimestamp, SeededConnectorTracking, Unread, enums::MechanismEnum};

/// The body of `POST /activities/create`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[expect(
    dead_code,
    reason = "what it happened to is in the event; the rest is accepted and described"
)]
pub(crate) struct SeededActivity {
    /// As `track` takes it.
    #[schema(value_type = SeededConnectorTracking)]
    pub(crate) event: Unread,
    pub(crate) application: Application,
    asset: Option<Unread>,
    user: Option<Unread>,
    format: Option<Unread>,
    #[schema(value_type = Option<MechanismEnum>)]
    pub(crate) mechanism: Option<Mechanism>,
    conversation: Option<Unread>,
}

/// The answer to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Activity {
    id: String,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    #[schema(value_type = SeededConnectorTracking)]
    event: Unread,
    application: Application,
    #[schema(value_type = MechanismEnum)]
    mechanism: Mechanism,
}

impl Activity {
    pub(crate) fn new(id: domain::ActivityId, seed: SeededActivity, now: Timestamp) -> Self {
        Self {
            id: id.to_string(),
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            event: seed.event,
            application: seed.application,
            mechanism: seed.mechanism.unwrap_or(Mechanism::Manual),
        }
    }
}
