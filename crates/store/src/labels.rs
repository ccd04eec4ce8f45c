//! Labels that belong to no asset yet.

use domain::Label;
use uuid::Uuid;

use crate::{
    Result,
    format::{to_json, uuid},
    ledger::Ledger,
    sled_store::SledStore,
};

impl SledStore {
    pub(crate) fn write_label(&self, id: Uuid, label: &Label) -> Result<()> {
        let key = id.into_bytes();
        let body = to_json(label).map_err(|problem| self.labels.problem(&key, problem))?;
        self.disk.room_to_add(body.len())?;
        let prepared = self.labels.pieces.prepare(&body);
        let all = (&self.labels.tree, &self.labels.pieces.tree, &self.meta);
        self.disk.transaction(body.len(), &all, |(tree, pieces, meta)| {
            let ledger = Ledger::new(meta);
            self.labels.view(&ledger, tree, pieces).put(&key, &prepared)?;
            ledger.settle()
        })
    }

    pub(crate) fn read_labels(&self) -> Result<Vec<(Uuid, Label)>> {
        let label = |entry: Result<(sled::IVec, Vec<u8>)>| {
            let (key, body) = entry?;
            let id = uuid(&key).map_err(|problem| self.labels.problem(&key, problem))?;
            Ok((id, self.labels.decode(&key, &body)?))
        };
        self.labels.iter().map(label).collect()
    }

    pub(crate) fn drop_label(&self, id: Uuid) -> Result<bool> {
        self.disk.room_to_remove()?;
        let all = (&self.labels.tree, &self.labels.pieces.tree, &self.meta);
        self.disk.transaction(0, &all, |(tree, pieces, meta)| {
            let ledger = Ledger::new(meta);
            let removed = self.labels.view(&ledger, tree, pieces).remove(id.as_bytes())?;
            ledger.settle()?;
            Ok(removed)
        })
    }
}
