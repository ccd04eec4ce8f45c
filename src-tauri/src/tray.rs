//! The tray: an icon that says how Bowerbird is, and a menu with what waits for an answer.
//!
//! [`menu`] says what is in the menu, as plain data; here it is shown and its clicks are carried out.

mod menu;
#[cfg(target_os = "linux")]
mod presence;

use std::{path::Path, sync::Arc, time::Duration};

use similar::{Algorithm, DiffOp};
use tauri::{
    AppHandle, Runtime,
    image::Image,
    menu::{IsMenuItem, Menu, MenuItemBuilder, PredefinedMenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};
use tokio::sync::broadcast;

use self::menu::{Choice, Item};
use crate::{
    desk::{Desk, DeskError, Watch},
    ipc::types::{Navigate, View, What},
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
///
/// `dir` is for files of the icon, which the desktop reads.
pub(crate) fn build<R: Runtime>(app: &AppHandle<R>, desk: &Arc<Desk>, dir: &Path) -> tauri::Result<()> {
    // Before the desk is looked at: what changes from here on is seen.
    let changes = desk.changes();
    let face = face(desk);
    let menu = ShownMenu::new(app, &menu::items(desk))?;
    let tray = TrayIconBuilder::with_id("bowerbird")
        .temp_dir_path(dir)
        .icon(icon(face))
        .icon_as_template(true)
        .tooltip(tooltip(face))
        .menu(&menu.menu)
        .show_menu_on_left_click(true)
        .on_menu_event(|app, event| clicked(app, event.id().as_ref()))
        .build(app)?;
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(presence::follow(Arc::clone(desk)));
    #[cfg(not(target_os = "linux"))]
    desk.set_tray(true);
    let (app, desk) = (app.clone(), Arc::clone(desk));
    tauri::async_runtime::spawn(keep_up(app, desk, changes, tray, menu, face));
    Ok(())
}

/// Shows what changes, for as long as the desk lives.
async fn keep_up<R: Runtime>(
    app: AppHandle<R>,
    desk: Arc<Desk>,
    mut changes: broadcast::Receiver<What>,
    tray: TrayIcon<R>,
    mut menu: ShownMenu<R>,
    mut face: Face,
) {
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
        let shown = menu.show(&app, &new_items).and_then(|()| {
            if face == new_face {
                Ok(())
            } else {
                show(&tray, new_face)
            }
        });
        if let Err(error) = shown {
            tracing::warn!("the tray could not be changed: {error}");
        }
        face = new_face;
    }
}

fn show<R: Runtime>(tray: &TrayIcon<R>, face: Face) -> tauri::Result<()> {
    tray.set_icon_with_as_template(Some(icon(face)), true)?;
    tray.set_tooltip(Some(tooltip(face)))
}

/// The menu that is shown, and what is in it.
///
/// What stays in it stays the same thing to the desktop: an open menu is not closed by a change, and a click that is on
/// its way finds what it was for.
struct ShownMenu<R: Runtime> {
    menu: Menu<R>,
    items: Vec<Item>,
}

impl<R: Runtime> ShownMenu<R> {
    fn new(app: &AppHandle<R>, items: &[Item]) -> tauri::Result<Self> {
        let mut shown = Self {
            menu: Menu::new(app)?,
            items: Vec::new(),
        };
        shown.show(app, items)?;
        Ok(shown)
    }

    /// Takes away what is no longer there and puts in what is new.
    fn show(&mut self, app: &AppHandle<R>, items: &[Item]) -> tauri::Result<()> {
        let changes = similar::capture_diff_slices(Algorithm::Myers, &self.items, items);
        // From the end, so that the places before are still right.
        for change in changes.iter().rev() {
            let (_, old, new) = change.as_tag_tuple();
            if matches!(change, DiffOp::Equal { .. }) {
                continue;
            }
            for place in old.clone().rev() {
                self.menu.remove_at(place)?;
                self.items.remove(place);
            }
            for item in items[new].iter().rev() {
                self.menu.insert(&*made(app, item)?, old.start)?;
                self.items.insert(old.start, item.clone());
            }
        }
        Ok(())
    }
}

fn made<R: Runtime>(app: &AppHandle<R>, item: &Item) -> tauri::Result<Box<dyn IsMenuItem<R>>> {
    Ok(match item {
        Item::Separator => Box::new(PredefinedMenuItem::separator(app)?),
        Item::Label(text) => Box::new(MenuItemBuilder::new(text).enabled(false).build(app)?),
        Item::Choice(text, choice) => {
            Box::new(MenuItemBuilder::with_id(choice.to_string(), text).build(app)?)
        }
    })
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
    let (app, desk) = (app.clone(), Arc::clone(&app.state::<Arc<Desk>>()));
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
            notifications::failed(&app, &desk, &error).await;
        }
    });
}

fn face(desk: &Desk) -> Face {
    match desk.watch() {
        // First of all: it says whether a secret can be copied unseen.
        Watch::Paused { .. } => Face::Paused,
        _ if desk.waiting().is_some() => Face::Waiting,
        Watch::Watching { .. } => Face::Watching,
        Watch::Unavailable { .. } | Watch::Off => Face::Paused,
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
