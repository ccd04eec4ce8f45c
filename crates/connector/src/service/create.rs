//! Making an asset because a client asks for it, without a suggestion before.

use base64::Engine as _;
use domain::{ApplicationId, Asset, AssetDetails, AssetId, Event, Mechanism, SilenceReason};
use engine::Analysis;

use super::{AssetWithText, Seed, Service, ServiceError, revise, rewrite::made_title};

impl Service {
    /// Keeps what a client sends as an asset. Where its text is in the library already, what is said about it is added
    /// to the asset that has it, and that is the answer.
    ///
    /// The creator is the application if it is connected, else Bowerbird itself.
    ///
    /// # Errors
    /// [`ServiceError::NoText`] where there is nothing to keep, [`ServiceError::Secret`] where it is a secret,
    /// [`ServiceError::BadChange`] where too much is said about it, or where the store can't be written.
    pub fn create(
        &self,
        application: Option<ApplicationId>,
        seed: &Seed,
    ) -> Result<AssetWithText, ServiceError> {
        let _changing = self.changing();
        let creator = application
            .filter(|id| self.admit(*id).is_ok())
            .unwrap_or(self.own);
        revise::check_size(&seed.details)?;
        let encoded = match (&seed.text, &seed.bytes) {
            (None, Some(bytes)) if !bytes.is_empty() => {
                Some(base64::engine::general_purpose::STANDARD.encode(bytes))
            }
            _ => None,
        };
        let (text, analysis) = match encoded.as_deref() {
            // Nothing is to be learned from how bytes are spelled.
            Some(spelled) => (spelled, Analysis::of("")),
            None => seed.text_to_keep()?,
        };
        if seed.is_secret(&analysis) {
            self.publish(Event::SaveRefused {
                application: creator,
                reason: SilenceReason::Secret,
            });
            return Err(ServiceError::Secret);
        }
        let mut fresh = self.new_asset(creator, seed, text, &analysis);
        fresh.mechanism = seed.mechanism.unwrap_or(Mechanism::Manual);
        if let Some(bytes) = &seed.bytes
            && encoded.is_some()
        {
            as_bytes(&mut fresh, seed, bytes.len());
        }
        let digest = encoded.is_none().then(|| analysis.exact_digest());
        let (asset, text, existed) = loop {
            let kept = self.keep(creator, None, Some(fresh.clone()), text, digest)?;
            let (asset, existed) = kept.ok_or(ServiceError::NoText)?;
            if !existed {
                break (asset, text.to_owned(), false);
            }
            // The asset that has the text may be gone, or another, before more is said about it: then it is looked for again.
            if let Some((asset, text)) = self.add_details(asset.id, (&fresh, text), seed)? {
                break (asset, text, true);
            }
        };
        if digest.is_some() {
            self.engine.write().forget_declined(&analysis);
        }
        self.take_in(asset.id, &text, &analysis)?;
        self.publish(Event::Saved {
            application: creator,
            asset: asset.clone(),
            existed,
        });
        self.with_author(asset, text)
    }

    /// A title and a language for a text that is not kept.
    #[must_use]
    pub fn draft(&self, seed: &Seed) -> Option<(String, Option<domain::Language>)> {
        let text = seed.text.as_deref().filter(|text| !text.trim().is_empty())?;
        let language = engine::language_of(seed.language.clone(), text, self.detector.as_ref());
        Some((engine::title(text), language))
    }

    /// Adds what is said about `same` to the asset that has the same text; `None` where that has it no longer.
    fn add_details(
        &self,
        id: AssetId,
        same: (&Asset, &str),
        seed: &Seed,
    ) -> Result<Option<(Asset, String)>, ServiceError> {
        let (now, said) = (self.now(), &same.0.details);
        // A title that was made of the text, or by who keeps it out of lists, gives way to one that somebody chose, and to the
        // first name of a file.
        let (chosen, file) = (seed.details.name.is_some(), said.form.file_name.is_some());
        let made = if chosen || file {
            self.store.text(id)?
        } else {
            None
        };
        let add = |asset: &mut Asset| {
            let before = asset.details.clone();
            let name = &before.name;
            let is_made = made.as_ref().is_some_and(|text| {
                let made = made_title(&before.form, text, asset.bytes);
                name.as_ref().is_none_or(|name| *name == made)
            });
            add_all(&mut asset.details, said);
            let shown = before.marks.pseudo == Some(true) && asset.details.marks.pseudo != Some(true);
            let is_better = chosen || (file && before.form.file_name.is_none());
            if is_better && (is_made || shown) {
                asset.details.name.clone_from(&said.name);
            }
            if before.form.file_name.is_none() {
                asset.details.form.file_name.clone_from(&said.form.file_name);
            }
            if asset.details != before {
                asset.updated = now;
            }
        };
        match self.room_for(id, add) {
            Err(ServiceError::UnknownAsset) => return Ok(None),
            room => room?,
        }
        let add = |asset: &mut Asset| revise::change_named(asset, add);
        let changed = self.durably(|store| Ok(store.update_same(id, same, &add)?))?;
        if changed.is_some() {
            self.refresh(id)?;
        }
        Ok(changed)
    }
}

/// Says about an asset what is said about another one with the same content, beside what is said about it. Its title stays.
pub(super) fn add_all(details: &mut AssetDetails, said: &AssetDetails) {
    add(&mut details.tags, &said.tags, |a, b| a.text == b.text);
    add(&mut details.websites, &said.websites, |a, b| a.url == b.url);
    add(&mut details.annotations, &said.annotations, |a, b| {
        a.kind == b.kind && a.text == b.text
    });
    add(&mut details.hints, &said.hints, |a, b| a.text == b.text);
    add(&mut details.anchors, &said.anchors, |a, b| a.path == b.path);
    // Of two who keep a text one wants to find it.
    let listed = details.marks.pseudo != Some(true) || said.marks.pseudo != Some(true);
    details.marks.take(&said.marks);
    if listed && details.marks.pseudo == Some(true) {
        details.marks.pseudo = None;
    }
    for (key, json) in &said.unread {
        details.unread.entry(key.clone()).or_insert_with(|| json.clone());
    }
}

fn as_bytes(asset: &mut Asset, seed: &Seed, bytes: usize) {
    asset.bytes = bytes as u64;
    asset.is_code = false;
    asset.language.clone_from(&seed.language);
    asset.details.generic.get_or_insert(domain::Generic::File);
    let made = || made_title(&asset.details.form, "", asset.bytes);
    asset.details.name = Some(seed.public_details().name.unwrap_or_else(made));
}

/// Adds what is not there yet.
pub(super) fn add<T: Clone>(there: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in more {
        if !there.iter().any(|known| same(known, item)) {
            there.push(item.clone());
        }
    }
}
