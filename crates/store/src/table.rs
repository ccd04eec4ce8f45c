//! A tree of values of any size: small ones lie in it, large ones in pieces beside it.
//!
//! sled writes a page (up to some 20 neighbouring entries) as one message of its log, and what exceeds a
//! quarter of a log segment, 128 KiB, as a file of its own, which it never syncs. With at most 2 KiB in an
//! entry a page stays far below that, even where removals have merged several.
//!
//! The pieces of a value have a set number of their own, which is never used for another one while the
//! database is open. So a reader needs no lock: it either finds a whole value or sees that the value it was
//! reading is gone, and looks again.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use serde::de::DeserializeOwned;
use sled::{
    IVec, Tree,
    transaction::{TransactionalTree, UnabortableTransactionError},
};

use crate::{
    Result, StoreError,
    format::{Form, PieceSet, Problem, from_json, sequence_number},
    ledger::{Entries, Ledger},
    trees::{META, PIECES},
};

/// The most bytes in one entry.
const PIECE: usize = 2048;

/// The tree of pieces, shared by all tables.
#[derive(Clone)]
pub(crate) struct Pieces {
    pub(crate) tree: Tree,
    next_set: Arc<AtomicU64>,
}

impl Pieces {
    pub(crate) fn open(tree: Tree) -> Result<Self> {
        let pieces = Self {
            tree,
            next_set: Arc::default(),
        };
        pieces.reread()?;
        Ok(pieces)
    }

    /// Finds the first number that is free, after the tree was written to directly.
    pub(crate) fn reread(&self) -> Result<()> {
        let next = match self.tree.last()? {
            None => 0,
            Some((key, _)) => key
                .get(..8)
                .ok_or(Problem::Key)
                .and_then(sequence_number)
                .map_err(|problem| StoreError::Record {
                    tree: PIECES,
                    key: format!("{key:02x?}"),
                    problem,
                })?
                .saturating_add(1),
        };
        self.next_set.store(next, Relaxed);
        Ok(())
    }

    /// Spells a value for the disk.
    pub(crate) fn prepare(&self, body: &[u8]) -> Prepared {
        if body.len() < PIECE {
            return Prepared {
                value: Form::Whole(body).write().into(),
                pieces: Vec::new(),
            };
        }
        let set = PieceSet {
            number: self.next_set.fetch_add(1, Relaxed),
            bytes: body.len() as u64,
        };
        Prepared {
            value: Form::InPieces(set).write().into(),
            pieces: set.keys().zip(body.chunks(PIECE).map(IVec::from)).collect(),
        }
    }

    fn read(&self, set: PieceSet) -> Result<Option<Vec<u8>>> {
        let mut body = Vec::new();
        for key in set.keys() {
            let Some(piece) = self.tree.get(key)? else {
                return Ok(None);
            };
            body.extend_from_slice(&piece);
        }
        Ok((body.len() as u64 == set.bytes).then_some(body))
    }
}

impl PieceSet {
    fn keys(self) -> impl Iterator<Item = [u8; 16]> {
        (0..self.bytes.div_ceil(PIECE as u64)).map(move |piece| {
            let mut key = [0; 16];
            key[..8].copy_from_slice(&self.number.to_be_bytes());
            key[8..].copy_from_slice(&piece.to_be_bytes());
            key
        })
    }
}

/// A value spelled for the disk.
pub(crate) struct Prepared {
    value: IVec,
    pieces: Vec<([u8; 16], IVec)>,
}

impl Prepared {
    /// How many there are to write.
    pub(crate) fn bytes(&self) -> usize {
        self.value.len() + self.pieces.iter().map(|(_, piece)| piece.len()).sum::<usize>()
    }

    /// The value of the table, and the entries of the tree of pieces.
    pub(crate) fn into_parts(self) -> (IVec, Vec<([u8; 16], IVec)>) {
        (self.value, self.pieces)
    }
}

/// A tree whose values may be of any size.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) tree: Tree,
    pub(crate) pieces: Pieces,
    /// Where the sum of all tables is.
    pub(crate) meta: Tree,
}

impl Table {
    pub(crate) fn open(db: &sled::Db, name: &'static str, pieces: &Pieces) -> Result<Self> {
        Ok(Self {
            name,
            tree: db.open_tree(name)?,
            pieces: pieces.clone(),
            meta: db.open_tree(META)?,
        })
    }

