//! Where Bowerbird keeps what it knows: applications, assets with their texts, intentions, reactions, activity.
//!
//! [`Store`] is all that most of Bowerbird sees; [`SledStore`] keeps it in a [sled] database, and [`Library`] keeps such a
//! store with its backups, restores it where it is damaged, and goes on after the disk has failed. Nothing here knows of
//! similarity, of HTTP or of a clock.
//!
//! # What is on disk
//!
//! Eleven sled trees. A record is one byte that tells its form, then JSON, so that a later version can add fields;
//! a text is that byte, then its UTF-8. What is larger than 2 KiB lies in pieces in a tree of its own, so that
//! the trees which are read all the time stay small (and because sled writes a value of 128 KiB to a
//! file that it never syncs).
//!
//! | tree | key | value |
//! |---|---|---|
//! | `meta` | `schema`, `installation`, `digests`, `sum`, `backup` | the schema's version, the installation's id, the rule that `text_digests` follows, the sum over all the other trees with the number of writes, the last backup |
//! | `applications` | UUID | [`domain::Application`] |
//! | `assets` | UUID | [`domain::Asset`] |
//! | `texts` | UUID | the asset's text |
//! | `text_digests` | BLAKE3 of the text without the white space that says nothing, or of the bytes that are none (module `digest`) | UUID of the asset |
//! | `labels` | UUID | [`domain::Label`] that may belong to no asset, or that has an id of its own |
//! | `intentions`, `reactions`, `activities` | sequence number | [`domain::Intention`] and so on |
//! | `activity_counts` | the kind's name | how many were ever added |
//! | `pieces` | set number, piece number | 2 KiB of a large value |
//!
//! Numbers in keys are big-endian, so that the order of keys is the order of numbers.
//!
//! # What is promised
//!
//! - A write is one transaction: after a crash all of it is there, or none of it.
//! - What was written before a [`Store::commit`] that returned `Ok` survives `kill -9` and power loss. See the
//!   module `disk` for what that takes.
//! - No message holds copied text.

mod aside;
mod backup;
mod check;
mod closing;
mod derived;
mod digest;
mod disk;
mod error;
mod forget;
mod format;
mod group_commit;
mod group_write;
mod history;
mod labels;
mod ledger;
mod library;
mod misfit;
mod opening;
mod react;
mod redigest;
mod replace;
mod sled_store;
mod snapshots;
mod table;
mod trees;
mod unflushed;
mod watchdog;
mod witness;

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    time::Duration,
};

use domain::{
    Activity, ActivityKind, Application, Asset, AssetId, InstallationId, Intention, IntentionId, Label,
    Reaction, Timestamp, Verdict,
};
use uuid::Uuid;

pub use backup::{Backup, BackupError, Extras, Header, Reason};
pub use error::{Result, StoreError};
pub use library::{ImportFilter, Imported, Library, Recovery, Restored, settings_in, verify_backup};
pub use sled_store::SledStore;

/// What became of an asset that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is stored.
    New,
    /// Its text was there already, as this asset. Nothing was stored.
    Existing(AssetId),
}

/// What became of a text that was to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replaced {
    /// It is stored. The asset as it is now.
    Done(Box<Asset>),
    /// Another asset has the new text. Nothing was changed.
    Taken(AssetId),
    /// There is no such asset.
    Missing,
}

/// What everything that is kept was at a moment: another one after each write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State([u8; 24]);

impl State {
    /// As it lies on disk.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 24] {
        self.0
    }

    /// What lies on disk.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 24]) -> Self {
        Self(bytes)
    }
}

/// What tells an asset's text from every other, without holding it: half of its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextMark(pub [u8; 16]);

/// What a user's answer writes.
pub struct ReactionWrite<'a> {
    /// The asset that was taken, and when: its reuse is counted.
    pub reused: Option<(AssetId, Timestamp)>,
    /// What to keep, unless the same text is kept already.
    pub saved: Option<(&'a Asset, &'a str)>,
    /// Makes the record of a verdict. There is one of the reuse, one of the saving (which names the asset that has the
    /// text, whether it is new or not), and one of declining where there is neither. Beyond the limit the oldest
    /// records are dropped.
    pub record: &'a dyn Fn(Verdict) -> Reaction,
}

