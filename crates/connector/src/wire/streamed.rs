//! What identifier streams say: which things there are, have changed, or are gone.

use std::fmt;

use domain::{ApplicationId, AssetId};

/// The contract's `StreamedIdentifiers`, spelled out: ids alone, and there may be very many.
pub(crate) struct StreamedIdentifiers(String);

impl StreamedIdentifiers {
    /// Assets that are there.
    pub(crate) fn assets(ids: impl IntoIterator<Item = AssetId>) -> Self {
        Self::list(
            ids.into_iter()
                .map(|id| format!(r#"{{"asset":{{"id":"{id}"}}}}"#)),
        )
    }

    /// One asset that has changed or is gone.
    pub(crate) fn asset(id: AssetId, deleted: bool) -> Self {
        let item = if deleted {
            format!(r#"{{"asset":{{"id":"{id}"}},"deleted":true}}"#)
        } else {
            format!(r#"{{"asset":{{"id":"{id}"}}}}"#)
        };
        Self::list(std::iter::once(item))
    }

    /// Applications that are there, or have changed.
    pub(crate) fn applications(ids: impl IntoIterator<Item = ApplicationId>) -> Self {
        Self::list(
            ids.into_iter()
                .map(|id| format!(r#"{{"application":{{"id":"{id}"}}}}"#)),
        )
    }

    fn list(items: impl Iterator<Item = String>) -> Self {
        let mut list = String::from(r#"{"iterable":["#);
        for (place, item) in items.enumerate() {
            if place > 0 {
                list.push(',');
            }
            list.push_str(&item);
        }
        list.push_str("]}");
        Self(list)
    }
}

impl fmt::Display for StreamedIdentifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
