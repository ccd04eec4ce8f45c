//! A bounded sequence of records: what comes too much drops what came first.
//!
//! Keys are consecutive numbers. The newest record is never dropped, so the number after the last key goes on
//! where the numbers before a restart ended.

use std::ops::Range;

use parking_lot::Mutex;
use serde::{Serialize, de::DeserializeOwned};
use sled::{
    Transactional, Tree,
    transaction::{ConflictableTransactionResult, TransactionalTree, UnabortableTransactionError, abort},
};

use crate::{
    Result, StoreError,
    disk::Disk,
    format::{from_json, sequence_number, to_json, to_whole_record, whole_record},
    table::{Prepared, Table, TableView},
};

/// How many are dropped in one transaction when a store is opened with a lower limit than before.
const TRIM: u64 = 1_000;

/// A bounded sequence of records.
pub(crate) struct History {
    table: Table,
    limit: u64,
    /// The numbers in use, oldest first.
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

    /// The tree that the records are in.
    pub(crate) const fn tree(&self) -> &Tree {
        &self.table.tree
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
        let addition = self.prepare(record, disk)?;
        let mut trees = vec![&self.table.tree, &self.table.pieces.tree];
        trees.extend(tally.map(|(tree, _)| tree));
        let dropped = trees.as_slice().transaction(|views| {
            let view = TableView {
                tree: &views[0],
                pieces: &views[1],
            };
            let dropped = addition.apply(&view)?;
            if let Some((_, name)) = tally {
                raise(&views[2], name)?;
            }
            Ok(dropped)
        })?;
        Ok(dropped.iter().filter_map(|body| from_json(body).ok()).collect())
    }

    /// Gives a record its number. Where it is not written after all, the number stays unused, which harms nobody.
    pub(crate) fn prepare(&self, record: &impl Serialize, disk: &Disk) -> Result<Addition> {
        let body = to_json(record).map_err(|problem| self.table.problem(b"new", problem))?;
        disk.room_to_add(body.len())?;
        let mut numbers = self.numbers.lock();
        let number = numbers.end;
        let start = (number + 1).saturating_sub(self.limit).max(numbers.start);
        let drop = numbers.start..start;
        *numbers = start..number + 1;
        Ok(Addition {
            number,
            drop,
            value: self.table.pieces.prepare(&body),
        })
    }

    /// Every record, oldest first.
    pub(crate) fn records<T: DeserializeOwned>(&self) -> impl DoubleEndedIterator<Item = Result<T>> + '_ {
        self.table.records()
    }
}

/// A record that has its number, and the numbers that make room for it.
pub(crate) struct Addition {
    number: u64,
    drop: Range<u64>,
    value: Prepared,
}

impl Addition {
    /// Writes the record and drops what makes room; answers what that was, oldest first.
    pub(crate) fn apply(
        &self,
        view: &TableView<'_>,
    ) -> std::result::Result<Vec<Vec<u8>>, UnabortableTransactionError> {
        let mut dropped = Vec::new();
        for number in self.drop.clone() {
            let key = number.to_be_bytes();
            if let Some(Ok(body)) = view.get(&key)? {
                dropped.push(body);
            }
            view.remove(&key)?;
        }
        view.put(&self.number.to_be_bytes(), &self.value)?;
        Ok(dropped)
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
