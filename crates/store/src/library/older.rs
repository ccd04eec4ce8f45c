//! Finding out whether a store is an older one than its newest backup.

use std::collections::HashMap;

use domain::{Asset, AssetId, Timestamp};

use crate::{
    Result, Store,
    backup::{Backup, Reader, Record},
    ledger::Headway,
    sled_store::SledStore,
};

/// Whether a store has something since a backup was made, of which it does not know: a snippet that was saved, changed or taken
/// after it and that it does not hold so. Then the store is no older one, whatever was copied to its backups of what it was on
/// another machine. A time that is not `now` yet says nothing: the clock was ahead, here or where the snippet came from.
pub(super) fn has_anything_since(
    store: &SledStore,
    backup: &Backup,
    now: Timestamp,
    headway: Headway<'_>,
) -> Result<bool> {
    let then = backup.header.created;
    let mut since: HashMap<AssetId, Timestamp> = HashMap::new();
    for asset in store.assets() {
        let asset = asset?;
        let last = last_touched(&asset);
        if last > then && last <= now {
            since.insert(asset.id, last);
        }
    }
    if since.is_empty() {
        return Ok(false);
    }
    let Ok(mut backup) = Reader::open(&backup.path) else {
        // It can't take the store's place.
        return Ok(true);
    };
    // What comes after a line that can't be read is not held by it.
    while let Ok(Some(record)) = backup.next() {
        headway()?;
        if let Record::Asset(held) = record
            && since
                .get(&held.asset.id)
                .is_some_and(|last| *last <= last_touched(&held.asset))
        {
            since.remove(&held.asset.id);
        }
    }
    Ok(!since.is_empty())
}

fn last_touched(asset: &Asset) -> Timestamp {
    let taken = asset.reused.unwrap_or(asset.created);
    asset.created.max(asset.updated).max(taken)
}
