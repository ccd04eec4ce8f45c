//! What the user answered: keep it, take the saved one, leave me alone.

use domain::{ApplicationId, Asset, AssetId, Event, Mechanism, Reaction, SilenceReason, TextDigest};
use engine::{Analysis, Entry};
use store::{Added, ReactionWrite};

use super::{
    Seed, Service, ServiceError, asset_id, ids, revise, rewrite::made_title, seed::once_each,
    text_words::TextWords,
};

/// An answer to a suggestion.
#[derive(Debug, Clone)]
pub struct UserReaction {
    /// Whether to save the text.
    pub save: bool,
    /// The saved asset that was taken instead, as the client spells its id.
    pub reuse: Option<String>,
    /// The text that it is about.
    pub seed: Seed,
}

/// What came of a reaction or an intention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered<Id> {
    /// It is kept under this id, now or already before.
    Kept(Id),
    /// It was taken note of; there is nothing to name.
    Noted,
    /// It is a secret, so nothing was kept of it.
    Refused,
}

impl Service {
    /// Carries out what the user answered.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, the seed has no text, too much is said about what is to be
    /// saved, the asset to reuse does not exist, or the store can't be written. Nothing is changed then.
    pub fn react(
        &self,
        application: ApplicationId,
        reaction: &UserReaction,
    ) -> Result<Answered<AssetId>, ServiceError> {
        // Until the index knows of it too.
        let _changing = self.changing();
        self.admit(application)?;
        let (text, analysis) = reaction.seed.text_to_keep()?;
        if reaction.save {
            revise::check_size(&reaction.seed.details)?;
        }
        let secret = reaction.seed.is_secret(&analysis);
        // Not even the digest of a secret is kept: short ones could be found by trying.
        let digest = (!secret).then(|| analysis.exact_digest());
        let reused = reaction.reuse.as_deref().map(asset_id).transpose()?;
        let fresh =
            (reaction.save && !secret).then(|| self.new_asset(application, &reaction.seed, text, &analysis));
        let mut kept = None;
        if reused.is_some() || fresh.is_some() || (!reaction.save && !secret) {
            kept = self.keep(application, reused, fresh, text, digest)?;
        }
        {
            let mut engine = self.engine.write();
            if let Some(asset) = reused {
                engine.note_reuse(asset);
            }
            if let Some(digest) = digest
                && (kept.is_some() || reused.is_none())
            {
                match kept {
                    Some(_) => engine.forget_declined(&analysis),
                    None => engine.set_declined(digest, true),
                }
            }
        }
        if let Some((asset, _)) = &mut kept {
            self.take_in(asset.id, text, &analysis)?;
            // Whoever saves a text wants to find it.
            if asset.details.marks.pseudo == Some(true) {
                match self.change(asset.id, |asset| asset.details.marks.pseudo = None) {
                    Ok(listed) => *asset = listed,
                    // It was there when it was saved.
                    Err(ServiceError::UnknownAsset) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        if let Some(asset) = reused {
            self.refresh(asset)?;
        }
        if let Some(asset) = reused {
            self.publish(Event::Reused { application, asset });
        }
        if let Some((asset, existed)) = kept {
            let id = asset.id;
            self.publish(Event::Saved {
                application,
                asset,
                existed,
            });
            return Ok(Answered::Kept(id));
        }
        if reaction.save {
            self.publish(Event::SaveRefused {
                application,
                reason: SilenceReason::Secret,
            });
            return Ok(Answered::Refused);
        }
        if reused.is_none() {
            self.publish(Event::Declined { application });
        }
        Ok(Answered::Noted)
    }

    /// Makes an asset findable that is in the store now. The one who added it may not have come this far yet.
    pub(super) fn take_in(&self, id: AssetId, text: &str, analysis: &Analysis) -> Result<(), ServiceError> {
        let Some(asset) = self.store.asset(id)? else {
            return Ok(());
        };
        let entry = Entry::from(analysis);
        let is_known = self.catalogue.read().get(id).is_some();
        let words = (!is_known).then(|| TextWords::of(&asset, text));
        let mut catalogue = self.catalogue.write();
        let Some(asset) = self.store.asset(id)? else {
            return Ok(());
        };
        if asset.is_offered() {
            let mut engine = self.engine.write();
            if !engine.contains(id) {
                engine.insert(id, entry);
            }
        }
        if let Some(words) = words
            && catalogue.get(id).is_none()
        {
            catalogue.put(&asset, &words);
        }
        Ok(())
    }

    /// Writes an answer, and says what is kept of the text if it was to be saved, and whether it was there already.
    pub(super) fn keep(
        &self,
        application: ApplicationId,
        reused: Option<AssetId>,
        fresh: Option<Asset>,
        text: &str,
        digest: Option<TextDigest>,
    ) -> Result<Option<(Asset, bool)>, ServiceError> {
        let at = self.now();
        self.writing(|store| {
            let added = store.react(&ReactionWrite {
                reused: reused.map(|asset| (asset, at)),
                saved: fresh.as_ref().map(|asset| (asset, text)),
                record: &|verdict| Reaction {
                    id: ids::reaction(),
                    application,
                    at,
                    digest,
                    verdict,
                },
            })?;
            Ok(match (fresh, added) {
                (Some(fresh), Some(Added::Existing(id))) => {
                    // It may be gone again already; then what was asked for was true when it was found.
                    Some((store.asset(id)?.unwrap_or(Asset { id, ..fresh }), true))
                }
                (Some(fresh), _) => Some((fresh, false)),
                (None, _) => None,
            })
        })
    }

    pub(super) fn new_asset(
        &self,
        creator: ApplicationId,
        seed: &Seed,
        text: &str,
        analysis: &Analysis,
    ) -> Asset {
        let now = self.now();
        let recommended = self.recent.lock().was_offered(analysis.exact_digest());
        let language = engine::language_of(seed.language.clone(), text, self.detector.as_ref());
        let mut details = once_each(seed.public_details());
        if details.name.is_none() {
            details.name = Some(made_title(&details.form, text, text.len() as u64));
        }
        Asset {
            id: ids::asset(),
            creator,
            created: now,
            updated: now,
            reused: None,
            reuse_count: 0,
            mechanism: if recommended {
                Mechanism::Recommended
            } else {
                Mechanism::Manual
            },
            is_code: engine::is_code(analysis, language.as_ref()),
            language,
            bytes: text.len() as u64,
            details,
        }
    }
}
