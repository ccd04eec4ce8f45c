//! The one service: everything that Bowerbird does, whoever asks for it.
//!
//! The HTTP routes, the clipboard watcher, the notifications and the window's commands call it; nothing is decided
//! anywhere else. It is synchronous: a call returns when what it answers is true, which for a write means on disk.
//! Callers on an async runtime run the writing ones on a blocking thread.

mod activity;
mod annotations;
mod applications;
mod assets;
mod beyond;
mod catalogue;
mod classified;
mod clock;
mod code_words;
mod copies;
mod create;
mod error;
mod export;
mod find;
mod forget;
pub(crate) mod ids;
mod intend;
mod label_ids;
mod label_list;
mod labels;
mod learning;
mod learnt;
mod letters;
mod library;
mod narrowing;
mod nearly;
mod open_tests;
mod origins;
mod people;
mod places;
mod react;
mod recent;
mod relabel;
mod replacing;
mod retake;
mod revise;
mod rewrite;
mod searched;
mod seed;
mod snapshot;
mod spelling;
mod suggest;
mod text_words;
mod word_index;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use domain::{Application, ApplicationId, AssetId, Event, InstallationId, Match, Suggestion};
use engine::{ContentDetector, Engine, LanguageDetector};
use parking_lot::{Mutex, RwLock};
use store::{Store, StoreError};
use tokio::sync::broadcast;

pub use activity::Observation;
pub use annotations::{NoteChange, Noted};
pub use assets::AssetWithText;
pub use catalogue::{AssetSummary, Facets, Order, Page, Query};
pub use classified::Classified;
pub use clock::{Clock, system_clock};
pub use error::ServiceError;
pub use export::{ExportForm, Exported};
pub use find::{Found, Place};
pub use forget::Learned;
pub use label_ids::LabelIds;
pub use labels::{Labelled, Labelling};
pub use library::AssetChange;
pub use narrowing::{Filter, Narrowing, Where};
pub use origins::{BlockedOrigin, KNOWN_ORIGINS, KnownOrigin};
pub use react::{Answered, UserReaction};
pub use revise::Revision;
pub use rewrite::Rewriting;
pub use seed::{Content, Seed};
pub use snapshot::Remembered;

use self::{
    applications::Known,
    catalogue::Catalogue,
    copies::Copies,
    learning::Learning,
    learnt::Learnt,
    library::Deleted,
    origins::Origins,
    recent::RecentCopies,
    replacing::{Changing, Replacing},
};

/// How many events a listener may lag behind before it loses the oldest.
const EVENTS_KEPT: usize = 1024;

/// A suggestion together with the assets that it names.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What to do.
    pub suggestion: Suggestion,
    /// Every asset that was compared in full, nearest first.
    pub compared: Vec<(Match, AssetWithText)>,
}

/// What Bowerbird does. See the module's documentation.
pub struct Service {
    store: Arc<dyn Store>,
    replacing: Replacing,
    engine: Arc<Learnt<Engine>>,
    catalogue: Arc<Learnt<Catalogue>>,
    learning: Learning,
    deleted: Mutex<Deleted>,
    /// Why the library can't be used, while it can't.
    unusable: Mutex<Option<String>>,
    /// Whether another store may be in place than the one that was learnt.
    outdated: AtomicBool,
    detector: Box<dyn LanguageDetector>,
    applications: RwLock<HashMap<ApplicationId, Known>>,
    recent: Mutex<RecentCopies>,
    copies: Copies,
    label_ids: RwLock<Arc<LabelIds>>,
    /// Held alone by whoever changes tags or websites, or what is known by which id; and by whoever puts them on assets as
    /// they are.
    relabelling: RwLock<()>,
    origins: RwLock<Origins>,
    events: broadcast::Sender<Event>,
    clock: Clock,
    installation: InstallationId,
    own: ApplicationId,
}

impl Service {
    /// Starts the service over a store. What is in it is learnt in the background: who asks for something that takes it waits
    /// for that, or is told to ask again.
    ///
    /// # Errors
    /// Where the store can't be read or written.
    pub fn start(store: Arc<dyn Store>, clock: Clock) -> Result<Self, ServiceError> {
        Self::start_with(store, clock, None)
    }

    /// The same, with what is remembered of the last run, which may be of no use.
    ///
    /// # Errors
    /// As [`Service::start`].
    pub fn start_remembering(
        store: Arc<dyn Store>,
        clock: Clock,
        remembered: Remembered,
    ) -> Result<Self, ServiceError> {
        Self::start_with(store, clock, Some(remembered))
    }

    fn start_with(
        store: Arc<dyn Store>,
        clock: Clock,
        remembered: Option<Remembered>,
    ) -> Result<Self, ServiceError> {
        let installation = store.installation(ids::installation())?;
        let (engine, catalogue) = (Arc::<Learnt<_>>::default(), Arc::<Learnt<_>>::default());
        let events = broadcast::channel(EVENTS_KEPT).0;
        let learning = Learning::start(
            Arc::clone(&store),
            Arc::clone(&engine),
            Arc::clone(&catalogue),
            events.clone(),
            remembered,
        )?;
        let copies = Copies::of_store(store.as_ref());
        let label_ids = LabelIds::load(store.as_ref())?;
        let service = Self {
            applications: RwLock::new(applications::load(store.as_ref())?),
            store,
            replacing: Replacing::default(),
            engine,
            catalogue,
            learning,
            deleted: Mutex::default(),
            unusable: Mutex::default(),
            outdated: AtomicBool::new(false),
            detector: Box::new(ContentDetector),
            recent: Mutex::new(RecentCopies::default()),
            copies,
            label_ids: RwLock::new(Arc::new(label_ids)),
            relabelling: RwLock::default(),
            origins: RwLock::default(),
            events,
            clock,
            installation,
            own: ids::application(installation, applications::OWN_NAME, applications::own_platform()),
        };
        service.register_own()?;
        Ok(service)
    }

