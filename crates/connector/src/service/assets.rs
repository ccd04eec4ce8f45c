//! Reading the library.

use std::sync::Arc;

use domain::{Application, Asset, Match};

use super::{LabelIds, Service, ServiceError};

/// How many bytes of text one answer carries, the nearest asset's apart, which is always there. An answer repeats
/// each text up to four times, so this bounds it at some tens of megabytes whatever the library holds.
const TEXT_BUDGET: u64 = 2 * 1024 * 1024;

/// An asset together with everything that an answer about it needs.
#[derive(Debug, Clone)]
pub struct AssetWithText {
    /// The asset.
    pub asset: Asset,
    /// Its text; absent where the answer would grow too large with it.
    pub text: Option<Arc<str>>,
    /// Who saved it.
    pub author: Application,
    /// The ids of its tags and websites.
    pub label_ids: Arc<LabelIds>,
}

impl Service {
    /// The matches that are still in the library, each with its asset.
    pub(super) fn with_assets(&self, matches: &[Match]) -> Result<Vec<(Match, AssetWithText)>, ServiceError> {
        let mut found = Vec::with_capacity(matches.len());
        let mut budget = TEXT_BUDGET;
        for m in matches {
            let Some((asset, label_ids)) = self.with_ids(m.asset)? else {
                continue;
            };
            let Some(author) = self.author(asset.creator) else {
                continue;
            };
            let text = if found.is_empty() || asset.bytes <= budget {
                budget = budget.saturating_sub(asset.bytes);
                let Some(text) = self.store.text(m.asset)? else {
                    continue;
                };
                Some(Arc::from(text))
            } else {
                None
            };
            let known = AssetWithText {
                asset,
                text,
                author,
                label_ids,
            };
            found.push((m.clone(), known));
        }
        Ok(found)
    }
}
