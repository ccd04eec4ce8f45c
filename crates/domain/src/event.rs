//! What happened, told once to whoever listens.

use std::sync::Arc;

use crate::{
    Activity, Application, ApplicationId, Asset, AssetId, IntentionId, Origin, SilenceReason, Suggestion,
};

/// Something that happened in the service. Published once on one channel; the window, the tray and the
/// notifications are listeners of it.
#[derive(Debug, Clone)]
pub enum Event {
    /// An application connected, for the first time or again.
    Connected(Application),
    /// An application's user has been shown around, or wants to be again.
    Onboarded(Application),
    /// What an application says of itself was changed.
    ApplicationUpdated(Application),
    /// A text was copied and judged. Told once, even where an editor and the clipboard both report the copy.
    Suggested {
        /// Who reported the copy.
        application: ApplicationId,
        /// The text. Empty where it is a secret: nobody else needs to see it.
        text: Arc<str>,
        /// What it leads to.
        suggestion: Suggestion,
    },
    /// A text was saved.
    Saved {
        /// Who saved it.
        application: ApplicationId,
        /// What is kept of it.
        asset: Asset,
        /// Whether it was in the library already, so that nothing new was stored.
        existed: bool,
    },
    /// A text was not saved although that was asked for.
    SaveRefused {
        /// Who asked.
        application: ApplicationId,
        /// Why not.
        reason: SilenceReason,
    },
    /// A saved asset was taken.
    Reused {
        /// Where.
        application: ApplicationId,
        /// Which.
        asset: AssetId,
    },
    /// An asset's text was changed, or what is said about it.
    Edited(Asset),
    /// An asset was deleted.
    Deleted(AssetId),
    /// A deleted asset was brought back.
    Restored(Asset),
    /// The user does not want to keep a text.
    Declined {
        /// Where that was said.
        application: ApplicationId,
    },
    /// A text was put aside as one that may matter later.
    Intended {
        /// Who sent it.
        application: ApplicationId,
        /// Under which id.
        intention: IntentionId,
    },
    /// Everything that is kept was replaced: a backup was restored, or a file imported.
    Replaced,
    /// What was learned from the user's answers is forgotten.
    Forgotten,
    /// What is kept has been learnt, after a start or after it was replaced: it can be searched without waiting.
    Learnt,
    /// An application reported what its user did.
    Tracked(Activity),
    /// A web page asked and was refused. Told once for each origin.
    OriginBlocked(Origin),
    /// The origins that may ask were changed, or which refused ones there are to decide about.
    OriginsChanged,
}
