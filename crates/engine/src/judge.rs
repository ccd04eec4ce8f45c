//! What a copied text leads to: the library's texts compared with it, and the decision.

use std::hash::Hash;

use domain::{AssetId, Decision, Match, SaveReason, SilenceReason, Suggestion};

use crate::{
    Analysis, Engine, Sketch, decide,
    grams::Grams,
    index::{self, Document, ExactMark, Footprint, Index},
    measure::{Measures, Probe, set_beside},
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

/// Below which difference a copy is nearly an asset: what somebody saved is offered then, however little it is.
const NEARLY: f64 = 0.1;
/// Tokens that such a copy has at least: fewer are near anything of their shape.
const TELLING: usize = 8;

/// The least difference of a text that is not the same: 0 is kept for equality.
const LEAST: f64 = 0.001;

/// A text of an index, compared with the copied one.
struct Compared<Id> {
    id: Id,
    difference: f64,
    /// It is the same text, or would be without a prompt before it.
    same: bool,
    /// It is the same with its comments.
    exact: bool,
    reused: bool,
}

/// A candidate.
struct Measured<'i, Id> {
    document: &'i Document<Id>,
    /// How much it has in common with the copy at most.
    share: f32,
    /// `None` where that is too little to go on.
    full: Option<Measures>,
}

impl Engine {
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
        let declined = self.is_declined(analysis);
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
        let tokens = analysis.compared().tokens().len();
        let trivial = match analysis.worth() {
            Worth::Trivial(TrivialKind::Prose) => tokens < SENTENCES,
            Worth::Trivial(_) => true,
            Worth::Blank | Worth::Secret(_) | Worth::Worthwhile => false,
        };
        let below = match (trivial, tokens) {
            (false, _) => self.config.reuse_below,
            (true, TELLING..) => self.config.reuse_below.min(NEARLY),
            (true, _) => 0.0,
        };
        let mut compared = self.compare(&self.library, analysis);
        compared.truncate(self.config.candidates);
        let mut offered = 0;
        compared
            .iter()
            .map(|c| {
                let reusable = offered < self.config.offered && (c.same || c.difference < below);
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
            let exact = ExactMark::from(&**analysis);
            return !self.intentions.equal(analysis.digest(), exact, 1).is_empty()
                || self.small_intentions.has_near(analysis);
        }
        self.compare(&self.intentions, analysis)
            .first()
            .is_some_and(|nearest| nearest.difference < self.config.reuse_below)
    }

    /// Compares a text in full with what an index holds that is likely near; nearest first.
    fn compare<Id: Copy + Ord + Hash + Sync>(
        &self,
        index: &Index<Id>,
        analysis: &Analysis,
    ) -> Vec<Compared<Id>> {
        let exact = ExactMark::from(&**analysis);
        let same = |document: &Document<Id>, difference| Compared {
            id: document.id,
            difference,
            same: true,
            exact: false,
            reused: document.reused,
        };
        let mut compared: Vec<_> = index
            .equal(analysis.digest(), exact, self.config.candidates)
            .into_iter()
            .map(|equal| Compared {
                exact: equal.exact == exact,
                ..same(equal, 0.0)
            })
            .collect();
        for dressed in analysis.otherwise_dressed() {
            let equal = index.equal(*dressed, exact, self.config.candidates);
            compared.extend(equal.into_iter().map(|equal| same(equal, LEAST)));
        }
        let known = |measured: &Measured<'_, Id>| {
            let digest = measured.document.digest;
            digest == analysis.digest() || analysis.otherwise_dressed().contains(&digest)
        };
        let (measured, _) = self.measure(index, analysis.compared());
        let others = measured.into_iter().filter(|measured| !known(measured));
        compared.extend(others.map(
            |Measured {
                 document,
                 share,
                 full,
             }| {
                Compared {
                    id: document.id,
                    difference: full
                        .map_or(1.0 - f64::from(share) / 100.0, |full| {
                            1.0 - decide::probability(&full)
                        })
                        .clamp(LEAST, 1.0),
                    same: false,
                    exact: false,
                    reused: document.reused,
                }
            },
        ));
        compared.sort_by(|a, b| {
            // "Equally near" is a matter of a thousandth.
            let near = |c: &Compared<Id>| (c.difference * 1000.0).round();
            near(a)
                .total_cmp(&near(b))
                .then(b.exact.cmp(&a.exact))
                .then(b.reused.cmp(&a.reused))
                .then(a.difference.total_cmp(&b.difference))
                .then(a.id.cmp(&b.id))
        });
        compared
    }

    /// The texts of an index that are likely near and not the same, measured.
    fn measure<'i, Id: Copy + Ord + Hash + Sync>(
        &self,
        index: &'i Index<Id>,
        sketch: &Sketch,
    ) -> (Vec<Measured<'i, Id>>, Work) {
        let tokens = sketch.tokens();
        let found = index.search(&Grams::of(tokens), self.config.candidates);
        let mut probe = Probe::new(tokens, found.weighed, index.len());
        let mut asset = Vec::new();
        let candidates: Vec<_> = found
            .slots
            .into_iter()
            .filter_map(|slot| index.document(slot))
            .filter(|document| document.digest != sketch.digest())
            .map(|document| {
                document.tokens.unpack(&mut asset);
                (document, probe.overlaps(&asset))
            })
            .collect();
        let mut steps = Work::MOST_STEPS;
        let mut measured = Vec::with_capacity(candidates.len());
        for (place, (document, overlaps)) in candidates.iter().enumerate() {
            let cost = probe.cost(document.tokens.len());
            let full = (overlaps.is_promising() && cost <= steps).then(|| {
                steps -= cost;
                document.tokens.unpack(&mut asset);
                let before = candidates[..place].iter();
                let others = before.chain(&candidates[place + 1..]).map(|(_, other)| other);
                probe.measure(&asset, overlaps, others)
            });
            measured.push(Measured {
                document,
                share: overlaps.share(),
                full,
            });
        }
        set_beside(measured.iter_mut().filter_map(|one| one.full.as_mut()));
        let work = Work {
            tokens: tokens.len(),
            postings: found.postings,
            compared: candidates.len(),
            steps: Work::MOST_STEPS - steps,
        };
        (measured, work)
    }

    /// What finding the assets near a text takes.
    #[must_use]
    pub fn work(&self, sketch: &Sketch) -> Work {
        self.measure(&self.library, sketch).1
    }

    /// What the library's index takes of memory.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        self.library.footprint()
    }

    /// What the decision is made from: the measures of every asset that is a candidate and is not the same; `None` for one that
    /// shares too little to be measured in full. For fitting.
    #[must_use]
    pub fn measures(&self, sketch: &Sketch) -> Vec<(AssetId, Option<Measures>)> {
        let (measured, _) = self.measure(&self.library, sketch);
        measured
            .into_iter()
            .map(|measured| (measured.document.id, measured.full))
            .collect()
    }
}
