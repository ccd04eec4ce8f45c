//! Labels that are kept apart from assets, and changing both in one step.

use domain::{Asset, AssetId, Label};
use sled::transaction::abort;
use uuid::Uuid;

use crate::{
    Result,
    format::{from_json, to_json, uuid},
    ledger::Ledger,
    sled_store::SledStore,
};

impl SledStore {
    pub(crate) fn write_labels(
        &self,
        labels: &[(Uuid, Option<Label>)],
        assets: &[AssetId],
        change: &dyn Fn(&mut Asset),
    ) -> Result<Vec<Asset>> {
        let mut bytes = 0;
        let mut prepared = Vec::with_capacity(labels.len());
        for (id, label) in labels {
            let key = id.into_bytes();
            let label = label.as_ref().map(to_json).transpose();
            let body = label.map_err(|problem| self.labels.problem(&key, problem))?;
            bytes += body.as_ref().map_or(0, Vec::len);
            prepared.push((key, body.map(|body| self.labels.pieces.prepare(&body))));
        }
        for id in assets {
            bytes += self
                .assets
                .get(id.uuid().as_bytes())?
                .map_or(0, |body| body.len());
        }
        if bytes == 0 {
            self.disk.room_to_remove()?;
        } else {
            self.disk.room_to_add(bytes)?;
        }
        let all = (
            &self.labels.tree,
            &self.assets.tree,
            &self.labels.pieces.tree,
            &self.meta,
        );
        self.disk
            .transaction(bytes, &all, |(label_tree, asset_tree, pieces, meta)| {
                let ledger = Ledger::new(meta);
                let view = self.labels.view(&ledger, label_tree, pieces);
                for (key, label) in &prepared {
                    match label {
                        Some(label) => view.put(key, label)?,
                        None => drop(view.remove(key)?),
                    }
                }
                let view = self.assets.view(&ledger, asset_tree, pieces);
                let mut changed = Vec::with_capacity(assets.len());
                for id in assets {
                    let key = id.uuid().into_bytes();
                    let bad = |problem| self.assets.problem(&key, problem);
                    let Some(body) = view.get(&key)? else {
                        continue;
                    };
                    let mut asset: Asset = match body.and_then(|body| from_json(&body)) {
                        Ok(asset) => asset,
                        Err(problem) => return abort(bad(problem)),
                    };
                    change(&mut asset);
                    asset.id = *id;
                    match to_json(&asset) {
                        Ok(body) => view.put(&key, &self.assets.pieces.prepare(&body))?,
                        Err(problem) => return abort(bad(problem)),
                    }
                    changed.push(asset);
                }
                ledger.settle()?;
                Ok(changed)
            })
    }

    pub(crate) fn read_label(&self, id: Uuid) -> Result<Option<Label>> {
        let key = id.into_bytes();
        let body = self.labels.get(&key)?;
        body.map(|body| self.labels.decode(&key, &body)).transpose()
    }

    pub(crate) fn read_labels(&self) -> Result<Vec<(Uuid, Label)>> {
        let label = |entry: Result<(sled::IVec, Vec<u8>)>| {
            let (key, body) = entry?;
            let id = uuid(&key).map_err(|problem| self.labels.problem(&key, problem))?;
            Ok((id, self.labels.decode(&key, &body)?))
        };
        self.labels.iter().map(label).collect()
    }
}
