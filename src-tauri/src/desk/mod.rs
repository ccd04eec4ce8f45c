//! What the desktop knows and does: the window, the tray and the notifications are three views of it.
//!
//! It adds to [`connector::Service`] what only a desktop has: the clipboard, the suggestion that waits for an answer,
//! settings, and what to tell the user. It knows no tauri; what it needs of its surroundings is the trait [`Shell`].

mod answers;
pub(crate) mod difference;
pub(crate) mod keeping;
pub(crate) mod languages;
pub(crate) mod names;
mod notices;
pub(crate) mod one_line;
mod origins;
pub(crate) mod settings;
pub(crate) mod suggestions;
mod views;
mod watching;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use clipboard::{Clipboard, OwnWrites};
use connector::{AssetWithText, KeepError, Keeper, Seed, Service, ServiceError};
use domain::{ApplicationId, AssetId, Event, Timestamp};
use parking_lot::Mutex;
use store::Library;
use tokio::sync::broadcast;
use uuid::Uuid;

use self::{
    notices::Notices,
    settings::SettingsFile,
    suggestions::{Offer, Suggestions},
    watching::Watching,
};
pub(crate) use self::{
    settings::{Pause, Settings, Wizard},
    suggestions::{Entry, State},
    watching::Watch,
};
use crate::ipc::types::{NoticeLevel, NotificationState, PauseFor, What};

/// How many changes a listener may lag behind. One that lags further asks for everything again.
const CHANGES_KEPT: usize = 256;

/// How many copies wait to be judged. More in a moment are no person's; the oldest go, for the newest is what counts.
const COPIES_WAITING: usize = 8;

/// What Bowerbird needs of the desktop shell around it.
pub(crate) trait Shell: Send + Sync {
    /// Whether Bowerbird starts with the session.
    ///
    /// # Errors
    /// Where the system does not tell, with its reason.
    fn starts_at_login(&self) -> Result<bool, String>;

    /// Makes Bowerbird start with the session, or not.
    ///
    /// # Errors
    /// Where the system refuses, with its reason.
    fn set_start_at_login(&self, wanted: bool) -> Result<(), String>;

    /// Opens an address in the user's browser.
    ///
    /// # Errors
    /// Where there is none, with the reason.
    fn open_link(&self, url: &str) -> Result<(), String>;

    /// Lets the user say which file to write, and waits for it. `None` where they want none after all.
    ///
    /// # Errors
    /// Where they can't be asked, with the reason.
    fn file_to_write(&self, name: &str) -> Result<Option<PathBuf>, String>;

    /// Lets the user say which file to read, and waits for it. `None` where they want none after all.
    ///
    /// # Errors
    /// Where they can't be asked, with the reason.
    fn file_to_read(&self) -> Result<Option<PathBuf>, String>;
}

/// Why the desktop did not do what it was asked for. The messages are for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeskError {
    /// The service could not do it.
    #[error("{}", capital(.0))]
    Service(ServiceError),
    /// Something about backups could not be done.
    #[error("{}", names::capitalised(&.0.to_string()))]
    Keep(#[from] KeepError),
    /// The suggestion is no longer remembered.
    #[error("This suggestion is no longer there.")]
    NoSuggestion,
    /// The suggestion was answered already.
    #[error("This suggestion was answered already.")]
    Answered,
    /// The answer does not go with the suggestion.
    #[error("There is nothing to reuse here.")]
    NothingToReuse,
    /// The saved snippet is gone.
    #[error("That snippet was deleted meanwhile.")]
    Gone,
    /// The deleted snippet is not kept any more.
    #[error("That snippet can't be brought back any more.")]
    NotKept,
    /// There is no text to copy.
    #[error("That holds bytes that are no text, so nothing was copied.")]
    NoText,
    /// The text is a secret.
    #[error("That is a secret, so it was not kept.")]
    Secret,
    /// An id is none.
    #[error("That is not an id.")]
    BadId,
    /// A language is none.
    #[error("That is not a language.")]
    BadLanguage,
    /// A text is no origin of a web page.
    #[error("{}.", names::capitalised(&.0.to_string()))]
    BadOrigin(#[from] domain::OriginError),
    /// No more origins can be allowed.
    #[error("That is one too many. Remove a page first that you no longer use.")]
    TooManyOrigins,
    /// The clipboard can't be written.
    #[error("Could not copy: {0}.")]
    Clipboard(#[from] clipboard::WriteError),
    /// The settings can't be written.
    #[error("The settings could not be written: {0}.")]
    Settings(std::io::Error),
    /// The shell around it refused.
    #[error("{0}")]
    Shell(String),
}

impl DeskError {
    /// A code that stays the same over versions.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Service(error) => error.code(),
            Self::Keep(error) => error.code(),
            Self::NoSuggestion => "no_suggestion",
            Self::Answered => "answered",
            Self::NothingToReuse => "nothing_to_reuse",
            Self::Gone => "gone",
            Self::NotKept => "not_kept",
            Self::NoText => "no_text",
            Self::Secret => "secret",
            Self::BadId => "bad_id",
            Self::BadLanguage => "bad_language",
            Self::BadOrigin(_) => "bad_origin",
            Self::TooManyOrigins => "too_many_origins",
            Self::Clipboard(error) => error.code(),
            Self::Settings(_) => "settings",
            Self::Shell(_) => "shell",
        }
    }
}

