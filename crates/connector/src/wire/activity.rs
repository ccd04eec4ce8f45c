//! What a user did, as a client of the asset API reports it, and as it is answered.

use domain::{AssetId, FormatId, InstallationId, Mechanism, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Application, GroupedTimestamp, SeededConnectorTracking, Unread, enums::MechanismEnum,
    flattened::FlattenedAsset, format::ReferencedFormat, user::UserProfile,
};
use crate::service::AssetWithText;

/// The body of `POST /activities/create`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[expect(dead_code, reason = "the conversation is accepted and described")]
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
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Activity {
    id: String,
    created: GroupedTimestamp,
    updated: GroupedTimestamp,
    #[schema(value_type = SeededConnectorTracking)]
    event: Unread,
    application: Application,
    asset: Option<Unread>,
    user: Option<Unread>,
    format: Option<Unread>,
    #[schema(value_type = MechanismEnum)]
    mechanism: Mechanism,
}

/// Something by its id, with the thing itself where its sender has it.
#[derive(Deserialize)]
struct Referenced {
    id: String,
    reference: Option<Unread>,
}

impl Referenced {
    /// The thing that was sent, or else what is known by its id.
    fn whole(sent: Option<&Unread>, known: impl FnOnce(&str) -> Option<serde_json::Value>) -> Option<Unread> {
        let sent: Self = serde_json::from_str(sent?.json()).ok()?;
        let known = || known(&sent.id).map(|known| Unread::of(&known));
        sent.reference.or_else(known)
    }
}

impl Activity {
    /// `find` finds an asset.
    pub(crate) fn new(
        id: domain::ActivityId,
        seed: SeededActivity,
        installation: InstallationId,
        now: Timestamp,
        find: impl Fn(AssetId) -> Option<AssetWithText>,
    ) -> Self {
        let asset = |id: &str| {
            let known = find(id.parse().ok()?)?;
            serde_json::to_value(FlattenedAsset::new(&known.asset, now)).ok()
        };
        let user = |id: &str| {
            let user = serde_json::to_value(UserProfile::new(installation)).ok();
            user.filter(|user| user["id"] == id)
        };
        let format = |id: &str| {
            let mut known = find(id.parse::<FormatId>().ok()?.asset())?;
            known.text = None;
            let created = GroupedTimestamp::new(known.asset.created, now);
            let updated = GroupedTimestamp::new(known.asset.updated, now);
            serde_json::to_value(ReferencedFormat::original(&known, &created, &updated).reference).ok()
        };
        Self {
            id: id.to_string(),
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            asset: Referenced::whole(seed.asset.as_ref(), asset),
            user: Referenced::whole(seed.user.as_ref(), user),
            format: Referenced::whole(seed.format.as_ref(), format),
            event: seed.event,
            application: seed.application,
            mechanism: seed.mechanism.unwrap_or(Mechanism::Manual),
        }
    }
}
