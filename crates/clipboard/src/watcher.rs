//! The watcher that a program holds: starting, pausing and ending the thread that does the work.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use crate::{
    Backend, Ended, OwnWrites, Place, Unavailable,
    backend::{self, Wake},
    worker::{Asked, Desk, Order, Outcome},
};

/// How long a start waits for the display server.
const START: Duration = Duration::from_secs(10);

/// How long pausing, resuming and stopping wait for the thread. It is busy only while it reports.
const ANSWER: Duration = Duration::from_secs(5);

/// A text that another program put on the clipboard.
#[derive(Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text as it was copied: not empty, at most [`TEXT_LIMIT`](crate::TEXT_LIMIT) bytes.
    pub text: Arc<str>,
}

/// What a copied text is must not get into a log by way of `{:?}`.
impl fmt::Debug for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Copied({} bytes)", self.text.len())
    }
}

/// What a watcher tells of, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Another program put a text on the clipboard.
    Copied(Copied),
    /// The watcher has ended though it was not asked to. It is the last notice.
    Ended(Ended),
}

/// Watches the clipboard in a thread of its own until it is stopped or dropped.
///
/// What is on the clipboard when it starts, or when it resumes, is not reported.
pub struct Watcher {
    backend: Backend,
    wake: Arc<dyn Wake>,
    orders: Sender<Asked>,
    thread: ThreadId,
    /// Says nothing, and is closed when the thread is about to end.
    alive: Receiver<()>,
    ended: Arc<OnceLock<Ended>>,
}

impl Watcher {
    /// Watches the clipboard of the desktop that the environment names, Wayland before X11, and gives what happens to
    /// `sink`, in the watcher's thread. `own` knows what is not to be reported.
    ///
    /// Under a Wayland compositor without the data-control protocol this does not fall back on X11, since there it
    /// would depend on the compositor which copies are seen. [`start_on`](Self::start_on) does it for who asks for it.
    ///
    /// # Errors
    /// Where the clipboard cannot be watched, with the reason. Returns within 10 s.
    pub fn start(own: &OwnWrites, sink: impl Fn(Notice) + Send + 'static) -> Result<Self, Unavailable> {
        Self::start_on(Place::here()?, own, sink)
    }

    /// Watches the clipboard in the given place; otherwise like [`start`](Self::start).
    ///
    /// # Errors
    /// Where the clipboard cannot be watched, with the reason. Returns within 10 s.
    pub fn start_on(
        place: Place,
        own: &OwnWrites,
        sink: impl Fn(Notice) + Send + 'static,
    ) -> Result<Self, Unavailable> {
        Self::start_boxed(place, own.clone(), Box::new(sink))
    }

    fn start_boxed(
        place: Place,
        own: OwnWrites,
        sink: Box<dyn Fn(Notice) + Send>,
    ) -> Result<Self, Unavailable> {
        let (orders, asked) = mpsc::channel();
        let (opened, opening) = mpsc::channel();
        let (living, alive) = mpsc::channel();
        let ended = Arc::new(OnceLock::new());
        let outcome = Outcome::new(Arc::clone(&ended), living);
        let desk = Desk::new(asked, own, sink);
        // The backend is opened in its own thread, since on Windows a window belongs to the thread that made it.
        let handle = thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || {
                outcome.of(desk, |desk| match backend::open(&place) {
                    Ok((source, ready)) => {
                        // Whoever has stopped waiting wants no watcher.
                        opened.send(Ok(ready)).ok().and_then(|()| source.run(desk))
                    }
                    Err(reason) => {
                        let _ = opened.send(Err(reason));
                        None
                    }
                });
            })
            .map_err(|error| Unavailable::System {
                doing: "start a thread",
                detail: error.to_string(),
            })?;
        let ready = opening.recv_timeout(START).map_err(|_| Unavailable::System {
            doing: "reach the clipboard",
            detail: "the desktop does not answer".to_owned(),
        })??;
        Ok(Self {
            backend: ready.backend,
            wake: ready.wake,
            orders,
            thread: handle.thread().id(),
            alive,
            ended,
        })
    }

    /// How the clipboard is watched.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Why the watcher came to an end by itself; `None` while it watches and after [`stop`](Self::stop).
    #[must_use]
    pub fn ended(&self) -> Option<Ended> {
        self.ended.get().cloned()
    }

    /// Stops watching until [`resume`](Self::resume). What is copied meanwhile is never read, nor is it asked in which
    /// formats it is offered, and it is not reported later either. A copy that is being read is given up.
    ///
    /// When this returns nothing more is reported, unless it is called by the sink itself or the sink takes longer than 5 s.
    pub fn pause(&self) {
        self.ask(Order::Pause);
    }

    /// Watches again. Every copy that is made after this returned is seen.
    pub fn resume(&self) {
        self.ask(Order::Resume);
    }

    /// Ends the watcher. When this returns the thread is gone, unless it is called by the sink itself or the sink takes
    /// longer than 5 s. Dropping the watcher does the same.
    pub fn stop(self) {
        drop(self);
    }

    fn ask(&self, order: Order) {
        let (done, answer) = mpsc::channel();
        // A thread that has ended has nothing to pause.
        if self.orders.send(Asked { order, done }).is_ok() {
            self.wake.wake();
            self.wait(&answer);
        }
    }

    /// Waits until `answer` is closed. The thread cannot wait for itself.
    fn wait(&self, answer: &Receiver<()>) {
        if thread::current().id() == self.thread {
            return;
        }
        if answer.recv_timeout(ANSWER) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the clipboard's watcher is slow to answer: what it reports to is busy");
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.ask(Order::Stop);
        self.wait(&self.alive);
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher")
            .field("backend", &self.backend)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
