//! A real X server, a program that owns its clipboard, and someone who listens to a watcher.

#![allow(
    dead_code,
    unused_imports,
    reason = "every test binary uses its own part of it"
)]

mod owner;
mod xvfb;

use std::{
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use clipboard::{Notice, OwnWrites, Place, Watcher};

pub(crate) use owner::{Offer, Owner};
pub(crate) use xvfb::Xvfb;

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What a watcher told.
pub(crate) struct Heard(Receiver<Notice>);

/// A watcher on `server`, and what it tells.
pub(crate) fn watch(server: &Xvfb, own: &OwnWrites) -> (Watcher, Heard) {
    watch_on(
        Place::X11 {
            display: server.display(),
        },
        own,
    )
}

/// A watcher in the given place, and what it tells.
pub(crate) fn watch_on(place: Place, own: &OwnWrites) -> (Watcher, Heard) {
    let (sender, receiver) = mpsc::channel();
    let watcher = Watcher::start_on(place, own, move |notice| {
        let _ = sender.send(notice);
    })
    .unwrap();
    (watcher, Heard(receiver))
}

impl Heard {
    /// The next notice.
    pub(crate) fn notice(&self) -> Notice {
        self.0.recv_timeout(PATIENCE).expect("a notice")
    }

    /// The next text.
    pub(crate) fn text(&self) -> String {
        match self.notice() {
            Notice::Copied(copied) => copied.text.as_ref().to_owned(),
            Notice::Ended(reason) => panic!("ended: {reason}"),
        }
    }

    /// Whether nothing was told that was not taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.try_recv().is_err()
    }
}
