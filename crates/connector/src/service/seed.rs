//! A text that somebody copied, with what they said about it, and what of that may be kept.

use domain::{AssetDetails, Language};
use engine::{Analysis, Worth};

use super::ServiceError;

/// A text that somebody copied, and what they said about it.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// The text. Absent where there is none, or none that is text.
    pub text: Option<String>,
    /// The language that the sender says it is in.
    pub language: Option<Language>,
    /// What the sender says besides.
    pub details: AssetDetails,
    /// What the sender takes for secrets. Never kept, and neither is what quotes one of them.
    pub concealed: Vec<String>,
}

impl Seed {
    /// The text, where there is one that says something.
    pub(super) fn text_to_keep(&self) -> Result<&str, ServiceError> {
        self.text
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .ok_or(ServiceError::NoText)
    }

    /// Whether the text is or holds a secret, by the engine's rules or by what its sender says.
    pub(super) fn is_secret(&self, analysis: &Analysis) -> bool {
        matches!(analysis.worth(), Worth::Secret(_))
            || self
                .text
                .as_deref()
                .is_some_and(|text| self.quotes_concealed(text))
    }

    /// The details without those that hold a secret.
    pub(super) fn public_details(&self) -> AssetDetails {
        let public = |text: &str| engine::secret_in(text).is_none() && !self.quotes_concealed(text);
        let mut details = self.details.clone();
        details.name = details.name.filter(|name| public(name));
        details.tags.retain(|tag| public(&tag.text));
        details
            .websites
            .retain(|site| public(&site.url) && public(&site.name));
        details.annotations.retain(|note| public(&note.text));
        details.hints.retain(|hint| public(&hint.text));
        details
            .anchors
            .retain(|anchor| public(&anchor.path) && anchor.name.as_deref().is_none_or(public));
        details
    }

    fn quotes_concealed(&self, text: &str) -> bool {
        self.concealed
            .iter()
            .map(|concealed| concealed.trim())
            .any(|concealed| !concealed.is_empty() && text.contains(concealed))
    }
}
