//! Backups that the system does not let be read, or removed. That says nothing about what is in them.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    backups::{All, all_of},
    power::build,
    samples,
};
use domain::Timestamp;
use store::{Extras, Library, Limits, Reason, Recovery, Result, Store};

/// Tells the child where its library is.
const ROOT: &str = "BOWERBIRD_UNREAD_ROOT";
/// And which files say what can't be read, and what can't be removed.
const READS: &str = "REFUSE_READS";
const REMOVALS: &str = "REFUSE_REMOVALS";

fn open(root: &Path) -> Result<(Library, Option<Recovery>)> {
    Library::open(root, Limits::default(), Timestamp::from_millis(1_000_000_000_000))
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * 3_600_000)
}

/// Saves a text that is long however it is packed.
fn save(library: &Library, number: u128) {
    let lines = (0..3000_u64).map(|line| {
        let drawn = (line + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number as u64);
        format!(
            "let x{line} = {:#x};\n",
            drawn.wrapping_mul(0xD134_2543_DE82_EF95)
        )
    });
    let text: String = lines.collect();
    library.add_asset(&samples::asset(number, &text), &text).unwrap();
    library.commit().unwrap();
}

fn back_up(library: &Library, hour: i64) -> PathBuf {
    library
        .back_up(Reason::Regular, at(hour), &Extras::new())
        .unwrap();
    library.newest_backup().unwrap().unwrap().path
}

/// A library with two backups, which was damaged then; the newer of them, and all that it holds.
fn damaged(root: &Path) -> (PathBuf, All) {
    let (library, _) = open(root).unwrap();
    save(&library, 1);
    back_up(&library, 1);
    save(&library, 2);
    let newest = back_up(&library, 2);
    let held = all_of(&library);
    drop(library);
    spoil(root);
    (newest, held)
}

fn spoil(root: &Path) {
    fs::write(root.join("store/db"), [0xAB; 300_000]).unwrap();
}

/// The opening ends and names what could not be read, and what was there is there still.
fn is_refused(root: &Path, named: &Path) {
    let error = open(root).err().expect("what could not be read was passed over");
    assert_eq!(error.code(), "backups_unread", "{error}");
    let said = error.to_string();
    assert!(said.contains(&named.display().to_string()), "{said}");
    assert!(said.contains("Nothing was moved"), "{said}");
    assert!(said.contains("move it elsewhere and start again"), "{said}");
    assert!(root.join("store/db").exists());
    for made in ["damaged", "store.bowerbird-new", "untold"] {
        assert!(!root.join(made).exists(), "{made}");
    }
}

/// On a disk that refuses single files. Does nothing in a usual test run.
#[test]
fn reads_child() {
    if let (Ok(root), Ok(switch)) = (env::var(ROOT), env::var(READS)) {
        reads_are_refused(Path::new(&root), Path::new(&switch));
        println!("\nWELL");
    }
}

/// The same.
#[test]
fn removals_child() {
    if let (Ok(root), Ok(switch)) = (env::var(ROOT), env::var(REMOVALS)) {
        removals_are_refused(Path::new(&root), Path::new(&switch));
        println!("\nWELL");
    }
}

fn reads_are_refused(root: &Path, switch: &Path) {
    let (newest, held) = damaged(root);
    let name = newest.file_name().unwrap().to_str().unwrap();
    // An error of the disk, no permission, too many files that are open; at the first line, and behind it.
    for errno in [5, 13, 24] {
        for place in [0, 20_000] {
            fs::write(switch, format!("{errno} {place} {name}")).unwrap();
            is_refused(root, &newest);
            fs::remove_file(switch).unwrap();
        }
    }
    // As long as it can't be read nothing else can be done with it either, and it is not called damaged.
    fs::write(switch, format!("5 20000 {name}")).unwrap();
    assert_eq!(store::verify_backup(&newest).unwrap_err().code(), "io");
    fs::remove_file(switch).unwrap();

    let (library, recovery) = open(root).unwrap();
    assert_eq!(recovery.unwrap().restored.unwrap().path, newest);
    assert!(
        all_of(&library) == held,
        "the newest backup took the place after all"
    );
    library.recovery_was_told();
    drop(library);

    // One that never can be read again is moved away by a person, as the message says.
    spoil(root);
    fs::remove_dir_all(root.join("damaged")).unwrap();
    fs::write(switch, format!("5 20000 {name}")).unwrap();
    is_refused(root, &newest);
    fs::rename(&newest, root.join("elsewhere.jsonl.zst")).unwrap();
    let (library, recovery) = open(root).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!((library.asset_count(), recovery.unreadable), (1, 0));
    drop(library);

    // An older one than that which takes the place may be as it is.
    let (library, _) = open(root).unwrap();
    let newest = back_up(&library, 3);
    let older = library.backups().unwrap().pop().unwrap().path;
    library.recovery_was_told();
    drop(library);
    spoil(root);
    let name = older.file_name().unwrap().to_str().unwrap();
    fs::write(switch, format!("5 0 {name}")).unwrap();
    let (_, recovery) = open(root).unwrap();
    assert_eq!(recovery.unwrap().restored.unwrap().path, newest);
    fs::remove_file(switch).unwrap();
}

