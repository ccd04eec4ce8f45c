//! What happens outside the desktop is taken in: copies are judged, and the service's events change what is shown.

use connector::{Seed, ServiceError};
use domain::Event;
use tokio::sync::broadcast;
use uuid::Uuid;

use super::Desk;
use crate::ipc::types::What;

impl Desk {
    /// Judges what the clipboard's watcher reports, one after the other.
    pub(super) fn judge_copies(&self, mut copied: broadcast::Receiver<clipboard::Notice>) {
        loop {
            match copied.blocking_recv() {
                Ok(clipboard::Notice::Copied(copy)) => self.judge(&copy.text),
                Ok(clipboard::Notice::Ended(reason)) => {
                    tracing::warn!("watching the clipboard ended: {reason}");
                    self.watching.ended(reason.to_string());
                    self.changed(What::Status);
                }
                Err(broadcast::error::RecvError::Lagged(many)) => {
                    tracing::warn!("{many} copies came too fast to be judged");
                }
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    fn judge(&self, text: &str) {
        if self.watching.paused().is_some() {
            return;
        }
        let seed = Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        };
        // What comes of it is told by the service's events.
        let judge = || self.service.suggest(self.service.own_application(), &seed);
        let mut judged = judge();
        while matches!(judged, Err(ServiceError::Learning)) {
            // Nobody waits for an answer, so it can wait until there is one.
            judged = judge();
        }
        if let Err(error) = judged {
            tracing::error!(code = error.code(), "a copy could not be judged");
        }
    }

    /// Takes in what happens in the service, whoever caused it.
    pub(super) fn listen(&self, mut events: broadcast::Receiver<Event>) {
        loop {
            match events.blocking_recv() {
                Ok(event) => self.take(event),
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    for what in [
                        What::Suggestions,
                        What::Library,
                        What::Applications,
                        What::Activity,
                        What::Settings,
                    ] {
                        self.changed(what);
                    }
                }
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    fn take(&self, event: Event) {
        match event {
            Event::Suggested {
                application,
                text,
                suggestion,
            } => {
                let id = suggestion_id();
                let now = self.service.now();
                let told = self
                    .suggestions
                    .lock()
                    .take(id, now, application, &text, &suggestion);
                if told {
                    self.changed(What::Suggestions);
                }
            }
            Event::Saved { asset, .. } => {
                self.changed(What::Library);
                self.changed(What::Status);
                let saved = self.service.asset(asset.id).ok();
                let saved = saved.filter(|saved| !saved.asset.details.form.no_text);
                let text = saved.and_then(|saved| saved.text);
                if text.is_some_and(|text| self.suggestions.lock().saved_elsewhere(&text)) {
                    self.changed(What::Suggestions);
                }
            }
            Event::Replaced => {
                for what in [
                    What::Library,
                    What::Status,
                    What::Suggestions,
                    What::Applications,
                    What::Activity,
                ] {
                    self.changed(what);
                }
            }
            Event::Deleted(_) | Event::Restored(_) => {
                self.changed(What::Library);
                self.changed(What::Status);
                // What it offers may be gone, or there again.
                self.changed(What::Suggestions);
            }
            Event::Edited(_) => {
                self.changed(What::Library);
                // How many are for lists.
                self.changed(What::Status);
                self.changed(What::Suggestions);
            }
            Event::Reused { .. } => self.changed(What::Library),
            Event::Learnt => {
                self.changed(What::Library);
                self.changed(What::Status);
            }
            Event::Connected(_) | Event::Onboarded(_) | Event::ApplicationUpdated(_) => {
                self.changed(What::Applications);
            }
            Event::Forgotten => {
                self.changed(What::Library);
                self.changed(What::Settings);
            }
            Event::Tracked(_) => self.changed(What::Activity),
            Event::OriginBlocked(_) | Event::OriginsChanged => self.changed(What::Settings),
            // How much was learned.
            Event::Declined { .. } | Event::Intended { .. } => self.changed(What::Settings),
            Event::SaveRefused { .. } => {}
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a suggestion is named by chance, as every id is"
)]
fn suggestion_id() -> Uuid {
    Uuid::new_v4()
}
