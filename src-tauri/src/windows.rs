//! The window: made when it is asked for, gone when it is closed.
//!
//! A webview costs over a hundred megabytes whether it is seen or not, so none is kept for later.

#[cfg(target_os = "linux")]
pub(crate) mod webkit;

use std::sync::Arc;

use parking_lot::Mutex;
use tauri::{
    AppHandle, Emitter, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY},
    webview::PageLoadEvent,
};

use crate::{
    desk::Desk,
    ipc::types::{Navigate, View},
};

/// The label of the only window.
pub(crate) const MAIN: &str = "main";

/// Held while the window is shown: two wishes at once are still one window.
static SHOWING: Mutex<()> = Mutex::new(());

/// Shows the window, in front, at the part that is asked for. Call it from any thread.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, target: Option<Navigate>) {
    let app = app.clone();
    // On a thread of its own: made on the main one, it would wait for that one on some systems.
    tauri::async_runtime::spawn_blocking(move || {
        let _held = SHOWING.lock();
        if let Err(error) = show_now(&app, target) {
            tracing::error!("the window could not be shown: {error}");
        }
    });
}

fn show_now<R: Runtime>(app: &AppHandle<R>, target: Option<Navigate>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(MAIN) {
        window.unminimize()?;
        window.show()?;
        window.set_focus()?;
        if let Some(target) = target {
            app.emit_to(MAIN, "navigate", target)?;
        }
        return Ok(());
    }
    // A new window is told where to begin by its address: it does not listen yet.
    let page = target.map_or_else(
        || "index.html".to_owned(),
        |target| format!("index.html#{}", fragment(&target)),
    );
    // A second start may ask before the first one is ready, which then shows the window itself.
    let Some(desk) = app.try_state::<Arc<Desk>>() else {
        return Ok(());
    };
    let data = desk.data_dir().join("webview");
    connector::process::make_private_dir(&data)?;
    let policy = app.config().app.security.csp.as_ref();
    let policy = policy.and_then(|policy| HeaderValue::from_str(&policy.to_string()).ok());
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App(page.into()))
        .title("Bowerbird")
        .inner_size(1120.0, 720.0)
        .min_inner_size(640.0, 480.0)
        // What the webview keeps for itself is beside everything else. There is nothing of the user's in it.
        .data_directory(data)
        // Seen once there is something to see.
        .visible(false)
        .on_web_resource_request(move |_, response| {
            // tauri sends it with pages alone, and a worker is held to what its own file came with.
            if let Some(policy) = &policy {
                let headers = response.headers_mut();
                headers
                    .entry(CONTENT_SECURITY_POLICY)
                    .or_insert_with(|| policy.clone());
            }
        })
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let shown = window.show().and_then(|()| window.set_focus());
                if let Err(error) = shown {
                    tracing::error!("the window could not be shown: {error}");
                }
            }
        })
        .build()?;
    spare(&window)
}

/// Takes no more memory for the window than it needs, and keeps none when it is closed.
#[cfg(target_os = "linux")]
fn spare<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    webkit::draw_plainly(window)?;
    let app = window.app_handle().clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Destroyed = event {
            let app = app.clone();
            tauri::async_runtime::spawn_blocking(move || {
                let _held = SHOWING.lock();
                if app.get_webview_window(MAIN).is_none() {
                    webkit::end_network_process();
                }
            });
        }
    });
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn spare<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

/// `suggestions/ID`.
fn fragment(target: &Navigate) -> String {
    let view = match target.view {
        View::Suggestions => "suggestions",
        View::Library => "library",
        View::Applications => "applications",
        View::Activity => "activity",
        View::Settings => "settings",
        View::Wizard => "wizard",
    };
    match &target.id {
        Some(id) => format!("{view}/{id}"),
        None => view.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    /// What the window may load and call, word for word: whoever widens it has to say so here.
    #[test]
    fn the_window_is_as_tight_as_it_goes() {
        let config: Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let security = &config["app"]["security"];
        let policy = security["csp"].as_str().unwrap();
        let policy: BTreeMap<_, _> = policy
            .split(';')
            .filter_map(|directive| directive.trim().split_once(' '))
            .collect();
        let wanted = [
            ("base-uri", "'none'"),
            ("connect-src", "ipc: http://ipc.localhost"),
            ("default-src", "'none'"),
            ("font-src", "'self'"),
            ("form-action", "'none'"),
            ("frame-ancestors", "'none'"),
            ("img-src", "'self'"),
            ("script-src", "'self'"),
            ("style-src", "'self'"),
        ];
        assert_eq!(policy, wanted.into());
        let keys: Vec<_> = security.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            ["capabilities", "csp", "freezePrototype"],
            "no asset protocol, no exceptions"
        );
        assert_eq!(security["freezePrototype"], true);
        assert_eq!(security["capabilities"], json!(["main"]));
        assert_eq!(config["app"]["windows"], json!([]), "the only one is made above");
        assert!(config["app"].get("withGlobalTauri").is_none());
    }

    #[test]
    fn the_window_has_two_permissions() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
        assert_eq!(files.len(), 1, "one window, one capability");
        let mut capability: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        capability["description"] = Value::Null;
        let wanted = json!({
            "identifier": "main",
            "description": null,
            "windows": ["main"],
            "permissions": ["core:event:allow-listen", "core:event:allow-unlisten"],
        });
        assert_eq!(capability, wanted, "and nothing for pages from elsewhere");
    }
}
