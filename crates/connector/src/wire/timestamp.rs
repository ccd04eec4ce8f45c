//! Points in time, as the contract groups them.

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SeedError;

/// A point in time with a reading for people, which the command-line client prints.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub(crate) struct GroupedTimestamp {
    /// RFC 3339, UTC.
    #[schema(format = DateTime)]
    pub(super) value: String,
    /// "2 minutes ago".
    readable: Option<String>,
}

impl GroupedTimestamp {
    pub(crate) fn new(at: Timestamp, now: Timestamp) -> Self {
        Self {
            value: at.to_string(),
            readable: Some(at.ago(now)),
        }
    }

    /// The time that a client sends.
    pub(super) fn time(&self, place: &str) -> Result<Timestamp, SeedError> {
        self.value.parse().map_err(|_| SeedError {
            place: place.to_owned(),
            field: "value",
            problem: "not a time in RFC 3339",
        })
    }
}
