//! The small files beside the store: which installation's library it is.

use std::{fs, io::Write as _, path::Path};

use domain::InstallationId;

use crate::{
    Result,
    format::{to_whole_record, whole_record},
    opening::{failed, open_private, remove},
    sled_store::SledStore,
};

/// The file that tells which installation's library this is, for when the store can't.
const INSTALLATION: &str = "installation";

/// Writes a small file that is private from its first moment on. A directory that has its name makes room for it.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.is_dir() {
        remove(path)?;
    }
    let mut file = open_private(path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(bytes))
        .map_err(|error| failed("write", path, error))
}

/// Notes whose library this is. Nothing rests on it while the store can be read, so no failure is one of the caller's.
pub(super) fn note_installation(root: &Path, store: &SledStore) {
    let Ok(Some(now)) = store.known_installation() else {
        return;
    };
    if installation(root) == Some(now) {
        return;
    }
    let noted = to_whole_record(&now)
        .map_err(SledStore::bad_meta)
        .and_then(|value| write(&root.join(INSTALLATION), &value));
    if let Err(error) = noted {
        tracing::warn!("whose library this is could not be noted: {error}");
    }
}

/// Whose library this is; `None` where that was not noted.
pub(super) fn installation(root: &Path) -> Option<InstallationId> {
    let value = fs::read(root.join(INSTALLATION)).ok()?;
    whole_record(&value).ok()
}
