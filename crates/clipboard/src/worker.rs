//! The watcher's side of the thread: what is asked of it, and where its reports go.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc, OnceLock,
        mpsc::{Receiver, Sender},
    },
    time::Instant,
};

use crate::{Copied, Ended, Notice, OwnWrites, TEXT_LIMIT};

/// What the watcher asks of its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Pause,
    Resume,
    Stop,
}

/// An order, and whom to tell that it was carried out: by dropping `done`.
pub(crate) struct Asked {
    pub(crate) order: Order,
    pub(crate) done: Sender<()>,
}

/// Where a backend finds its orders and leaves its reports.
pub(crate) struct Desk {
    orders: Receiver<Asked>,
    own: OwnWrites,
    sink: Box<dyn Fn(Notice) + Send>,
}

impl Desk {
    pub(crate) fn new(orders: Receiver<Asked>, own: OwnWrites, sink: Box<dyn Fn(Notice) + Send>) -> Self {
        Self { orders, own, sink }
    }

    /// The next order, if there is one. A watcher that is gone wants an end.
    #[cfg(not(target_os = "macos"))]
    pub(crate) fn order(&self) -> Option<Asked> {
        use std::sync::mpsc::TryRecvError;
        match self.orders.try_recv() {
            Ok(asked) => Some(asked),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Self::end()),
        }
    }

    /// Waits for the next order.
    #[cfg(any(windows, target_os = "macos"))]
    pub(crate) fn wait_for_order(&self) -> Asked {
        self.orders.recv().unwrap_or_else(|_| Self::end())
    }

    /// Waits for the next order for that long.
    #[cfg(target_os = "macos")]
    pub(crate) fn order_within(&self, time: std::time::Duration) -> Option<Asked> {
        use std::sync::mpsc::RecvTimeoutError;
        match self.orders.recv_timeout(time) {
            Ok(asked) => Some(asked),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Self::end()),
        }
    }

    fn end() -> Asked {
        Asked {
            order: Order::Stop,
            done: std::sync::mpsc::channel().0,
        }
    }

    /// Reports a text, unless it is one of our own, empty or too long.
    pub(crate) fn copied(&self, text: String) {
        if text.is_empty() || text.len() > TEXT_LIMIT || self.own.contains(&text, Instant::now()) {
            return;
        }
        (self.sink)(Notice::Copied(Copied { text: text.into() }));
    }
}

/// How the thread ends.
pub(crate) struct Outcome {
    ended: Arc<OnceLock<Ended>>,
    /// Dropped last, when the rest is done.
    _living: Sender<()>,
}

impl Outcome {
    pub(crate) fn new(ended: Arc<OnceLock<Ended>>, living: Sender<()>) -> Self {
        Self {
            ended,
            _living: living,
        }
    }

    /// Runs the thread's work and tells the world when it ends by itself: when `work` returns a reason, or panics.
    pub(crate) fn of(self, desk: Desk, work: impl FnOnce(&Desk) -> Option<Ended>) {
        let reason = panic::catch_unwind(AssertUnwindSafe(|| work(&desk))).unwrap_or(Some(Ended::Failed));
        if let Some(reason) = reason {
            tracing::warn!(
                code = reason.code(),
                "the clipboard is no longer watched: {reason}"
            );
            self.ended.get_or_init(|| reason.clone());
            // A sink that panics once may do so again; there is nobody left to tell.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| (desk.sink)(Notice::Ended(reason))));
        }
        // What the sink holds is let go before anybody who waits for the end goes on.
        drop(desk);
    }
}
