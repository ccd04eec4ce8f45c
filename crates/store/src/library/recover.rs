//! Opening a library whose store may be damaged.

use std::{
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use domain::{InstallationId, Timestamp};

use super::{
    compact,
    keep::{fill, make, pre_migration},
    places::{self, OPENING},
    recovery::{Recovery, Restored},
    swap,
    verify::Verification,
};
use crate::{
    Limits, Result, Store, StoreError,
    backup::{Backup, Extras, Reason, Shelf, Shelved},
    check::LastBackup,
    ledger::Headway,
    opening::{create_directory, failed},
    sled_store::SledStore,
};

/// How often opening may end without a word, by a crash or because somebody lost patience, before the store is taken for
/// damaged.
const ATTEMPTS: u8 = 5;

/// Opens the store, or one that is made from a backup in its place.
pub(super) fn open(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<(SledStore, Option<Recovery>, Verification)> {
    let attempts = Attempts::begin(root)?;
    let opened = if attempts.too_many() {
        Err(StoreError::Damaged {
            detail: "opening it did not come to an end, several times".to_owned(),
        })
    } else {
        open_whole(root, limits, shelf, now)
    };
    let damage = match opened {
        Ok((store, None)) => {
            attempts.end();
            return Ok((store, None, Verification::later()));
        }
        Ok((store, Some(live))) => {
            attempts.end();
            let recovery = (store.missing > 0).then(|| Recovery {
                damage: "its end is missing".to_owned(),
                aside: None,
                restored: None,
                unreadable: 0,
                from_newer: 0,
                others: 0,
                older: None,
                missing: store.missing,
            });
            let store = compact::if_worth_it(root, limits, store, live)?;
            return Ok((store, recovery, Verification::done()));
        }
        Err(StoreError::Stuck) => {
            // It can't be closed any more in this process; the next one does not try.
            give_up(root)?;
            return Err(StoreError::Stuck);
        }
        Err(error) if !error.is_damage() => {
            attempts.end();
            return Err(error);
        }
        Err(error) => error,
    };
    let recovery = replace(root, limits, shelf, now, &damage)?;
    let store = SledStore::open(&swap::store(root), limits)?;
    attempts.end();
    Ok((store, Some(recovery), Verification::done()))
}

/// Opens the store and, unless it is as it was closed, reads all of it. Then it answers how many bytes are in it, too.
fn open_whole(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<(SledStore, Option<u64>)> {
    let directory = swap::store(root);
    let backups = shelf.list()?;
    if !swap::exists(&directory)? && !shelf.is_empty()? {
        return Err(StoreError::Damaged {
            detail: "it is gone".to_owned(),
        });
    }
    let shelf = shelf.clone();
    patiently(limits.patience, move |headway| {
        let before_migration = |store: &SledStore| pre_migration(store, &shelf, now);
        let store = SledStore::open_with(&directory, limits, &before_migration)?;
        if store.was_closed {
            return Ok((store, None));
        }
        let live = whole(&store, &backups, headway)?;
        Ok((store, Some(live)))
    })
}

/// Reads all of a store, and answers how many bytes are in it.
pub(super) fn whole(store: &SledStore, backups: &[Backup], headway: Headway<'_>) -> Result<u64> {
    let live = store.check(headway)?;
    let known = store.last_backup()?.number;
    let installation = store.known_installation()?;
    // One that was copied here from elsewhere says nothing about this store.
    let ours = |backup: &&Backup| installation.is_none() || backup.header.installation == installation;
    if let Some(newest) = backups.iter().find(ours)
        && newest.number > known
        && !has_anything_since(store, newest.header.created)?
    {
        return Err(StoreError::Older);
    }
    Ok(live)
}

/// Whether a snippet was saved, changed or taken after this. Then the store is no older one, whatever was copied to its backups
/// of what it was on another machine.
fn has_anything_since(store: &SledStore, then: Timestamp) -> Result<bool> {
    for asset in store.assets() {
        let asset = asset?;
        if asset
            .created
            .max(asset.updated)
            .max(asset.reused.unwrap_or(asset.created))
            > then
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads on a thread of its own, for sled may not come to an end over what is damaged: a page that leads back to itself is
/// followed for ever. What makes no headway for this long is left behind.
pub(super) fn patiently<T: Send + 'static>(
    patience: Duration,
    read: impl FnOnce(Headway<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let progress = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&progress);
    let (answer, answered) = mpsc::channel();
    let thread = thread::Builder::new().name("reading".to_owned()).spawn(move || {
        // sled panics over some kinds of damage, at the first reading of what is damaged.
        let headway = || {
            counted.fetch_add(1, Relaxed);
            Ok(())
        };
        let done = catch_unwind(AssertUnwindSafe(|| read(&headway))).unwrap_or_else(|_| {
            Err(StoreError::Damaged {
                detail: "the database gave up reading it".to_owned(),
            })
        });
        // Nobody waits for it any more where it took too long.
        let _ = answer.send(done);
    });
    thread.map_err(|error| StoreError::io("start a thread", error))?;
    let mut before = 0;
    loop {
        // Until the first entry is read, sled reads the whole of its log.
        let patience = if before == 0 { patience * 3 } else { patience };
        match answered.recv_timeout(patience) {
            Ok(done) => return done,
            Err(mpsc::RecvTimeoutError::Timeout) if progress.load(Relaxed) > before => {
                before = progress.load(Relaxed);
            }
            Err(_) => return Err(StoreError::Stuck),
        }
    }
}

/// Moves the store aside and puts the newest backup that can be read in its place, or an empty store.
pub(super) fn replace(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
    damage: &StoreError,
) -> Result<Recovery> {
    let shelved = shelf.look()?;
    let own = places::installation(root).or_else(|| most_named(&shelved));
    let (mut unreadable, mut from_newer, mut others, mut restored) = (0, 0, 0, None);
    let highest = shelf.highest()?;
    for shelved in shelved {
        let backup = match shelved {
            Shelved::Backup(backup) if backup.is_of(own) => backup,
            Shelved::Backup(_) | Shelved::Other => {
                others += 1;
                continue;
            }
            Shelved::Unreadable { newer } => {
                if restored.is_none() {
                    unreadable += 1;
                    from_newer += usize::from(newer);
                }
                continue;
            }
        };
        if restored.is_some() {
            continue;
        }
        match fill(root, limits, &backup.path, highest, own) {
            Ok(()) => {
                restored = Some(Restored {
                    created: backup.header.created,
                    assets: backup.header.assets(),
                    path: backup.path,
                });
            }
            Err(StoreError::Backup(_)) => unreadable += 1,
            Err(error) => return Err(error),
        }
    }
    if restored.is_none() {
        let new = super::rebuild::Rebuild::begin(&swap::new(root), limits)?;
        if let Some(own) = own {
            // Its backups stay its own, for whoever can read them.
            new.installation(own)?;
        }
        new.finish(LastBackup {
            number: highest,
            ..LastBackup::default()
        })?;
    }
    let aside = if swap::exists(&swap::store(root))? {
        Some(place_aside(root, now)?)
    } else {
        None
    };
    swap::swap(root, aside.as_deref())?;
    let older = match (damage, &aside) {
        (StoreError::Older, Some(aside)) => keep_older(root, aside, limits, shelf, now),
        _ => None,
    };
    let damage = match damage {
        StoreError::Damaged { detail } => detail.clone(),
        other => other.to_string(),
    };
    Ok(Recovery {
        damage,
        aside,
        restored,
        unreadable,
        from_newer,
        others,
        older,
        missing: 0,
    })
}

/// Backs up a store that was whole, and only older than a backup: it may hold what no backup does. The number of that backup.
fn keep_older(root: &Path, aside: &Path, limits: Limits, shelf: &Shelf, now: Timestamp) -> Option<u64> {
    let back_up = |store: &Path, reason| {
        let store = SledStore::open(store, limits)?;
        make(&store, shelf, reason, now, &Extras::new())
    };
    let kept = back_up(aside, Reason::BeforeReplacing).and_then(|(number, _)| {
        // The newest backup is what takes the place of a damaged store, so it is not to be that one.
        back_up(&swap::store(root), Reason::Regular)?;
        Ok(number)
    });
    // The library is in its place all the same, and the other one where it was put aside.
    kept.inspect_err(|error| tracing::warn!("the older library could not be backed up: {error}"))
        .ok()
}

/// The installation of most of these backups: whose library it is, where nothing else tells. Of several with as many, the one
/// with the newest.
fn most_named(shelved: &[Shelved]) -> Option<InstallationId> {
    let named = shelved.iter().filter_map(|shelved| match shelved {
        Shelved::Backup(backup) => backup.header.installation,
        Shelved::Unreadable { .. } | Shelved::Other => None,
    });
    let named: Vec<_> = named.collect();
    let count = |id: &InstallationId| named.iter().filter(|other| *other == id).count();
    // The first of those that are equal is the newest, and the last one is what `max_by_key` answers.
    named.iter().rev().max_by_key(|id| count(id)).copied()
}

/// A directory for a damaged store that no other one has.
fn place_aside(root: &Path, now: Timestamp) -> Result<PathBuf> {
    // Something else may have the name.
    let damaged = match swap::damaged(root) {
        taken if taken.exists() && !taken.is_dir() => taken.with_extension("stores"),
        damaged => damaged,
    };
    create_directory(&damaged)?;
    let at = now.to_string();
    let name = at.split('.').next().unwrap_or_default().replace(':', "-");
    (1..)
        .map(|number| match number {
            1 => damaged.join(format!("{name}Z")),
            _ => damaged.join(format!("{name}Z-{number}")),
        })
        .find_map(|place| match swap::exists(&place) {
            Ok(true) => None,
            Ok(false) => Some(Ok(place)),
            Err(error) => Some(Err(error)),
        })
        .unwrap_or_else(|| {
            Err(failed(
                "find a place in",
                &damaged,
                io::ErrorKind::AlreadyExists.into(),
            ))
        })
}

/// Lets the next opening take the store for damaged.
pub(super) fn give_up(root: &Path) -> Result<()> {
    places::write(&root.join(OPENING), &[ATTEMPTS]).map(|_| ())
}

/// How often in a row opening did not come to an end, in a file that is there while a store is opened.
struct Attempts {
    path: PathBuf,
    before: u8,
}

impl Attempts {
    fn begin(root: &Path) -> Result<Self> {
        let path = root.join(OPENING);
        // What else has its name makes room when this is written.
        let is_ours = fs::symlink_metadata(&path).is_ok_and(|there| there.is_file());
        let before = if is_ours {
            let bytes = fs::read(&path).map_err(|error| failed("read", &path, error))?;
            bytes.first().copied().unwrap_or(0)
        } else {
            0
        };
        match places::write(&path, &[before.saturating_add(1)]) {
            // What is there can be opened on a full disk too; only this is not counted.
            Ok(_) | Err(StoreError::Full) => Ok(Self { path, before }),
            Err(error) => Err(error),
        }
    }

    const fn too_many(&self) -> bool {
        self.before >= ATTEMPTS
    }

    fn end(self) {
        // It begins at one again where this fails, and that is no harm.
        let _ = fs::remove_file(self.path);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_counts_the_openings_is_private() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join(OPENING);
        let mode = || fs::metadata(&place).unwrap().permissions().mode() & 0o777;
        let attempts = Attempts::begin(directory.path()).unwrap();
        assert_eq!((mode(), attempts.before), (0o600, 0));
        attempts.end();
        assert!(!place.exists());
        give_up(directory.path()).unwrap();
        assert_eq!(mode(), 0o600);
        assert!(Attempts::begin(directory.path()).unwrap().too_many());
    }
}
