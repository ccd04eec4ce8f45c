//! Texts that may matter later.

use domain::{ApplicationId, Event, Intention, IntentionId, SilenceReason};
use engine::Entry;

use super::{Answered, Seed, Service, ServiceError, ids};

impl Service {
    /// Puts a text aside as one that may matter later, apart from the library. The oldest make room.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, the seed has no text, or the store can't be written.
    pub fn intend(
        &self,
        application: ApplicationId,
        seed: &Seed,
    ) -> Result<Answered<IntentionId>, ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        self.admit(application)?;
        let (text, analysis) = seed.text_to_keep()?;
        if seed.is_secret(&analysis) {
            self.publish(Event::SaveRefused {
                application,
                reason: SilenceReason::Secret,
            });
            return Ok(Answered::Refused);
        }
        let intention = Intention {
            id: ids::intention(),
            application,
            at: self.now(),
            language: seed.language.clone(),
            text: text.to_owned(),
        };
        let dropped = self.durably(|store| Ok(store.add_intention(&intention)?))?;
        // Most of the work, done before others have to wait for the index.
        let entry = Entry::from(&analysis);
        {
            let mut engine = self.engine.write();
            engine.insert_intention(intention.id, &analysis, entry);
            for old in dropped {
                engine.remove_intention(old);
            }
        }
        self.publish(Event::Intended {
            application,
            intention: intention.id,
        });
        Ok(Answered::Kept(intention.id))
    }
}
