//! Labels that belong to no asset yet.

use domain::Label;
use sled::{Transactional, transaction::ConflictableTransactionError};
use uuid::Uuid;

use crate::{
    Result, StoreError,
    format::{to_json, uuid},
    sled_store::SledStore,
    table::TableView,
};

impl SledStore {
    pub(crate) fn write_label(&self, id: Uuid, label: &Label) -> Result<()> {
        let key = id.into_bytes();
        let body = to_json(label).map_err(|problem| self.labels.problem(&key, problem))?;
        self.disk.room_to_add(body.len())?;
        let prepared = self.labels.pieces.prepare(&body);
        (&self.labels.tree, &self.labels.pieces.tree).transaction(|(tree, pieces)| {
            TableView { tree, pieces }.put(&key, &prepared)?;
            Ok::<_, ConflictableTransactionError<StoreError>>(())
        })?;
        Ok(())
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
        let trees = (&self.labels.tree, &self.labels.pieces.tree);
        let removed = trees.transaction(|(tree, pieces)| {
            Ok::<_, ConflictableTransactionError<StoreError>>(
                TableView { tree, pieces }.remove(id.as_bytes())?,
            )
        })?;
        Ok(removed)
    }
}