fn removals_are_refused(root: &Path, switch: &Path) {
    let (library, _) = open(root).unwrap();
    save(&library, 1);
    // All of one hour, of which the newest is kept.
    let backups = || fs::read_dir(root.join("backups")).unwrap().count();
    let first = back_up(&library, 1);
    fs::write(switch, format!("1 0 {}", first.display())).unwrap();
    for number in 2..5 {
        save(&library, number);
        back_up(&library, 1);
        assert!(first.exists());
        assert_eq!(backups(), 2, "the others that are too many are removed");
    }
    let file = root.join("file.jsonl.zst");
    library.export(&file, at(1), &Extras::new()).unwrap();
    library.remove_asset(samples::asset(4, "").id).unwrap();
    let imported = library.import(&file, at(1), &Extras::new(), &|_, _| true);
    assert_eq!(imported.unwrap().added, 1, "what was done is no failure");
    library.restore(&file, at(1), &Extras::new()).unwrap();
    fs::remove_file(switch).unwrap();
    back_up(&library, 1);
    assert!(!first.exists(), "it is removed once it can be");
}

/// Runs one of the children on such a disk.
fn on_a_disk_that_refuses(child: &str, switch: &str) {
    let tools = tempfile::tempdir().unwrap();
    let root = tempfile::tempdir().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture"])
        .env("LD_PRELOAD", build(tools.path(), "refusing"))
        .env(switch, tools.path().join("switch"))
        .env(ROOT, root.path())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success() && said.contains("WELL"), "{said}");
}

#[test]
fn a_backup_that_can_not_be_read_is_not_passed_over() {
    on_a_disk_that_refuses("unread::reads_child", READS);
}

#[test]
fn a_backup_that_can_not_be_removed_is_no_failure_of_what_was_done() {
    on_a_disk_that_refuses("unread::removals_child", REMOVALS);
}

#[test]
fn a_backup_that_leads_to_nothing_is_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let (newest, held) = damaged(&root);
    let elsewhere = directory.path().join("elsewhere");
    fs::rename(&newest, &elsewhere).unwrap();
    for leads in [directory.path().join("nowhere"), newest.clone()] {
        symlink(&leads, &newest).unwrap();
        is_refused(&root, &newest);
        fs::remove_file(&newest).unwrap();
    }
    symlink(&elsewhere, &newest).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_some() && all_of(&library) == held);
}

#[test]
fn backups_that_can_not_be_listed_end_no_start_of_a_sound_library() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let (library, _) = open(&root).unwrap();
    save(&library, 1);
    back_up(&library, 1);
    let held = all_of(&library);
    drop(library);
    let (backups, aside) = (root.join("backups"), root.join("aside"));
    fs::rename(&backups, &aside).unwrap();
    symlink("backups", &backups).unwrap();
    // As it was closed, and as after a crash.
    for closed in [true, false] {
        if !closed {
            fs::remove_file(root.join("store/closed")).unwrap();
        }
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_none());
        library.verify().unwrap();
        assert!(all_of(&library) == held);
        let error = library
            .back_up(Reason::Regular, at(2), &Extras::new())
            .unwrap_err();
        assert_eq!(error.code(), "io");
        assert!(
            error.to_string().contains(&backups.display().to_string()),
            "{error}"
        );
        save(&library, 2);
        library.remove_asset(samples::asset(2, "").id).unwrap();
        library.commit().unwrap();
    }
    assert!(!root.join("damaged").exists());

    // Once it can be read it goes on.
    let (library, _) = open(&root).unwrap();
    fs::remove_file(&backups).unwrap();
    fs::rename(&aside, &backups).unwrap();
    back_up(&library, 3);
    assert_eq!(library.backups().unwrap().len(), 2);
}
