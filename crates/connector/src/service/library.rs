//! Looking through the library and changing it.

use std::{collections::VecDeque, time::Duration};

use domain::{Asset, AssetId, Event, Language, Mechanism, Tag, TagCategory};

use super::{
    AssetWithText, Service, ServiceError,
    catalogue::{AssetSummary, Entry, Facets, Order, Page, Query},
    create::add,
};

/// Characters of a title or a tag, at most.
const LONGEST: usize = 200;
/// Tags of an asset to which one is added, at most.
const MOST_TAGS: usize = 50;
/// Deleted assets that can be brought back, and bytes of their texts: as long as the program runs.
const DELETED: usize = 100;
const DELETED_BYTES: usize = 16 << 20;

/// What to change about an asset. Absent: leave it.
#[derive(Debug, Clone, Default)]
pub struct AssetChange {
    /// Its title.
    pub name: Option<String>,
    /// Tags that it gets beside those that it has.
    pub add_tags: Vec<String>,
    /// Tags that it loses, to the letter.
    pub remove_tags: Vec<String>,
    /// Its language; `Some(None)` for none.
    pub language: Option<Option<Language>>,
}

/// What was deleted last, and can be brought back.
#[derive(Default)]
pub(super) struct Deleted(VecDeque<(Asset, String)>);

impl Deleted {
    fn push(&mut self, asset: Asset, text: String) {
        self.0.push_back((asset, text));
        while self.0.len() > DELETED
            || self.0.iter().map(|(_, text)| text.len()).sum::<usize>() > DELETED_BYTES
        {
            if self.0.len() == 1 {
                // The newest can be brought back whatever its size.
                break;
            }
            self.0.pop_front();
        }
    }

    fn take(&mut self, id: AssetId) -> Option<(Asset, String)> {
        let place = self.0.iter().position(|(asset, _)| asset.id == id)?;
        self.0.remove(place)
    }
}

impl Service {
    /// Part of the assets that match and are for lists, best first.
    #[must_use]
    pub fn search(&self, query: &Query) -> Page {
        let beyond = self.beyond(&[&query.text], &query.text, |entry| query.admits(entry));
        self.catalogue.read().search(query, &beyond)
    }

    /// What a search can be narrowed by.
    #[must_use]
    pub fn facets(&self) -> Facets {
        self.catalogue.read().facets()
    }

    /// How many assets are for lists. Until what is kept was learnt, how many there are.
    #[must_use]
    pub fn listed_count(&self) -> usize {
        let catalogue = self.catalogue.read_within(Duration::ZERO);
        catalogue.map_or_else(|| self.asset_count(), |catalogue| catalogue.listed())
    }

    /// What a list shows of an asset; `None` where there is none.
    #[must_use]
    pub fn summary(&self, id: AssetId) -> Option<AssetSummary> {
        self.catalogue.read().get(id).cloned()
    }

    /// Whether there is an asset with this id that is for lists (not `pseudo`).
    #[must_use]
    pub fn is_listed(&self, id: AssetId) -> bool {
        let catalogue = self.catalogue.read();
        catalogue.entry(id).is_some_and(|(_, entry)| !entry.pseudo)
    }

    /// The ids of the assets, in this order; those that are not for lists (`pseudo`) on demand.
    #[must_use]
    pub fn asset_ids(&self, order: Order, pseudo: bool) -> Vec<AssetId> {
        let listed = |_: u32, entry: &Entry| pseudo || !entry.pseudo;
        self.catalogue.read().ids(order, listed)
    }

    /// An asset with its text and its author.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], or where the store can't be read.
    pub fn asset(&self, id: AssetId) -> Result<AssetWithText, ServiceError> {
        /// Times that it is read again at most, where somebody gives it another text meanwhile.
        const AGAIN: usize = 10;
        let read = || {
            let (asset, label_ids) = self.with_ids(id)?.ok_or(ServiceError::UnknownAsset)?;
            let text = self.store.text(id)?.ok_or(ServiceError::UnknownAsset)?;
            Ok::<_, ServiceError>((asset, label_ids, text))
        };
        let (mut asset, mut label_ids, mut text) = read()?;
        for _ in 0..AGAIN {
            if is_of(&text, &asset) {
                break;
            }
            (asset, label_ids, text) = read()?;
        }
        Ok(AssetWithText {
            label_ids,
            ..self.with_author(asset, text)?
        })
    }

    /// What was read or kept at one moment, whatever others do to it meanwhile.
    pub(super) fn with_author(&self, asset: Asset, text: String) -> Result<AssetWithText, ServiceError> {
        let author = self
            .author(asset.creator)
            .ok_or(ServiceError::UnknownApplication)?;
        Ok(AssetWithText {
            asset,
            text: Some(text.into()),
            author,
            label_ids: self.label_ids(),
        })
    }

