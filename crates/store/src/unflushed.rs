//! How much may wait in sled's buffers: a bound, because sled can wait for itself where too much does.
//!
//! sled has seven threads that write its buffers, and cut its file short where the end of it holds nothing any more. A
//! thread that needs the file longer again waits for the cut, and holds a lock meanwhile that each of the seven takes when it
//! has written its buffer. Where seven buffers stand before the cut, all seven wait for the lock, and nobody cuts.
//! A transaction alone makes two buffers, and one more for each 512 KiB. A flush returns when all of them are written.
//! So sled is flushed before a transaction where what was written since the last flush would be too much with it.
//!
//! sled runs one transaction at a time in the whole process, so it costs nothing that they stand in line here.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use parking_lot::Mutex;

use crate::{Result, disk::AMPLIFICATION};

/// What a transaction takes of the bound beside its bytes: two of them without a flush are enough.
const TRANSACTION: u64 = MOST / 2;

/// Bytes of sled's log that may wait: half of one of its buffers where that is full.
const MOST: u64 = 256 * 1024;

/// What a key and the words around it take in sled's log, beside the value.
const ENTRY: u64 = 32;

/// Counts what was written and not flushed.
#[derive(Default)]
pub(crate) struct Unflushed {
    /// Held while something is written and counted.
    line: Mutex<()>,
    /// Everything that was ever written, in bytes of sled's log as far as they can be foretold.
    written: AtomicU64,
    /// How much of it was written when the last flush that has ended began.
    flushed: AtomicU64,
}

impl Unflushed {
    /// Runs a transaction that writes so many bytes. `flush` flushes, where that is needed before.
    pub(crate) fn transaction<T>(
        &self,
        bytes: usize,
        flush: impl FnOnce() -> Result<()>,
        act: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        self.write(TRANSACTION + cost(bytes), flush, act)
    }

    /// Runs something that writes one entry of so many bytes.
    pub(crate) fn entry<T>(
        &self,
        bytes: usize,
        flush: impl FnOnce() -> Result<()>,
        act: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        self.write(cost(bytes) + ENTRY, flush, act)
    }

    fn write<T>(
        &self,
        cost: u64,
        flush: impl FnOnce() -> Result<()>,
        act: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let _line = self.line.lock();
        let waiting = self.waiting();
        if waiting > 0 && waiting + cost > MOST {
            let written = self.written();
            flush()?;
            self.flushed_until(written);
        }
        let done = act();
        // What failed may have left a part of itself in a buffer.
        self.written.fetch_add(cost, SeqCst);
        done
    }

    /// What was written by now. To be asked before a flush begins.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(SeqCst)
    }

    /// A flush has ended that began when so much was written.
    pub(crate) fn flushed_until(&self, written: u64) {
        self.flushed.fetch_max(written, SeqCst);
    }

    fn waiting(&self) -> u64 {
        self.written().saturating_sub(self.flushed.load(SeqCst))
    }
}

