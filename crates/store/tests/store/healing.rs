//! A store that is opened again while its library is in use: what is wrong with it is treated as at a start, and who only reads
//! is kept out by nothing that he does not need.
//!
//! The disk is the one that fails (disk.c).

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{power::build_disk, samples};
use domain::{AssetId, Timestamp};
use store::{Extras, Library, Limits, Reason, Recovery, Store, StoreError};
use uuid::Uuid;

/// Tells a child where its library is.
const ROOT: &str = "BOWERBIRD_HEALING_ROOT";
/// And which child is meant.
const CHILD: &str = "BOWERBIRD_HEALING_CHILD";
/// Which file makes the disk refuse all that is written.
const SWITCH: &str = "FAULT_SWITCH";
/// Which file makes it refuse to open one of its files.
const OPENS: &str = "FAULT_OPENS";

fn now() -> Timestamp {
    Timestamp::from_millis(1_000_000_000_000)
}

fn open(root: &Path) -> (Library, Option<Recovery>) {
    Library::open(root, Limits::default(), now()).unwrap()
}

fn text(number: u128) -> String {
    format!("let number = {number};\n").repeat(20)
}

fn save(library: &Library, number: u128) -> Result<(), StoreError> {
    let text = text(number);
    library.add_asset(&samples::asset(number, &text), &text)?;
    library.commit()
}

fn has(library: &Library, number: u128) -> bool {
    let found = library.text(AssetId::new(Uuid::from_u128(number))).unwrap();
    found.is_some_and(|found| found == text(number))
}

/// One of 30 assets, of which a backup holds 20.
fn filled(root: &Path) -> Library {
    let (library, recovery) = open(root);
    assert!(recovery.is_none());
    for number in 1..=30 {
        if number == 21 {
            library
                .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
                .unwrap();
        }
        save(&library, number).unwrap();
    }
    library
}

/// The disk refuses what is written for so long as `meanwhile` takes, and a save is met by that.
fn failing(library: &Library, errno: i32, meanwhile: impl FnOnce()) {
    let switch = PathBuf::from(env::var(SWITCH).unwrap());
    fs::write(&switch, errno.to_string()).unwrap();
    assert!(save(library, 100).is_err());
    meanwhile();
    fs::remove_file(switch).unwrap();
}

/// Asks for something until the library was opened again, and answers what came of that.
fn opened_again(library: &Library) -> Result<(), StoreError> {
    let begun = Instant::now();
    loop {
        let saved = save(library, 301);
        match &saved {
            Err(error)
                if ["io", "disk_full"].contains(&error.code())
                    && begun.elapsed() < Duration::from_secs(20) =>
            {
                thread::sleep(Duration::from_millis(100));
            }
            _ => return saved,
        }
    }
}

/// Is whichever child is asked for. Does nothing in a usual test run.
#[test]
fn child() {
    let (Ok(root), Ok(child)) = (env::var(ROOT), env::var(CHILD)) else {
        return;
    };
    let root = Path::new(&root);
    match child.as_str() {
        "shortened" => shortened(root),
        "damaged" => damaged(root),
        "reading" => reading(root),
        "recovering" => recovering(root),
        "restoring" => restoring(root),
        other => panic!("{other}"),
    }
    println!("\nWELL");
}

fn on_a_failing_disk(child: &str) {
    let tools = tempfile::tempdir().unwrap();
    let root = tempfile::tempdir().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "healing::child", "--nocapture"])
        .env("LD_PRELOAD", build_disk(tools.path()))
        .env("FAULT_UNDER", root.path())
        .env(SWITCH, tools.path().join("switch"))
        .env(OPENS, tools.path().join("opens"))
        .env(ROOT, root.path())
        .env(CHILD, child)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success() && said.contains("WELL"), "{said}");
}

fn shortened(root: &Path) {
    let library = filled(root);
    // What was written last goes, as from a medium that has failed.
    let data = root.join("store/db");
    failing(&library, 5, || {});
    let mut bytes = fs::read(&data).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    bytes[end - 6_000..end].fill(0);
    fs::write(&data, bytes).unwrap();
    opened_again(&library).unwrap();
    assert!(has(&library, 20) && !has(&library, 30) && has(&library, 301));
    let missing = library.happened().expect("it is told in this run").missing;
    assert!(missing > 0);
    assert!(library.happened().is_none(), "once");
    // Until the user knows, it is told at each start.
    drop(library);
    let (library, again) = open(root);
    assert_eq!(again.unwrap().missing, missing);
    library.recovery_was_told();
    drop(library);
    assert!(open(root).1.is_none());
}

/// One whose first assets lie where sled does not look when it opens the store: behind large ones that were written after them, and
/// before what it has written down of where its pages lie.
fn filled_far(root: &Path) -> Library {
    let library = filled(root);
    for number in 200..230_u128 {
        let text = format!("let large = {number};\n").repeat(5_000);
        library.add_asset(&samples::asset(number, &text), &text).unwrap();
    }
    library.commit().unwrap();
    library.close();
    drop(library);
    open(root).0.close();
    let (library, recovery) = open(root);
    assert!(recovery.is_none());
    library.verify().unwrap();
    library
}