    /// Bytes of what an asset holds; 0 where there is none.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn size(&self, id: AssetId) -> Result<u64, ServiceError> {
        Ok(self.store.asset(id)?.map_or(0, |asset| asset.bytes))
    }

    /// Changes what is said about an asset. What it has already is not judged: clients may say more than people type.
    ///
    /// # Errors
    /// [`ServiceError::BadChange`] where the title or a new tag is empty, too long or a secret, or there would be too many
    /// tags; [`ServiceError::UnknownAsset`]; or where the store can't be written. Nothing is changed then.
    pub fn edit(&self, id: AssetId, change: AssetChange) -> Result<Asset, ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        let name = change.name.map(|name| checked(&name, "title")).transpose()?;
        let added = change.add_tags.iter().map(|tag| checked(tag, "tag"));
        let added = added.collect::<Result<Vec<_>, _>>()?;
        let now = self.now();
        let edit = |asset: &mut Asset| {
            if let Some(name) = &name {
                asset.details.name = Some(name.clone());
            }
            let tags = &mut asset.details.tags;
            tags.retain(|tag| !change.remove_tags.contains(&tag.text));
            for text in &added {
                if tags.iter().all(|tag| tag.text != *text) {
                    tags.push(new_tag(text));
                }
            }
            if let Some(language) = &change.language {
                asset.language.clone_from(language);
            }
            asset.updated = now;
        };
        if !added.is_empty() {
            let mut asset = self.store.asset(id)?.ok_or(ServiceError::UnknownAsset)?;
            let before = asset.details.tags.len();
            edit(&mut asset);
            let tags = asset.details.tags.len();
            if tags > before && tags > MOST_TAGS {
                return Err(ServiceError::BadChange(format!("at most {MOST_TAGS} tags")));
            }
        }
        let asset = self.say_more(id, edit)?;
        self.publish(Event::Edited(asset.clone()));
        Ok(asset)
    }

    /// Deletes an asset. It can be brought back until the program ends, or until much else was deleted.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], or where the store can't be written.
    pub fn delete(&self, id: AssetId) -> Result<(), ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        let found = self.asset(id)?;
        let removed = self.durably(|store| Ok(store.remove_asset(id)?))?;
        if !removed {
            return Err(ServiceError::UnknownAsset);
        }
        {
            // Who takes it in at this moment has the catalogue, and sees in the store whether it is there.
            let mut catalogue = self.catalogue.write();
            self.engine.write().remove(id);
            catalogue.remove(id);
        }
        if let Some(text) = found.text {
            self.deleted.lock().push(found.asset, text.as_ref().to_owned());
        }
        self.publish(Event::Deleted(id));
        Ok(())
    }

    /// Brings a deleted asset back as it was. Where its text was saved again meanwhile, that asset takes over its title and
    /// language, gets its tags too, and is the answer.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`] where it was not deleted lately, [`ServiceError::BadChange`] where too much is said about
    /// the two together, or where the store can't be written.
    pub fn restore(&self, id: AssetId) -> Result<Asset, ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        let (asset, text) = self.deleted.lock().take(id).ok_or(ServiceError::UnknownAsset)?;
        let added = self.durably(|store| Ok(store.add_asset(&asset, &text)?));
        match added {
            Ok(store::Added::New) => {}
            Ok(store::Added::Existing(there)) => {
                return self
                    .take_over(there, &asset)
                    .inspect_err(|_| self.deleted.lock().push(asset, text));
            }
            Err(error) => {
                // It can be tried again.
                self.deleted.lock().push(asset, text);
                return Err(error);
            }
        }
        self.take_in(
            id,
            &text,
            &engine::Analysis::of(if asset.details.form.no_text { "" } else { &text }),
        )?;
        if asset.reused.is_some() {
            self.engine.write().note_reuse(id);
        }
        self.publish(Event::Restored(asset.clone()));
        Ok(asset)
    }

    /// Says about an asset what was said about a deleted one with the same text.
    fn take_over(&self, there: AssetId, deleted: &Asset) -> Result<Asset, ServiceError> {
        let now = self.now();
        let asset = self.say_more(there, |asset| {
            if deleted.details.name.is_some() {
                asset.details.name.clone_from(&deleted.details.name);
            }
            add(&mut asset.details.tags, &deleted.details.tags, |a, b| {
                a.text == b.text
            });
            if deleted.language.is_some() {
                asset.language.clone_from(&deleted.language);
            }
            // Whoever brings it back wants to find it.
            if deleted.details.marks.pseudo != Some(true) {
                asset.details.marks.pseudo = None;
            }
            asset.updated = now;
        })?;
        self.publish(Event::Edited(asset.clone()));
        Ok(asset)
    }

    /// Counts that an asset was taken, where no copied text led to it.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], or where the store can't be written.
    pub fn take(&self, id: AssetId) -> Result<Asset, ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        let at = self.now();
        let asset = self.change(id, |asset| asset.note_reuse(at))?;
        self.engine.write().note_reuse(id);
        self.publish(Event::Reused {
            application: self.own,
            asset: id,
        });
        Ok(asset)
    }
}

/// Whether a text is as long as what an asset holds, so that the two were kept together: they are read one after the other.
fn is_of(text: &str, asset: &Asset) -> bool {
    let bytes = if asset.details.form.no_text {
        // Its base64.
        asset.bytes.div_ceil(3) * 4
    } else {
        asset.bytes
    };
    text.len() as u64 == bytes
}

/// A tag that a person puts on.
fn new_tag(text: &str) -> Tag {
    Tag {
        text: text.to_owned(),
        mechanism: Mechanism::Manual,
        category: TagCategory::Unknown,
        unread: domain::Unread::new(),
    }
}

fn checked(text: &str, what: &str) -> Result<String, ServiceError> {
    let refuse = |why: &str| Err(ServiceError::BadChange(format!("{what}: {why}")));
    let text = text.trim();
    if text.is_empty() {
        refuse("it is empty")
    } else if text.chars().count() > LONGEST {
        refuse("it is longer than 200 characters")
    } else if text.chars().any(char::is_control) {
        refuse("it has a line break or another control character in it")
    } else if engine::secret_in(text).is_some() {
        refuse("it looks like a secret, and those are not kept")
    } else {
        Ok(text.to_owned())
    }
}
