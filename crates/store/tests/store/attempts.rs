//! Starts that end for a reason of their own take no library from anybody.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use crate::{damage::open, power::build, untold::library as with_a_backup};
use domain::Timestamp;
use store::{Library, Limits, Store};

/// Tells the child which library to open.
const ROOT: &str = "BOWERBIRD_ATTEMPTS_ROOT";
/// How often opening may be cut off.
const MOST: usize = 5;

/// One with a backup, and something that is in no backup. It is not as it was closed.
fn library(root: &Path) {
    with_a_backup(root);
    fs::remove_file(root.join("store/closed")).unwrap();
}

/// Opens a library. Does nothing in a usual test run.
#[test]
fn child() {
    let Ok(root) = env::var(ROOT) else { return };
    match Library::open(Path::new(&root), Limits::default(), Timestamp::from_millis(0)) {
        Ok(_) => println!("\nOPEN"),
        Err(error) => println!("\nREFUSED {}: {error}", error.code()),
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn child_in(command: &mut Command, root: &Path) -> Output {
    command
        .arg(env::current_exe().unwrap())
        .args(["--exact", "attempts::child", "--nocapture"])
        .env(ROOT, root)
        .output()
        .unwrap()
}

#[test]
fn a_limit_that_ends_every_start_costs_no_library() {
    use std::os::unix::process::ExitStatusExt;
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    for _ in 0..MOST + 2 {
        let limited = child_in(
            Command::new("sh").args(["-c", "ulimit -f 64; exec \"$@\"", "sh"]),
            &root,
        );
        // What a process is sent whose file becomes too large.
        assert!(limited.status.signal().is_some(), "{}", said(&limited));
    }
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    assert_eq!(library.asset_count(), 21);
    assert!(!root.join("opening").exists() && !root.join("store.bowerbird-new").exists());
}

#[test]
fn a_clock_before_1970_is_said_and_costs_no_library() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    let clock = build(directory.path(), "clock");
    for _ in 0..=MOST {
        let refused = child_in(
            Command::new("env").arg(format!("LD_PRELOAD={}", clock.display())),
            &root,
        );
        let said = said(&refused);
        assert!(
            said.contains("REFUSED clock: the clock of this machine is set to a time before 1970"),
            "{said}"
        );
        assert!(!root.join("opening").exists());
    }
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    assert_eq!(library.asset_count(), 21);
}

/// Somebody may have been in a hurry, each time.
#[test]
fn what_is_whole_and_was_cut_off_too_often_becomes_a_backup() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    library(&root);
    fs::write(root.join("opening"), [MOST as u8]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert!(!root.join("opening").exists());
    assert_eq!((library.asset_count(), recovery.older), (20, Some(2)));
    assert!(recovery.aside.as_ref().unwrap().join("db").exists());
    assert!(
        recovery.to_string().contains("What was there is backup 2 now"),
        "{recovery}"
    );
    let backups = library.backups().unwrap();
    let held: Vec<_> = backups
        .iter()
        .map(|backup| (backup.number, backup.header.assets()))
        .collect();
    assert_eq!(
        held,
        [(3, 20), (2, 21), (1, 20)],
        "the newest is what is in place"
    );
    drop(library);

    // One that can't be read to its end is not read again.
    fs::write(root.join("opening"), [u8::MAX]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert_eq!((library.asset_count(), recovery.unwrap().older), (20, None));
    drop(library);

    // One that is damaged is no backup.
    fs::write(root.join("store/db"), [0x5A; 100_000]).unwrap();
    fs::write(root.join("opening"), [MOST as u8]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert_eq!((library.asset_count(), recovery.unwrap().older), (20, None));
    assert_eq!(library.backups().unwrap().len(), 3);
}
