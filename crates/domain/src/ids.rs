//! Identifiers: one type for each kind of thing, so that they can't be mixed up.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a UUID of 36 characters")]
pub struct IdError;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID. Making one is the caller's business: this crate has no randomness.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Accepts the hyphenated form alone (36 characters, either case): clients rely on the length.
            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.len() != 36 {
                    return Err(IdError);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| IdError)
            }
        }
    };
}

id!(
    /// A saved snippet.
    AssetId
);
id!(
    /// A program that talks to Bowerbird, or Bowerbird itself: stable per (name, platform), for ever.
    ApplicationId
);
id!(
    /// A text that may matter later.
    IntentionId
);
id!(
    /// An answer that a user gave to a suggestion.
    ReactionId
);
id!(
    /// Something that a user did in an application.
    ActivityId
);
id!(
    /// A note about an asset.
    AnnotationId
);
id!(
    /// A tag, the same for the same word on every asset.
    TagId
);
id!(
    /// A website, the same for the same address on every asset.
    WebsiteId
);
id!(
    /// The content of an asset.
    FormatId
);
id!(
    /// This installation: the `os` of the wire contract.
    InstallationId
);

/// Turns an asset's id into its format's, and back: the places where it differs.
const FORMAT: u128 = 0x0000_0000_0000_0000_0000_666f_726d_6174;

impl FormatId {
    /// The format of an asset. It has one, so the one id follows from the other and nothing needs to be looked up.
    #[must_use]
    pub const fn of(asset: AssetId) -> Self {
        Self(Uuid::from_u128(asset.0.as_u128() ^ FORMAT))
    }

    /// The asset that it is of.
    #[must_use]
    pub const fn asset(self) -> AssetId {
        AssetId(Uuid::from_u128(self.0.as_u128() ^ FORMAT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        let text = "0191d3a0-0000-4000-8000-00000000002a";
        let id: AssetId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        for bad in [
            "",
            "a",
            "0191d3a000004000800000000000002a",
            "{0191d3a0-0000-4000-8000-00000000002a}",
            "é",
        ] {
            assert_eq!(bad.parse::<AssetId>(), Err(IdError), "{bad}");
        }
    }

    #[test]
    fn a_format_tells_its_asset() {
        let asset: AssetId = "0191d3a0-0000-4000-8000-00000000002a".parse().unwrap();
        let format = FormatId::of(asset);
        assert_ne!(format.uuid(), asset.uuid());
        assert_eq!((format.asset(), format.uuid().get_version_num()), (asset, 4));
    }
}