impl From<ServiceError> for DeskError {
    fn from(error: ServiceError) -> Self {
        match error {
            // The service's words for it are an editor's.
            ServiceError::UnknownAsset => Self::Gone,
            error => Self::Service(error),
        }
    }
}

fn capital(error: &ServiceError) -> String {
    names::capitalised(&error.to_string())
}

/// What the desktop knows and does. See the module's documentation.
pub(crate) struct Desk {
    pub(crate) service: Arc<Service>,
    keeper: Keeper,
    clipboard: Clipboard,
    watching: Watching,
    suggestions: Mutex<Suggestions>,
    /// Held while an answer is carried out: a notification and the window may be pressed at once.
    answering: Mutex<()>,
    settings: Arc<SettingsFile>,
    notices: Notices,
    notifications: Mutex<NotificationState>,
    tray: AtomicBool,
    address: Mutex<Option<String>>,
    data_dir: PathBuf,
    shell: Box<dyn Shell>,
    changes: broadcast::Sender<What>,
}

impl Desk {
    /// Sets the desk up: reads the settings, listens to the service, which is one over `library`, and begins to watch the
    /// clipboard.
    pub(crate) fn start(
        service: Arc<Service>,
        library: Arc<Library>,
        data_dir: &Path,
        shell: Box<dyn Shell>,
    ) -> Arc<Self> {
        let own = OwnWrites::new();
        let (copies, copied) = broadcast::channel(COPIES_WAITING);
        let sink = move |notice| {
            // Nobody reads once the desk is gone.
            let _ = copies.send(notice);
        };
        let (settings, unreadable) = SettingsFile::open(data_dir);
        let settings = Arc::new(settings);
        let events = service.events();
        let desk = Arc::new(Self {
            keeper: keeping::keeper(&service, library, &settings),
            service,
            clipboard: Clipboard::new(own.clone()),
            watching: Watching::new(own, sink),
            suggestions: Mutex::default(),
            answering: Mutex::default(),
            settings,
            notices: Notices::default(),
            notifications: Mutex::new(NotificationState {
                state: crate::ipc::types::NotificationMode::None,
                service: None,
            }),
            tray: AtomicBool::new(false),
            address: Mutex::default(),
            data_dir: data_dir.to_owned(),
            shell,
            changes: broadcast::channel(CHANGES_KEPT).0,
        });
        if let Some(unreadable) = unreadable {
            let text = "Your settings could not be read, so the clipboard is not watched until you turn that on again.";
            desk.tell(
                "settings",
                NoticeLevel::Warning,
                text,
                Some(&unreadable.to_string()),
            );
        }
        desk.apply_allowed_origins();
        Self::in_thread(&desk, "events", |desk| desk.listen(events));
        Self::in_thread(&desk, "copies", |desk| desk.judge_copies(copied));
        if let Some(pause) = desk.settings.get().pause {
            desk.watching.pause(pause.until.map(Timestamp::from_millis));
        }
        desk.carry_out_settings();
        desk
    }

