//! One transaction for the writes of many callers.
//!
//! A transaction over several trees costs sled two writes of its log and a hand-over to another thread each, whatever
//! is in it. So callers who write at the same time are put into one: each leaves its step in a queue and then joins
//! a round (see [`crate::group_commit`]), whose leader takes all the steps there are and runs them in one transaction.
//! A round that begins after a step was left in the queue finds it there, unless an earlier one has taken it already.

use std::{mem, sync::Arc};

use parking_lot::Mutex;
use sled::{
    Transactional, Tree,
    transaction::{ConflictableTransactionError, UnabortableTransactionError},
};

use crate::{
    Result, StoreError,
    group_commit::GroupCommit,
    ledger::{Entries, Ledger},
    table::TableView,
    trees,
};

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
    waiting: Mutex<Vec<Arc<dyn Step>>>,
    rounds: GroupCommit<StoreError>,
}

/// One caller's part of a transaction. It may run more than once: sled repeats a transaction that met another.
trait Step: Send + Sync {
    fn run(&self, views: &Views<'_>) -> std::result::Result<(), UnabortableTransactionError>;
    fn fail(&self, error: StoreError);
}

struct Write<F, T> {
    step: F,
    outcome: Mutex<Option<Result<T>>>,
}

impl<F, T> Step for Write<F, T>
where
    F: Fn(&Views<'_>) -> Stepped<T> + Send + Sync,
    T: Send,
{
    fn run(&self, views: &Views<'_>) -> std::result::Result<(), UnabortableTransactionError> {
        *self.outcome.lock() = Some((self.step)(views)?);
        Ok(())
    }

    fn fail(&self, error: StoreError) {
        *self.outcome.lock() = Some(Err(error));
    }
}

impl GroupWrite {
    pub(crate) fn new(trees: Trees) -> Self {
        Self {
            trees,
            waiting: Mutex::default(),
            rounds: GroupCommit::new(),
        }
    }

    /// Runs `step` in a transaction, perhaps with those of other callers, and answers its outcome.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        step: impl Fn(&Views<'_>) -> Stepped<T> + Send + Sync + 'static,
    ) -> Result<T> {
        let write = Arc::new(Write {
            step,
            outcome: Mutex::new(None),
        });
        self.waiting.lock().push(Arc::clone(&write) as Arc<dyn Step>);
        self.rounds.commit(|| {
            self.run_waiting();
            Ok(())
        })?;
        let outcome = write.outcome.lock().take();
        // Only a leader that panicked leaves a step without an outcome.
        outcome.unwrap_or_else(|| Err(StoreError::io("write", std::io::ErrorKind::Interrupted.into())))
    }

    fn run_waiting(&self) {
        let steps = mem::take(&mut *self.waiting.lock());
        if steps.is_empty() {
            return;
        }
        let own = &self.trees;
        let all = (
            &own.assets,
            &own.texts,
            &own.text_digests,
            &own.reactions,
            &own.pieces,
            &own.meta,
        );
        let done = all.transaction(|(assets, texts, text_digests, reactions, pieces, meta)| {
            let ledger = Ledger::new(meta);
            let views = Views {
                assets: ledger.entries(trees::ASSETS, assets),
                texts: ledger.entries(trees::TEXTS, texts),
                text_digests: ledger.entries(trees::TEXT_DIGESTS, text_digests),
                reactions: ledger.entries(trees::REACTIONS, reactions),
                pieces: ledger.entries(trees::PIECES, pieces),
            };
            for step in &steps {
                step.run(&views)?;
            }
            ledger.settle()?;
            Ok::<_, ConflictableTransactionError<StoreError>>(())
        });
        if let Err(error) = done {
            let error = StoreError::from(error);
            for step in steps {
                step.fail(error.clone());
            }
        }
    }
}