/// How many of the things that pile up by themselves are kept; the oldest are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many intentions. Each holds a text.
    pub intentions: usize,
    /// How many bytes all intentions together. The newest is kept whatever its size.
    pub intention_bytes: u64,
    /// How many reactions.
    pub reactions: usize,
    /// How many activities. Their counts per kind outlive them.
    pub activities: usize,
    /// How long reading a library at its start may make no headway before it counts as damaged.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            intentions: 1_000,
            // Every one is read and indexed when the program starts; this much takes a fraction of a second.
            intention_bytes: 8 << 20,
            reactions: 100_000,
            activities: 10_000,
            // A disk that has to wake up first takes some ten seconds.
            patience: Duration::from_secs(20),
        }
    }
}

/// Where everything is kept. Writes become visible at once and durable with [`commit`](Store::commit), but for
/// [`react`](Store::react), which is durable by itself.
///
/// Every method may block on the disk, and every one of them may be called from many threads at once.
pub trait Store: Send + Sync + 'static {
    /// The id of this installation: the one that is kept, or `fresh`, which is kept from now on.
    fn installation(&self, fresh: InstallationId) -> Result<InstallationId>;

    /// Every application, in the order of their ids.
    fn applications(&self) -> Result<Vec<Application>>;

    /// Keeps an application in place of the one with the same id, if there is one.
    fn put_application(&self, application: &Application) -> Result<()>;

    /// Keeps an asset and its text, unless the same text is kept already.
    ///
    /// Texts are the same where they differ in white space alone, and not in the nesting that it may tell: see the module
    /// `digest`. Bytes that are no text are the same as the same bytes alone, and never as a text. Of many callers with the
    /// same text exactly one gets [`Added::New`].
    ///
    /// # Errors
    ///
    /// [`StoreError::IdTaken`] where another text is kept under the asset's id.
    fn add_asset(&self, asset: &Asset, text: &str) -> Result<Added>;

    /// An asset without its text.
    fn asset(&self, id: AssetId) -> Result<Option<Asset>>;

    /// An asset's text, byte for byte as it was added.
    fn text(&self, id: AssetId) -> Result<Option<String>>;

    /// The asset that has this text, if there is one: the one that [`add_asset`](Store::add_asset) would answer.
    fn asset_with_text(&self, text: &str) -> Result<Option<AssetId>>;

    /// Every asset, in the order of their ids.
    fn asset_ids(&self) -> Result<Vec<AssetId>>;

    /// Shows the mark of each asset's text to `visit`, in no order. Assets whose text is another one's as well may be left
    /// out.
    fn for_each_mark(&self, visit: &mut dyn FnMut(AssetId, TextMark)) -> Result<()>;

    /// Changes an asset's metadata in one step and answers the changed asset; `None` where there is none.
    ///
    /// `change` cannot change the id. It must not use the store, which is locked while it runs.
    fn update_asset(&self, id: AssetId, change: &dyn Fn(&mut Asset)) -> Result<Option<Asset>>;

    /// Changes an asset's metadata as [`update_asset`](Store::update_asset) does, where it has what `same` is, which is
    /// asked in the same step. Answers the changed asset and its text; `None` where there is no such asset, or no longer, or
    /// where it has another text by now.
    fn update_same(
        &self,
        id: AssetId,
        same: (&Asset, &str),
        change: &dyn Fn(&mut Asset),
    ) -> Result<Option<(Asset, String)>>;

    /// Replaces an asset's text, and changes its metadata, in one step.
    ///
    /// `change` cannot change the id. It may run more than once, and must not use the store, which is locked while it
    /// runs. Of two texts that are the same (see [`add_asset`](Store::add_asset)) no asset can have one while another
    /// has the other: where another asset has it, `merge` is asked, under the same terms, and may take over into the first
    /// one what is said about that other; where it says `true`, the other one is removed in the same step.
    fn replace_text(
        &self,
        id: AssetId,
        text: &str,
        change: &dyn Fn(&mut Asset),
        merge: &dyn Fn(&mut Asset, &Asset) -> bool,
    ) -> Result<Replaced>;

    /// Removes an asset and its text. `false` where there is none.
    fn remove_asset(&self, id: AssetId) -> Result<bool>;

    /// How many assets are kept. Costs nothing: the number is kept up to date.
    fn asset_count(&self) -> usize;

    /// Shows every text to `visit`, one at a time, in the order of their assets' ids.
    ///
    /// What is added or removed meanwhile may be shown or not.
    fn for_each_text(&self, visit: &mut dyn FnMut(AssetId, &str)) -> Result<()>;

    /// Every asset without its text, in the order of their ids, read as the iterator is advanced.
    fn assets(&self) -> Box<dyn Iterator<Item = Result<Asset>> + '_>;

    /// Keeps an intention, and answers those that were dropped to make room, oldest first.
    fn add_intention(&self, intention: &Intention) -> Result<Vec<IntentionId>>;

    /// Every intention, oldest first.
    fn intentions(&self) -> Result<Vec<Intention>>;

    /// Writes what a user answered, all of it or nothing, and returns when it is on disk. Concurrent callers share one
    /// transaction and one flush. `Some` where there was something to save.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchAsset`] where the asset that was taken is not there, [`StoreError::IdTaken`] as in
    /// [`add_asset`](Store::add_asset). Nothing is written then.
    fn react(&self, write: &ReactionWrite<'_>) -> Result<Option<Added>>;

    /// Every reaction, oldest first.
    fn reactions(&self) -> Result<Vec<Reaction>>;

    /// Removes every reaction and every intention, and what assets know of having been reused. Answers the assets that were
    /// changed by that. It is done in parts: where it fails, some of it is forgotten, and it can be done again.
    fn forget_learned(&self) -> Result<Vec<AssetId>>;

    /// Keeps and counts an activity. Beyond the limit the oldest is dropped; the count stays.
    fn add_activity(&self, activity: &Activity) -> Result<()>;

    /// The newest activities, newest first, at most `newest` of them.
    fn activities(&self, newest: usize) -> Result<Vec<Activity>>;

    /// How many activities of each kind were ever added. Kinds with none are absent.
    fn activity_counts(&self) -> Result<BTreeMap<ActivityKind, u64>>;

    /// Keeps labels in place of those with the same ids, or removes them (`None`), and changes these assets' metadata as
    /// [`update_asset`](Store::update_asset) does: all of it in one step, or none. Answers the assets, changed; those that
    /// are not there are left out.
    ///
    /// `change` must not use the store, and may run more than once for an asset.
    fn relabel(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: &dyn Fn(&mut Asset),
    ) -> Result<Vec<Asset>>;

    /// The label that is kept by an id apart from assets; `None` where there is none.
    fn label(&self, id: Uuid) -> Result<Option<Label>>;

    /// Every label that is kept apart from assets.
    fn labels(&self) -> Result<Vec<(Uuid, Label)>>;

    /// What everything that is kept is now.
    fn state(&self) -> Result<State>;

    /// Whether a write is carried out at once. `false` while what is kept has not been read as a whole yet: then it waits for
    /// that.
    fn is_ready(&self) -> bool {
        true
    }

    /// What somebody has worked out of everything that is kept, as [`keep_derived`](Store::keep_derived) left it: whether it
    /// is whole, and of what is kept now, is for its reader to find out.
    fn derived(&self) -> Result<Option<Box<dyn Read + Send>>>;

    /// Keeps what was worked out of everything in a state, in the place of what was kept before. `false` where the state is
    /// another one by the time that `write` has written it: then nothing is changed. It is private, not durable, and gone
    /// when everything that is kept is replaced. `write` must not use the store.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`] where it would take the room that writes need. What was kept before is still there then.
    fn keep_derived(
        &self,
        of: State,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<bool>;

    /// Throws away what was worked out.
    fn drop_derived(&self) -> Result<()>;

    /// What somebody knows of copies that were not saved, as [`keep_copies`](Store::keep_copies) left it.
    fn copies(&self) -> Result<Option<Box<dyn Read + Send>>>;

    /// Keeps what is known of copies, in the place of what was kept before. It is no part of what is kept: no write, in no
    /// backup, private, not durable, and gone when everything that is kept is replaced.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`] where it would take the room that writes need. What was kept before is still there then.
    fn keep_copies(&self, bytes: &[u8]) -> Result<()>;

    /// Throws away what is known of copies.
    fn drop_copies(&self) -> Result<()>;

    /// Returns when everything that the calling thread wrote before is on disk. Concurrent callers share one
    /// flush.
    fn commit(&self) -> Result<()>;
}
