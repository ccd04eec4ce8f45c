//! The tray: an icon that says how Bowerbird is, and a menu with what waits for an answer.
//!
//! [`menu`] says what is in the menu, as plain data; here it is shown and its clicks are carried out.

mod menu;

use std::{sync::Arc, time::Duration};

use tauri::{
    AppHandle, Runtime,
    image::Image,
    menu::{Menu, MenuBuilder, MenuItemBuilder},
    tray::{TrayIcon, TrayIconBuilder},
};
use tokio::sync::broadcast;

use self::menu::{Choice, Item};
use crate::{
    desk::{Desk, DeskError, Watch},
    ipc::types::{Navigate, View},
    notifications, windows,
};

/// How long changes are gathered before the menu is made again.
const GATHERED: Duration = Duration::from_millis(50);

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    /// All is well.
    Watching,
    /// Nothing is read: paused, switched off or not possible.
    Paused,
    /// A suggestion waits.
    Waiting,
}

/// Makes the tray icon. A desktop without a tray shows none, and nothing else comes of it.
pub(crate) fn build<R: Runtime>(app: &AppHandle<R>, desk: &Arc<Desk>) -> tauri::Result<()> {
    let items = menu::items(desk);
    let face = face(desk);
    let tray = TrayIconBuilder::with_id("bowerbird")
        .icon(icon(face))
        .icon_as_template(true)
        .tooltip(tooltip(face))
        .menu(&shown(app, &items)?)
        .show_menu_on_left_click(true)
        .on_menu_event(|app, event| clicked(app, event.id().as_ref()))
        .build(app)?;
    desk.set_tray(true);
    let (app, desk) = (app.clone(), Arc::clone(desk));
    tauri::async_runtime::spawn(keep_up(app, desk, tray, items, face));
    Ok(())
}

/// Shows what changes, for as long as the desk lives.
async fn keep_up<R: Runtime>(
    app: AppHandle<R>,
    desk: Arc<Desk>,
    tray: TrayIcon<R>,
    mut items: Vec<Item>,
    mut face: Face,
) {
    let mut changes = desk.changes();
    loop {
        // One that lagged behind looks at everything anyway.
        if let Err(broadcast::error::RecvError::Closed) = changes.recv().await {
            return;
        }
        tokio::time::sleep(GATHERED).await;
        while changes.try_recv().is_ok() {}
        let looking = Arc::clone(&desk);
        let looked = tokio::task::spawn_blocking(move || (menu::items(&looking), self::face(&looking))).await;
        let Ok((new_items, new_face)) = looked else {
            continue;
        };
        if let Err(error) = show(&app, &tray, (&items, face), (&new_items, new_face)) {
            tracing::warn!("the tray could not be changed: {error}");
        }
        (items, face) = (new_items, new_face);
    }
}

fn show<R: Runtime>(
    app: &AppHandle<R>,
    tray: &TrayIcon<R>,
    before: (&[Item], Face),
    now: (&[Item], Face),
) -> tauri::Result<()> {
    // An open menu closes when it is replaced, so it is left alone where nothing changed.
    if before.0 != now.0 {
        tray.set_menu(Some(shown(app, now.0)?))?;
    }
    if before.1 != now.1 {
        tray.set_icon_with_as_template(Some(icon(now.1)), true)?;
        tray.set_tooltip(Some(tooltip(now.1)))?;
    }
    Ok(())
}

fn shown<R: Runtime>(app: &AppHandle<R>, items: &[Item]) -> tauri::Result<Menu<R>> {
    let mut menu = MenuBuilder::new(app);
    for item in items {
        menu = match item {
            Item::Separator => menu.separator(),
            Item::Label(text) => menu.item(&MenuItemBuilder::new(text).enabled(false).build(app)?),
            Item::Choice(text, choice) => {
                menu.item(&MenuItemBuilder::with_id(choice.to_string(), text).build(app)?)
            }
        };
    }
    menu.build()
}

