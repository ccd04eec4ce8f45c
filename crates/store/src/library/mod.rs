//! A store together with what keeps it: its backups, and its replacement by a restored or a compacted one.
//!
//! In the directory of a library are
//!
//! | name | what it is |
//! |---|---|
//! | `library.lock` | locked while the library is open |
//! | `store` | the [`SledStore`], or a link to it; then what else is called `store.…` is beside what it leads to, and damaged stores are in `….damaged` there |
//! | `backups` | see [`crate::backup`] |
//! | `damaged` | stores that could not be used, one directory for each, never deleted; `damaged.stores`, `damaged.stores-2`, … where something else has that name, a link for instance |
//! | `store.bowerbird-new`, `store.bowerbird-ready`, `store.bowerbird-old` | while a store is replaced: see [`swap`] |
//! | `reserve` | room for an opening on a full disk: see [`reserve`] |
//! | `opening` | how often in a row opening the store did not come to its end |
//! | `untold` | what became of a damaged store, until it is told |
//! | `installation` | whose library it is, for when the store can't tell; in `store` too |
//!
//! A store that is as it was closed is used at once, and read as a whole while it is: see [`verify`].

mod attempts;
mod compact;
mod delegate;
mod heal;
mod keep;
mod older;
mod opened;
mod places;
mod rebuild;
mod recover;
mod recovery;
mod reserve;
mod swap;
mod untold;
mod verify;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

use domain::Timestamp;
use parking_lot::{Mutex, RwLock, RwLockWriteGuard};

use self::{heal::Heal, opened::InPlace, reserve::Reserve, verify::Verification};
pub use self::{
    keep::{ImportFilter, Imported, settings_in, verify_backup},
    recovery::{Recovery, Restored},
};
use crate::{
    Limits, Result, StoreError,
    backup::Shelf,
    derived::{self, DERIVED},
    opening::{create_directory, open_private, take},
    sled_store::SledStore,
};

/// A store with its backups. It is a [`Store`](crate::Store) itself, and goes on being one when what is in it is replaced.
pub struct Library {
    root: PathBuf,
    limits: Limits,
    /// When that was: what is in the store by then is of no later time, unless a clock was wrong.
    opened: Timestamp,
    /// `None` while it could not be opened again.
    store: RwLock<Option<Arc<SledStore>>>,
    /// Raised whenever another store takes the place of the one before.
    era: AtomicU64,
    shelf: Shelf,
    reserve: Reserve,
    heal: Heal,
    verification: Verification,
    /// What happened to the store since it was opened first, until somebody takes it to tell it.
    happened: Mutex<Option<Recovery>>,
    /// Held while a backup is made or the store is replaced: one at a time.
    keeping: Mutex<()>,
    /// Last, so that it is unlocked after the store is closed.
    _lock: File,
}

impl Library {
    /// Opens the library in the directory `root`, which is created if it is absent. A store that is damaged is moved aside,
    /// and the newest backup that can be read takes its place; then there is something to tell. Each opening answers it again
    /// until [`recovery_was_told`](Self::recovery_was_told).
    ///
    /// One that is as it was closed is not read as a whole before this returns, but by the first [`verify`](Self::verify), for
    /// which whatever is written waits.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it open, [`StoreError::NewerSchema`] where a newer version wrote it,
    /// [`StoreError::InTheWay`] where a pipe or a device has the name of one of its files,
    /// [`StoreError::Io`] and [`StoreError::Full`] where the system refuses. Nothing is moved then. [`StoreError::Stuck`] where
    /// what is damaged can't be let go of in this process: the next one recovers it.
    pub fn open(root: &Path, limits: Limits, now: Timestamp) -> Result<(Self, Option<Recovery>)> {
        create_directory(root)?;
        places::check(root)?;
        let lock = open_private(&root.join(places::LOCK))?;
        take(&lock, root)?;
        swap::settle(root)?;
        let shelf = Shelf::new(root.join(places::BACKUPS));
        if let Err(error) = shelf.sweep() {
            // It is tried again at the next start.
            tracing::warn!("what was left of a backup that was cut off could not be removed: {error}");
        }
        let reserve = Reserve::new(root);
        let (store, recovery, verification) = reserve.open(|| recover::open(root, limits, &shelf, now))?;
        places::note_installation(root, &store);
        // It may be of a start that ended before it could tell.
        let recovery = recovery.or_else(|| untold::read(root));
        let library = Self {
            root: root.to_owned(),
            limits,
            opened: now,
            store: RwLock::new(Some(Arc::new(store))),
            era: AtomicU64::new(0),
            shelf,
            reserve,
            heal: Heal::default(),
            verification,
            happened: Mutex::default(),
            keeping: Mutex::new(()),
            _lock: lock,
        };
        Ok((library, recovery))
    }

    /// The user knows what happened to the library that was damaged, as [`open`](Self::open) and [`recover`](Self::recover) answer it.
    pub fn recovery_was_told(&self) {
        if let Err(error) = untold::told(&self.root) {
            // It is told again.
            tracing::warn!("that the user was told could not be noted: {error}");
        }
    }