    /// From now on, what happens. A listener that lags more than 1,024 events behind is told how many it missed.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// This installation, for ever: the `os` of the wire contract.
    #[must_use]
    pub fn installation(&self) -> InstallationId {
        self.installation
    }

    /// Bowerbird itself, as an application: the author of clipboard copies and library edits.
    #[must_use]
    pub fn own_application(&self) -> ApplicationId {
        self.own
    }

    /// How many assets are in the library.
    #[must_use]
    pub fn asset_count(&self) -> usize {
        self.store.asset_count()
    }

    /// Whether everything that is kept has been learnt, so that nobody has to wait for that. [`Event::Learnt`] is published
    /// when it is.
    #[must_use]
    pub fn is_learnt(&self) -> bool {
        self.engine.is_there() && self.catalogue.has_come()
    }

    /// Returns when everything that is kept has been learnt.
    pub fn wait_until_learnt(&self) {
        drop(self.engine.read());
        drop(self.catalogue.read());
    }

    /// Returns when the index is learnt, or after so long.
    pub(crate) fn let_index_come(&self, patience: Duration) {
        drop(self.engine.read_within(patience));
    }

    /// Ends learning, for the store is to be closed. What is asked of the service after that is not answered any more.
    pub(crate) fn end_learning(&self) {
        self.learning.end();
    }

    /// What time the service thinks it is.
    #[must_use]
    pub fn now(&self) -> domain::Timestamp {
        (self.clock)()
    }

    /// Lets `act` put something else in the place of everything that is kept, and begins to learn that. Changes wait meanwhile.
    /// Where what is there then can't be read yet, the library is unusable until [`catch_up`](Self::catch_up) can.
    ///
    /// # Errors
    /// Where `act` fails.
    pub(crate) fn while_replaced<T>(
        &self,
        act: impl FnOnce() -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let replacing = self.replacing.replace();
        let acted = act();
        self.set_outdated();
        let reread = self.reread();
        drop(replacing);
        if let Err(error) = self.caught_up(reread) {
            tracing::error!("what is kept could not be read anew yet: {error}");
        }
        acted
    }

    /// Another store may be in place than the one that was learnt.
    pub(crate) fn set_outdated(&self) {
        self.outdated.store(true, SeqCst);
    }

    /// Whether that was not learnt yet.
    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated.load(SeqCst)
    }

    /// Begins to learn what is kept, where that could not be done when it was put in place.
    ///
    /// # Errors
    /// Where it can't be read. Until it can the library is unusable.
    pub(crate) fn catch_up(&self) -> Result<(), ServiceError> {
        if !self.is_outdated() {
            return Ok(());
        }
        let replacing = self.replacing.replace();
        let reread = self.reread();
        drop(replacing);
        self.caught_up(reread)
    }

    fn caught_up(&self, reread: Result<(), ServiceError>) -> Result<(), ServiceError> {
        let done = reread.and_then(|()| self.register_own());
        self.set_unusable(done.as_ref().err().map(ToString::to_string));
        if done.is_ok() {
            self.outdated.store(false, SeqCst);
            self.publish(Event::Replaced);
        }
        done
    }

    /// Reads anew what is held of the store, and begins to learn the rest.
    fn reread(&self) -> Result<(), ServiceError> {
        self.reread_labels()?;
        self.learning.again()?;
        *self.deleted.lock() = Deleted::default();
        let mut applications = self.applications.write();
        let before = std::mem::replace(&mut *applications, applications::load(self.store.as_ref())?);
        applications::stay_connected(&mut applications, before);
        Ok(())
    }

    /// From now on the library can't be used, for this reason, or can be again.
    pub(crate) fn set_unusable(&self, reason: Option<String>) {
        *self.unusable.lock() = reason;
    }

    /// # Errors
    /// Where the library can't be used.
    pub(crate) fn usable(&self) -> Result<(), ServiceError> {
        match &*self.unusable.lock() {
            None => Ok(()),
            Some(reason) => Err(ServiceError::Unusable(reason.clone())),
        }
    }

    /// Something is about to be changed, until the index knows of it too.
    fn changing(&self) -> Changing<'_> {
        self.replacing.change()
    }

    /// Runs `write` and returns when it is on disk.
    fn durably<T>(
        &self,
        write: impl FnOnce(&dyn Store) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        self.writing(|store| {
            let written = write(store)?;
            store.commit()?;
            Ok(written)
        })
    }

    /// Runs `write`, which returns when it is on disk.
    fn writing<T>(
        &self,
        write: impl FnOnce(&dyn Store) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let _changing = self.changing();
        let store = self.store.as_ref();
        match self.write_late(store) {
            // Where there is still no room, `write` says so itself.
            Ok(()) | Err(ServiceError::Store(StoreError::Full)) => {}
            Err(error) => return Err(error),
        }
        write(store)
    }

    /// Tells whoever listens. Nobody listening is no error.
    fn publish(&self, event: Event) {
        let _ = self.events.send(event);
    }

    /// The author of an asset. One that is no longer known is answered as Bowerbird itself.
    fn author(&self, id: ApplicationId) -> Option<Application> {
        let applications = self.applications.read();
        applications
            .get(&id)
            .or_else(|| applications.get(&self.own))
            .map(|known| known.application.clone())
    }
}

/// An asset id that a client sent.
fn asset_id(text: &str) -> Result<AssetId, ServiceError> {
    text.parse().map_err(|_| ServiceError::UnknownAsset)
}
