//! The library as the engine knows it, and the judgement of a copied text.

use std::{
    hash::Hash,
    io::{self, Write},
};

use domain::{AssetId, Decision, IntentionId, Match, SaveReason, SilenceReason, Suggestion, TextDigest};
use rustc_hash::FxHashSet;

use crate::{
    analysis::Analysis,
    decide,
    grams::Grams,
    index::{self, Document, Index},
    measure::{Measures, Probe, beside_others},
    reason::Reason,
    small::SmallTexts,
    snapshot::{self, SnapshotError},
    worth::{TrivialKind, Worth},
};

/// What answering one question took. Every number has a bound, whatever is asked of whatever library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Tokens of the copied text that were looked at: the first 6,144 and the last 2,048.
    pub tokens: usize,
    /// Postings read.
    pub postings: usize,
    /// Assets compared in full.
    pub compared: usize,
    /// Steps of 64 bits that comparing them took.
    pub steps: usize,
}

impl Work {
    /// Postings that are read at most.
    pub const MOST_POSTINGS: usize = index::POSTINGS;
    /// Steps that are taken at most: some milliseconds. Only very long texts reach it.
    pub const MOST_STEPS: usize = 12_000_000;
}

/// Tokens from which sentences are compared with assets.
const SENTENCES: usize = 24;

/// The least difference of a text that is not the same: 0 is kept for equality.
const LEAST: f64 = 0.001;

/// What can be set. The defaults are what the figures were taken with.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Assets that are compared in full, and reported, at most.
    pub candidates: usize,
    /// Assets that are offered, at most.
    pub offered: usize,
    /// An asset below this difference is near enough to offer. A difference is one less the probability that the asset is
    /// what was copied.
    pub reuse_below: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            candidates: 12,
            offered: 5,
            reuse_below: Offering::default().reuse_below(),
        }
    }
}

/// How often reuse is offered: how sure the engine must be that a saved text is what was copied.
///
/// What each costs and gives is printed by `cargo xtask bench engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Offering {
    /// Only what is hardly ever wrong.
    Rarely,
    /// What is more likely right than not.
    #[default]
    Normally,
    /// Even what is less likely right than not: heavily edited editions come up, and now and then a stranger.
    Often,
}

impl Offering {
    /// From rarely to often.
    pub const ALL: [Self; 3] = [Self::Rarely, Self::Normally, Self::Often];

    /// The name, stable, for a reader.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rarely => "rarely",
            Self::Normally => "normally",
            Self::Often => "often",
        }
    }

    /// For [`Config::reuse_below`]: one less the least probability.
    #[must_use]
    pub const fn reuse_below(self) -> f64 {
        match self {
            Self::Rarely => 0.2,
            Self::Normally => 0.5,
            Self::Often => 0.8,
        }
    }
}

/// The library, the intentions, and what was learned from answers.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    library: Index<AssetId>,
    intentions: Index<IntentionId>,
    small_intentions: SmallTexts<IntentionId>,
    declined: FxHashSet<TextDigest>,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// A text of an index, compared with the copied one.
