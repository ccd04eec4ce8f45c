//! The store in a sled database.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use domain::{
    Activity, ActivityKind, Application, Asset, AssetId, InstallationId, Intention, IntentionId, Label,
    Reaction,
};
use sled::{Tree, transaction::abort};
use uuid::Uuid;

use crate::{
    Added, Limits, ReactionWrite, Replaced, Result, State, Store, StoreError, TextMark,
    closing::{self, Closed},
    derived::{self, COPIES, DERIVED},
    digest::digest,
    disk::Disk,
    format::{Problem, from_json, to_json, to_whole_record, uuid, whole_record},
    group_write::{GroupWrite, Trees},
    history::History,
    ledger::{Kept, Ledger},
    opening::{self, Opened},
    redigest,
    table::{Pieces, Table},
    trees,
};

/// A [`Store`] in a directory of its own, kept by [sled].
///
/// Dropping it commits what was written. sled's input and output threads serve the whole process and outlive
/// every database.
pub struct SledStore {
    pub(crate) meta: Tree,
    pub(crate) applications: Table,
    pub(crate) assets: Table,
    pub(crate) texts: Table,
    pub(crate) text_digests: Tree,
    pub(crate) labels: Table,
    pieces: Tree,
    pub(crate) intentions: History,
    pub(crate) reactions: History,
    pub(crate) activities: History,
    pub(crate) activity_counts: Tree,
    /// Saves come in crowds, so they share transactions; the rest has its own.
    pub(crate) group: GroupWrite,
    /// Signed, because a removal may be counted before the addition that it follows.
    pub(crate) asset_count: AtomicI64,
    /// Before the database, which it holds too.
    pub(crate) disk: Arc<Disk>,
    /// Whether sled moves pages by itself, which it does not on a disk that was nearly full when it was opened.
    pub(crate) is_tidied: bool,
    /// Whether it is as it was closed, so that it can be used before it was read as a whole.
    pub(crate) was_closed: bool,
    pub(crate) db: sled::Db,
    /// Last, so that it is unlocked after the database is closed.
    _lock: File,
}

/// What is done before an opening changes what can't be told afterwards. It opens nothing where that fails.
pub(crate) struct Before<'a> {
    /// With a store of an older schema, before it is made one of the present schema.
    pub(crate) migration: &'a dyn Fn(&SledStore) -> Result<()>,
    /// With how many writes were durable and are not there, before that is the number from which on others are missed.
    pub(crate) forgetting: &'a dyn Fn(u64) -> Result<()>,
}

impl SledStore {
    /// Opens the store in the directory `path`, which is created with access for its owner alone if it is absent.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] while another process has it open, [`StoreError::NewerSchema`] where a newer version
    /// wrote it, [`StoreError::Damaged`] where what is there cannot be read, [`StoreError::Io`] and
    /// [`StoreError::Full`] where the system refuses.
    pub fn open(path: &Path, limits: Limits) -> Result<Self> {
        let nothing = Before {
            migration: &|_| Ok(()),
            forgetting: &|_| Ok(()),
        };
        Self::open_with(path, limits, &nothing)
    }

