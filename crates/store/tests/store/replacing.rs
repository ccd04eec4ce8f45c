//! A program that is killed while a backup is restored has the library that was there or the new one, and nothing between.

use std::{
    env,
    hash::{BuildHasher, RandomState},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{backups::all_of, samples};
use domain::Timestamp;
use store::{Extras, Library, Limits, Store};

/// Tells the child which directory holds the library and the two backups.
const ROOT: &str = "BOWERBIRD_REPLACING_ROOT";
/// How many kills, where this is not set.
const KILLS: u64 = 8;
/// Sets how many: `cargo xtask soak` asks for 200.
const MANY: &str = "BOWERBIRD_KILLS";

fn open(root: &Path) -> Library {
    let (library, recovery) = Library::open(
        &root.join("library"),
        Limits::default(),
        Timestamp::from_millis(0),
    )
    .unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    library
}

/// Restores one backup and the other, for ever. Does nothing in a usual test run.
#[test]
fn child() {
    let Ok(root) = env::var(ROOT) else { return };
    let root = Path::new(&root);
    let library = open(root);
    loop {
        for file in ["a", "b"] {
            library
                .restore(&root.join(file), Timestamp::from_millis(1), &Extras::new())
                .unwrap();
        }
    }
}

#[test]
fn killed_while_it_is_replaced_a_library_is_the_old_one_or_the_new_one() {
    let kills: u64 = env::var(MANY).map_or(KILLS, |many| many.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let mut holds = Vec::new();
    {
        let library = open(root);
        for (file, first) in [("a", 0_u128), ("b", 1_000)] {
            for number in first..first + 150 {
                let text = crate::backups::text(number);
                library.add_asset(&samples::asset(number, &text), &text).unwrap();
            }
            library
                .export(&root.join(file), Timestamp::from_millis(1), &Extras::new())
                .unwrap();
            holds.push(all_of(&library));
        }
    }
    let mut seen = [0; 2];
    for round in 0..kills {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "replacing::child"])
            .env(ROOT, root)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(
            30 + RandomState::new().hash_one(round) % 400,
        ));
        assert_eq!(child.try_wait().unwrap(), None, "the child failed");
        child.kill().unwrap();
        child.wait().unwrap();
        let library = open(root);
        let there = all_of(&library);
        let which = holds.iter().position(|held| *held == there);
        seen[which.expect("it is neither the old one nor the new one")] += 1;
    }
    println!("killed {kills} times while replacing: {seen:?}");
}
