//! Why the clipboard cannot be watched, or no longer, in words for a person and with a code for a program.

/// Why the clipboard cannot be watched here. Editors that speak to the Connector work regardless.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unavailable {
    /// Neither `WAYLAND_DISPLAY` nor `DISPLAY` is set: there is no desktop.
    #[error("there is no desktop here: neither WAYLAND_DISPLAY nor DISPLAY is set")]
    NoDisplay,
    /// The display server that the environment names does not answer.
    #[error("could not connect to {display}: {detail}")]
    Unreachable {
        /// Its name, such as `the X server :0`.
        display: String,
        /// What went wrong.
        detail: String,
    },
    /// The X server cannot tell of changes, as it has no XFixes extension of version 1 or later.
    #[error("the X server cannot tell when something is copied (it has no XFixes extension)")]
    NoXFixes,
    /// The Wayland compositor lets no program see the clipboard that has no focus. GNOME's is one of these.
    #[error(
        "this desktop lets no program in the background see the clipboard (it has no data-control protocol)"
    )]
    NoDataControl,
    /// The system refused something that watching needs.
    #[error("could not {doing}: {detail}")]
    System {
        /// What was to be done.
        doing: &'static str,
        /// What the system said.
        detail: String,
    },
}

impl Unavailable {
    /// A code that stays the same over versions, for a user interface to match.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDisplay => "no_display",
            Self::Unreachable { .. } => "display_unreachable",
            Self::NoXFixes => "no_xfixes",
            Self::NoDataControl => "no_data_control",
            Self::System { .. } => "system",
        }
    }

    /// What a person can do about it, in a sentence or two.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::NoDisplay => {
                "Start Bowerbird from a desktop session. Editors that are connected to it work without one."
            }
            Self::Unreachable { .. } => {
                "Look whether the desktop session still runs, then try again. Connected editors work regardless."
            }
            Self::NoXFixes => {
                "Use an X server with the XFixes extension, as every common one has. Connected editors work regardless."
            }
            Self::NoDataControl => {
                "Connect your editors: what is copied in them is seen all the same. Desktops such as KDE Plasma, Sway \
                 and Hyprland let the clipboard be watched, and so does a session on X11."
            }
            Self::System { .. } => "Try again. Connected editors work regardless.",
        }
    }
}

/// Why a watcher came to an end that nobody asked for. A new one may be started at any time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Ended {
    /// The X server or the Wayland compositor went away, or closed the connection.
    #[error("the connection to the desktop was lost: {detail}")]
    ConnectionLost {
        /// What the system said.
        detail: String,
    },
    /// The compositor withdrew the permission to watch.
    #[error("the desktop no longer lets the clipboard be watched")]
    Withdrawn,
    /// The system refused something that watching needs.
    #[error("could not {doing}: {detail}")]
    System {
        /// What was to be done.
        doing: &'static str,
        /// What the system said.
        detail: String,
    },
    /// The watcher, or what it reports to, failed: a bug.
    #[error("watching the clipboard failed unexpectedly")]
    Failed,
}

impl Ended {
    /// A code that stays the same over versions, for a user interface to match.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ConnectionLost { .. } => "connection_lost",
            Self::Withdrawn => "withdrawn",
            Self::System { .. } => "system",
            Self::Failed => "failed",
        }
    }
}
