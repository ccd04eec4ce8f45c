//! A disk that fails for a while: a clear error meanwhile, nothing lost, and it goes on by itself once it can.
//!
//! Errors are made by the library that also forgets (disk.c): while a file is there, writes and syncs fail with the number
//! in it. The full disk is a real one, a small file system in memory.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

use crate::{damage::copy, power::build_disk, samples};
use domain::{AssetId, Timestamp};
use store::{Extras, Library, Limits, Reason, Store, StoreError};
use uuid::Uuid;

/// Tells the child where its library is.
const ROOT: &str = "BOWERBIRD_FAULTS_ROOT";
/// And which file makes the disk fail.
const SWITCH: &str = "FAULT_SWITCH";

/// Tells the child that its library is to be damaged.
const DAMAGED: &str = "BOWERBIRD_FAULTS_DAMAGED";

/// Tells the child that damaged libraries have another disk.
const ELSEWHERE: &str = "BOWERBIRD_FAULTS_ELSEWHERE";

/// Tells the child that its library can't be written.
const READ_ONLY: &str = "BOWERBIRD_FAULTS_READ_ONLY";

fn open(root: &Path) -> Library {
    let (library, recovery) = Library::open(root, Limits::default(), Timestamp::from_millis(0)).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    library
}

fn text(number: u128) -> String {
    format!("let number = {number};\n").repeat(if number.is_multiple_of(7) { 500 } else { 3 })
}

fn save(library: &Library, number: u128) -> Result<(), StoreError> {
    let text = text(number);
    library.add_asset(&samples::asset(number, &text), &text)?;
    library.commit()
}

/// Saves until it works, and answers how long that took.
fn until_it_works(library: &Library, number: u128) -> Duration {
    let begun = Instant::now();
    while let Err(error) = save(library, number) {
        assert!(begun.elapsed() < Duration::from_secs(30), "{error}");
        thread::sleep(Duration::from_millis(50));
    }
    begun.elapsed()
}

fn check(library: &Library, acknowledged: &[u128]) {
    for number in acknowledged {
        let found = library.text(AssetId::new(Uuid::from_u128(*number))).unwrap();
        assert!(found.as_ref() == Some(&text(*number)), "{number} is lost");
    }
}

