//! The notification of the suggestion that waits: shown, replaced, closed, and answered by its buttons.
//!
//! One task does all of it, by comparing what should be shown with what is. So there is one notification at a time, and
//! one waiter, whatever happens to the service that shows it.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use notify_rust::{CloseReason, Notification, NotificationHandle, NotificationResponse, Timeout};
use tauri::{AppHandle, Runtime};
use tokio::{sync::broadcast, task::JoinHandle, time::timeout};
use uuid::Uuid;

use crate::{
    desk::{Desk, DeskError, Entry, names},
    ipc::types::{Answer, Navigate, NoticeLevel, NotificationMode, NotificationState, SuggestionKind, View},
    windows,
};

/// Characters of a body, at most: some services show all they get.
const BODY: usize = 300;
/// How long a notification is waited for. A service that has died never says that it is closed.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// How long the service may take over an answer.
const SERVICE: Duration = Duration::from_secs(5);

/// The file of the icon, once it is there.
static ICON: OnceLock<String> = OnceLock::new();

/// Puts the icon where a notification service can read it: it need not be installed for this user.
pub(crate) fn bring_icon(dir: &Path) {
    let path = dir.join("bowerbird.png");
    match fs::write(&path, include_bytes!("../../icons/bundle/128x128.png")) {
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

/// A notification that is on the screen.
struct Shown {
    suggestion: Uuid,
    handle: Arc<NotificationHandle>,
    /// Ends with what the user did.
    waiter: JoinHandle<NotificationResponse>,
}

/// Shows the waiting suggestion for as long as the desk lives.
pub(crate) async fn run<R: Runtime>(app: AppHandle<R>, desk: Arc<Desk>) {
    let mut changes = desk.changes();
    let mut shown: Option<Shown> = None;
    // A suggestion is shown once: one that expired waits in the tray and the window.
    let mut told: Option<Uuid> = None;
    desk.set_notifications(ask_service().await);
    loop {
        let wanted = wanted(&desk);
        match (&wanted, &shown) {
            (Some(entry), _) if told != Some(entry.id) => {
                told = Some(entry.id);
                let before = shown.take();
                shown = show(&desk, entry, before).await;
            }
            (None, Some(_)) => close(shown.take()).await,
            (Some(entry), Some(now)) if entry.id != now.suggestion => close(shown.take()).await,
            _ => {}
        }
        let response = tokio::select! {
            changed = changes.recv() => match changed {
                Err(broadcast::error::RecvError::Closed) => return,
                _ => continue,
            },
            response = answered(&mut shown) => response,
        };
        let Some(now) = shown.take() else { continue };
        let id = now.suggestion;
        // Some services leave it on the screen after a press.
        close(Some(now)).await;
        if let Some(response) = response {
            act(&app, &desk, id, &response).await;
        }
    }
}

/// What is to be on the screen.
fn wanted(desk: &Desk) -> Option<Entry> {
    let quiet = !desk.settings().notify || desk.is_paused();
    if quiet { None } else { desk.waiting() }
}

/// What the user did with what is shown; `None` where nobody will ever tell. Waits for ever where nothing is shown.
async fn answered(shown: &mut Option<Shown>) -> Option<NotificationResponse> {
    match shown {
        Some(shown) => match timeout(PATIENCE, &mut shown.waiter).await {
            Ok(Ok(response)) => Some(response),
            _ => None,
        },
        None => std::future::pending().await,
    }
}

async fn show(desk: &Arc<Desk>, entry: &Entry, before: Option<Shown>) -> Option<Shown> {
    let state = ask_service().await;
    let mode = state.state;
    desk.set_notifications(state);
    if mode == NotificationMode::None {
        close(before).await;
        return None;
    }
    let summary = {
        let (desk, entry) = (Arc::clone(desk), entry.clone());
        tokio::task::spawn_blocking(move || notification(&desk, &entry, mode))
            .await
            .ok()?
    };
    let mut notification = summary;
    if let Some(before) = &before {
        notification.id(before.handle.id());
    }
    let handle = timeout(SERVICE, notification.show_async()).await;
    if let Some(before) = before {
        before.waiter.abort();
    }
    match handle {
        Ok(Ok(handle)) => {
            let handle = Arc::new(handle);
            let waiter = tokio::spawn(wait(Arc::clone(&handle)));
            Some(Shown {
                suggestion: entry.id,
                handle,
                waiter,
            })
        }
        failed => {
            let why = match failed {
                Ok(Err(error)) => error.to_string(),
                _ => "the service does not answer".to_owned(),
            };
            tracing::warn!("a notification could not be shown: {why}");
            desk.set_notifications(none_runs());
            None
        }
    }
}

async fn wait(handle: Arc<NotificationHandle>) -> NotificationResponse {
    let (told, mut tell) = tokio::sync::oneshot::channel();
    let told = std::sync::Mutex::new(Some(told));
    handle
        .wait_for_action_async(|response: &NotificationResponse| {
            if let Some(told) = told.lock().ok().and_then(|mut told| told.take()) {
                let _ = told.send(response.clone());
            }
        })
        .await;
    tell.try_recv()
        .unwrap_or(NotificationResponse::Closed(CloseReason::Other(0)))
}

async fn close(shown: Option<Shown>) {
    if let Some(shown) = shown {
        shown.waiter.abort();
        let _ = timeout(SERVICE, shown.handle.close_async()).await;
    }
}

/// The notification of a suggestion: what was seen, why, and the choices.
fn notification(desk: &Desk, entry: &Entry, mode: NotificationMode) -> Notification {
    let detail = desk.suggestion(entry.id).ok();
    let summary = desk.summarise(entry);
    let mut shown = Notification::new();
    shown.appname("Bowerbird").icon(icon()).timeout(Timeout::Default);
    let offer = detail.as_ref().and_then(|detail| detail.offers.first());
    let body = match (summary.kind, offer) {
        (SuggestionKind::Reuse, Some(offer)) => {
            shown.summary("You have this already");
            let when = domain::Timestamp::from_millis(offer.created).ago(desk.service.now());
            let place = place(&offer.application);
            format!("Looks like {}, saved {when}{place}: {}", offer.name, offer.why)
        }
        _ => {
            shown.summary(if summary.why.is_empty() {
                "Keep this?"
            } else {
                "You have copied this before. Keep it?"
            });
            let lines = match entry.text.lines().count() {
                1 => "one line".to_owned(),
                lines => format!("{lines} lines"),
            };
            let language = summary
                .language
                .map_or_else(String::new, |language| format!(" of {language}"));
            format!(
                "{}: {lines}{language}{}",
                summary.title,
                place(&summary.application)
            )
        }
    };
    shown.body(&shortened(&body));
    if mode == NotificationMode::Buttons {
        shown.action("default", "Show");
        if summary.kind == SuggestionKind::Reuse {
            shown
                .action("reuse", "Reuse")
                .action("save-new", "Save as new")
                .action("dismiss", "Dismiss");
        } else {
            shown
                .action("save", "Save")
                .action("dismiss", "Not now")
                .action("never", "Never for this");
        }
    }
    shown
}

/// From which program, where it was not the clipboard: that may have been any.
fn place(application: &str) -> String {
    if application == names::CLIPBOARD {
        String::new()
    } else {
        format!(" from {application}")
    }
}

/// Short enough for any service, and with no markup: what was copied may look like some.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(BODY).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

async fn act<R: Runtime>(app: &AppHandle<R>, desk: &Arc<Desk>, id: Uuid, response: &NotificationResponse) {
    let answer = match response {
        NotificationResponse::Default => {
            windows::show(
                app,
                Some(Navigate {
                    view: View::Suggestions,
                    id: Some(id.to_string()),
                }),
            );
            return;
        }
        NotificationResponse::Action(key) => match key.as_str() {
            "save" => Answer::Save,
            "save-new" => Answer::SaveNew,
            "reuse" => Answer::Reuse,
            "dismiss" => Answer::Dismiss,
            "never" => Answer::Never,
            _ => return,
        },
        _ => return,
    };
    let answering = Arc::clone(desk);
    let done = tokio::task::spawn_blocking(move || answering.answer(id, answer, None)).await;
    if let Ok(Err(error)) = done {
        failed(desk, &error).await;
    }
}

/// Tells the user that a choice made outside the window was not carried out.
pub(crate) async fn failed(desk: &Desk, error: &DeskError) {
    desk.tell("answer", NoticeLevel::Error, &error.to_string(), None);
    tell("That did not work", &error.to_string()).await;
}

/// Tells the user something that asks for no answer.
pub(crate) async fn tell(summary: &str, body: &str) {
    let mut notification = Notification::new();
    notification
        .appname("Bowerbird")
        .icon(icon())
        .summary(summary)
        .body(&shortened(body));
    if let Ok(Err(error)) = timeout(SERVICE, notification.show_async()).await {
        tracing::warn!("a notification could not be shown: {error}");
    }
}

/// Whether a question to the service is still open.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Asks the notification service what it can do. No bus, or nobody on it, is an answer too.
async fn ask_service() -> NotificationState {
    // One that hangs holds the thread that asks it, so there is one such thread at most.
    if ASKING.swap(true, Ordering::AcqRel) {
        return none_runs();
    }
    let asked = tokio::task::spawn_blocking(|| {
        let answer = notify_rust::get_capabilities().map(|capabilities| {
            let name = notify_rust::get_server_information().map(|server| server.name);
            (capabilities.iter().any(|can| can == "actions"), name.ok())
        });
        ASKING.store(false, Ordering::Release);
        answer.ok()
    });
    match timeout(SERVICE, asked).await {
        Ok(Ok(Some((true, service)))) => NotificationState {
            state: NotificationMode::Buttons,
            service,
            advice: None,
        },
        Ok(Ok(Some((false, service)))) => NotificationState {
            state: NotificationMode::Plain,
            service,
            advice: Some(
                "This desktop's notifications have no buttons. Answer in the tray or in the window."
                    .to_owned(),
            ),
        },
        _ => none_runs(),
    }
}

fn none_runs() -> NotificationState {
    NotificationState {
        state: NotificationMode::None,
        service: None,
        advice: Some(
            "No notification service answers here. Suggestions wait in the tray and in the window."
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_short_and_has_no_markup() {
        assert_eq!(shortened("a <b>\n& c"), "a &lt;b&gt;&amp; c…");
        let long = shortened(&"x".repeat(3_000_000));
        assert_eq!(long.chars().count(), BODY + 1);
    }
}