    /// The same, with something to do before.
    pub(crate) fn open_with(path: &Path, limits: Limits, before: &Before<'_>) -> Result<Self> {
        let Opened {
            schema,
            closed,
            db,
            meta,
            disk,
            is_tidied,
            lock,
        } = opening::open(path, before.forgetting)?;
        let disk = Arc::new(disk);
        let pieces = Pieces::open(db.open_tree(trees::PIECES)?)?;
        let history = |name, limit| History::open(Table::open(&db, name, &pieces)?, limit, None, &disk);
        let text_digests = db.open_tree(trees::TEXT_DIGESTS)?;
        let assets = Table::open(&db, trees::ASSETS, &pieces)?;
        let texts = Table::open(&db, trees::TEXTS, &pieces)?;
        let redigested = redigest::bring_up_to_date(&meta, &assets, &texts, &text_digests, &disk)?;
        let reactions = history(trees::REACTIONS, limits.reactions)?;
        let trees = Trees {
            assets: assets.tree.clone(),
            texts: texts.tree.clone(),
            text_digests: text_digests.clone(),
            reactions: reactions.table().tree.clone(),
            pieces: pieces.tree.clone(),
            meta: meta.clone(),
        };
        let group = GroupWrite::new(trees, Arc::clone(&disk));
        let store = Self {
            meta,
            applications: Table::open(&db, trees::APPLICATIONS, &pieces)?,
            labels: Table::open(&db, trees::LABELS, &pieces)?,
            assets,
            texts,
            intentions: History::open(
                Table::open(&db, trees::INTENTIONS, &pieces)?,
                limits.intentions,
                Some(limits.intention_bytes),
                &disk,
            )?,
            reactions,
            group,
            activities: history(trees::ACTIVITIES, limits.activities)?,
            activity_counts: db.open_tree(trees::ACTIVITY_COUNTS)?,
            asset_count: AtomicI64::new(match closed {
                Some(closed) => i64::try_from(closed.assets).unwrap_or(i64::MAX),
                // The smallest of the trees that have one entry for each asset.
                None => i64::try_from(text_digests.len()).unwrap_or(i64::MAX),
            }),
            text_digests,
            pieces: pieces.tree,
            disk,
            is_tidied,
            was_closed: closed.is_some() && !redigested,
            db,
            _lock: lock,
        };
        if schema != opening::SCHEMA {
            (before.migration)(&store)?;
        }
        if schema != opening::SCHEMA || redigested {
            opening::migrate(&store.db, &store.meta, redigested)?;
            store.commit()?;
        }
        Ok(store)
    }

    pub(crate) fn bad_meta(problem: Problem) -> StoreError {
        StoreError::Record {
            tree: trees::META,
            key: "installation".to_owned(),
            problem,
        }
    }

    /// Whether nothing can be written any more until it is opened again.
    pub(crate) fn has_failed(&self) -> bool {
        self.disk.has_failed()
    }

    /// Whether its directory is this one, still.
    pub(crate) fn is_in(&self, directory: &Path) -> Result<bool> {
        self.disk.is_in(directory)
    }

    /// Whether it would be tidied if it were opened again: it is not, and there is room for it by now.
    pub(crate) fn could_be_tidied(&self) -> bool {
        !self.is_tidied && self.disk.room_to_add(0).is_ok()
    }

    /// Closes it, and leaves word of what it is.
    ///
    /// # Errors
    /// Where what was written last can't be put on the disk, or no word be left. Then it is read as a whole before it is used
    /// again.
    pub(crate) fn close(self) -> Result<()> {
        self.commit()?;
        let directory = self.disk.directory().to_owned();
        let closed = Closed {
            kept: Kept::read(&self.meta)?,
            assets: self.asset_count() as u64,
        };
        drop(self);
        if closing::settle(&directory)? {
            closing::note(&directory, closed)?;
        }
        Ok(())
    }

    /// Keeps the number of assets up to date.
    pub(crate) fn count(&self, added: Added) {
        if added == Added::New {
            self.asset_count.fetch_add(1, Relaxed);
        }
    }
}

impl Store for SledStore {
    fn installation(&self, fresh: InstallationId) -> Result<InstallationId> {
        let value = to_whole_record(&fresh).map_err(Self::bad_meta)?;
        let kept = self.disk.transaction(0, &self.meta, |meta| {
            let kept = meta.get("installation")?;
            if kept.is_none() {
                meta.insert("installation", value.clone())?;
            }
            Ok(kept)
        })?;
        kept.map_or(Ok(fresh), |value| whole_record(&value).map_err(Self::bad_meta))
    }

    fn applications(&self) -> Result<Vec<Application>> {
        self.applications.records().collect()
    }

    fn put_application(&self, application: &Application) -> Result<()> {
        let key = *application.id.uuid().as_bytes();
        let body = to_json(application).map_err(|problem| self.applications.problem(&key, problem))?;
        self.disk.room_to_add(body.len())?;
        let prepared = self.applications.pieces.prepare(&body);
        let all = (&self.applications.tree, &self.pieces, &self.meta);
        self.disk.transaction(body.len(), &all, |(tree, pieces, meta)| {
            let ledger = Ledger::new(meta);
            self.applications
                .view(&ledger, tree, pieces)
                .put(&key, &prepared)?;
            ledger.settle()
        })
    }