fn clicked<R: Runtime>(app: &AppHandle<R>, id: &str) {
    let Ok(choice) = id.parse::<Choice>() else {
        return;
    };
    let open = |view| windows::show(app, Some(Navigate { view, id: None }));
    match choice {
        Choice::Open => windows::show(app, None),
        Choice::Settings => open(View::Settings),
        Choice::Quit => app.exit(0),
        other => carry_out(app, other),
    }
}

/// Carries out what may wait for the disk or for another program.
fn carry_out<R: Runtime>(app: &AppHandle<R>, choice: Choice) {
    use tauri::Manager;
    let desk = Arc::clone(&app.state::<Arc<Desk>>());
    tauri::async_runtime::spawn(async move {
        let acting = Arc::clone(&desk);
        let done = tokio::task::spawn_blocking(move || -> Result<(), DeskError> {
            match choice {
                Choice::Answer(suggestion, answer) => acting.answer(suggestion, answer, None),
                Choice::Copy(asset) => acting.copy_asset(asset),
                Choice::Pause(how) => acting.pause(how),
                Choice::Resume => acting.resume(),
                Choice::Open | Choice::Settings | Choice::Quit => Ok(()),
            }
        })
        .await;
        if let Ok(Err(error)) = done {
            notifications::failed(&desk, &error).await;
        }
    });
}

fn face(desk: &Desk) -> Face {
    match desk.watch() {
        _ if desk.waiting().is_some() => Face::Waiting,
        Watch::Watching { .. } => Face::Watching,
        Watch::Paused { .. } | Watch::Unavailable { .. } | Watch::Off => Face::Paused,
    }
}

fn tooltip(face: Face) -> &'static str {
    match face {
        Face::Watching => "Bowerbird",
        Face::Paused => "Bowerbird does not watch the clipboard",
        Face::Waiting => "Bowerbird has a suggestion",
    }
}

/// The icon for the panel's colours.
fn icon(face: Face) -> Image<'static> {
    if cfg!(target_os = "macos") {
        // The system colours it.
        return match face {
            Face::Watching => tauri::include_image!("../icons/bundle/tray/mono-watching.png"),
            Face::Paused => tauri::include_image!("../icons/bundle/tray/mono-paused.png"),
            Face::Waiting => tauri::include_image!("../icons/bundle/tray/mono-waiting.png"),
        };
    }
    if panel_is_dark() {
        match face {
            Face::Watching => tauri::include_image!("../icons/bundle/tray/dark-watching.png"),
            Face::Paused => tauri::include_image!("../icons/bundle/tray/dark-paused.png"),
            Face::Waiting => tauri::include_image!("../icons/bundle/tray/dark-waiting.png"),
        }
    } else {
        match face {
            Face::Watching => tauri::include_image!("../icons/bundle/tray/light-watching.png"),
            Face::Paused => tauri::include_image!("../icons/bundle/tray/light-paused.png"),
            Face::Waiting => tauri::include_image!("../icons/bundle/tray/light-waiting.png"),
        }
    }
}

/// Whether the panel is dark. No system tells; these are right for the desktops as they come.
fn panel_is_dark() -> bool {
    // Of XFCE, MATE and LXQt the panel follows the theme. The others' panels are dark unless that is changed.
    let follows_theme = std::env::var("XDG_CURRENT_DESKTOP").is_ok_and(|name| {
        ["XFCE", "MATE", "LXQt", "KDE"]
            .iter()
            .any(|known| name.contains(known))
    });
    !follows_theme || theme_is_dark()
}

/// Whether the theme of the session is a dark one.
#[cfg(target_os = "linux")]
fn theme_is_dark() -> bool {
    use gtk::prelude::GtkSettingsExt;
    // Only the main thread may ask; the icon is first made there, and the answer kept.
    static DARK: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *DARK.get_or_init(|| {
        gtk::is_initialized_main_thread()
            && gtk::Settings::default().is_some_and(|settings| {
                settings.is_gtk_application_prefer_dark_theme()
                    || settings
                        .gtk_theme_name()
                        .is_some_and(|name| name.to_lowercase().ends_with("dark"))
            })
    })
}

/// Elsewhere there is one panel colour to go by.
#[cfg(not(target_os = "linux"))]
fn theme_is_dark() -> bool {
    true
}
