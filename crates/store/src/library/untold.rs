//! What became of a damaged library and was not told yet, in a small file beside its store: who is to tell it may end before.
//!
//! It is written before the store is swapped, so that it is there whenever the swap was made. What it says of a swap that was
//! never made is passed over: then nothing was set aside.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Recovery, places, swap};
use crate::{
    Result, StoreError,
    aside::make_room,
    format::{from_json, to_json},
    opening::{failed, remove, sync_directory},
};

/// The name of the file.
pub(super) const UNTOLD: &str = "untold";
/// What it is called while it is written.
const NEW: &str = "untold.new";

/// Notes what is done in the next moment, or was done, so that it outlives this process and a loss of power.
pub(super) fn note(root: &Path, recovery: &Recovery) -> Result<()> {
    // The names in the library are ours; of others it is only said where they are, as far as letters can.
    let within = |path: &Path| {
        let name = path.strip_prefix(root).unwrap_or(path);
        PathBuf::from(name.to_string_lossy().into_owned())
    };
    let mut noted = recovery.clone();
    noted.each_path(&within);
    let (path, new) = (root.join(UNTOLD), root.join(NEW));
    let bytes = to_json(&noted).map_err(|problem| StoreError::Damaged {
        detail: format!("what became of it can't be written down: {problem}"),
    })?;
    let file = places::write(&new, &bytes)?;
    file.sync_all().map_err(|error| failed("write", &new, error))?;
    make_room(&path)?;
    swap::rename(&new, &path)?;
    sync_directory(root)
}

/// What was noted and not told, where it has happened.
pub(super) fn read(root: &Path) -> Option<Recovery> {
    let path = root.join(UNTOLD);
    // A pipe would be waited for.
    if !fs::symlink_metadata(&path).is_ok_and(|there| there.is_file()) {
        return None;
    }
    let mut recovery: Recovery = from_json(&fs::read(&path).ok()?).ok()?;
    recovery.each_path(&|path| root.join(path));
    let has_happened = recovery.aside.as_ref().map_or_else(
        || fs::symlink_metadata(swap::store(root)).is_ok(),
        |aside| fs::symlink_metadata(aside).is_ok(),
    );
    // What was not told before it is true whether this one has happened or not.
    match (has_happened, recovery.earlier.take()) {
        (true, earlier) => {
            recovery.earlier = earlier;
            Some(recovery)
        }
        (false, earlier) => earlier.map(|earlier| *earlier),
    }
}

/// The same, for who sets the store aside: that it had lost its end is of no account any more.
pub(super) fn before_a_swap(root: &Path) -> Option<Recovery> {
    let mut untold = read(root);
    while let Some(shortened) = untold.take_if(|untold| untold.missing > 0) {
        untold = shortened.earlier.map(|earlier| *earlier);
    }
    untold
}

/// It was told.
pub(super) fn told(root: &Path) -> Result<()> {
    remove(&root.join(UNTOLD))
}
