//! The library as a store: everything goes to the one that is in place.

use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{self, Read, Write},
    sync::atomic::Ordering::SeqCst,
};

use domain::{
    Activity, ActivityKind, Application, Asset, AssetId, InstallationId, Intention, IntentionId, Label,
    Reaction,
};
use uuid::Uuid;

use super::{Library, places};
use crate::{
    Added, ReactionWrite, Replaced, Result, State, Store, StoreError, TextMark, sled_store::SledStore,
};

thread_local! {
    /// The era of what this thread wrote and has not committed yet: it is on disk when a commit of that era says so.
    static WROTE_IN: Cell<Option<(usize, u64)>> = const { Cell::new(None) };
}

impl Library {
    /// Writes, and remembers to which store. Nothing is written to one that has not been read as a whole, or that the next start
    /// would not find.
    fn write<T>(&self, act: impl FnOnce(&dyn Store) -> Result<T>) -> Result<T> {
        self.verify()?;
        self.tidy_again();
        self.must_be_well()?;
        self.with(|store| {
            self.in_place(store)?;
            // No other store takes its place before this ends.
            let now = self.now();
            not_replaced(now)?;
            WROTE_IN.set(Some(now));
            // Of what failed nobody is told that it is kept.
            act(store).inspect_err(|_| WROTE_IN.set(None))
        })
    }

    /// This library, and which of its stores is in place.
    fn now(&self) -> (usize, u64) {
        (self.address(), self.era.load(SeqCst))
    }

    /// Tells libraries apart.
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// Refuses where another store has taken the place of the one that this thread wrote to: what it wrote may be gone.
fn not_replaced(now: (usize, u64)) -> Result<()> {
    match WROTE_IN.take() {
        Some(then) if then.0 == now.0 && then != now => Err(StoreError::io(
            "keep what was written: the library was replaced meanwhile",
            io::ErrorKind::Interrupted.into(),
        )),
        _ => Ok(()),
    }
}

impl Store for Library {
    fn installation(&self, fresh: InstallationId) -> Result<InstallationId> {
        // Most of the time it is known, and reading need not wait for anything.
        match self.with(SledStore::known_installation)? {
            Some(known) => Ok(known),
            None => {
                let id = self.write(|store| store.installation(fresh))?;
                self.with(|store| {
                    places::note_installation(&self.root, store);
                    Ok(id)
                })
            }
        }
    }

    fn applications(&self) -> Result<Vec<Application>> {
        self.with(Store::applications)
    }

    fn put_application(&self, application: &Application) -> Result<()> {
        self.write(|store| store.put_application(application))
    }

    fn add_asset(&self, asset: &Asset, text: &str) -> Result<Added> {
        self.write(|store| store.add_asset(asset, text))
    }

    fn asset(&self, id: AssetId) -> Result<Option<Asset>> {
        self.with(|store| store.asset(id))
    }

    fn text(&self, id: AssetId) -> Result<Option<String>> {
        self.with(|store| store.text(id))
    }

    fn asset_with_text(&self, text: &str) -> Result<Option<AssetId>> {
        self.with(|store| store.asset_with_text(text))
    }

    fn asset_ids(&self) -> Result<Vec<AssetId>> {
        self.with(Store::asset_ids)
    }

    fn for_each_mark(&self, visit: &mut dyn FnMut(AssetId, TextMark)) -> Result<()> {
        self.with(|store| store.for_each_mark(visit))
    }

    fn update_asset(&self, id: AssetId, change: &dyn Fn(&mut Asset)) -> Result<Option<Asset>> {
        self.write(|store| store.update_asset(id, change))
    }

    fn update_same(
        &self,
        id: AssetId,
        same: (&Asset, &str),
        change: &dyn Fn(&mut Asset),
    ) -> Result<Option<(Asset, String)>> {
        self.write(|store| store.update_same(id, same, change))
    }

    fn replace_text(
        &self,
        id: AssetId,
        text: &str,
        change: &dyn Fn(&mut Asset),
        merge: &dyn Fn(&mut Asset, &Asset) -> bool,
    ) -> Result<Replaced> {
        self.write(|store| store.replace_text(id, text, change, merge))
    }

    fn remove_asset(&self, id: AssetId) -> Result<bool> {
        self.write(|store| store.remove_asset(id))
    }

    fn asset_count(&self) -> usize {
        self.store.read().as_ref().map_or(0, |store| store.asset_count())
    }

    fn for_each_text(&self, visit: &mut dyn FnMut(AssetId, &str)) -> Result<()> {
        self.with(|store| store.for_each_text(visit))
    }

    fn assets(&self) -> Box<dyn Iterator<Item = Result<Asset>> + '_> {
        // Ids alone at first: the store can't be held for as long as somebody reads.
        match self.asset_ids() {
            Ok(ids) => Box::new(ids.into_iter().filter_map(|id| self.asset(id).transpose())),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    fn add_intention(&self, intention: &Intention) -> Result<Vec<IntentionId>> {
        self.write(|store| store.add_intention(intention))
    }

    fn intentions(&self) -> Result<Vec<Intention>> {
        self.with(Store::intentions)
    }

    fn react(&self, write: &ReactionWrite<'_>) -> Result<Option<Added>> {
        let added = self.write(|store| store.react(write))?;
        // It has committed, and with it what was written before.
        WROTE_IN.set(None);
        Ok(added)
    }

    fn reactions(&self) -> Result<Vec<Reaction>> {
        self.with(Store::reactions)
    }

    fn forget_learned(&self) -> Result<Vec<AssetId>> {
        self.write(Store::forget_learned)
    }

    fn add_activity(&self, activity: &Activity) -> Result<()> {
        self.write(|store| store.add_activity(activity))
    }

    fn activities(&self, newest: usize) -> Result<Vec<Activity>> {
        self.with(|store| store.activities(newest))
    }

    fn activity_counts(&self) -> Result<BTreeMap<ActivityKind, u64>> {
        self.with(Store::activity_counts)
    }

    fn relabel(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: &dyn Fn(&mut Asset),
    ) -> Result<Vec<Asset>> {
        self.write(|store| store.relabel(labels, assets, change))
    }

    fn label(&self, id: Uuid) -> Result<Option<Label>> {
        self.with(|store| store.label(id))
    }

    fn labels(&self) -> Result<Vec<(Uuid, Label)>> {
        self.with(Store::labels)
    }

    fn state(&self) -> Result<State> {
        self.with(Store::state)
    }

    fn is_ready(&self) -> bool {
        self.verification.is_done()
    }

    fn derived(&self) -> Result<Option<Box<dyn Read + Send>>> {
        self.with(Store::derived)
    }

    fn keep_derived(
        &self,
        of: State,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<bool> {
        self.with(|store| {
            self.in_place(store)?;
            store.keep_derived(of, write)
        })
    }

    fn drop_derived(&self) -> Result<()> {
        self.with(Store::drop_derived)
    }

    fn copies(&self) -> Result<Option<Box<dyn Read + Send>>> {
        self.with(Store::copies)
    }

    fn keep_copies(&self, bytes: &[u8]) -> Result<()> {
        self.with(|store| {
            self.in_place(store)?;
            store.keep_copies(bytes)
        })
    }

    fn drop_copies(&self) -> Result<()> {
        self.with(Store::drop_copies)
    }

    fn commit(&self) -> Result<()> {
        self.must_be_well()?;
        self.with(|store| {
            not_replaced(self.now())?;
            store.commit()
        })
    }
}
