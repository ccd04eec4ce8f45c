//! Filling a fresh store: with all of another one, or with what a backup holds.
//!
//! Nobody else has it, and it is thrown away where anything goes wrong. So its trees are written without transactions, and
//! the sum once, at the end.

use std::path::Path;

use domain::{Application, Asset, InstallationId, Label};
use serde::Serialize;
use sled::Tree;
use uuid::Uuid;

use crate::{
    Added, Limits, Result, StoreError,
    check::LastBackup,
    digest::digest_of,
    format::{Problem, to_json, to_whole_record, uuid},
    ledger::{Kept, SUM, Sum},
    redigest,
    sled_store::SledStore,
    table::{Prepared, Table},
    trees,
};

/// A fresh store that is being filled.
pub(super) struct Rebuild {
    store: SledStore,
    sum: Sum,
    /// The numbers that the next intention, reaction, activity get.
    next: [u64; 3],
}

/// A history, by its place in [`Rebuild::next`].
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Intention,
    Reaction,
    Activity,
}

impl Rebuild {
    /// Begins one in `directory`, which is not there yet.
    pub(super) fn begin(directory: &Path, limits: Limits) -> Result<Self> {
        Ok(Self {
            store: SledStore::open(directory, limits)?,
            sum: Sum::default(),
            next: [0; 3],
        })
    }

    /// Takes over everything that is in another store, to the byte. The first thing to do, if it is done.
    pub(super) fn copy(&mut self, from: &SledStore) -> Result<()> {
        for name in trees::COUNTED {
            let to = self.store.db.open_tree(name)?;
            for entry in &from.db.open_tree(name)? {
                let (key, value) = entry?;
                self.room(key.len() + value.len())?;
                self.insert(name, &to, &key, value)?;
            }
        }
        self.store.meta.clear()?;
        for entry in &from.meta {
            let (key, value) = entry?;
            self.store.meta.insert(key, value)?;
        }
        self.store.assets.pieces.reread()
    }

    pub(super) fn installation(&self, id: InstallationId) -> Result<()> {
        let value = to_whole_record(&id).map_err(SledStore::bad_meta)?;
        self.store.meta.insert("installation", value)?;
        Ok(())
    }

    pub(super) fn application(&mut self, application: &Application) -> Result<()> {
        let table = self.store.applications.clone();
        self.put(&table, application.id.uuid().as_bytes(), application)
    }

    /// Whether an application of this id is there.
    pub(super) fn has_application(&self, id: domain::ApplicationId) -> Result<bool> {
        Ok(self.store.applications.tree.contains_key(id.uuid().as_bytes())?)
    }

    pub(super) fn label(&mut self, id: Uuid, label: &Label) -> Result<()> {
        let table = self.store.labels.clone();
        self.put(&table, id.as_bytes(), label)
    }

    /// Adds an asset, unless its text is there already and `twins` are not wanted. `None` where its id is another asset's.
    pub(super) fn asset(&mut self, asset: &Asset, text: &str, twins: bool) -> Result<Option<Added>> {
        let key = asset.id.uuid().into_bytes();
        let mut place = digest_of(asset, text);
        if let Some(there) = self.store.text_digests.get(place)? {
            let bad = |problem: Problem| self.store.assets.problem(&key, problem);
            let id = uuid(&there).map_err(bad)?;
            if !twins {
                return Ok(Some(Added::Existing(domain::AssetId::new(id))));
            }
            // Texts that were kept apart by an earlier rule stay apart.
            place = redigest::of_a_twin(asset.id);
        }
        if self.store.assets.tree.contains_key(key)? {
            return Ok(None);
        }
        let (assets, texts) = (self.store.assets.clone(), self.store.texts.clone());
        self.put(&assets, &key, asset)?;
        self.room(text.len())?;
        let prepared = texts.pieces.prepare(text.as_bytes());
        self.write(&texts, &key, prepared)?;
        let digests = self.store.text_digests.clone();
        self.insert(trees::TEXT_DIGESTS, &digests, &place, (&key).into())?;
        Ok(Some(Added::New))
    }

    /// Adds the next record of a history.
    pub(super) fn history(&mut self, kind: Kind, record: &impl Serialize) -> Result<()> {
        let table = match kind {
            Kind::Intention => self.store.intentions.table(),
            Kind::Reaction => self.store.reactions.table(),
            Kind::Activity => self.store.activities.table(),
        }
        .clone();
        let next = &mut self.next[kind as usize];
        let key = next.to_be_bytes();
        *next += 1;
        self.put(&table, &key, record)
    }

    pub(super) fn activity_count(&mut self, of: domain::ActivityKind, count: u64) -> Result<()> {
        let value = to_whole_record(&count).map_err(|problem| StoreError::Record {
            tree: trees::ACTIVITY_COUNTS,
            key: of.to_string(),
            problem,
        })?;
        let tree = self.store.activity_counts.clone();
        self.insert(
            trees::ACTIVITY_COUNTS,
            &tree,
            of.as_str().as_bytes(),
            value.into(),
        )
    }

    /// Writes the sum, and closes the store once all of it is on disk.
    pub(super) fn finish(self, backup: LastBackup) -> Result<()> {
        let kept = Kept {
            sum: self.sum,
            writes: 0,
        };
        self.store.meta.insert(SUM, kept.write())?;
        self.store.note_backup(backup)
    }

    /// The sum of what was filled in so far.
    pub(super) const fn sum(&self) -> Sum {
        self.sum
    }

    fn room(&self, bytes: usize) -> Result<()> {
        self.store.disk.room_to_add(bytes)
    }

    fn put(&mut self, table: &Table, key: &[u8], record: &impl Serialize) -> Result<()> {
        let body = to_json(record).map_err(|problem| table.problem(key, problem))?;
        self.room(body.len())?;
        let prepared = table.pieces.prepare(&body);
        self.write(table, key, prepared)
    }

    fn write(&mut self, table: &Table, key: &[u8], prepared: Prepared) -> Result<()> {
        let (value, pieces) = prepared.into_parts();
        for (key, piece) in pieces {
            self.insert(trees::PIECES, &table.pieces.tree, &key, piece)?;
        }
        self.insert(table.name, &table.tree, key, value)
    }

    fn insert(&mut self, name: &str, tree: &Tree, key: &[u8], value: sled::IVec) -> Result<()> {
        self.sum.add(name, key, &value);
        let bytes = key.len() + value.len();
        if let Some(old) = self.store.disk.entry(bytes, || tree.insert(key, value))? {
            self.sum.subtract(name, key, &old);
        }
        Ok(())
    }
}