/// The disk fails, and of what was written some is other than it was, which is found when the store is opened again.
fn rot(library: &Library, root: &Path) {
    let data = root.join("store/db");
    failing(library, 5, || {});
    let mut bytes = fs::read(&data).unwrap();
    let known = b"let number = 5;";
    let places: Vec<usize> = (0..bytes.len() - known.len())
        .filter(|at| bytes[*at..].starts_with(known))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + known.len()].fill(0xEE);
    }
    fs::write(&data, bytes).unwrap();
    // The next one who wants something of the library is met by it.
    let found = opened_again(library).unwrap_err();
    assert!(found.is_damage(), "{found}");
    assert!(library.needs_attention() && library.is_damaged() && !library.is_ready());
}

fn damaged(root: &Path) {
    let library = filled_far(root);
    rot(&library, root);
    let recovery = library.make_sure(now()).unwrap();
    assert_eq!(recovery.unwrap().restored.unwrap().assets, 20);
    assert!(!library.needs_attention() && library.is_ready());
    save(&library, 102).unwrap();
    assert!(has(&library, 20) && !has(&library, 21));
}

fn reading(root: &Path) {
    let library = filled(root);
    let backup = library.newest_backup().unwrap().unwrap().path;
    for errno in [5, 30, 28, 122, 13] {
        failing(&library, errno, || {
            let begun = Instant::now();
            // Some attempts to open it again.
            while begun.elapsed() < Duration::from_millis(2_500) {
                assert!((1..=30).all(|number| has(&library, number)), "{errno}");
                assert!(save(&library, 100).is_err(), "{errno}");
                assert!(
                    library.restore(&backup, now(), &Extras::new()).is_err(),
                    "{errno}"
                );
                thread::sleep(Duration::from_millis(100));
            }
            assert!(library.asset_count() >= 30, "{errno}");
        });
        opened_again(&library).unwrap();
        assert!((1..=30).all(|number| has(&library, number)), "{errno}");
    }
}

/// From now on, the openings of the database's file with these numbers fail.
fn refuse_to_open(root: &Path, first: u32, last: u32) {
    let path = root.join("store/db");
    let refused = format!("{first} {last} {}", path.display());
    fs::write(env::var(OPENS).unwrap(), refused).unwrap();
}

fn entries(directory: &Path) -> usize {
    fs::read_dir(directory).map_or(0, Iterator::count)
}

fn recovering(root: &Path) {
    let library = filled_far(root);
    rot(&library, root);
    // The new store can't be opened at first.
    refuse_to_open(root, 1, 3);
    let failed = library.make_sure(now()).unwrap_err();
    assert_eq!(failed.code(), "io", "{failed}");
    assert!(library.needs_attention() && !library.is_damaged());
    let begun = Instant::now();
    let recovery = loop {
        match library.make_sure(now()) {
            Ok(recovery) => break recovery.expect("it is told, though something has failed after it"),
            Err(failed) => assert!(begun.elapsed() < Duration::from_secs(20), "{failed}"),
        }
        thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(recovery.restored.unwrap().assets, 20);
    assert!(recovery.earlier.is_none());
    assert_eq!(entries(&root.join("damaged")), 1, "it was made once");
    assert!(!library.needs_attention() && library.is_ready());
    assert_eq!(library.asset_count(), 20);
    save(&library, 102).unwrap();
}

fn restoring(root: &Path) {
    let library = filled(root);
    let backup = library.newest_backup().unwrap().unwrap().path;
    // What is there is opened to be backed up, by us and by sled; then what was restored, and that fails.
    refuse_to_open(root, 3, 4);
    let before = library
        .restore(&backup, now(), &Extras::new())
        .expect("it is in place");
    assert!(library.needs_attention());
    opened_again(&library).unwrap();
    assert!(has(&library, 20) && !has(&library, 21) && has(&library, 301));
    let mut backups = library.backups().unwrap().into_iter();
    let undo = backups.find(|backup| backup.number == before).unwrap();
    assert_eq!(undo.header.assets(), 30);
    // Where nothing was put in place, it is as it was.
    refuse_to_open(root, 1, 3);
    assert!(library.restore(&undo.path, now(), &Extras::new()).is_err());
    opened_again(&library).unwrap();
    assert!(has(&library, 20) && !has(&library, 21) && has(&library, 301));
}

#[test]
fn the_end_that_a_store_has_lost_when_it_is_opened_again_is_told() {
    on_a_failing_disk("shortened");
}

#[test]
fn damage_that_is_found_when_a_store_is_opened_again_is_recovered() {
    on_a_failing_disk("damaged");
}

#[test]
fn a_disk_that_refuses_only_writes_keeps_nobody_from_reading() {
    on_a_failing_disk("reading");
}

#[test]
fn a_recovered_store_that_can_not_be_opened_at_once_is_opened_later_and_told() {
    on_a_failing_disk("recovering");
}

#[test]
fn a_restore_is_answered_as_it_is_where_the_store_can_not_be_opened_at_once() {
    on_a_failing_disk("restoring");
}
