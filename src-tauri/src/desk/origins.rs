//! Which web pages may ask the connector: what the user decides, kept in the settings.

use std::str::FromStr;

use domain::Origin;

use super::{Desk, DeskError, Settings};

/// Most origins that may be allowed. More than a few is a mistake.
const MOST: usize = 100;

impl Desk {
    /// Tells the service which pages the user allows. What is none, in a file that was written by hand, is passed over.
    pub(super) fn apply_allowed_origins(&self) {
        let allowed = self.settings().allowed_origins;
        let sound = allowed.iter().filter_map(|origin| match origin.parse() {
            Ok(origin) => Some(origin),
            Err(error) => {
                tracing::warn!("an origin in the settings allows nobody: {error}");
                None
            }
        });
        self.service.set_allowed_origins(sound);
    }

    /// Lets pages of an origin ask, from now on.
    ///
    /// # Errors
    /// Where it is none, there are too many, or the settings can't be written. Then nothing is changed.
    pub(crate) fn allow_origin(&self, origin: &str) -> Result<(), DeskError> {
        let origin = Origin::from_str(origin)?;
        let known = self.settings().allowed_origins;
        if known.len() >= MOST && !known.iter().any(|known| known == origin.as_str()) {
            return Err(DeskError::TooManyOrigins);
        }
        self.change_origins(|settings| {
            if !settings
                .allowed_origins
                .iter()
                .any(|known| known == origin.as_str())
            {
                settings.allowed_origins.push(origin.to_string());
            }
        })
    }

    /// Lets pages of an origin no longer ask.
    ///
    /// # Errors
    /// Where the settings can't be written. Then nothing is changed.
    pub(crate) fn remove_origin(&self, origin: &str) -> Result<(), DeskError> {
        self.change_origins(|settings| settings.allowed_origins.retain(|known| known != origin))
    }

    /// Leaves a page out that was refused.
    ///
    /// # Errors
    /// Where it is no origin.
    pub(crate) fn dismiss_origin(&self, origin: &str) -> Result<(), DeskError> {
        self.service.dismiss_blocked_origin(&Origin::from_str(origin)?);
        Ok(())
    }

    fn change_origins(&self, change: impl FnOnce(&mut Settings)) -> Result<(), DeskError> {
        // First the file: what the window says is allowed is allowed after a restart too.
        self.set(change)?;
        self.apply_allowed_origins();
        Ok(())
    }
}
