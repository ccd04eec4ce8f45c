//! The ways to watch a clipboard, one for each kind of desktop.

use std::sync::Arc;

use crate::{Ended, Unavailable, worker::Desk};

#[cfg(all(unix, not(target_os = "macos")))]
mod bell;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(all(unix, not(target_os = "macos")))]
mod wayland;
#[cfg(windows)]
mod windows;
#[cfg(all(unix, not(target_os = "macos")))]
mod x11;

/// How a clipboard is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backend {
    /// The X server tells of every change of owner.
    X11,
    /// The Wayland compositor tells of every selection.
    Wayland,
    /// macOS tells nobody: its count of changes is looked at twice a second.
    MacOs,
    /// Windows posts a message for every change.
    Windows,
}

impl Backend {
    /// Its name, for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::X11 => "X11 (XFixes)",
            Self::Wayland => "Wayland (data control)",
            Self::MacOs => "macOS pasteboard",
            Self::Windows => "Windows clipboard",
        }
    }
}

/// Which clipboard to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// That of an X server.
    #[cfg(all(unix, not(target_os = "macos")))]
    X11 {
        /// Its name, such as `:0`.
        display: String,
    },
    /// That of a Wayland compositor.
    #[cfg(all(unix, not(target_os = "macos")))]
    Wayland {
        /// Its socket.
        socket: std::path::PathBuf,
    },
    /// The only one there is, on macOS and Windows.
    #[cfg(any(windows, target_os = "macos"))]
    System,
}

impl Place {
    /// What the environment names: `WAYLAND_DISPLAY` (with `XDG_RUNTIME_DIR`), else `DISPLAY`.
    ///
    /// A Wayland socket that is not there, as one that was inherited from a session that has ended, is passed over.
    ///
    /// # Errors
    /// [`Unavailable::NoDisplay`] where it names nothing.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub fn here() -> Result<Self, Unavailable> {
        use std::{env, path::PathBuf};
        let named = |name| env::var_os(name).filter(|value| !value.is_empty());
        let wayland = named("WAYLAND_DISPLAY")
            // An absolute name replaces the directory, as libwayland has it.
            .map(|display| PathBuf::from(named("XDG_RUNTIME_DIR").unwrap_or_default()).join(display))
            .filter(|socket| socket.is_absolute() && socket.exists());
        if let Some(socket) = wayland {
            return Ok(Self::Wayland { socket });
        }
        let display = named("DISPLAY").ok_or(Unavailable::NoDisplay)?;
        Ok(Self::X11 {
            display: display.to_string_lossy().into_owned(),
        })
    }

    /// The only one there is.
    ///
    /// # Errors
    /// None here.
    #[cfg(any(windows, target_os = "macos"))]
    pub fn here() -> Result<Self, Unavailable> {
        Ok(Self::System)
    }
}

/// Wakes a backend's thread, from any other one, to look for orders.
pub(crate) trait Wake: Send + Sync {
    fn wake(&self);
}

/// A backend that was opened, for its thread to run.
pub(crate) trait Source {
    /// Watches until it is told to stop (`None`) or cannot go on.
    fn run(self: Box<Self>, desk: &Desk) -> Option<Ended>;
}

/// What the watcher is told of a backend that was opened.
pub(crate) struct Ready {
    pub(crate) backend: Backend,
    pub(crate) wake: Arc<dyn Wake>,
}

/// Opens the backend for a place. Changes from here on are seen.
pub(crate) fn open(place: &Place) -> Result<(Box<dyn Source>, Ready), Unavailable> {
    match place {
        #[cfg(all(unix, not(target_os = "macos")))]
        Place::X11 { display } => x11::open(display),
        #[cfg(all(unix, not(target_os = "macos")))]
        Place::Wayland { socket } => wayland::open(socket),
        #[cfg(target_os = "macos")]
        Place::System => Ok(macos::open()),
        #[cfg(windows)]
        Place::System => windows::open(),
    }
}
