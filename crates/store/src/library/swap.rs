//! Putting one store in the place of another, so that a crash at any moment leaves one that is whole.
//!
//! The new one is made in `store.bowerbird-new` and, once it is complete and on disk, renamed to `store.bowerbird-ready`. Then
//! the old one goes to its place aside, or to `store.bowerbird-old` where nobody needs it any more, and the new one gets its name.
//! After a crash there is a store: then whatever is ready or old goes; or there is none: then the ready one takes its
//! place.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    Result,
    aside::make_room_for_directory,
    opening::{failed, remove, sync_directory},
};

/// The store that is used, or a link to it.
pub(super) const STORE: &str = "store";
/// Where stores go that could not be used.
const DAMAGED: &str = "damaged";
/// How many names there are for it, where something else has one.
const PLACES: usize = 9;
/// Links that are followed one after the other.
const LINKS: usize = 8;

/// What is put behind the name of a store. What is called so is deleted with all that is in it, so nobody else may use such a name
/// by chance: a copy that somebody made is `store.old` perhaps.
const NEW: &str = ".bowerbird-new";
const READY: &str = ".bowerbird-ready";
const OLD: &str = ".bowerbird-old";

/// Where the store is: `store` in the directory of the library or, where that is a link, what it leads to. All others are
/// beside it, for they are renamed, which no other disk allows.
pub(super) fn store(root: &Path) -> PathBuf {
    let mut place = root.join(STORE);
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&place) else {
            break;
        };
        place = place.parent().unwrap_or(root).join(target);
    }
    place
}

/// Where a store is made that is to take the place of the present one.
pub(super) fn new(root: &Path) -> PathBuf {
    beside(root, NEW)
}

/// Where stores go that could not be used: the first of these that is a directory of the library's own, on its disk.
pub(super) fn damaged(root: &Path) -> impl Iterator<Item = PathBuf> {
    let first = if is_link(root) {
        beside(root, ".damaged")
    } else {
        root.join(DAMAGED)
    };
    (0..PLACES).map(move |number| {
        let mut name = first.clone().into_os_string();
        match number {
            0 => {}
            1 => name.push(".stores"),
            _ => name.push(format!(".stores-{number}")),
        }
        name.into()
    })
}

/// Whether a store can be moved there: not to another disk, and not to where nothing may be made.
pub(super) fn try_to_move(root: &Path, place: &Path) -> Result<()> {
    // Nothing has this name now.
    let trial = beside(root, OLD);
    fs::create_dir(&trial).map_err(|error| failed("create the directory", &trial, error))?;
    match fs::rename(&trial, place) {
        Ok(()) => remove(place),
        Err(error) => {
            remove(&trial)?;
            Err(failed("move a library to", place, error))
        }
    }
}

fn beside(root: &Path, ending: &str) -> PathBuf {
    let store = store(root);
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    store.with_file_name(name)
}

fn is_link(root: &Path) -> bool {
    fs::symlink_metadata(root.join(STORE)).is_ok_and(|there| there.is_symlink())
}

/// The directory that a store and what is beside it are in.
fn home<'p>(root: &'p Path, store: &'p Path) -> &'p Path {
    store.parent().unwrap_or(root)
}

/// Finishes or takes back what a crash interrupted.
///
/// # Errors
/// Where the store is a link that leads to nothing: its disk is not there, and nothing is made in its place.
pub(super) fn settle(root: &Path) -> Result<()> {
    let (new, ready, old) = (new(root), beside(root, READY), beside(root, OLD));
    // A file of somebody's that has one of these names is no store.
    for place in [&new, &ready, &old] {
        make_room_for_directory(place)?;
    }
    remove(&new)?;
    let store = store(root);
    if !exists(&store)? {
        for there in [&ready, &old] {
            if exists(there)? {
                rename(there, &store)?;
                break;
            }
        }
        if is_link(root) && !exists(&store)? {
            let link = root.join(STORE);
            return Err(failed("follow the link", &link, io::ErrorKind::NotFound.into()));
        }
        sync_directory(home(root, &store))?;
    }
    remove(&ready)?;
    remove(&old)
}

/// Puts the store that was made, which must be closed, in the place of the present one, which must be too. That one is
/// moved to `aside`, or deleted where none is named.
pub(super) fn swap(root: &Path, aside: Option<&Path>) -> Result<()> {
    let (ready, store, old) = (beside(root, READY), store(root), beside(root, OLD));
    let home = home(root, &store);
    rename(&new(root), &ready)?;
    sync_directory(home)?;
    if exists(&store)? {
        let aside = aside.unwrap_or(&old);
        rename(&store, aside)?;
        if let Some(parent) = aside.parent() {
            sync_directory(parent)?;
        }
    }
    rename(&ready, &store)?;
    sync_directory(home)?;
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

/// Whether there is something of this name, and in it. A store that was emptied, or the place of a disk that is not there, is as
/// good as gone.
pub(super) fn holds_anything(path: &Path) -> Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(_) => exists(path),
    }
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| failed("move", from, error))
}
