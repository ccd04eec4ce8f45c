//! What the desk needs of the desktop: autostart and the browser.

use connector::process::Places;
use tauri::{AppHandle, Runtime};
use tauri_plugin_opener::OpenerExt as _;

use crate::{autostart::Autostart, desk::Shell};

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
}
