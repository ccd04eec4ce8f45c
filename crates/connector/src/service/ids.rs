//! Where ids come from: the service's only source of randomness.

use domain::{
    ActivityId, ApplicationId, ApplicationName, AssetId, InstallationId, IntentionId, Platform, ReactionId,
};
use uuid::Uuid;

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes random ids"
)]
fn random() -> Uuid {
    Uuid::new_v4()
}

pub(super) fn installation() -> InstallationId {
    InstallationId::new(random())
}

pub(super) fn asset() -> AssetId {
    AssetId::new(random())
}

pub(super) fn intention() -> IntentionId {
    IntentionId::new(random())
}

pub(super) fn reaction() -> ReactionId {
    ReactionId::new(random())
}

pub(super) fn activity() -> ActivityId {
    ActivityId::new(random())
}

/// The id of an application: derived, so that it is the same for ever without anything to look up.
pub(super) fn application(
    installation: InstallationId,
    name: ApplicationName,
    platform: Platform,
) -> ApplicationId {
    ApplicationId::new(Uuid::new_v5(
        &installation.uuid(),
        format!("{name}/{platform}").as_bytes(),
    ))
}
