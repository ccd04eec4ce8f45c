//! Text and bytes in the four spellings that the contract allows.

use std::sync::Arc;

use base64::{
    Engine as _,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text, in one of four spellings. The first that is there counts.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct TransferableString {
    /// Shared, because an answer repeats it.
    #[schema(value_type = Option<String>)]
    pub(super) raw: Option<Arc<str>>,
    pub(super) base64: Option<String>,
    pub(super) base64_url: Option<String>,
    pub(super) data_url: Option<String>,
}

/// Bytes, in one of four spellings, each a list of numbers. The first that is there counts.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct TransferableBytes {
    pub(super) raw: Option<Vec<u8>>,
    pub(super) base64: Option<Vec<u8>>,
    pub(super) base64_url: Option<Vec<u8>>,
    pub(super) data_url: Option<Vec<u8>>,
}

/// What a transferable says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A text.
    Text(String),
    /// Bytes that are no UTF-8: an image, say.
    NotText(Vec<u8>),
    /// Nothing at all.
    Absent,
}

/// A spelling that can't be read: which, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) field: &'static str,
    pub(super) problem: &'static str,
}

impl TransferableString {
    pub(super) fn raw(text: Arc<str>) -> Self {
        Self {
            raw: Some(text),
            ..Self::default()
        }
    }

    pub(super) fn content(&self) -> Result<Content, Unreadable> {
        if let Some(raw) = &self.raw {
            return Ok(Content::Text(raw.as_ref().to_owned()));
        }
        encoded(
            self.base64.as_deref().map(str::as_bytes),
            self.base64_url.as_deref().map(str::as_bytes),
            self.data_url.as_deref().map(str::as_bytes),
        )
    }
}

impl TransferableBytes {
    pub(super) fn raw(bytes: Vec<u8>) -> Self {
        Self {
            raw: Some(bytes),
            ..Self::default()
        }
    }

    pub(super) fn content(&self) -> Result<Content, Unreadable> {
        if let Some(raw) = &self.raw {
            return Ok(text(raw.clone()));
        }
        encoded(
            self.base64.as_deref(),
            self.base64_url.as_deref(),
            self.data_url.as_deref(),
        )
    }
}

fn encoded(
    base64: Option<&[u8]>,
    base64_url: Option<&[u8]>,
    data_url: Option<&[u8]>,
) -> Result<Content, Unreadable> {
    if let Some(encoded) = base64 {
        return decode(encoded, &STANDARD, "base64");
    }
    if let Some(encoded) = base64_url {
        return decode(encoded, &URL_SAFE, "base64_url");
    }
    let Some(url) = data_url else {
        return Ok(Content::Absent);
    };
    let unreadable = Unreadable {
        field: "data_url",
        problem: "not a data URL",
    };
    let Ok(url) = std::str::from_utf8(url) else {
        return Err(unreadable);
    };
    match data_url::DataUrl::process(url).map(|url| url.decode_to_vec()) {
        Ok(Ok((bytes, _fragment))) => Ok(text(bytes)),
        _ => Err(unreadable),
    }
}

fn decode(encoded: &[u8], alphabet: &Alphabet, field: &'static str) -> Result<Content, Unreadable> {
    // Clients differ in whether they pad, so both are read.
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    match GeneralPurpose::new(alphabet, config).decode(encoded) {
        Ok(bytes) => Ok(text(bytes)),
        Err(_) => Err(Unreadable {
            field,
            problem: "not base64",
        }),
    }
}

fn text(bytes: Vec<u8>) -> Content {
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text),
        Err(bytes) => Content::NotText(bytes.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_text_is_read() {
        let hello = Ok(Content::Text("let ö = 1?".to_owned()));
        let string = TransferableString::default;
        assert_eq!(
            TransferableString {
                raw: Some("let ö = 1?".into()),
                ..string()
            }
            .content(),
            hello
        );
        assert_eq!(
            TransferableString {
                base64: Some("bGV0IMO2ID0gMT8=".into()),
                ..string()
            }
            .content(),
            hello
        );
        assert_eq!(
            TransferableString {
                base64_url: Some("bGV0IMO2ID0gMT8".into()),
                ..string()
            }
            .content(),
            hello
        );
        let data_url = Some("data:text/plain;base64,bGV0IMO2ID0gMT8=".into());
        assert_eq!(TransferableString { data_url, ..string() }.content(), hello);
        let raw = Some("let ö = 1?".as_bytes().to_vec());
        assert_eq!(
            TransferableBytes {
                raw,
                ..Default::default()
            }
            .content(),
            hello
        );
        let base64 = Some(b"bGV0IMO2ID0gMT8=".to_vec());
        assert_eq!(
            TransferableBytes {
                base64,
                ..Default::default()
            }
            .content(),
            hello
        );
    }

    #[test]
    fn what_is_no_text_is_told_apart_from_what_is_broken() {
        let raw = Some(vec![0xff, 0xfe, 0x00]);
        assert_eq!(
            TransferableBytes {
                raw,
                ..Default::default()
            }
            .content(),
            Ok(Content::NotText(vec![0xff, 0xfe, 0x00]))
        );
        assert_eq!(TransferableString::default().content(), Ok(Content::Absent));
        let broken = TransferableString {
            base64: Some("%%%".into()),
            ..Default::default()
        }
        .content();
        assert_eq!(
            broken,
            Err(Unreadable {
                field: "base64",
                problem: "not base64"
            })
        );
        let broken = TransferableString {
            data_url: Some("http://x".into()),
            ..Default::default()
        }
        .content();
        assert_eq!(
            broken,
            Err(Unreadable {
                field: "data_url",
                problem: "not a data URL"
            })
        );
    }
}
