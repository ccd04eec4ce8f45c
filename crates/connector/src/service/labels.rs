//! Tags and websites as clients see them: each has an id, the same on every asset, and may belong to none.

use domain::{
    Asset, AssetDetails, AssetId, Event, Label, Mechanism, Tag, TagId, Timestamp, Website, WebsiteId,
};
use uuid::Uuid;

use super::{Service, ServiceError, ids, seed::public_unread};

/// Labels that are kept though they belong to no asset, and ids that they had before, at most.
pub(super) const MOST_LABELS: usize = 10_000;

/// A tag or a website.
pub trait Labelling: Clone + Send + 'static {
    /// The type of its ids.
    type Id: Copy + Send + 'static;
    /// What it is called in a sentence.
    const KIND: &'static str;

    /// Its id, which follows from its text or address.
    fn id(&self) -> Self::Id;
    /// The UUID of an id.
    fn uuid(id: Self::Id) -> Uuid;
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
pub struct Labelled<L> {
    /// The tag or website.
    pub label: L,
    /// The assets that have it, each with who put it there.
    pub on: Vec<(AssetId, Mechanism)>,
    /// When the first of the assets was saved and the last one changed. Absent: no asset has it.
    pub times: Option<(Timestamp, Timestamp)>,
}

impl<L: Labelling> Labelled<L> {
    fn apart(label: L) -> Self {
        Self {
            label,
            on: Vec::new(),
            times: None,
        }
    }

    /// Takes in that an asset has it, where it does.
    fn and(known: Option<Self>, id: Uuid, asset: &Asset) -> Option<Self> {
        let Some(found) = find(asset, id) else {
            return known;
        };
        let mut all = known.unwrap_or_else(|| Self::apart(L::clone(found)));
        all.on.push((asset.id, found.mechanism()));
        let (created, updated) = all.times.unwrap_or((asset.created, asset.updated));
        all.times = Some((created.min(asset.created), updated.max(asset.updated)));
        Some(all)
    }
}

