//! A library in use, with its keeper, and a clock that the test turns.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};

use connector::{Answered, Clock, Keeper, Remembered, Seed, Service, UserReaction};
use domain::{AssetId, Suggestion, Timestamp};
use store::{Extras, Library, Limits};

pub(crate) const HOUR: i64 = 60 * 60 * 1000;

pub(crate) struct Kept {
    pub(crate) service: Arc<Service>,
    pub(crate) keeper: Keeper,
    pub(crate) now: Arc<AtomicI64>,
}

/// Opens the library in a directory, as the programs do; it is not damaged.
pub(crate) fn open(root: &Path) -> Kept {
    let now = Arc::new(AtomicI64::new(1_000 * HOUR));
    let clock: Clock = {
        let now = Arc::clone(&now);
        Arc::new(move || Timestamp::from_millis(now.load(SeqCst)))
    };
    let remembered = Remembered::of(root);
    let (library, recovery) = Library::open(root, Limits::default(), clock()).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    let library = Arc::new(library);
    let kept: Arc<Library> = Arc::clone(&library);
    let service = Arc::new(Service::start_remembering(kept, clock, remembered).unwrap());
    let keeper = Keeper::new(Arc::clone(&service), library, Extras::new);
    Kept { service, keeper, now }
}

pub(crate) fn seed(text: &str) -> Seed {
    Seed {
        text: Some(text.to_owned()),
        ..Seed::default()
    }
}

impl Kept {
    /// Answers as the user does; the asset that is kept then.
    pub(crate) fn react(&self, text: &str, save: bool, reuse: Option<AssetId>) -> Option<AssetId> {
        let reaction = UserReaction {
            save,
            reuse: reuse.map(|id| id.to_string()),
            seed: seed(text),
        };
        let own = self.service.own_application();
        match self.service.react(own, &reaction).unwrap() {
            Answered::Kept(id) => Some(id),
            Answered::Noted => None,
            Answered::Refused => panic!("it is no secret"),
        }
    }

    pub(crate) fn save(&self, text: &str) -> AssetId {
        self.react(text, true, None).unwrap()
    }

    pub(crate) fn judge(&self, text: &str) -> Suggestion {
        let own = self.service.own_application();
        self.service.suggest(own, &seed(text)).unwrap().suggestion
    }
}
