//! What a copied text leads to.

use std::sync::Arc;

use domain::{ApplicationId, Decision, Event, SilenceReason, Suggestion};
use engine::{Analysis, Offering};

use super::{Answer, Seed, Service, ServiceError};

impl Service {
    /// Judges a copied text. Asking never changes the library, and asking again answers the same.
    ///
    /// # Errors
    /// Where the application is unknown or not connected, or the store can't be read.
    pub fn suggest(&self, application: ApplicationId, seed: &Seed) -> Result<Answer, ServiceError> {
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
        let mut suggestion = if seed.is_secret(&analysis) {
            silent(SilenceReason::Secret, analysis.fingerprint())
        } else {
            self.engine.read().judge(&analysis)
        };
        let compared = self.with_assets(&suggestion.matches)?;
        // An asset that was deleted since the engine found it is neither listed nor offered.
        suggestion.matches = compared.iter().map(|(m, _)| m.clone()).collect();
        if suggestion.decision == Decision::Reuse && suggestion.reusable().next().is_none() {
            suggestion.decision = self.engine.read().judge(&analysis).decision;
        }
        self.note_copy(application, text, &analysis, &suggestion);
        Ok(Answer { suggestion, compared })
    }

    /// Offers saved code more rarely or more often from now on.
    pub fn set_offering(&self, offering: Offering) {
        self.engine.write().set_offering(offering);
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
            .note(analysis.digest(), application, self.now(), offered)
        {
            self.publish(Event::Suggested {
                application,
                text,
                suggestion: suggestion.clone(),
            });
        }
    }
}
