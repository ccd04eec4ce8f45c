//! Making backups of a library, and taking them back.

use std::{collections::HashMap, ffi::OsStr, path::Path};

use domain::{ApplicationId, Asset, AssetId, InstallationId, Timestamp};

use super::{
    Library, places,
    rebuild::{Kind, Rebuild},
    swap,
};
use crate::{
    Added, Limits, Result, Store, StoreError,
    backup::{
        About, AssetRecord, Backup, BackupError, Extras, Header, Reader, Reason, Record, Shelf, destination,
        write,
    },
    check::LastBackup,
    ledger::Sum,
    sled_store::SledStore,
};

/// Says whether an asset may be taken in.
pub type ImportFilter<'a> = &'a dyn Fn(&Asset, &str) -> bool;

/// What came of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Snippets that are new.
    pub added: u64,
    /// Those whose text was there already. They are left as they are.
    pub known: u64,
    /// Those that were not to be taken in.
    pub refused: u64,
    /// Of the new ones those whose id is another snippet's here, mostly of the same one that was edited since: they have
    /// another id.
    pub beside: u64,
    /// The backup of what was there before.
    pub before: u64,
}

impl Library {
    /// The backups, newest first. Of two that have the same number, because one was copied here from another machine, it is
    /// the own one.
    ///
    /// # Errors
    /// Where their directory can't be read.
    pub fn backups(&self) -> Result<Vec<Backup>> {
        let own = places::installation(&self.root);
        let mut backups = self.shelf.list()?;
        backups.sort_by_key(|backup| (std::cmp::Reverse(backup.number), !backup.is_of(own)));
        backups.dedup_by_key(|backup| backup.number);
        Ok(backups)
    }

    /// The newest backup that this installation has made.
    ///
    /// # Errors
    /// Where their directory can't be read.
    pub fn newest_backup(&self) -> Result<Option<Backup>> {
        self.shelf.newest(places::installation(&self.root))
    }

    /// Whether something was written since the last backup was begun.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn changed_since_backup(&self) -> Result<bool> {
        self.with(|store| Ok(store.sum()? != store.last_backup()?.sum))
    }

    /// Makes a backup, reads it back, and removes those that are too many by then. The store can be used meanwhile.
    ///
    /// # Errors
    /// Where it can't be read or written. No backup is changed then.
    pub fn back_up(&self, reason: Reason, now: Timestamp, extras: &Extras) -> Result<Header> {
        self.verify()?;
        let _keeping = self.keeping.lock();
        let store = self.store.read().clone().ok_or_else(super::closed)?;
        let made = make(&store, &self.shelf, reason, now, extras);
        // Before anybody may want to close the store.
        drop(store);
        made.map(|(_, header)| header)
    }

    /// Writes everything to a file of the user's choice, in the form of a backup. Of what may be there only a backup is replaced.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] where another file is there, others where that is no file, the store can't be read or the file
    /// not be written. What was there before is there still then.
    pub fn export(&self, path: &Path, now: Timestamp, extras: &Extras) -> Result<Header> {
        self.verify()?;
        let _keeping = self.keeping.lock();
        let place = destination(path)?;
        let about = About {
            reason: Reason::Export,
            number: None,
            now,
            extras,
        };
        // Another file may have got the name meanwhile.
        let still_free = || destination(path).map(|_| ());
        self.with(|store| write(store, &place, OsStr::new(".bowerbird."), &about, still_free))
    }

    /// Puts what a backup holds in the place of everything that is kept. A backup of that is made before, whose number is
    /// the answer; and one of what has taken its place after, for the newest is what a damaged store is mended with.
    ///
    /// # Errors
    /// Where the file is no backup, with the line, or something can't be read or written. Nothing is changed then.
    pub fn restore(&self, path: &Path, now: Timestamp, extras: &Extras) -> Result<u64> {
        self.verify()?;
        let _keeping = self.keeping.lock();
        // What can't be used is refused before anybody has to wait.
        verify_backup(path)?;
        let mut before = 0;
        self.while_closed(|| {
            let own = {
                let store = self.open_in_place()?;
                let reason = Reason::BeforeReplacing;
                before = make_untidied(&store, &self.shelf, reason, now, extras)?.0;
                store.known_installation()?
            };
            let number = self.shelf.highest()?;
            fill(&self.root, self.limits, path, own, |_| LastBackup {
                number,
                ..LastBackup::default()
            })?;
            swap::swap(&self.root, None)
        })?;
        // The one that was restored may be the oldest: none is removed before it is used.
        let made = self.with(|store| make(store, &self.shelf, Reason::Regular, now, extras));
        if let Err(error) = made {
            // It is in place, and counts as not backed up.
            tracing::warn!("what was restored could not be backed up yet: {error}");
        }
        Ok(before)
    }

    /// Adds the snippets of a backup whose texts are not there yet. None that is there is changed: where one has the same id and
    /// another text, the new one gets another id. A backup of what is there is made before. All of them are added or none.
    ///
    /// # Errors
    /// As [`restore`](Self::restore).
    pub fn import(
        &self,
        path: &Path,
        now: Timestamp,
        extras: &Extras,
        may: ImportFilter<'_>,
    ) -> Result<Imported> {
        self.verify()?;
        let _keeping = self.keeping.lock();
        verify_backup(path)?;
        let mut imported = Imported::default();
        self.while_closed(|| {
            let present = self.open_in_place()?;
            let reason = Reason::BeforeReplacing;
            let (before, _) = make_untidied(&present, &self.shelf, reason, now, extras)?;
            let mut new = Rebuild::begin(&swap::new(&self.root), self.limits)?;
            new.copy(&present)?;
            let last = present.last_backup()?;
            let own = present.applications()?;
            drop(present);
            imported = add_assets(&mut new, &own, path, may)?;
            imported.before = before;
            new.finish(last)?;
            swap::swap(&self.root, None)
        })?;
        // It is done, whatever becomes of this.
        said(self.with(|store| tidy(store, &self.shelf)));
        Ok(imported)
    }
}

