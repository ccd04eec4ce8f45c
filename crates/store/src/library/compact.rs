//! Making the store's file small again.
//!
//! sled appends to a log, and takes the parts of its file again that hold nothing any more; it never gives them back. So a
//! file that was large once stays large. Where most of it is garbage a store of the same content is made beside it, and takes
//! its place as a restored one would.

use std::path::Path;

use super::{rebuild::Rebuild, swap};
use crate::{Limits, Result, sled_store::SledStore};

/// The file may be this many times as large as what is in it.
const MOST_TIMES: u64 = 4;
/// Below this it is left alone.
const LEAST: u64 = 32 << 20;

/// Whether a file of `bytes` is mostly garbage, where `live` bytes are in it.
pub(super) const fn is_worth_it(bytes: u64, live: u64) -> bool {
    bytes > LEAST && bytes > live.saturating_mul(MOST_TIMES)
}

/// Makes a store small where that is worth it; `live` are the bytes that are in it. What goes wrong is no loss: the one that
/// was there stays.
pub(super) fn if_worth_it(root: &Path, limits: Limits, store: SledStore, live: u64) -> Result<SledStore> {
    let before = store.db.size_on_disk()?;
    if !is_worth_it(before, live) {
        return Ok(store);
    }
    let made = copy(root, limits, &store);
    drop(store);
    match made.and_then(|()| swap::swap(root, None)) {
        Ok(()) => tracing::info!(before, live, "the library's file was made small again"),
        Err(error) => tracing::warn!("the library's file could not be made small: {error}"),
    }
    swap::settle(root)?;
    SledStore::open(&swap::store(root), limits)
}

fn copy(root: &Path, limits: Limits, store: &SledStore) -> Result<()> {
    let mut new = Rebuild::begin(&swap::new(root), limits)?;
    new.copy(store)?;
    new.finish(store.last_backup()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_files_and_full_ones_are_left_alone() {
        assert!(!is_worth_it(LEAST, 0));
        assert!(!is_worth_it(100 << 20, 25 << 20));
        assert!(is_worth_it(101 << 20, 25 << 20));
    }
}
