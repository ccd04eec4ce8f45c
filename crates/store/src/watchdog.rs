//! Waking a flush that waits for ever.
//!
//! Where sled's last writer of a buffer meets an error of the disk, sled notes it and wakes nobody: a flush that waits for
//! that buffer waits on. Whoever asks for another flush finds the error and wakes them all. This is that somebody.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long a flush may take before it is looked after.
const PATIENCE: Duration = Duration::from_secs(2);

/// A thread that looks after the flushes of a database; dropping it ends it.
pub(crate) struct Watchdog {
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    /// Raised when a flush begins and again when it ends.
    turns: AtomicU64,
    /// How many run.
    running: AtomicU64,
    /// Whether the thread looks. While nothing is flushed it sleeps.
    awake: AtomicBool,
    ended: AtomicBool,
}

impl Watchdog {
    /// Looks after flushes; `wake` is what wakes one.
    pub(crate) fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let state = Arc::new(State::default());
        let watched = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("flush watchdog".to_owned())
            .spawn(move || watched.watch(&wake))?;
        Ok(Self {
            state,
            thread: Some(thread),
        })
    }

    /// Runs a flush under its eyes.
    pub(crate) fn over<T>(&self, flush: impl FnOnce() -> T) -> T {
        self.state.running.fetch_add(1, SeqCst);
        self.state.turns.fetch_add(1, SeqCst);
        if !self.state.awake.swap(true, SeqCst) {
            self.wake();
        }
        let flushed = flush();
        self.state.turns.fetch_add(1, SeqCst);
        self.state.running.fetch_sub(1, SeqCst);
        flushed
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl State {
    fn watch(&self, wake: &dyn Fn()) {
        while !self.ended.load(SeqCst) {
            if !self.awake.load(SeqCst) {
                thread::park();
                continue;
            }
            let before = self.turns.load(SeqCst);
            thread::park_timeout(PATIENCE);
            let now = self.turns.load(SeqCst);
            if now != before || self.ended.load(SeqCst) {
                continue;
            }
            if self.running.load(SeqCst) > 0 {
                wake();
            } else {
                self.awake.store(false, SeqCst);
                // One that began just now found this awake, and did not wake it.
                if self.turns.load(SeqCst) != now {
                    self.awake.store(true, SeqCst);
                }
            }
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.state.ended.store(true, SeqCst);
        self.wake();
        if let Some(thread) = self.thread.take() {
            // It has nothing to say.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_flush_that_hangs_is_woken_also_after_a_rest() {
        let (wake, woken) = mpsc::channel();
        let watchdog = Watchdog::start(move || {
            // Nobody waits any more at the end.
            let _ = wake.send(());
        })
        .unwrap();
        watchdog.over(|| ());
        for _ in 0..2 {
            watchdog.over(|| woken.recv_timeout(10 * PATIENCE).unwrap());
            while woken.try_recv().is_ok() {}
        }
        assert_eq!(watchdog.state.running.load(SeqCst), 0);
    }
}
