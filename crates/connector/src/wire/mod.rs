//! The models of the public wire contract, exactly as its clients send and decode them.
//!
//! They are turned into `domain` types here, at the edge, and go no further. Requests are read generously: unknown
//! keys are ignored, `null` is the same as absent, and what Bowerbird does not read is accepted as it is
//! ([`Unread`]). Answers are written narrowly: only what the oldest supported client (4.4.1) decodes.

mod activity;
mod answers;
mod application;
mod asset;
mod asset_seed;
mod classification;
mod decodable;
mod enums;
mod existing;
mod flattened;
mod format;
mod labels;
mod pairs;
mod reaction;
mod said;
mod said_anew;
mod search;
mod seed;
mod seed_metadata;
mod streamed;
mod suggestion;
mod timestamp;
mod tracking;
mod transferable;
mod unread;
mod user;

pub(crate) use activity::{Activity, SeededActivity};
pub use answers::COMPATIBLE_VERSION;
pub(crate) use answers::{Applications, Context};
pub(crate) use application::{Application, SeededConnectorConnection};
pub(crate) use asset::{Asset, AssetReclassification, Assets, ExportedAsset};
pub(crate) use asset_seed::{SeedRequest, SeededTag, SeededWebsite};
pub(crate) use classification::{Classification, Extension};
pub(crate) use enums::AnnotationTypeEnum;
pub(crate) use existing::{ExistentMetadata, ExistingMetadata};
pub(crate) use flattened::{FlattenedAssets, ReferencedAsset};
pub(crate) use format::{Format, Formats};
pub(crate) use labels::{Annotation, Annotations, Tag, Tags, Website, Websites};
pub(crate) use reaction::ReactionRequest;
pub(crate) use said::{Said, kind_for_every_client};
pub(crate) use search::{
    AssetsSearchWithFiltersInput, AssetsSearchWithFiltersOutput, SearchedAssets, SeededAssetTags,
};
pub(crate) use seed::{SeedError, SeededConnectorAsset, SeededConnectorCreation};
pub(crate) use seed_metadata::SeededAnnotation;
pub(crate) use streamed::StreamedIdentifiers;
pub(crate) use suggestion::Suggestion;
pub(crate) use timestamp::GroupedTimestamp;
pub(crate) use tracking::SeededConnectorTracking;
pub(crate) use unread::Unread;
pub(crate) use user::{
    Models, OsServerUpdateStatus, ReturnedUserProfile, UncheckedOsServerUpdate, UserProfile, Users,
    WorkstreamPatternEngineStatus,
};
