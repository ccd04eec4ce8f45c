//! Bowerbird on the desktop: the tray, the notifications, the window and the clipboard around [`connector::Service`].
//!
//! `desk` is what the desktop knows and does; the rest shows it. `app` puts everything together, `ipc` is what the
//! window may ask, `control` talks to a Bowerbird that runs already.

mod app;
mod arguments;
#[cfg(target_os = "linux")]
mod asked;
mod autostart;
mod control;
mod desk;
mod ipc;
mod listening;
mod notifications;
mod running;
mod shell;
mod tray;
mod windows;

pub use self::{
    app::run,
    arguments::Arguments,
    control::{keep, status},
    ipc::bindings::bindings,
};
#[cfg(unix)]
pub use control::quit;
