//! Watching a real Wayland compositor's clipboard, the one that `WAYLAND_DISPLAY` names.
//!
//! Needs a compositor with `zwlr_data_control_manager_v1` and the package `wl-clipboard`. One without a screen, which
//! refuses to run as root, and the tests, one at a time as they share its clipboard:
//!
//! ```text
//! WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman sway -c /dev/null &
//! WAYLAND_DISPLAY=wayland-1 cargo test -p bowerbird-clipboard --test wayland -- --ignored --test-threads 1
//! ```

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs::File,
    io::Write,
    process::Command,
    sync::{Arc, Condvar, Mutex},
};

use clipboard::{Backend, Clipboard, OwnWrites, Place, TEXT_LIMIT, Unavailable, Watcher, concealed_marks};
use support::{Heard, PATIENCE, watch_on};
use wayland_client::{
    Connection, Dispatch, Proxy, QueueHandle, delegate_noop,
    globals::{GlobalListContents, registry_queue_init},
    protocol::{wl_registry::WlRegistry, wl_seat::WlSeat},
};
use wayland_protocols_wlr::data_control::v1::client::{
    zwlr_data_control_device_v1::{self, ZwlrDataControlDeviceV1},
    zwlr_data_control_manager_v1::ZwlrDataControlManagerV1,
    zwlr_data_control_offer_v1::ZwlrDataControlOfferV1,
    zwlr_data_control_source_v1::{Event, ZwlrDataControlSourceV1},
};

/// What a program offers, by MIME type; `None` is never answered.
type Offer = Vec<(String, Option<Vec<u8>>)>;

/// A program that copies, and keeps a record of what it was asked for.
#[derive(Clone, Default)]
struct Source(Arc<Record>);

#[derive(Default)]
struct Record {
    asked: Mutex<Vec<String>>,
    more: Condvar,
}

/// The program's side of its connection.
struct Serving {
    offer: Offer,
    source: Source,
    unanswered: Vec<std::os::fd::OwnedFd>,
    replaced: bool,
}

impl Source {
    /// Puts it on the clipboard, and serves it until something else is there.
    fn copy(offer: &[(&str, Option<&[u8]>)]) -> Self {
        let source = Self::default();
        let offer: Offer = offer
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.map(<[u8]>::to_vec)))
            .collect();
        let connection = Connection::connect_to_env().expect("these tests need a Wayland compositor");
        let (globals, mut queue) = registry_queue_init::<Serving>(&connection).unwrap();
        let handle = queue.handle();
        let manager: ZwlrDataControlManagerV1 = globals.bind(&handle, 1..=1, ()).unwrap();
        let seat: WlSeat = globals.bind(&handle, 1..=1, ()).unwrap();
        let device = manager.get_data_device(&seat, &handle, ());
        let data = manager.create_data_source(&handle, ());
        for (name, _) in &offer {
            data.offer(name.clone());
        }
        device.set_selection(Some(&data));
        let mut serving = Serving {
            offer,
            source: source.clone(),
            unanswered: Vec::new(),
            replaced: false,
        };
        queue.roundtrip(&mut serving).unwrap();
        std::thread::spawn(move || {
            while !serving.replaced && queue.blocking_dispatch(&mut serving).is_ok() {}
            drop(serving.unanswered);
        });
        source
    }

    fn record(&self) -> Vec<String> {
        self.0.asked.lock().unwrap().clone()
    }

    fn wait_for(&self, name: &str) {
        let asked = self.0.asked.lock().unwrap();
        let waited = self
            .0
            .more
            .wait_timeout_while(asked, PATIENCE, |asked| !asked.iter().any(|asked| asked == name));
        assert!(!waited.unwrap().1.timed_out(), "nobody asked for {name}");
    }
}

impl Dispatch<ZwlrDataControlSourceV1, ()> for Serving {
    fn event(
        serving: &mut Self,
        _: &ZwlrDataControlSourceV1,
        event: Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        match event {
            Event::Send { mime_type, fd } => {
                match serving.offer.iter().find(|(name, _)| *name == mime_type) {
                    Some((_, Some(value))) => {
                        let value = value.clone();
                        // Whoever reads may close it early.
                        std::thread::spawn(move || File::from(fd).write_all(&value));
                    }
                    _ => serving.unanswered.push(fd),
                }
                serving.source.0.asked.lock().unwrap().push(mime_type);
                serving.source.0.more.notify_all();
            }
            Event::Cancelled => serving.replaced = true,
            _ => {}
        }
    }
}

impl Dispatch<ZwlrDataControlDeviceV1, ()> for Serving {
    fn event(
        _: &mut Self,
        _: &ZwlrDataControlDeviceV1,
        _: zwlr_data_control_device_v1::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }

