//! Where ids come from: the service's only source of randomness.

use domain::{
    ActivityId, Annotation, AnnotationId, ApplicationId, ApplicationName, Asset, AssetId, InstallationId,
    IntentionId, Platform, ReactionId,
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

pub(super) fn annotation() -> AnnotationId {
    AnnotationId::new(random())
}

/// What stands for a tag with this text: the same on whichever asset, and its id unless that is another's
/// ([`LabelIds`](super::LabelIds)).
pub(super) fn tag(text: &str) -> Uuid {
    derived("tag", text)
}

/// What stands for a website with this address, in the same way.
pub(super) fn website(url: &str) -> Uuid {
    derived("website", url)
}

/// Another id for what the first would stand for, so many of which are others' already.
pub(super) fn instead_of(first: Uuid, taken: usize) -> Uuid {
    Uuid::new_v5(&first, format!("instead {taken}").as_bytes())
}

/// What stands for a person that is known by this name: the same on whichever asset.
pub(super) fn person(name: &str) -> Uuid {
    derived("person", name)
}

fn derived(kind: &str, text: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_OID,
        format!("bowerbird {kind} {text}").as_bytes(),
    )
}

/// The id of the annotation at this place of an asset's list.
pub(crate) fn annotation_at(asset: &Asset, place: usize, note: &Annotation) -> AnnotationId {
    let by_place = || Uuid::new_v5(&asset.id.uuid(), format!("annotation {place}").as_bytes());
    note.id.unwrap_or_else(|| AnnotationId::new(by_place()))
}