/// Under a disk that fails. Does nothing in a usual test run.
#[test]
fn failing_child() {
    let (Ok(root), Ok(switch)) = (env::var(ROOT), env::var(SWITCH)) else {
        return;
    };
    let library = open(Path::new(&root));
    let mut number = 0;
    let mut acknowledged = Vec::new();
    // No space, an error of the disk, a quota, no permission, a file system that was made read-only.
    for (errno, code) in [
        (28, "disk_full"),
        (5, "io"),
        (122, "disk_full"),
        (13, "io"),
        (30, "io"),
    ] {
        for _ in 0..20 {
            number += 1;
            save(&library, number).unwrap();
            acknowledged.push(number);
        }
        fs::write(&switch, errno.to_string()).unwrap();
        let begun = Instant::now();
        let mut failed = 0;
        thread::scope(|scope| {
            // Many at once: none of them may wait for ever.
            let writers: Vec<_> = (0..4_u128)
                .map(|writer| {
                    let library = &library;
                    scope.spawn(move || {
                        (0..5)
                            .filter_map(|step| save(library, (writer + 1) << 64 | number << 8 | step).err())
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            for error in writers.into_iter().flat_map(|writer| writer.join().unwrap()) {
                failed += 1;
                assert!([code, "io"].contains(&error.code()), "{errno}: {error}");
                assert!(!error.to_string().is_empty());
            }
        });
        assert_eq!(failed, 20, "{errno}: something was acknowledged");
        let backup = library.back_up(Reason::Asked, Timestamp::from_millis(1), &Extras::new());
        assert!(backup.is_err(), "{errno}");
        let error = begun.elapsed();
        fs::remove_file(&switch).unwrap();
        number += 1;
        let well = until_it_works(&library, number);
        acknowledged.push(number);
        println!("\nerrno {errno}: answered in {error:?}, well again after {well:?}");
        check(&library, &acknowledged);
    }
    drop(library);
    check(&open(Path::new(&root)), &acknowledged);
    println!("\nWELL");
}

/// On a small disk. Does nothing in a usual test run.
#[test]
fn full_child() {
    let Ok(root) = env::var(ROOT) else { return };
    if [SWITCH, READ_ONLY, DAMAGED, ELSEWHERE]
        .iter()
        .any(|of| env::var(of).is_ok())
    {
        return;
    }
    let root = Path::new(&root);
    let ballast = root.join("ballast");
    fs::write(&ballast, vec![1; 20 << 20]).unwrap();
    let library = open(&root.join("library"));
    let mut acknowledged = Vec::new();
    let error = (1..).find_map(|number| match save(&library, number * 7) {
        Ok(()) => {
            acknowledged.push(number * 7);
            None
        }
        Err(error) => Some(error),
    });
    assert_eq!(error.unwrap().code(), "disk_full");
    check(&library, &acknowledged);
    assert!(
        library.remove_asset(AssetId::new(Uuid::from_u128(7))).unwrap(),
        "there is room to remove"
    );
    library.commit().unwrap();
    acknowledged.remove(0);
    // Until nothing at all fits any more.
    let mut rest = fs::File::create(root.join("rest")).unwrap();
    while std::io::Write::write_all(&mut rest, &[0; 4096]).is_ok() {}
    assert!(save(&library, 1).is_err());
    assert!(
        library
            .back_up(Reason::Asked, Timestamp::from_millis(1), &Extras::new())
            .is_err()
    );
    // Whether sled has met the full disk or not, what is there is told; also to who opens it now.
    check(&library, &acknowledged);
    drop(library);
    let library = open(&root.join("library"));
    check(&library, &acknowledged);
    assert_eq!(save(&library, 1).unwrap_err().code(), "disk_full");
    check(&library, &acknowledged);
    fs::remove_file(&ballast).unwrap();
    drop(rest);
    fs::remove_file(root.join("rest")).unwrap();
    until_it_works(&library, 2);
    acknowledged.push(2);
    check(&library, &acknowledged);
    drop(library);
    check(&open(&root.join("library")), &acknowledged);
    println!("\nWELL after {} saves", acknowledged.len());
}

/// A damaged library on a small disk. Does nothing in a usual test run.
#[test]
fn full_and_damaged_child() {
    let (Ok(root), Ok(_)) = (env::var(ROOT), env::var(DAMAGED)) else {
        return;
    };
    let root = Path::new(&root);
    let home = root.join("library");
    let library = open(&home);
    let acknowledged: Vec<u128> = (1..=30).collect();
    for number in &acknowledged {
        if *number == 21 {
            library
                .back_up(Reason::Regular, Timestamp::from_millis(1), &Extras::new())
                .unwrap();
        }
        save(&library, *number).unwrap();
    }
    drop(library);
    copy(&home.join("store"), &root.join("good"));
    fs::write(home.join("store/db"), vec![0x5A; 100_000]).unwrap();
    let mut rest = fs::File::create(root.join("rest")).unwrap();
    while std::io::Write::write_all(&mut rest, &[0; 4096]).is_ok() {}
    for _ in 0..6 {
        let refused = Library::open(&home, Limits::default(), Timestamp::from_millis(0)).err();
        let refused = refused.expect("there is no room");
        assert_eq!(refused.code(), "disk_full", "{refused}");
        let said = refused.to_string();
        assert!(
            said.contains("the library is damaged: ")
                && said.contains("the disk is full")
                && said.contains("The backup of 1970-01-01T00:00:00.001Z takes its place, with 20 snippets"),
            "{said}"
        );
        assert!(!home.join("damaged").exists() && !home.join("opening").exists());
    }
    fs::remove_file(root.join("rest")).unwrap();
    // Who has one that is whole, and puts it there, has that.
    fs::remove_dir_all(home.join("store")).unwrap();
    copy(&root.join("good"), &home.join("store"));
    check(&open(&home), &acknowledged);
    println!("\nWELL");
}

/// A damaged library, whose place for damaged stores is a disk of its own. Does nothing in a usual test run.
#[test]
fn elsewhere_child() {
    let (Ok(root), Ok(_)) = (env::var(ROOT), env::var(ELSEWHERE)) else {
        return;
    };
    let root = Path::new(&root);
    let library = open(root);
    save(&library, 1).unwrap();
    library
        .back_up(Reason::Regular, Timestamp::from_millis(1), &Extras::new())
        .unwrap();
    drop(library);
    fs::create_dir(root.join("damaged")).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "none"])
        .arg(root.join("damaged"))
        .status();
    assert!(mount.unwrap().success());
    fs::write(root.join("store/db"), vec![0x5A; 100_000]).unwrap();
    let (library, recovery) = Library::open(root, Limits::default(), Timestamp::from_millis(0)).unwrap();
    let aside = recovery.unwrap().aside.unwrap();
    assert_eq!(aside.parent(), Some(root.join("damaged.stores").as_path()));
    check(&library, &[1]);
    println!("\nWELL");
}

/// On a disk that can't be written at all. Does nothing in a usual test run.
#[test]
fn read_only_child() {
    let (Ok(root), Ok(_)) = (env::var(ROOT), env::var(READ_ONLY)) else {
        return;
    };
    let refused = Library::open(Path::new(&root), Limits::default(), Timestamp::from_millis(0));
    let error = refused.err().expect("nothing can be kept there");
    assert_eq!(error.code(), "io", "{error}");
    assert!(error.to_string().to_lowercase().contains("read-only"), "{error}");
    println!("\nWELL");
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn a_disk_that_fails_for_a_while_loses_nothing_and_needs_no_restart() {
    let tools = tempfile::tempdir().unwrap();
    let root = tempfile::tempdir().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "faults::failing_child", "--nocapture"])
        .env("LD_PRELOAD", build_disk(tools.path()))
        .env("FAULT_UNDER", root.path())
        .env(SWITCH, tools.path().join("switch"))
        .env(ROOT, root.path())
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success() && said.contains("WELL"), "{said}");
}

