//! Watching the clipboard: on, off, paused, or not possible here.

use std::sync::Arc;

use clipboard::{Notice, OwnWrites, Unavailable, Watcher};
use domain::Timestamp;
use parking_lot::Mutex;

/// What is being done, for the window, the tray and `--status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Watch {
    /// Every copy is seen.
    Watching {
        /// How, for people.
        backend: &'static str,
    },
    /// Nothing is read for now.
    Paused {
        /// Until when; absent: until it is ended by hand.
        until: Option<Timestamp>,
        /// How it would be watched.
        backend: &'static str,
    },
    /// It can't be done here.
    Unavailable {
        /// Why.
        reason: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// The user does not want it.
    Off,
}

/// A pause and the watcher, if there is one.
struct Inner {
    watcher: Option<Watcher>,
    unavailable: Option<(String, &'static str)>,
    wanted: bool,
    pause: Option<Option<Timestamp>>,
}

/// The watcher and its switches.
pub(crate) struct Watching {
    own: OwnWrites,
    sink: Arc<dyn Fn(Notice) + Send + Sync>,
    inner: Mutex<Inner>,
}

impl Watching {
    /// Watches nothing yet. `sink` is called in the watcher's thread.
    pub(crate) fn new(own: OwnWrites, sink: impl Fn(Notice) + Send + Sync + 'static) -> Self {
        Self {
            own,
            sink: Arc::new(sink),
            inner: Mutex::new(Inner {
                watcher: None,
                unavailable: None,
                wanted: false,
                pause: None,
            }),
        }
    }

    /// Switches watching on or off, and starts it again where it had ended.
    pub(crate) fn want(&self, wanted: bool) {
        let mut inner = self.inner.lock();
        inner.wanted = wanted;
        let ended = inner
            .watcher
            .as_ref()
            .is_some_and(|watcher| watcher.ended().is_some());
        if !wanted || ended {
            inner.watcher = None;
        }
        if wanted && inner.watcher.is_none() {
            let sink = Arc::clone(&self.sink);
            match Watcher::start(&self.own, move |notice| sink(notice)) {
                Ok(watcher) => {
                    if inner.pause.is_some() {
                        watcher.pause();
                    }
                    inner.watcher = Some(watcher);
                    inner.unavailable = None;
                }
                Err(unavailable) => inner.unavailable = Some(told(&unavailable)),
            }
        }
    }

    /// Notes that the watcher ended by itself.
    pub(crate) fn ended(&self, reason: String) {
        let mut inner = self.inner.lock();
        inner.unavailable = Some((
            reason,
            "It is tried again by itself. Connected editors work regardless.",
        ));
    }

    /// Reads nothing until then, or until [`resume`](Self::resume).
    pub(crate) fn pause(&self, until: Option<Timestamp>) {
        let mut inner = self.inner.lock();
        inner.pause = Some(until);
        if let Some(watcher) = &inner.watcher {
            watcher.pause();
        }
    }

    /// Goes on watching.
    pub(crate) fn resume(&self) {
        let mut inner = self.inner.lock();
        inner.pause = None;
        if let Some(watcher) = &inner.watcher {
            watcher.resume();
        }
    }

    /// Until when it is paused, if it is: `Some(None)` until it is ended by hand.
    pub(crate) fn paused(&self) -> Option<Option<Timestamp>> {
        self.inner.lock().pause
    }

    /// What is being done.
    pub(crate) fn state(&self) -> Watch {
        let inner = self.inner.lock();
        if !inner.wanted {
            return Watch::Off;
        }
        if let Some((reason, advice)) = &inner.unavailable {
            return Watch::Unavailable {
                reason: reason.clone(),
                advice,
            };
        }
        let backend = inner
            .watcher
            .as_ref()
            .map_or("", |watcher| watcher.backend().name());
        match inner.pause {
            Some(until) => Watch::Paused { until, backend },
            None => Watch::Watching { backend },
        }
    }
}

fn told(unavailable: &Unavailable) -> (String, &'static str) {
    (unavailable.to_string(), unavailable.advice())
}
