//! Replacing an asset's text.

use domain::{Asset, AssetId};
use sled::transaction::abort;

use crate::{
    Replaced, Result,
    digest::digest_of,
    format::{Problem, from_json, to_json},
    ledger::Ledger,
    redigest,
    sled_store::SledStore,
    trees::TEXT_DIGESTS,
};

impl SledStore {
    pub(crate) fn put_text(&self, id: AssetId, text: &str, change: &dyn Fn(&mut Asset)) -> Result<Replaced> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_add(text.len())?;
        let new_text = self.texts.pieces.prepare(text.as_bytes());
        let trees = (
            &self.assets.tree,
            &self.texts.tree,
            &self.text_digests,
            &self.texts.pieces.tree,
            &self.meta,
        );
        // The old one goes, which may be as long.
        let bytes = 2 * text.len();
        self.disk
            .transaction(bytes, &trees, |(assets, texts, digests, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let assets = self.assets.view(&ledger, assets, pieces);
                let texts = self.texts.view(&ledger, texts, pieces);
                let digests = ledger.entries(TEXT_DIGESTS, digests);
                let (Some(asset), Some(old)) = (assets.get(&key)?, texts.get(&key)?) else {
                    return Ok(Replaced::Missing);
                };
                let mut asset: Asset = match asset.and_then(|body| from_json(&body)) {
                    Ok(asset) => asset,
                    Err(problem) => return abort(self.assets.problem(&key, problem)),
                };
                let old = match old.and_then(|old| String::from_utf8(old).map_err(|_| Problem::NotUtf8)) {
                    Ok(old) => old,
                    Err(problem) => return abort(self.texts.problem(&key, problem)),
                };
                change(&mut asset);
                asset.id = id;
                let new_digest = digest_of(&asset, text);
                if let Some(owner) = digests.get(&new_digest)?
                    && owner != key
                {
                    return match crate::format::uuid(&owner) {
                        Ok(owner) => Ok(Replaced::Taken(AssetId::new(owner))),
                        Err(problem) => abort(self.texts.problem(&key, problem)),
                    };
                }
                let body = match to_json(&asset) {
                    Ok(body) => self.assets.pieces.prepare(&body),
                    Err(problem) => return abort(self.assets.problem(&key, problem)),
                };
                digests.remove(&redigest::place(&digests, id, &old)?)?;
                digests.insert(&new_digest, &key)?;
                texts.put(&key, &new_text)?;
                assets.put(&key, &body)?;
                ledger.settle()?;
                Ok(Replaced::Done(Box::new(asset)))
            })
    }
}
