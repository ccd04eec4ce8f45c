//! What has a place of its own in the directory of a library: what may be there, and the small files beside the store.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use domain::InstallationId;

use super::swap::STORE;
use crate::{
    Result, StoreError,
    format::{to_whole_record, whole_record},
    opening::{failed, open_private, remove, sync_directory},
    sled_store::SledStore,
};

/// The file that counts the attempts to open the store.
pub(super) const OPENING: &str = "opening";
/// The file that is locked while the library is open.
pub(super) const LOCK: &str = "library.lock";
/// The file that tells which installation's library this is, for when the store can't.
const INSTALLATION: &str = "installation";

/// Refuses what is neither a file nor a directory where one of the library's has its place: it would be read without end. What is
/// the one in the place of the other is gone around where it is met.
pub(super) fn check(root: &Path) -> Result<()> {
    for name in [LOCK, OPENING, INSTALLATION] {
        check_one(root.join(name))?;
    }
    match fs::read_dir(root.join(STORE)) {
        Ok(entries) => {
            for entry in entries {
                let entry = entry.map_err(|error| failed("read", &root.join(STORE), error))?;
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

/// Writes a small file that is private from its first moment on. A directory that has its name makes room for it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<File> {
    if path.is_dir() {
        remove(path)?;
    }
    let mut file = open_private(path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(bytes))
        .map_err(|error| failed("write", path, error))?;
    Ok(file)
}

/// Notes whose library this is. Nothing rests on it while the store can be read, so no failure is one of the caller's.
pub(super) fn note_installation(root: &Path, store: &SledStore) {
    let Ok(Some(now)) = store.known_installation() else {
        return;
    };
    if installation(root) == Some(now) {
        return;
    }
    if let Err(error) = note(root, now) {
        tracing::warn!("whose library this is could not be noted: {error}");
    }
}

fn note(root: &Path, installation: InstallationId) -> Result<()> {
    let path = root.join(INSTALLATION);
    let value = to_whole_record(&installation).map_err(SledStore::bad_meta)?;
    let file = write(&path, &value)?;
    file.sync_all().map_err(|error| failed("write", &path, error))?;
    sync_directory(root)
}

/// Whose library this is; `None` where that was not noted.
pub(super) fn installation(root: &Path) -> Option<InstallationId> {
    let value = fs::read(root.join(INSTALLATION)).ok()?;
    whole_record(&value).ok()
}