    /// What [`Store::derived`](crate::Store::derived) will give of the library in the directory `root`, for who wants to read it
    /// while the library is opened. It may be another's by then, and is to be compared with what is kept. `None` where there is
    /// none, or where the opening will tell why it can't be read.
    #[must_use]
    pub fn derived_before(root: &Path) -> Option<File> {
        let directory = swap::store(root);
        // A pipe would be waited for.
        if !directory.join(DERIVED.name).is_file() {
            return None;
        }
        derived::open(&DERIVED, &directory).ok().flatten()
    }

    /// Does something with the store. One that has failed is opened again before, if that is possible by now; if not, what is
    /// asked of it is read from what it holds in memory and on the disk, and it refuses by itself to write.
    fn with<T>(&self, act: impl FnOnce(&SledStore) -> Result<T>) -> Result<T> {
        if self.heal.is_needed()
            && let Err(failed) = self.heal()
            && self.store.read().is_none()
        {
            return Err(failed);
        }
        match self.store.read().as_deref() {
            Some(store) => {
                let done = act(store);
                if let Err(error) = &done {
                    self.heal.note(error, store);
                }
                done
            }
            None => Err(closed()),
        }
    }

    /// Refuses where the store that is open is not the one that the next start finds.
    ///
    /// # Errors
    /// [`StoreError::Moved`] where its directory was moved, deleted or replaced. Others where that can't be found out.
    pub fn is_in_place(&self) -> Result<()> {
        self.with(|store| self.in_place(store))
    }

    fn in_place(&self, store: &SledStore) -> Result<()> {
        if store.is_in(&swap::store(&self.root))? {
            Ok(())
        } else {
            Err(self.moved())
        }
    }

    fn moved(&self) -> StoreError {
        StoreError::Moved {
            path: self.root.join(swap::STORE),
        }
    }

    /// Closes the store, lets `act` do something to its directory, and opens what is there then, also where `act` failed.
    /// Whoever wants something of the store waits. One that was moved is not closed, for it may be all that is left; and neither
    /// is one on a disk that would not let it be opened again, for it can be read as long as it is open.
    ///
    /// # Errors
    /// Where the store that is there is the one that was there, `act` has failed or it can't be opened. What has taken its place
    /// and can't be opened at once is opened later: that `act` has done what it was to do is true all the same.
    fn while_closed(&self, act: impl FnOnce() -> Result<()>) -> Result<()> {
        self.may_be_closed()?;
        self.replaced(act)
    }

    /// The same, where it may be closed.
    fn replaced(&self, act: impl FnOnce() -> Result<()>) -> Result<()> {
        let replaced = self.replace_in(self.store.write(), act)?;
        if let (true, Err(failed)) = (replaced.another, &replaced.done) {
            tracing::error!("another library is in place, but something has failed: {failed}");
            return Ok(());
        }
        replaced.done
    }

    /// The same, where the store is ours already and whoever asks wants to know more of what came of it.
    ///
    /// # Errors
    /// Where the store was moved: nothing was done.
    fn replace_in(
        &self,
        mut place: RwLockWriteGuard<'_, Option<Arc<SledStore>>>,
        act: impl FnOnce() -> Result<()>,
    ) -> Result<Replaced> {
        if let Some(store) = place.as_deref() {
            self.in_place(store)?;
        }
        let before = InPlace::of(&self.root);
        if let Some(store) = place.take() {
            // What is not on disk is nobody's: it was not acknowledged.
            // Nobody else has it: whoever borrows it holds the lock that we have.
            drop(store);
        }
        self.era.fetch_add(1, SeqCst);
        let acted = act();
        let opened = swap::settle(&self.root).and_then(|()| self.open_in_place());
        let another = before.is_another_now(&self.root, acted.is_ok());
        let opened = opened.map(|store| *place = Some(Arc::new(store)));
        // Whoever wants something of it opens it.
        if opened.is_err() || another {
            self.heal.set_needed(opened.is_err());
        }
        Ok(Replaced {
            another,
            done: acted.and(opened),
        })
    }

    /// Closes the library for good, and leaves word of it, so that the next opening need not read all of it first. Whoever
    /// wants something of it from here on is refused.
    pub fn close(&self) {
        self.verification.give_up();
        let _keeping = self.keeping.lock();
        let Some(store) = self.store.write().take().and_then(Arc::into_inner) else {
            return;
        };
        if self.heal.is_needed() || !self.verification.may_be_trusted() {
            return;
        }
        if let Err(error) = self.in_place(&store) {
            tracing::error!("{error}");
            return;
        }
        if let Err(error) = store.close() {
            // The next opening reads everything.
            tracing::warn!("the library could not be closed as it should be: {error}");
        }
    }
}

/// What came of it that a store was closed and something done to its directory.
struct Replaced {
    /// Whether another one is in its place.
    another: bool,
    /// Whether all went well, the opening of what is there too.
    done: Result<()>,
}

impl Drop for Library {
    fn drop(&mut self) {
        self.close();
    }
}

fn closed() -> StoreError {
    StoreError::io(
        "use the library, which could not be opened again",
        std::io::ErrorKind::NotConnected.into(),
    )
}
