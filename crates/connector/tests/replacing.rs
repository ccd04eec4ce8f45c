//! A small file that is replaced: `kill -9` at any moment leaves the old one or the new one, and what was acknowledged outlives
//! a loss of power, because of the order in which things are put on the disk.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "a child process tells what was acknowledged")]

use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use connector::process::replace_durably;

/// How many kills, where this is not set.
const KILLS: u64 = 30;
/// Sets how many: `cargo xtask soak` asks for 1,000.
const MANY: &str = "BOWERBIRD_KILLS";
/// Tells the child which file to replace.
const FILE: &str = "BOWERBIRD_REPLACED";
/// And how often; without it until it is killed.
const TIMES: &str = "BOWERBIRD_REPLACED_TIMES";

/// What stands in the file after so many replacements: longer than a block, and of no fixed length.
fn content(number: u64) -> String {
    format!(
        "{number}\n{}\n",
        "x".repeat(usize::try_from(number * 977 % 20_000).unwrap())
    )
}

/// Replaces a file. Does nothing in a usual test run.
#[test]
fn replacing_child() {
    let Ok(file) = env::var(FILE) else { return };
    let times = env::var(TIMES).map_or(u64::MAX, |times| times.parse().unwrap());
    let old = fs::read_to_string(&file).unwrap_or_default();
    let first = old.lines().next().map_or(0, |number| number.parse().unwrap());
    for number in (first + 1..).take(usize::try_from(times).unwrap()) {
        replace_durably(Path::new(&file), content(number).as_bytes()).unwrap();
        println!("\nacknowledged {number}");
        std::io::stdout().flush().unwrap();
    }
}

fn child(file: &Path) -> Command {
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--exact", "replacing_child", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped());
    child
}

#[test]
fn a_kill_leaves_the_old_one_or_the_new_one() {
    let kills: u64 = env::var(MANY).map_or(KILLS, |many| many.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("settings.json");
    let mut acknowledged = 0;
    for round in 0..kills {
        let mut running = child(&file).spawn().unwrap();
        let mut said = BufReader::new(running.stdout.take().unwrap()).lines();
        let mut last = || {
            let line = said
                .by_ref()
                .map_while(Result::ok)
                .find(|line| line.starts_with("acknowledged "));
            line.map(|line| line["acknowledged ".len()..].parse::<u64>().unwrap())
        };
        acknowledged = last().unwrap();
        thread::sleep(Duration::from_micros(RandomState::new().hash_one(round) % 20_000));
        running.kill().unwrap();
        running.wait().unwrap();
        while let Some(number) = last() {
            acknowledged = number;
        }
        let found = fs::read_to_string(&file).unwrap();
        let may = [content(acknowledged), content(acknowledged + 1)];
        assert!(
            may.contains(&found),
            "after {acknowledged}: {:?}",
            found.lines().next()
        );
        assert!(fs::read_dir(dir.path()).unwrap().count() <= 2, "nothing piles up");
    }
    println!("{kills} kills, {acknowledged} acknowledged, nothing lost");
}

#[test]
fn what_is_acknowledged_was_put_on_the_disk_in_the_right_order() {
    let (dir, tools) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [file, order, library] = [
        dir.path().join("settings.json"),
        tools.path().join("order"),
        tools.path().join("disk.so"),
    ];
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/store/disk.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", source, "-ldl", "-lpthread", "-o"])
        .arg(&library)
        .status();
    assert!(built.unwrap().success());
    let done = child(&file)
        .env(TIMES, "3")
        .env("LD_PRELOAD", library)
        .env("FAULT_UNDER", dir.path())
        .env("FAULT_NAMES", &order)
        .output()
        .unwrap();
    assert!(done.status.success());
    let (path, at) = (file.display(), dir.path().display());
    // The text before it has the name, and the name before it is told.
    let once = format!("sync {path}.new \nrename {path}.new {path}\nsync {at} \n");
    assert_eq!(fs::read_to_string(order).unwrap(), once.repeat(3));
}