/// Runs one of the children on a small disk.
fn on_a_small_disk(child: &str, more: &[(&str, &str)]) {
    let root = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=64m,mode=700 none \"$0\" && exec \"$@\"";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", mount])
        .arg(root.path())
        .arg(env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture"])
        .env(ROOT, root.path())
        .envs(more.iter().copied())
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success() && said.contains("WELL"), "{said}");
}

#[test]
fn a_full_disk_loses_nothing_and_needs_no_restart() {
    on_a_small_disk("faults::full_child", &[]);
}

#[test]
fn a_damaged_library_on_a_full_disk_is_said_to_be_damaged_and_waits_for_room() {
    on_a_small_disk("faults::full_and_damaged_child", &[(DAMAGED, "1")]);
}

#[test]
fn a_damaged_library_does_not_need_to_go_to_another_disk() {
    on_a_small_disk("faults::elsewhere_child", &[(ELSEWHERE, "1")]);
}

#[test]
fn a_library_that_can_not_be_written_is_said_so_and_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    save(&library, 1).unwrap();
    drop(library);
    let mount = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", mount])
        .arg(root.path())
        .arg(env::current_exe().unwrap())
        .args(["--exact", "faults::read_only_child", "--nocapture"])
        .env(ROOT, root.path())
        .env(READ_ONLY, "1")
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success() && said.contains("WELL"), "{said}");
    assert!(
        !root.path().join("damaged").exists(),
        "that says nothing about what is kept"
    );
    check(&open(root.path()), &[1]);
}
