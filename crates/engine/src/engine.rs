//! The library as the engine knows it, and the judgement of a copied text.

use std::hash::Hash;

use domain::{AssetId, Decision, IntentionId, Match, SaveReason, SilenceReason, Suggestion, TextDigest};
use rustc_hash::FxHashSet;

use crate::{analysis::Analysis, decide::Probe, grams::Grams, index::Index, small::SmallTexts, worth::Worth};

/// Steps of 64 bits that full comparisons may take for one question: some milliseconds. Only very long texts reach it.
const COMPARISON_STEPS: usize = 8_000_000;

/// What can be set. The defaults are what the figures were taken with.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Assets that are compared in full, and reported, at most.
    pub candidates: usize,
    /// Assets that are offered, at most.
    pub offered: usize,
    /// An asset below this difference is near enough to offer.
    pub reuse_below: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            candidates: 12,
            offered: 5,
            reuse_below: 0.5,
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

    /// Takes an asset's text in; an earlier text under the same id is replaced.
    pub fn insert(&mut self, id: AssetId, analysis: &Analysis) {
        self.library.insert(id, analysis.digest(), analysis.tokens());
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
        let trivial = matches!(analysis.worth(), Worth::Trivial(_));
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
        let tokens = analysis.tokens();
        let (candidates, weights) = index.search(&Grams::of(tokens), self.config.candidates);
        let probe = Probe::new(tokens, weights, index.len());
        let mut steps = COMPARISON_STEPS;
        let mut compared: Vec<_> = index
            .equal(analysis.digest(), self.config.candidates)
            .into_iter()
            .map(|same| Compared {
                id: same.id,
                difference: 0.0,
                reused: same.reused,
            })
            .collect();
        for slot in candidates {
            let Some(document) = index.document(slot) else {
                continue;
            };
            let cost = probe.cost(document.tokens.len());
            if document.digest == analysis.digest() || cost > steps {
                continue;
            }
            steps -= cost;
            let difference = probe.difference(&document.tokens);
            compared.push(Compared {
                id: document.id,
                difference,
                reused: document.reused,
            });
        }
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
}
