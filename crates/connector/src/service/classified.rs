//! What a client says that a content is, where it sends back what it was told of that.

use domain::{Asset, Generic, Language, Timestamp};

/// What a client says that a content is. It says something of it where it is not what it was told, and that may be something
/// else than what is kept now: somebody else may have changed it since.
#[derive(Debug, Clone, Default)]
pub struct Classified {
    /// What it is.
    pub generic: Option<Generic>,
    /// The language that it is in.
    pub language: Option<Language>,
    /// The same, in another place: clients are told it in both, and change one.
    pub extension: Option<Language>,
    /// When the asset that the client has read was changed last. Absent: it is not known what it was told.
    pub read: Option<Timestamp>,
}

impl Classified {
    /// What the client says anew of an asset: what it is, and its language.
    pub(super) fn anew(self, known: &Asset) -> (Option<Generic>, Option<Language>) {
        let is_other = |said: &Language| Some(said) != known.language.as_ref();
        let (language, extension) = (self.language, self.extension);
        if self.read == Some(known.updated) {
            // It was told what is kept.
            let generic = self.generic.filter(|said| *said != known.generic());
            let language = language.filter(is_other).or(extension.filter(is_other));
            return (generic, language);
        }
        // It was told the same language in both places, whichever that was.
        let was_changed = extension.is_some() && extension != language;
        (None, language.filter(is_other).filter(|_| was_changed))
    }
}