    fn add_asset(&self, asset: &Asset, text: &str) -> Result<Added> {
        self.add_new_asset(asset, text)
    }

    fn asset(&self, id: AssetId) -> Result<Option<Asset>> {
        let key = id.uuid().into_bytes();
        let body = self.assets.get(&key)?;
        body.map(|body| self.assets.decode(&key, &body)).transpose()
    }

    fn text(&self, id: AssetId) -> Result<Option<String>> {
        let key = id.uuid().into_bytes();
        let body = self.texts.get(&key)?;
        body.map(|body| String::from_utf8(body).map_err(|_| self.texts.problem(&key, Problem::NotUtf8)))
            .transpose()
    }

    fn asset_with_text(&self, text: &str) -> Result<Option<AssetId>> {
        self.asset_with(&digest(text))
    }

    fn asset_ids(&self) -> Result<Vec<AssetId>> {
        let keys = self.assets.tree.iter().keys();
        keys.map(|key| {
            let key = key?;
            let id = uuid(&key).map_err(|problem| self.assets.problem(&key, problem))?;
            Ok(AssetId::new(id))
        })
        .collect()
    }

    fn for_each_mark(&self, visit: &mut dyn FnMut(AssetId, TextMark)) -> Result<()> {
        for entry in &self.text_digests {
            let (digest, id) = entry?;
            let id = AssetId::new(uuid(&id).map_err(|problem| self.assets.problem(&id, problem))?);
            // What stands for a twin says nothing about its text.
            if let Some(mark) = digest.first_chunk()
                && *digest != redigest::of_a_twin(id)
            {
                visit(id, TextMark(*mark));
            }
        }
        Ok(())
    }

