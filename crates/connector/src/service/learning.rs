//! Learning what is in the store, on a thread of its own: the index that recognises copies, and the catalogue that is
//! searched.
//!
//! The index comes first, from a [`snapshot`] where there is one that can be used. What is
//! changed meanwhile is on the disk at once, and waits for what was learnt to be told of it: see [`Learnt`]. Where
//! the store can't be read it is tried again; a store that is damaged is replaced, and then learning begins anew.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use domain::{Asset, Event, Verdict};
use engine::{Analysis, Engine, Offering, Sketch};
use parking_lot::Mutex;
use store::{State, Store, StoreError};
use tokio::sync::broadcast;

use super::{
    catalogue::Catalogue,
    learnt::Learnt,
    snapshot::{self, Remembered},
};

/// How long to wait before it is tried again, in steps that an end can come between.
const PAUSE: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(20);

/// Why learning ended before it was done.
pub(super) enum Ended {
    /// Something else is to be learnt, or nothing any more.
    Superseded,
    /// The store can't be read.
    Failed(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What the service knows of the store, and the thread that learns it.
pub(super) struct Learning {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    engine: Arc<Learnt<Engine>>,
    catalogue: Arc<Learnt<Catalogue>>,
    store: Arc<dyn Store>,
    events: broadcast::Sender<Event>,
    /// Raised whenever what was learnt so far is of no use any more.
    era: AtomicU64,
    /// What everything was when the snapshot was made that is on the disk.
    snapshot: Mutex<Option<State>>,
    /// How often saved code is offered, whatever is learnt. Held while what was learnt gets its place, or is forgotten.
    offering: Mutex<Offering>,
}

/// One attempt to learn everything.
pub(super) struct Lesson<'a> {
    shared: &'a Shared,
    era: u64,
}

impl Learning {
    /// Begins, with what is remembered of the last run.
    ///
    /// # Errors
    /// Where the system starts no thread.
    pub(super) fn start(
        store: Arc<dyn Store>,
        engine: Arc<Learnt<Engine>>,
        catalogue: Arc<Learnt<Catalogue>>,
        events: broadcast::Sender<Event>,
        remembered: Option<Remembered>,
    ) -> Result<Self, StoreError> {
        let learning = Self {
            shared: Arc::new(Shared {
                engine,
                catalogue,
                store,
                events,
                era: AtomicU64::new(0),
                snapshot: Mutex::default(),
                offering: Mutex::default(),
            }),
            threads: Mutex::default(),
        };
        learning.begin(0, remembered)?;
        Ok(learning)
    }

    /// Forgets what was learnt, and begins anew. What is kept was replaced.
    ///
    /// # Errors
    /// Where the system starts no thread.
    pub(super) fn again(&self) -> Result<(), StoreError> {
        let era = {
            // Nothing that an earlier attempt has learnt gets its place after this.
            let _offering = self.shared.offering.lock();
            let era = self.shared.era.fetch_add(1, SeqCst) + 1;
            *self.shared.snapshot.lock() = None;
            self.shared.engine.forget();
            self.shared.catalogue.forget();
            era
        };
        self.begin(era, None)
    }

    /// How often saved code is to be offered, now or once it is learnt.
    pub(super) fn set_offering(&self, offering: Offering) {
        let mut set = self.shared.offering.lock();
        *set = offering;
        if self.shared.engine.is_there() {
            self.shared.engine.write().set_offering(offering);
        }
    }

    /// What everything was when the snapshot was made that is on the disk; `None` where there is none, or an old one.
    pub(super) fn snapshot(&self) -> Option<State> {
        *self.shared.snapshot.lock()
    }

    /// There is a snapshot of this on the disk, or of nothing.
    pub(super) fn note_snapshot(&self, of: Option<State>) {
        *self.shared.snapshot.lock() = of;
    }

    /// Ends, done or not. Whoever waits for what is not learnt waits on.
    pub(super) fn end(&self) {
        self.shared.era.fetch_add(1, SeqCst);
        for thread in self.threads.lock().drain(..) {
            // It tells of its own panics.
            let _ = thread.join();
        }
    }

