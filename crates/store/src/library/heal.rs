//! Going on after the disk has failed.
//!
//! After an error of the disk sled refuses everything, also once the disk is well again, and what a failed sync has covered
//! can't be known. So the store is opened again, in place: what was acknowledged is on the disk, and nothing else was. On a disk
//! that is full to the last block that takes the room of the [`reserve`](super::reserve); where that is gone too, the store that
//! has failed stays and is read. So it does where the disk refuses what is written, which is tried before it is closed.
//!
//! It is read as a whole then, as at a start. What is damaged is [recovered](Library::recover).

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use super::Library;
use crate::{Result, StoreError, sled_store::SledStore};

/// How long to wait between two attempts. Meanwhile whoever wants something is told at once why it can't be.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether the store has failed, and how it is to open it again.
#[derive(Default)]
pub(super) struct Heal {
    needed: AtomicBool,
    last: Mutex<Option<Attempt>>,
}

struct Attempt {
    at: Instant,
    failed: StoreError,
}

impl Heal {
    pub(super) fn is_needed(&self) -> bool {
        self.needed.load(SeqCst)
    }

    /// Whether the store that is in place can't be used as it is.
    pub(super) fn set_needed(&self, needed: bool) {
        self.needed.store(needed, SeqCst);
    }

    /// Takes note of an error, where it is one after which the store can't go on.
    pub(super) fn note(&self, error: &StoreError, store: &SledStore) {
        if matches!(error, StoreError::Io { .. } | StoreError::Full) && store.has_failed() {
            tracing::error!("the library can't be written until it is opened again: {error}");
            self.set_needed(true);
        }
    }
}

impl Library {
    /// Opens the store again.
    pub(super) fn heal(&self) -> Result<()> {
        let mut last = self.heal.last.lock();
        if !self.heal.is_needed() {
            // Somebody else has done it.
            return Ok(());
        }
        if let Some(attempt) = &*last
            && attempt.at.elapsed() < PAUSE
        {
            return Err(attempt.failed.clone());
        }
        match self.reopen() {
            Ok(()) => {
                tracing::info!("the library is open again");
                *last = None;
                self.heal.set_needed(false);
                Ok(())
            }
            Err(failed) => {
                *last = Some(Attempt {
                    at: Instant::now(),
                    failed: failed.clone(),
                });
                Err(failed)
            }
        }
    }

    /// Refuses where the store has failed and can't be opened again now: it might take what is written all the same, and of what it
    /// wrote before nobody knows what is on the disk.
    pub(super) fn must_be_well(&self) -> Result<()> {
        if self.heal.is_needed() {
            self.heal()
        } else {
            Ok(())
        }
    }

    /// Opens the store again, where the disk lets it be opened and nobody has it to himself, and reads all of it.
    fn reopen(&self) -> Result<()> {
        let Some(_keeping) = self.keeping.try_lock() else {
            let busy = std::io::ErrorKind::ResourceBusy.into();
            return Err(StoreError::io(
                "open the library again while it is backed up",
                busy,
            ));
        };
        if let Some(damage) = self.verification.found() {
            // There is no use in opening that: it is recovered.
            return Err(damage);
        }
        if !self.reserve.suffices() {
            return Err(StoreError::Full);
        }
        self.may_be_closed()?;
        let opened = self.replaced(|| Ok(()));
        self.read_again(opened)
    }

    /// Opens a store again that was opened on a nearly full disk, once there is room: from then on sled tidies it.
    pub(super) fn tidy_again(&self) {
        if !self.could_be_tidied() {
            return;
        }
        let Some(_keeping) = self.keeping.try_lock() else {
            // It is opened again by somebody else, or for a later write.
            return;
        };
        if !self.could_be_tidied() {
            return;
        }
        let refused = self.may_be_closed();
        let opened = if refused.is_ok() {
            self.replaced(|| Ok(()))
        } else {
            Ok(())
        };
        if let Err(error) = refused.as_ref().and(opened.as_ref()) {
            tracing::warn!("the library could not be opened again on a disk with room: {error}");
        }
        if let Err(error) = opened
            && error.is_damage()
        {
            self.verification.set_damaged(error);
        }
    }

    fn could_be_tidied(&self) -> bool {
        let store = self.store.read();
        store.as_ref().is_some_and(|store| store.could_be_tidied())
    }
}

#[cfg(test)]
mod tests {
    use domain::{Activity, ActivityId, ActivityKind, ApplicationId, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::{Limits, Store};

    #[test]
    fn what_was_written_before_it_was_opened_again_is_not_called_kept() {
        let directory = tempfile::tempdir().unwrap();
        let now = Timestamp::from_millis(0);
        let (library, _) = Library::open(directory.path(), Limits::default(), now).unwrap();
        let write = |number| {
            library.add_activity(&Activity {
                id: ActivityId::new(Uuid::from_u128(number)),
                application: ApplicationId::new(Uuid::from_u128(1)),
                at: now,
                kind: ActivityKind::ALL[0],
                actions: Vec::new(),
                subject: None,
            })
        };
        write(1).unwrap();
        library.heal.needed.store(true, SeqCst);
        // Both are to be kept by one commit, and the first may be gone.
        assert_eq!(write(2).unwrap_err().code(), "io");
        write(3).unwrap();
        library.commit().unwrap();

        write(4).unwrap();
        library.heal.needed.store(true, SeqCst);
        assert_eq!(library.commit().unwrap_err().code(), "io");
        library.commit().unwrap();
    }

    /// Opening it again would make an empty one in its place, and what is still open would be gone.
    #[cfg(unix)]
    #[test]
    fn what_was_deleted_while_it_is_open_is_not_opened_again() {
        let directory = tempfile::tempdir().unwrap();
        let now = Timestamp::from_millis(0);
        let (library, _) = Library::open(directory.path(), Limits::default(), now).unwrap();
        let id = domain::InstallationId::new(Uuid::from_u128(7));
        library.installation(id).unwrap();
        library.commit().unwrap();
        std::fs::remove_dir_all(directory.path().join("store")).unwrap();
        library.heal.needed.store(true, SeqCst);
        let other = domain::InstallationId::new(Uuid::from_u128(8));
        assert_eq!(library.installation(other).unwrap(), id, "it is read");
        assert_eq!(library.is_in_place().unwrap_err().code(), "moved");
        assert!(!directory.path().join("store").exists());
    }
}
