//! Reading a store as a whole while it is in use already.
//!
//! A store that is as it was closed ([`crate::closing`]) is opened without being read, so that whoever wants to know
//! something need not wait. It can be damaged all the same: a medium forgets. So all of it is read and compared with its
//! sum as soon as there is somebody to do it, in a thread of the program's. Until then nothing is written: what is
//! acknowledged must not be lost with a store that has to be set aside. Where damage is found,
//! [`recover`](Library::recover) does what is done at the opening of a damaged store.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use domain::Timestamp;
use parking_lot::Mutex;

use super::{Library, Recovery, attempts, compact, recover, untold};
use crate::{Result, StoreError, sled_store::SledStore};

/// Whether all of the store was read since it was opened.
pub(super) struct Verification {
    done: AtomicBool,
    /// Whether the file is mostly garbage: then the next opening makes it small, after it has read all of it.
    wasteful: AtomicBool,
    /// Whether nobody wants to know any more.
    given_up: Arc<AtomicBool>,
    /// Whether there is damage, for who does not want to wait while it is read.
    found: AtomicBool,
    /// Held while it is read.
    damage: Mutex<Option<StoreError>>,
}

impl Verification {
    fn new(done: bool) -> Self {
        Self {
            done: AtomicBool::new(done),
            wasteful: AtomicBool::new(false),
            given_up: Arc::default(),
            found: AtomicBool::new(false),
            damage: Mutex::new(None),
        }
    }

    /// It was read.
    pub(super) fn done() -> Self {
        Self::new(true)
    }

    /// It is to be read.
    pub(super) fn later() -> Self {
        Self::new(false)
    }

    /// Ends the reading, for the library is to be closed.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, SeqCst);
    }

    pub(super) fn is_done(&self) -> bool {
        self.done.load(SeqCst)
    }

    /// Whether it was found damaged and not recovered yet.
    pub(super) fn has_found(&self) -> bool {
        self.found.load(SeqCst)
    }

    /// With what, where it was.
    pub(super) fn found(&self) -> Option<StoreError> {
        if self.has_found() {
            self.damage.lock().clone()
        } else {
            None
        }
    }

    /// It is damaged: from here on nothing is written to it, and it is to be recovered.
    pub(super) fn set_damaged(&self, damage: StoreError) {
        self.note(&mut self.damage.lock(), Some(damage));
    }

    fn note(&self, place: &mut Option<StoreError>, damage: Option<StoreError>) {
        self.done.store(damage.is_none(), SeqCst);
        self.found.store(damage.is_some(), SeqCst);
        *place = damage;
    }

    /// Whether the next opening may use the store before it was read: it was found whole, or is still as it was opened.
    pub(super) fn may_be_trusted(&self) -> bool {
        !self.wasteful.load(SeqCst) && self.damage.lock().is_none()
    }
}

impl Library {
    /// Reads everything and compares it with what is known of it, unless that was done. Returns at once where it was; others
    /// who want it done wait for whoever does it. Nothing is written before.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] or [`StoreError::Record`] where it is damaged: [`recover`](Self::recover) it.
    /// [`StoreError::Stuck`] where reading does not come to an end: the next opening restores a backup. Others where the
    /// disk refuses; then it can be tried again.
    pub fn verify(&self) -> Result<()> {
        if self.verification.is_done() {
            return Ok(());
        }
        let _keeping = self.keeping.lock();
        let mut damage = self.verification.damage.lock();
        if self.verification.is_done() {
            return Ok(());
        }
        if let Some(damage) = &*damage {
            return Err(damage.clone());
        }
        self.read_in_place(&mut damage)
    }

