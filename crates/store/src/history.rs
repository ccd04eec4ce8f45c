//! A bounded sequence of records: what comes too much drops what came first.
//!
//! Keys are consecutive numbers. The newest record is never dropped, so the number after the last key goes on
//! where the numbers before a restart ended.

use std::{collections::VecDeque, ops::Range};

use parking_lot::Mutex;
use serde::{Serialize, de::DeserializeOwned};
use sled::{
    Tree,
    transaction::{ConflictableTransactionResult, UnabortableTransactionError, abort},
};

use crate::{
    Result, StoreError,
    disk::Disk,
    format::{Form, from_json, sequence_number, to_json, to_whole_record, whole_record},
    ledger::{Entries, Ledger},
    table::{Prepared, Table, TableView},
    trees,
};

/// How many are dropped in one transaction when a store is opened with a lower limit than before, or all are dropped.
const TRIM: u64 = 100;

/// A bounded sequence of records.
pub(crate) struct History {
    table: Table,
    limit: u64,
    kept: Mutex<Kept>,
}

/// What is kept.
struct Kept {
    /// The numbers in use, oldest first.
    numbers: Range<u64>,
    budget: Option<Budget>,
}

/// A limit on the bytes of all records together.
struct Budget {
    most: u64,
    used: u64,
    /// The bytes of each number in use.
    sizes: VecDeque<u64>,
}

impl Kept {
    /// Takes in the next number, for a record of `bytes`, and answers which ones make room for it.
    fn push(&mut self, bytes: u64, limit: u64) -> Range<u64> {
        let number = self.numbers.end;
        self.numbers.end += 1;
        let mut start = self.numbers.end.saturating_sub(limit).max(self.numbers.start);
        if let Some(budget) = &mut self.budget {
            budget.sizes.push_back(bytes);
            budget.used += bytes;
            let mut dropped = self.numbers.start;
            while dropped < number && (dropped < start || budget.used > budget.most) {
                budget.used -= budget.sizes.pop_front().unwrap_or(0);
                dropped += 1;
            }
            start = dropped;
        }
        let drop = self.numbers.start..start;
        self.numbers.start = start;
        drop
    }
}

impl History {
    /// Opens the history that lies in `table`, and drops what is over the limits: `limit` records, and where it is given
    /// `bytes` of them together. The newest one is always kept.
    pub(crate) fn open(table: Table, limit: usize, bytes: Option<u64>, disk: &Disk) -> Result<Self> {
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
        let limit = limit.max(1) as u64;
        let mut kept = Kept {
            numbers: numbers.start..numbers.start,
            budget: bytes.map(|most| Budget {
                most,
                used: 0,
                sizes: VecDeque::new(),
            }),
        };
        let mut dropped = numbers.start..numbers.start;
        if bytes.is_some() {
            for number in numbers {
                let key = number.to_be_bytes();
                let value = table.tree.get(key)?;
                let bytes = value.map(|value| Form::read(&value).map(|form| form.bytes()));
                let bytes = bytes
                    .transpose()
                    .map_err(|problem| table.problem(&key, problem))?;
                dropped.end = kept.push(bytes.unwrap_or(0), limit).end.max(dropped.end);
            }
        } else {
            dropped.end = numbers.end.saturating_sub(limit).max(numbers.start);
            kept.numbers = dropped.end..numbers.end;
        }
        let history = Self {
            table,
            limit,
            kept: Mutex::new(kept),
        };
        history.trim(dropped, disk)?;
        Ok(history)
    }

    /// The table that the records are in.
    pub(crate) const fn table(&self) -> &Table {
        &self.table
    }

    /// Removes what an earlier version, or higher limits, left.
    fn trim(&self, mut dropped: Range<u64>, disk: &Disk) -> Result<()> {
        while !dropped.is_empty() {
            let some = dropped.start..dropped.end.min(dropped.start + TRIM);
            let trees = (&self.table.tree, &self.table.pieces.tree, &self.table.meta);
            disk.transaction(0, &trees, |(tree, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let view = self.table.view(&ledger, tree, pieces);
                for number in some.clone() {
                    view.remove(&number.to_be_bytes())?;
                }
                ledger.settle()
            })?;
            dropped.start = some.end;
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
        let mut trees = vec![&self.table.tree, &self.table.pieces.tree, &self.table.meta];
        trees.extend(tally.map(|(tree, _)| tree));
        let bytes = addition.value.bytes();
        let dropped = disk.transaction(bytes, trees.as_slice(), |views| {
            let ledger = Ledger::new(&views[2]);
            let view = self.table.view(&ledger, &views[0], &views[1]);
            let dropped = addition.apply(&view)?;
            if let Some((_, name)) = tally {
                raise(ledger.entries(trees::ACTIVITY_COUNTS, &views[3]), name)?;
            }
            ledger.settle()?;
            Ok(dropped)
        })?;
        Ok(dropped.iter().filter_map(|body| from_json(body).ok()).collect())
    }

    /// Gives a record its number. Where it is not written after all, the number stays unused, which harms nobody.
    pub(crate) fn prepare(&self, record: &impl Serialize, disk: &Disk) -> Result<Addition> {
        let body = to_json(record).map_err(|problem| self.table.problem(b"new", problem))?;
        disk.room_to_add(body.len())?;
        let (number, drop) = {
            let mut kept = self.kept.lock();
            let number = kept.numbers.end;
            (number, kept.push(body.len() as u64, self.limit))
        };
        Ok(Addition {
            number,
            drop,
            value: self.table.pieces.prepare(&body),
        })
    }

    /// Drops every record that is there.
    pub(crate) fn clear(&self, disk: &Disk) -> Result<()> {
        let Some((key, _)) = self.table.tree.first()? else {
            return Ok(());
        };
        let first = sequence_number(&key).map_err(|problem| self.table.problem(&key, problem))?;
        let end = {
            let mut kept = self.kept.lock();
            kept.numbers.start = kept.numbers.end;
            if let Some(budget) = &mut kept.budget {
                budget.used = 0;
                budget.sizes.clear();
            }
            kept.numbers.end
        };
        self.trim(first..end, disk)
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
fn raise(counts: Entries<'_>, name: &str) -> ConflictableTransactionResult<(), StoreError> {
    let problem = |problem| StoreError::Record {
        tree: trees::ACTIVITY_COUNTS,
        key: name.to_owned(),
        problem,
    };
    let count = match counts.get(name.as_bytes())? {
        None => 0_u64,
        Some(value) => match whole_record(&value) {
            Ok(count) => count,
            Err(cause) => return abort(problem(cause)),
        },
    };
    match to_whole_record(&count.saturating_add(1)) {
        Ok(value) => counts.insert(name.as_bytes(), value)?,
        Err(cause) => return abort(problem(cause)),
    };
    Ok(())
}
