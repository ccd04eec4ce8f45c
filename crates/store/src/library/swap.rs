//! Putting one store in the place of another, so that a crash at any moment leaves one that is whole.
//!
//! The new one is made in `store.new` and, once it is complete and on disk, renamed to `store.ready`. Then the old one
//! goes to its place aside, or to `store.old` where nobody needs it any more, and the new one gets its name.
//! After a crash there is a store: then whatever is ready or old goes; or there is none: then the ready one takes its
//! place.

use std::{fs, io, path::Path};

use crate::{
    Result,
    opening::{failed, remove, sync_directory},
};

/// The store that is used.
pub(super) const STORE: &str = "store";
/// One that is being made.
pub(super) const NEW: &str = "store.new";
const READY: &str = "store.ready";
const OLD: &str = "store.old";

/// Finishes or takes back what a crash interrupted.
pub(super) fn settle(root: &Path) -> Result<()> {
    remove(&root.join(NEW))?;
    let store = root.join(STORE);
    if !exists(&store)? {
        for name in [READY, OLD] {
            let there = root.join(name);
            if exists(&there)? {
                rename(&there, &store)?;
                break;
            }
        }
        sync_directory(root)?;
    }
    remove(&root.join(READY))?;
    remove(&root.join(OLD))
}

/// Puts the store in `store.new`, which must be closed, in the place of the present one, which must be too. That one is
/// moved to `aside`, or deleted where none is named.
pub(super) fn swap(root: &Path, aside: Option<&Path>) -> Result<()> {
    let (ready, store, old) = (root.join(READY), root.join(STORE), root.join(OLD));
    rename(&root.join(NEW), &ready)?;
    sync_directory(root)?;
    if exists(&store)? {
        let aside = aside.unwrap_or(&old);
        rename(&store, aside)?;
        if let Some(parent) = aside.parent() {
            sync_directory(parent)?;
        }
    }
    rename(&ready, &store)?;
    sync_directory(root)?;
    remove(&old)
}

/// Whether there is something of this name. What can't be looked at is an error, not an absence.
pub(super) fn exists(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed("look at", path, error)),
    }
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| failed("move", from, error))
}
