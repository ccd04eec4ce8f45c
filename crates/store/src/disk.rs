//! Getting what sled has written onto the disk, and keeping it from running into a full one.
//!
//! sled's `flush` returns when its log has been handed to the disk with `sync_file_range`, on Linux. That call
//! writes neither the file's metadata (after an append the data may be there, and the file too short to
//! reach it) nor tells the drive to empty its cache. So a commit is sled's flush, and then `fdatasync` on
//! the same file, which does both. (`File::sync_data` is `F_FULLFSYNC` on macOS and `FlushFileBuffers` on Windows.)
//!
//! Three more things that sled leaves to its user:
//!
//! - A value (or page) of more than 128 KiB goes to a file of its own that is never synced. So nothing that is
//!   stored comes near that size: see the module `table`.
//! - After a failed write sled refuses everything until it is opened again, and where that write was made by
//!   the last one to leave a buffer, a flush that waits for it waits for ever. So a full disk is noticed before
//!   it is met: writes are refused while there is still some room. What fails all the same is woken by the
//!   [`Watchdog`], and [`Library`](crate::Library) opens the store again.
//! - It can wait for itself for ever where much was written and nothing flushed. So all that is written goes through here
//!   and is counted: see [`crate::unflushed`].

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use sled::{Transactional, transaction::ConflictableTransactionResult};

use crate::{
    Result, StoreError, group_commit::GroupCommit, ledger::Kept, opening::failed, unflushed::Unflushed,
    watchdog::Watchdog, witness::Witness,
};

/// What sled calls its data file.
pub(crate) const DATA: &str = "db";

/// Free bytes below which nothing is added: room for sled's own rewriting, for removals, for a clean end. A store that is opened
/// with less is not tidied, for what sled writes by itself must not fail either.
pub(crate) const RESERVE: u64 = 32 * 1024 * 1024;

/// Removing needs room too, since sled appends to a log. It may go further than adding, as it is how a user
/// gets out of a full disk.
const RESERVE_FOR_REMOVING: u64 = 4 * 1024 * 1024;

/// What sled writes for each byte that is stored, pages that are written anew included, for the check of a
/// single write.
pub(crate) const AMPLIFICATION: u64 = 4;

/// The disk under the database.
pub(crate) struct Disk {
    db: sled::Db,
    directory: PathBuf,
    /// sled's own data file, opened a second time: syncing is a matter of the file, not of who wrote to it.
    data: File,
    /// The failure of an earlier sync. A system may drop what it could not write and call the next sync a
    /// success, so after one failure nothing is known to be durable until the store is opened again.
    failed: OnceLock<StoreError>,
    commits: GroupCommit<StoreError>,
    unflushed: Unflushed,
    /// Where the number of writes is.
    meta: sled::Tree,
    witness: Witness,
    watchdog: Watchdog,
}

/// Free bytes of the disk under this directory.
pub(crate) fn free(directory: &Path) -> Result<u64> {
    fs2::available_space(directory)
        .map_err(|error| StoreError::io("see how much space the disk has left", error))
}

impl Disk {
    pub(crate) fn new(
        directory: &Path,
        data: File,
        db: &sled::Db,
        meta: sled::Tree,
        witness: Witness,
    ) -> Result<Self> {
        let flushed = db.clone();
        let watchdog = Watchdog::start(move || drop(flushed.flush()))
            .map_err(|error| StoreError::io("start a thread", error))?;
        Ok(Self {
            db: db.clone(),
            directory: directory.to_owned(),
            data,
            failed: OnceLock::new(),
            commits: GroupCommit::new(),
            unflushed: Unflushed::default(),
            meta,
            witness,
            watchdog,
        })
    }