    /// Reads all of the store, and takes note of what comes of it.
    fn read_in_place(&self, damage: &mut Option<StoreError>) -> Result<()> {
        let store = self.store.read().clone().ok_or_else(super::closed)?;
        let read = self.read_whole(store);
        match &read {
            Ok(wasteful) => {
                self.verification.wasteful.store(*wasteful, SeqCst);
                self.verification.note(damage, None);
            }
            Err(_) if self.verification.given_up.load(SeqCst) => {}
            Err(StoreError::Stuck) => {
                attempts::give_up(&self.root)?;
                self.verification.note(damage, Some(StoreError::Stuck));
            }
            Err(error) if error.is_damage() => self.verification.note(damage, Some(error.clone())),
            Err(_) => {}
        }
        read.map(|_| ())
    }

    /// Reads all of a store that was opened again, or takes note that it is damaged where that is why it was not.
    pub(super) fn read_again(&self, opened: Result<()>) -> Result<()> {
        let mut damage = self.verification.damage.lock();
        match opened {
            Ok(()) => self.read_in_place(&mut damage),
            Err(error) => {
                if error.is_damage() {
                    self.verification.note(&mut damage, Some(error.clone()));
                }
                Err(error)
            }
        }
    }

    /// Whether the file is worth making small.
    fn read_whole(&self, store: Arc<SledStore>) -> Result<bool> {
        let backups = self.shelf.list_what_can_be();
        let given_up = Arc::clone(&self.verification.given_up);
        let opened = self.opened;
        recover::patiently(self.limits.patience, move |headway| {
            let headway = || {
                if given_up.load(SeqCst) {
                    let ended = std::io::ErrorKind::Interrupted;
                    return Err(StoreError::io("read the library, which is closed", ended.into()));
                }
                headway()
            };
            let live = recover::whole(&store, &backups, opened, &headway)?;
            let bytes = store.db.size_on_disk()?;
            Ok(compact::is_worth_it(bytes, live))
        })
    }

    /// Sets a store aside that [`verify`](Self::verify) found damaged, and puts the newest backup that can be read in its
    /// place. `None` where nothing was found.
    ///
    /// # Errors
    /// [`StoreError::Stuck`] where somebody's reading of the damaged store does not come to an end: the next opening restores
    /// a backup. Others where the disk refuses. Where the backup has taken the place all the same, and can't be opened yet, the
    /// store is not [damaged](Self::is_damaged) any more, and what [happened](Self::happened) is told once it is open.
    pub fn recover(&self, now: Timestamp) -> Result<Option<Recovery>> {
        let _keeping = self.keeping.lock();
        let mut found = self.verification.damage.lock();
        let damage = match &*found {
            None => return Ok(None),
            Some(StoreError::Stuck) => return Err(StoreError::Stuck),
            Some(damage) => damage.clone(),
        };
        let Some(place) = self.store.try_write_for(self.limits.patience) else {
            attempts::give_up(&self.root)?;
            return Err(StoreError::Stuck);
        };
        let mut recovery = None;
        let replaced = self.replace_in(place, || {
            let recovered = recover::replace(&self.root, self.limits, &self.shelf, now, &damage)?;
            recovery = Some(recovered);
            Ok(())
        })?;
        if !replaced.another {
            return Err(replaced.done.err().unwrap_or(damage));
        }
        // What fails from here on is no reason to recover it once more.
        self.verification.note(&mut found, None);
        *self.happened.lock() = recovery.or_else(|| untold::read(&self.root));
        replaced.done?;
        Ok(self.happened())
    }

    /// Verifies, and recovers where that finds damage; opens what could not be opened. Answers what happened. It is what a program
    /// does that has nobody else to serve meanwhile.
    ///
    /// # Errors
    /// As [`recover`](Self::recover).
    pub fn make_sure(&self, now: Timestamp) -> Result<Option<Recovery>> {
        match self.verify() {
            Ok(()) => {
                self.open_again()?;
                Ok(self.happened())
            }
            Err(error) => self.recover(now)?.map(Some).ok_or(error),
        }
    }

    /// Whether [`verify`](Self::verify) has found damage that [`recover`](Self::recover) has not done away with.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.verification.has_found()
    }
}
