//! Removing snapshots that sled could not read, before it tries to.
//!
//! When sled opens a database it writes down where each page lies, so that the next opening need not read the whole log
//! again: to `snap.N.generating`, which it renames to `snap.N` once it is whole and synced. All that is in it can be
//! read from the log. But sled takes whatever begins with `snap.` for a snapshot, the half of one that a kill or a full
//! disk left as well, and refuses to open a database whose newest one it can't read.

use std::{fs, path::Path};

use crate::{Result, StoreError};

/// What sled calls its snapshots: this, and the number of the log's last byte that they know.
const PREFIX: &str = "snap.";
/// What it adds to the name while it writes one.
const BEING_WRITTEN: &str = ".generating";
/// Bytes behind a snapshot's contents: their length (8), and the CRC-32 of the contents (4).
const TRAILER: usize = 12;

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removed {
    /// Nothing, or what was not finished.
    Nothing,
    /// A snapshot that was whole once. There must be a log that it was made from.
    Snapshot,
}

/// Removes every snapshot of the database in `directory` that is not whole.
pub(crate) fn remove_unreadable(directory: &Path) -> Result<Removed> {
    let failed = |error| StoreError::io(format!("look through {}", directory.display()), error);
    let mut removed = Removed::Nothing;
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        let path = entry.path();
        let finished = !name.ends_with(BEING_WRITTEN);
        if finished && is_whole(&fs::read(&path).map_err(failed)?) {
            continue;
        }
        fs::remove_file(&path)
            .map_err(|error| StoreError::io(format!("remove {}", path.display()), error))?;
        if finished {
            tracing::warn!(name, "a snapshot was damaged; the library is read without it");
            removed = Removed::Snapshot;
        }
    }
    Ok(removed)
}

/// The same check that sled makes.
fn is_whole(snapshot: &[u8]) -> bool {
    let Some((contents, trailer)) = snapshot
        .len()
        .checked_sub(TRAILER)
        .filter(|contents| *contents > 0)
        .map(|contents| snapshot.split_at(contents))
    else {
        return false;
    };
    trailer.ends_with(&crc32fast::hash(contents).to_le_bytes())
}
