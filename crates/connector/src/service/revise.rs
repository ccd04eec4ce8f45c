//! Changing an asset as a client of the asset API does: it sends the whole of it, and the last one wins.

use std::collections::HashSet;

use domain::{
    Anchor, Annotation, AnnotationKind, Asset, AssetDetails, AssetId, Event, Hint, Language, Marks,
    Mechanism, Tag, Timestamp, Unread, Website,
};
use engine::Analysis;

use super::{
    Service, ServiceError, ids,
    seed::{once_each, public_details},
};

/// Bytes of everything that is said about an asset, at most, as it is kept.
const MOST_SAID: usize = 256 * 1024;
/// What a tag, a site, a note, a hint or an anchor counts beside its text: an answer spells out as much for each.
const PART: usize = 256;

/// What a client wants an asset to be. Absent: leave it.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    /// Its title. An empty one is left.
    pub name: Option<String>,
    /// How it came to be saved.
    pub mechanism: Option<Mechanism>,
    /// All of its tags.
    pub tags: Option<Vec<Tag>>,
    /// All of its websites.
    pub websites: Option<Vec<Website>>,
    /// All of its annotations.
    pub annotations: Option<Vec<Annotation>>,
    /// All of its hints.
    pub hints: Option<Vec<Hint>>,
    /// All of its anchors.
    pub anchors: Option<Vec<Anchor>>,
    /// What it is marked as.
    pub marks: Marks,
    /// What Bowerbird does not read.
    pub unread: Unread,
}

impl Service {
    /// Changes what is said about an asset.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], [`ServiceError::BadChange`] where too much is said about it, or where the store
    /// can't be written. Nothing is changed then. What holds a secret is left out.
    pub fn revise(&self, id: AssetId, revision: Revision) -> Result<(), ServiceError> {
        let said = AssetDetails {
            name: revision.name.clone().filter(|name| !name.trim().is_empty()),
            tags: revision.tags.clone().unwrap_or_default(),
            websites: revision.websites.clone().unwrap_or_default(),
            annotations: revision.annotations.clone().unwrap_or_default(),
            hints: revision.hints.clone().unwrap_or_default(),
            anchors: revision.anchors.clone().unwrap_or_default(),
            unread: revision.unread,
            ..AssetDetails::default()
        };
        check_size(&said)?;
        let said = once_each(public_details(said, |_| false));
        let now = self.now();
        let asset = self.change(id, |asset| {
            asset.updated = now;
            if let Some(mechanism) = revision.mechanism {
                asset.mechanism = mechanism;
            }
            let details = &mut asset.details;
            if said.name.as_ref().is_some_and(|name| !is_told_of(name, details)) {
                details.name.clone_from(&said.name);
            }
            if revision.tags.is_some() {
                details.tags.clone_from(&said.tags);
            }
            if revision.websites.is_some() {
                details.websites.clone_from(&said.websites);
            }
            if revision.hints.is_some() {
                details.hints.clone_from(&said.hints);
            }
            if revision.anchors.is_some() {
                details.anchors.clone_from(&said.anchors);
            }
            details.marks.take(&revision.marks);
            details.unread.extend(said.unread.clone());
            if revision.annotations.is_some() {
                rewrite_annotations(asset, &said.annotations, now);
            }
        })?;
        self.publish(Event::Edited(asset));
        Ok(())
    }

    /// Says which language an asset is in; `None` for none that is known.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], or where the store can't be read or written.
    pub fn reclassify(&self, id: AssetId, language: Option<&Language>) -> Result<(), ServiceError> {
        let text = self.store.text(id)?.ok_or(ServiceError::UnknownAsset)?;
        let analysis = Analysis::of(&text);
        let now = self.now();
        let asset = self.change(id, |asset| {
            asset.language = language.cloned();
            asset.updated = now;
            if !asset.details.form.no_text {
                asset.is_code = engine::is_code(&analysis, language);
                asset.details.generic = None;
            }
        })?;
        self.publish(Event::Edited(asset));
        Ok(())
    }

    /// Changes an asset's metadata and what is searched of it. The caller publishes.
    pub(super) fn change(&self, id: AssetId, change: impl Fn(&mut Asset)) -> Result<Asset, ServiceError> {
        let _changing = self.changing();
        let change = |asset: &mut Asset| change_named(asset, &change);
        let asset =
            self.durably(|store| store.update_asset(id, &change)?.ok_or(ServiceError::UnknownAsset))?;
        self.refresh(id)?;
        Ok(asset)
    }

    /// The same for a change that says more, which is refused where that is too much.
    pub(super) fn say_more(&self, id: AssetId, change: impl Fn(&mut Asset)) -> Result<Asset, ServiceError> {
        self.room_for(id, &change)?;
        self.change(id, change)
    }

