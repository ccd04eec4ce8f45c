//! Watching a real X server's clipboard. Needs the packages `xvfb` and `xclip`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use clipboard::{
    Backend, Ended, Notice, OwnWrites, Place, TEXT_LIMIT, Unavailable, Watcher, concealed_marks,
};
use support::{Heard, Offer, Owner, Xvfb, watch};

/// A server, someone who copies, a watcher and what it tells.
struct Stage {
    watcher: Watcher,
    heard: Heard,
    owner: Owner,
    server: Xvfb,
}

fn stage() -> Stage {
    let server = Xvfb::start();
    let owner = Owner::on(&server);
    let (watcher, heard) = watch(&server, &OwnWrites::new());
    Stage {
        watcher,
        heard,
        owner,
        server,
    }
}

impl Stage {
    /// Copies a text which nobody copied before, and asserts that it is the next thing that is heard: nothing that came
    /// before was reported.
    fn nothing_until_now(&self) {
        self.owner.copy(Offer::text("a copy that follows"));
        assert_eq!(self.heard.text(), "a copy that follows");
    }
}

#[test]
fn a_copy_is_reported() {
    let stage = stage();
    assert_eq!(stage.watcher.backend(), Backend::X11);
    assert_eq!(stage.watcher.backend().name(), "X11 (XFixes)");
    stage.owner.copy(Offer::text("fn grüße() {}\r\n"));
    assert_eq!(stage.heard.text(), "fn grüße() {}\r\n");
    assert_eq!(stage.watcher.ended(), None);
}

#[test]
fn what_is_there_at_the_start_is_not_reported() {
    let server = Xvfb::start();
    let owner = Owner::on(&server);
    owner.copy(Offer::text("old"));
    let (_watcher, heard) = watch(&server, &OwnWrites::new());
    owner.copy(Offer::text("new"));
    assert_eq!(heard.text(), "new");
}

#[test]
fn quick_copies_settle_at_the_last_one_and_none_is_mixed_up() {
    let stage = stage();
    let others = [Owner::on(&stage.server), Owner::on(&stage.server)];
    for n in 0..200 {
        let text = format!("copy {n} {}", "x".repeat(n * 50));
        // Some in pieces, some owned by one program, some by another.
        let offer = if n % 5 == 0 {
            Offer::new().in_pieces("UTF8_STRING", text)
        } else {
            Offer::text(&text)
        };
        let owner = [&stage.owner, &others[0], &others[1]][n % 3];
        owner.copy(offer);
    }
    let mut last = None;
    while last != Some(199) {
        let text = stage.heard.text();
        let number: usize = text.split(' ').nth(1).unwrap().parse().unwrap();
        assert_eq!(text, format!("copy {number} {}", "x".repeat(number * 50)));
        assert!(last.is_none_or(|last| last < number), "{last:?}, then {number}");
        last = Some(number);
    }
    stage.nothing_until_now();
}

#[test]
fn each_of_many_copies_is_reported() {
    let stage = stage();
    for n in 0..200 {
        let text = format!("copy {n}");
        stage.owner.copy(Offer::text(&text));
        assert_eq!(stage.heard.text(), text);
    }
}

#[test]
fn the_same_text_copied_twice_is_reported_twice() {
    let stage = stage();
    for _ in 0..2 {
        stage.owner.copy(Offer::text("again"));
        assert_eq!(stage.heard.text(), "again");
    }
}

#[test]
fn content_without_text_is_nothing() {
    let stage = stage();
    stage
        .owner
        .copy(Offer::new().with("image/png", b"\x89PNG".as_slice()));
    stage.owner.wait_for("TARGETS");
    stage.owner.copy(Offer::text(""));
    stage.owner.wait_for("UTF8_STRING");
    stage
        .owner
        .copy(Offer::new().with("UTF8_STRING", [0xff, 0xfe, 0xfd]));
    stage.owner.wait_for("UTF8_STRING");
    stage.owner.clear();
    stage.nothing_until_now();
    assert!(!stage.owner.record().contains(&"image/png".to_owned()));
}

#[test]
fn formats_other_than_utf8_are_understood() {
    let stage = stage();
    stage.owner.copy(Offer::new().with("STRING", [b'a', 0xe9]));
    assert_eq!(stage.heard.text(), "aé");
    stage
        .owner
        .copy(Offer::new().with("text/plain;charset=utf-8", "é"));
    assert_eq!(stage.heard.text(), "é");
    stage
        .owner
        .copy(Offer::new().refused("UTF8_STRING").with("TEXT", "fallback"));
    assert_eq!(stage.heard.text(), "fallback");
}

