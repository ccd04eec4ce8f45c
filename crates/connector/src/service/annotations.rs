//! Notes about assets, each by its own id.

use std::sync::Arc;

use domain::{Annotation, AnnotationId, AnnotationKind, Asset, AssetId, Event, Mechanism, Unread};

use super::{Service, ServiceError, ids, seed::public_unread};

/// A note, the asset that it is about, and its place there.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The asset.
    pub asset: Arc<Asset>,
    /// Where the note is in the asset's list.
    pub place: usize,
}

/// What a note is to be. Absent: leave it.
#[derive(Debug, Clone)]
pub struct NoteChange {
    /// Its kind; [`AnnotationKind::Unknown`] leaves it.
    pub kind: AnnotationKind,
    /// Its text.
    pub text: String,
    /// Who put it there.
    pub mechanism: Option<Mechanism>,
    /// Whether the user marked it.
    pub favorited: Option<bool>,
    /// What else is said of it.
    pub unread: Unread,
}

impl Noted {
    /// The note.
    #[must_use]
    pub fn note(&self) -> &Annotation {
        &self.asset.details.annotations[self.place]
    }
}

impl Service {
    /// The note with this id.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], or where the store can't be read.
    pub fn annotation(&self, id: AnnotationId) -> Result<Noted, ServiceError> {
        let holding = self.catalogue.read().holding(id.uuid()).first().copied();
        let asset = holding
            .map(|asset| self.store.asset(asset))
            .transpose()?
            .flatten();
        asset
            .and_then(|asset| noted(asset, id))
            .ok_or(ServiceError::Unknown("annotation"))
    }

    /// The notes about an asset that are of a kind that is wanted. None where there is no asset.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub fn annotations(
        &self,
        of: AssetId,
        wanted: impl Fn(AnnotationKind) -> bool,
    ) -> Result<Vec<Noted>, ServiceError> {
        let Some(asset) = self.store.asset(of)?.map(Arc::new) else {
            return Ok(Vec::new());
        };
        let notes = asset.details.annotations.iter().enumerate();
        let wanted = notes.filter(|(_, note)| wanted(note.kind));
        let noted = wanted.map(|(place, _)| Noted {
            asset: Arc::clone(&asset),
            place,
        });
        Ok(noted.collect())
    }

    /// Adds a note to an asset.
    ///
    /// # Errors
    /// [`ServiceError::UnknownAsset`], [`ServiceError::Secret`], [`ServiceError::BadChange`] where too much is said about
    /// the asset, or where the store can't be written.
    pub fn annotate(&self, asset: AssetId, note: Annotation) -> Result<Noted, ServiceError> {
        let now = self.now();
        let id = ids::annotation();
        let note = Annotation {
            id: Some(id),
            times: Some((now, now)),
            unread: public_unread(note.unread),
            ..note
        };
        self.change_notes(asset, &note.text, |notes| notes.push(note.clone()))
            .and_then(|asset| noted(asset, id).ok_or(ServiceError::Unknown("annotation")))
    }

    /// Changes a note's text, kind and mark.
    ///
    /// # Errors
    /// [`ServiceError::Unknown`], and as for [`annotate`](Self::annotate).
    pub fn change_annotation(&self, id: AnnotationId, to: &NoteChange) -> Result<Noted, ServiceError> {
        let asset = self.annotation(id)?.asset.id;
        let now = self.now();
        let unread = public_unread(to.unread.clone());
        let changed = self.change_notes(asset, &to.text, |notes| {
            for note in notes.iter_mut().filter(|note| note.id == Some(id)) {
                // Older clients are told that newer kinds are unknown, and send that back.
                if to.kind != AnnotationKind::Unknown {
                    note.kind = to.kind;
                }
                note.unread.extend(unread.clone());
                note.text.clone_from(&to.text);
                note.mechanism = to.mechanism.unwrap_or(note.mechanism);
                note.favorited = to.favorited.unwrap_or(note.favorited);
                note.times = note.times.map(|(created, _)| (created, now));
            }
        })?;
        noted(changed, id).ok_or(ServiceError::Unknown("annotation"))
    }

    /// Removes a note.
    ///
    /// # Errors
    /// As for [`change_annotation`](Self::change_annotation).
    pub fn delete_annotation(&self, id: AnnotationId) -> Result<(), ServiceError> {
        let asset = self.annotation(id)?.asset.id;
        self.change_notes(asset, "", |notes| notes.retain(|note| note.id != Some(id)))
            .map(|_| ())
    }

    fn change_notes(
        &self,
        asset: AssetId,
        text: &str,
        change: impl Fn(&mut Vec<Annotation>),
    ) -> Result<Asset, ServiceError> {
        if engine::secret_in(text).is_some() {
            return Err(ServiceError::Secret);
        }
        let now = self.now();
        let asset = self.say_more(asset, |asset| {
            change(&mut asset.details.annotations);
            asset.updated = now;
        })?;
        self.publish(Event::Edited(asset.clone()));
        Ok(asset)
    }
}

fn noted(asset: Asset, id: AnnotationId) -> Option<Noted> {
    let mut notes = asset.details.annotations.iter().enumerate();
    let place = notes.find(|(place, note)| ids::annotation_at(&asset, *place, note) == id);
    let place = place.map(|(place, _)| place)?;
    let asset = Arc::new(asset);
    Some(Noted { asset, place })
}
