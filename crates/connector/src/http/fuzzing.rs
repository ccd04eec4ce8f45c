//! The door of the fuzzers (`fuzz/`): decoding alone, with no server around it. No other build has it but that of the unit
//! tests, so that it is known to compile.

use serde::de::DeserializeOwned;

use super::body::parse;
use crate::wire::{
    Annotation, Application, Asset, AssetReclassification, AssetsSearchWithFiltersInput, ExistentMetadata,
    Format, ReactionRequest, SeedRequest, SeededActivity, SeededAnnotation, SeededAssetTags,
    SeededConnectorAsset, SeededConnectorConnection, SeededConnectorCreation, SeededConnectorTracking,
    SeededTag, SeededWebsite, UncheckedOsServerUpdate,
};

/// Reads a body as each of the requests that have one, and what is read as far as the service would.
///
/// # Panics
/// Where a client could end a request in a panic.
pub fn decode(body: &[u8]) {
    read::<Annotation, _>(body, |value| drop(value.change()));
    read::<Application, _>(body, |value| drop(value.into_registration()));
    read::<Asset, _>(body, |value| {
        drop(value.revision());
        // It goes back as it came, so what was read can be written.
        assert!(serde_json::to_vec(&value).is_ok());
    });
    read::<AssetReclassification, _>(body, |value| drop(value.ext.language()));
    read::<AssetsSearchWithFiltersInput, _>(body, drop);
    read::<ExistentMetadata, _>(body, drop);
    read::<Format, _>(body, |value| drop(value.rewriting()));
    read::<ReactionRequest, _>(body, |value| drop(value.seed.seed("seed")));
    read::<SeedRequest, _>(body, drop);
    read::<SeededActivity, _>(body, drop);
    read::<SeededAnnotation, _>(body, |value| drop(value.annotation()));
    read::<SeededAssetTags, _>(body, |value| drop(value.narrowing()));
    read::<SeededConnectorAsset, _>(body, |value| drop(value.seed("")));
    read::<SeededConnectorConnection, _>(body, |value| drop(value.application.into_registration()));
    read::<SeededConnectorCreation, _>(body, |value| {
        if let Ok(seed) = value.seed("") {
            let _ = seed.is_public();
        }
        assert!(serde_json::to_vec(&value).is_ok(), "it is echoed");
    });
    read::<SeededConnectorTracking, _>(body, |value| drop(value.observations()));
    read::<SeededTag, _>(body, drop);
    read::<SeededWebsite, _>(body, drop);
    read::<UncheckedOsServerUpdate, _>(body, drop);
    read::<bool, _>(body, drop);
}

fn read<T: DeserializeOwned, R>(body: &[u8], used: impl FnOnce(T) -> R) {
    if let Ok(value) = parse::<T>(body) {
        used(value);
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn any_body_is_decoded() {
        for body in [
            &b""[..],
            b"{}",
            b"true",
            br#"{"id":"a","text":"b","type":"COMMENT"}"#,
            b"{\"a",
        ] {
            decode(body);
        }
    }
}
