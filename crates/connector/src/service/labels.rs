//! Tags and websites as clients see them: each has an id, the same on every asset, and may belong to none.
//!
//! Inside they go by their keys, which follow from their texts and addresses; see [`LabelIds`] for their ids.

use domain::{
    Asset, AssetDetails, AssetId, Event, Label, Mechanism, Tag, TagId, Timestamp, Website, WebsiteId,
};
use uuid::Uuid;

use super::{LabelIds, Service, ServiceError, ids, seed::public_unread};

/// Labels that are kept though they belong to no asset, and ids of what became one with another, at most.
pub(super) const MOST_LABELS: usize = 10_000;

/// A tag or a website.
pub trait Labelling: Clone + Send + 'static {
    /// The type of its ids.
    type Id: Copy + Send + 'static;
    /// What it is called in a sentence.
    const KIND: &'static str;

    /// What stands for one with this text or address.
    fn key_of(text: &str) -> Uuid;
    /// Its text or address.
    fn text(&self) -> &str;
    /// What stands for it.
    fn key(&self) -> Uuid {
        Self::key_of(self.text())
    }
    /// The UUID of an id.
    fn uuid(id: Self::Id) -> Uuid;
    /// The id that is this UUID.
    fn id(uuid: Uuid) -> Self::Id;
    /// Those of an asset.
    fn among(details: &AssetDetails) -> &Vec<Self>;
    /// The same, to be changed.
    fn among_mut(details: &mut AssetDetails) -> &mut Vec<Self>;
    /// It as it is kept without an asset.
    fn label(self) -> Label;
    /// It, from how it is kept without an asset.
    fn of(label: Label) -> Option<Self>;
    /// Who put it there.
    fn mechanism(&self) -> Mechanism;
    /// The same, put there by somebody else.
    #[must_use]
    fn put_by(self, mechanism: Mechanism) -> Self;
    /// It as it may be kept.
    ///
    /// # Errors
    /// [`ServiceError::BadChange`] where it is empty, too long or a secret.
    fn checked(&self) -> Result<Self, ServiceError>;
    /// What is not read of it.
    fn unread(&mut self) -> &mut domain::Unread;
}

/// A tag or a website, and the assets that have it.
#[derive(Debug, Clone)]
pub struct Labelled<L: Labelling> {
    /// Its id.
    pub id: L::Id,
    /// The tag or website.
    pub label: L,
    /// The assets that have it, each with who put it there.
    pub on: Vec<(AssetId, Mechanism)>,
    /// When the first of the assets was saved and the last one changed. Absent: no asset has it.
    pub times: Option<(Timestamp, Timestamp)>,
}

impl<L: Labelling> Labelled<L> {
    pub(super) fn apart(ids: &LabelIds, label: L) -> Self {
        Self {
            id: L::id(ids.told(label.key())),
            label,
            on: Vec::new(),
            times: None,
        }
    }

    /// Takes in that an asset has it, where it does.
    fn and(known: Option<Self>, ids: &LabelIds, key: Uuid, asset: &Asset) -> Option<Self> {
        let Some(found) = find::<L>(asset, key) else {
            return known;
        };
        let mut all = known.unwrap_or_else(|| Self::apart(ids, found.clone()));
        all.add(asset, found.mechanism());
        Some(all)
    }

    /// Takes in that somebody put it on an asset.
    pub(super) fn add(&mut self, asset: &Asset, by: Mechanism) {
        self.on.push((asset.id, by));
        let (created, updated) = self.times.unwrap_or((asset.created, asset.updated));
        self.times = Some((created.min(asset.created), updated.max(asset.updated)));
    }
}

pub(super) fn find<L: Labelling>(asset: &Asset, key: Uuid) -> Option<&L> {
    L::among(&asset.details).iter().find(|label| label.key() == key)
}

impl Service {
    /// Keeps a tag or a website, on an asset if one is named. One that is there already stays as it is, and what is
    /// there is the answer: with the asset that was named, else with all that have it.
    ///
    /// # Errors
    /// [`ServiceError::BadChange`] where it is empty, too long or a secret, or too much is said about the asset then,
    /// [`ServiceError::UnknownAsset`], or where the store can't be written.
    pub fn create_label<L: Labelling>(
        &self,
        sent: &L,
        asset: Option<AssetId>,
    ) -> Result<Labelled<L>, ServiceError> {
        let _changing = self.changing();
        let sent = sent.checked()?;
        let key = sent.key();
        if let Some(asset) = asset {
            let _as_they_are = self.relabelling.read();
            let label = match self.keyed::<L>(key)? {
                Some(known) => known.put_by(sent.mechanism()),
                None => sent,
            };
            let asset = self.put_on(asset, &label)?;
            let ids = self.label_ids();
            return Ok(Labelled::and(None, &ids, key, &asset).unwrap_or_else(|| Labelled::apart(&ids, label)));
        }
        let _alone = self.relabelling.write();
        if self.keyed::<L>(key)?.is_none() {
            let id = self.label_ids().told(key);
            self.relabel(&[(id, Some(sent.label()))], &[], |_| ())?;
        }
        self.with_assets_of(key)
    }

