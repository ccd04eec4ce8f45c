//! Replacing an asset's text, and changing an asset that has a certain text.

use std::sync::atomic::Ordering::Relaxed;

use domain::{Asset, AssetId};
use sled::transaction::{ConflictableTransactionError, abort};

use crate::{
    Replaced, Result, StoreError,
    digest::digest_of,
    format::{Problem, from_json, to_json},
    ledger::Ledger,
    redigest,
    sled_store::SledStore,
    table::{Table, TableView},
    trees::TEXT_DIGESTS,
};

impl SledStore {
    pub(crate) fn put_text(
        &self,
        id: AssetId,
        text: &str,
        change: &dyn Fn(&mut Asset),
        merge: &dyn Fn(&mut Asset, &Asset) -> bool,
    ) -> Result<Replaced> {
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
        // The old one goes, which may be as long, and another asset's that is the same.
        let bytes = 3 * text.len();
        let (replaced, merged) =
            self.disk
                .transaction(bytes, &trees, |(assets, texts, digests, pieces, meta)| {
                    let ledger = Ledger::new(meta);
                    let assets = self.assets.view(&ledger, assets, pieces);
                    let texts = self.texts.view(&ledger, texts, pieces);
                    let digests = ledger.entries(TEXT_DIGESTS, digests);
                    let Some((mut asset, old)) = self.both(&key, &assets, &texts)? else {
                        return Ok((Replaced::Missing, false));
                    };
                    change(&mut asset);
                    asset.id = id;
                    let new_digest = digest_of(&asset, text);
                    let mut merged = false;
                    if let Some(owner) = digests.get(&new_digest)?
                        && owner != key
                    {
                        let owner = match crate::format::uuid(&owner) {
                            Ok(owner) => owner,
                            Err(problem) => return abort(self.texts.problem(&key, problem)),
                        };
                        let other = self.both(owner.as_bytes(), &assets, &texts)?;
                        if !other.is_some_and(|(other, _)| merge(&mut asset, &other)) {
                            return Ok((Replaced::Taken(AssetId::new(owner)), false));
                        }
                        asset.id = id;
                        digests.remove(&new_digest)?;
                        texts.remove(owner.as_bytes())?;
                        assets.remove(owner.as_bytes())?;
                        merged = true;
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
                    Ok((Replaced::Done(Box::new(asset)), merged))
                })?;
        if merged {
            self.asset_count.fetch_sub(1, Relaxed);
        }
        Ok(replaced)
    }

    pub(crate) fn change_same(
        &self,
        id: AssetId,
        (asset, text): (&Asset, &str),
        change: &dyn Fn(&mut Asset),
    ) -> Result<Option<(Asset, String)>> {
        let key = id.uuid().into_bytes();
        self.disk.room_to_add(0)?;
        let digest = digest_of(asset, text);
        let trees = (
            &self.assets.tree,
            &self.texts.tree,
            &self.text_digests,
            &self.texts.pieces.tree,
            &self.meta,
        );
        self.disk
            .transaction(0, &trees, |(assets, texts, digests, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let assets = self.assets.view(&ledger, assets, pieces);
                let texts = self.texts.view(&ledger, texts, pieces);
                let digests = ledger.entries(TEXT_DIGESTS, digests);
                if digests.get(&digest)?.is_none_or(|owner| owner != key) {
                    return Ok(None);
                }
                let Some((mut asset, text)) = self.both(&key, &assets, &texts)? else {
                    return Ok(None);
                };
                change(&mut asset);
                asset.id = id;
                match to_json(&asset) {
                    Ok(body) => assets.put(&key, &self.assets.pieces.prepare(&body))?,
                    Err(problem) => return abort(self.assets.problem(&key, problem)),
                }
                ledger.settle()?;
                Ok(Some((asset, text)))
            })
    }

    /// An asset and its text, as a transaction finds them.
    fn both(
        &self,
        key: &[u8; 16],
        assets: &TableView<'_>,
        texts: &TableView<'_>,
    ) -> std::result::Result<Option<(Asset, String)>, ConflictableTransactionError<StoreError>> {
        let (Some(asset), Some(text)) = (assets.get(key)?, texts.get(key)?) else {
            return Ok(None);
        };
        let bad = |table: &Table, problem| ConflictableTransactionError::Abort(table.problem(key, problem));
        let asset = asset.and_then(|body| from_json(&body));
        let text = text.and_then(|text| String::from_utf8(text).map_err(|_| Problem::NotUtf8));
        Ok(Some((
            asset.map_err(|problem| bad(&self.assets, problem))?,
            text.map_err(|problem| bad(&self.texts, problem))?,
        )))
    }
}
