//! Tags and websites as clients see them: each has an id, the same on every asset, and may belong to none.

use domain::{Asset, AssetId, Event, Label, Tag, TagId, Unread, Website, WebsiteId};
use uuid::Uuid;

use super::{Service, ServiceError, ids, seed::public_unread};

/// Labels that are kept though they belong to no asset, at most.
const MOST_LABELS: usize = 10_000;

impl Service {
    /// Keeps a tag, on an asset if one is named.
    ///
    /// # Errors
    /// [`ServiceError::BadChange`] where it is empty, too long or a secret, or too much is said about the asset then,
    /// [`ServiceError::UnknownAsset`], or where the store can't be written.
    pub fn create_tag(&self, tag: &Tag, asset: Option<AssetId>) -> Result<Tag, ServiceError> {
        let tag = Tag {
            text: checked(&tag.text, "text")?,
            unread: checked_unread(&tag.unread)?,
            ..tag.clone()
        };
        self.create_label(ids::tag(&tag.text).uuid(), &Label::Tag(tag.clone()), asset)?;
        Ok(tag)
    }

    /// Keeps a website, on an asset if one is named.
    ///
    /// # Errors
    /// As for [`create_tag`](Self::create_tag).
    pub fn create_website(&self, site: &Website, asset: Option<AssetId>) -> Result<Website, ServiceError> {
        let site = Website {
            url: checked(&site.url, "url")?,
            name: checked(&site.name, "name")?,
            unread: checked_unread(&site.unread)?,
            ..site.clone()
        };
        self.create_label(
            ids::website(&site.url).uuid(),
            &Label::Website(site.clone()),
            asset,
        )?;
        Ok(site)
    }

    /// The tag with this text, if there is one.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn tag_of(&self, text: &str) -> Result<Option<Tag>, ServiceError> {
        match self.label(ids::tag(text).uuid())? {
            Some(Label::Tag(tag)) => Ok(Some(tag)),
            _ => Ok(None),
        }
    }

    /// The website with this address, if there is one.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn website_of(&self, url: &str) -> Result<Option<Website>, ServiceError> {
        match self.label(ids::website(url).uuid())? {
            Some(Label::Website(site)) => Ok(Some(site)),
            _ => Ok(None),
        }
    }

    /// Puts a tag on an asset.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], [`ServiceError::UnknownAsset`], [`ServiceError::BadChange`] where too much is said about
    /// the asset then, or where the store can't be written.
    pub fn add_tag(&self, tag: TagId, asset: AssetId) -> Result<(), ServiceError> {
        let label = self.label(tag.uuid())?.ok_or(ServiceError::Unknown("tag"))?;
        self.put_on(asset, &label)
    }

    /// Takes a tag from an asset. It stays known.
    ///
    /// # Errors
    /// As for [`add_tag`](Self::add_tag).
    pub fn take_tag(&self, tag: TagId, asset: AssetId) -> Result<(), ServiceError> {
        let label = self.label(tag.uuid())?.ok_or(ServiceError::Unknown("tag"))?;
        self.durably(|store| Ok(store.put_label(tag.uuid(), &label)?))?;
        self.take_from(asset, tag)
    }

    /// Forgets a tag, and takes it from every asset.
    ///
    /// # Errors
    /// As for [`add_tag`](Self::add_tag).
    pub fn delete_tag(&self, tag: TagId) -> Result<(), ServiceError> {
        self.label(tag.uuid())?.ok_or(ServiceError::Unknown("tag"))?;
        let holding = self.catalogue.read().holding(tag.uuid());
        for asset in holding {
            match self.take_from(asset, tag) {
                Ok(()) | Err(ServiceError::UnknownAsset) => {}
                Err(error) => return Err(error),
            }
        }
        self.durably(|store| Ok(store.remove_label(tag.uuid())?))?;
        Ok(())
    }

    /// Says that a website is one of an asset's.
    ///
    /// # Errors
    /// As for [`add_tag`](Self::add_tag).
    pub fn add_website(&self, site: WebsiteId, asset: AssetId) -> Result<(), ServiceError> {
        let label = self.label(site.uuid())?.ok_or(ServiceError::Unknown("website"))?;
        self.put_on(asset, &label)
    }

    fn create_label(&self, id: Uuid, label: &Label, asset: Option<AssetId>) -> Result<(), ServiceError> {
        if let Some(asset) = asset {
            return self.put_on(asset, label);
        }
        if self.label(id)?.is_some() {
            return Ok(());
        }
        if self.store.labels()?.len() >= MOST_LABELS {
            return Err(ServiceError::BadChange(format!(
                "There are {MOST_LABELS} tags and websites that no asset has. Delete some first."
            )));
        }
        self.durably(|store| Ok(store.put_label(id, label)?))
    }

    /// The label with this id, wherever it is.
    fn label(&self, id: Uuid) -> Result<Option<Label>, ServiceError> {
        let on_an_asset = self.catalogue.read().holding(id).first().copied();
        if let Some(asset) = on_an_asset
            .map(|asset| self.store.asset(asset))
            .transpose()?
            .flatten()
        {
            let tags = asset.details.tags.into_iter().map(Label::Tag);
            let sites = asset.details.websites.into_iter().map(Label::Website);
            if let Some(found) = tags.chain(sites).find(|label| id_of(label) == id) {
                return Ok(Some(found));
            }
        }
        let apart = self.store.labels()?.into_iter();
        Ok(apart
            .into_iter()
            .find(|(known, _)| *known == id)
            .map(|(_, label)| label))
    }

    fn put_on(&self, asset: AssetId, label: &Label) -> Result<(), ServiceError> {
        let now = self.now();
        let asset = self.say_more(asset, |asset: &mut Asset| {
            let details = &mut asset.details;
            match label {
                Label::Tag(tag) if !details.tags.iter().any(|known| known.text == tag.text) => {
                    details.tags.push(tag.clone());
                }
                Label::Website(site) if !details.websites.iter().any(|known| known.url == site.url) => {
                    details.websites.push(site.clone());
                }
                _ => return,
            }
            asset.updated = now;
        })?;
        self.publish(Event::Edited(asset));
        Ok(())
    }

    fn take_from(&self, asset: AssetId, tag: TagId) -> Result<(), ServiceError> {
        let now = self.now();
        let asset = self.change(asset, |asset: &mut Asset| {
            asset.details.tags.retain(|known| ids::tag(&known.text) != tag);
            asset.updated = now;
        })?;
        self.publish(Event::Edited(asset));
        Ok(())
    }
}

fn id_of(label: &Label) -> Uuid {
    match label {
        Label::Tag(tag) => ids::tag(&tag.text).uuid(),
        Label::Website(site) => ids::website(&site.url).uuid(),
    }
}

/// Bytes of a text, of an address, and of what is not read of either, at most.
const LONGEST: usize = 8 * 1024;

fn checked_unread(unread: &Unread) -> Result<Unread, ServiceError> {
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
