//! Carrying out what the user answers to a suggestion.

use connector::{Answered, Seed, ServiceError, UserReaction};
use domain::AssetId;
use uuid::Uuid;

use super::{Desk, DeskError, State, suggestions::Offer};
use crate::ipc::types::{Answer, What};

impl Desk {
    /// Carries out an answer. `asset` is the snippet to reuse; absent: the nearest one that is still there. The same answer
    /// once more is none: a menu may be clicked again before it shows that it was heard.
    ///
    /// # Errors
    /// Where the suggestion is gone or answered, the snippet is gone, the clipboard or the store can't be written. The
    /// suggestion can be answered again then.
    pub(crate) fn answer(&self, id: Uuid, answer: Answer, asset: Option<AssetId>) -> Result<(), DeskError> {
        let _alone = self.answering.lock();
        let entry = self
            .suggestions
            .lock()
            .get(id)
            .cloned()
            .ok_or(DeskError::NoSuggestion)?;
        if entry.state == outcome(answer) && asset.is_none() {
            return Ok(());
        }
        if !matches!(
            entry.state,
            State::Waiting | State::Superseded | State::Dismissed | State::Declined
        ) {
            return Err(DeskError::Answered);
        }
        let seed = || Seed {
            text: Some(entry.text.as_ref().to_owned()),
            ..Seed::default()
        };
        match answer {
            Answer::Save | Answer::SaveNew => self.react(true, None, seed())?,
            Answer::Reuse => {
                let none = match &entry.offer {
                    Offer::Reuse(_) => DeskError::NoLongerOffered,
                    Offer::Save(_) | Offer::Nothing => DeskError::NothingToReuse,
                };
                let nearest = || self.nearest(&entry).map(|found| found.asset.id);
                let asset = asset.or_else(nearest).ok_or(none)?;
                let text = self.text_of(asset)?;
                // Counted only when the text is where the user wants it.
                self.clipboard.write(&text)?;
                self.react(false, Some(asset), seed())?;
            }
            Answer::Dismiss => {}
            Answer::Never => self.react(false, None, seed())?,
        }
        self.suggestions
            .lock()
            .set(id, outcome(answer), self.service.now());
        self.changed(What::Suggestions);
        Ok(())
    }

    fn react(&self, save: bool, reuse: Option<AssetId>, seed: Seed) -> Result<(), DeskError> {
        let reaction = UserReaction {
            save,
            reuse: reuse.map(|id| id.to_string()),
            seed,
        };
        match self.service.react(self.service.own_application(), &reaction) {
            Ok(Answered::Refused) => Err(DeskError::Secret),
            Ok(Answered::Kept(_) | Answered::Noted) => Ok(()),
            Err(ServiceError::UnknownAsset) => Err(DeskError::Gone),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a snippet on the clipboard, which counts as reusing it.
    ///
    /// # Errors
    /// Where it is gone or holds no text, or the clipboard or the store can't be written.
    pub(crate) fn copy_asset(&self, id: AssetId) -> Result<(), DeskError> {
        let text = self.text_of(id)?;
        self.clipboard.write(&text)?;
        self.service.take(id)?;
        Ok(())
    }

    /// Puts a text on the clipboard as if another program had: for the wizard's sample.
    ///
    /// # Errors
    /// Where the clipboard can't be written.
    pub(crate) fn copy_sample(&self, text: &str) -> Result<(), DeskError> {
        self.suggestions.lock().ask_again(text);
        self.service.offer_again(text);
        Ok(self.clipboard.write_as_another(text)?)
    }

    /// Puts a part of what the window shows on the clipboard, which is no copy of the user's to be asked about.
    ///
    /// # Errors
    /// Where the clipboard can't be written.
    pub(crate) fn copy_text(&self, text: &str) -> Result<(), DeskError> {
        Ok(self.clipboard.write(text)?)
    }

    fn text_of(&self, id: AssetId) -> Result<std::sync::Arc<str>, DeskError> {
        match self.service.asset(id) {
            // What is kept of bytes is no text that anybody wants to paste.
            Ok(found) if found.asset.details.form.no_text => Err(DeskError::NoText),
            Ok(found) => found.text.ok_or(DeskError::Gone),
            Err(ServiceError::UnknownAsset) => Err(DeskError::Gone),
            Err(error) => Err(error.into()),
        }
    }
}

/// What becomes of a suggestion by an answer.
fn outcome(answer: Answer) -> State {
    match answer {
        Answer::Save | Answer::SaveNew => State::Saved,
        Answer::Reuse => State::Reused,
        Answer::Dismiss => State::Dismissed,
        Answer::Never => State::Declined,
    }
}
