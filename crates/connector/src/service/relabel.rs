//! Changing a tag or a website: on every asset that has it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use domain::{Asset, AssetId, Event, Label, Mechanism};
use uuid::Uuid;

use super::{
    LabelIds, Labelled, Labelling, Service, ServiceError,
    label_ids::Kept,
    labels::{MOST_LABELS, find},
    revise,
};

/// Bytes of what is said about assets that are changed in one step, at most, unless it is one asset: some thousand assets.
const STEP: usize = 1 << 20;

impl Service {
    /// Changes what a tag or a website is, on every asset that has it; on those that are named, who put it there too.
    /// With another text or address it keeps its id. Where there is one with that text or address, the two become one,
    /// with the id of that one, and known by both.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], [`ServiceError::BadChange`] where it is empty, too long or a secret, or too much is said
    /// about an asset then, or where the store can't be written. Nothing is changed by a refusal; where the store fails
    /// in between, some of very many assets may have been, and the same change can be asked for again.
    pub fn change_label<L: Labelling>(
        &self,
        id: L::Id,
        to: &L,
        by: &BTreeMap<AssetId, Mechanism>,
    ) -> Result<Labelled<L>, ServiceError> {
        let _changing = self.changing();
        let _alone = self.relabelling.write();
        let (from, mut known) = self.known::<L>(id)?;
        let mut to = to.checked()?;
        // What is not sent stays.
        let mut unread = std::mem::take(known.unread());
        unread.append(to.unread());
        *to.unread() = unread;
        let to = to.checked()?.put_by(known.mechanism());
        let new = to.key();

        let mut holding = self.catalogue.read().holding(from);
        if new != from {
            holding.extend(self.catalogue.read().holding(new));
            holding.sort_unstable();
            holding.dedup();
        }
        let now = self.now();
        let change = |asset: &mut Asset| {
            let mechanism = [from, new].into_iter().find_map(|key| find::<L>(asset, key));
            let Some(mechanism) = mechanism.map(L::mechanism) else {
                return;
            };
            let mechanism = by.get(&asset.id).copied().unwrap_or(mechanism);
            let mut renamed = Some(to.clone().put_by(mechanism));
            let labels = std::mem::take(L::among_mut(&mut asset.details));
            let same = |label: &L| [from, new].contains(&label.key());
            let labels = labels
                .into_iter()
                .filter_map(|label| if same(&label) { renamed.take() } else { Some(label) });
            *L::among_mut(&mut asset.details) = labels.collect();
            asset.updated = now;
        };
        for asset in &holding {
            match self.room_for(*asset, change) {
                Ok(()) | Err(ServiceError::UnknownAsset) => {}
                Err(error) => return Err(error),
            }
        }
        let labels = self.renamed(from, &to)?;
        self.relabel(&labels, &holding, change)?;
        self.with_assets_of(new)
    }

    /// What is to be kept apart from assets where a label becomes another.
    fn renamed<L: Labelling>(&self, from: Uuid, to: &L) -> Result<Vec<(Uuid, Option<Label>)>, ServiceError> {
        let ids = self.label_ids();
        let new = to.key();
        let (id, others) = (ids.told(from), ids.told(new));
        let merged = new != from && self.keyed::<L>(new)?.is_some();
        let is_apart = ids.apart(from).or(ids.apart(new)).is_some();
        let now = if merged { others } else { id };
        let mut changes = vec![(now, kept_as(now, to, is_apart))];
        if merged {
            changes.push((id, Some(Label::Renamed(now))));
        } else if others != id && ids.kept_as(others).is_some() {
            // Of one with this text that there is no more.
            changes.push((others, Some(Label::Renamed(now))));
        }
        Ok(changes)
    }

    /// Changes assets, and with the last of them what is kept of labels apart from them: in one step, unless the assets
    /// are very many.
    ///
    /// The labels come last so that what was begun can be asked for again by the same id: until then some assets have
    /// what it is, and some what it is to be.
    pub(super) fn relabel(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: impl Fn(&mut Asset),
    ) -> Result<(), ServiceError> {
        let labels = &self.with_room_for(labels)?;
        let change = |asset: &mut Asset| revise::change_named(asset, &change);
        let mut changed = Vec::new();
        let done = self.relabel_in_steps(labels, assets, &change, &mut changed);
        // Told when all of it is so, as who hears of one asks for it.
        for id in changed {
            if let Some(asset) = self.store.asset(id)? {
                self.publish(Event::Edited(asset));
            }
        }
        done
    }

    fn relabel_in_steps(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: &dyn Fn(&mut Asset),
        changed: &mut Vec<AssetId>,
    ) -> Result<(), ServiceError> {
        let mut step = |labels: &[(Uuid, Option<Label>)], assets: &[AssetId]| {
            let write = || self.durably(|store| Ok(store.relabel(labels, assets, change)?));
            let written = if labels.is_empty() {
                write()
            } else {
                self.write_labels(labels, write)
            };
            for asset in written? {
                self.refresh(asset.id)?;
                changed.push(asset.id);
            }
            Ok::<_, ServiceError>(())
        };
        let (mut from, mut bytes) = (0, 0);
        for (place, id) in assets.iter().enumerate() {
            let size = self
                .store
                .asset(*id)?
                .map_or(0, |asset| revise::size(&asset.details));
            if bytes + size > STEP && from < place {
                step(&[], &assets[from..place])?;
                (from, bytes) = (place, 0);
            }
            bytes += size;
        }
        step(labels, &assets[from..])
    }

