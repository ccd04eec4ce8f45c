//! What was learned from the user's answers, and forgetting it.

use domain::Event;

use super::{Service, ServiceError, recent::RecentCopies};

/// How much was learned from the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Learned {
    /// Texts that are not offered for saving again.
    pub declined: usize,
    /// Assets that rank above equally near ones.
    pub reused: usize,
    /// Texts that are offered for saving when they come again, however small: put aside as such.
    pub intentions: usize,
    /// The same, since they were copied on several occasions.
    pub repeated: usize,
}

impl Service {
    /// How much was learned from answers, intentions and copies, which changes what is offered.
    #[must_use]
    pub fn learned(&self) -> Learned {
        let engine::Learned {
            declined,
            reused,
            intentions,
        } = self.engine.read().learned();
        Learned {
            declined,
            reused,
            intentions,
            repeated: self.copies.repeated(self.now()),
        }
    }

    /// Forgets what was learned: what was declined is offered again, what was reused ranks as if it was not, and what was put
    /// aside for later is gone, as is what was copied again and again. The library itself stays. It is on the disk when this returns; backups that were made before
    /// hold it still.
    ///
    /// # Errors
    /// Where the store can't be written. Then some of it may be forgotten, and it can be done again.
    pub fn forget_learned(&self) -> Result<(), ServiceError> {
        let _changing = self.changing();
        // Hashes of what is forgotten are in it.
        self.learning.note_snapshot(None);
        self.store.drop_derived()?;
        self.copies.forget(self.store.as_ref())?;
        let changed = self.durably(|store| Ok(store.forget_learned()?))?;
        {
            let mut engine = self.engine.write();
            engine.forget_answers();
            engine.forget_intentions();
        }
        *self.recent.lock() = RecentCopies::default();
        for asset in changed {
            self.refresh(asset)?;
        }
        self.publish(Event::Forgotten);
        Ok(())
    }

    /// Lets a text be offered for saving again although the user wanted never to be asked about it. Only until the next
    /// start, and only for this text: for a sample that is there to be tried.
    pub fn offer_again(&self, text: &str) {
        self.engine.write().forget_declined(&engine::Sketch::of(text));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{Decision, SaveReason, SilenceReason};
    use store::{Limits, SledStore};

    use super::*;
    use crate::{Answered, Seed, UserReaction, system_clock};

    const TEXT: &str = "fn mean(values: &[f64]) -> f64 {\n    let sum: f64 = values.iter().sum();\n    \
                        sum / values.len() as f64\n}\n";
    const OTHER: &str = "fn widest(rows: &[Row]) -> usize {\n    rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)\n}\n";

    fn seed(text: &str) -> Seed {
        Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        }
    }

    fn decision(service: &Service, text: &str) -> Decision {
        let answer = service.suggest(service.own_application(), &seed(text)).unwrap();
        answer.suggestion.decision
    }

    #[test]
    fn what_was_learned_is_counted_and_forgotten_for_good() {
        let directory = tempfile::tempdir().unwrap();
        let start = || {
            let store = SledStore::open(directory.path(), Limits::default()).unwrap();
            Service::start(Arc::new(store), system_clock()).unwrap()
        };
        let service = start();
        let own = service.own_application();
        let react = |text, save, reuse| {
            let reaction = UserReaction {
                save,
                reuse,
                seed: seed(text),
            };
            service.react(own, &reaction).unwrap()
        };
        let Answered::Kept(id) = react(TEXT, true, None) else {
            panic!("it is no secret")
        };
        react(TEXT, false, Some(id.to_string()));
        react(OTHER, false, None);
        service.intend(own, &seed("total_price = 41")).unwrap();
        let learned = Learned {
            declined: 1,
            reused: 1,
            intentions: 1,
            repeated: 0,
        };
        assert_eq!(service.learned(), learned);
        assert_eq!(
            decision(&service, OTHER),
            Decision::Nothing(SilenceReason::Declined)
        );
        assert_eq!(
            decision(&service, "total_price = 42"),
            Decision::Save(SaveReason::SeenBefore)
        );
        drop(service);
        let service = start();
        assert_eq!(service.learned(), learned, "it outlives a restart");
        service.wait_until_learnt();
        let mut events = service.events();
        service.forget_learned().unwrap();
        assert!(matches!(events.try_recv(), Ok(Event::Forgotten)));
        let forgotten = |service: &Service| {
            assert_eq!(service.learned(), Learned::default());
            assert_eq!(decision(service, OTHER), Decision::Save(SaveReason::WorthKeeping));
            assert_eq!(
                decision(service, "total_price = 42"),
                Decision::Nothing(SilenceReason::Trivial)
            );
            assert_eq!(decision(service, TEXT), Decision::Reuse, "the library stays");
            let summary = service.summary(id).unwrap();
            assert_eq!((summary.reused, summary.reuse_count), (None, 0));
        };
        forgotten(&service);
        assert!(service.store.reactions().unwrap().is_empty());
        assert!(service.store.intentions().unwrap().is_empty());
        drop(service);
        forgotten(&start());
    }
}
