//! macOS and Windows: the plugin knows their ways.

use connector::process::Places;
use tauri::{AppHandle, Runtime};
use tauri_plugin_autostart::ManagerExt as _;

/// The system's list of what starts with the session, as far as it is about this Bowerbird.
pub(crate) struct Autostart<R: Runtime>(AppHandle<R>);

impl<R: Runtime> Autostart<R> {
    /// # Errors
    /// None on these systems.
    pub(crate) fn new(app: AppHandle<R>, _name: &str, _places: &Places) -> anyhow::Result<Self> {
        Ok(Self(app))
    }

    /// # Errors
    /// Where the system does not tell.
    pub(crate) fn is_on(&self) -> Result<bool, tauri_plugin_autostart::Error> {
        self.0.autolaunch().is_enabled()
    }

    /// # Errors
    /// Where the system refuses.
    pub(crate) fn set(&self, on: bool) -> Result<(), tauri_plugin_autostart::Error> {
        let autostart = self.0.autolaunch();
        if on {
            autostart.enable()
        } else {
            autostart.disable()
        }
    }
}