    /// These changes, and where there is no room for them, the end of what leads to nothing: ids of what no asset has and
    /// nobody wants to keep without one. No client is told such an id.
    ///
    /// # Errors
    /// [`ServiceError::BadChange`] where there is no room all the same, or where the store can't be read.
    pub(super) fn with_room_for(
        &self,
        changes: &[(Uuid, Option<Label>)],
    ) -> Result<Vec<(Uuid, Option<Label>)>, ServiceError> {
        let before = self.label_ids();
        let there = Counts::of(&before);
        let with = there.with(&before, changes);
        if with.apart <= MOST_LABELS.max(there.apart) && with.renamed <= MOST_LABELS.max(there.renamed) {
            return Ok(changes.to_vec());
        }
        let mut all = changes.to_vec();
        let changed: HashSet<Uuid> = changes.iter().map(|(id, _)| *id).collect();
        let on_assets = self.catalogue.read().parts();
        let is_there = |key: Uuid| on_assets.contains(&key) || before.apart(key).is_some();
        let leads_nowhere = |id: Uuid| !changed.contains(&id) && !before.meant(id).is_some_and(is_there);
        let gone = before.kept().filter(|(id, _)| leads_nowhere(*id));
        let gone: Vec<_> = gone.map(|(id, _)| (id, None)).collect();
        // What had another id because of one of them keeps it.
        let after = before.with(&gone);
        all.extend(gone);
        let moved = before
            .exceptions()
            .filter(|(key, id)| is_there(*key) && !changed.contains(id) && after.told(*key) != *id);
        all.extend(moved.map(|(key, id)| (id, Some(Label::InsteadOf(key)))));
        if there.with(&before, &all).apart <= MOST_LABELS.max(there.apart) {
            return Ok(all);
        }
        Err(ServiceError::BadChange(format!(
            "There are {MOST_LABELS} tags and websites that no asset has, or that became one with another. Delete some first."
        )))
    }

    /// The ids of all tags and websites, as they are now.
    pub(crate) fn label_ids(&self) -> Arc<LabelIds> {
        Arc::clone(&self.label_ids.read())
    }

    /// An asset, with the ids of all tags and websites at that moment.
    pub(super) fn with_ids(&self, id: AssetId) -> Result<Option<(Asset, Arc<LabelIds>)>, ServiceError> {
        let ids = self.label_ids.read();
        let asset = self.store.asset(id)?;
        Ok(asset.map(|asset| (asset, Arc::clone(&ids))))
    }

    /// Writes these changes of labels, and takes them in. Who asks for ids meanwhile waits: what has its new text already would
    /// be told by an id that it never has.
    fn write_labels<T>(
        &self,
        changes: &[(Uuid, Option<Label>)],
        write: impl FnOnce() -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut ids = self.label_ids.write();
        let written = write();
        *ids = Arc::new(match &written {
            Ok(_) => ids.with(changes),
            // Of what failed some may be there.
            Err(_) => LabelIds::load(self.store.as_ref())?,
        });
        written
    }

    /// Takes in what the store keeps of labels now.
    pub(super) fn reread_labels(&self) -> Result<(), ServiceError> {
        let ids = LabelIds::load(self.store.as_ref())?;
        *self.label_ids.write() = Arc::new(ids);
        Ok(())
    }
}

/// How many labels are kept apart from assets.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// Those that may be on no asset, and the earlier ids of what became one with another.
    apart: usize,
    /// Ids of what has another text than at first. There are no more of them than of what is on assets, but for those that
    /// lead to nothing any more.
    renamed: usize,
}

impl Counts {
    fn of(ids: &LabelIds) -> Self {
        let mut counts = Self::default();
        for (_, kept) in ids.kept() {
            *counts.of_kind(kept) += 1;
        }
        counts
    }

    /// How many there are of these once some were changed.
    fn with(mut self, ids: &LabelIds, changes: &[(Uuid, Option<Label>)]) -> Self {
        for (id, label) in changes {
            if let Some(kept) = ids.kept_as(*id) {
                let kind = self.of_kind(kept);
                *kind = kind.saturating_sub(1);
            }
            if let Some(label) = label {
                *self.of_kind(Kept::from(label)) += 1;
            }
        }
        self
    }

    fn of_kind(&mut self, kept: Kept) -> &mut usize {
        match kept {
            Kept::Itself(_) | Kept::Renamed(_) => &mut self.apart,
            Kept::InsteadOf(_) => &mut self.renamed,
        }
    }
}

/// A label as it is kept apart from assets with this id: itself, where it may be on none; else its id, where that does not
/// follow from it.
fn kept_as<L: Labelling>(id: Uuid, label: &L, is_apart: bool) -> Option<Label> {
    if is_apart {
        return Some(label.clone().label());
    }
    let key = label.key();
    (id != key).then_some(Label::InsteadOf(key))
}
