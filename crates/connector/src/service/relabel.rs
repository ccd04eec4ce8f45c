//! Changing a tag or a website: on every asset that has it.

use std::collections::BTreeMap;

use domain::{Asset, AssetId, Event, Label, Mechanism};

use super::{
    Labelled, Labelling, Service, ServiceError,
    labels::{MOST_LABELS, find, too_many},
};

impl Service {
    /// Changes what a tag or a website is, on every asset that has it; on those that are named, who put it there too.
    /// With another text or address it gets another id, and stays known by the one that it had. Where there is one
    /// with that text or address, the two become one.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], [`ServiceError::BadChange`] where it is empty, too long or a secret, or too much is said
    /// about an asset then, or where the store can't be written. Nothing is changed by a refusal; where the store fails
    /// in between, some of the assets may have been, and the same change can be asked for again.
    pub fn change_label<L: Labelling>(
        &self,
        id: L::Id,
        to: &L,
        by: &BTreeMap<AssetId, Mechanism>,
    ) -> Result<Labelled<L>, ServiceError> {
        let from = self.current::<L>(id)?;
        let mut known = self.exact::<L>(from)?.ok_or(ServiceError::Unknown(L::KIND))?;
        let mut to = to.checked()?;
        // What is not sent stays.
        let mut unread = std::mem::take(known.unread());
        unread.append(to.unread());
        *to.unread() = unread;
        let to = to.checked()?.put_by(known.mechanism());
        let new = L::uuid(to.id());

        let mut holding = self.catalogue.read().holding(from);
        if new != from {
            holding.extend(self.catalogue.read().holding(new));
            holding.sort_unstable();
            holding.dedup();
        }
        let now = self.now();
        let relabel = |asset: &mut Asset| {
            let mechanism = [from, new].into_iter().find_map(|id| find::<L>(asset, id));
            let Some(mechanism) = mechanism.map(L::mechanism) else {
                return;
            };
            let mechanism = by.get(&asset.id).copied().unwrap_or(mechanism);
            let mut renamed = Some(to.clone().put_by(mechanism));
            let labels = std::mem::take(L::among_mut(&mut asset.details));
            let same = |label: &L| [from, new].contains(&L::uuid(label.id()));
            let labels = labels
                .into_iter()
                .filter_map(|label| if same(&label) { renamed.take() } else { Some(label) });
            *L::among_mut(&mut asset.details) = labels.collect();
            asset.updated = now;
        };
        for asset in &holding {
            match self.room_for(*asset, relabel) {
                Ok(()) | Err(ServiceError::UnknownAsset) => {}
                Err(error) => return Err(error),
            }
        }
        self.rename_apart(from, &to)?;
        for asset in holding {
            match self.change(asset, relabel) {
                Ok(asset) => self.publish(Event::Edited(asset)),
                Err(ServiceError::UnknownAsset) => {}
                Err(error) => return Err(error),
            }
        }
        self.label(to.id())
    }

    /// Keeps what it is now, where it is kept without an asset, and that it is known by another id now. Before any asset is
    /// changed: until then each has the one or the other.
    fn rename_apart<L: Labelling>(&self, from: uuid::Uuid, to: &L) -> Result<(), ServiceError> {
        let new = L::uuid(to.id());
        let labels = self.store.labels()?;
        let at = |id| {
            labels
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, label)| label)
        };
        let label = |label: Option<&Label>| label.is_some_and(|label| !matches!(label, Label::Renamed(_)));
        let apart = label(at(from)) || label(at(new));
        let more = usize::from(new != from && at(from).is_none()) + usize::from(apart && at(new).is_none());
        if labels.len() + more > MOST_LABELS {
            return Err(too_many());
        }
        self.durably(|store| {
            if apart {
                store.put_label(new, &to.clone().label())?;
            } else if at(new).is_some() {
                // What it stood for is no longer found by it, or the two would stand for each other.
                store.remove_label(new)?;
            }
            if new != from {
                store.put_label(from, &Label::Renamed(new))?;
            }
            Ok(())
        })
    }
}
