//! Taking in anew what an asset holds: for searches, and for what copies are compared with.

use domain::{Asset, AssetId};
use engine::{Entry, Sketch};

use super::{Service, ServiceError, text_words::TextWords};

/// How often what was made of a text may be out of date before it is made while everybody waits.
const TRIES: usize = 3;

/// What an asset holds, and what is made of it: most of the work for a long text.
struct Made {
    asset: Asset,
    text: String,
    words: TextWords,
    /// What copies are compared with; nothing where it is not offered.
    compared: Option<Entry>,
}

impl Made {
    fn of(asset: Asset, text: String) -> Self {
        let words = TextWords::of(&asset, &text);
        let compared = asset.is_offered().then(|| Entry::from(&Sketch::of(&text)));
        Self {
            asset,
            text,
            words,
            compared,
        }
    }

    /// Whether the same would be made of this.
    fn is_of(&self, asset: &Asset, text: &str) -> bool {
        let made_by = |asset: &Asset| (asset.is_offered(), asset.details.form.no_text);
        made_by(&self.asset) == made_by(asset) && self.text == text
    }
}

impl Service {
    /// Takes in what an asset holds now. What is made of it is made before others have to wait; then it is read again, under
    /// the lock, so that of two who changed it at once the later one's change is what is found, whoever comes here first.
    pub(super) fn retake(&self, id: AssetId) -> Result<(), ServiceError> {
        for _ in 0..TRIES {
            let Some((asset, text)) = self.held(id)? else {
                return Ok(());
            };
            let made = Made::of(asset, text);
            let mut catalogue = self.catalogue.write();
            let Some((asset, text)) = self.held(id)? else {
                return Ok(());
            };
            if made.is_of(&asset, &text) {
                catalogue.put(&asset, &made.words);
                self.compare_with(&asset, made.compared);
                return Ok(());
            }
        }
        let mut catalogue = self.catalogue.write();
        if let Some((asset, text)) = self.held(id)? {
            let made = Made::of(asset, text);
            catalogue.put(&made.asset, &made.words);
            self.compare_with(&made.asset, made.compared);
        }
        Ok(())
    }

    /// An asset and what it holds.
    fn held(&self, id: AssetId) -> Result<Option<(Asset, String)>, ServiceError> {
        Ok(self.store.asset(id)?.zip(self.store.text(id)?))
    }

    /// From now on copies are compared with this of an asset. The caller holds the catalogue, so that the one who read the
    /// asset last comes last.
    fn compare_with(&self, asset: &Asset, entry: Option<Entry>) {
        let mut engine = self.engine.write();
        engine.remove(asset.id);
        if let Some(entry) = entry {
            engine.insert(asset.id, entry);
            if asset.reused.is_some() {
                engine.note_reuse(asset.id);
            }
        }
    }
}