    fn begin(&self, era: u64, remembered: Option<Remembered>) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new()
            .name("learning".to_owned())
            .spawn(move || Lesson { shared: &shared, era }.learn_in_the_end(remembered));
        let thread = thread.map_err(|error| StoreError::Io {
            doing: "start a thread".to_owned(),
            cause: Arc::new(error),
        })?;
        let mut threads = self.threads.lock();
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }
}

impl Drop for Learning {
    fn drop(&mut self) {
        self.end();
    }
}

impl Lesson<'_> {
    /// Learns everything, however often that has to be tried.
    fn learn_in_the_end(&self, mut remembered: Option<Remembered>) {
        loop {
            let remembered = remembered.take();
            // sled panics over some kinds of damage. What is damaged is found by whoever verifies the store.
            match catch_unwind(AssertUnwindSafe(|| self.learn(remembered))) {
                Ok(Ok(()) | Err(Ended::Superseded)) => return,
                Ok(Err(Ended::Failed(error))) => {
                    tracing::warn!("the library can't be read, and is tried again: {error}");
                }
                Err(_) => tracing::warn!("the library can't be read, and is tried again"),
            }
            for _ in 0..PAUSE.as_millis() / STEP.as_millis() {
                thread::sleep(STEP);
                if self.goes_on().is_err() {
                    return;
                }
            }
        }
    }

    fn learn(&self, remembered: Option<Remembered>) -> Result<(), Ended> {
        let mut catalogue = Catalogue::default();
        if let Some(engine) = snapshot::load(self, remembered)? {
            self.put(engine)?;
            self.each_asset(|asset, text| catalogue.insert(asset, text))?;
        } else {
            let mut texts = Vec::new();
            let mut reused = Vec::new();
            self.each_asset(|asset, text| {
                if asset.is_offered() {
                    texts.push((asset.id, Sketch::of(text)));
                }
                reused.extend(asset.reused.map(|_| asset.id));
                catalogue.insert(asset, text);
            })?;
            let mut engine = Engine::new();
            engine.extend(texts);
            reused.into_iter().for_each(|id| engine.note_reuse(id));
            self.learn_answers(&mut engine)?;
            self.put(engine)?;
        }
        let _offering = self.shared.offering.lock();
        self.goes_on()?;
        self.shared.catalogue.put(catalogue, || {
            // Nobody listening is no error.
            let _ = self.shared.events.send(Event::Learnt);
        });
        Ok(())
    }

    /// What is not about assets: texts that may matter later, and what was declined.
    pub(super) fn learn_answers(&self, engine: &mut Engine) -> Result<(), Ended> {
        for intention in self.store().intentions()? {
            self.goes_on()?;
            let analysis = Analysis::of(&intention.text);
            engine.insert_intention(intention.id, &analysis, &analysis);
        }
        for reaction in self.store().reactions()? {
            if let (Some(digest), Verdict::Declined | Verdict::Saved { .. }) =
                (reaction.digest, reaction.verdict)
            {
                engine.set_declined(digest, reaction.verdict == Verdict::Declined);
            }
        }
        Ok(())
    }

    /// Every asset with its text, read one after the other, so that nobody has to wait for this.
    fn each_asset(&self, mut visit: impl FnMut(&Asset, &str)) -> Result<(), Ended> {
        for asset in self.store().assets() {
            self.goes_on()?;
            let asset = asset?;
            // It may be gone by now; then whoever removed it says so once this is learnt.
            if let Some(text) = self.store().text(asset.id)? {
                visit(&asset, &text);
            }
        }
        Ok(())
    }

    fn put(&self, mut engine: Engine) -> Result<(), Ended> {
        let offering = self.shared.offering.lock();
        self.goes_on()?;
        engine.set_offering(*offering);
        self.shared.engine.put(engine, || ());
        Ok(())
    }

    /// The snapshot on the disk is of what is kept now.
    pub(super) fn found_snapshot(&self, of: State) {
        *self.shared.snapshot.lock() = Some(of);
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    /// Whether what is learnt here is wanted still.
    pub(super) fn goes_on(&self) -> Result<(), Ended> {
        if self.shared.era.load(SeqCst) == self.era {
            Ok(())
        } else {
            Err(Ended::Superseded)
        }
    }
}
