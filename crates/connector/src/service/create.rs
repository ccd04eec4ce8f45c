//! Making an asset because a client asks for it, without a suggestion before.

use base64::Engine as _;
use domain::{ApplicationId, Asset, AssetDetails, AssetId, Event, Mechanism, SilenceReason};
use engine::Analysis;

use super::{AssetWithText, Seed, Service, ServiceError, revise};

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
        let text = encoded.as_deref().map_or_else(|| seed.text_to_keep(), Ok)?;
        // Nothing is to be learned from how bytes are spelled.
        let analysis = Analysis::of(if encoded.is_some() { "" } else { text });
        if encoded.is_none() && seed.is_secret(&analysis) {
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
        let said = fresh.details.clone();
        let digest = encoded.is_none().then(|| analysis.digest());
        let kept = self.keep(creator, None, Some(fresh), text, digest)?;
        let Some((asset, existed)) = kept else {
            return Err(ServiceError::NoText);
        };
        let id = asset.id;
        if existed {
            self.add_details(id, &said, seed.details.name.is_some())?;
        }
        if let Some(digest) = digest {
            self.engine.write().set_declined(digest, false);
        }
        self.take_in(id, text, &analysis)?;
        let known = self.asset(id)?;
        self.publish(Event::Saved {
            application: creator,
            asset: known.asset.clone(),
            existed,
        });
        Ok(known)
    }

    /// A title and a language for a text that is not kept.
    #[must_use]
    pub fn draft(&self, seed: &Seed) -> Option<(String, Option<domain::Language>)> {
        let text = seed.text.as_deref().filter(|text| !text.trim().is_empty())?;
        let language = engine::language_of(seed.language.clone(), text, self.detector.as_ref());
        Some((engine::title(text), language))
    }

    fn add_details(&self, id: AssetId, said: &AssetDetails, named: bool) -> Result<(), ServiceError> {
        let now = self.now();
        self.say_more(id, |asset| {
            let before = asset.details.clone();
            let details = &mut asset.details;
            if named && said.name.is_some() {
                details.name.clone_from(&said.name);
            }
            add(&mut details.tags, &said.tags, |a, b| a.text == b.text);
            add(&mut details.websites, &said.websites, |a, b| a.url == b.url);
            add(&mut details.annotations, &said.annotations, |a, b| {
                a.kind == b.kind && a.text == b.text
            });
            add(&mut details.hints, &said.hints, |a, b| a.text == b.text);
            add(&mut details.anchors, &said.anchors, |a, b| a.path == b.path);
            details.marks.take(&said.marks);
            for (key, json) in &said.unread {
                details.unread.entry(key.clone()).or_insert_with(|| json.clone());
            }
            if *details != before {
                asset.updated = now;
            }
        })
        .map(|_| ())
    }
}

fn as_bytes(asset: &mut Asset, seed: &Seed, bytes: usize) {
    asset.bytes = bytes as u64;
    asset.is_code = false;
    asset.language.clone_from(&seed.language);
    asset.details.generic.get_or_insert(domain::Generic::File);
    let file_name = asset.details.form.file_name.clone();
    asset.details.name = seed
        .public_details()
        .name
        .or(file_name)
        .or_else(|| Some(format!("{bytes} bytes")));
}

/// Adds what is not there yet.
fn add<T: Clone>(there: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in more {
        if !there.iter().any(|known| same(known, item)) {
            there.push(item.clone());
        }
    }
}
