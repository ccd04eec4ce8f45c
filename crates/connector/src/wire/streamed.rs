//! What identifier streams say: which things there are, have changed, or are gone.

use std::fmt;

use domain::{ApplicationId, AssetId};

/// The contract's `StreamedIdentifiers`, spelled out: ids alone, and there may be very many.
pub(crate) struct StreamedIdentifiers(String);

impl StreamedIdentifiers {
    /// Assets that are there.
    pub(crate) fn assets(ids: impl IntoIterator<Item = AssetId>) -> Self {
        Self::replaced(&[], ids)
    }

    /// One asset that has changed or is gone.
    pub(crate) fn asset(id: AssetId, deleted: bool) -> Self {
        if deleted {
            Self::replaced(&[id], [])
        } else {
            Self::assets([id])
        }
    }

    /// Assets that are gone, and those that are there in their place.
    pub(crate) fn replaced(gone: &[AssetId], there: impl IntoIterator<Item = AssetId>) -> Self {
        let gone = gone
            .iter()
            .map(|id| format!(r#"{{"asset":{{"id":"{id}"}},"deleted":true}}"#));
        let there = there
            .into_iter()
            .map(|id| format!(r#"{{"asset":{{"id":"{id}"}}}}"#));
        Self::list(gone.chain(there))
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
