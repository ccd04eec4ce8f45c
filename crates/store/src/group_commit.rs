//! One flush for many callers: whoever finds no flush running leads the next one, the others wait for it.
//!
//! A flush takes long (a disk does a few hundred in a second) and covers everything that was written before it
//! began, no matter by whom. So the callers are gathered into rounds. At any time there is one *next* round,
//! which has not begun; a caller always joins that one, because a flush that is already running may have
//! passed over what the caller has just written. When no flush is running, one of the callers in the next round
//! becomes its leader: it puts a new next round in place, flushes without holding the lock, and writes
//! the outcome into its round for everybody who joined it.
//!
//! ```text
//! A  write  commit [ flush of round 1 ] ok
//! B     write  commit . waits . . . . . [ flush of round 2 ] ok
//! C        write  commit  . . . . . . . . . . . . . . . .  ok
//! ```

use std::sync::{Arc, OnceLock};

use parking_lot::{Condvar, Mutex};

/// One flush and those who wait for it.
struct Round<E> {
    outcome: OnceLock<Outcome<E>>,
    /// Told when it has ended or somebody of it is to lead it. Each round has its own, so that nobody is woken for another.
    told: Condvar,
}

impl<E> Default for Round<E> {
    fn default() -> Self {
        Self {
            outcome: OnceLock::new(),
            told: Condvar::new(),
        }
    }
}

enum Outcome<E> {
    Flushed(Result<(), E>),
    /// The leader panicked: nobody knows what is on disk.
    Abandoned,
}

/// Gathers callers into rounds, each of which is flushed once.
pub(crate) struct GroupCommit<E> {
    state: Mutex<State<E>>,
}

struct State<E> {
    /// Whether a leader is flushing.
    flushing: bool,
    /// The round that has not begun.
    next: Arc<Round<E>>,
}

impl<E: Clone> GroupCommit<E> {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                flushing: false,
                next: Arc::default(),
            }),
        }
    }

    /// Returns when a flush that began after this call has ended, with its outcome.
    ///
    /// `flush` is run by this thread or not at all. Where it panics, the panic goes on in its own thread, and the
    /// others of its round flush again.
    pub(crate) fn commit(&self, flush: impl Fn() -> Result<(), E>) -> Result<(), E> {
        let mut state = self.state.lock();
        let mut round = Arc::clone(&state.next);
        loop {
            match round.outcome.get() {
                Some(Outcome::Flushed(outcome)) => return outcome.clone(),
                Some(Outcome::Abandoned) => round = Arc::clone(&state.next),
                // Nobody flushes, so this round has not begun: it is the next one.
                None if !state.flushing => break,
                None => round.told.wait(&mut state),
            }
        }
        state.flushing = true;
        state.next = Arc::default();
        drop(state);

        let leading = Leading {
            group: self,
            round: &round,
        };
        let outcome = flush();
        leading.end(Outcome::Flushed(outcome.clone()));
        outcome
    }
}

/// Ends its round whatever happens, so that nobody waits for ever.
struct Leading<'a, E> {
    group: &'a GroupCommit<E>,
    round: &'a Round<E>,
}

impl<E> Leading<'_, E> {
    fn end(self, outcome: Outcome<E>) {
        // The outcome is set once; `drop` then finds it there and leaves it.
        let _ = self.round.outcome.set(outcome);
    }
}

impl<E> Drop for Leading<'_, E> {
    fn drop(&mut self) {
        let _ = self.round.outcome.set(Outcome::Abandoned);
        let mut state = self.group.state.lock();
        state.flushing = false;
        // Of those who wait for the next round one is enough, to lead it.
        let next = Arc::clone(&state.next);
        drop(state);
        self.round.told.notify_all();
        next.told.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::{
            Barrier,
            atomic::{AtomicU64, Ordering::SeqCst},
        },
        thread,
        time::Duration,
    };

    use super::*;

    const THREADS: usize = 32;
    const COMMITS: usize = 20;

    /// A disk that is written to at once and keeps what a flush has found.
    #[derive(Default)]
    struct Disk {
        written: AtomicU64,
        durable: AtomicU64,
        flushes: AtomicU64,
    }

    impl Disk {
        fn flush(&self) {
            let seen = self.written.load(SeqCst);
            thread::sleep(Duration::from_millis(1));
            self.flushes.fetch_add(1, SeqCst);
            self.durable.fetch_max(seen, SeqCst);
        }
    }

    #[test]
    fn a_flush_is_shared_and_covers_whatever_was_written_before_the_call() {
        let (disk, group) = (Disk::default(), GroupCommit::<()>::new());
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..COMMITS {
                        let mine = disk.written.fetch_add(1, SeqCst) + 1;
                        group
                            .commit(|| {
                                disk.flush();
                                Ok(())
                            })
                            .unwrap();
                        assert!(
                            disk.durable.load(SeqCst) >= mine,
                            "returned before its write was flushed"
                        );
                    }
                });
            }
        });
        let flushes = disk.flushes.load(SeqCst);
        assert!(
            flushes <= (THREADS * COMMITS / 4) as u64,
            "{flushes} flushes for {} commits",
            THREADS * COMMITS
        );
    }

    #[test]
    fn one_caller_alone_flushes_each_time() {
        let (disk, group) = (Disk::default(), GroupCommit::<()>::new());
        for _ in 0..3 {
            group
                .commit(|| {
                    disk.flush();
                    Ok(())
                })
                .unwrap();
        }
        assert_eq!(disk.flushes.load(SeqCst), 3);
    }

    #[test]
    fn an_error_reaches_everybody_in_its_round_and_nobody_else() {
        let (group, flushes) = (GroupCommit::new(), AtomicU64::new(0));
        let started = Barrier::new(2);
        // Round 1 waits inside its flush until all others have joined round 2, which fails. Round 3 succeeds.
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                group.commit(|| {
                    started.wait();
                    thread::sleep(Duration::from_millis(100));
                    Ok(())
                })
            });
            started.wait();
            let others: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        group.commit(|| {
                            flushes.fetch_add(1, SeqCst);
                            Err("no space")
                        })
                    })
                })
                .collect();
            assert_eq!(first.join().unwrap(), Ok(()));
            for other in others {
                assert_eq!(other.join().unwrap(), Err("no space"));
            }
        });
        assert!(
            flushes.load(SeqCst) < THREADS as u64 / 2,
            "they did not share a flush"
        );
        assert_eq!(group.commit(|| Ok(())), Ok(()));
    }

    #[test]
    fn a_panic_in_a_flush_leaves_nobody_waiting() {
        let (group, calls) = (GroupCommit::<()>::new(), AtomicU64::new(0));
        let outcomes: Vec<bool> = thread::scope(|scope| {
            let callers: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        catch_unwind(AssertUnwindSafe(|| {
                            group.commit(|| {
                                thread::sleep(Duration::from_millis(5));
                                assert!(calls.fetch_add(1, SeqCst) > 0, "the first flush panics");
                                Ok(())
                            })
                        }))
                        .is_ok()
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert_eq!(
            outcomes.iter().filter(|ok| !**ok).count(),
            1,
            "the panic is its leader's alone"
        );
        assert_eq!(group.commit(|| Ok(())), Ok(()));
    }
}
