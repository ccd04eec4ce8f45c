//! What the desktop knows and does: the window, the tray and the notifications are three views of it.
//!
//! It adds to [`connector::Service`] what only a desktop has: the clipboard, the suggestion that waits for an answer,
//! settings, and what to tell the user. It knows no tauri; what it needs of its surroundings is the trait [`Shell`].

mod answers;
mod deleting;
pub(crate) mod difference;
mod error;
mod events;
pub(crate) mod keeping;
pub(crate) mod languages;
pub(crate) mod names;
mod notices;
pub(crate) mod one_line;
mod origins;
mod pausing;
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
use connector::{AssetWithText, Keeper, Service};
use domain::{ApplicationId, AssetId, Timestamp};
use parking_lot::Mutex;
use store::Library;
use tokio::sync::broadcast;

use self::{
    deleting::Deleted,
    notices::Notices,
    settings::SettingsFile,
    suggestions::{Offer, Suggestions},
    watching::Watching,
};
pub(crate) use self::{
    error::DeskError,
    settings::{Pause, Settings, Wizard},
    suggestions::{Entry, State},
    watching::Watch,
};
use crate::ipc::types::{NoticeLevel, NotificationState, What};

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

/// What the desktop knows and does. See the module's documentation.
pub(crate) struct Desk {
    pub(crate) service: Arc<Service>,
    keeper: Keeper,
    clipboard: Clipboard,
    watching: Watching,
    suggestions: Mutex<Suggestions>,
    /// Held while an answer is carried out: a notification and the window may be pressed at once.
    answering: Mutex<()>,
    deleted: Deleted,
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
            deleted: Deleted::default(),
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

    /// Watching that had ended is tried again, a pause that is over is ended, a backup that is due is made. Call it now and
    /// then.
    pub(crate) fn tick(&self) {
        self.keep();
        self.look_after_watching();
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
        if id == keeping::LIBRARY_NOTICE {
            self.recovery_was_told();
        }
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