    /// Refuses a change that says more than there may be.
    pub(super) fn room_for(&self, id: AssetId, change: impl Fn(&mut Asset)) -> Result<(), ServiceError> {
        let mut asset = self.store.asset(id)?.ok_or(ServiceError::UnknownAsset)?;
        let before = size(&asset.details);
        change_named(&mut asset, &change);
        if size(&asset.details) > before {
            check_size(&asset.details)?;
        }
        Ok(())
    }

    /// Takes in what is said about an asset now. It is read again, under the lock, so that of two who changed it at once
    /// the later one's change is what is found, whoever comes here first.
    pub(super) fn refresh(&self, id: AssetId) -> Result<(), ServiceError> {
        {
            let mut catalogue = self.catalogue.write();
            let Some(asset) = self.store.asset(id)? else {
                return Ok(());
            };
            let turned = self.engine.read().contains(id) != asset.is_offered();
            if !turned && catalogue.update(&asset) {
                return Ok(());
            }
        }
        self.retake(id)
    }
}

/// Changes an asset so that each of its annotations has its id before, and one of its own after: an id that follows from
/// the place would be another annotation's once one before it is gone.
pub(super) fn change_named(asset: &mut Asset, change: impl Fn(&mut Asset)) {
    asset.details.annotations = with_ids(asset);
    change(asset);
    let at = asset.updated;
    for note in &mut asset.details.annotations {
        note.id.get_or_insert_with(ids::annotation);
        note.times.get_or_insert((at, at));
    }
}

/// Whether a title is what clients are told of the one that there is: who sends that back does not change it.
fn is_told_of(name: &str, details: &AssetDetails) -> bool {
    let known = details.name.as_deref();
    known.is_some_and(|known| engine::seen(known).eq(name.chars()))
}

/// Puts a list of annotations in place of an asset's. Those that it had keep their ids and the times when they were
/// written; an id that is none of theirs, or there already, is not taken over.
fn rewrite_annotations(asset: &mut Asset, sent: &[Annotation], now: Timestamp) {
    let mut before = std::mem::take(&mut asset.details.annotations);
    let renewed = sent.iter().map(|note| {
        let place = before
            .iter()
            .position(|known| note.id.is_some() && known.id == note.id);
        let Some(known) = place.map(|place| before.swap_remove(place)) else {
            return Annotation {
                id: None,
                times: Some((now, now)),
                ..note.clone()
            };
        };
        let (created, updated) = known.times.unwrap_or((now, now));
        // Older clients are told that newer kinds are unknown, and send that back.
        let kind = match note.kind {
            AnnotationKind::Unknown => known.kind,
            kind => kind,
        };
        let same = (known.kind, &known.text) == (kind, &note.text);
        Annotation {
            id: known.id,
            times: Some((created, if same { updated } else { now })),
            kind,
            ..note.clone()
        }
    });
    asset.details.annotations = renewed.collect();
}

/// An asset's annotations, each with its id and its times.
fn with_ids(asset: &Asset) -> Vec<Annotation> {
    let mut taken = HashSet::new();
    let notes = asset.details.annotations.iter().enumerate();
    notes
        .map(|(place, note)| {
            let id = ids::annotation_at(asset, place, note);
            Annotation {
                // Earlier versions could give one id to two.
                id: Some(if taken.insert(id) { id } else { ids::annotation() }),
                times: note.times.or(Some((asset.created, asset.updated))),
                ..note.clone()
            }
        })
        .collect()
}

/// Refuses what would make an asset too large to read with others.
pub(super) fn check_size(details: &AssetDetails) -> Result<(), ServiceError> {
    if size(details) > MOST_SAID {
        return Err(ServiceError::BadChange(format!(
            "What is said about the text is larger than {} KiB.",
            MOST_SAID / 1024
        )));
    }
    Ok(())
}

/// Bytes of everything that is said, about as it is kept.
pub(super) fn size(details: &AssetDetails) -> usize {
    let unread = |unread: &Unread| unread.values().map(String::len).sum::<usize>();
    let tags = details.tags.iter();
    let sites = details.websites.iter();
    let notes = details.annotations.iter();
    let hints = details.hints.iter();
    let anchors = details.anchors.iter();
    let texts = [
        details.name.iter().map(String::len).sum::<usize>(),
        details.form.file_name.iter().map(String::len).sum::<usize>(),
        tags.map(|tag| tag.text.len() + unread(&tag.unread) + PART).sum(),
        sites
            .map(|site| site.url.len() + site.name.len() + unread(&site.unread) + PART)
            .sum(),
        notes
            .map(|note| note.text.len() + unread(&note.unread) + PART)
            .sum(),
        hints
            .map(|hint| hint.text.len() + unread(&hint.unread) + PART)
            .sum(),
        anchors
            .map(|anchor| {
                let name = anchor.name.as_ref().map_or(0, String::len);
                anchor.path.len() + name + unread(&anchor.unread) + PART
            })
            .sum(),
        unread(&details.unread),
    ];
    texts.iter().sum()
}
