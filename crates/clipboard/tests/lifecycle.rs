//! A watcher leaves nothing behind. In a binary of its own, as it counts the threads and files of the process.
//! Needs the package `xvfb`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use clipboard::{OwnWrites, Place, Watcher};
use support::{Offer, Owner, Xvfb, watch};

fn entries(directory: &str) -> usize {
    fs::read_dir(directory).unwrap().count()
}

/// A thread that has been waited for may be listed for a moment.
fn settles_at(expected: (usize, usize)) {
    let started = Instant::now();
    loop {
        let now = (entries("/proc/self/task"), entries("/proc/self/fd"));
        if now == expected {
            return;
        }
        assert!(
            started.elapsed() < support::PATIENCE,
            "{now:?} instead of {expected:?}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn nothing_is_left_behind() {
    let server = Xvfb::start();
    let owner = Owner::on(&server);
    let before = (entries("/proc/self/task"), entries("/proc/self/fd"));

    for round in 0..50 {
        let held = Arc::new(());
        let sink = Arc::clone(&held);
        let place = Place::X11 {
            display: server.display(),
        };
        let watcher = Watcher::start_on(place, &OwnWrites::new(), move |_| drop(Arc::clone(&sink))).unwrap();
        match round % 4 {
            0 => {}
            1 => owner.copy(Offer::text("x")),
            // In the middle of a reading that would go on for long.
            2 => {
                owner.record();
                owner.copy(Offer::new().never("UTF8_STRING"));
                owner.wait_for("UTF8_STRING");
            }
            _ => watcher.pause(),
        }
        let stopping = Instant::now();
        if round % 2 == 0 {
            watcher.stop();
        } else {
            drop(watcher);
        }
        assert!(
            stopping.elapsed() < Duration::from_secs(2),
            "{:?}",
            stopping.elapsed()
        );
        assert_eq!(
            Arc::strong_count(&held),
            1,
            "the sink is let go when the watcher is"
        );
    }
    settles_at(before);

    // A start that fails.
    for _ in 0..10 {
        let place = Place::X11 {
            display: ":59000".to_owned(),
        };
        Watcher::start_on(place, &OwnWrites::new(), |_| {}).unwrap_err();
    }
    settles_at(before);

    // Stopped by its own sink.
    let (give, given) = mpsc::channel::<Watcher>();
    let (tell, told) = mpsc::channel();
    let place = Place::X11 {
        display: server.display(),
    };
    let watcher = Watcher::start_on(place, &OwnWrites::new(), move |_| {
        let watcher = given.recv().unwrap();
        watcher.pause();
        watcher.stop();
        tell.send(()).unwrap();
    })
    .unwrap();
    give.send(watcher).unwrap();
    owner.copy(Offer::text("x"));
    told.recv_timeout(support::PATIENCE).unwrap();
    drop((give, told));
    settles_at(before);

    // Ended by the server.
    let mut other = Xvfb::start();
    let (watcher, heard) = watch(&other, &OwnWrites::new());
    other.kill();
    heard.notice();
    drop((watcher, heard, other));
    settles_at(before);
}
