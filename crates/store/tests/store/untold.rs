//! What became of a damaged library is told, whatever ends the program before it is.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    backups::fill,
    damage::{copy, open},
    samples,
};
use domain::Timestamp;
use store::{Extras, Library, Limits, Reason, Store};

/// Tells the child which library to open.
const ROOT: &str = "BOWERBIRD_UNTOLD_ROOT";

/// One with a backup, and something that is in no backup.
pub(crate) fn library(root: &Path) {
    let library = open(root).unwrap().0;
    fill(&library, 20);
    library
        .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
        .unwrap();
    library.add_asset(&samples::asset(900, "later"), "later").unwrap();
}

fn damage(root: &Path) {
    fs::write(root.join("store/db"), [0x5A; 100_000]).unwrap();
}

#[test]
fn what_happened_is_told_at_each_start_until_the_user_knows() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    damage(&root);
    let first = open(&root).unwrap().1.unwrap().to_string();
    for _ in 0..2 {
        let again = open(&root).unwrap().1.unwrap();
        assert_eq!(again.to_string(), first);
        assert_eq!(again.restored.unwrap().assets, 20);
    }
    // Once more before anybody was told.
    damage(&root);
    let both = open(&root).unwrap().1.unwrap().to_string();
    assert!(both.ends_with(&format!(" Before that: {first}")), "{both}");
    let (library, recovery) = open(&root).unwrap();
    assert_eq!(recovery.unwrap().to_string(), both);
    library.recovery_was_told();
    drop(library);
    assert!(open(&root).unwrap().1.is_none());
    assert!(!root.join("untold").exists() && !root.join("untold.new").exists());
}

#[test]
fn what_is_missing_at_the_end_is_told_until_the_user_knows() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    let witness = root.join("store/witness");
    let there: [u8; 8] = fs::read(&witness).unwrap()[..8].try_into().unwrap();
    let durable = (u64::from_be_bytes(there) + 3).to_be_bytes();
    fs::write(
        &witness,
        [&durable, &blake3::hash(&durable).as_bytes()[..8]].concat(),
    )
    .unwrap();
    for _ in 0..2 {
        let (library, recovery) = open(&root).unwrap();
        assert_eq!((library.asset_count(), recovery.unwrap().missing), (21, 3));
    }
    // It is of no account once the store is set aside.
    damage(&root);
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert!(recovery.missing == 0 && recovery.earlier.is_none(), "{recovery}");
    library.recovery_was_told();
}

#[test]
fn a_swap_that_was_noted_and_never_made_is_not_told() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    let good = directory.path().join("good");
    copy(&root.join("store"), &good);
    damage(&root);
    assert!(open(&root).unwrap().1.is_some());
    // As it was before the swap, and then mended by hand.
    fs::remove_dir_all(root.join("damaged")).unwrap();
    fs::remove_dir_all(root.join("store")).unwrap();
    copy(&good, &root.join("store"));
    fs::remove_dir_all(root.join("backups")).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    assert_eq!(library.asset_count(), 21);
    drop(library);
    // What else has its name tells nothing and ends nothing.
    let _ = fs::remove_file(root.join("untold"));
    fs::create_dir(root.join("untold")).unwrap();
    assert!(open(&root).unwrap().1.is_none());
    damage(&root);
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_some() && root.join("untold.aside").is_dir());
    library.recovery_was_told();
}

/// Opens a library and stays there. Does nothing in a usual test run.
#[test]
fn child() {
    let Ok(root) = env::var(ROOT) else { return };
    let opened = Library::open(Path::new(&root), Limits::default(), Timestamp::from_millis(0));
    thread::sleep(Duration::from_secs(60));
    drop(opened);
}

#[test]
fn who_is_killed_after_the_swap_has_not_told_in_vain() {
    let directory = tempfile::tempdir().unwrap();
    let image = directory.path().join("image");
    library(&image);
    damage(&image);
    for round in 0..8 {
        let root = directory.path().join(round.to_string());
        copy(&image, &root);
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "untold::child", "--nocapture"])
            .env(ROOT, &root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !(root.join("damaged").exists() && root.join("store/db").exists()) {
            assert!(child.try_wait().unwrap().is_none(), "it has ended");
        }
        thread::sleep(Duration::from_millis(round * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let (library, recovery) = open(&root).unwrap();
        assert_eq!(library.asset_count(), 20);
        assert!(recovery.is_some(), "round {round}: nobody is told");
    }
}
