//! The engine.

use anyhow::Result;
use domain::{AssetId, Decision};
use engine::{Analysis, Engine, Sketch};
use uuid::Uuid;

use super::{Answer, Method};

/// The engine with its index.
pub(crate) struct Own(pub(crate) Engine);

/// The id of the asset at a place of the library.
pub(crate) fn asset_id(place: usize) -> AssetId {
    AssetId::new(Uuid::from_u128(place as u128))
}

/// The place of an asset in the library.
pub(crate) fn place(id: AssetId) -> usize {
    id.uuid().as_u128() as usize
}

impl Own {
    pub(crate) fn new(library: &[&str]) -> Self {
        let mut engine = Engine::new();
        let sketches = library.iter().map(|text| Sketch::of(text));
        engine.extend(
            sketches
                .enumerate()
                .map(|(place, sketch)| (asset_id(place), sketch)),
        );
        Self(engine)
    }
}

impl Method for Own {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn answer(&self, text: &str) -> Result<Answer> {
        let suggestion = self.0.judge(&Analysis::of(text));
        Ok(Answer {
            reuse: suggestion.decision == Decision::Reuse,
            save: matches!(suggestion.decision, Decision::Save(_)),
            probability: suggestion.matches.first().map_or(0.0, |m| 1.0 - m.difference),
            ranked: suggestion.matches.iter().map(|m| place(m.asset)).collect(),
            ..Answer::default()
        })
    }
}