struct Compared<Id> {
    id: Id,
    difference: f64,
    reused: bool,
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
        }
    }

    /// Offers reuse more rarely or more often from now on.
    pub fn set_offering(&mut self, offering: Offering) {
        self.config.reuse_below = offering.reuse_below();
    }

    /// Why an asset is offered for a copied text, by what the index knows of it; `None` where the asset is unknown.
    #[must_use]
    pub fn reason(&self, analysis: &Analysis, asset: AssetId) -> Option<Reason> {
        let document = self.library.document_of(asset)?;
        Some(Reason::of(analysis.tokens(), &document.tokens))
    }

    /// Takes an asset's text in; an earlier text under the same id is replaced.
    pub fn insert(&mut self, id: AssetId, analysis: &Analysis) {
        self.library.insert(id, analysis.digest(), analysis.tokens());
    }

    /// Takes many assets in at once, several times faster than one after the other. Of texts under one id, the last stays.
    pub fn extend(&mut self, assets: impl IntoIterator<Item = (AssetId, Analysis)>) {
        let mut known: FxHashSet<AssetId> = FxHashSet::default();
        let mut again = Vec::new();
        let mut new = Vec::new();
        for (id, analysis) in assets {
            if self.library.contains(id) || !known.insert(id) {
                again.push((id, analysis));
            } else {
                new.push(Document {
                    id,
                    digest: analysis.digest(),
                    tokens: analysis.into_tokens(),
                    reused: false,
                });
            }
        }
        self.library.extend(new);
        again
            .into_iter()
            .for_each(|(id, analysis)| self.insert(id, &analysis));
    }

    /// Forgets an asset. Says whether it was known.
    pub fn remove(&mut self, id: AssetId) -> bool {
        self.library.remove(id)
    }

    /// Whether an asset is known.
    #[must_use]
    pub fn contains(&self, id: AssetId) -> bool {
        self.library.contains(id)
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

    /// Takes in a text that may matter later.
    pub fn insert_intention(&mut self, id: IntentionId, analysis: &Analysis) {
        self.intentions.insert(id, analysis.digest(), analysis.tokens());
        self.small_intentions.insert(id, analysis);
    }

    /// Forgets an intention. Says whether it was known.
    pub fn remove_intention(&mut self, id: IntentionId) -> bool {
        self.small_intentions.remove(id);
        self.intentions.remove(id)
    }

    /// A declined text is not offered for saving again until it changes.
    pub fn set_declined(&mut self, digest: TextDigest, declined: bool) {
        if declined {
            self.declined.insert(digest);
        } else {
            self.declined.remove(&digest);
        }
    }

    /// An asset that was reused ranks above an equally near one that was not.
    pub fn note_reuse(&mut self, id: AssetId) {
        self.library.note_reuse(id);
    }

    /// What a copied text leads to. The same library has the same answer to the same question, whatever the order in which
    /// it was taken in.
    #[must_use]
    pub fn judge(&self, analysis: &Analysis) -> Suggestion {
        let silent = |reason| Suggestion {
            decision: Decision::Nothing(reason),
            matches: Vec::new(),
            fingerprint: analysis.fingerprint(),
        };
        match analysis.worth() {
            Worth::Blank => return silent(SilenceReason::Blank),
            Worth::Secret(_) => return silent(SilenceReason::Secret),
            Worth::Trivial(_) | Worth::Worthwhile => {}
        }
        let matches = self.matches(analysis);
        let decision = if matches.iter().any(|m| m.reusable) {
            Decision::Reuse
        } else {
            self.without_asset(analysis)
        };
        Suggestion {
            decision,
            matches,
            fingerprint: analysis.fingerprint(),
        }
    }

    /// What a text leads to that no asset is near to.
    fn without_asset(&self, analysis: &Analysis) -> Decision {
        let declined = self.declined.contains(&analysis.digest());
        if !declined && self.seen_before(analysis) {
            Decision::Save(SaveReason::SeenBefore)
        } else if matches!(analysis.worth(), Worth::Trivial(_)) {
            Decision::Nothing(SilenceReason::Trivial)
        } else if declined {
            Decision::Nothing(SilenceReason::Declined)
        } else {
            Decision::Save(SaveReason::WorthKeeping)
        }
    }

    /// The assets compared with the text, nearest first.
    fn matches(&self, analysis: &Analysis) -> Vec<Match> {
        // A slice that is mostly documentation reads like sentences: not worth saving, and yet it may be a part of something.
        let trivial = match analysis.worth() {
            Worth::Trivial(TrivialKind::Prose) => analysis.tokens().len() < SENTENCES,
            Worth::Trivial(_) => true,
            Worth::Blank | Worth::Secret(_) | Worth::Worthwhile => false,
        };
        let mut compared = self.compare(&self.library, analysis);
        compared.truncate(self.config.candidates);
        let mut offered = 0;
        compared
            .iter()
            .map(|c| {
                let same = c.difference == 0.0;
                let reusable = offered < self.config.offered
                    && (same || (!trivial && c.difference < self.config.reuse_below));
                offered += usize::from(reusable);
                Match {
                    asset: c.id,
                    difference: c.difference,
                    reusable,
                }
            })
            .collect()
    }

    /// Whether the text is one of the intentions, or near one.
    fn seen_before(&self, analysis: &Analysis) -> bool {
        if self.intentions.len() == 0 {
            return false;
        }
        // By what texts are compared with, a trivial one is near anything.
        if matches!(analysis.worth(), Worth::Trivial(_)) {
            return !self.intentions.equal(analysis.digest(), 1).is_empty()
                || self.small_intentions.has_near(analysis);
        }
        self.compare(&self.intentions, analysis)
            .first()
            .is_some_and(|nearest| nearest.difference < self.config.reuse_below)
    }

    /// Compares a text in full with what an index holds that is likely near; nearest first.
    fn compare<Id: Copy + Ord + Hash>(&self, index: &Index<Id>, analysis: &Analysis) -> Vec<Compared<Id>> {
        let mut compared: Vec<_> = index
            .equal(analysis.digest(), self.config.candidates)
            .into_iter()
            .map(|same| Compared {
                id: same.id,
                difference: 0.0,
                reused: same.reused,
            })
            .collect();
        compared.extend(
            self.measure(index, analysis)
                .0
                .into_iter()
                .map(|(document, measures)| Compared {
                    id: document.id,
                    difference: (1.0 - decide::probability(&measures)).clamp(LEAST, 1.0),
                    reused: document.reused,
                }),
        );
        compared.sort_by(|a, b| {
            // "Equally near" is a matter of a thousandth.
            let near = |c: &Compared<Id>| (c.difference * 1000.0).round();
            near(a)
                .total_cmp(&near(b))
                .then(b.reused.cmp(&a.reused))
                .then(a.difference.total_cmp(&b.difference))
                .then(a.id.cmp(&b.id))
        });
        compared
    }

    /// The texts of an index that are likely near and not the same, with their measures.
    fn measure<'i, Id: Copy + Ord + Hash>(
        &self,
        index: &'i Index<Id>,
        analysis: &Analysis,
    ) -> (Vec<(&'i Document<Id>, Measures)>, Work) {
        let tokens = analysis.tokens();
        let found = index.search(&Grams::of(tokens), self.config.candidates);
        let mut probe = Probe::new(tokens, found.weighed, index.len());
        let mut steps = Work::MOST_STEPS;
        let (mut documents, mut all) = (Vec::new(), Vec::new());
        for slot in found.slots {
            let Some(document) = index.document(slot) else {
                continue;
            };
            let cost = probe.cost(document.tokens.len());
            if document.digest == analysis.digest() || cost > steps {
                continue;
            }
            steps -= cost;
            documents.push(document);
            all.push(probe.measure(&document.tokens));
        }
        beside_others(&mut all);
        let work = Work {
            tokens: tokens.len(),
            postings: found.postings,
            compared: all.len(),
            steps: Work::MOST_STEPS - steps,
        };
        (documents.into_iter().zip(all).collect(), work)
    }

    /// What finding the assets near a text takes.
    #[must_use]
    pub fn work(&self, analysis: &Analysis) -> Work {
        self.measure(&self.library, analysis).1
    }

    /// Writes the library's side of the engine, so that the next start need not read the texts. It holds no text.
    ///
    /// # Errors
    /// What `out` says.
    pub fn snapshot(&self, out: &mut impl Write) -> io::Result<()> {
        snapshot::write(&self.library.documents(), out)
    }

    /// Replaces the library's side by what [`Self::snapshot`] wrote.
    ///
    /// # Errors
    /// Where it is no snapshot of this release or damaged. Nothing is changed then.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<(), SnapshotError> {
        let mut known = FxHashSet::default();
        let documents = snapshot::read(snapshot)?;
        if !documents.iter().all(|document| known.insert(document.id)) {
            return Err(SnapshotError::Damaged);
        }
        self.library = Index::new();
        self.library.extend(documents);
        Ok(())
    }

    /// What the decision is made from: the measures of every asset that is compared in full and is not the same. For
    /// fitting.
    #[must_use]
    pub fn measures(&self, analysis: &Analysis) -> Vec<(AssetId, Measures)> {
        let (measured, _) = self.measure(&self.library, analysis);
        measured
            .into_iter()
            .map(|(document, measures)| (document.id, measures))
            .collect()
    }
}
