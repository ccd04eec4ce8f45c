//! A bounded sequence of records: what comes too much drops what came first.
//!
//! Keys are consecutive numbers. The newest record is never dropped, so the number after the last key goes on
//! where the numbers before a restart ended.

use std::ops::Range;

use parking_lot::Mutex;
use serde::{Serialize, de::DeserializeOwned};
use sled::{
    Transactional, Tree,
    transaction::{ConflictableTransactionResult, TransactionalTree, abort},
};

use crate::{
    Result, StoreError,
    disk::Disk,
    format::{from_json, sequence_number, to_json, to_whole_record, whole_record},
    table::{Table, TableView},
};

/// How many are dropped in one transaction when a store is opened with a lower limit than before.
const TRIM: u64 = 1_000;

/// A bounded sequence of records.
pub(crate) struct History {
    table: Table,
    limit: u64,
    /// The numbers in use, oldest first. Held while writing, so that numbers are given out in the order of writes.
    numbers: Mutex<Range<u64>>,
}

impl History {
    pub(crate) fn open(table: Table, limit: usize) -> Result<Self> {
        let number = |entry: Option<(sled::IVec, sled::IVec)>| {
            entry
                .map(|(key, _)| sequence_number(&key).map_err(|problem| table.problem(&key, problem)))
                .transpose()
        };
        let first = number(table.tree.first()?)?;
        let last = number(table.tree.last()?)?;
        let numbers = match (first, last) {
            (Some(first), Some(last)) => first..last.saturating_add(1),
            _ => 0..0,
        };
        let history = Self {
            table,
            limit: limit.max(1) as u64,
            numbers: Mutex::new(numbers),
        };
        history.trim()?;
        Ok(history)
    }

    /// Brings an old store down to the limit.
    fn trim(&self) -> Result<()> {
        let mut numbers = self.numbers.lock();
        while numbers.end - numbers.start > self.limit {
            let keep = (numbers.end - self.limit).min(numbers.start + TRIM);
            (&self.table.tree, &self.table.pieces.tree).transaction(|(tree, pieces)| {
                let view = TableView { tree, pieces };
                for number in numbers.start..keep {
                    view.remove(&number.to_be_bytes())?;
                }
                Ok::<_, sled::transaction::ConflictableTransactionError<StoreError>>(())
            })?;
            numbers.start = keep;
        }
        Ok(())
    }

    /// Adds a record and answers what was dropped for it, oldest first. A dropped record that cannot be read is
    /// left out.
    ///
    /// `tally` is a tree and a key in it: the number there is raised by one in the same transaction.
    pub(crate) fn add<T: Serialize + DeserializeOwned>(
        &self,
        record: &T,
        disk: &Disk,
        tally: Option<(&Tree, &str)>,
    ) -> Result<Vec<T>> {
        let mut numbers = self.numbers.lock();
        let new = numbers.end.to_be_bytes();
        let body = to_json(record).map_err(|problem| self.table.problem(&new, problem))?;
        disk.room_to_add(body.len())?;
        let prepared = self.table.pieces.prepare(&body);
        let start = (numbers.end + 1).saturating_sub(self.limit).max(numbers.start);

        let mut trees = vec![&self.table.tree, &self.table.pieces.tree];
        trees.extend(tally.map(|(tree, _)| tree));
        let dropped = trees.as_slice().transaction(|views| {
            let view = TableView {
                tree: &views[0],
                pieces: &views[1],
            };
            let mut dropped = Vec::new();
            for number in numbers.start..start {
                let key = number.to_be_bytes();
                if let Some(Ok(body)) = view.get(&key)? {
                    dropped.extend(from_json(&body));
                }
                view.remove(&key)?;
            }
            view.put(&new, &prepared)?;
            if let Some((_, name)) = tally {
                raise(&views[2], name)?;
            }
            Ok(dropped)
        })?;
        *numbers = start..numbers.end + 1;
        Ok(dropped)
    }

    /// Every record, oldest first.
    pub(crate) fn records<T: DeserializeOwned>(&self) -> impl DoubleEndedIterator<Item = Result<T>> + '_ {
        self.table.records()
    }
}

/// Raises a number by one.
fn raise(counts: &TransactionalTree, name: &str) -> ConflictableTransactionResult<(), StoreError> {
    let problem = |problem| StoreError::Record {
        tree: "activity_counts",
        key: name.to_owned(),
        problem,
    };
    let count = match counts.get(name)? {
        None => 0_u64,
        Some(value) => match whole_record(&value) {
            Ok(count) => count,
            Err(cause) => return abort(problem(cause)),
        },
    };
    match to_whole_record(&count.saturating_add(1)) {
        Ok(value) => counts.insert(name, value)?,
        Err(cause) => return abort(problem(cause)),
    };
    Ok(())
}
