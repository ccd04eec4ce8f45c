//! What the window is told, as plain data. Times are milliseconds since the epoch, ids UUIDs.
//!
//! These types make the window's own: see [`super::bindings`].

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Derives what every type needs that crosses to the window.
macro_rules! view {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, TS)]
        pub(crate) struct $name { $($(#[$field_meta])* pub(crate) $field: $type,)* }
    };
}

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

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SuggestionKind {
    /// To take a saved snippet.
    Reuse,
    /// To save the text.
    Save,
    /// Nothing.
    Nothing,
}

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SuggestionState {
    /// Not answered.
    Waiting,
    /// The text was saved.
    Saved,
    /// The saved snippet was taken.
    Reused,
    /// Not now.
    Dismissed,
    /// Never for this text.
    Declined,
    /// A newer one took its place; it can be answered still.
    Superseded,
    /// A secret was copied, of which nothing is kept.
    Secret,
}

view! {
    /// A suggestion in a list. Of a secret it holds nothing.
    struct SuggestionSummary {
        /// Its id.
        id: String,
        /// When the text was copied.
        #[ts(type = "number")]
        at: i64,
        /// Where: `Clipboard`, `VS Code`.
        application: String,
        /// What is suggested.
        kind: SuggestionKind,
        /// What became of it.
        state: SuggestionState,
        /// What it is about.
        title: String,
        /// The first line of the text that is not blank.
        first_line: String,
        /// What language the text is in, for people.
        language: Option<String>,
        /// Why it is suggested: `same code, 4 names differ`.
        why: String,
    }
}

view! {
    /// A saved snippet that is offered.
    struct OfferedAsset {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
        /// Its language, for people.
        language: Option<String>,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// Its text.
        text: String,
        /// When it was saved.
        #[ts(type = "number")]
        created: i64,
        /// Where it was saved from.
        application: String,
        /// How often it was reused.
        reuse_count: u32,
        /// What differs, in words.
        why: String,
        /// How much differs, from 0 to 1.
        difference: f64,
        /// What differs in the copied text: [start, end) in UTF-16 code units.
        marks: Vec<(u32, u32)>,
    }
}

view! {
    /// A suggestion with everything to decide by.
    struct SuggestionDetail {
        /// What a list shows of it.
        summary: SuggestionSummary,
        /// The copied text.
        text: String,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// The snippets to take instead, nearest first.
        offers: Vec<OfferedAsset>,
    }
}

/// An answer to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// Keep the text.
    Save,
    /// Keep the text although there is one like it.
    SaveNew,
    /// Take the saved one: put it on the clipboard.
    Reuse,
    /// Not now.
    Dismiss,
    /// Do not ask about this text again.
    Never,
}

view! {
    /// A snippet in a list.
    struct AssetSummary {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
        /// The first line that is not blank.
        first_line: String,
        /// Its language, for people.
        language: Option<String>,
        /// Words to find it by.
        tags: Vec<String>,
        /// When it was saved.
        #[ts(type = "number")]
        created: i64,
        /// When it was last changed.
        #[ts(type = "number")]
        updated: i64,
        /// When it was last reused.
        #[ts(type = "number | null")]
        reused: Option<i64>,
        /// How often it was reused.
        reuse_count: u32,
    }
}

view! {
    /// A page that a snippet belongs to.
    struct WebsiteView {
        /// Its address.
        url: String,
        /// Its title.
        name: String,
    }
}

view! {
    /// A snippet with everything that there is to show of it.
    struct AssetView {
        /// What a list shows of it.
        #[serde(flatten)]
        summary: AssetSummary,
        /// Its text.
        text: String,
        /// Its language, as its file extension.
        language_id: Option<String>,
        /// Shiki's name of its grammar.
        grammar: Option<String>,
        /// Where it was saved from.
        application: String,
        /// Whether it was saved because Bowerbird asked.
        by_suggestion: bool,
        /// Its length in bytes of UTF-8.
        #[ts(type = "number")]
        bytes: u64,
        /// How many lines it has.
        lines: u32,
        /// Pages that it belongs to.
        websites: Vec<WebsiteView>,
        /// Notes.
        annotations: Vec<String>,
        /// Files that it came from.
        anchors: Vec<String>,
    }
}

