//! What a copied text leads to.

use std::{sync::Arc, time::Duration};

use domain::{ApplicationId, Decision, Event, Match, SilenceReason, Suggestion};
use engine::{Analysis, Offering, Worth};

use super::{Answer, AssetWithText, Seed, Service, ServiceError};

/// How long a question waits for the index, after a start, before who asks is told to ask again.
const PATIENCE: Duration = Duration::from_secs(10);

impl Service {
    /// Judges a copied text. Asking never changes the library, and asking again answers the same, unless it is on another
    /// occasion (module `copies`).
    ///
    /// While the index is not learnt yet, a text that is kept as it is is answered by that alone, and any other waits.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, the store can't be read, or the index is not learnt in time.
    pub fn suggest(&self, application: ApplicationId, seed: &Seed) -> Result<Answer, ServiceError> {
        self.suggest_within(application, seed, PATIENCE)
    }

    fn suggest_within(
        &self,
        application: ApplicationId,
        seed: &Seed,
        patience: Duration,
    ) -> Result<Answer, ServiceError> {
        self.admit(application)?;
        let silent = |reason, fingerprint| Suggestion {
            decision: Decision::Nothing(reason),
            matches: Vec::new(),
            fingerprint,
        };
        let Some(text) = seed.text.as_deref() else {
            return Ok(Answer {
                suggestion: silent(SilenceReason::Blank, 0),
                compared: Vec::new(),
            });
        };
        let analysis = Analysis::of(text);
        let judged = if analysis.worth() == Worth::Blank {
            silent(SilenceReason::Blank, analysis.fingerprint())
        } else if seed.is_secret(&analysis) {
            silent(SilenceReason::Secret, analysis.fingerprint())
        } else if let Some(same) = self.same_before_learning(text, &analysis)? {
            same
        } else {
            let engine = self.engine.read_within(patience).ok_or(ServiceError::Learning)?;
            engine.judge(&analysis)
        };
        let (mut suggestion, compared) = self.what_is_there(&analysis, judged)?;
        suggestion.decision = self.copied_again(&analysis, suggestion.decision);
        self.note_copy(application, text, &analysis, &suggestion);
        Ok(Answer { suggestion, compared })
    }

    /// What was judged, without the assets that were deleted since: they are neither listed nor offered. Where none is left of
    /// those that were to be offered, it is judged again.
    fn what_is_there(
        &self,
        analysis: &Analysis,
        mut judged: Suggestion,
    ) -> Result<(Suggestion, Vec<(Match, AssetWithText)>), ServiceError> {
        loop {
            let compared = self.with_assets(&judged.matches)?;
            if judged.decision != Decision::Reuse || compared.iter().any(|(m, _)| m.reusable) {
                judged.matches = compared.iter().map(|(m, _)| m.clone()).collect();
                return Ok((judged, compared));
            }
            // Whoever deletes one tells the index last.
            self.forget_deleted(&judged.matches)?;
            judged = self.engine.read().judge(analysis);
        }
    }

    /// Takes those that can't be told of out of the index. Whoever brings one back tells the index after the store.
    fn forget_deleted(&self, matches: &[Match]) -> Result<(), ServiceError> {
        let mut engine = self.engine.write();
        for m in matches {
            let asset = self.store.asset(m.asset)?;
            let author = asset.and_then(|asset| self.author(asset.creator));
            if author.is_none() || self.store.text(m.asset)?.is_none() {
                engine.remove(m.asset);
            }
        }
        Ok(())
    }

    /// Offers saved code more rarely or more often from now on.
    pub fn set_offering(&self, offering: Offering) {
        self.learning.set_offering(offering);
    }

    /// While there is no index yet: the asset that has this very text, as the store knows it.
    fn same_before_learning(
        &self,
        text: &str,
        analysis: &Analysis,
    ) -> Result<Option<Suggestion>, ServiceError> {
        if self.engine.is_there() {
            return Ok(None);
        }
        let Some(id) = self.store.asset_with_text(text)? else {
            return Ok(None);
        };
        let known = self.store.asset(id)?;
        Ok(known.filter(domain::Asset::is_offered).map(|_| Suggestion {
            decision: Decision::Reuse,
            matches: vec![Match {
                asset: id,
                difference: 0.0,
                reusable: true,
            }],
            fingerprint: analysis.fingerprint(),
        }))
    }

