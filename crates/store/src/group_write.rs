//! One transaction and one flush for the writes of many callers.
//!
//! A transaction over several trees costs sled two writes of its log and a hand-over to another thread each, whatever
//! is in it. So callers who write at the same time are put into one: each leaves its step in a queue and then joins
//! a round (see [`crate::group_commit`]), whose leader takes all the steps there are, runs them in one transaction and
//! puts that on the disk where one of them is to be durable. To wait for both at once takes half as many hand-overs between
//! threads as to wait for the one and then for the other.
//!
//! What is much together is several transactions, of one round: see [`crate::unflushed`].
//!
//! A round that begins after a step was left in the queue finds it there, unless an earlier one has taken it already.

use std::{
    cell::Cell,
    io, iter, mem,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use parking_lot::Mutex;
use sled::{Tree, transaction::UnabortableTransactionError};

use crate::{
    Result, StoreError,
    disk::Disk,
    group_commit::GroupCommit,
    ledger::{Entries, Ledger},
    table::TableView,
    trees,
};

/// The most bytes that are written in one transaction, where there is more than one step.
const MOST_BYTES: usize = 64 * 1024;

/// The trees that steps may write to.
pub(crate) struct Trees {
    pub(crate) assets: Tree,
    pub(crate) texts: Tree,
    pub(crate) text_digests: Tree,
    pub(crate) reactions: Tree,
    pub(crate) pieces: Tree,
    pub(crate) meta: Tree,
}

/// The same trees inside a transaction.
pub(crate) struct Views<'t> {
    pub(crate) assets: Entries<'t>,
    pub(crate) texts: Entries<'t>,
    pub(crate) text_digests: Entries<'t>,
    pub(crate) reactions: Entries<'t>,
    pub(crate) pieces: Entries<'t>,
}

impl Views<'_> {
    pub(crate) fn assets(&self) -> TableView<'_> {
        self.table(self.assets)
    }

    pub(crate) fn texts(&self) -> TableView<'_> {
        self.table(self.texts)
    }

    pub(crate) fn reactions(&self) -> TableView<'_> {
        self.table(self.reactions)
    }

    fn table<'t>(&'t self, tree: Entries<'t>) -> TableView<'t> {
        TableView {
            tree,
            pieces: self.pieces,
        }
    }
}

/// What a step answers: an outcome of its own (a refusal writes nothing and leaves the others alone), or sled's error,
/// which ends the transaction.
pub(crate) type Stepped<T> = std::result::Result<Result<T>, UnabortableTransactionError>;

/// Gathers steps into transactions.
pub(crate) struct GroupWrite {
    trees: Trees,
    disk: Arc<Disk>,
    waiting: Mutex<Waiting>,
    rounds: GroupCommit<StoreError>,
}

/// What the next transaction is made of.
#[derive(Default)]
struct Waiting {
    steps: Vec<Arc<dyn Step>>,
    /// Whether one of them is to be on disk when its caller goes on.
    durably: bool,
}

