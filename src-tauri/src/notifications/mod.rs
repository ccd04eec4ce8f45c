//! The notification of the suggestion that waits: shown, replaced, closed, and answered by its buttons.
//!
//! One task does all of it, by comparing what should be shown with what is. So there is one notification at a time, and
//! one waiter, whatever happens to the service that shows it.

mod content;
#[cfg(target_os = "linux")]
#[path = "freedesktop.rs"]
mod service;
#[cfg(not(target_os = "linux"))]
#[path = "native.rs"]
mod service;

use std::{
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use connector::process::replace_file;
use tauri::{AppHandle, Runtime};
use tokio::{
    sync::{Mutex as AsyncMutex, broadcast},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::service::{Failure, Presenter, Shown};
use crate::{
    desk::{Desk, DeskError, Entry},
    ipc::types::{
        Answer, Navigate, NoticeLevel, NotificationMode, NotificationState, SuggestionKind,
        SuggestionSummary, View,
    },
    windows,
};

/// How long a notification is waited for. A service that has died never says that it is closed.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What a notification service can do.
#[derive(Debug, Default)]
struct Talent {
    /// What it is called.
    name: Option<String>,
    /// Whether it shows buttons.
    buttons: bool,
    /// Whether it takes bodies for markup.
    markup: bool,
}

/// What became of a notification.
#[derive(Debug)]
enum Outcome {
    /// The button of this key was pressed.
    Pressed(String),
    /// It is no longer there.
    Closed,
}

/// The file of the icon, once it is there.
static ICON: OnceLock<String> = OnceLock::new();

/// Puts the icon where a notification service can read it: it need not be installed for this user.
pub(crate) fn bring_icon(dir: &Path) {
    let path = dir.join("bowerbird.png");
    match replace_file(&path, include_bytes!("../../../icons/bundle/128x128.png")) {
        Ok(()) => {
            let _ = ICON.set(path.display().to_string());
        }
        Err(error) => tracing::warn!("notifications have no icon: {error}"),
    }
}

/// The icon's file, or else its name in the system's theme.
fn icon() -> &'static str {
    ICON.get().map_or("bowerbird", String::as_str)
}

/// The notification on the screen, and what it asks about.
struct Asked {
    suggestion: Uuid,
    about: About,
    shown: Shown,
}

/// What a notification offers. It may become something else while it is on the screen: what it offers may be deleted,
/// hidden or renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct About {
    kind: SuggestionKind,
    title: String,
    why: String,
}

impl About {
    async fn of(desk: &Arc<Desk>, entry: &Entry) -> Option<Self> {
        let (desk, entry) = (Arc::clone(desk), entry.clone());
        // It may compare long texts.
        let summary = tokio::task::spawn_blocking(move || desk.summarise(&entry));
        let SuggestionSummary { kind, title, why, .. } = summary.await.ok()?;
        Some(Self { kind, title, why })
    }
}

/// Shows the waiting suggestion until the program ends. Then nobody would hear its buttons, so it is closed.
pub(crate) async fn run<R: Runtime>(app: AppHandle<R>, desk: Arc<Desk>, stopping: CancellationToken) {
    let mut changes = desk.changes();
    let mut presenter = None;
    let mut asked: Option<Asked> = None;
    // A suggestion is shown once: one that expired waits in the tray and the window.
    let mut told: Option<Uuid> = None;
    desk.set_notifications(state_of(&find(&mut presenter).await));
    loop {
        let waiting = desk.waiting();
        let wanted = if is_quiet(&desk) {
            // What comes while nothing is to be shown is not shown afterwards either: it waits where it can be seen.
            told = waiting.map(|entry| entry.id).or(told);
            None
        } else {
            waiting
        };
        match (wanted, &asked) {
            (Some(entry), _) if told != Some(entry.id) => {
                told = Some(entry.id);
                ask(&desk, entry, &mut asked, &mut presenter).await;
            }
            (None, Some(_)) => close(asked.take()).await,
            (Some(entry), Some(now)) if entry.id != now.suggestion => close(asked.take()).await,
            (Some(entry), Some(now))
                if About::of(&desk, &entry)
                    .await
                    .is_some_and(|about| about != now.about) =>
            {
                ask(&desk, entry, &mut asked, &mut presenter).await;
            }
            _ => {}
        }
        let outcome = tokio::select! {
            () = stopping.cancelled() => {
                close(asked.take()).await;
                return;
            }
            changed = changes.recv() => match changed {
                Err(broadcast::error::RecvError::Closed) => return,
                _ => continue,
            },
            outcome = answered(&mut asked) => outcome,
        };
        let Some(now) = asked.take() else { continue };
        let id = now.suggestion;
        // Some services leave it on the screen after a press.
        close(Some(now)).await;
        if let Outcome::Pressed(key) = outcome {
            act(&app, &desk, id, &key).await;
        }
    }
}

