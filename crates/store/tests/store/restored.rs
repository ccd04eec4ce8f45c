//! What was restored stays: no damage that comes later brings back what was there before.

use std::{fs, path::Path};

use crate::{
    backups::{all_of, fill},
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