/// One caller's part of a transaction. It may run more than once: sled repeats a transaction that met another.
trait Step: Send + Sync {
    /// How many it writes.
    fn bytes(&self) -> usize;
    fn run(&self, views: &Views<'_>) -> std::result::Result<(), UnabortableTransactionError>;
    fn fail(&self, error: StoreError);
}

struct Write<F, T> {
    bytes: usize,
    step: F,
    outcome: Mutex<Option<Result<T>>>,
}

impl<F, T> Step for Write<F, T>
where
    F: Fn(&Views<'_>) -> Stepped<T> + Send + Sync,
    T: Send,
{
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn run(&self, views: &Views<'_>) -> std::result::Result<(), UnabortableTransactionError> {
        *self.outcome.lock() = Some((self.step)(views)?);
        Ok(())
    }

    fn fail(&self, error: StoreError) {
        *self.outcome.lock() = Some(Err(error));
    }
}

impl GroupWrite {
    pub(crate) fn new(trees: Trees, disk: Arc<Disk>) -> Self {
        Self {
            trees,
            disk,
            waiting: Mutex::default(),
            rounds: GroupCommit::new(),
        }
    }

    /// Runs `step`, which writes so many bytes, in a transaction, perhaps with those of other callers, and answers its
    /// outcome.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        bytes: usize,
        step: impl Fn(&Views<'_>) -> Stepped<T> + Send + Sync + 'static,
    ) -> Result<T> {
        self.join(bytes, step, false)
    }

    /// The same, when it is on disk.
    pub(crate) fn write_durably<T: Send + 'static>(
        &self,
        bytes: usize,
        step: impl Fn(&Views<'_>) -> Stepped<T> + Send + Sync + 'static,
    ) -> Result<T> {
        self.join(bytes, step, true)
    }

    fn join<T: Send + 'static>(
        &self,
        bytes: usize,
        step: impl Fn(&Views<'_>) -> Stepped<T> + Send + Sync + 'static,
        durably: bool,
    ) -> Result<T> {
        let write = Arc::new(Write {
            bytes,
            step,
            outcome: Mutex::new(None),
        });
        {
            let mut waiting = self.waiting.lock();
            waiting.steps.push(Arc::clone(&write) as Arc<dyn Step>);
            waiting.durably |= durably;
        }
        self.rounds.commit(|| {
            self.run_waiting();
            Ok(())
        })?;
        let outcome = write.outcome.lock().take();
        outcome.unwrap_or_else(|| Err(interrupted()))
    }

    fn run_waiting(&self) {
        let Waiting { steps, durably } = mem::take(&mut *self.waiting.lock());
        if steps.is_empty() {
            return;
        }
        let fail = |steps: &[Arc<dyn Step>], error: &StoreError| {
            steps.iter().for_each(|step| step.fail(error.clone()));
        };
        let written = Cell::new(false);
        let done = panic::catch_unwind(AssertUnwindSafe(|| {
            for part in parts(&steps) {
                match self.transact(part) {
                    Ok(()) => written.set(true),
                    Err(error) => fail(part, &error),
                }
            }
            if durably { self.disk.commit() } else { Ok(()) }
        }));
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => fail(&steps, &error),
            Err(panic) => {
                // What a step has answered was said too early.
                fail(&steps, &interrupted());
                if written.get() {
                    // It is there, and nobody will count it.
                    self.disk.give_up(interrupted());
                }
                panic::resume_unwind(panic);
            }
        }
    }

    fn transact(&self, steps: &[Arc<dyn Step>]) -> Result<()> {
        let own = &self.trees;
        let all = (
            &own.assets,
            &own.texts,
            &own.text_digests,
            &own.reactions,
            &own.pieces,
            &own.meta,
        );
        let bytes = steps.iter().map(|step| step.bytes()).sum();
        self.disk.transaction(
            bytes,
            &all,
            |(assets, texts, text_digests, reactions, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let views = Views {
                    assets: ledger.entries(trees::ASSETS, assets),
                    texts: ledger.entries(trees::TEXTS, texts),
                    text_digests: ledger.entries(trees::TEXT_DIGESTS, text_digests),
                    reactions: ledger.entries(trees::REACTIONS, reactions),
                    pieces: ledger.entries(trees::PIECES, pieces),
                };
                for step in steps {
                    step.run(&views)?;
                }
                ledger.settle()
            },
        )
    }
}

/// The steps in parts, each of which is one transaction.
fn parts(mut steps: &[Arc<dyn Step>]) -> impl Iterator<Item = &[Arc<dyn Step>]> {
    iter::from_fn(move || {
        let mut bytes = 0;
        let fit = steps.iter().take_while(|step| {
            bytes += step.bytes();
            bytes <= MOST_BYTES
        });
        // One alone may be as large as it is.
        let count = fit.count().max(1).min(steps.len());
        let (part, rest) = steps.split_at(count);
        steps = rest;
        (!part.is_empty()).then_some(part)
    })
}

/// The one who wrote for all panicked.
fn interrupted() -> StoreError {
    StoreError::io("write", io::ErrorKind::Interrupted.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, SledStore, Store};

    #[test]
    fn nobody_is_told_that_it_is_kept_when_the_leader_panicked() {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let step = |act: fn()| {
            let write = Arc::new(Write {
                bytes: 8,
                step: move |views: &Views<'_>| -> Stepped<()> {
                    views.reactions.insert(b"key", b"value")?;
                    act();
                    Ok(Ok(()))
                },
                outcome: Mutex::new(None),
            });
            let mut waiting = store.group.waiting.lock();
            waiting.steps.push(Arc::clone(&write) as Arc<dyn Step>);
            waiting.durably = true;
            write
        };
        let first = step(|| ());
        let second = step(|| panic!("in a step"));
        panic::catch_unwind(AssertUnwindSafe(|| store.group.run_waiting())).unwrap_err();
        for write in [&first, &second] {
            let outcome = write.outcome.lock().take().unwrap();
            assert_eq!(outcome.unwrap_err().code(), "io");
        }
        assert_eq!(store.reactions().unwrap(), []);

        let write = step(|| ());
        store.group.run_waiting();
        assert!(write.outcome.lock().take().unwrap().is_ok());
        assert_eq!(
            store.group.trees.reactions.get(b"key").unwrap().unwrap(),
            b"value"
        );
    }
}
