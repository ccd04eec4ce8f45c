//! Opening a store again while its library is in use, with all that a start does then, and what there is to tell of it.

use std::{fs::File, io::Write as _};

use super::{Library, Recovery, places, swap, untold};
use crate::{
    Result,
    disk::DATA,
    opening::{failed, open_private, remove},
    sled_store::{Before, SledStore},
};

/// So much is written to see whether the disk takes it, into a file of this name in the store: what sled writes when it opens one,
/// and more.
const TRIAL_BYTES: usize = 1 << 20;
const TRIAL: &str = "trial";

/// The data file that is in its place, held so that no other one gets its number.
pub(super) struct InPlace(Option<File>);

impl InPlace {
    pub(super) fn of(root: &std::path::Path) -> Self {
        Self(File::open(swap::store(root).join(DATA)).ok())
    }

    /// Whether another one is in its place by now. Where files have no numbers that tell, on Windows, it is the one that was to be.
    pub(super) fn is_another_now(&self, root: &std::path::Path, expected: bool) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let number = |file: &File| file.metadata().map(|file| (file.dev(), file.ino())).ok();
            let now = Self::of(root).0;
            let (before, now) = (self.0.as_ref().and_then(number), now.as_ref().and_then(number));
            if before.is_some() && now.is_some() {
                return before != now;
            }
        }
        expected
    }
}

impl Library {
    /// Opens the store that is in its place, as it is opened at a start. Where it has lost its end, that is something to tell.
    pub(super) fn open_in_place(&self) -> Result<SledStore> {
        let path = swap::store(&self.root);
        if !swap::exists(&path.join(DATA))? {
            // It would be made anew, and empty.
            return Err(self.moved());
        }
        let before = Before {
            // It was of the present schema when it was opened first.
            migration: &|_| Ok(()),
            forgetting: &|missing| self.note_missing(missing),
        };
        let store = self
            .reserve
            .open(|| SledStore::open_with(&path, self.limits, &before))?;
        places::note_installation(&self.root, &store);
        Ok(store)
    }

    /// The newest changes are lost. From here on the store counts as if they had never been.
    fn note_missing(&self, missing: u64) -> Result<()> {
        let mut happened = self.happened.lock();
        if happened.as_ref().is_some_and(|noted| noted.missing == missing) {
            // Of an attempt to open it that failed after it was noted.
            return Ok(());
        }
        let shortened = Recovery::shortened(missing, untold::read(&self.root));
        untold::note(&self.root, &shortened)?;
        *happened = Some(shortened);
        Ok(())
    }

    /// What happened to the store while it is in use, if that was given to nobody yet: something to tell the user. It is told at
    /// the next start too until [`recovery_was_told`](Self::recovery_was_told).
    #[must_use]
    pub fn happened(&self) -> Option<Recovery> {
        self.happened.lock().take()
    }

    /// Whether there is something to do that nobody waits for: it was found damaged, something happened to it, or it could not be
    /// opened again. Then [`make_sure`](Self::make_sure).
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.verification.has_found() || self.happened.lock().is_some() || self.is_closed()
    }

    fn is_closed(&self) -> bool {
        self.heal.is_needed() && self.store.try_read().is_some_and(|store| store.is_none())
    }

    /// Opens the store again that could not be opened. One that can be read is opened again by whoever wants to write.
    ///
    /// # Errors
    /// Where that is still not possible.
    pub fn open_again(&self) -> Result<()> {
        if self.is_closed() { self.heal() } else { Ok(()) }
    }

    /// Refuses where the store that is open was moved, or the disk would not take what is written when one is opened: then it is all
    /// that can be read.
    pub(super) fn may_be_closed(&self) -> Result<()> {
        match self.store.read().as_deref() {
            Some(store) => self.in_place(store)?,
            None => return Ok(()),
        }
        self.reserve.open(|| {
            let path = swap::store(&self.root).join(TRIAL);
            let tried = open_private(&path).and_then(|mut file| {
                file.write_all(&vec![1; TRIAL_BYTES])
                    .and_then(|()| file.sync_all())
                    .map_err(|error| failed("write to", &path, error))
            });
            tried.and(remove(&path))
        })
    }
}
