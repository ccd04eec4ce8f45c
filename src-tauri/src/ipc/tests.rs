//! Every command, as the window calls it, on tauri's mock runtime: over a real service, store and settings file.

mod keeping;
mod library;
mod settings;
mod suggestions;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use connector::{Seed, Service, UserReaction, system_clock};
use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{Library, Limits};
use tauri::{
    WebviewWindow,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};
use tempfile::TempDir;

use super::commands;
use crate::desk::{Desk, Shell};

const TEXT: &str = "fn add(a: u32, b: u32) -> u32 {\n    a.checked_add(b).unwrap_or(u32::MAX)\n}\n";

/// The session of a test: what it was asked for is all that there is of it.
#[derive(Default)]
struct Session {
    at_login: Mutex<bool>,
    opened: Arc<Mutex<Vec<String>>>,
    /// What is chosen when a file is asked for.
    file: Arc<Mutex<Option<PathBuf>>>,
}

impl Shell for Session {
    fn starts_at_login(&self) -> Result<bool, String> {
        Ok(*self.at_login.lock())
    }

    fn set_start_at_login(&self, wanted: bool) -> Result<(), String> {
        *self.at_login.lock() = wanted;
        Ok(())
    }

    fn open_link(&self, url: &str) -> Result<(), String> {
        self.opened.lock().push(url.to_owned());
        Ok(())
    }

    fn file_to_write(&self, _name: &str) -> Result<Option<PathBuf>, String> {
        Ok(self.file.lock().clone())
    }

    fn file_to_read(&self) -> Result<Option<PathBuf>, String> {
        Ok(self.file.lock().clone())
    }
}

/// A desk over the library in a directory.
fn desk(dir: &Path, session: Session) -> Arc<Desk> {
    let clock = system_clock();
    let (library, recovery) = Library::open(dir, Limits::default(), clock()).unwrap();
    assert!(recovery.is_none());
    let library = Arc::new(library);
    let kept = Arc::clone(&library);
    let service = Arc::new(Service::start(kept, clock).unwrap());
    Desk::start(service, library, dir, Box::new(session))
}

/// A window over an empty library.
struct Window {
    webview: WebviewWindow<MockRuntime>,
    desk: Arc<Desk>,
    opened: Arc<Mutex<Vec<String>>>,
    file: Arc<Mutex<Option<PathBuf>>>,
    _app: tauri::App<MockRuntime>,
    _dir: TempDir,
}

impl Window {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        // What is copied on the machine that runs the tests is none of their business.
        std::fs::write(dir.path().join("settings.json"), r#"{"watch_clipboard": false}"#).unwrap();
        let session = Session::default();
        let opened = Arc::clone(&session.opened);
        let file = Arc::clone(&session.file);
        let desk = desk(dir.path(), session);
        let app = mock_builder()
            .manage(Arc::clone(&desk))
            .invoke_handler(commands::handler())
            .build(mock_context(noop_assets()))
            .unwrap();
        let webview = tauri::WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
            .build()
            .unwrap();
        Self {
            webview,
            desk,
            opened,
            file,
            _app: app,
            _dir: dir,
        }
    }

    fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.webview, request).map(|body| body.deserialize().unwrap())
    }

    fn ok(&self, command: &str, arguments: Value) -> Value {
        self.call(command, arguments)
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn code(&self, command: &str, arguments: Value) -> String {
        let error = self.call(command, arguments).unwrap_err();
        error["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{error}"))
            .to_owned()
    }

    /// Saves a text as an editor does, and answers its id.
    fn save(&self, text: &str) -> String {
        let reaction = UserReaction {
            save: true,
            reuse: None,
            seed: Seed {
                text: Some(text.to_owned()),
                ..Seed::default()
            },
        };
        let own = self.desk.service.own_application();
        self.desk.service.react(own, &reaction).unwrap();
        let page = self.ok("search", json!({"query": "", "offset": 0, "limit": 1}));
        page["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Copies a text, and answers the id of the suggestion that it leads to.
    fn copy(&self, text: &str) -> String {
        let before = self.ok("suggestions", json!({})).as_array().unwrap().len();
        let seed = Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        };
        let own = self.desk.service.own_application();
        self.desk.service.suggest(own, &seed).unwrap();
        for _ in 0..500 {
            let all = self.ok("suggestions", json!({}));
            if all.as_array().unwrap().len() > before {
                return all[0]["id"].as_str().unwrap().to_owned();
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("no suggestion came of it");
    }
}

#[test]
fn lists() {
    let window = Window::open();
    assert_eq!(window.ok("activity", json!({}))["items"], json!([]));
    let applications = window.ok("applications", json!({}));
    assert_eq!(applications[0]["own"], true);
    let languages = window.ok("languages", json!({}));
    assert!(
        languages
            .as_array()
            .unwrap()
            .contains(&json!({"id": "rs", "name": "Rust"}))
    );
}

#[test]
fn only_web_addresses_are_opened() {
    let window = Window::open();
    window.ok("open_link", json!({"url": "https://example.org/"}));
    for wrong in ["file:///etc/passwd", "javascript:alert(1)", "vscode://x", ""] {
        assert_eq!(
            window.code("open_link", json!({"url": wrong})),
            "shell",
            "{wrong}"
        );
    }
    assert_eq!(*window.opened.lock(), ["https://example.org/"]);
}

#[test]
fn what_is_no_command_is_refused() {
    let window = Window::open();
    assert!(window.call("quit", json!({})).is_err());
    assert!(window.call("asset", json!({})).is_err(), "without its argument");
}
