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
    attempts::{Attempt, give_up},
    compact,
    keep::{fill, make, pre_migration},
    older::has_anything_since,
    places::{self, BACKUPS},
    recovery::{Recovery, Restored},
    swap, untold,
    verify::Verification,
};
use crate::{
    Limits, Result, StoreError,
    backup::{Backup, Extras, Reason, Shelf, Shelved},
    check::LastBackup,
    ledger::Headway,
    opening::{create_directory, failed},
    sled_store::{Before, SledStore},
};

/// Opens the store, or one that is made from a backup in its place.
pub(super) fn open(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<(SledStore, Option<Recovery>, Verification)> {
    let attempt = Attempt::begin(root, limits)?;
    if attempt.too_many() {
        return open_another(root, limits, shelf, now, attempt);
    }
    let opened = open_or_replace(root, limits, shelf, now);
    if matches!(opened, Err(StoreError::Stuck)) {
        // It can't be closed any more in this process; the next one does not try.
        give_up(root)?;
    } else {
        // An error is an end too.
        attempt.end();
    }
    opened
}

fn open_or_replace(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
) -> Result<(SledStore, Option<Recovery>, Verification)> {
    let damage = match open_whole(root, limits, shelf, now) {
        Ok((store, None)) => return Ok((store, None, Verification::later())),
        Ok((store, Some(live))) => {
            let store = compact::if_worth_it(root, limits, store, live)?;
            return Ok((store, None, Verification::done()));
        }
        Err(error) if !error.is_damage() => return Err(error),
        Err(error) => error,
    };
    let recovery = replace(root, limits, shelf, now, &damage)?;
    let store = SledStore::open(&swap::store(root), limits)?;
    Ok((store, Some(recovery), Verification::done()))
}

/// Puts a backup in the place of a store whose opening was cut off too often, and opens that. What is set aside may be whole all the
/// same, for somebody may have been in a hurry each time: then it becomes a backup.
fn open_another(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
    attempt: Attempt,
) -> Result<(SledStore, Option<Recovery>, Verification)> {
    let may_be_whole = attempt.may_be_whole();
    let damage = StoreError::Damaged {
        detail: "opening it did not come to an end, several times".to_owned(),
    };
    let replaced = replace(root, limits, shelf, now, &damage);
    // Whatever reading it does to this process: it has another place by now.
    attempt.end();
    let mut recovery = replaced?;
    if let Some(aside) = recovery.aside.clone().filter(|_| may_be_whole) {
        let read = patiently(limits.patience, move |headway| {
            SledStore::open(&aside, limits)?.check(headway)
        });
        if read.is_ok() {
            keep_older(root, &mut recovery, limits, shelf, now);
        }
    }
    let store = SledStore::open(&swap::store(root), limits)?;
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
    let backups = shelf.list_what_can_be();
    if !swap::holds_anything(&directory)?
        && (places::backups_are_away(root)
            || places::was_noted(root)
            || !matches!(shelf.is_empty(), Ok(true)))
    {
        return Err(StoreError::Damaged {
            detail: "it is gone".to_owned(),
        });
    }
    let (root, shelf) = (root.to_owned(), shelf.clone());
    patiently(limits.patience, move |headway| {
        let before = Before {
            migration: &|store| pre_migration(store, &shelf, now),
            // From here on the store counts as if they had never been.
            forgetting: &|missing| untold::note(&root, &Recovery::shortened(missing, untold::read(&root))),
        };
        let store = SledStore::open_with(&directory, limits, &before)?;
        if store.was_closed {
            return Ok((store, None));
        }
        let live = whole(&store, &backups, now, headway)?;
        Ok((store, Some(live)))
    })
}

/// Reads all of a store that was opened `now`, and answers how many bytes are in it.
pub(super) fn whole(
    store: &SledStore,
    backups: &[Backup],
    now: Timestamp,
    headway: Headway<'_>,
) -> Result<u64> {
    let live = store.check(headway)?;
    let known = store.last_backup()?.number;
    let installation = store.known_installation()?;
    // One that was copied here from elsewhere says nothing about this store.
    let ours = |backup: &&Backup| installation.is_none() || backup.header.installation == installation;
    if let Some(newest) = backups.iter().find(ours)
        && newest.number > known
        && !has_anything_since(store, newest, now, headway)?
    {
        return Err(StoreError::Older);
    }
    Ok(live)
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
///
/// # Errors
/// [`StoreError::NoRoomToRecover`] on a full disk, [`StoreError::BackupsUnread`] where the system refuses to read a backup that may
/// be the newest, others where something can't be read or moved. Nothing is moved then.
pub(super) fn replace(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
    damage: &StoreError,
) -> Result<Recovery> {
    match try_to_replace(root, limits, shelf, now, damage) {
        Err(StoreError::Full) => Err(StoreError::NoRoomToRecover {
            damage: in_words(damage),
            backup: shelf
                .newest(places::installation(root))?
                .map(|backup| (backup.header.created, backup.header.assets())),
        }),
        Err(StoreError::Unread { path, cause }) => Err(StoreError::BackupsUnread {
            damage: in_words(damage),
            path,
            cause,
        }),
        replaced => replaced,
    }
}

fn in_words(damage: &StoreError) -> String {
    match damage {
        StoreError::Damaged { detail } => detail.clone(),
        other => other.to_string(),
    }
}

fn try_to_replace(
    root: &Path,
    limits: Limits,
    shelf: &Shelf,
    now: Timestamp,
    damage: &StoreError,
) -> Result<Recovery> {
    if places::backups_are_away(root) {
        return Err(StoreError::BackupsAway {
            damage: in_words(damage),
            path: root.join(BACKUPS),
        });
    }
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
            // An older one in its place would be taken for good.
            Shelved::Refused(refused) if restored.is_none() => return Err(refused),
            Shelved::Refused(_) => continue,
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
        let last = |sum| LastBackup { number: highest, sum };
        match fill(root, limits, &backup.path, own, last) {
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
    let aside = if swap::holds_anything(&swap::store(root))? {
        Some(place_aside(root, now)?)
    } else {
        None
    };
    let mut recovery = Recovery {
        damage: in_words(damage),
        aside,
        restored,
        unreadable,
        from_newer,
        others,
        older: None,
        missing: 0,
        earlier: untold::before_a_swap(root).map(Box::new),
    };
    // Whoever ends this process from here on, it will be told.
    untold::note(root, &recovery)?;
    swap::swap(root, recovery.aside.as_deref())?;
    if matches!(damage, StoreError::Older) {
        keep_older(root, &mut recovery, limits, shelf, now);
    }
    Ok(recovery)
}

/// Backs up a store that was whole and set aside all the same, for it may hold what no backup does, and adds the number of that
/// backup to what is told.
fn keep_older(root: &Path, recovery: &mut Recovery, limits: Limits, shelf: &Shelf, now: Timestamp) {
    let Some(aside) = &recovery.aside else { return };
    let back_up = |store: &Path, reason| {
        let store = SledStore::open(store, limits)?;
        make(&store, shelf, reason, now, &Extras::new())
    };
    let kept = back_up(aside, Reason::BeforeReplacing).and_then(|(number, _)| {
        // The newest backup is what takes the place of a damaged store, so it is not to be that one.
        back_up(&swap::store(root), Reason::Regular)?;
        Ok(number)
    });
    match kept {
        Ok(number) => {
            recovery.older = Some(number);
            if let Err(error) = untold::note(root, recovery) {
                tracing::warn!("that the older library is backed up could not be noted: {error}");
            }
        }
        // The library is in its place all the same, and the other one where it was put aside.
        Err(error) => tracing::warn!("the older library could not be backed up: {error}"),
    }
}

/// The installation of most of these backups: whose library it is, where nothing else tells. Of several with as many, the one
/// with the newest.
fn most_named(shelved: &[Shelved]) -> Option<InstallationId> {
    let named = shelved.iter().filter_map(|shelved| match shelved {
        Shelved::Backup(backup) => backup.header.installation,
        Shelved::Unreadable { .. } | Shelved::Refused(_) | Shelved::Other => None,
    });
    let named: Vec<_> = named.collect();
    let count = |id: &InstallationId| named.iter().filter(|other| *other == id).count();
    // The first of those that are equal is the newest, and the last one is what `max_by_key` answers.
    named.iter().rev().max_by_key(|id| count(id)).copied()
}

/// A directory for a damaged store that no other one has.
fn place_aside(root: &Path, now: Timestamp) -> Result<PathBuf> {
    let at = now.to_string();
    let name = at.split('.').next().unwrap_or_default().replace(':', "-");
    let mut refused = None;
    for damaged in swap::damaged(root) {
        match place_in(root, &damaged, &name) {
            // A full disk is full everywhere.
            Err(error) if !matches!(error, StoreError::Full) => drop(refused.get_or_insert(error)),
            place => return place,
        }
    }
    Err(refused.unwrap_or(StoreError::Full))
}

fn place_in(root: &Path, damaged: &Path, name: &str) -> Result<PathBuf> {
    let taken = || failed("find a place in", damaged, io::ErrorKind::AlreadyExists.into());
    // Where a link leads is somebody's.
    if fs::symlink_metadata(damaged).is_ok_and(|there| !there.is_dir()) {
        return Err(taken());
    }
    create_directory(damaged)?;
    for number in 1.. {
        let place = match number {
            1 => damaged.join(format!("{name}Z")),
            _ => damaged.join(format!("{name}Z-{number}")),
        };
        if !swap::exists(&place)? {
            swap::try_to_move(root, &place)?;
            return Ok(place);
        }
    }
    Err(taken())
}