view! {
    /// Part of what a search found.
    struct SearchPage {
        /// How many snippets there are.
        total: u32,
        /// How many of them match.
        matching: u32,
        /// Those that were asked for, best first.
        items: Vec<AssetSummary>,
    }
}

view! {
    /// A language and how many snippets are in it.
    struct LanguageCount {
        /// Its file extension.
        id: String,
        /// Its name.
        name: String,
        /// How many.
        count: u32,
    }
}

view! {
    /// A name and how many there are.
    struct Count {
        /// The name.
        name: String,
        /// How many.
        count: u32,
    }
}

view! {
    /// What a search can be narrowed by.
    struct Facets {
        /// The languages, most snippets first.
        languages: Vec<LanguageCount>,
        /// The tags, most snippets first.
        tags: Vec<Count>,
    }
}

view! {
    /// A language that a snippet can be said to be in.
    struct LanguageChoice {
        /// Its file extension.
        id: String,
        /// Its name.
        name: String,
    }
}

/// What to change about a snippet. Absent: leave it.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AssetChange {
    /// Its title.
    #[ts(optional)]
    pub(crate) name: Option<String>,
    /// All of its tags.
    #[ts(optional)]
    pub(crate) tags: Option<Vec<String>>,
    /// Its language, as its file extension; `null` for none.
    #[serde(deserialize_with = "said")]
    #[ts(optional, type = "string | null")]
    pub(crate) language: Option<Option<String>>,
}

/// Tells `null` from what is not there.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

view! {
    /// A program that has connected.
    struct ApplicationView {
        /// Its id.
        id: String,
        /// What people call it.
        name: String,
        /// The version that connected last.
        version: String,
        /// Where it runs.
        platform: String,
        /// Whether it has connected since Bowerbird started.
        connected: bool,
        /// Whether its user has been shown around.
        onboarded: bool,
        /// Whether it is Bowerbird itself.
        own: bool,
        /// When it first connected.
        #[ts(type = "number")]
        first_seen: i64,
        /// When it last connected.
        #[ts(type = "number")]
        last_seen: i64,
    }
}

view! {
    /// Something that the user did in an application.
    struct ActivityItem {
        /// Its id.
        id: String,
        /// When.
        #[ts(type = "number")]
        at: i64,
        /// Where.
        application: String,
        /// What.
        text: String,
    }
}

view! {
    /// What the user did.
    struct ActivityView {
        /// How much of each kind there has ever been.
        counts: Vec<Count>,
        /// The newest, newest first.
        items: Vec<ActivityItem>,
    }
}

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

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackupKind {
    /// It was time.
    Regular,
    /// The user asked for it.
    Asked,
    /// Before another one was restored, or a file imported.
    BeforeReplacing,
    /// Before a library of an older version was changed.
    BeforeMigration,
}

view! {
    /// A backup that can be restored.
    struct BackupView {
        /// Names it.
        #[ts(type = "number")]
        number: u64,
        /// When it was made.
        #[ts(type = "number")]
        created: i64,
        /// How many snippets it holds.
        #[ts(type = "number")]
        assets: u64,
        /// How large its file is.
        #[ts(type = "number")]
        bytes: u64,
        /// Why it was made.
        kind: BackupKind,
    }
}

view! {
    /// What came of an import.
    struct ImportView {
        /// Snippets that are new.
        #[ts(type = "number")]
        added: u64,
        /// Those that were there already.
        #[ts(type = "number")]
        known: u64,
        /// Those that hold a secret, and were left out.
        #[ts(type = "number")]
        refused: u64,
        /// The backup that undoes it.
        #[ts(type = "number")]
        before: u64,
    }
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
    }
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