pub(super) fn find<L: Labelling>(asset: &Asset, id: Uuid) -> Option<&L> {
    L::among(&asset.details)
        .iter()
        .find(|label| L::uuid(label.id()) == id)
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
        let sent = sent.checked()?;
        let id = L::uuid(sent.id());
        let known = self.exact::<L>(id)?;
        if let Some(asset) = asset {
            let label = match known {
                Some(known) => known.put_by(sent.mechanism()),
                None => sent,
            };
            let asset = self.put_on(asset, &label)?;
            return Ok(Labelled::and(None, id, &asset).unwrap_or_else(|| Labelled::apart(label)));
        }
        if known.is_none() {
            if self.store.labels()?.len() >= MOST_LABELS {
                return Err(too_many());
            }
            self.durably(|store| Ok(store.put_label(id, &sent.clone().label())?))?;
        }
        self.label::<L>(sent.id())
    }

    /// A tag or a website with the assets that have it. One that was renamed is found by its earlier id too.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], or where the store can't be read.
    pub fn label<L: Labelling>(&self, id: L::Id) -> Result<Labelled<L>, ServiceError> {
        let id = self.current::<L>(id)?;
        let mut known = None;
        let holding = self.catalogue.read().holding(id);
        for asset in holding {
            if let Some(asset) = self.store.asset(asset)? {
                known = Labelled::and(known, id, &asset);
            }
        }
        match known {
            Some(known) => Ok(known),
            None => Ok(Labelled::apart(
                self.apart(id)?.ok_or(ServiceError::Unknown(L::KIND))?,
            )),
        }
    }

    /// Whether there is a tag or a website with this very id, which follows from its text or address.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn has_label<L: Labelling>(&self, id: L::Id) -> Result<bool, ServiceError> {
        Ok(self.exact::<L>(L::uuid(id))?.is_some())
    }

    /// Puts a tag or a website on an asset.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], [`ServiceError::UnknownAsset`], [`ServiceError::BadChange`] where too much is said about
    /// the asset then, or where the store can't be written.
    pub fn add_label<L: Labelling>(&self, id: L::Id, asset: AssetId) -> Result<(), ServiceError> {
        let id = self.current::<L>(id)?;
        let label = match self.apart::<L>(id)? {
            Some(label) => label,
            // Who put it on another asset has not put it on this one.
            None => self
                .exact::<L>(id)?
                .ok_or(ServiceError::Unknown(L::KIND))?
                .put_by(Mechanism::Manual),
        };
        self.put_on(asset, &label).map(|_| ())
    }

    /// Takes a tag or a website from an asset. It stays known.
    ///
    /// # Errors
    /// As for [`add_label`](Self::add_label).
    pub fn take_label<L: Labelling>(&self, id: L::Id, asset: AssetId) -> Result<(), ServiceError> {
        let id = self.current::<L>(id)?;
        if self.apart::<L>(id)?.is_none()
            && let Some(label) = self.exact::<L>(id)?
            && self.store.labels()?.len() < MOST_LABELS
        {
            self.durably(|store| Ok(store.put_label(id, &label.label())?))?;
        }
        self.take_from::<L>(asset, id)
    }

    /// Forgets a tag or a website, and takes it from every asset.
    ///
    /// # Errors
    /// As for [`add_label`](Self::add_label).
    pub fn delete_label<L: Labelling>(&self, id: L::Id) -> Result<(), ServiceError> {
        let id = self.current::<L>(id)?;
        let holding = self.catalogue.read().holding(id);
        for asset in holding {
            match self.take_from::<L>(asset, id) {
                Ok(()) | Err(ServiceError::UnknownAsset) => {}
                Err(error) => return Err(error),
            }
        }
        // With the ids that it had before.
        let labels = self.store.labels()?;
        let mut forgotten = vec![id];
        while let Some(id) = forgotten.pop() {
            self.durably(|store| Ok(store.remove_label(id)?))?;
            let earlier = labels.iter().filter(|(_, label)| *label == Label::Renamed(id));
            forgotten.extend(earlier.map(|(earlier, _)| *earlier));
        }
        Ok(())
    }

    /// The id by which something is known now that was known by this one.
    pub(super) fn current<L: Labelling>(&self, id: L::Id) -> Result<Uuid, ServiceError> {
        let mut id = L::uuid(id);
        let labels = self.store.labels()?;
        // Nothing gets an id that stands for another, so this comes to an end.
        for _ in 0..=labels.len() {
            if self.exact::<L>(id)?.is_some() {
                return Ok(id);
            }
            match labels.iter().find(|(known, _)| *known == id) {
                Some((_, Label::Renamed(now))) => id = *now,
                _ => break,
            }
        }
        Err(ServiceError::Unknown(L::KIND))
    }

    /// What has this very id, wherever it is.
    pub(super) fn exact<L: Labelling>(&self, id: Uuid) -> Result<Option<L>, ServiceError> {
        let holding = self.catalogue.read().holding(id);
        for asset in holding {
            if let Some(asset) = self.store.asset(asset)?
                && let Some(found) = find::<L>(&asset, id)
            {
                return Ok(Some(found.clone()));
            }
        }
        self.apart(id)
    }

    /// The same of what is kept without an asset.
    pub(super) fn apart<L: Labelling>(&self, id: Uuid) -> Result<Option<L>, ServiceError> {
        let mut labels = self.store.labels()?.into_iter();
        let found = labels.find(|(known, _)| *known == id);
        Ok(found.and_then(|(_, label)| L::of(label)))
    }

    fn put_on<L: Labelling>(&self, asset: AssetId, label: &L) -> Result<Asset, ServiceError> {
        let id = L::uuid(label.id());
        let known = self.store.asset(asset)?.ok_or(ServiceError::UnknownAsset)?;
        if find::<L>(&known, id).is_some() {
            return Ok(known);
        }
        let now = self.now();
        let asset = self.say_more(asset, |asset: &mut Asset| {
            if find::<L>(asset, id).is_none() {
                L::among_mut(&mut asset.details).push(label.clone());
                asset.updated = now;
            }
        })?;
        self.publish(Event::Edited(asset.clone()));
        Ok(asset)
    }

    fn take_from<L: Labelling>(&self, asset: AssetId, id: Uuid) -> Result<(), ServiceError> {
        let known = self.store.asset(asset)?.ok_or(ServiceError::UnknownAsset)?;
        if find::<L>(&known, id).is_none() {
            return Ok(());
        }
        let now = self.now();
        let asset = self.change(asset, |asset: &mut Asset| {
            L::among_mut(&mut asset.details).retain(|known| L::uuid(known.id()) != id);
            asset.updated = now;
        })?;
        self.publish(Event::Edited(asset));
        Ok(())
    }
}

pub(super) fn too_many() -> ServiceError {
    ServiceError::BadChange(format!(
        "There are {MOST_LABELS} tags and websites that no asset has, or earlier names of some. Delete some first."
    ))
}

macro_rules! labelling {
    ($($label:ident $id:ident $kind:literal: $list:ident, by $derived:ident of $text:ident $(and $more:ident)?;)+) => {$(
        impl Labelling for $label {
            type Id = $id;
            const KIND: &'static str = $kind;

            fn id(&self) -> $id {
                ids::$derived(&self.$text)
            }

            fn uuid(id: $id) -> Uuid {
                id.uuid()
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
