//! Copies of everything that is kept, as files that a person can read.
//!
//! A backup is JSON Lines, packed with zstd: `zstdcat FILE | jq`. The first line is a [`Header`], each other one a record:
//! see docs/BACKUP.md for a tour. [`write()`] makes one, [`Reader`] reads one, [`Shelf`] keeps them.

mod error;
mod read;
mod record;
mod shelf;
mod write;

pub use self::{
    error::BackupError,
    record::{Header, Reason},
    shelf::Backup,
    write::Extras,
};
pub(crate) use self::{
    read::Reader,
    record::{AssetRecord, Record},
    shelf::{Shelf, Shelved},
    write::{About, destination, write},
};
