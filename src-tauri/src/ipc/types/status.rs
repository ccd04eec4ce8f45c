//! How Bowerbird is, and what the user has to be told.

use serde::Serialize;
use ts_rs::TS;

/// Whether the clipboard is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum WatchState {
    /// Every copy is seen.
    Watching {
        /// How.
        backend: String,
    },
    /// Nothing is read for now.
    Paused {
        /// Until when; `null` until it is ended by hand.
        #[ts(type = "number | null")]
        until: Option<i64>,
        /// How it would be watched.
        backend: String,
    },
    /// It can't be done here.
    Unavailable {
        /// Why.
        reason: String,
        /// What to do about it.
        advice: String,
    },
    /// The user does not want it.
    Off,
}

/// How far notifications work here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotificationMode {
    /// With buttons.
    Buttons,
    /// Without: the choices are in the tray and the window.
    Plain,
    /// No service runs.
    #[default]
    None,
    /// One runs, and did not show the last one.
    Refused,
    /// The user does not want them.
    Off,
}

view! {
    /// How far notifications work here.
    struct NotificationState {
        /// How far.
        state: NotificationMode,
        /// What the service calls itself.
        service: Option<String>,
    }
}

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeLevel {
    /// Good to know.
    Info,
    /// Something does not work.
    Warning,
    /// Something important does not work.
    Error,
}

view! {
    /// Something that the user has to be told, until it is dismissed.
    struct Notice {
        /// Names it, to dismiss it by.
        id: String,
        /// How grave it is.
        level: NoticeLevel,
        /// What happened.
        text: String,
        /// What to do about it.
        advice: Option<String>,
    }
}

view! {
    /// How Bowerbird is.
    struct Status {
        /// Its version.
        version: String,
        /// The version of the public contract that it speaks.
        compatible_version: String,
        /// Where editors reach it; `null` where no address could be taken.
        address: Option<String>,
        /// Where everything is kept.
        data_dir: String,
        /// How many snippets there are.
        #[ts(type = "number")]
        assets: u64,
        /// Whether the clipboard is watched.
        watch: WatchState,
        /// How far notifications work.
        notifications: NotificationState,
        /// Whether there is a tray to be seen in.
        tray: bool,
        /// What the user has to be told.
        notices: Vec<Notice>,
    }
}
