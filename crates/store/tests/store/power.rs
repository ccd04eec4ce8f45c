//! What was acknowledged survives a loss of power: whatever was not synced may be gone, or some of it.
//!
//! A library between the program and the system (disk.c) notes every write with what stood in its place, and every sync.
//! The child is killed, and then what it had written and not synced is taken back: all of it, or all but what came first,
//! or some blocks here and there. Names of files and their absence stay, for what a directory lost is another matter: the
//! store syncs its directory when it is opened, and backups theirs when they are named.

use std::{
    collections::BTreeMap,
    env, fs,
    hash::{BuildHasher, RandomState},
    io::Read,
    os::unix::fs::{FileExt, MetadataExt},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::crash::{Said, check_acknowledged, open, run_and_kill};

/// How many losses of power, where this is not set.
const CUTS: u64 = 6;
/// Sets how many: `cargo xtask soak` asks for 200.
const MANY: &str = "BOWERBIRD_CUTS";

/// Blocks that are written or not.
const BLOCK: usize = 4096;

/// Builds the library that goes between.
pub(crate) fn build_disk(directory: &Path) -> PathBuf {
    build(directory, "disk")
}

/// A library that takes the place of something of the system's, from the source of this name.
pub(crate) fn build(directory: &Path, name: &str) -> PathBuf {
    let built = directory.join(format!("{name}.so"));
    let source = format!("{}/tests/store/{name}.c", env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("cc")
        .args([
            "-Wall",
            "-Werror",
            "-shared",
            "-fPIC",
            "-O1",
            &source,
            "-ldl",
            "-lpthread",
            "-o",
        ])
        .arg(&built)
        .status()
        .unwrap();
    assert!(status.success());
    built
}

/// A write, with what stood in its place.
struct Write {
    index: u64,
    at: u64,
    length: u64,
    /// How long the file was.
    size: u64,
    old: Vec<u8>,
}

/// The writes to each file that no sync has covered, by the file's number.
fn unsynced(journal: &Path) -> BTreeMap<u64, Vec<Write>> {
    let mut bytes = &fs::read(journal).unwrap()[..];
    let number = |bytes: &mut &[u8]| {
        let mut eight = [0; 8];
        bytes.read_exact(&mut eight).map(|()| u64::from_ne_bytes(eight))
    };
    let mut files: BTreeMap<u64, Vec<Write>> = BTreeMap::new();
    let mut index = 0;
    loop {
        let mut what = [0];
        if bytes.read_exact(&mut what).is_err() {
            return files;
        }
        // The child was killed: its last record may be cut short, and then what it speaks of was not done.
        let mut record = || -> std::io::Result<()> {
            if what == *b"S" {
                let (file, covered) = (number(&mut bytes)?, number(&mut bytes)?);
                files
                    .entry(file)
                    .or_default()
                    .retain(|write| write.index > covered);
                return Ok(());
            }
            assert_eq!(what, *b"W");
            let [file, at, length, size, have, path] = [(); 6].map(|()| number(&mut bytes));
            std::io::copy(&mut (&mut bytes).take(path?), &mut std::io::sink())?;
            let mut old = vec![0; have? as usize];
            bytes.read_exact(&mut old)?;
            index += 1;
            let (at, length, size) = (at?, length?, size?);
            files.entry(file?).or_default().push(Write {
                index,
                at,
                length,
                size,
                old,
            });
            Ok(())
        };
        if record().is_err() {
            return files;
        }
    }
}

/// Takes back what was not synced. `chance` says which part of it; answers how many writes that were.
fn cut_power(directory: &Path, journal: &Path, chance: u64) -> usize {
    let mut files = unsynced(journal);
    let mut lost = 0;
    for path in files_under(directory) {
        let Some(writes) = files.remove(&fs::metadata(&path).unwrap().ino()) else {
            continue;
        };
        let file = fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
        // The newest first, so that the oldest of what stood in one place is what is left.
        let mut done = Vec::new();
        for write in writes.iter().rev() {
            let mut new = vec![0; write.length as usize];
            let mut there = 0;
            while let Ok(read @ 1..) = file.read_at(&mut new[there..], write.at + there as u64) {
                there += read;
            }
            new.truncate(there);
            file.write_all_at(&write.old, write.at).unwrap();
            file.set_len(write.size).unwrap();
            done.push((write.at, new));
        }
        lost += done.len();
        // And then some of it was written after all.
        let random = RandomState::new();
        let come_through = match chance % 3 {
            0 => 0,
            1 => (chance / 3 % (done.len() as u64 + 1)) as usize,
            _ => done.len(),
        };
        for (at, new) in done.iter().rev().take(come_through) {
            for (number, block) in new.chunks(BLOCK).enumerate() {
                if chance % 3 == 1 || random.hash_one((at, number)) % 2 == 0 {
                    file.write_all_at(block, at + (number * BLOCK) as u64).unwrap();
                }
            }
        }
    }
    lost
}

fn files_under(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Lets a child write and the power go, `cuts` times, and checks what is there each time. Answers how many acknowledged
/// assets there were, and how many writes were taken back.
fn cut(cuts: u64, more: &[(&str, &str)]) -> (usize, usize) {
    let tools = tempfile::tempdir().unwrap();
    let disk = build_disk(tools.path());
    let (mut acknowledged, mut lost) = (0, 0);
    let mut directory = tempfile::tempdir().unwrap();
    let mut said = Said::new();
    for round in 0..cuts {
        let journal = tools.path().join(format!("journal-{round}"));
        let mut environment = vec![
            ("LD_PRELOAD", disk.to_str().unwrap()),
            ("FAULT_UNDER", directory.path().to_str().unwrap()),
            ("FAULT_JOURNAL", journal.to_str().unwrap()),
        ];
        environment.extend_from_slice(more);
        let chance = RandomState::new().hash_one(round);
        let after = Duration::from_millis(50 + chance % 400);
        run_and_kill(directory.path(), round.into(), after, &mut said, &environment);
        lost += cut_power(directory.path(), &journal, chance);
        fs::remove_file(&journal).unwrap();
        let (store, recovery) = open(directory.path()).unwrap();
        assert!(recovery.is_none(), "{}", recovery.unwrap());
        check_acknowledged(&store, &said);
        drop(store);
        if round % 10 == 9 {
            acknowledged += said["added"].len();
            said.clear();
            directory = tempfile::tempdir().unwrap();
        }
    }
    (
        acknowledged + said.get("added").map_or(0, |added| added.len()),
        lost,
    )
}

#[test]
fn acknowledged_writes_survive_a_loss_of_power() {
    let cuts: u64 = env::var(MANY).map_or(CUTS, |many| many.parse().unwrap());
    let (acknowledged, lost) = cut(cuts, &[]);
    println!(
        "{acknowledged} assets were acknowledged over {cuts} losses of power, which took back {lost} writes"
    );
    assert!(acknowledged > 0 && lost > 0);
}

#[test]
fn a_disk_that_lies_about_its_syncs_is_found_out() {
    // The test above would not notice if the disk under it forgot nothing.
    let lied = std::panic::catch_unwind(|| cut(3, &[("FAULT_LIES", "1")]));
    assert!(lied.is_err(), "nothing was lost although nothing was synced");
}
