//! Why the service did not do what it was asked for.

use domain::AssetId;
use store::StoreError;

/// A request that was not carried out. The messages are for people: clients show them as they are.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// No such application has ever connected.
    #[error("This application is not registered here. Connect it first: POST /connect.")]
    UnknownApplication,
    /// The application connected to an earlier run of this server, and not yet to this one.
    #[error("This application is registered, but not connected. Connect it first: POST /connect.")]
    NotConnected,
    /// There is no text to save, to decline or to remember.
    #[error("seed: there is no text in it")]
    NoText,
    /// There is no such asset, or no longer.
    #[error("There is no asset with this id.")]
    UnknownAsset,
    /// The text is a secret, and those are not kept.
    #[error("This holds a secret (a key, a token, a password), and those are not kept.")]
    Secret,
    /// Another asset has the text that this one was to have.
    #[error("There is an asset with this text already: {0}")]
    TextTaken(AssetId),
    /// What an asset is to hold was sent twice, not the same, and neither is what it holds now.
    #[error(
        "This holds two new contents. Somebody else has changed it meanwhile: read it again, and change one of them."
    )]
    TwoContents,
    /// There is no such annotation, tag or website, or no longer.
    #[error("There is no {0} with this id.")]
    Unknown(&'static str),
    /// What an asset was to be changed into can't be.
    #[error("{0}")]
    BadChange(String),
    /// What is kept is not learnt yet, after a start. It is in some seconds.
    #[error("Bowerbird has just started and still reads its library. Try again in a few seconds.")]
    Learning,
    /// The library is damaged and the backup could not take its place yet, or what has taken its place can't be read yet: why not.
    #[error("The library can't be used yet: {0}. It is tried again by itself.")]
    Unusable(String),
    /// The store could not do it.
    #[error("{0}")]
    Store(StoreError),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSuchAsset { .. } => Self::UnknownAsset,
            error => Self::Store(error),
        }
    }
}

impl ServiceError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownApplication => "unknown_application",
            Self::NotConnected => "not_connected",
            Self::NoText => "no_text",
            Self::UnknownAsset => "unknown_asset",
            Self::Secret => "secret",
            Self::TextTaken(_) => "text_taken",
            Self::TwoContents => "two_contents",
            Self::Unknown(_) => "unknown",
            Self::BadChange(_) => "bad_change",
            Self::Learning => "learning",
            Self::Unusable(_) => "unusable",
            Self::Store(error) => error.code(),
        }
    }
}
