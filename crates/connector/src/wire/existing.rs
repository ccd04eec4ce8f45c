//! Whether there is a tag or a website.

use domain::{TagId, WebsiteId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of `POST /tags/exists` and `/websites/exists`: the text or the address to look for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct ExistentMetadata {
    pub(crate) value: String,
}

/// The answer to it: what there is.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExistingMetadata {
    website: Option<ReferencedWebsite>,
    tag: Option<ReferencedTag>,
}

impl ExistingMetadata {
    pub(crate) fn tag(found: Option<TagId>) -> Self {
        Self {
            website: None,
            tag: found.map(|id| ReferencedTag { id: id.to_string() }),
        }
    }

    pub(crate) fn website(found: Option<WebsiteId>) -> Self {
        Self {
            website: found.map(|id| ReferencedWebsite { id: id.to_string() }),
            tag: None,
        }
    }
}

/// A tag by its id.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ReferencedTag {
    id: String,
}

/// A website by its id.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ReferencedWebsite {
    id: String,
}
