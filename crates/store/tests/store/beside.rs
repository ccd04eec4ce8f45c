//! What lies where the library is and is nobody's but the user's.

use std::fs;

use domain::Timestamp;
use store::{Extras, Store};

use crate::{
    backups::fill,
    damage::{contents, copy, open},
};

#[test]
fn copies_that_somebody_made_beside_the_store_stay() {
    let directory = tempfile::tempdir().unwrap();
    let (root, disk) = (directory.path().join("mine"), directory.path().join("disk"));
    drop(open(&root).unwrap());
    fs::create_dir(&disk).unwrap();
    let linked = directory.path().join("linked");
    copy(&root, &linked);
    fs::rename(linked.join("store"), disk.join("bowerbird")).unwrap();
    std::os::unix::fs::symlink(disk.join("bowerbird"), linked.join("store")).unwrap();
    for (root, store) in [(&root, root.join("store")), (&linked, disk.join("bowerbird"))] {
        let beside = ["old", "new", "ready", "bak"].map(|ending| store.with_extension(ending));
        for copied in &beside {
            copy(&store, copied);
        }
        for _ in 0..2 {
            let (library, recovery) = open(root).unwrap();
            assert!(recovery.is_none());
            fill(&library, 3);
            let newest = library.newest_backup().unwrap();
            let now = Timestamp::from_millis(1_000_000_000_000);
            if let Some(newest) = newest {
                library.restore(&newest.path, now, &Extras::new()).unwrap();
            } else {
                library
                    .back_up(store::Reason::Asked, now, &Extras::new())
                    .unwrap();
            }
        }
        for copied in beside {
            assert!(copied.join("db").is_file(), "{} is gone", copied.display());
        }
    }
}

#[test]
fn a_store_that_was_emptied_is_gone_and_not_new() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let (library, _) = open(&root).unwrap();
    fill(&library, 5);
    let kept = contents(&library);
    let now = Timestamp::from_millis(1_000_000_000_000);
    library
        .back_up(store::Reason::Asked, now, &Extras::new())
        .unwrap();
    drop(library);
    let backups = directory.path().join("backups");
    fs::rename(root.join("backups"), &backups).unwrap();
    std::os::unix::fs::symlink(&backups, root.join("backups")).unwrap();
    let empty = || {
        fs::remove_dir_all(root.join("store")).unwrap();
        fs::create_dir(root.join("store")).unwrap();
    };

    // Its backups are waited for.
    empty();
    let away = directory.path().join("away");
    fs::rename(&backups, &away).unwrap();
    let refused = open(&root).err().unwrap();
    assert_eq!(refused.code(), "backups_away", "{refused}");
    assert!(fs::read_dir(root.join("store")).unwrap().next().is_none());

    // Where they are there, the newest comes back.
    fs::rename(&away, &backups).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.unwrap().to_string().contains("gone"));
    assert!(contents(&library) == kept);
    drop(library);

    // And where there are none, that is said too.
    empty();
    fs::remove_dir_all(&backups).unwrap();
    fs::create_dir(&backups).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.unwrap().to_string().contains("gone"));
    assert_eq!(library.asset_count(), 0);
}

#[test]
fn a_text_that_is_called_as_the_count_of_openings_gives_no_library_up() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()).unwrap());
    fs::write(directory.path().join("opening"), "notes of somebody").unwrap();
    let (_library, recovery) = open(directory.path()).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
}