#[test]
fn content_that_is_marked_as_concealed_is_never_asked_for() {
    let stage = stage();
    for mark in concealed_marks() {
        stage.owner.record();
        // The value that conceals, for the marks that have one.
        let value = if mark == "CanIncludeInClipboardHistory" {
            "\0\0\0\0"
        } else {
            "secret"
        };
        stage.owner.copy(
            Offer::text("hunter2")
                .with("STRING", "hunter2")
                .with("text/plain;charset=utf-8", "hunter2")
                .with(mark, value),
        );
        stage.owner.wait_for("TARGETS");
        if value != "secret" || mark.ends_with("passwordManagerHint") {
            stage.owner.wait_for(mark);
        }
        // Whoever would ask for the text had asked by the time that a later copy was reported.
        let after = Owner::on(&stage.server);
        after.copy(Offer::text(mark));
        assert_eq!(stage.heard.text(), mark);
        for asked in stage.owner.record() {
            assert!(
                asked == "TARGETS" || asked == mark,
                "asked for {asked} in spite of {mark}"
            );
        }
    }
}

#[test]
fn a_hint_that_cannot_be_read_conceals() {
    let stage = stage();
    stage
        .owner
        .copy(Offer::text("hunter2").refused("x-kde-passwordManagerHint"));
    stage.owner.wait_for("x-kde-passwordManagerHint");
    stage
        .owner
        .copy(Offer::text("hunter2").never("x-kde-passwordManagerHint"));
    stage.owner.wait_for("x-kde-passwordManagerHint");
    let large = vec![b'a'; 1_000_000];
    stage
        .owner
        .copy(Offer::text("hunter2").in_pieces("x-kde-passwordManagerHint", large));
    stage.owner.wait_for("x-kde-passwordManagerHint");
    let after = Owner::on(&stage.server);
    after.copy(Offer::text("after"));
    assert_eq!(stage.heard.text(), "after");
    assert!(!stage.owner.record().contains(&"UTF8_STRING".to_owned()));
}

#[test]
fn a_hint_that_does_not_say_secret_does_not_conceal() {
    let stage = stage();
    stage
        .owner
        .copy(Offer::text("open").with("x-kde-passwordManagerHint", "public"));
    assert_eq!(stage.heard.text(), "open");
}

#[test]
fn an_owner_that_cannot_say_what_it_offers_is_not_asked_for_text() {
    let stage = stage();
    stage.owner.copy(Offer::text("who knows").refused("TARGETS"));
    stage.owner.wait_for("TARGETS");
    let after = Owner::on(&stage.server);
    after.copy(Offer::text("after"));
    assert_eq!(stage.heard.text(), "after");
    assert_eq!(stage.owner.record(), ["TARGETS"]);
}

#[test]
fn an_owner_that_never_answers_holds_nobody_up() {
    let stage = stage();
    for target in ["TARGETS", "UTF8_STRING"] {
        let stalling = Owner::on(&stage.server);
        stalling.copy(Offer::text("slow").never(target));
        if target == "UTF8_STRING" {
            stalling.copy(Offer::new().never(target));
        }
        stalling.wait_for(target);
        stage.owner.copy(Offer::text("quick"));
        assert_eq!(stage.heard.text(), "quick");
        // Its answer is taken for nobody else's.
        stalling.answer_late(b"far too late");
        stage.nothing_until_now();
    }
}

#[test]
fn a_silent_owner_is_given_up_after_a_while() {
    let stage = stage();
    stage.owner.copy(Offer::new().never("UTF8_STRING"));
    stage.owner.wait_for("UTF8_STRING");
    // Longer than the watcher waits. It is still the owner when it answers.
    std::thread::sleep(std::time::Duration::from_millis(3500));
    stage.owner.answer_late(b"far too late");
    stage.nothing_until_now();
}

#[test]
fn a_large_text_in_pieces_arrives_whole() {
    let stage = stage();
    let text: String = (0..300_000).map(|n| format!("{n:010}")).collect();
    stage
        .owner
        .copy(Offer::new().in_pieces("UTF8_STRING", text.clone()));
    assert!(stage.heard.text() == text);
}

#[test]
fn a_large_text_in_one_piece_arrives_whole() {
    let stage = stage();
    let text = "y".repeat(3_000_000);
    stage.owner.copy(Offer::text(&text));
    assert!(stage.heard.text() == text);
}

#[test]
fn a_text_at_the_limit_is_reported_and_one_over_it_is_not() {
    let stage = stage();
    for length in [20_000_000, TEXT_LIMIT + 1] {
        let text = vec![b'z'; length];
        stage.owner.copy(Offer::new().in_pieces("UTF8_STRING", text));
        stage.owner.wait_for("UTF8_STRING");
        stage.owner.record();
        stage.nothing_until_now();
    }
    stage
        .owner
        .copy(Offer::new().in_pieces("UTF8_STRING", vec![b'z'; TEXT_LIMIT]));
    assert_eq!(stage.heard.text().len(), TEXT_LIMIT);
}

