//! A text that somebody copied, with what they said about it, and what of that may be kept.

use std::{collections::HashSet, hash::Hash};

use base64::Engine as _;
use domain::{AssetDetails, Language, Mechanism, Unread};
use engine::{Analysis, Reading, Worth};

use super::ServiceError;

/// What an asset holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text(String),
    /// Bytes that are no UTF-8.
    Bytes(Vec<u8>),
}

/// A text that somebody copied, and what they said about it.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// The text. Absent where there is none, or none that is text.
    pub text: Option<String>,
    /// Bytes that are no text, where there is no text. They can be kept as an asset, and lead to no suggestion.
    pub bytes: Option<Vec<u8>>,
    /// How the sender says that it came to be sent.
    pub mechanism: Option<Mechanism>,
    /// The language that the sender says it is in.
    pub language: Option<Language>,
    /// What the sender says besides.
    pub details: AssetDetails,
    /// What the sender takes for secrets. Never kept, and neither is what quotes one of them.
    pub concealed: Vec<String>,
}

impl Seed {
    /// What is kept already, as if it was sent again.
    pub(crate) fn kept(text: &str, details: AssetDetails) -> Self {
        let (text, bytes) = if details.form.no_text {
            (None, base64::engine::general_purpose::STANDARD.decode(text).ok())
        } else {
            (Some(text.to_owned()), None)
        };
        Self {
            text,
            bytes,
            details,
            ..Self::default()
        }
    }

    /// The text, where there is one with something to see in it, and what it is.
    pub(super) fn text_to_keep(&self) -> Result<(&str, Analysis), ServiceError> {
        let text = self.text.as_deref().ok_or(ServiceError::NoText)?;
        let analysis = Analysis::of(text);
        if analysis.worth() == Worth::Blank {
            return Err(ServiceError::NoText);
        }
        Ok((text, analysis))
    }

    /// Whether the text, or what can be read of the bytes, is or holds a secret, by the engine's rules or by what its sender says.
    pub(super) fn is_secret(&self, analysis: &Analysis) -> bool {
        matches!(analysis.worth(), Worth::Secret(_))
            || self
                .text
                .as_deref()
                .is_some_and(|text| self.quotes_concealed(text))
            || self.bytes.as_deref().is_some_and(|bytes| {
                let reading = Reading::of(bytes);
                reading.secret().is_some() || self.quotes_concealed(reading.text())
            })
    }

    /// Whether nothing of it has to be left out when it is kept.
    pub(crate) fn is_public(&self) -> bool {
        let text = self.text.as_deref().unwrap_or("");
        !self.is_secret(&Analysis::of(text)) && self.public_details() == self.details
    }

    /// Whether no more is said of it than a client may say.
    pub(crate) fn is_of_fair_size(&self) -> bool {
        super::revise::check_size(&self.details).is_ok()
    }

    /// The details without those that hold a secret.
    pub(super) fn public_details(&self) -> AssetDetails {
        public_details(self.details.clone(), |text| self.quotes_concealed(text))
    }

    fn quotes_concealed(&self, text: &str) -> bool {
        self.concealed
            .iter()
            .map(|concealed| concealed.trim())
            .any(|concealed| !concealed.is_empty() && text.contains(concealed))
    }
}

/// The details without those that hold a secret, or what their sender conceals.
pub(super) fn public_details(mut details: AssetDetails, concealed: impl Fn(&str) -> bool) -> AssetDetails {
    let public = |text: &str| engine::secret_in(text).is_none() && !concealed(text);
    details.name = details.name.filter(|name| public(name));
    details.form.file_name = details.form.file_name.filter(|name| public(name));
    details.tags.retain(|tag| public(&tag.text));
    details
        .websites
        .retain(|site| public(&site.url) && public(&site.name));
    details.annotations.retain(|note| public(&note.text));
    details.hints.retain(|hint| public(&hint.text));
    details
        .anchors
        .retain(|anchor| public(&anchor.path) && anchor.name.as_deref().is_none_or(public));
    let unread = [&mut details.unread].into_iter();
    let unread = unread.chain(details.tags.iter_mut().map(|tag| &mut tag.unread));
    let unread = unread.chain(details.websites.iter_mut().map(|site| &mut site.unread));
    let unread = unread.chain(details.annotations.iter_mut().map(|note| &mut note.unread));
    let unread = unread.chain(details.hints.iter_mut().map(|hint| &mut hint.unread));
    let unread = unread.chain(details.anchors.iter_mut().map(|anchor| &mut anchor.unread));
    for unread in unread {
        keep_public(unread, &public);
    }
    details
}

/// The details with everything once that has its id from what it is.
pub(super) fn once_each(mut details: AssetDetails) -> AssetDetails {
    fn once<T, K: Eq + Hash>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
        let mut seen = HashSet::new();
        list.retain(|item| seen.insert(key(item)));
    }
    once(&mut details.tags, |tag| tag.text.clone());
    once(&mut details.websites, |site| site.url.clone());
    once(&mut details.hints, |hint| (hint.kind, hint.text.clone()));
    once(&mut details.anchors, |anchor| anchor.path.clone());
    details
}

/// What is not read, without what holds a secret.
pub(super) fn public_unread(mut unread: Unread) -> Unread {
    keep_public(&mut unread, &|text| engine::secret_in(text).is_none());
    unread
}

fn keep_public(unread: &mut Unread, public: &impl Fn(&str) -> bool) {
    unread.retain(|name, json| is_public(name, json, public));
}

/// Whether nothing in a JSON value, which has a name itself, is a secret: no string, no name, and no string by the name
/// that it has. What is no JSON, or nested too deeply to tell, is not kept.
fn is_public(name: &str, json: &str, public: &impl Fn(&str) -> bool) -> bool {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(json) else {
        return false;
    };
    if !is_public_member(name, &value, public) {
        return false;
    }
    let mut left = vec![&value];
    while let Some(value) = left.pop() {
        match value {
            serde_json::Value::String(text) if !public(text) => return false,
            serde_json::Value::Array(list) => left.extend(list),
            serde_json::Value::Object(map) => {
                if !map
                    .iter()
                    .all(|(name, value)| is_public_member(name, value, public))
                {
                    return false;
                }
                left.extend(map.values());
            }
            _ => {}
        }
    }
    true
}

/// Whether the name of a member is public, and so is its value beside that name: `"password": "…"` needs both.
fn is_public_member(name: &str, value: &serde_json::Value, public: &impl Fn(&str) -> bool) -> bool {
    let beside = match value {
        serde_json::Value::String(text) => public(&format!("\"{name}\": \"{text}\"")),
        serde_json::Value::Number(number) => public(&format!("\"{name}\": \"{number}\"")),
        _ => true,
    };
    beside && public(name)
}
