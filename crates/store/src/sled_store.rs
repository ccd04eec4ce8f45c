//! The store in a sled database.

use std::{
    collections::BTreeMap,
    fs::File,
    path::Path,
    sync::atomic::{AtomicI64, Ordering::Relaxed},
};

use domain::{
    Activity, ActivityKind, Application, Asset, AssetId, InstallationId, Intention, IntentionId, Label,
    Reaction,
};
use sled::{
    Transactional, Tree,
    transaction::{ConflictableTransactionError, abort},
};
use uuid::Uuid;

use crate::{
    Added, Limits, ReactionWrite, Replaced, Result, Store, StoreError,
    digest::digest,
    disk::Disk,
    format::{Problem, from_json, to_json, to_whole_record, uuid, whole_record},
    group_write::{GroupWrite, Trees},
    history::History,
    opening::{self, Opened},
    redigest,
    table::{Pieces, Table, TableView},
};

/// A [`Store`] in a directory of its own, kept by [sled].
///
/// Dropping it commits what was written. sled's input and output threads serve the whole process and outlive
/// every database.
pub struct SledStore {
    meta: Tree,
    applications: Table,
    pub(crate) assets: Table,
    pub(crate) texts: Table,
    pub(crate) text_digests: Tree,
    pub(crate) labels: Table,
    pieces: Tree,
    intentions: History,
    pub(crate) reactions: History,
    activities: History,
    activity_counts: Tree,
    /// Saves come in crowds, so they share transactions; the rest has its own.
    pub(crate) group: GroupWrite,
    /// Signed, because a removal may be counted before the addition that it follows.
    asset_count: AtomicI64,
    pub(crate) disk: Disk,
    db: sled::Db,
    /// Last, so that it is unlocked after the database is closed.
    _lock: File,
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
        let Opened { db, meta, disk, lock } = opening::open(path)?;
        let pieces = Pieces::open(db.open_tree("pieces")?)?;
        let history = |name, limit| History::open(Table::open(&db, name, &pieces)?, limit, None);
        let text_digests = db.open_tree("text_digests")?;
        let assets = Table::open(&db, "assets", &pieces)?;
        let texts = Table::open(&db, "texts", &pieces)?;
        redigest::bring_up_to_date(&meta, &texts, &text_digests, &disk)?;
        let reactions = history("reactions", limits.reactions)?;
        let group = GroupWrite::new(Trees {
            assets: assets.tree.clone(),
            texts: texts.tree.clone(),
            text_digests: text_digests.clone(),
            reactions: reactions.tree().clone(),
            pieces: pieces.tree.clone(),
        });
        Ok(Self {
            meta,
            applications: Table::open(&db, "applications", &pieces)?,
            labels: Table::open(&db, "labels", &pieces)?,
            assets,
            texts,
            intentions: History::open(
                Table::open(&db, "intentions", &pieces)?,
                limits.intentions,
                Some(limits.intention_bytes),
            )?,
            reactions,
            group,
            activities: history("activities", limits.activities)?,
            activity_counts: db.open_tree("activity_counts")?,
            // The smallest of the trees that have one entry for each asset.
            asset_count: AtomicI64::new(i64::try_from(text_digests.len()).unwrap_or(i64::MAX)),
            text_digests,
            pieces: pieces.tree,
            disk,
            db,
            _lock: lock,
        })
    }

    fn bad_meta(problem: Problem) -> StoreError {
        StoreError::Record {
            tree: "meta",
            key: "installation".to_owned(),
            problem,
        }
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
        let kept = self.meta.transaction(|meta| {
            let kept = meta.get("installation")?;
            if kept.is_none() {
                meta.insert("installation", value.clone())?;
            }
            Ok::<_, ConflictableTransactionError<StoreError>>(kept)
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
        (&self.applications.tree, &self.pieces).transaction(|(tree, pieces)| {
            TableView { tree, pieces }.put(&key, &prepared)?;
            Ok::<_, ConflictableTransactionError<StoreError>>(())
        })?;
        Ok(())
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

    fn update_asset(&self, id: AssetId, change: &dyn Fn(&mut Asset)) -> Result<Option<Asset>> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_add(0)?;
        let bad = |problem| self.assets.problem(&key, problem);
        let changed = (&self.assets.tree, &self.pieces).transaction(|(tree, pieces)| {
            let view = TableView { tree, pieces };
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
            Ok(Some(asset))
        })?;
        Ok(changed)
    }

    fn replace_text(&self, id: AssetId, text: &str, change: &dyn Fn(&mut Asset)) -> Result<Replaced> {
        self.put_text(id, text, change)
    }

    fn remove_asset(&self, id: AssetId) -> Result<bool> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_remove()?;
        let trees = (
            &self.assets.tree,
            &self.texts.tree,
            &self.text_digests,
            &self.pieces,
        );
        let removed = trees.transaction(|(assets, texts, digests, pieces)| {
            let texts = TableView { tree: texts, pieces };
            // The text leads to the digest. Without it the entry could only be found by reading all of them.
            let text = match texts.get(&key)? {
                None => return Ok(false),
                Some(Err(problem)) => return abort(self.texts.problem(&key, problem)),
                Some(Ok(body)) => match String::from_utf8(body) {
                    Ok(text) => text,
                    Err(_) => return abort(self.texts.problem(&key, Problem::NotUtf8)),
                },
            };
            let digest = digest(&text);
            let own = digests.get(digest)?.is_some_and(|owner| owner == key);
            digests.remove(&if own { digest } else { redigest::of_a_twin(id) })?;
            texts.remove(&key)?;
            TableView { tree: assets, pieces }.remove(&key)?;
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
                    tree: "activity_counts",
                    key: kind.to_string(),
                    problem,
                })?;
                counts.insert(*kind, count);
            }
        }
        Ok(counts)
    }

    fn put_label(&self, id: Uuid, label: &Label) -> Result<()> {
        self.write_label(id, label)
    }

    fn labels(&self) -> Result<Vec<(Uuid, Label)>> {
        self.read_labels()
    }

    fn remove_label(&self, id: Uuid) -> Result<bool> {
        self.drop_label(id)
    }

    fn commit(&self) -> Result<()> {
        self.disk.commit(&self.db)
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if let Err(error) = self.commit() {
            tracing::error!(%error, "what was written last may be lost");
        }
    }
}
