//! Room on the disk that is held for sled, which writes when it is opened.
//!
//! sled writes down where its pages lie, to a new file, and marks the end of its last segment, before anything can be read. On a
//! disk without a free block that could not be opened. So a file beside the store takes as much room. It is given up for an
//! opening that needs it, and made again afterwards: from what that opening left, or once there is room.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fs2::FileExt as _;

use crate::{
    Result,
    disk::{RESERVE, free},
    opening::{failed, open_private, remove},
};

/// Its size: two of sled's segments, and where the pages of some 100,000 snippets lie.
const BYTES: u64 = 4 << 20;
/// So much of it is taken at a time.
const STEP: u64 = 256 << 10;

/// The file that takes the room.
pub(super) struct Reserve {
    root: PathBuf,
    path: PathBuf,
}

impl Reserve {
    /// The reserve of the library in this directory.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            path: root.join("reserve"),
        }
    }

    /// Opens a store. Where the disk is too full for that it is given the room that was held for it.
    pub(super) fn open<T>(&self, open: impl Fn() -> Result<T>) -> Result<T> {
        let mut given = free(&self.root)? < BYTES && self.give_up()?;
        let mut opened = open();
        // A quota is met without being seen.
        if !given && matches!(&opened, Err(error) if error.is_for_want_of_room()) && self.give_up()? {
            given = true;
            opened = open();
        }
        if let Err(error) = self.hold(given) {
            tracing::warn!("no room could be held for opening the library on a full disk: {error}");
        }
        opened
    }

    /// Whether an opening will find the room that it needs.
    pub(super) fn suffices(&self) -> bool {
        free(&self.root).is_ok_and(|free| free.saturating_add(self.held()) >= BYTES)
    }

    fn held(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |file| file.len())
    }

    /// `false` where there was nothing to give.
    fn give_up(&self) -> Result<bool> {
        let held = self.held() > 0;
        remove(&self.path)?;
        Ok(held)
    }

    /// Takes what is missing of the room: where there is plenty of it, or as far as it goes where it was given up just now.
    fn hold(&self, given: bool) -> Result<()> {
        let held = self.held();
        if held >= BYTES || (!given && free(&self.root)? < RESERVE + BYTES) {
            return Ok(());
        }
        let file = open_private(&self.path)?;
        for step in held / STEP + 1..=BYTES / STEP {
            match file.allocate(step * STEP) {
                Ok(()) => {}
                // The rest is somebody else's by now.
                Err(_) if given => break,
                Err(error) => return Err(failed("write", &self.path, error)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::StoreError;

    #[test]
    fn it_is_made_given_up_where_it_is_needed_and_made_again() {
        let directory = tempfile::tempdir().unwrap();
        let reserve = Reserve::new(directory.path());
        assert_eq!(reserve.held(), 0);
        reserve.open(|| Ok(())).unwrap();
        assert_eq!(reserve.held(), BYTES);
        assert!(reserve.suffices());

        let turns = Cell::new(0);
        let opened = reserve.open(|| {
            turns.set(turns.get() + 1);
            if reserve.held() > 0 {
                return Err(StoreError::Full);
            }
            Ok(turns.get())
        });
        assert_eq!(opened.unwrap(), 2);
        assert_eq!(reserve.held(), BYTES, "it is there again");

        let stays_full = reserve.open(|| -> Result<()> {
            turns.set(turns.get() + 1);
            Err(StoreError::Full)
        });
        assert_eq!(stays_full.unwrap_err().code(), "disk_full");
        assert_eq!(turns.get(), 4, "there is one reserve");
        let other = reserve.open(|| -> Result<()> {
            turns.set(turns.get() + 1);
            Err(StoreError::Older)
        });
        assert_eq!(other.unwrap_err().code(), "older");
        assert_eq!(turns.get(), 5, "no room helps here");
    }

    #[test]
    fn a_directory_of_its_name_makes_room_for_it() {
        let directory = tempfile::tempdir().unwrap();
        let reserve = Reserve::new(directory.path());
        fs::create_dir_all(directory.path().join("reserve/inside")).unwrap();
        reserve.open(|| Ok(())).unwrap();
        assert!(directory.path().join("reserve").is_file());
        assert_eq!(reserve.held(), BYTES);
    }
}
