//! Linux: what a webview of WebKitGTK costs beyond its page, brought down.

use std::{fs, path::Path};

use rustix::process::{Pid, Signal, kill_process};
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

/// How the kernel calls the process that WebKit loads pages from the network with: it cuts names at 15 bytes.
const NETWORK_PROCESS: &str = "WebKitNetworkPr";

/// Sets in the environment what WebKit asks there: it is not to share pictures by the graphics card's memory, for which it
/// would set that card up in this process. What the user has set stays.
///
/// An environment must not be changed beside other threads, so this comes first of all.
pub(crate) fn prepare() {
    if let Err(error) = gtk::glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false) {
        tracing::warn!("{error}");
    }
}

/// Draws without the graphics card. For a page of text there is nothing to gain by it, and its driver takes tens of
/// megabytes in two processes; with some drivers the window would stay empty.
///
/// # Errors
/// Where the window is gone.
pub(super) fn draw_plainly<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    window.with_webview(|webview| {
        if let Some(settings) = WebViewExt::settings(&webview.inner()) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Ends the process that would load pages from the network. WebKit keeps it when there is no window any more, and starts
/// another one for the next. Our pages come from the program itself, so it has nothing to lose.
pub(super) fn end_network_process() {
    for child in children() {
        let name = fs::read_to_string(format!("/proc/{}/comm", child.as_raw_nonzero()));
        if name.is_ok_and(|name| name.trim_end() == NETWORK_PROCESS) {
            // One that has just ended by itself is as good.
            let _ = kill_process(child, Signal::TERM);
        }
    }
}

/// The processes that this one has started, by whichever of its threads.
fn children() -> Vec<Pid> {
    let Ok(threads) = fs::read_dir(Path::new("/proc/self/task")) else {
        return Vec::new();
    };
    threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            let numbers = children
                .split_whitespace()
                .filter_map(|number| number.parse().ok());
            numbers.filter_map(Pid::from_raw).collect::<Vec<_>>()
        })
        .collect()
}