    /// A tag or a website with the assets that have it.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], or where the store can't be read.
    pub fn label<L: Labelling>(&self, id: L::Id) -> Result<Labelled<L>, ServiceError> {
        let _as_they_are = self.relabelling.read();
        self.with_assets_of(self.key_of::<L>(id)?)
    }

    /// The id of the tag with this text, or the website with this address, if there is one.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn label_with<L: Labelling>(&self, text: &str) -> Result<Option<L::Id>, ServiceError> {
        let _as_they_are = self.relabelling.read();
        let key = L::key_of(text);
        let known = self.keyed::<L>(key)?;
        Ok(known.map(|_| L::id(self.label_ids().told(key))))
    }

    /// Puts a tag or a website on an asset.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], [`ServiceError::UnknownAsset`], [`ServiceError::BadChange`] where too much is said about
    /// the asset then, or where the store can't be written.
    pub fn add_label<L: Labelling>(&self, id: L::Id, asset: AssetId) -> Result<(), ServiceError> {
        let _changing = self.changing();
        let _as_they_are = self.relabelling.read();
        let (key, known) = self.known::<L>(id)?;
        let label = match self.apart::<L>(key)? {
            Some(label) => label,
            // Who put it on another asset has not put it on this one.
            None => known.put_by(Mechanism::Manual),
        };
        self.put_on(asset, &label).map(|_| ())
    }

    /// Takes a tag or a website from an asset. It stays known.
    ///
    /// # Errors
    /// As for [`add_label`](Self::add_label).
    pub fn take_label<L: Labelling>(&self, id: L::Id, asset: AssetId) -> Result<(), ServiceError> {
        let _changing = self.changing();
        let _alone = self.relabelling.write();
        let (key, known) = self.known::<L>(id)?;
        let asset = self.store.asset(asset)?.ok_or(ServiceError::UnknownAsset)?;
        if find::<L>(&asset, key).is_none() {
            return Ok(());
        }
        let ids = self.label_ids();
        let mut kept = Vec::new();
        if ids.apart(key).is_none() {
            kept.push((ids.told(key), Some(known.label())));
        }
        // It is taken where there is no room to know it any longer, too.
        let kept = match self.with_room_for(&kept) {
            Err(ServiceError::BadChange(_)) => Vec::new(),
            kept => kept?,
        };
        let now = self.now();
        self.relabel(&kept, &[asset.id], |asset| take_from::<L>(asset, key, now))
    }

    /// Forgets a tag or a website, and takes it from every asset.
    ///
    /// # Errors
    /// As for [`add_label`](Self::add_label). Where the store fails in between, some of the assets may have it no longer,
    /// and it can be deleted again.
    pub fn delete_label<L: Labelling>(&self, id: L::Id) -> Result<(), ServiceError> {
        let _changing = self.changing();
        let _alone = self.relabelling.write();
        let (key, _) = self.known::<L>(id)?;
        let before = self.label_ids();
        // With every id that it had.
        let gone = before.kept().filter(|(id, _)| before.meant(*id) == Some(key));
        let mut changes: Vec<_> = gone.map(|(id, _)| (id, None)).collect();
        // What had another id because of this one keeps it.
        let after = before.with(&changes);
        let catalogue = self.catalogue.read();
        let moved = before
            .exceptions()
            .filter(|(other, id)| *other != key && after.told(*other) != *id);
        let kept = moved.filter(|(other, _)| !catalogue.holding(*other).is_empty());
        changes.extend(kept.map(|(other, id)| (id, Some(Label::InsteadOf(other)))));
        let holding = catalogue.holding(key);
        drop(catalogue);
        let now = self.now();
        self.relabel(&changes, &holding, |asset| take_from::<L>(asset, key, now))
    }

    /// What is known by this id, with its key.
    pub(super) fn known<L: Labelling>(&self, id: L::Id) -> Result<(Uuid, L), ServiceError> {
        let key = self.key_of::<L>(id)?;
        let known = self.keyed(key)?.ok_or(ServiceError::Unknown(L::KIND))?;
        Ok((key, known))
    }

    fn key_of<L: Labelling>(&self, id: L::Id) -> Result<Uuid, ServiceError> {
        let key = self.label_ids().meant(L::uuid(id));
        key.ok_or(ServiceError::Unknown(L::KIND))
    }

    /// What has this key, wherever it is.
    pub(super) fn keyed<L: Labelling>(&self, key: Uuid) -> Result<Option<L>, ServiceError> {
        let holding = self.catalogue.read().holding(key);
        for asset in holding {
            if let Some(asset) = self.store.asset(asset)?
                && let Some(found) = find::<L>(&asset, key)
            {
                return Ok(Some(found.clone()));
            }
        }
        self.apart(key)
    }

    fn apart<L: Labelling>(&self, key: Uuid) -> Result<Option<L>, ServiceError> {
        let Some(id) = self.label_ids().apart(key) else {
            return Ok(None);
        };
        Ok(self.store.label(id)?.and_then(L::of))
    }

    /// What has this key, with the assets that have it.
    pub(super) fn with_assets_of<L: Labelling>(&self, key: Uuid) -> Result<Labelled<L>, ServiceError> {
        let ids = self.label_ids();
        let mut known = None;
        let holding = self.catalogue.read().holding(key);
        for asset in holding {
            if let Some(asset) = self.store.asset(asset)? {
                known = Labelled::and(known, &ids, key, &asset);
            }
        }
        match known {
            Some(known) => Ok(known),
            None => {
                let label = self.apart(key)?.ok_or(ServiceError::Unknown(L::KIND))?;
                Ok(Labelled::apart(&ids, label))
            }
        }
    }

    fn put_on<L: Labelling>(&self, asset: AssetId, label: &L) -> Result<Asset, ServiceError> {
        let key = label.key();
        let known = self.store.asset(asset)?.ok_or(ServiceError::UnknownAsset)?;
        if find::<L>(&known, key).is_some() {
            return Ok(known);
        }
        let now = self.now();
        let asset = self.say_more(asset, |asset: &mut Asset| {
            if find::<L>(asset, key).is_none() {
                L::among_mut(&mut asset.details).push(label.clone());
                asset.updated = now;
            }
        })?;
        self.publish(Event::Edited(asset.clone()));
        Ok(asset)
    }
}

