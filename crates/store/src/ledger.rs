//! A sum over everything that is kept, so that what got lost or was changed behind the store's back is noticed.
//!
//! sled checks each message of its log, but a message that fails the check is passed over when the log is read at
//! the start: what it said is then missing, or is there as it was before, and nothing says so. So the store keeps a
//! sum of the digests of all entries, which every transaction brings up to date together with what it writes. When the
//! store is opened the sum is made anew from what can be read, and compared.
//!
//! Beside it the store counts its transactions: see [`crate::witness`].
//!
//! The sum does not depend on an order and can be changed by differences, so that a transaction costs a digest for each
//! entry that it writes or removes. It finds damage, not malice.

use std::cell::Cell;

use sled::{
    IVec,
    transaction::{ConflictableTransactionResult, TransactionalTree, UnabortableTransactionError, abort},
};

use crate::{Result, State, StoreError, format::sequence_number, trees};

/// Where the sum and the number of writes lie in the meta tree.
pub(crate) const SUM: &str = "sum";

/// The sum of the digests of some entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum(u128);

impl Sum {
    /// Takes an entry in.
    pub(crate) fn add(&mut self, tree: &str, key: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_add(digest(tree, key, value));
    }

    /// Takes an entry out.
    pub(crate) fn subtract(&mut self, tree: &str, key: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_sub(digest(tree, key, value));
    }

    const fn plus(self, change: Self) -> Self {
        Self(self.0.wrapping_add(change.0))
    }

    /// As it lies on disk.
    pub(crate) const fn write(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// What lies on disk.
    pub(crate) fn read(value: &[u8]) -> Result<Self> {
        let bytes = value.try_into().map_err(|_| StoreError::Damaged {
            detail: "its sum is cut short".to_owned(),
        })?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }

    /// The sum of everything that can be read, and its bytes. Calls `headway` for each entry, and ends where that fails.
    pub(crate) fn of(db: &sled::Db, headway: Headway<'_>) -> Result<(Self, u64)> {
        let mut sum = Self::default();
        let mut bytes = 0;
        for name in trees::COUNTED {
            for entry in &db.open_tree(name)? {
                let (key, value) = entry?;
                headway()?;
                sum.add(name, &key, &value);
                bytes += (key.len() + value.len()) as u64;
            }
        }
        Ok((sum, bytes))
    }
}

/// Told of each entry that was read; where it fails the reading ends.
pub(crate) type Headway<'a> = &'a dyn Fn() -> Result<()>;

/// What the meta tree says of all the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The sum of their entries.
    pub(crate) sum: Sum,
    /// How many transactions have written to them.
    pub(crate) writes: u64,
}

impl Kept {
    /// What is kept; the sum of nothing where nothing was written yet.
    pub(crate) fn read(meta: &sled::Tree) -> Result<Self> {
        meta.get(SUM)?
            .map_or(Ok(Self::default()), |value| Self::of(&value))
    }

    /// What lies on disk.
    pub(crate) fn of(value: &[u8]) -> Result<Self> {
        let (sum, writes) = value.split_at_checked(16).unwrap_or((value, &[]));
        let writes = sequence_number(writes).map_err(|_| StoreError::Damaged {
            detail: "its sum is cut short".to_owned(),
        })?;
        Ok(Self {
            sum: Sum::read(sum)?,
            writes,
        })
    }

    /// As it lies on disk.
    pub(crate) fn write(self) -> Vec<u8> {
        self.state().to_bytes().to_vec()
    }

    /// The same for others, who need not know what is in it.
    pub(crate) fn state(self) -> State {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(&self.sum.write());
        bytes[16..].copy_from_slice(&self.writes.to_be_bytes());
        State::from_bytes(bytes)
    }
}

fn digest(tree: &str, key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in [tree.as_bytes(), key] {
        // Neither is near 4 GiB long. Their lengths keep one from running into the next.
        hasher.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.update(value);
    let digest = hasher.finalize();
    digest.as_bytes()[..16]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

/// What a transaction does to the sum.
pub(crate) struct Ledger<'t> {
    meta: &'t TransactionalTree,
    /// What is added minus what is removed.
    change: Cell<Sum>,
}

impl<'t> Ledger<'t> {
    pub(crate) fn new(meta: &'t TransactionalTree) -> Self {
        Self {
            meta,
            change: Cell::default(),
        }
    }

    /// One of the transaction's trees, whose changes are counted here.
    pub(crate) fn entries<'l>(&'l self, name: &'static str, tree: &'l TransactionalTree) -> Entries<'l> {
        Entries {
            name,
            tree,
            change: &self.change,
        }
    }

    /// Writes the sum. The last thing that a transaction does.
    pub(crate) fn settle(&self) -> ConflictableTransactionResult<(), StoreError> {
        let kept = match self.meta.get(SUM)?.map(|value| Kept::of(&value)) {
            None => Kept::default(),
            Some(Ok(kept)) => kept,
            Some(Err(error)) => return abort(error),
        };
        let now = Kept {
            sum: kept.sum.plus(self.change.get()),
            writes: kept.writes.wrapping_add(1),
        };
        self.meta.insert(SUM, now.write())?;
        Ok(())
    }
}

/// A tree inside a transaction, with its changes counted.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'l> {
    name: &'static str,
    tree: &'l TransactionalTree,
    change: &'l Cell<Sum>,
}

impl Entries<'_> {
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<IVec>, UnabortableTransactionError> {
        self.tree.get(key)
    }

    /// Puts a value, and answers the one that was there.
    pub(crate) fn insert(
        &self,
        key: &[u8],
        value: impl Into<IVec>,
    ) -> Result<Option<IVec>, UnabortableTransactionError> {
        let value = value.into();
        let mut change = self.change.get();
        change.add(self.name, key, &value);
        self.change.set(change);
        let old = self.tree.insert(key, value)?;
        self.forget(key, old.as_ref());
        Ok(old)
    }

    /// Removes a value, and answers it.
    pub(crate) fn remove(&self, key: &[u8]) -> Result<Option<IVec>, UnabortableTransactionError> {
        let old = self.tree.remove(key)?;
        self.forget(key, old.as_ref());
        Ok(old)
    }

    fn forget(&self, key: &[u8], old: Option<&IVec>) {
        if let Some(old) = old {
            let mut change = self.change.get();
            change.subtract(self.name, key, old);
            self.change.set(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_depends_on_every_part_and_on_no_order() {
        type Entry = (&'static str, &'static [u8], &'static [u8]);
        let of = |entries: &[Entry]| {
            let mut sum = Sum::default();
            for (tree, key, value) in entries {
                sum.add(tree, key, value);
            }
            sum
        };
        let (a, b): (Entry, Entry) = (("assets", b"k", b"v"), ("texts", b"k", b"v"));
        assert_eq!(of(&[a, b]), of(&[b, a]));
        for other in [
            of(&[a]),
            of(&[a, a]),
            of(&[a, ("texts", b"kv", b"")]),
            of(&[a, ("textsk", b"", b"v")]),
        ] {
            assert_ne!(of(&[a, b]), other);
        }
        let mut back = of(&[a, b]);
        back.subtract("texts", b"k", b"v");
        assert_eq!(back, of(&[a]));
        assert_eq!(Sum::read(&back.write()).unwrap(), back);
        assert!(Sum::read(b"short").is_err());
        let kept = Kept { sum: back, writes: 7 };
        assert_eq!(Kept::of(&kept.write()).unwrap(), kept);
        assert!(Kept::of(&back.write()).is_err());
    }
}
