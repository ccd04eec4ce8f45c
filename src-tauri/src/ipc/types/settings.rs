//! What the user has set, and what was learned of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the user is in the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct WizardState {
    /// The step to resume at, from 0.
    pub(crate) step: u32,
    /// Whether it was gone through, or left for good.
    pub(crate) finished: bool,
}

view! {
    /// A web page that asked and was refused.
    struct BlockedOrigin {
        /// Where it comes from.
        origin: String,
        /// When it first tried.
        #[ts(type = "number")]
        at: i64,
    }
}

view! {
    /// An origin that an editor or its host is known to ask from.
    struct KnownOrigin {
        /// Its origin.
        origin: String,
        /// What people call it.
        name: String,
    }
}

view! {
    /// What the user has set.
    struct Settings {
        /// Whether the clipboard is watched.
        watch_clipboard: bool,
        /// Whether suggestions are shown as notifications.
        notify: bool,
        /// Whether Bowerbird starts with the session.
        start_at_login: bool,
        /// How often saved code is offered.
        offering: Offering,
        /// The onboarding wizard.
        wizard: WizardState,
        /// The origins of web pages that may ask, in the order of their names.
        allowed_origins: Vec<String>,
        /// Those that were refused and that nobody has decided about, newest first.
        blocked_origins: Vec<BlockedOrigin>,
        /// Some to choose from.
        known_origins: Vec<KnownOrigin>,
    }
}

/// What to set. Absent: leave it.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SettingsChange {
    /// See [`Settings`].
    #[ts(optional)]
    pub(crate) watch_clipboard: Option<bool>,
    /// See [`Settings`].
    #[ts(optional)]
    pub(crate) notify: Option<bool>,
    /// See [`Settings`].
    #[ts(optional)]
    pub(crate) start_at_login: Option<bool>,
    /// See [`Settings`].
    #[ts(optional)]
    pub(crate) offering: Option<Offering>,
    /// See [`Settings`].
    #[ts(optional)]
    pub(crate) wizard: Option<WizardState>,
}

/// How often saved code is offered for what was copied. What each costs and gives is in docs/ENGINE.md.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Offering {
    /// Only what is hardly ever wrong.
    Rarely,
    /// What is more likely right than not.
    #[default]
    Normally,
    /// Even what is less likely right than not.
    Often,
}

impl From<Offering> for engine::Offering {
    fn from(offering: Offering) -> Self {
        match offering {
            Offering::Rarely => Self::Rarely,
            Offering::Normally => Self::Normally,
            Offering::Often => Self::Often,
        }
    }
}

/// How long to pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PauseFor {
    /// 15 minutes.
    QuarterHour,
    /// Until the day ends here.
    UntilTomorrow,
    /// Until it is ended by hand, also over a restart.
    UntilResumed,
}

view! {
    /// How much was learned from what the user answered.
    struct LearnedView {
        /// Texts that are not offered for saving again.
        declined: u32,
        /// Snippets that were reused, and so come before others that are as near.
        reused: u32,
        /// Texts that an editor put aside for later, and that are offered for saving when they are copied.
        intentions: u32,
        /// Small texts that were copied on several occasions, and that are offered for saving when they are copied.
        repeated: u32,
    }
}