    /// This table inside a transaction, which must span its tree, the tree of pieces and the meta tree.
    pub(crate) fn view<'l>(
        &self,
        ledger: &'l Ledger<'_>,
        tree: &'l TransactionalTree,
        pieces: &'l TransactionalTree,
    ) -> TableView<'l> {
        TableView {
            tree: ledger.entries(self.name, tree),
            pieces: ledger.entries(PIECES, pieces),
        }
    }

    /// The value under `key`.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut found = self.tree.get(key)?;
        while let Some(value) = found {
            if let Some(body) = self.body(key, &value)? {
                return Ok(Some(body));
            }
            // A piece is missing: the value was replaced or removed meanwhile, or it is damaged.
            found = self.tree.get(key)?;
            if found.as_ref() == Some(&value) {
                return Err(self.problem(key, Problem::MissingPiece));
            }
        }
        Ok(None)
    }

    /// Every key with its value, in the order of the keys, read as the iterator is advanced.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = Result<(IVec, Vec<u8>)>> + '_ {
        self.tree.iter().filter_map(|entry| {
            let (key, value) = match entry {
                Ok(entry) => entry,
                Err(error) => return Some(Err(error.into())),
            };
            match self.body(&key, &value) {
                Ok(Some(body)) => Some(Ok((key, body))),
                Ok(None) => self
                    .get(&key)
                    .transpose()
                    .map(|body| body.map(|body| (key, body))),
                Err(error) => Some(Err(error)),
            }
        })
    }

    /// Every record, in the order of the keys.
    pub(crate) fn records<T: DeserializeOwned>(&self) -> impl DoubleEndedIterator<Item = Result<T>> + '_ {
        self.iter().map(|entry| {
            let (key, body) = entry?;
            self.decode(&key, &body)
        })
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, key: &[u8], body: &[u8]) -> Result<T> {
        from_json(body).map_err(|problem| self.problem(key, problem))
    }

    /// An error about the entry under `key`.
    pub(crate) fn problem(&self, key: &[u8], problem: Problem) -> StoreError {
        let key = match *key {
            [_, _, _, _, _, _, _, _] => sequence_number(key).map(|number| number.to_string()),
            _ => crate::format::uuid(key).map(|uuid| uuid.to_string()),
        };
        StoreError::Record {
            tree: self.name,
            key: key.unwrap_or_else(|_| "?".to_owned()),
            problem,
        }
    }

    /// `None` where a piece is missing.
    fn body(&self, key: &[u8], value: &[u8]) -> Result<Option<Vec<u8>>> {
        match Form::read(value).map_err(|problem| self.problem(key, problem))? {
            Form::Whole(body) => Ok(Some(body.to_owned())),
            Form::InPieces(set) => self.pieces.read(set),
        }
    }
}

/// A table inside a transaction.
pub(crate) struct TableView<'a> {
    pub(crate) tree: Entries<'a>,
    pub(crate) pieces: Entries<'a>,
}

impl TableView<'_> {
    /// Puts a value in place of what was there.
    pub(crate) fn put(&self, key: &[u8], new: &Prepared) -> Result<(), UnabortableTransactionError> {
        if let Some(old) = self.tree.insert(key, &new.value)? {
            self.remove_pieces(&old)?;
        }
        for (key, piece) in &new.pieces {
            self.pieces.insert(key, piece)?;
        }
        Ok(())
    }

    /// The value under `key`, if all of it can be read.
    pub(crate) fn get(
        &self,
        key: &[u8],
    ) -> Result<Option<Result<Vec<u8>, Problem>>, UnabortableTransactionError> {
        let Some(value) = self.tree.get(key)? else {
            return Ok(None);
        };
        let set = match Form::read(&value) {
            Ok(Form::Whole(body)) => return Ok(Some(Ok(body.to_owned()))),
            Ok(Form::InPieces(set)) => set,
            Err(problem) => return Ok(Some(Err(problem))),
        };
        let mut body = Vec::new();
        for key in set.keys() {
            match self.pieces.get(&key)? {
                Some(piece) => body.extend_from_slice(&piece),
                None => return Ok(Some(Err(Problem::MissingPiece))),
            }
        }
        Ok(Some(Ok(body)))
    }

    /// Removes a value; `false` where there was none.
    pub(crate) fn remove(&self, key: &[u8]) -> Result<bool, UnabortableTransactionError> {
        match self.tree.remove(key)? {
            Some(old) => self.remove_pieces(&old).map(|()| true),
            None => Ok(false),
        }
    }

    fn remove_pieces(&self, old: &[u8]) -> Result<(), UnabortableTransactionError> {
        if let Ok(Form::InPieces(set)) = Form::read(old) {
            for key in set.keys() {
                // A count that is not true would go on for ever.
                if self.pieces.remove(&key)?.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }
}
