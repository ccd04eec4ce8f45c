//! Deleting from the library, and bringing back what was deleted.

use connector::ServiceError;
use domain::AssetId;
use parking_lot::Mutex;

use super::{Desk, DeskError};
use crate::ipc::types::{AssetView, DeletedAsset};

/// How many are remembered. The service keeps as many.
const REMEMBERED: usize = 100;

/// What was deleted in the window, oldest first: a window that is closed and opened can undo it still. What other programs
/// delete is theirs to bring back.
#[derive(Default)]
pub(super) struct Deleted(Mutex<Vec<DeletedAsset>>);

impl Desk {
    /// # Errors
    /// Where there is no such asset, or the store can't be written.
    pub(crate) fn delete_asset(&self, id: AssetId) -> Result<(), DeskError> {
        let name = self.service.summary(id).map(|summary| summary.name);
        self.service.delete(id)?;
        let mut deleted = self.deleted.0.lock();
        deleted.push(DeletedAsset {
            id: id.to_string(),
            name: name.unwrap_or_default(),
        });
        if deleted.len() > REMEMBERED {
            deleted.remove(0);
        }
        Ok(())
    }

    /// Brings a deleted asset back, and answers what there is of it: it may have been saved again meanwhile.
    ///
    /// # Errors
    /// Where it is not kept any more, or the store can't be written; then it can be tried again.
    pub(crate) fn undo_delete(&self, id: AssetId) -> Result<AssetView, DeskError> {
        let back = match self.service.restore(id) {
            Err(ServiceError::UnknownAsset) => Err(DeskError::NotKept),
            Err(error) => return Err(error.into()),
            Ok(back) => Ok(back),
        };
        let named = id.to_string();
        self.deleted.0.lock().retain(|one| one.id != named);
        self.asset(back?.id)
    }

    /// What can be brought back, oldest first.
    pub(crate) fn deleted(&self) -> Vec<DeletedAsset> {
        self.deleted.0.lock().clone()
    }
}
