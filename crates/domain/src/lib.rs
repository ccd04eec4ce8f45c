//! What Bowerbird knows about, as plain data: no I/O, no async, no clock, no randomness.
//!
//! Every other crate speaks in these types. Wire models are turned into them at the connector's edge, and the
//! store writes them; nothing here knows of HTTP or of a database.

mod activity;
mod application;
mod asset;
mod event;
mod ids;
mod language;
mod named;
mod origin;
mod reaction;
mod suggestion;
mod time;

pub use activity::{Activity, ActivityKind};
pub use application::{Application, ApplicationName, Capabilities, Platform, Privacy, Registration};
pub use asset::{
    Anchor, AnchorKind, Annotation, AnnotationKind, Asset, AssetDetails, Form, Generic, Hint, HintKind,
    Label, Marks, Mechanism, Rendering, Tag, TagCategory, Unread, Website,
};
pub use event::Event;
pub use ids::{
    ActivityId, AnnotationId, ApplicationId, AssetId, FormatId, IdError, InstallationId, IntentionId,
    ReactionId, TagId, WebsiteId,
};
pub use language::{Language, LanguageError};
pub use named::UnknownName;
pub use origin::{Origin, OriginError};
pub use reaction::{Intention, Reaction, TextDigest, Verdict};
pub use suggestion::{Decision, Match, SaveReason, SilenceReason, Suggestion};
pub use time::{TimeError, Timestamp};
