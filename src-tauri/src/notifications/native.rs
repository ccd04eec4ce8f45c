//! Notifications of macOS and Windows, without buttons: suggestions are answered in the tray and in the window.

use notify_rust::Notification;

use super::{Outcome, Talent};

/// Why nothing could be shown.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct Failure(#[from] notify_rust::error::Error);

impl Failure {
    /// Whether there is a service that would not. These systems have one always.
    pub(super) fn is_refusal(&self) -> bool {
        true
    }
}

/// The system's notifications.
#[derive(Debug)]
pub(super) struct Presenter;

/// A notification that was shown. The system tells nothing more about it.
#[derive(Debug)]
pub(super) struct Shown;

impl Presenter {
    pub(super) async fn reach() -> Result<Self, Failure> {
        Ok(Self)
    }

    pub(super) fn is_alive(&self) -> bool {
        true
    }

    pub(super) async fn talent(&self) -> Result<Talent, Failure> {
        Ok(Talent {
            name: None,
            buttons: false,
            markup: false,
        })
    }

    pub(super) async fn show(
        &self,
        notification: &Notification,
        _before: Option<&Shown>,
    ) -> Result<Shown, Failure> {
        notification.show()?;
        Ok(Shown)
    }
}

impl Shown {
    pub(super) async fn outcome(&mut self) -> Outcome {
        std::future::pending().await
    }

    pub(super) async fn close(self) {}
}