fn take_from<L: Labelling>(asset: &mut Asset, key: Uuid, now: Timestamp) {
    if find::<L>(asset, key).is_some() {
        L::among_mut(&mut asset.details).retain(|known| known.key() != key);
        asset.updated = now;
    }
}

macro_rules! labelling {
    ($($label:ident $id:ident $kind:literal: $list:ident, by $derived:ident of $text:ident $(and $more:ident)?;)+) => {$(
        impl Labelling for $label {
            type Id = $id;
            const KIND: &'static str = $kind;

            fn key_of(text: &str) -> Uuid {
                ids::$derived(text)
            }

            fn text(&self) -> &str {
                &self.$text
            }

            fn uuid(id: $id) -> Uuid {
                id.uuid()
            }

            fn id(uuid: Uuid) -> $id {
                $id::new(uuid)
            }

            fn among(details: &AssetDetails) -> &Vec<Self> {
                &details.$list
            }

            fn among_mut(details: &mut AssetDetails) -> &mut Vec<Self> {
                &mut details.$list
            }

            fn label(self) -> Label {
                Label::$label(self)
            }

            fn of(label: Label) -> Option<Self> {
                match label {
                    Label::$label(label) => Some(label),
                    _ => None,
                }
            }

            fn mechanism(&self) -> Mechanism {
                self.mechanism
            }

            fn put_by(self, mechanism: Mechanism) -> Self {
                Self { mechanism, ..self }
            }

            fn checked(&self) -> Result<Self, ServiceError> {
                Ok(Self {
                    $text: checked(&self.$text, stringify!($text))?,
                    $($more: checked(&self.$more, stringify!($more))?,)?
                    unread: checked_unread(&self.unread)?,
                    ..self.clone()
                })
            }

            fn unread(&mut self) -> &mut domain::Unread {
                &mut self.unread
            }
        }
    )+};
}

labelling! {
    Tag TagId "tag": tags, by tag of text;
    Website WebsiteId "website": websites, by website of url and name;
}

/// Bytes of a text, of an address, and of what is not read of either, at most.
const LONGEST: usize = 8 * 1024;

fn checked_unread(unread: &domain::Unread) -> Result<domain::Unread, ServiceError> {
    if unread.values().map(String::len).sum::<usize>() > LONGEST {
        return Err(ServiceError::BadChange(
            "What else is said of it is larger than 8 KiB.".to_owned(),
        ));
    }
    Ok(public_unread(unread.clone()))
}

fn checked(text: &str, what: &str) -> Result<String, ServiceError> {
    let refuse = |why: &str| Err(ServiceError::BadChange(format!("{what}: {why}")));
    if text.trim().is_empty() {
        refuse("it is empty")
    } else if text.len() > LONGEST {
        refuse("it is longer than 8 KiB")
    } else if engine::secret_in(text).is_some() {
        refuse("it looks like a secret, and those are not kept")
    } else {
        Ok(text.to_owned())
    }
}