#[test]
fn a_copy_that_replaces_one_in_pieces_is_not_mixed_with_it() {
    let stage = stage();
    for n in 0..20 {
        stage.owner.record();
        stage
            .owner
            .copy(Offer::new().in_pieces("UTF8_STRING", vec![b'z'; 3_000_000]));
        stage.owner.wait_for("UTF8_STRING");
        let text = format!("small {n}");
        stage.owner.copy(Offer::text(&text));
        // The large one may have been read in time.
        while stage.heard.text() != text {}
    }
    stage.nothing_until_now();
}

#[test]
fn what_is_copied_during_a_pause_is_not_even_looked_at() {
    let stage = stage();
    stage.owner.copy(Offer::text("before"));
    assert_eq!(stage.heard.text(), "before");
    for round in 0..20 {
        stage.watcher.pause();
        stage.owner.record();
        stage.owner.copy(Offer::text("while paused"));
        stage.watcher.resume();
        assert!(stage.owner.record().is_empty());
        // What is copied right after is not missed.
        let text = format!("after {round}");
        stage.owner.copy(Offer::text(&text));
        assert_eq!(stage.heard.text(), text);
    }
    stage.watcher.resume();
    stage.nothing_until_now();
}

#[test]
fn a_pause_ends_a_reading() {
    let stage = stage();
    stage.owner.copy(Offer::new().never("UTF8_STRING"));
    stage.owner.wait_for("UTF8_STRING");
    stage.watcher.pause();
    stage.owner.answer_late(b"too late");
    stage.watcher.resume();
    stage.nothing_until_now();
}

#[test]
fn what_is_known_as_an_own_write_is_not_reported() {
    let server = Xvfb::start();
    let owner = Owner::on(&server);
    let own = OwnWrites::new();
    let (_watcher, heard) = watch(&server, &own);
    own.note("mine", Instant::now());
    owner.copy(Offer::text("mine"));
    owner.wait_for("UTF8_STRING");
    owner.copy(Offer::text("yours"));
    assert_eq!(heard.text(), "yours");
}

#[test]
fn xclip_is_heard() {
    let stage = stage();
    for text in ["from xclip", "from xclip again"] {
        let mut xclip = Command::new("xclip")
            .args(["-selection", "clipboard", "-in"])
            .env("DISPLAY", stage.server.display())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test needs xclip: install the package `xclip`");
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert_eq!(stage.heard.text(), text);
        xclip.wait().unwrap();
    }
    // The real owner goes with the server.
}

#[test]
fn the_end_of_the_server_is_reported() {
    let Stage {
        watcher,
        heard,
        owner,
        mut server,
    } = stage();
    server.kill();
    let Notice::Ended(reason) = heard.notice() else {
        panic!("a copy from nowhere");
    };
    assert_eq!(reason.code(), "connection_lost");
    assert_eq!(watcher.ended(), Some(reason));
    // Nothing hangs on a watcher that has ended.
    watcher.pause();
    watcher.resume();
    watcher.stop();
    drop(owner);
    assert!(heard.is_empty());
}

#[test]
fn a_sink_that_panics_ends_the_watcher_and_nothing_else() {
    let server = Xvfb::start();
    let owner = Owner::on(&server);
    let place = Place::X11 {
        display: server.display(),
    };
    let (sender, heard) = std::sync::mpsc::channel();
    let watcher = Watcher::start_on(place, &OwnWrites::new(), move |notice| match notice {
        Notice::Copied(_) => panic!("a bug, as this test wants it"),
        Notice::Ended(reason) => sender.send(reason).unwrap(),
    })
    .unwrap();
    owner.copy(Offer::text("x"));
    assert_eq!(heard.recv_timeout(support::PATIENCE), Ok(Ended::Failed));
    assert_eq!(watcher.ended(), Some(Ended::Failed));
}

#[test]
fn a_server_that_is_not_there_or_cannot_tell_is_named() {
    let own = OwnWrites::new();
    let start = |display: &str| {
        let display = display.to_owned();
        Watcher::start_on(Place::X11 { display }, &own, |_| {}).unwrap_err()
    };
    let error = start(":59000");
    assert_eq!(error.code(), "display_unreachable");
    assert!(error.to_string().contains(":59000"), "{error}");
    let old = Xvfb::start_with(&["-extension", "XFIXES"]);
    assert_eq!(start(&old.display()), Unavailable::NoXFixes);
}

#[test]
fn texts_do_not_get_into_logs() {
    let stage = stage();
    stage.owner.copy(Offer::text("hunter2"));
    assert_eq!(format!("{:?}", stage.heard.notice()), "Copied(Copied(7 bytes))");
}
