//! Adding an asset and recording an answer, as steps of a shared transaction.

use domain::{Asset, AssetId, Timestamp, Verdict};
use sled::{IVec, transaction::UnabortableTransactionError};

use crate::{
    Added, ReactionWrite, Result, StoreError,
    digest::digest_of,
    format::{Problem, from_json, to_json, uuid},
    group_write::{Stepped, Views},
    history::Addition,
    sled_store::SledStore,
    table::{Prepared, Table},
    trees::TEXT_DIGESTS,
};

/// An asset spelled for the disk.
struct NewAsset {
    id: AssetId,
    digest: [u8; 32],
    asset: Prepared,
    text: Prepared,
}

/// A reuse to count.
struct Reuse {
    id: AssetId,
    at: Timestamp,
    assets: Table,
}

/// What became of a reaction's step.
enum Outcome {
    Written(Option<Added>),
    /// Somebody saved or removed the same text meanwhile, so the records name the wrong asset.
    Outdated,
}

impl SledStore {
    pub(crate) fn add_new_asset(&self, asset: &Asset, text: &str) -> Result<Added> {
        // Without the lock of a transaction first: the usual case of a text that is copied over and over.
        if let Some(id) = self.asset_with(&digest_of(asset, text))? {
            return Ok(Added::Existing(id));
        }
        let new = self.spell(asset, text)?;
        let added = self
            .group
            .write(new.bytes(), move |views| match new.find(views)? {
                Ok(None) => new.put(views).map(|()| Ok(Added::New)),
                Ok(Some(id)) => Ok(Ok(Added::Existing(id))),
                Err(refused) => Ok(Err(refused)),
            })?;
        self.count(added);
        Ok(added)
    }

    pub(crate) fn write_reaction(&self, write: &ReactionWrite<'_>) -> Result<Option<Added>> {
        loop {
            if let Outcome::Written(added) = self.try_reaction(write)? {
                added.into_iter().for_each(|added| self.count(added));
                return Ok(added);
            }
        }
    }

    /// One attempt, with records that name the asset which has the text now.
    fn try_reaction(&self, write: &ReactionWrite<'_>) -> Result<Outcome> {
        let saved = match write.saved {
            None => None,
            Some((asset, text)) => {
                let existing = self.asset_with(&digest_of(asset, text))?;
                Some((self.spell(asset, text)?, existing))
            }
        };
        let reuse = write.reused.map(|(id, at)| Reuse {
            id,
            at,
            assets: self.assets.clone(),
        });
        let mut verdicts = Vec::new();
        verdicts.extend(write.reused.map(|(asset, _)| Verdict::Reused { asset }));
        verdicts.extend(saved.as_ref().map(|(new, existing)| Verdict::Saved {
            asset: existing.unwrap_or(new.id),
        }));
        if verdicts.is_empty() {
            verdicts.push(Verdict::Declined);
        }
        let records: Vec<Addition> = verdicts
            .into_iter()
            .map(|verdict| self.reactions.prepare(&(write.record)(verdict), &self.disk))
            .collect::<Result<_>>()?;
        let bytes = saved.as_ref().map_or(0, |(new, _)| new.bytes());
        self.group.write_durably(bytes, move |views| {
            // Everything that may refuse comes before the first write: a refusal writes nothing.
            let touched = match &reuse {
                None => None,
                Some(reuse) => match reuse.apply(views)? {
                    Ok(asset) => Some((reuse, asset)),
                    Err(refused) => return Ok(Err(refused)),
                },
            };
            let mut added = None;
            if let Some((new, expected)) = &saved {
                match new.find(views)? {
                    Ok(found) if found == *expected => {
                        added = Some(found.map_or(Added::New, Added::Existing));
                    }
                    Ok(_) => return Ok(Ok(Outcome::Outdated)),
                    Err(refused) => return Ok(Err(refused)),
                }
            }
            if let Some((reuse, asset)) = touched {
                views.assets().put(reuse.id.uuid().as_bytes(), &asset)?;
            }
            if let (Some((new, _)), Some(Added::New)) = (&saved, added) {
                new.put(views)?;
            }
            for record in &records {
                record.apply(&views.reactions())?;
            }
            Ok(Ok(Outcome::Written(added)))
        })
    }

    pub(crate) fn asset_with(&self, digest: &[u8; 32]) -> Result<Option<AssetId>> {
        let found = self.text_digests.get(digest)?;
        found.as_ref().map(asset_id).transpose()
    }

    fn spell(&self, asset: &Asset, text: &str) -> Result<NewAsset> {
        let key = asset.id.uuid().into_bytes();
        let body = to_json(asset).map_err(|problem| self.assets.problem(&key, problem))?;
        self.disk.room_to_add(body.len() + text.len())?;
        Ok(NewAsset {
            id: asset.id,
            digest: digest_of(asset, text),
            asset: self.assets.pieces.prepare(&body),
            text: self.texts.pieces.prepare(text.as_bytes()),
        })
    }
}

impl NewAsset {
    fn bytes(&self) -> usize {
        self.asset.bytes() + self.text.bytes()
    }

    /// The asset that has the text already, or a refusal because the id is another text's.
    fn find(&self, views: &Views<'_>) -> Stepped<Option<AssetId>> {
        if let Some(value) = views.text_digests.get(&self.digest)? {
            return Ok(asset_id(&value).map(Some));
        }
        if views.assets.get(self.id.uuid().as_bytes())?.is_some() {
            return Ok(Err(StoreError::IdTaken { id: self.id }));
        }
        Ok(Ok(None))
    }

    fn put(&self, views: &Views<'_>) -> Result<(), UnabortableTransactionError> {
        let key = &self.id.uuid().into_bytes();
        views.assets().put(key, &self.asset)?;
        views.texts().put(key, &self.text)?;
        views.text_digests.insert(&self.digest, key)?;
        Ok(())
    }
}

impl Reuse {
    /// The asset with one reuse more, spelled for the disk.
    fn apply(&self, views: &Views<'_>) -> Stepped<Prepared> {
        let key = &self.id.uuid().into_bytes();
        let Some(body) = views.assets().get(key)? else {
            return Ok(Err(StoreError::NoSuchAsset { id: self.id }));
        };
        let counted = body.and_then(|body| {
            let mut asset: Asset = from_json(&body)?;
            asset.note_reuse(self.at);
            Ok(self.assets.pieces.prepare(&to_json(&asset)?))
        });
        Ok(counted.map_err(|problem| self.assets.problem(key, problem)))
    }
}

fn asset_id(value: &IVec) -> Result<AssetId> {
    let bad = |problem: Problem| StoreError::Record {
        tree: TEXT_DIGESTS,
        key: "of this text".to_owned(),
        problem,
    };
    uuid(value).map(AssetId::new).map_err(bad)
}
