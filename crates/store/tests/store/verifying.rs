//! A library that was closed is open at once, and is read as a whole before anything is written to it.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};

use crate::{
    backups::{all_of, fill},
    damage::copy,
    samples::{self, Chance},
};
use domain::Timestamp;
use store::{Extras, Library, Limits, Reason, Recovery, Store, StoreError};

fn open(root: &Path) -> (Library, Option<Recovery>) {
    Library::open(root, Limits::default(), Timestamp::from_millis(1_000_000_000_000)).unwrap()
}

/// Large assets, which are written last: what was written before them lies in parts of the log that are not read again
/// when the database is opened.
const LARGE: u128 = 30;

/// What was written after the backup. Nothing else says it, so that what is read when a library is opened is whole without it.
const LATER: &str = "let unmistakable = 1;";

/// How many assets there are.
const ALL: usize = 41 + LARGE as usize;

/// A library with a backup, and something that was written after it; closed.
fn closed(root: &Path) {
    let (library, _) = open(root);
    fill(&library, 40);
    library
        .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
        .unwrap();
    library.add_asset(&samples::asset(5_000, LATER), LATER).unwrap();
    library.commit().unwrap();
    for number in 0..LARGE {
        let text = format!("let large = {number};\n").repeat(5_000);
        library
            .add_asset(&samples::asset(5_100 + number, &text), &text)
            .unwrap();
    }
    library.commit().unwrap();
    library.close();
    assert_eq!(library.asset_count(), 0);
    assert!(
        library.state().is_err(),
        "nothing is to be had of one that is closed"
    );
    drop(library);
    // The database writes down where its pages lie when it is opened, and does not read the whole of its log any more.
    open(root).0.close();
}

/// Changes bytes of the data file, and leaves no trace of it: as a medium does that forgets.
fn rot(root: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let path = root.join("store/db");
    let changed = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(&path, bytes).unwrap();
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(changed)
        .unwrap();
}

/// Writes noise over the text of an asset, wherever it stands.
fn spoil(bytes: &mut [u8], text: &[u8]) {
    let mut found = 0;
    for at in 0..bytes.len() - text.len() {
        if &bytes[at..at + text.len()] == text {
            bytes[at..at + text.len()].fill(0xEE);
            found += 1;
        }
    }
    assert!(found > 0, "the text is in the file");
}

#[test]
fn who_reads_need_not_wait_and_who_writes_does() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    closed(&root);
    let (library, recovery) = open(&root);
    assert!(recovery.is_none() && !library.is_ready());
    let count = library.asset_count();
    assert_eq!(count, ALL);
    assert_eq!(
        library.asset_with_text(LATER).unwrap(),
        Some(samples::asset(5_000, LATER).id)
    );
    assert!(!library.is_ready(), "reading has not waited");
    let writes = (0..4_u128).map(|number| {
        let text = format!("write {number}");
        (samples::asset(6_000 + number, &text), text)
    });
    let library = Arc::new(library);
    thread::scope(|scope| {
        for (asset, text) in writes {
            let library = Arc::clone(&library);
            scope.spawn(move || {
                library.add_asset(&asset, &text).unwrap();
                library.commit().unwrap();
            });
        }
    });
    assert!(library.is_ready());
    assert_eq!(library.asset_count(), count + 4);
    assert!(library.make_sure(Timestamp::from_millis(0)).unwrap().is_none());
}

#[test]
fn only_one_that_was_closed_and_not_touched_is_trusted() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    closed(&root);
    let ready = |root: &Path| open(root).0.is_ready();
    assert!(!ready(&root), "it was closed");
    assert!(
        !ready(&root),
        "closed again before it was verified, and nothing was written"
    );
    let data = root.join("store/db");
    let touched = File::options().append(true).open(&data).unwrap();
    touched.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    drop(touched);
    assert!(ready(&root), "its file was changed by somebody");
    assert!(!ready(&root));
    fs::remove_file(root.join("store/closed")).unwrap();
    assert!(ready(&root), "it was not closed");
    fs::write(root.join("store/closed"), b"no note").unwrap();
    assert!(ready(&root));
}

