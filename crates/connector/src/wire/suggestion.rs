//! What a copy leads to, as it is answered.

use std::{collections::BTreeMap, sync::Arc};

use domain::{Decision, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asset, SeededConnectorCreation, asset::Assets};
use crate::service::Answer;

/// The answer to `POST /{application}/suggestion`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Suggestion {
    reuse: ReuseSuggestion,
    save: SaveSuggestion,
    target: SuggestionTarget,
    /// Every asset that was compared in full, nearest first.
    assets: Assets,
    /// Asset id to how much differs, in [0, 1]: 0 is the same.
    distribution: BTreeMap<String, f64>,
}

/// Whether to take a saved asset instead, and which: the nearest first, at most 5.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ReuseSuggestion {
    suggested: bool,
    assets: Assets,
}

/// Whether to save.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct SaveSuggestion {
    suggested: bool,
}

/// What the suggestion is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct SuggestionTarget {
    /// What was asked, as it was asked.
    seed: SeededConnectorCreation,
    /// A similarity hash, below 2^53 so that JavaScript reads it exactly.
    vector: u64,
}

impl Suggestion {
    pub(crate) fn new(answer: &Answer, seed: SeededConnectorCreation, now: Timestamp) -> Self {
        let decision = answer.suggestion.decision;
        let compared: Vec<(bool, Arc<Asset>)> = answer
            .compared
            .iter()
            .map(|(m, asset)| (m.reusable, Arc::new(Asset::new(asset, now))))
            .collect();
        let offered = if decision == Decision::Reuse {
            compared
                .iter()
                .filter(|(reusable, _)| *reusable)
                .map(|(_, asset)| Arc::clone(asset))
                .collect()
        } else {
            Vec::new()
        };
        Self {
            reuse: ReuseSuggestion {
                suggested: decision == Decision::Reuse,
                assets: Assets { iterable: offered },
            },
            save: SaveSuggestion {
                suggested: matches!(decision, Decision::Save(_)),
            },
            target: SuggestionTarget {
                seed,
                vector: answer.suggestion.fingerprint,
            },
            distribution: answer
                .compared
                .iter()
                .map(|(m, _)| (m.asset.to_string(), m.difference))
                .collect(),
            assets: Assets {
                iterable: compared.into_iter().map(|(_, asset)| asset).collect(),
            },
        }
    }
}
