//! Answers that are no asset: who you are connected to, and who else is.

use domain::InstallationId;
use serde::Serialize;
use utoipa::ToSchema;

use super::Application;

/// The version of the contract that Bowerbird speaks. Clients demand at least 12.0.0 and less than 13.0.0, and
/// parse it strictly. It says nothing about Bowerbird's own version.
pub const COMPATIBLE_VERSION: &str = "12.0.0";

/// The answer to `POST /connect`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Context {
    os: String,
    application: Application,
    health: Health,
}

impl Context {
    pub(crate) fn new(application: &domain::Application, installation: InstallationId) -> Self {
        Self {
            os: installation.to_string(),
            application: Application::for_itself(application),
            health: Health {
                os: OsHealth {
                    id: installation.to_string(),
                    version: COMPATIBLE_VERSION,
                },
            },
        }
    }
}

/// How the server is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Health {
    os: OsHealth,
}

/// Which server it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OSHealth)]
pub(crate) struct OsHealth {
    id: String,
    version: &'static str,
}

/// The answer to `GET /applications`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Applications {
    iterable: Vec<Application>,
}

impl Applications {
    pub(crate) fn new(applications: &[domain::Application]) -> Self {
        Self {
            iterable: applications.iter().map(Application::for_every_client).collect(),
        }
    }
}