/// Whether nothing is to be asked.
fn is_quiet(desk: &Desk) -> bool {
    !desk.settings().notify || desk.is_paused()
}

/// What became of the one on the screen. Waits for ever where there is none.
async fn answered(asked: &mut Option<Asked>) -> Outcome {
    match asked {
        Some(asked) => timeout(PATIENCE, asked.shown.outcome())
            .await
            .unwrap_or(Outcome::Closed),
        None => std::future::pending().await,
    }
}

/// Shows the suggestion, in the place of the one before it. Where that fails, the one before is still on the screen, and
/// its buttons are listened to.
async fn ask(desk: &Arc<Desk>, entry: Entry, asked: &mut Option<Asked>, presenter: &mut Option<Presenter>) {
    let talent = find(presenter).await;
    desk.set_notifications(state_of(&talent));
    let (Ok(talent), Some(presenter)) = (talent, presenter) else {
        return;
    };
    let suggestion = entry.id;
    let Some(about) = About::of(desk, &entry).await else {
        return;
    };
    let name = talent.name.clone();
    let making = Arc::clone(desk);
    let made = tokio::task::spawn_blocking(move || content::of_suggestion(&making, &entry, &talent));
    let Ok(notification) = made.await else { return };
    let before = asked.as_ref().map(|asked| &asked.shown);
    match presenter.show(&notification, before).await {
        Ok(shown) => {
            *asked = Some(Asked {
                suggestion,
                about,
                shown,
            });
        }
        Err(failure) => {
            tracing::warn!("a notification could not be shown: {failure}");
            desk.set_notifications(NotificationState {
                service: name.filter(|_| failure.is_refusal()),
                ..state_of(&Err(failure))
            });
        }
    }
}

async fn close(asked: Option<Asked>) {
    if let Some(asked) = asked {
        asked.shown.close().await;
    }
}

async fn act<R: Runtime>(app: &AppHandle<R>, desk: &Arc<Desk>, id: Uuid, key: &str) {
    let answer = match key {
        "save" => Answer::Save,
        "save-new" => Answer::SaveNew,
        "reuse" => Answer::Reuse,
        "dismiss" => Answer::Dismiss,
        "never" => Answer::Never,
        "default" => {
            let there = Navigate {
                view: View::Suggestions,
                id: Some(id.to_string()),
            };
            windows::show(app, Some(there));
            return;
        }
        _ => return,
    };
    let answering = Arc::clone(desk);
    let done = tokio::task::spawn_blocking(move || answering.answer(id, answer, None)).await;
    if let Ok(Err(error)) = done {
        failed(app, desk, &error).await;
    }
}

/// Tells the user that a choice made outside the window was not carried out: by a notification, or in the window where
/// notifications are not wanted.
pub(crate) async fn failed<R: Runtime>(app: &AppHandle<R>, desk: &Desk, error: &DeskError) {
    desk.tell("answer", NoticeLevel::Error, &error.to_string(), None);
    if desk.settings().notify {
        tell("That did not work", &error.to_string()).await;
    } else {
        windows::show(app, None);
    }
}

/// Who shows what asks for no answer. Kept: GNOME takes away what a program showed when its connection ends.
static TELLING: AsyncMutex<Option<Presenter>> = AsyncMutex::const_new(None);

/// Tells the user something that asks for no answer, and answers whether that is shown.
pub(crate) async fn tell(summary: &str, text: &str) -> bool {
    let mut presenter = TELLING.lock().await;
    let told = match (find(&mut presenter).await, &*presenter) {
        (Ok(talent), Some(presenter)) => {
            let message = content::message(summary, text, &talent);
            presenter.show(&message, None).await.map(|_| true)
        }
        (Err(failure), _) => Err(failure),
        (Ok(_), None) => Ok(false),
    };
    told.unwrap_or_else(|failure| {
        tracing::warn!("a notification could not be shown: {failure}");
        false
    })
}

/// Asks the notification service what it can do, over the connection that there is or a new one. No bus, or nobody on
/// it, is an answer too.
async fn find(presenter: &mut Option<Presenter>) -> Result<Talent, Failure> {
    presenter.take_if(|presenter| !presenter.is_alive());
    let reached = match presenter.take() {
        Some(reached) => reached,
        None => Presenter::reach().await?,
    };
    presenter.insert(reached).talent().await
}

/// What the window says about it.
fn state_of(talent: &Result<Talent, Failure>) -> NotificationState {
    let (state, service) = match talent {
        Ok(Talent {
            buttons: true, name, ..
        }) => (NotificationMode::Buttons, name.clone()),
        Ok(Talent { name, .. }) => (NotificationMode::Plain, name.clone()),
        Err(failure) if failure.is_refusal() => (NotificationMode::Refused, None),
        Err(_) => (NotificationMode::None, None),
    };
    NotificationState { state, service }
}
