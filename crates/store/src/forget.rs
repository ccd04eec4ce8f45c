//! Forgetting what was learned from the user: answers, texts that may matter later, and which assets were reused.

use domain::{Asset, AssetId};

use crate::{Result, Store, sled_store::SledStore};

impl SledStore {
    /// Removes what is forgotten, some at a time. What is interrupted has forgotten a part, and can be done again.
    pub(crate) fn forget_all_learned(&self) -> Result<Vec<AssetId>> {
        self.disk.room_to_remove()?;
        self.reactions.clear(&self.disk)?;
        self.intentions.clear(&self.disk)?;
        let reused = |asset: &Asset| asset.reused.is_some() || asset.reuse_count > 0;
        let mut changed = Vec::new();
        for asset in self.assets() {
            let asset = asset?;
            if reused(&asset) {
                let forget = |asset: &mut Asset| {
                    asset.reused = None;
                    asset.reuse_count = 0;
                };
                changed.extend(self.update_asset(asset.id, &forget)?.map(|asset| asset.id));
            }
        }
        Ok(changed)
    }
}
