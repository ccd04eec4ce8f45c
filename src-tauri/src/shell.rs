//! What the desk needs of the desktop: autostart, the browser, dialogs for files.

use std::path::PathBuf;

use connector::process::Places;
use tauri::{AppHandle, Manager as _, Runtime};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tauri_plugin_opener::OpenerExt as _;

use crate::{autostart::Autostart, desk::Shell, windows};

/// The desktop that the application runs on.
pub(crate) struct DesktopShell<R: Runtime> {
    app: AppHandle<R>,
    autostart: Autostart<R>,
}

impl<R: Runtime> DesktopShell<R> {
    /// `name` is what this Bowerbird is called on the desktop, where there may be several.
    ///
    /// # Errors
    /// Where there is no telling which program this is.
    pub(crate) fn new(app: AppHandle<R>, name: &str, places: &Places) -> anyhow::Result<Self> {
        let autostart = Autostart::new(app.clone(), name, places)?;
        Ok(Self { app, autostart })
    }
}

impl<R: Runtime> DesktopShell<R> {
    /// A dialog for a file, in front of the window.
    fn ask(&self) -> FileDialogBuilder<R> {
        let dialog = self
            .app
            .dialog()
            .file()
            .add_filter("Bowerbird backup", &["zst", "jsonl"]);
        match self.app.get_webview_window(windows::MAIN) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        }
    }
}

/// The place that was chosen, which is one in the file system.
fn chosen(file: Option<FilePath>) -> Result<Option<PathBuf>, String> {
    file.map(|file| {
        file.into_path()
            .map_err(|error| format!("That is no file: {error}."))
    })
    .transpose()
}

impl<R: Runtime> Shell for DesktopShell<R> {
    fn starts_at_login(&self) -> Result<bool, String> {
        let asked = self.autostart.is_on();
        asked.map_err(|error| format!("Whether Bowerbird starts at login could not be found out: {error}."))
    }

    fn set_start_at_login(&self, wanted: bool) -> Result<(), String> {
        if self.starts_at_login()? == wanted {
            return Ok(());
        }
        let done = self.autostart.set(wanted);
        done.map_err(|error| format!("Starting at login could not be changed: {error}."))
    }

    fn open_link(&self, url: &str) -> Result<(), String> {
        let opened = self.app.opener().open_url(url, None::<&str>);
        opened.map_err(|error| format!("The link could not be opened: {error}."))
    }

    fn file_to_write(&self, name: &str) -> Result<Option<PathBuf>, String> {
        chosen(self.ask().set_file_name(name).blocking_save_file())
    }

    fn file_to_read(&self) -> Result<Option<PathBuf>, String> {
        chosen(self.ask().blocking_pick_file())
    }
}
