//! Points in time, as the contract groups them.

use domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A point in time with a reading for people, which the command-line client prints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupedTimestamp {
    /// RFC 3339, UTC.
    #[schema(format = DateTime)]
    value: String,
    /// "2 minutes ago".
    readable: String,
}

impl GroupedTimestamp {
    pub(crate) fn new(at: Timestamp, now: Timestamp) -> Self {
        Self {
            value: at.to_string(),
            readable: at.ago(now),
        }
    }
}
