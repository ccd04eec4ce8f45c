//! What comes unasked, and what is answered where a command was not carried out.

use serde::Serialize;
use ts_rs::TS;

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct CommandError {
    /// Stays the same over versions.
    pub(crate) code: String,
    /// For people.
    pub(crate) message: String,
}

/// A part of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// What was suggested.
    Suggestions,
    /// The snippets.
    Library,
    /// What has connected.
    Applications,
    /// What the user did.
    Activity,
    /// What can be set.
    Settings,
    /// The onboarding wizard.
    Wizard,
}

/// Something that the window shows and has to ask for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// The suggestions.
    Suggestions,
    /// The snippets.
    Library,
    /// The applications.
    Applications,
    /// The activity.
    Activity,
    /// How Bowerbird is.
    Status,
    /// The settings.
    Settings,
}

/// Event `changed`: what to ask for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Changed {
    /// What.
    pub(crate) what: Vec<What>,
}

/// Event `navigate`: what to show, after a click on a notification or in the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Navigate {
    /// Which part.
    pub(crate) view: View,
    /// Which suggestion or snippet in it.
    pub(crate) id: Option<String>,
}