    fn in_thread(desk: &Arc<Self>, name: &str, work: impl FnOnce(&Self) + Send + 'static) {
        let desk = Arc::clone(desk);
        let spawned = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&desk));
        if let Err(error) = spawned {
            tracing::error!("a thread could not be started: {error}");
        }
    }

    /// From now on, what changes.
    pub(crate) fn changes(&self) -> broadcast::Receiver<What> {
        self.changes.subscribe()
    }

    pub(crate) fn changed(&self, what: What) {
        // Nobody listening is no error.
        let _ = self.changes.send(what);
    }

    /// Judges what the clipboard's watcher reports, one after the other.
    fn judge_copies(&self, mut copied: broadcast::Receiver<clipboard::Notice>) {
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
        if self.is_paused() {
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
    fn listen(&self, mut events: broadcast::Receiver<Event>) {
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

    /// Watching that had ended is tried again, a pause that is over is ended, a backup that is due is made. Call it now and
    /// then.
    pub(crate) fn tick(&self) {
        self.keep();
        if let Some(Some(until)) = self.watching.paused()
            && until <= self.service.now()
        {
            // The file is written when something can be; until then the pause is over all the same.
            let _ = self.resume();
        }
        if matches!(self.watching.state(), Watch::Unavailable { .. }) {
            self.watching.want(self.settings.get().watch_clipboard);
            if !matches!(self.watching.state(), Watch::Unavailable { .. }) {
                self.changed(What::Status);
            }
        }
    }

    /// Reads nothing from the clipboard for a while.
    pub(crate) fn pause(&self, how: PauseFor) -> Result<(), DeskError> {
        let now = self.service.now();
        let until = match how {
            PauseFor::QuarterHour => Some(Timestamp::from_millis(now.as_millis() + 15 * 60 * 1000)),
            PauseFor::UntilTomorrow => Some(next_day(now)),
            PauseFor::UntilResumed => None,
        };
        // First the watching, then the file: a full disk must not keep it going.
        self.watching.pause(until);
        self.changed(What::Status);
        let until = until.map(Timestamp::as_millis);
        self.set(|settings| settings.pause = Some(Pause { until }))
    }

    /// Reads the clipboard from now on, whether that was paused or switched off.
    pub(crate) fn resume(&self) -> Result<(), DeskError> {
        self.watching.resume();
        self.changed(What::Status);
        self.set(|settings| {
            settings.pause = None;
            settings.watch_clipboard = true;
        })
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) -> Result<(), DeskError> {
        self.settings.change(change).map_err(DeskError::Settings)?;
        self.carry_out_settings();
        self.changed(What::Settings);
        self.changed(What::Status);
        Ok(())
    }

    fn carry_out_settings(&self) {
        let settings = self.settings.get();
        self.watching.want(settings.watch_clipboard);
        self.service.set_offering(settings.offering.into());
    }

    pub(crate) fn shell(&self) -> &dyn Shell {
        self.shell.as_ref()
    }

    pub(crate) fn watch(&self) -> Watch {
        self.watching.state()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.get()
    }

    /// Where editors reach it, if they do.
    pub(crate) fn address(&self) -> Option<String> {
        self.address.lock().clone()
    }

    pub(crate) fn set_address(&self, address: Option<String>) {
        *self.address.lock() = address;
        self.changed(What::Status);
    }

    /// Whether watching is paused.
    pub(crate) fn is_paused(&self) -> bool {
        self.watching.paused().is_some()
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Tells the user something, in place of what was told under the same id.
    pub(crate) fn tell(&self, id: &str, level: NoticeLevel, text: &str, advice: Option<&str>) {
        self.notices.put(id, level, text, advice);
        self.changed(What::Status);
    }

    pub(crate) fn dismiss_notice(&self, id: &str) {
        self.notices.remove(id);
        self.changed(What::Status);
    }

    pub(crate) fn set_notifications(&self, state: NotificationState) {
        let mut known = self.notifications.lock();
        if *known != state {
            *known = state;
            drop(known);
            self.changed(What::Status);
        }
    }

    /// Notes whether the desktop has a tray with us in it.
    pub(crate) fn set_tray(&self, there: bool) {
        if self.tray.swap(there, Ordering::Relaxed) != there {
            self.changed(What::Status);
        }
    }

    /// An asset that was offered, if it can be offered still: it may be deleted, hidden or no text any more.
    fn offered(&self, id: AssetId) -> Option<AssetWithText> {
        let found = self.service.asset(id).ok();
        found.filter(|found| found.asset.is_offered())
    }

    /// The saved asset to offer for a suggestion: the nearest one that is still there.
    fn nearest(&self, entry: &Entry) -> Option<AssetWithText> {
        match &entry.offer {
            Offer::Reuse(offers) => offers.iter().find_map(|(asset, _)| self.offered(*asset)),
            Offer::Save(_) | Offer::Nothing => None,
        }
    }

    /// The program ends: what it put on the clipboard is handed over to who keeps it.
    pub(crate) fn release_clipboard(&self) {
        self.clipboard.release();
    }

    /// The suggestion that waits for an answer.
    pub(crate) fn waiting(&self) -> Option<Entry> {
        self.suggestions.lock().waiting().cloned()
    }

    /// What people call an application.
    pub(crate) fn application_name(&self, id: ApplicationId) -> String {
        let known = self.service.applications();
        let found = known.iter().find(|application| application.id == id);
        found.map_or_else(
            || "another program".to_owned(),
            |application| names::application(application.name),
        )
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a suggestion is named by chance, as every id is"
)]
fn suggestion_id() -> Uuid {
    Uuid::new_v4()
}

/// When the next day begins where the user is.
fn next_day(now: Timestamp) -> Timestamp {
    let zoned = jiff::Timestamp::from_millisecond(now.as_millis())
        .unwrap_or(jiff::Timestamp::MIN)
        .to_zoned_datetime(jiff::tz::TimeZone::system());
    let tomorrow = zoned.tomorrow().and_then(|next| next.start_of_day());
    tomorrow.map_or(
        Timestamp::from_millis(now.as_millis() + 24 * 60 * 60 * 1000),
        |next| Timestamp::from_millis(next.timestamp().as_millisecond()),
    )
}