const fn cost(bytes: usize) -> u64 {
    AMPLIFICATION.saturating_mul(bytes as u64)
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, thread};

    use domain::{
        Activity, ActivityId, ActivityKind, Application, ApplicationId, ApplicationName, Asset, AssetDetails,
        AssetId, Intention, IntentionId, Label, Mechanism, Platform, Registration, Tag, TagCategory,
        Timestamp,
    };
    use uuid::Uuid;

    use super::*;
    use crate::{Limits, SledStore, Store, StoreError};

    #[test]
    fn two_transactions_are_enough_and_a_large_one_is_alone() {
        let unflushed = Unflushed::default();
        let flushes = Cell::new(0);
        let write = |bytes| {
            let flush = || {
                flushes.set(flushes.get() + 1);
                Ok(())
            };
            unflushed.transaction(bytes, flush, || Ok(())).unwrap();
            flushes.get()
        };
        assert_eq!([(); 7].map(|()| write(0)), [0, 0, 1, 1, 2, 2, 3]);
        assert_eq!([(); 3].map(|()| write(1 << 20)), [4, 5, 6]);
        // Whoever commits has flushed.
        unflushed.flushed_until(unflushed.written());
        assert_eq!([write(0), write(0), write(0)], [6, 6, 7]);
        let entries = MOST / (cost(1_000) + ENTRY);
        unflushed.flushed_until(unflushed.written());
        for _ in 0..entries * 10 {
            let flush = || {
                flushes.set(flushes.get() + 1);
                Ok(())
            };
            unflushed.entry(1_000, flush, || Ok(())).unwrap();
        }
        assert_eq!(flushes.get(), 7 + 9);
    }

    #[test]
    fn nothing_is_written_where_the_flush_before_fails() {
        let unflushed = Unflushed::default();
        unflushed.transaction(1 << 20, || Ok(()), || Ok(())).unwrap();
        let full = unflushed.transaction(
            0,
            || Err(StoreError::Full),
            || -> Result<()> { panic!("it is written") },
        );
        assert_eq!(full.unwrap_err().code(), "disk_full");
        // Nor does it count as flushed.
        let again = unflushed.transaction(0, || Err(StoreError::Full), || Ok(()));
        again.unwrap_err();
    }

    fn asset(number: u128, text: &str) -> Asset {
        Asset {
            id: AssetId::new(Uuid::from_u128(number)),
            creator: ApplicationId::new(Uuid::from_u128(1)),
            created: Timestamp::from_millis(1),
            updated: Timestamp::from_millis(1),
            reused: None,
            reuse_count: 1,
            mechanism: Mechanism::Manual,
            language: None,
            is_code: true,
            bytes: text.len() as u64,
            details: AssetDetails::default(),
        }
    }

    /// Each way to write, many times, and nobody commits.
    #[test]
    fn however_much_is_written_without_a_commit_little_waits() {
        const ROUNDS: u128 = 12;
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let id = |number| AssetId::new(Uuid::from_u128(number));
        let now = Timestamp::from_millis(2);
        let add: &(dyn Fn(u128) + Sync) = &|n| {
            let text = format!("let number = {n};");
            store.add_asset(&asset(n, &text), &text).unwrap();
        };
        let ways: [&(dyn Fn(u128) + Sync); 9] = [
            add,
            &|n| {
                store
                    .update_asset(id(n), &|asset| asset.reuse_count += 1)
                    .unwrap();
            },
            &|n| {
                let text = format!("let another = {n};").repeat(500);
                store.replace_text(id(n), &text, &|_| (), &|_, _| false).unwrap();
            },
            &|n| {
                let editor = Registration {
                    name: ApplicationName::Vim,
                    version: "1".to_owned(),
                    platform: Platform::Linux,
                    capabilities: None,
                    privacy: None,
                    automatic_unload: None,
                    descriptor: None,
                    mechanism: None,
                };
                let id = ApplicationId::new(Uuid::from_u128(n));
                store
                    .put_application(&Application::first(id, editor, now))
                    .unwrap();
            },
            &|n| {
                let label = Label::Tag(Tag {
                    text: format!("tag {n}"),
                    mechanism: Mechanism::Manual,
                    category: TagCategory::Handle,
                    unread: [].into(),
                });
                let labels = [(Uuid::from_u128(n), Some(label))];
                store.relabel(&labels, &[], &|_| ()).unwrap();
            },
            &|n| {
                store
                    .relabel(&[(Uuid::from_u128(n), None)], &[], &|_| ())
                    .unwrap();
            },
            &|n| {
                store
                    .add_intention(&Intention {
                        id: IntentionId::new(Uuid::from_u128(n)),
                        application: ApplicationId::new(Uuid::from_u128(1)),
                        at: now,
                        language: None,
                        text: format!("let intended = {n};"),
                    })
                    .unwrap();
            },
            &|n| {
                store
                    .add_activity(&Activity {
                        id: ActivityId::new(Uuid::from_u128(n)),
                        application: ApplicationId::new(Uuid::from_u128(1)),
                        at: now,
                        kind: ActivityKind::ALL[0],
                        actions: Vec::new(),
                        subject: None,
                    })
                    .unwrap();
            },
            &|n| {
                store.remove_asset(id(n)).unwrap();
            },
        ];
        let little = || assert!(store.disk.unflushed().waiting() <= MOST);
        for way in ways {
            // By one, and by many at once.
            for n in 0..ROUNDS {
                way(n);
                little();
            }
            thread::scope(|scope| {
                for writer in 1..=8 {
                    scope.spawn(move || (0..ROUNDS).for_each(|n| way(writer * ROUNDS + n)));
                }
            });
            little();
        }
        (0..ROUNDS).for_each(add);
        store.forget_learned().unwrap();
        little();
        assert_eq!(store.asset_count(), 12);
        store.check(&|| Ok(())).unwrap();
    }
}
