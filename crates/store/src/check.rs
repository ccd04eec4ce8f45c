//! Finding out whether a store is whole, and which backup it has outlived.

use domain::{Activity, Application, Asset, InstallationId, Intention, Label, Reaction};
use serde::de::DeserializeOwned;

use crate::{
    Result, Store, StoreError,
    format::whole_record,
    ledger::{Headway, Kept, Sum},
    sled_store::SledStore,
    table::Table,
};

/// Where the last backup is noted in the meta tree.
const BACKUP: &str = "backup";

/// The last backup that was made of a store. It is noted in the store before it gets its name in the file system: so a
/// store that does not know of a backup that is there has lost something that the backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LastBackup {
    /// Its number; 0 where there was none.
    pub(crate) number: u64,
    /// What the store's sum was before it was made.
    pub(crate) sum: Sum,
}

impl LastBackup {
    /// As it lies on disk.
    pub(crate) fn write(self) -> Vec<u8> {
        [&self.number.to_be_bytes()[..], &self.sum.write()].concat()
    }

    fn read(value: &[u8]) -> Result<Self> {
        let (number, sum) = value.split_first_chunk().ok_or_else(|| StoreError::Damaged {
            detail: "what it says of its last backup is cut short".to_owned(),
        })?;
        Ok(Self {
            number: u64::from_be_bytes(*number),
            sum: Sum::read(sum)?,
        })
    }
}

impl SledStore {
    /// Reads everything, and compares it with the sum that was kept over it. Answers how many bytes that is, and calls `headway` for
    /// each entry, which may end it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where something is missing, was changed or came back; [`StoreError::Record`] where a record
    /// can't be read.
    pub(crate) fn check(&self, headway: Headway<'_>) -> Result<u64> {
        let (sum, bytes) = Sum::of(&self.db, headway)?;
        if sum != self.sum()? {
            return Err(StoreError::Damaged {
                detail: "some of it is missing or not as it was written".to_owned(),
            });
        }
        self.last_backup()?;
        self.known_installation()?;
        readable::<Application>(&self.applications)?;
        readable::<Asset>(&self.assets)?;
        readable::<Label>(&self.labels)?;
        self.intentions
            .records::<Intention>()
            .try_for_each(|record| record.map(|_| ()))?;
        self.reactions
            .records::<Reaction>()
            .try_for_each(|record| record.map(|_| ()))?;
        self.activities
            .records::<Activity>()
            .try_for_each(|record| record.map(|_| ()))?;
        self.activity_counts()?;
        Ok(bytes)
    }

    /// The sum over everything that is kept.
    pub(crate) fn sum(&self) -> Result<Sum> {
        Ok(Kept::read(&self.meta)?.sum)
    }

    pub(crate) fn last_backup(&self) -> Result<LastBackup> {
        self.meta
            .get(BACKUP)?
            .map_or(Ok(LastBackup::default()), |value| LastBackup::read(&value))
    }

    /// Notes a backup, durably.
    pub(crate) fn note_backup(&self, backup: LastBackup) -> Result<()> {
        self.disk.room_to_remove()?;
        self.meta.insert(BACKUP, backup.write())?;
        self.commit()
    }

    /// The installation, where one is kept.
    pub(crate) fn known_installation(&self) -> Result<Option<InstallationId>> {
        let value = self.meta.get("installation")?;
        value
            .map(|value| whole_record(&value).map_err(Self::bad_meta))
            .transpose()
    }
}

fn readable<T: DeserializeOwned>(table: &Table) -> Result<()> {
    table.records::<T>().try_for_each(|record| record.map(|_| ()))
}
