//! Texts that may matter later.

use domain::{ApplicationId, Event, Intention, IntentionId, SilenceReason};
use engine::Entry;

use super::{Answered, Seed, Service, ServiceError, ids};

impl Service {
    /// Puts a text aside as one that may matter later, apart from the library. The oldest make room; one that is there already
    /// takes none, so that who repeats itself drives nobody else's out.
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
        if let Some(known) = self.engine.read().intention_with(&analysis) {
            return Ok(Answered::Kept(known));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::{Limits, SledStore};

    use super::*;
    use crate::system_clock;

    #[test]
    fn who_repeats_itself_takes_no_more_room() {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let service = Service::start(Arc::new(store), system_clock()).unwrap();
        let intend = |text: &str| {
            let seed = Seed {
                text: Some(text.to_owned()),
                ..Seed::default()
            };
            match service.intend(service.own_application(), &seed).unwrap() {
                Answered::Kept(id) => id,
                other => panic!("{other:?}"),
            }
        };
        let text = "# in cents\ntotal = sum(prices)\n";
        let first = intend(text);
        assert_eq!(intend(text), first);
        assert_eq!(intend(&text.replace('\n', "\r\n")), first);
        assert_ne!(intend("# in euros\ntotal = sum(prices)\n"), first);
        assert_eq!(service.store.intentions().unwrap().len(), 2);
    }
}
