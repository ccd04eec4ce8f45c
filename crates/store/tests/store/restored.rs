//! What was restored stays: no damage that comes later brings back what was there before.

use std::{fs, path::Path};

use crate::{
    backups::{all_of, fill},
    damage::copy,
    samples,
};
use domain::{Asset, Timestamp};
use store::{Extras, Library, Limits, Reason, Recovery, Store};

/// When the libraries here are opened.
const NOW: i64 = 1_000;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * 3_600_000)
}

fn open(root: &Path) -> (Library, Option<Recovery>) {
    Library::open(root, Limits::default(), at(NOW)).unwrap()
}

fn save(library: &Library, number: u128, then: Timestamp) {
    let text = format!("let saved = {number};");
    let asset = Asset {
        created: then,
        updated: then,
        ..samples::asset(number, &text)
    };
    library.add_asset(&asset, &text).unwrap();
    library.commit().unwrap();
}

fn back_up(library: &Library, hour: i64) -> store::Backup {
    library
        .back_up(Reason::Regular, at(hour), &Extras::new())
        .unwrap();
    library.newest_backup().unwrap().unwrap()
}

/// What a damage leaves, after the next start.
fn damaged(root: &Path) -> (Library, Recovery) {
    fs::write(root.join("store/db"), [0xAB; 300_000]).unwrap();
    let (library, recovery) = open(root);
    (library, recovery.unwrap())
}

#[test]
fn damage_after_a_restore_of_an_older_backup_does_not_undo_it() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).0;
    fill(&library, 3);
    let older = back_up(&library, 1);
    let then = all_of(&library);
    for number in 101..108 {
        save(&library, number, at(2));
    }
    let before = library.restore(&older.path, at(3), &Extras::new()).unwrap();
    assert!(!library.changed_since_backup().unwrap());
    assert_eq!(library.newest_backup().unwrap().unwrap().header.assets(), 3);
    drop(library);
    let (library, recovery) = damaged(&root);
    assert!(all_of(&library) == then, "{recovery}");
    // What was there before is there to be restored still.
    let mut backups = library.backups().unwrap().into_iter();
    let undo = backups.find(|backup| backup.number == before).unwrap();
    assert_eq!(undo.header.reason, Reason::BeforeReplacing);
    library.restore(&undo.path, at(4), &Extras::new()).unwrap();
    assert_eq!(library.asset_count(), 10);
}

/// As one brings it to a new machine: the library there has not even a name yet.
#[test]
fn what_is_restored_into_a_new_directory_is_in_a_backup_there() {
    let directory = tempfile::tempdir().unwrap();
    let [there, here] = ["there", "here"].map(|name| directory.path().join(name));
    let library = open(&there).0;
    fill(&library, 20);
    let brought = directory.path().join("brought");
    library.export(&brought, at(1), &Extras::new()).unwrap();
    let all = all_of(&library);
    let library = open(&here).0;
    library.restore(&brought, at(2), &Extras::new()).unwrap();
    drop(library);
    let (library, recovery) = damaged(&here);
    assert!(all_of(&library) == all, "{recovery}");
}

/// Where no backup of it could be made it counts as one that is not backed up.
#[cfg(unix)]
#[test]
fn what_was_restored_and_could_not_be_backed_up_waits_for_it() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).0;
    fill(&library, 3);
    let older = back_up(&library, 1);
    save(&library, 101, at(2));
    // The one after the restore is the first that can't be numbered.
    let last = root.join("backups/999999999998-2026-03-01T08-00-12Z.jsonl.zst");
    fs::write(last, "no backup").unwrap();
    library.restore(&older.path, at(3), &Extras::new()).unwrap();
    assert_eq!(library.asset_count(), 3);
    assert!(library.changed_since_backup().unwrap());
    let newest = library.newest_backup().unwrap().unwrap();
    assert_eq!(newest.header.reason, Reason::BeforeReplacing);
}

/// A clock that was ahead for a while, or a file from elsewhere, leaves times that are not here yet.
#[test]
fn a_time_ahead_of_the_clock_hides_no_older_store() {
    for deleted in [false, true] {
        let directory = tempfile::tempdir().unwrap();
        let [root, old] = ["library", "old"].map(|name| directory.path().join(name));
        let library = open(&root).0;
        fill(&library, 2);
        save(&library, 100, at(NOW + 24));
        back_up(&library, 1);
        drop(library);
        copy(&root.join("store"), &old);
        let library = open(&root).0;
        for number in 101..110 {
            save(&library, number, at(2));
        }
        if deleted {
            library.remove_asset(samples::asset(100, "").id).unwrap();
        }
        back_up(&library, 3);
        let now = all_of(&library);
        drop(library);
        fs::remove_dir_all(root.join("store")).unwrap();
        copy(&old, &root.join("store"));
        let (library, recovery) = open(&root);
        let recovery = recovery.unwrap();
        assert_eq!(recovery.damage, "it is older than its newest backup");
        assert!(recovery.older.is_some() && all_of(&library) == now);
    }
}

/// The same where the clock has come that far since: the newest backup has it too.
#[test]
fn what_the_newest_backup_has_too_hides_no_older_store() {
    let directory = tempfile::tempdir().unwrap();
    let [root, old] = ["library", "old"].map(|name| directory.path().join(name));
    let library = open(&root).0;
    fill(&library, 2);
    save(&library, 100, at(500));
    back_up(&library, 1);
    drop(library);
    copy(&root.join("store"), &old);
    let library = open(&root).0;
    save(&library, 101, at(2));
    back_up(&library, 3);
    let now = all_of(&library);
    drop(library);
    fs::remove_dir_all(root.join("store")).unwrap();
    copy(&old, &root.join("store"));
    let (library, recovery) = open(&root);
    assert!(recovery.is_some() && all_of(&library) == now);
}

/// A number that is as high as a number goes leaves none for a later backup.
#[test]
fn a_file_with_an_absurd_number_is_none_of_the_shelfs() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).0;
    fill(&library, 3);
    let first = back_up(&library, 1);
    for number in [u64::MAX, u64::MAX - 1, 1_000_000_000_000] {
        let name = format!("{number}-2026-03-01T08-00-12Z.jsonl.zst");
        fs::copy(&first.path, root.join("backups").join(name)).unwrap();
    }
    save(&library, 101, at(2));
    assert_eq!(back_up(&library, 2).number, 2);
    save(&library, 102, at(2));
    assert_eq!(back_up(&library, 3).number, 3);
    let now = all_of(&library);
    drop(library);
    let (library, recovery) = damaged(&root);
    assert!(all_of(&library) == now);
    assert_eq!(recovery.others, 3, "{recovery}");
}

/// Where the last number is taken all the same, no backup is made that would be taken for another one.
#[test]
fn where_no_number_is_left_that_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).0;
    fill(&library, 3);
    let last = root.join("backups/999999999999-2026-03-01T08-00-12Z.jsonl.zst");
    fs::create_dir(root.join("backups")).unwrap();
    fs::write(&last, "no backup").unwrap();
    let error = library
        .back_up(Reason::Asked, at(1), &Extras::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains(last.to_str().unwrap()), "{error}");
    fs::remove_file(&last).unwrap();
    assert_eq!(back_up(&library, 2).number, 1);
}