    fn note_copy(
        &self,
        application: ApplicationId,
        text: &str,
        analysis: &Analysis,
        suggestion: &Suggestion,
    ) {
        let text: Arc<str> = match suggestion.decision {
            Decision::Nothing(SilenceReason::Blank) => return,
            Decision::Nothing(SilenceReason::Secret) => Arc::from(""),
            _ => Arc::from(text),
        };
        let offered = matches!(suggestion.decision, Decision::Reuse | Decision::Save(_));
        if self
            .recent
            .lock()
            .note(analysis.exact_digest(), application, self.now(), offered)
        {
            self.publish(Event::Suggested {
                application,
                text,
                suggestion: suggestion.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Form;
    use store::{Limits, SledStore};

    use super::*;
    use crate::{Answered, Classified, Content, Rewriting, UserReaction, system_clock};

    fn seed(text: &str) -> Seed {
        Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        }
    }

    fn save(service: &Service, text: &str) -> domain::AssetId {
        let reaction = UserReaction {
            save: true,
            reuse: None,
            seed: seed(text),
        };
        match service.react(service.own_application(), &reaction).unwrap() {
            Answered::Kept(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// An asset is gone from the store first, and from the index a moment later.
    #[test]
    fn what_is_being_deleted_is_not_offered_any_more() {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let service = Service::start(Arc::new(store), system_clock()).unwrap();
        service.wait_until_learnt();
        let own = service.own_application();
        let text = "fn area(shape: &Shape) -> f64 {\n    match shape {\n        Shape::Circle(r) => 3.14 * r * r,\n        \
                    Shape::Rect(w, h) => w * h,\n    }\n}\n";
        let save = |text: &str| save(&service, text);
        let ask = || service.suggest(own, &seed(text)).unwrap();
        let same = save(text);
        let near = save(&text.replace("area", "surface"));
        service.store.remove_asset(same).unwrap();
        let offered = ask().suggestion;
        assert_eq!(offered.decision, Decision::Reuse);
        assert_eq!(offered.reusable().map(|m| m.asset).collect::<Vec<_>>(), [near]);
        service.store.remove_asset(near).unwrap();
        let answer = ask();
        assert!(matches!(answer.suggestion.decision, Decision::Save(_)));
        assert!(answer.suggestion.matches.is_empty() && answer.compared.is_empty());
        // It is offered again as soon as it is there again.
        let again = save(text);
        assert_eq!(ask().suggestion.matches[0].asset, again);
    }

    #[test]
    fn while_it_learns_it_knows_what_is_the_same_and_guesses_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let store = SledStore::open(directory.path(), Limits::default()).unwrap();
        let service = Service::start(Arc::new(store), system_clock()).unwrap();
        let own = service.own_application();
        let text = "fn total(prices: &[u32]) -> u32 {\n    let mut sum = 0;\n    for price in prices {\n        \
                    sum += price;\n    }\n    sum\n}\n";
        let save = |text: &str| save(&service, text);
        let id = save(text);
        let bytes = save("let other = a_text(that, is, replaced);\nother.run();\nother.end();");
        let form = Form {
            no_text: true,
            ..Form::default()
        };
        let rewriting = Rewriting {
            contents: vec![(Content::Bytes(b"bytes".to_vec()), form)],
            classified: Classified::default(),
        };
        service.rewrite(bytes, rewriting).unwrap();
        service.wait_until_learnt();
        let ask = |text: &str| {
            let answer = service.suggest_within(own, &seed(text), Duration::ZERO);
            answer.map(|answer| answer.suggestion)
        };
        let learnt = ask(text).unwrap();
        service.engine.forget();
        assert!(!service.is_learnt());
        let early = ask(&text.replace('\n', "\r\n")).unwrap();
        assert_eq!(early.decision, Decision::Reuse);
        assert_eq!(early.matches[0], learnt.matches[0]);
        assert_eq!(
            (early.matches[0].asset, early.fingerprint),
            (id, learnt.fingerprint)
        );
        let unknown = [text.replace("sum", "all"), "x".to_owned(), "Ynl0ZXM=".to_owned()];
        for text in unknown {
            let error = ask(&text).unwrap_err();
            assert_eq!(error.code(), "learning", "{text}");
        }
        // What needs no index is answered.
        assert_eq!(
            ask(" \n").unwrap().decision,
            Decision::Nothing(SilenceReason::Blank)
        );
        let secret = format!("password = \"{}\"", "hunter2hunter2");
        assert_eq!(
            ask(&secret).unwrap().decision,
            Decision::Nothing(SilenceReason::Secret)
        );
    }
}
