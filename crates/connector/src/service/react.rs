//! What the user answered: keep it, take the saved one, leave me alone.

use domain::{ApplicationId, Asset, AssetId, Event, Mechanism, Reaction, SilenceReason, TextDigest, Verdict};
use engine::{Analysis, Worth};
use store::Added;

use super::{Seed, Service, ServiceError, asset_id, ids, learn, text_of};

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
    /// Where the application is unknown or not connected, the seed has no text, the asset to reuse does not exist, or
    /// the store can't be written. Nothing is changed then.
    pub fn react(
        &self,
        application: ApplicationId,
        reaction: &UserReaction,
    ) -> Result<Answered<AssetId>, ServiceError> {
        self.admit(application)?;
        let text = text_of(&reaction.seed)?;
        let analysis = Analysis::of(text);
        let secret = matches!(analysis.worth(), Worth::Secret(_));
        // Not even the digest of a secret is kept: short ones could be found by trying.
        let digest = (!secret).then(|| analysis.digest());
        if let Some(asset) = &reaction.reuse {
            self.reuse(application, asset_id(asset)?, digest)?;
        }
        match (reaction.save, digest) {
            (true, Some(_)) => self
                .save(application, &reaction.seed, text, &analysis)
                .map(Answered::Kept),
            (true, None) => {
                self.publish(Event::SaveRefused {
                    application,
                    reason: SilenceReason::Secret,
                });
                Ok(Answered::Refused)
            }
            (false, Some(digest)) if reaction.reuse.is_none() => {
                self.decline(application, digest)?;
                Ok(Answered::Noted)
            }
            (false, _) => Ok(Answered::Noted),
        }
    }

    fn reuse(
        &self,
        application: ApplicationId,
        asset: AssetId,
        digest: Option<TextDigest>,
    ) -> Result<(), ServiceError> {
        let at = self.now();
        self.durably(|store| {
            let counted = store.update_asset(asset, &|asset: &mut Asset| {
                asset.reused = Some(at);
                asset.reuse_count = asset.reuse_count.saturating_add(1);
            })?;
            counted.ok_or(ServiceError::UnknownAsset)?;
            store.add_reaction(&self.reaction(application, digest, Verdict::Reused { asset }))?;
            Ok(())
        })?;
        learn(&mut self.engine.write(), Verdict::Reused { asset }, digest);
        self.publish(Event::Reused { application, asset });
        Ok(())
    }

    fn save(
        &self,
        application: ApplicationId,
        seed: &Seed,
        text: &str,
        analysis: &Analysis,
    ) -> Result<AssetId, ServiceError> {
        let digest = analysis.digest();
        let (asset, existed) = self.durably(|store| {
            let fresh = self.new_asset(application, seed, text, analysis);
            let (asset, existed) = match store.add_asset(&fresh, text)? {
                Added::New => (fresh, false),
                // The asset may be gone again already; then what was asked for was true when it was found.
                Added::Existing(id) => (store.asset(id)?.unwrap_or(Asset { id, ..fresh }), true),
            };
            store.add_reaction(&self.reaction(
                application,
                Some(digest),
                Verdict::Saved { asset: asset.id },
            ))?;
            Ok((asset, existed))
        })?;
        let id = asset.id;
        {
            let mut engine = self.engine.write();
            if !existed {
                engine.insert(id, analysis);
            }
            learn(&mut engine, Verdict::Saved { asset: id }, Some(digest));
        }
        self.publish(Event::Saved {
            application,
            asset,
            existed,
        });
        Ok(id)
    }

    fn decline(&self, application: ApplicationId, digest: TextDigest) -> Result<(), ServiceError> {
        self.durably(|store| {
            store.add_reaction(&self.reaction(application, Some(digest), Verdict::Declined))?;
            Ok(())
        })?;
        learn(&mut self.engine.write(), Verdict::Declined, Some(digest));
        self.publish(Event::Declined { application });
        Ok(())
    }

    fn new_asset(&self, creator: ApplicationId, seed: &Seed, text: &str, analysis: &Analysis) -> Asset {
        let now = self.now();
        let recommended = self.recent.lock().was_offered(analysis.digest());
        let language = engine::language_of(seed.language.clone(), text, self.detector.as_ref());
        let mut details = seed.details.clone();
        details.name = details.name.or_else(|| Some(engine::title(text)));
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

    fn reaction(&self, application: ApplicationId, digest: Option<TextDigest>, verdict: Verdict) -> Reaction {
        Reaction {
            id: ids::reaction(),
            application,
            at: self.now(),
            digest,
            verdict,
        }
    }
}