fn tidy(store: &SledStore, shelf: &Shelf) -> Result<()> {
    shelf.tidy(store.known_installation()?)
}

/// A backup that is one too many is none too few: it is no failure of what it was made for, and the next backup tries again.
fn said(tidied: Result<()>) {
    if let Err(error) = tidied {
        tracing::warn!("backups that are too many are left for now: {error}");
    }
}

/// Makes a backup on the shelf, and removes those that are too many by then. Answers its number too.
pub(super) fn make(
    store: &SledStore,
    shelf: &Shelf,
    reason: Reason,
    now: Timestamp,
    extras: &Extras,
) -> Result<(u64, Header)> {
    let made = make_untidied(store, shelf, reason, now, extras)?;
    said(tidy(store, shelf));
    Ok(made)
}

/// Makes a backup, and answers its number too.
fn make_untidied(
    store: &SledStore,
    shelf: &Shelf,
    reason: Reason,
    now: Timestamp,
    extras: &Extras,
) -> Result<(u64, Header)> {
    let number = shelf.next(store.last_backup()?.number)?;
    let place = shelf.place(number, now)?;
    // What is written from here on may be in it or not, so it counts as a change.
    let sum = store.sum()?;
    let about = About {
        reason,
        number: Some(number),
        now,
        extras,
    };
    // What is left of it where it is cut off is swept from the shelf by its name.
    let mut begin = place.file_name().unwrap_or_default().to_owned();
    begin.push(".");
    let header = write(store, &place, &begin, &about, || {
        store.note_backup(LastBackup { number, sum })
    })?;
    Ok((number, header))
}

/// The backup of a store of an older version, before it becomes one of the present version.
pub(super) fn pre_migration(store: &SledStore, shelf: &Shelf, now: Timestamp) -> Result<()> {
    make(store, shelf, Reason::BeforeMigration, now, &Extras::new()).map(|_| ())
}

/// Makes `store.bowerbird-new` from a backup, for the library of `own` where that names none. What `last` makes of its sum is noted as its
/// last backup.
pub(super) fn fill(
    root: &Path,
    limits: Limits,
    path: &Path,
    own: Option<InstallationId>,
    last: impl FnOnce(Sum) -> LastBackup,
) -> Result<()> {
    let filled = try_fill(root, limits, path, own, last);
    if filled.is_err() {
        // What was filled so far is of no use; what can't be removed now is removed later.
        let _ = std::fs::remove_dir_all(swap::new(root));
    }
    filled
}