    /// The directory of the store.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Whether `directory` is where the database is that is open: it may have been moved, deleted or replaced since.
    pub(crate) fn is_in(&self, directory: &Path) -> Result<bool> {
        let path = directory.join(DATA);
        let there = match fs::metadata(&path) {
            Ok(there) => there,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(false);
            }
            Err(error) => return Err(failed("look at", &path, error)),
        };
        // Where files have no such numbers, on Windows, nobody may move or delete what is open.
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let open = self
                .data
                .metadata()
                .map_err(|error| failed("look at", &path, error))?;
            Ok((there.dev(), there.ino()) == (open.dev(), open.ino()))
        }
        #[cfg(not(unix))]
        Ok(there.is_file())
    }

    /// Whether nothing can be written any more until the store is opened again.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.get().is_some() || self.watchdog.over(|| self.db.flush()).is_err()
    }

    /// Returns when everything that this thread wrote before is on disk.
    pub(crate) fn commit(&self) -> Result<()> {
        self.commits.commit(|| {
            if let Some(failure) = self.failed.get() {
                return Err(failure.clone());
            }
            let writes = Kept::read(&self.meta)?.writes;
            let written = self.unflushed.written();
            self.flush()?;
            self.unflushed.flushed_until(written);
            self.data.sync_data().map_err(|error| {
                let failure = StoreError::io("write the library to the disk", error);
                self.failed.get_or_init(|| failure).clone()
            })?;
            if let Err(error) = self.witness.write(writes) {
                // The writes are durable. Their number is of use only once something else has gone wrong.
                tracing::warn!("the number of writes could not be noted: {error}");
            }
            Ok(())
        })
    }

    /// Runs a transaction of sled's over `trees` that writes so many bytes. Every transaction goes this way.
    pub(crate) fn transaction<T, A>(
        &self,
        bytes: usize,
        trees: &T,
        act: impl Fn(&T::View) -> ConflictableTransactionResult<A, StoreError>,
    ) -> Result<A>
    where
        T: Transactional<StoreError> + ?Sized,
    {
        #[expect(clippy::disallowed_methods, reason = "this is the place")]
        self.unflushed.transaction(
            bytes,
            || self.flush(),
            || trees.transaction(act).map_err(StoreError::from),
        )
    }

    /// Writes one entry of so many bytes, where there is no transaction.
    pub(crate) fn entry<T>(&self, bytes: usize, write: impl FnOnce() -> sled::Result<T>) -> Result<T> {
        self.unflushed
            .entry(bytes, || self.flush(), || write().map_err(StoreError::from))
    }

    /// What waits to be flushed.
    #[cfg(test)]
    pub(crate) fn unflushed(&self) -> &Unflushed {
        &self.unflushed
    }

    /// Returns when what was written is in the file, which says nothing about the disk.
    fn flush(&self) -> Result<()> {
        self.watchdog.over(|| self.db.flush())?;
        Ok(())
    }

    /// Nothing is written any more until the store is opened again.
    pub(crate) fn give_up(&self, failure: StoreError) {
        self.failed.get_or_init(|| failure);
    }

    /// How many writes were once durable and are not there; 0 where all are, or where that is not known.
    pub(crate) fn missing(&self) -> Result<u64> {
        let durable = self.witness.read().unwrap_or(0);
        Ok(durable.saturating_sub(Kept::read(&self.meta)?.writes))
    }

    /// Refuses to add `bytes` where that would fill the disk.
    pub(crate) fn room_to_add(&self, bytes: usize) -> Result<()> {
        self.room(RESERVE.saturating_add(AMPLIFICATION.saturating_mul(bytes as u64)))
    }

    /// Refuses to remove something where even that could fill the disk.
    pub(crate) fn room_to_remove(&self) -> Result<()> {
        self.room(RESERVE_FOR_REMOVING)
    }

    fn room(&self, needed: u64) -> Result<()> {
        let free = free(&self.directory).or_else(|failed| {
            // What was moved away while it is open is, most of the time, still on the same disk.
            let above = self.directory.ancestors().find(|path| path.exists());
            above.map_or(Err(failed), free)
        });
        if free? < needed {
            Err(StoreError::Full)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(directory: &Path) -> Disk {
        let db = sled::open(directory.join("sled")).unwrap();
        let data = File::create(directory.join("db")).unwrap();
        let meta = db.open_tree("meta").unwrap();
        let witness = Witness::open(directory).unwrap();
        Disk::new(directory, data, &db, meta, witness).unwrap()
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let disk = disk(directory.path());
        disk.room_to_add(10).unwrap();
        disk.room_to_remove().unwrap();
        let error = disk.room_to_add(usize::MAX).unwrap_err();
        assert_eq!(error.code(), "disk_full");
    }

    #[test]
    fn a_failed_sync_is_not_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        let disk = disk(directory.path());
        disk.commit().unwrap();
        let failure = StoreError::io("sync", io::ErrorKind::Other.into());
        disk.failed.set(failure).unwrap();
        assert_eq!(disk.commit().unwrap_err().code(), "io");
    }
}
