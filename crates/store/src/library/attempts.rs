//! How often in a row opening a store was cut off: one whose opening ends the process is not opened again and again.
//!
//! What ends a process need not lie in the store: a limit that was set for it, or a clock that the database can't bear. So where the
//! opening before was cut off an empty store is made first, as one that takes another's place is. What ends the process
//! there is counted as nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{places, rebuild::Rebuild, swap};
use crate::{
    Limits, Result, StoreError,
    check::LastBackup,
    disk::DATA,
    opening::{failed, open_private, remove},
};

/// The file with the number; it is there while a store is opened.
pub(super) const OPENING: &str = "opening";

/// How often opening may end without a word, by a crash or because somebody lost patience, before the store is taken for
/// damaged.
const MOST: u8 = 5;

/// Stands for the number where reading the store did not come to an end: it is not read any more.
const ENDLESS: u8 = u8::MAX;

/// How many bytes an opening may add to the database's file.
const MORE: u64 = 1 << 20;

/// One more attempt.
pub(super) struct Attempt {
    path: PathBuf,
    before: u8,
}

impl Attempt {
    /// Counts this one.
    pub(super) fn begin(root: &Path, limits: Limits) -> Result<Self> {
        let path = root.join(OPENING);
        // What else has its name makes room when this is written.
        let is_ours = fs::symlink_metadata(&path).is_ok_and(|there| there.is_file());
        let before = if is_ours {
            let bytes = fs::read(&path).map_err(|error| failed("read", &path, error))?;
            // One of another length was written by somebody else, and says nothing.
            <[u8; 1]>::try_from(bytes).map_or(0, |[before]| before)
        } else {
            0
        };
        if before > 0 {
            make_an_empty_one(root, limits);
        }
        match places::write(&path, &[before.saturating_add(1)]) {
            // What is there can be opened on a full disk too; only this is not counted.
            Ok(_) | Err(StoreError::Full) => Ok(Self { path, before }),
            Err(error) => Err(error),
        }
    }

    /// Whether the store is not to be opened any more.
    pub(super) const fn too_many(&self) -> bool {
        self.before >= MOST
    }

    /// Whether the store may be whole for all that is known of it, and can be read without waiting for ever.
    pub(super) const fn may_be_whole(&self) -> bool {
        self.before < ENDLESS
    }

    /// It came to an end, well or not.
    pub(super) fn end(self) {
        // It begins at one again where this fails, and that is no harm.
        let _ = fs::remove_file(self.path);
    }
}

/// Lets the next opening take the store for damaged.
pub(super) fn give_up(root: &Path) -> Result<()> {
    places::write(&root.join(OPENING), &[ENDLESS]).map(|_| ())
}

/// Ends the process here if that has another cause than the store. An error says nothing of that kind.
fn make_an_empty_one(root: &Path, limits: Limits) {
    let place = swap::new(root);
    let made = Rebuild::begin(&place, limits)
        .and_then(|new| new.finish(LastBackup::default()))
        .and_then(|()| lengthen(root, &place));
    if let Err(error) = made.and_then(|()| remove(&place)) {
        tracing::warn!("an empty library could not be made beside the one that is to be opened: {error}");
        // The next that is made needs the place.
        let _ = remove(&place);
    }
}

/// Makes a file as long as the one that is to be opened may become by it: there may be a limit. That takes no room.
fn lengthen(root: &Path, place: &Path) -> Result<()> {
    let there = fs::metadata(swap::store(root).join(DATA)).map_or(0, |data| data.len());
    let path = place.join(DATA);
    open_private(&path)?
        .set_len(there.saturating_add(MORE))
        .map_err(|error| failed("write", &path, error))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_counts_the_openings_is_private() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join(OPENING);
        let begin = || Attempt::begin(directory.path(), Limits::default()).unwrap();
        let mode = || fs::metadata(&place).unwrap().permissions().mode() & 0o777;
        let attempt = begin();
        assert_eq!((mode(), attempt.before), (0o600, 0));
        attempt.end();
        assert!(!place.exists());
        for before in 0..MOST {
            let attempt = begin();
            assert_eq!((attempt.before, attempt.too_many()), (before, false));
        }
        let attempt = begin();
        assert!(attempt.too_many() && attempt.may_be_whole());
        attempt.end();
        give_up(directory.path()).unwrap();
        assert_eq!(mode(), 0o600);
        let attempt = begin();
        assert!(attempt.too_many() && !attempt.may_be_whole());
        let left: Vec<_> = fs::read_dir(directory.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "no empty store is left behind");
    }
}
