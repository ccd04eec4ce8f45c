//! Applications, as they introduce themselves and as they are answered.

use domain::{ApplicationName, Capabilities, Mechanism, Platform, Privacy, Registration};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Unread,
    enums::{ApplicationNameEnum, CapabilitiesEnum, MechanismEnum, PlatformEnum, PrivacyEnum},
};

/// The body of `POST /connect`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct SeededConnectorConnection {
    pub(crate) application: SeededTrackedApplication,
}

/// What an application says of itself.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeededTrackedApplication {
    #[schema(value_type = ApplicationNameEnum)]
    name: ApplicationName,
    version: String,
    #[schema(value_type = PlatformEnum)]
    platform: Platform,
    #[schema(value_type = Option<CapabilitiesEnum>)]
    capabilities: Option<Capabilities>,
    #[schema(value_type = Option<PrivacyEnum>)]
    privacy: Option<Privacy>,
    automatic_unload: Option<bool>,
    enrichment: Option<Unread>,
    descriptor: Option<String>,
}

impl SeededTrackedApplication {
    /// What it says, whole: whoever keeps it looks it through before cutting it.
    pub(crate) fn into_registration(self) -> Registration {
        Registration {
            name: self.name,
            version: self.version,
            platform: self.platform,
            capabilities: self.capabilities,
            privacy: self.privacy,
            automatic_unload: self.automatic_unload,
            descriptor: self.descriptor,
            mechanism: None,
        }
    }
}

/// An application that Bowerbird knows, or that introduces itself as a whole.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Application {
    pub(crate) id: String,
    #[schema(value_type = ApplicationNameEnum)]
    name: ApplicationName,
    version: String,
    #[schema(value_type = PlatformEnum)]
    platform: Platform,
    pub(crate) onboarded: bool,
    #[schema(value_type = PrivacyEnum)]
    privacy: Privacy,
    #[schema(value_type = Option<CapabilitiesEnum>)]
    capabilities: Option<Capabilities>,
    #[schema(value_type = Option<MechanismEnum>)]
    mechanism: Option<Mechanism>,
    automatic_unload: Option<bool>,
    enrichment: Option<Unread>,
    descriptor: Option<String>,
}

impl Application {
    /// As any client can decode it: names that 4.4.1 does not know become `UNKNOWN`.
    pub(crate) fn for_every_client(application: &domain::Application) -> Self {
        let name = if newer_than_4_4_1(application.name) {
            ApplicationName::Unknown
        } else {
            application.name
        };
        Self {
            name,
            ..Self::for_itself(application)
        }
    }

    /// As the application itself can decode it: it gets the name back that it sent.
    pub(crate) fn for_itself(application: &domain::Application) -> Self {
        Self {
            id: application.id.to_string(),
            name: application.name,
            version: application.version.clone(),
            platform: application.platform,
            onboarded: application.onboarded,
            privacy: application.privacy,
            capabilities: Some(application.capabilities),
            mechanism: Some(application.mechanism),
            automatic_unload: Some(application.automatic_unload),
            enrichment: None,
            descriptor: application.descriptor.clone(),
        }
    }

    /// What it says of itself.
    pub(crate) fn into_registration(self) -> Registration {
        let mechanism = self.mechanism;
        let said = SeededTrackedApplication {
            name: self.name,
            version: self.version,
            platform: self.platform,
            capabilities: self.capabilities,
            privacy: Some(self.privacy),
            automatic_unload: self.automatic_unload,
            enrichment: None,
            descriptor: self.descriptor,
        };
        Registration {
            mechanism,
            ..said.into_registration()
        }
    }
}

/// Client 4.4.1 refuses an answer with one of these names in it.
fn newer_than_4_4_1(name: ApplicationName) -> bool {
    matches!(
        name,
        ApplicationName::SavedMaterialsApplet
            | ApplicationName::SettingsApplet
            | ApplicationName::WorkstreamActivityApplet
            | ApplicationName::OsToolbarApplet
            | ApplicationName::CopilotApplet
            | ApplicationName::McpClient
    )
}