#[test]
fn what_a_medium_has_forgotten_is_found_and_restored_before_anything_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    closed(&root);
    rot(&root, |bytes| spoil(bytes, LATER.as_bytes()));
    let (library, recovery) = open(&root);
    assert!(recovery.is_none() && !library.is_ready(), "nobody can see it");
    let asset = samples::asset(7_000, "new");
    let error = library.add_asset(&asset, "new").unwrap_err();
    assert!(error.is_damage(), "{error}");
    assert!(
        library.verify().unwrap_err().is_damage(),
        "it stays so until it is restored"
    );
    assert!(
        library
            .back_up(Reason::Regular, Timestamp::from_millis(6), &Extras::new())
            .is_err(),
        "what is damaged is not backed up"
    );
    let recovery = library.make_sure(Timestamp::from_millis(7)).unwrap().unwrap();
    assert_eq!(recovery.restored.as_ref().unwrap().assets, 40);
    assert!(recovery.aside.as_ref().unwrap().join("db").exists());
    assert!(library.is_ready());
    assert_eq!(library.asset_count(), 40);
    library.add_asset(&asset, "new").unwrap();
    library.commit().unwrap();
    drop(library);
    // Whoever was to tell that may have ended before.
    let (library, again) = open(&root);
    assert_eq!(again.unwrap().to_string(), recovery.to_string());
    assert!(!library.is_ready());
    library.recovery_was_told();
    drop(library);
    let (library, recovery) = open(&root);
    assert!(recovery.is_none() && !library.is_ready());
    assert!(library.make_sure(Timestamp::from_millis(8)).unwrap().is_none());
    assert_eq!(library.asset_count(), 41);
}

/// Whatever a medium forgets: the library is whole, or it is restored and that is said.
#[test]
fn rot_anywhere_is_never_silent() {
    let directory = tempfile::tempdir().unwrap();
    let first = directory.path().join("first");
    closed(&first);
    let mut chance = Chance(3);
    let (mut whole, mut restored) = (0, 0);
    for round in 0..24 {
        let root = directory.path().join(round.to_string());
        copy(&first, &root);
        // A copy has other times: this makes it one that was closed.
        let library = open(&root).0;
        let now = all_of(&library);
        drop(library);
        rot(&root, |bytes| {
            let length = bytes.len() as u64;
            for _ in 0..=chance.below(3) {
                let at = chance.below(length) as usize;
                let end = (at + 1 + chance.below(600) as usize).min(bytes.len());
                bytes[at..end].fill_with(|| chance.next() as u8);
            }
        });
        let limits = Limits {
            patience: Duration::from_secs(2),
            ..Limits::default()
        };
        let at = Timestamp::from_millis(9);
        let opened = Library::open(&root, limits, at);
        let said = opened.and_then(|(library, found)| match library.make_sure(at) {
            Ok(later) => Ok((library, found.or(later))),
            Err(error) => {
                // It can't be let go of where reading it never ends.
                std::mem::forget(library);
                Err(error)
            }
        });
        match said {
            Ok((_, Some(_))) => restored += 1,
            Ok((library, None)) => {
                assert!(
                    all_of(&library) == now,
                    "round {round}: something is lost in silence"
                );
                whole += 1;
            }
            // The next process restores it.
            Err(StoreError::Stuck) => {}
            Err(error) => panic!("round {round}: {error}"),
        }
    }
    assert!(whole > 0 && restored > 0, "{whole} whole, {restored} restored");
}

#[test]
fn what_was_worked_out_is_of_one_state_and_goes_with_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    closed(&root);
    let (library, _) = open(&root);
    let read = |library: &Library| {
        library.derived().unwrap().map(|mut input| {
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes).unwrap();
            bytes
        })
    };
    assert_eq!(read(&library), None);
    assert!(Library::derived_before(&root).is_none());
    let state = library.state().unwrap();
    assert!(
        library
            .keep_derived(state, &mut |out| out.write_all(b"one"))
            .unwrap()
    );
    assert_eq!(read(&library).as_deref(), Some(&b"one"[..]));
    library.add_asset(&samples::asset(8_000, "new"), "new").unwrap();
    assert_ne!(library.state().unwrap(), state);
    let kept = library.keep_derived(state, &mut |out| out.write_all(b"of what is no more"));
    assert!(!kept.unwrap());
    let failed = library.keep_derived(library.state().unwrap(), &mut |out| {
        out.write_all(b"half of it")?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert_eq!(failed.unwrap_err().code(), "disk_full");
    assert_eq!(
        read(&library).as_deref(),
        Some(&b"one"[..]),
        "what was there stays"
    );
    assert!(!root.join("store/derived.new").exists());
    library.close();
    drop(library);
    let mut early = Vec::new();
    let mut before = Library::derived_before(&root).unwrap();
    before.read_to_end(&mut early).unwrap();
    assert_eq!(early, b"one", "as long as nobody has it open, too");
    let (library, _) = open(&root);
    assert!(!library.is_ready(), "it is no part of what is trusted");
    assert_eq!(read(&library).as_deref(), Some(&b"one"[..]));
    let backup = library.newest_backup().unwrap().unwrap();
    library
        .restore(&backup.path, Timestamp::from_millis(9), &Extras::new())
        .unwrap();
    assert_eq!(read(&library), None);
}