    wayland_client::event_created_child!(Self, ZwlrDataControlDeviceV1, [
        zwlr_data_control_device_v1::EVT_DATA_OFFER_OPCODE => (ZwlrDataControlOfferV1, ())
    ]);
}

impl Dispatch<WlRegistry, GlobalListContents> for Serving {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: <WlRegistry as Proxy>::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

delegate_noop!(Serving: ignore ZwlrDataControlManagerV1);
delegate_noop!(Serving: ignore ZwlrDataControlOfferV1);
delegate_noop!(Serving: ignore WlSeat);

fn text(text: &str) -> Source {
    Source::copy(&[("text/plain;charset=utf-8", Some(text.as_bytes()))])
}

fn watch(own: &OwnWrites) -> (Watcher, Heard) {
    let place = Place::here().unwrap();
    assert!(matches!(place, Place::Wayland { .. }), "{place:?}");
    watch_on(place, own)
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn copies_are_reported() {
    text("what is there at the start");
    let (watcher, heard) = watch(&OwnWrites::new());
    assert_eq!(watcher.backend(), Backend::Wayland);
    for n in 0..50 {
        let copied = format!("copy {n} grüße");
        text(&copied);
        assert_eq!(heard.text(), copied);
    }
    for _ in 0..2 {
        text("again");
        assert_eq!(heard.text(), "again");
    }
    let status = Command::new("wl-copy").arg("from wl-copy").status();
    assert!(status.expect("this test needs wl-copy").success());
    assert_eq!(heard.text(), "from wl-copy");
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn quick_copies_settle_at_the_last_one() {
    let (_watcher, heard) = watch(&OwnWrites::new());
    for n in 0..100 {
        text(&format!("quick {n}"));
    }
    while heard.text() != "quick 99" {}
    text("after");
    assert_eq!(heard.text(), "after");
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn concealed_content_is_never_asked_for() {
    let (_watcher, heard) = watch(&OwnWrites::new());
    for mark in concealed_marks() {
        let value: &[u8] = if mark == "CanIncludeInClipboardHistory" {
            &[0; 4]
        } else {
            b"secret"
        };
        let secret = Source::copy(&[
            ("text/plain;charset=utf-8", Some(b"hunter2")),
            (mark, Some(value)),
        ]);
        if mark == "CanIncludeInClipboardHistory" || mark.ends_with("passwordManagerHint") {
            secret.wait_for(mark);
        }
        text(mark);
        assert_eq!(heard.text(), mark);
        assert!(
            secret.record().iter().all(|asked| asked == mark),
            "{:?}",
            secret.record()
        );
    }
    Source::copy(&[
        ("text/plain;charset=utf-8", Some(b"open")),
        ("x-kde-passwordManagerHint", Some(b"public")),
    ]);
    assert_eq!(heard.text(), "open");
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn large_silent_and_textless_content_holds_nobody_up() {
    let (_watcher, heard) = watch(&OwnWrites::new());
    let large = "0123456789".repeat(300_000);
    text(&large);
    assert!(heard.text() == large);
    let too_large = Source::copy(&[("text/plain;charset=utf-8", Some(&vec![b'z'; TEXT_LIMIT + 1]))]);
    too_large.wait_for("text/plain;charset=utf-8");
    let silent = Source::copy(&[("text/plain;charset=utf-8", None)]);
    silent.wait_for("text/plain;charset=utf-8");
    Source::copy(&[("image/png", Some(b"\x89PNG"))]);
    text("after");
    assert_eq!(heard.text(), "after");
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn what_is_copied_during_a_pause_is_not_reported() {
    let (watcher, heard) = watch(&OwnWrites::new());
    for round in 0..20 {
        watcher.pause();
        let paused = text("while paused");
        watcher.resume();
        assert!(paused.record().is_empty());
        let after = format!("after {round}");
        text(&after);
        assert_eq!(heard.text(), after);
    }
    watcher.stop();
}

#[test]
#[ignore = "needs a Wayland compositor: see the top of this file"]
fn own_writes_are_not_reported() {
    let own = OwnWrites::new();
    let (_watcher, heard) = watch(&own);
    let clipboard = Clipboard::new(own);
    clipboard.write("mine").unwrap();
    text("yours");
    assert_eq!(heard.text(), "yours");
    clipboard.write_as_another("sample").unwrap();
    assert_eq!(heard.text(), "sample");
}

/// For a compositor that lets nobody watch, such as `weston --backend=headless-backend.so`.
#[test]
#[ignore = "needs a Wayland compositor without data control"]
fn a_compositor_that_lets_nobody_watch_is_named() {
    let error = Watcher::start(&OwnWrites::new(), |_| {}).unwrap_err();
    assert_eq!(error, Unavailable::NoDataControl);
    assert!(error.advice().contains("editors"));
}
