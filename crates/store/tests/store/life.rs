//! A long life in a short time: what is used again and again grows no further.

use std::{env, fs, path::Path, process::Command};

use crate::samples;
use domain::{Asset, AssetId, Timestamp};
use store::{Extras, Library, Limits, Reason, Store};
use uuid::Uuid;

/// How many operations, where this is not set.
const OPERATIONS: u128 = 6_000;
/// Sets how many: `cargo xtask soak` asks for more than an hour of use has.
const MANY: &str = "BOWERBIRD_OPERATIONS";
/// Set in the process that is measured.
const ALONE: &str = "BOWERBIRD_ALONE";
/// How many assets are there at a time.
const ASSETS: u128 = 500;

fn open(root: &Path) -> Library {
    // What piles up by itself is at its limit soon.
    let limits = Limits {
        reactions: 1_000,
        activities: 1_000,
        ..Limits::default()
    };
    let (library, recovery) = Library::open(root, limits, Timestamp::from_millis(0)).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    library
}

fn text(number: u128) -> String {
    let lines = if number.is_multiple_of(50) { 2_000 } else { 20 };
    format!("let number = {number};\n").repeat(lines)
}

/// Saves, edits, deletes, reads, as many times as that.
fn use_it(library: &Library, from: u128, operations: u128) {
    for number in from..from + operations {
        let text = text(number);
        library.add_asset(&samples::asset(number, &text), &text).unwrap();
        let recent = AssetId::new(Uuid::from_u128(number.saturating_sub(7)));
        library
            .update_asset(recent, &|asset: &mut Asset| asset.reuse_count += 1)
            .unwrap();
        library.text(recent).unwrap();
        samples::decline(library, number);
        library.add_activity(&samples::activity(number)).unwrap();
        if let Some(old) = number.checked_sub(ASSETS) {
            library.remove_asset(AssetId::new(Uuid::from_u128(old))).unwrap();
        }
        if number.is_multiple_of(10) {
            library.commit().unwrap();
        }
        if number.is_multiple_of(2_000) {
            let now = Timestamp::from_millis(i64::try_from(number).unwrap() * 3_600);
            library.back_up(Reason::Regular, now, &Extras::new()).unwrap();
        }
    }
    library.commit().unwrap();
}

fn bytes_under(directory: &Path) -> u64 {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                bytes_under(&entry.path())
            } else {
                entry.metadata().unwrap().len()
            }
        })
        .sum()
}

/// What the process uses: resident bytes, open files, threads.
#[cfg(target_os = "linux")]
fn used() -> [u64; 3] {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let of = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    let files = fs::read_dir("/proc/self/fd").unwrap().count() as u64;
    [of("VmRSS:") << 10, files, of("Threads:")]
}

/// In a process of its own: what other tests take is not to be counted.
#[test]
#[cfg(target_os = "linux")]
fn disk_memory_files_and_threads_stay_flat() {
    if env::var(ALONE).is_err() {
        let output = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "life::disk_memory_files_and_threads_stay_flat",
                "--nocapture",
            ])
            .env(ALONE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        println!("{said}");
        assert!(output.status.success() && said.contains("operations: "), "{said}");
        return;
    }
    let operations: u128 = env::var(MANY).map_or(OPERATIONS, |many| many.parse().unwrap());
    let root = tempfile::tempdir().unwrap();
    let part = operations / 6;
    let mut seen = Vec::new();
    let mut library = open(root.path());
    for round in 0..6 {
        use_it(&library, round * part, part);
        // Half of the times it is closed and opened between.
        if round % 2 == 1 {
            drop(library);
            library = open(root.path());
        }
        let [memory, files, threads] = used();
        let disk = bytes_under(&root.path().join("store"));
        println!(
            "{} operations: {disk} bytes of store, {memory} of memory, {files} files, {threads} threads",
            (round + 1) * part
        );
        seen.push([disk, memory, files, threads]);
    }
    assert_eq!(library.asset_count() as u128, ASSETS);
    // The first rounds fill it. From then on nothing grows by more than what chance does.
    let (early, late) = (seen[2], seen[5]);
    for (what, (early, late)) in ["disk", "memory", "files", "threads"]
        .iter()
        .zip(early.into_iter().zip(late))
    {
        assert!(
            late * 2 <= early * 3 + 8,
            "{what}: {early} became {late}: {seen:?}"
        );
    }
}

#[test]
fn a_file_that_is_mostly_garbage_is_made_small() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    let large = |number: u128| format!("let number = {number};\n").repeat(100_000);
    for number in 0..25 {
        let text = large(number);
        library.add_asset(&samples::asset(number, &text), &text).unwrap();
        library.commit().unwrap();
    }
    for number in 1..25 {
        library
            .remove_asset(AssetId::new(Uuid::from_u128(number)))
            .unwrap();
    }
    library.commit().unwrap();
    drop(library);
    // It was closed, so it is read in the background; that finds it out, and the next opening makes it small.
    let library = open(root.path());
    assert!(library.make_sure(Timestamp::from_millis(0)).unwrap().is_none());
    drop(library);
    let file = root.path().join("store/db");
    let before = fs::metadata(&file).unwrap().len();
    assert!(before > 40 << 20, "{before}");
    let library = open(root.path());
    let after = fs::metadata(&file).unwrap().len();
    assert!(after * 4 < before, "{before} became {after}");
    let id = AssetId::new(Uuid::from_u128(0));
    assert!(library.text(id).unwrap().unwrap() == large(0));
    assert_eq!(library.asset_count(), 1);
    let text = large(99);
    library.add_asset(&samples::asset(99, &text), &text).unwrap();
    library.commit().unwrap();
    drop(library);
    assert_eq!(open(root.path()).asset_count(), 2);
}
