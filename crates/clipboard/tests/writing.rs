//! Writing to a real X server's clipboard. Needs the packages `xvfb` and `xclip`.
//!
//! The writer goes by the environment, which a test must not change: every test runs itself again, in a process whose
//! environment names a server of its own.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    env,
    process::Command,
    time::{Duration, Instant},
};

use clipboard::{Backend, Clipboard, OwnWrites, Watcher};
use support::{Offer, Owner, Xvfb, watch};

/// Says that this process is the one that a server was started for, and which.
const DISPLAY_OF_TEST: &str = "BOWERBIRD_TEST_DISPLAY";

/// Runs `body` where the environment names a server that nobody else uses.
fn with_server(test: &str, body: impl FnOnce()) {
    if env::var_os(DISPLAY_OF_TEST).is_some() {
        return body();
    }
    let server = Xvfb::start();
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(DISPLAY_OF_TEST, server.display())
        .env("DISPLAY", server.display())
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What another program finds on the clipboard.
fn pasted() -> String {
    let output = Command::new("xclip")
        .args(["-selection", "clipboard", "-out"])
        .output();
    String::from_utf8(output.expect("this test needs xclip").stdout).unwrap()
}

#[test]
fn own_writes_are_there_and_are_not_reported() {
    with_server("own_writes_are_there_and_are_not_reported", || {
        let server = Xvfb::here();
        let own = OwnWrites::new();
        let (_watcher, heard) = watch(&server, &own);
        let clipboard = Clipboard::new(own);
        for n in 0..20 {
            clipboard.write(&format!("mine {n}")).unwrap();
        }
        assert_eq!(pasted(), "mine 19");
        // Replaced by another program's, and put there again.
        let owner = Owner::on(&server);
        owner.copy(Offer::text("yours"));
        assert_eq!(heard.text(), "yours");
        // More than once if it must be: see "A limit" at `Clipboard`.
        let started = Instant::now();
        while pasted() != "mine again" {
            assert!(started.elapsed() < support::PATIENCE, "never there");
            clipboard.write("mine again").unwrap();
        }
        owner.copy(Offer::text("yours again"));
        assert_eq!(heard.text(), "yours again");
    });
}

#[test]
fn a_sample_counts_as_a_copy() {
    with_server("a_sample_counts_as_a_copy", || {
        let own = OwnWrites::new();
        let (_watcher, heard) = watch(&Xvfb::here(), &own);
        let clipboard = Clipboard::new(own);
        clipboard.write("text").unwrap();
        clipboard.write("sample").unwrap();
        clipboard.write_as_another("sample").unwrap();
        assert_eq!(heard.text(), "sample");
    });
}

#[test]
fn the_same_text_is_a_copy_again_when_the_write_is_long_past() {
    with_server(
        "the_same_text_is_a_copy_again_when_the_write_is_long_past",
        || {
            let server = Xvfb::here();
            let own = OwnWrites::with_life(Duration::from_secs(2));
            let (_watcher, heard) = watch(&server, &own);
            let clipboard = Clipboard::new(own.clone());
            clipboard.write("fn f() {}").unwrap();
            while own.contains("fn f() {}", Instant::now()) {
                std::thread::sleep(Duration::from_millis(20));
            }
            let owner = Owner::on(&server);
            owner.copy(Offer::text("fn f() {}"));
            assert_eq!(heard.text(), "fn f() {}");
        },
    );
}

#[test]
fn the_environment_is_gone_by() {
    with_server("the_environment_is_gone_by", || {
        let watcher = Watcher::start(&OwnWrites::new(), |_| {}).unwrap();
        assert_eq!(watcher.backend(), Backend::X11);
    });
}

#[test]
fn a_desktop_that_is_not_there_is_an_error() {
    if env::var_os("DISPLAY").is_some_and(|display| display == ":59000") {
        let error = Clipboard::new(OwnWrites::new()).write("x").unwrap_err();
        assert_eq!(error.code(), "clipboard_unavailable");
        return;
    }
    let status = Command::new(env::current_exe().unwrap())
        .args(["a_desktop_that_is_not_there_is_an_error", "--exact"])
        .env("DISPLAY", ":59000")
        .env_remove("WAYLAND_DISPLAY")
        .status();
    assert!(status.unwrap().success());
}