    fn update_asset(&self, id: AssetId, change: &dyn Fn(&mut Asset)) -> Result<Option<Asset>> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_add(0)?;
        let bad = |problem| self.assets.problem(&key, problem);
        let all = (&self.assets.tree, &self.pieces, &self.meta);
        self.disk.transaction(0, &all, |(tree, pieces, meta)| {
            let ledger = Ledger::new(meta);
            let view = self.assets.view(&ledger, tree, pieces);
            let Some(body) = view.get(&key)? else {
                return Ok(None);
            };
            let mut asset: Asset = match body.and_then(|body| from_json(&body)) {
                Ok(asset) => asset,
                Err(problem) => return abort(bad(problem)),
            };
            change(&mut asset);
            asset.id = id;
            match to_json(&asset) {
                Ok(body) => view.put(&key, &self.assets.pieces.prepare(&body))?,
                Err(problem) => return abort(bad(problem)),
            }
            ledger.settle()?;
            Ok(Some(asset))
        })
    }

    fn update_same(
        &self,
        id: AssetId,
        same: (&Asset, &str),
        change: &dyn Fn(&mut Asset),
    ) -> Result<Option<(Asset, String)>> {
        self.change_same(id, same, change)
    }

    fn replace_text(
        &self,
        id: AssetId,
        text: &str,
        change: &dyn Fn(&mut Asset),
        merge: &dyn Fn(&mut Asset, &Asset) -> bool,
    ) -> Result<Replaced> {
        self.put_text(id, text, change, merge)
    }

    fn remove_asset(&self, id: AssetId) -> Result<bool> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_remove()?;
        let all = (
            &self.assets.tree,
            &self.texts.tree,
            &self.text_digests,
            &self.pieces,
            &self.meta,
        );
        let removed = self
            .disk
            .transaction(0, &all, |(assets, texts, digests, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let texts = self.texts.view(&ledger, texts, pieces);
                // The text leads to the digest. Without it the entry could only be found by reading all of them.
                let text = match texts.get(&key)? {
                    None => return Ok(false),
                    Some(Err(problem)) => return abort(self.texts.problem(&key, problem)),
                    Some(Ok(body)) => match String::from_utf8(body) {
                        Ok(text) => text,
                        Err(_) => return abort(self.texts.problem(&key, Problem::NotUtf8)),
                    },
                };
                let digests = ledger.entries(trees::TEXT_DIGESTS, digests);
                digests.remove(&redigest::place(&digests, id, &text)?)?;
                texts.remove(&key)?;
                self.assets.view(&ledger, assets, pieces).remove(&key)?;
                ledger.settle()?;
                Ok(true)
            })?;
        if removed {
            self.asset_count.fetch_sub(1, Relaxed);
        }
        Ok(removed)
    }

    fn asset_count(&self) -> usize {
        usize::try_from(self.asset_count.load(Relaxed)).unwrap_or(0)
    }

    fn for_each_text(&self, visit: &mut dyn FnMut(AssetId, &str)) -> Result<()> {
        for entry in self.texts.iter() {
            let (key, body) = entry?;
            let bad = |problem| self.texts.problem(&key, problem);
            let id = AssetId::new(uuid(&key).map_err(bad)?);
            let text = std::str::from_utf8(&body).map_err(|_| bad(Problem::NotUtf8))?;
            visit(id, text);
        }
        Ok(())
    }

    fn assets(&self) -> Box<dyn Iterator<Item = Result<Asset>> + '_> {
        Box::new(self.assets.records())
    }

    fn add_intention(&self, intention: &Intention) -> Result<Vec<IntentionId>> {
        let dropped = self.intentions.add(intention, &self.disk, None)?;
        Ok(dropped.into_iter().map(|intention| intention.id).collect())
    }

    fn intentions(&self) -> Result<Vec<Intention>> {
        self.intentions.records().collect()
    }

    fn react(&self, write: &ReactionWrite<'_>) -> Result<Option<Added>> {
        self.write_reaction(write)
    }

    fn reactions(&self) -> Result<Vec<Reaction>> {
        self.reactions.records().collect()
    }

    fn forget_learned(&self) -> Result<Vec<AssetId>> {
        self.forget_all_learned()
    }

    fn add_activity(&self, activity: &Activity) -> Result<()> {
        let tally = (&self.activity_counts, activity.kind.as_str());
        self.activities.add(activity, &self.disk, Some(tally)).map(|_| ())
    }

    fn activities(&self, newest: usize) -> Result<Vec<Activity>> {
        self.activities.records().rev().take(newest).collect()
    }

    fn activity_counts(&self) -> Result<BTreeMap<ActivityKind, u64>> {
        let mut counts = BTreeMap::new();
        for kind in ActivityKind::ALL {
            if let Some(value) = self.activity_counts.get(kind.as_str())? {
                let count = whole_record(&value).map_err(|problem| StoreError::Record {
                    tree: trees::ACTIVITY_COUNTS,
                    key: kind.to_string(),
                    problem,
                })?;
                counts.insert(*kind, count);
            }
        }
        Ok(counts)
    }

    fn relabel(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: &dyn Fn(&mut Asset),
    ) -> Result<Vec<Asset>> {
        self.write_labels(labels, assets, change)
    }

    fn label(&self, id: Uuid) -> Result<Option<Label>> {
        self.read_label(id)
    }

    fn labels(&self) -> Result<Vec<(Uuid, Label)>> {
        self.read_labels()
    }

    fn state(&self) -> Result<State> {
        Ok(Kept::read(&self.meta)?.state())
    }

    fn derived(&self) -> Result<Option<Box<dyn Read + Send>>> {
        let file = derived::open(&DERIVED, self.disk.directory())?;
        Ok(file.map(|file| Box::new(file) as Box<dyn Read + Send>))
    }

    fn keep_derived(
        &self,
        of: State,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<bool> {
        derived::replace(&DERIVED, &self.disk, write, &|| Ok(self.state()? == of))
    }

    fn drop_derived(&self) -> Result<()> {
        derived::forget(&DERIVED, self.disk.directory())
    }

    fn copies(&self) -> Result<Option<Box<dyn Read + Send>>> {
        let file = derived::open(&COPIES, self.disk.directory())?;
        Ok(file.map(|file| Box::new(file) as Box<dyn Read + Send>))
    }

    fn keep_copies(&self, bytes: &[u8]) -> Result<()> {
        derived::replace(&COPIES, &self.disk, &mut |out| out.write_all(bytes), &|| Ok(true)).map(|_| ())
    }

    fn drop_copies(&self) -> Result<()> {
        derived::forget(&COPIES, self.disk.directory())
    }

    fn commit(&self) -> Result<()> {
        self.disk.commit()
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if let Err(error) = self.commit() {
            tracing::error!(%error, "what was written last may be lost");
        }
    }
}
