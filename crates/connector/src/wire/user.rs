//! The user, the models and the updates that clients ask for. Bowerbird has one user, and neither models nor updates.

use domain::{InstallationId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::GroupedTimestamp;

/// The answer to `GET /user`. Clients ask to sign in where there is no user.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReturnedUserProfile {
    user: Option<UserProfile>,
}

impl ReturnedUserProfile {
    pub(crate) fn new(installation: InstallationId) -> Self {
        Self {
            user: Some(UserProfile::new(installation)),
        }
    }
}

/// The user of this installation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct UserProfile {
    id: String,
    name: &'static str,
    aesthetics: Aesthetics,
}

impl UserProfile {
    pub(crate) fn new(installation: InstallationId) -> Self {
        Self {
            id: derived(installation, "user"),
            name: "You",
            aesthetics: Aesthetics {
                theme: Theme { dark: false },
                font: Font { size: 12 },
            },
        }
    }
}

/// The answer to `POST /os/sign_out`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Users {
    iterable: Option<Vec<UserProfile>>,
}

impl Users {
    pub(crate) fn new(installation: InstallationId) -> Self {
        Self {
            iterable: Some(vec![UserProfile::new(installation)]),
        }
    }
}

/// How the user likes things to look. Clients need it; Bowerbird follows the system instead.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Aesthetics {
    theme: Theme,
    font: Font,
}

/// Light or dark.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Theme {
    dark: bool,
}

/// How large.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Font {
    size: u32,
}

/// The answer to `GET /models`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Models {
    iterable: Vec<Model>,
}

impl Models {
    /// The names without which clients do not start, and who asks for each.
    const NAMES: [(&str, &str); 4] = [
        // pieces-cli, by `unique`.
        ("Gemini-2.0 Flash Lite Chat Model", "gemini-2.0-flash-lite-001"),
        // The SDK's wrapper, by name.
        ("GPT-3.5-turbo Chat Model", "gpt-3.5-turbo"),
        // The Neovim plugin, by name.
        ("GPT-4o Chat Model", "gpt-4o"),
        // The Sublime plugin, by `unique`.
        ("o4-mini Chat Model", "o4-mini-2025-04-16"),
    ];

    pub(crate) fn names(installation: InstallationId) -> Self {
        let model = |(name, unique): (&'static str, &'static str)| Model {
            id: derived(installation, unique),
            version: "0",
            created: GroupedTimestamp::new(Timestamp::from_millis(0), Timestamp::from_millis(0)),
            name,
            description: "A name that clients look for. Bowerbird runs no language model.",
            cloud: true,
            kind: ModelTypeEnum::Unknown,
            usage: ModelUsageEnum::CodeConversation,
            downloaded: false,
            unique,
        };
        Self {
            iterable: Self::NAMES.into_iter().map(model).collect(),
        }
    }
}

/// The name of a model.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Model {
    id: String,
    version: &'static str,
    created: GroupedTimestamp,
    name: &'static str,
    description: &'static str,
    /// Clients list models that are downloaded or in the cloud.
    cloud: bool,
    #[serde(rename = "type")]
    kind: ModelTypeEnum,
    usage: ModelUsageEnum,
    downloaded: bool,
    unique: &'static str,
}

macro_rules! values {
    ($($(#[$doc:meta])* $name:ident { $($value:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Serialize, ToSchema)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[expect(dead_code, reason = "the contract's set, for the OpenAPI document")]
        enum $name { $($value),+ }
    )+};
}

values! {
    /// What a model is made for.
    ModelTypeEnum { Unknown, Balanced, Speed, Accuracy }
    /// What a model does.
    ModelUsageEnum {
        Unknown, Ocr, CodeClassification, TextVsCode, TagifyCode, TlpTagSearch, TlpNeuralCodeSearch,
        TagifyColorFromCode, CodeDescription, CodeTitle, CodeSearchQueries, CodeExtractiveTags, CodeExtractiveLinks,
        CodeConversation, CodeGeneration, CodeSearch, CodeDiscovery, CodeRelatedPeople, CodeFramework, VideoOcr,
        TextVsCodeSegmentation, TextEmbedding, TechnicalError,
    }
    /// How far an update is.
    UpdatingStatusEnum {
        Unknown, ReadyToRestart, Available, Downloading, UpToDate, ReinstallRequired, ContactSupport,
        UpdateViaMicrosoftStore,
    }
}

/// The body of `POST /os/update/check`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = UncheckedOSServerUpdate)]
pub(crate) struct UncheckedOsServerUpdate {}

/// The answer to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OSServerUpdateStatus)]
pub(crate) struct OsServerUpdateStatus {
    status: UpdatingStatusEnum,
}

impl OsServerUpdateStatus {
    pub(crate) fn never_looked() -> Self {
        Self {
            status: UpdatingStatusEnum::Unknown,
        }
    }
}

/// Whether something looks at the screen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WorkstreamPatternEngineStatus {
    vision: Option<WorkstreamPatternEngineVisionStatus>,
}

impl WorkstreamPatternEngineStatus {
    pub(crate) fn off() -> Self {
        Self {
            vision: Some(WorkstreamPatternEngineVisionStatus {}),
        }
    }
}

/// Since when: never.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct WorkstreamPatternEngineVisionStatus {}

fn derived(installation: InstallationId, name: &str) -> String {
    Uuid::new_v5(&installation.uuid(), name.as_bytes()).to_string()
}