fn try_fill(
    root: &Path,
    limits: Limits,
    path: &Path,
    own: Option<InstallationId>,
    last: impl FnOnce(Sum) -> LastBackup,
) -> Result<()> {
    let mut reader = Reader::open(path)?;
    let mut new = Rebuild::begin(&swap::new(root), limits)?;
    // What is made by hand names none, and leaves the library whose it is: application ids and backups go by that.
    if let Some(installation) = reader.header().installation.or(own) {
        new.installation(installation)?;
    }
    while let Some(record) = reader.next()? {
        match record {
            // They are not the store's: whoever has set them takes them from the file.
            Record::Setting { .. } => {}
            Record::Application(application) => new.application(&application)?,
            Record::Asset(record) => {
                let AssetRecord { asset, text } = measured(*record);
                if new.asset(&asset, &text, true)?.is_none() {
                    return Err(BackupError::IdTwice { line: reader.line() }.into());
                }
            }
            Record::Label { id, label } => new.label(id, &label)?,
            Record::Intention(intention) => new.history(Kind::Intention, &intention)?,
            Record::Reaction(reaction) => new.history(Kind::Reaction, &reaction)?,
            Record::Activity(activity) => new.history(Kind::Activity, &activity)?,
            Record::ActivityCount { of, count } => new.activity_count(of, count)?,
        }
    }
    let last = last(new.sum());
    new.finish(last)
}

/// Adds the assets of a file to a store that has others.
fn add_assets(
    new: &mut Rebuild,
    own: &[domain::Application],
    path: &Path,
    may: ImportFilter<'_>,
) -> Result<Imported> {
    let mut reader = Reader::open(path)?;
    let mut imported = Imported::default();
    // Theirs, by their ids: who saved it there is the same program here, which may have another id.
    let mut theirs: HashMap<ApplicationId, domain::Application> = HashMap::new();
    while let Some(record) = reader.next()? {
        match record {
            Record::Application(application) => {
                theirs.insert(application.id, application);
            }
            Record::Asset(record) => {
                let AssetRecord { mut asset, text } = measured(*record);
                if !may(&asset, &text) {
                    imported.refused += 1;
                    continue;
                }
                if let Some(creator) = theirs.get(&asset.creator) {
                    let same = |known: &&domain::Application| {
                        (known.name, known.platform) == (creator.name, creator.platform)
                    };
                    match own.iter().find(same) {
                        Some(known) => asset.creator = known.id,
                        None if !new.has_application(creator.id)? => {
                            new.application(&without_free_text(creator))?;
                        }
                        None => {}
                    }
                }
                let id = asset.id;
                match add_asset(new, &mut asset, &text)? {
                    Added::New => {
                        imported.added += 1;
                        imported.beside += u64::from(asset.id != id);
                    }
                    Added::Existing(_) => imported.known += 1,
                }
            }
            _ => {}
        }
    }
    Ok(imported)
}

/// Adds an asset, unless its text is there already. Where its id is another one's, it gets one that follows from that and the
/// text, so that the same file never brings it in twice.
fn add_asset(new: &mut Rebuild, asset: &mut Asset, text: &str) -> Result<Added> {
    loop {
        if let Some(added) = new.asset(asset, text, false)? {
            return Ok(added);
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(asset.id.uuid().as_bytes()).update(text.as_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        asset.id = AssetId::new(uuid::Builder::from_random_bytes(id).into_uuid());
        for note in &mut asset.details.annotations {
            // Its id is the other one's, too.
            note.id = None;
        }
    }
}

/// An application that somebody else knows, without what it says of itself in words of its own, which nobody has looked
/// through: it says them again when it connects.
fn without_free_text(application: &domain::Application) -> domain::Application {
    domain::Application {
        version: "unknown".to_owned(),
        descriptor: None,
        ..application.clone()
    }
}

/// What a person has edited by hand need not have the right length.
fn measured(mut record: AssetRecord) -> AssetRecord {
    let text = &record.text;
    record.asset.bytes = if record.asset.details.form.no_text {
        // What it stands for: three bytes for each four characters, less those that only fill up.
        let filling = text.bytes().rev().take_while(|byte| *byte == b'=').count();
        (text.len() / 4 * 3).saturating_sub(filling) as u64
    } else {
        text.len() as u64
    };
    record
}

/// Reads a backup to its end, and answers what its first line says.
///
/// # Errors
/// [`StoreError::Backup`] with what is wrong with it, or an error of the file.
pub fn verify_backup(path: &Path) -> Result<Header> {
    let mut reader = Reader::open(path)?;
    while reader.next()?.is_some() {}
    Ok(reader.header().clone())
}

/// What a program around the store had set when a backup was made.
///
/// # Errors
/// Where the file is no backup.
pub fn settings_in(path: &Path, of: &str) -> Result<Option<serde_json::Value>, StoreError> {
    let mut reader = Reader::open(path)?;
    // They come first.
    while let Some(Record::Setting { name, value }) = reader.next()? {
        if name == of {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
