//! What has a place of its own in the directory of a library: what may be there, and the small files beside the store.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use domain::InstallationId;

use super::{attempts::OPENING, swap};
use crate::{
    Result, StoreError,
    closing::INSTALLATION,
    format::{to_whole_record, whole_record},
    opening::{failed, open_private, sync_directory},
    sled_store::SledStore,
};

/// The directory of the backups, or a link to it.
pub(super) const BACKUPS: &str = "backups";
/// The file that is locked while the library is open.
pub(super) const LOCK: &str = "library.lock";

/// Refuses what is neither a file nor a directory where one of the library's has its place: it would be read without end. What is
/// the one in the place of the other is gone around where it is met.
pub(super) fn check(root: &Path) -> Result<()> {
    for name in [LOCK, OPENING, INSTALLATION] {
        check_one(root.join(name))?;
    }
    match fs::read_dir(swap::store(root)) {
        Ok(entries) => {
            for entry in entries {
                let entry = entry.map_err(|error| failed("read", &swap::store(root), error))?;
                check_one(entry.path())?;
            }
            Ok(())
        }
        // It is opened, or said why not, in its turn.
        Err(_) => Ok(()),
    }
}

fn check_one(path: PathBuf) -> Result<()> {
    match fs::metadata(&path) {
        Ok(there) if !there.is_file() && !there.is_dir() => Err(StoreError::InTheWay { path }),
        _ => Ok(()),
    }
}

/// Whether the backups are on another disk, by a link, and that is not there now. Then nothing can be said of them.
pub(super) fn backups_are_away(root: &Path) -> bool {
    let place = root.join(BACKUPS);
    fs::symlink_metadata(&place).is_ok_and(|there| there.is_symlink()) && fs::metadata(&place).is_err()
}

/// Writes a small file that is private from its first moment on. What has its name and is no file makes room for it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<File> {
    let mut file = open_private(path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(bytes))
        .map_err(|error| failed("write", path, error))?;
    Ok(file)
}

/// Notes whose library this is, beside the store and in its directory, so that it is known where one of the two is lost. Nothing
/// rests on it while the store can be read, so no failure is one of the caller's.
pub(super) fn note_installation(root: &Path, store: &SledStore) {
    let Ok(Some(now)) = store.known_installation() else {
        return;
    };
    for directory in [root.to_owned(), swap::store(root)] {
        if noted(&directory) == Some(now) {
            continue;
        }
        if let Err(error) = note(&directory, now) {
            tracing::warn!("whose library this is could not be noted: {error}");
        }
    }
}

fn note(directory: &Path, installation: InstallationId) -> Result<()> {
    let path = directory.join(INSTALLATION);
    let value = to_whole_record(&installation).map_err(SledStore::bad_meta)?;
    let file = write(&path, &value)?;
    file.sync_all().map_err(|error| failed("write", &path, error))?;
    sync_directory(directory)
}

/// Whose library this is, by the note beside the store, by that in its directory, or by that of the store that was set aside last;
/// `None` where there is none.
pub(super) fn installation(root: &Path) -> Option<InstallationId> {
    noted(root)
        .or_else(|| noted(&swap::store(root)))
        .or_else(|| noted_aside(root))
}

/// Whether a library was here: it is noted beside the store whose it is.
pub(super) fn was_noted(root: &Path) -> bool {
    noted(root).is_some()
}

fn noted(directory: &Path) -> Option<InstallationId> {
    let value = fs::read(directory.join(INSTALLATION)).ok()?;
    whole_record(&value).ok()
}

/// The names of what is set aside begin with when that was.
fn noted_aside(root: &Path) -> Option<InstallationId> {
    let mut aside: Vec<PathBuf> = swap::damaged(root)
        .filter_map(|damaged| fs::read_dir(damaged).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    aside.sort_by_key(|store| store.file_name().map(ToOwned::to_owned));
    aside.iter().rev().find_map(|store| noted(store))
}
