//! Starting with the session.

#[cfg(target_os = "linux")]
#[path = "autostart/freedesktop.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "autostart/native.rs"]
mod system;

pub(crate) use system::Autostart;
