//! Why the desktop did not do what it was asked for, in words for people and a code for the window.

use connector::{KeepError, ServiceError};

use super::names;

/// Why the desktop did not do what it was asked for. The messages are for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeskError {
    /// The service could not do it.
    #[error("{}", capital(.0))]
    Service(ServiceError),
    /// Something about backups could not be done.
    #[error("{}", names::capitalised(&.0.to_string()))]
    Keep(#[from] KeepError),
    /// The suggestion is no longer remembered.
    #[error("This suggestion is no longer there.")]
    NoSuggestion,
    /// The suggestion was answered already.
    #[error("This suggestion was answered already.")]
    Answered,
    /// The answer does not go with the suggestion.
    #[error("There is nothing to reuse here.")]
    NothingToReuse,
    /// The saved snippet is gone.
    #[error("That snippet was deleted meanwhile.")]
    Gone,
    /// None of the saved snippets that a suggestion offered is there to be taken.
    #[error("What was offered was deleted or hidden meanwhile.")]
    NoLongerOffered,
    /// The deleted snippet is not kept any more.
    #[error("That snippet can't be brought back any more.")]
    NotKept,
    /// There is no text to copy.
    #[error("That holds bytes that are no text, so nothing was copied.")]
    NoText,
    /// The text is a secret.
    #[error("That is a secret, so it was not kept.")]
    Secret,
    /// An id is none.
    #[error("That is not an id.")]
    BadId,
    /// A language is none.
    #[error("That is not a language.")]
    BadLanguage,
    /// A text is no origin of a web page.
    #[error("{}.", names::capitalised(&.0.to_string()))]
    BadOrigin(#[from] domain::OriginError),
    /// No more origins can be allowed.
    #[error("That is one too many. Remove a page first that you no longer use.")]
    TooManyOrigins,
    /// The clipboard can't be written.
    #[error("Could not copy: {0}.")]
    Clipboard(#[from] clipboard::WriteError),
    /// The settings can't be written.
    #[error("The settings could not be written: {0}.")]
    Settings(std::io::Error),
    /// The shell around it refused.
    #[error("{0}")]
    Shell(String),
}

impl DeskError {
    /// A code that stays the same over versions.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Service(error) => error.code(),
            Self::Keep(error) => error.code(),
            Self::NoSuggestion => "no_suggestion",
            Self::Answered => "answered",
            Self::NothingToReuse => "nothing_to_reuse",
            Self::Gone | Self::NoLongerOffered => "gone",
            Self::NotKept => "not_kept",
            Self::NoText => "no_text",
            Self::Secret => "secret",
            Self::BadId => "bad_id",
            Self::BadLanguage => "bad_language",
            Self::BadOrigin(_) => "bad_origin",
            Self::TooManyOrigins => "too_many_origins",
            Self::Clipboard(error) => error.code(),
            Self::Settings(_) => "settings",
            Self::Shell(_) => "shell",
        }
    }
}

impl From<ServiceError> for DeskError {
    fn from(error: ServiceError) -> Self {
        match error {
            // The service's words for it are an editor's.
            ServiceError::UnknownAsset => Self::Gone,
            error => Self::Service(error),
        }
    }
}

fn capital(error: &ServiceError) -> String {
    names::capitalised(&error.to_string())
}
