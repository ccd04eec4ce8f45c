//! The library as the engine knows it, and what it learned.

use domain::{AssetId, IntentionId, TextDigest};
use rustc_hash::FxHashSet;

use crate::{
    Analysis, Entry, Sketch,
    config::{Config, Offering},
    index::{Document, ExactMark, Index},
    packed::Packed,
    small::SmallTexts,
    snapshot::Stamp,
};

/// How much was learned from the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Learned {
    /// Texts that are not offered for saving again.
    pub declined: usize,
    /// Assets that rank above equally near ones.
    pub reused: usize,
    /// Texts that are offered for saving when they come again, however small.
    pub intentions: usize,
}

/// The library, the intentions, and what was learned from answers.
#[derive(Debug)]
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) library: Index<AssetId>,
    pub(crate) intentions: Index<IntentionId>,
    pub(crate) small_intentions: SmallTexts<IntentionId>,
    pub(crate) declined: FxHashSet<TextDigest>,
    /// Another one after each change: what is written piece by piece must be of one state.
    pub(crate) stamp: Stamp,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// The digests that a text may have been declined by. It was once by the one that leaves comments out.
fn declined_as(text: &Sketch) -> [TextDigest; 2] {
    [text.exact_digest(), text.digest()]
}

impl Engine {
    /// An engine that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_config(Config::default())
    }

    /// An engine that knows nothing yet, set as one likes.
    #[must_use]
    pub fn with_config(config: Config) -> Self {
        Self {
            config,
            library: Index::new(),
            intentions: Index::new(),
            small_intentions: SmallTexts::new(),
            declined: FxHashSet::default(),
            stamp: Stamp::new(),
        }
    }

    /// Offers reuse more rarely or more often from now on.
    pub fn set_offering(&mut self, offering: Offering) {
        self.config.reuse_below = offering.reuse_below();
    }

    /// Takes an asset's text in; an earlier text under the same id is replaced.
    pub fn insert(&mut self, id: AssetId, text: impl Into<Entry>) {
        self.stamp = Stamp::new();
        self.library.insert(id, text.into());
    }

    /// Takes many assets in at once, several times faster than one after the other, on every processor that there is. Of
    /// texts under one id, the last stays.
    pub fn extend<S: Into<Sketch>>(&mut self, assets: impl IntoIterator<Item = (AssetId, S)>) {
        self.stamp = Stamp::new();
        let mut known: FxHashSet<AssetId> = FxHashSet::default();
        let mut again = Vec::new();
        let mut new = Vec::new();
        for (id, sketch) in assets {
            let sketch = sketch.into();
            if self.library.contains(id) || !known.insert(id) {
                again.push((id, sketch));
            } else {
                new.push(Document {
                    id,
                    digest: sketch.digest(),
                    exact: (&sketch).into(),
                    tokens: Packed::of(sketch.tokens()),
                    reused: false,
                });
            }
        }
        drop(known);
        self.library.extend(new);
        again
            .into_iter()
            .for_each(|(id, sketch)| self.insert(id, &sketch));
    }

    /// Forgets an asset. Says whether it was known.
    pub fn remove(&mut self, id: AssetId) -> bool {
        self.stamp = Stamp::new();
        self.library.remove(id)
    }

    /// Whether an asset is known.
    #[must_use]
    pub fn contains(&self, id: AssetId) -> bool {
        self.library.contains(id)
    }

    /// Every asset that is known, in no order.
    pub fn assets(&self) -> impl Iterator<Item = AssetId> + '_ {
        self.library.documents().into_iter().map(|document| document.id)
    }

    /// How many assets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.library.len()
    }

    /// Whether there are no assets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes in a text that may matter later, and its entry.
    pub fn insert_intention(&mut self, id: IntentionId, analysis: &Analysis, entry: impl Into<Entry>) {
        self.stamp = Stamp::new();
        self.intentions.insert(id, entry.into());
        self.small_intentions.insert(id, analysis);
    }

    /// The intention with this very text, white space apart.
    #[must_use]
    pub fn intention_with(&self, text: &Sketch) -> Option<IntentionId> {
        let exact = ExactMark::from(text);
        let equal = self.intentions.equal(text.digest(), exact, 1);
        equal
            .first()
            .filter(|known| known.exact == exact)
            .map(|known| known.id)
    }

    /// Forgets an intention. Says whether it was known.
    pub fn remove_intention(&mut self, id: IntentionId) -> bool {
        self.stamp = Stamp::new();
        self.small_intentions.remove(id);
        self.intentions.remove(id)
    }

    /// A declined text, told by its [`Sketch::exact_digest`], is not offered for saving again until it changes.
    pub fn set_declined(&mut self, digest: TextDigest, declined: bool) {
        self.stamp = Stamp::new();
        if declined {
            self.declined.insert(digest);
        } else {
            self.declined.remove(&digest);
        }
    }

    /// Offers a text for saving again.
    pub fn forget_declined(&mut self, text: &Sketch) {
        for digest in declined_as(text) {
            self.set_declined(digest, false);
        }
    }

    /// Whether a text was declined.
    #[must_use]
    pub fn is_declined(&self, text: &Sketch) -> bool {
        declined_as(text)
            .iter()
            .any(|digest| self.declined.contains(digest))
    }

    /// What is known of the user's answers.
    #[must_use]
    pub fn learned(&self) -> Learned {
        Learned {
            declined: self.declined.len(),
            reused: self.library.reused(),
            intentions: self.intentions.len(),
        }
    }

    /// Forgets every text that may matter later.
    pub fn forget_intentions(&mut self) {
        self.stamp = Stamp::new();
        self.intentions = Index::new();
        self.small_intentions = SmallTexts::new();
    }

    /// Forgets every answer: what was declined, and which assets were reused.
    pub fn forget_answers(&mut self) {
        self.stamp = Stamp::new();
        self.declined.clear();
        self.library.forget_reuse();
    }

    /// An asset that was reused ranks above an equally near one that was not.
    pub fn note_reuse(&mut self, id: AssetId) {
        self.stamp = Stamp::new();
        self.library.note_reuse(id);
    }
}
