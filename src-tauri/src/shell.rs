//! What the desk needs of the desktop: autostart and the browser.

use tauri::{AppHandle, Runtime};
use tauri_plugin_autostart::ManagerExt as _;
use tauri_plugin_opener::OpenerExt as _;

use crate::desk::Shell;

/// The desktop that the application runs on.
pub(crate) struct DesktopShell<R: Runtime>(pub(crate) AppHandle<R>);

impl<R: Runtime> Shell for DesktopShell<R> {
    fn starts_at_login(&self) -> Result<bool, String> {
        let asked = self.0.autolaunch().is_enabled();
        asked.map_err(|error| format!("Whether Bowerbird starts at login could not be found out: {error}."))
    }

    fn set_start_at_login(&self, wanted: bool) -> Result<(), String> {
        if self.starts_at_login()? == wanted {
            return Ok(());
        }
        let autostart = self.0.autolaunch();
        let done = if wanted {
            autostart.enable()
        } else {
            autostart.disable()
        };
        done.map_err(|error| format!("Starting at login could not be changed: {error}."))
    }

    fn open_link(&self, url: &str) -> Result<(), String> {
        let opened = self.0.opener().open_url(url, None::<&str>);
        opened.map_err(|error| format!("The link could not be opened: {error}."))
    }
}
