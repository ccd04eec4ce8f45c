//! Every tag, and every website, with the assets that have each.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Labelled, Labelling, Order, Service, ServiceError,
    catalogue::{Entry, PartKind},
};

impl Service {
    /// All tags, or all websites, by their texts or addresses: those that an asset has which is for lists, with those assets,
    /// and those that are kept without one.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn labels<L: Labelling>(&self) -> Result<Vec<Labelled<L>>, ServiceError> {
        let _as_they_are = self.relabelling.read();
        let ids = self.label_ids();
        let has_some = |_: u32, entry: &Entry| {
            let is_label = |kind: &PartKind| matches!(kind, PartKind::Tag | PartKind::Website);
            !entry.pseudo && entry.parts.iter().any(|(kind, _)| is_label(kind))
        };
        let holding = self.catalogue.read().ids(Order::NewestFirst, has_some);
        let mut all: HashMap<Uuid, Labelled<L>> = HashMap::new();
        for asset in holding {
            let Some(asset) = self.store.asset(asset)? else {
                continue;
            };
            for label in L::among(&asset.details) {
                let apart = || Labelled::apart(&ids, label.clone());
                let known = all.entry(label.key()).or_insert_with(apart);
                known.add(&asset, label.mechanism());
            }
        }
        let labels = self.store.labels()?.into_iter();
        for label in labels.filter_map(|(_, label)| L::of(label)) {
            let apart = || Labelled::apart(&ids, label.clone());
            all.entry(label.key()).or_insert_with(apart);
        }
        let mut all: Vec<_> = all.into_values().collect();
        all.sort_unstable_by(|a, b| a.label.text().cmp(b.label.text()));
        Ok(all)
    }
}
