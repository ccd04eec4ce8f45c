//! Every command, as the window calls it, on tauri's mock runtime: over a real service, store and settings file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use connector::{Query, Revision, Seed, Service, UserReaction, system_clock};
use domain::{AssetDetails, Form, Marks};
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
fn status_and_settings() {
    let window = Window::open();
    let status = window.ok("status", json!({}));
    assert_eq!(status["assets"], 0);
    assert_eq!(status["address"], Value::Null);
    assert_eq!(status["watch"], json!({"state": "off"}));
    let settings = window.ok(
        "change_settings",
        json!({"change": {"notify": false, "start_at_login": true}}),
    );
    assert_eq!(settings["notify"], false);
    assert_eq!(settings["start_at_login"], true);
    assert_eq!(window.ok("settings", json!({})), settings);
    assert_eq!(window.ok("status", json!({}))["notifications"]["state"], "off");
    let wizard = json!({"wizard": {"step": 2, "finished": false}});
    assert_eq!(
        window.ok("change_settings", json!({"change": wizard}))["wizard"]["step"],
        2
    );
    assert!(
        window
            .call("change_settings", json!({"change": {"telemetry": true}}))
            .is_err()
    );
}

#[test]
fn web_pages_are_let_in_one_by_one() {
    let window = Window::open();
    let settings = window.ok("settings", json!({}));
    assert_eq!(settings["allowed_origins"], json!([]), "nobody at first");
    assert!(
        settings["known_origins"]
            .as_array()
            .unwrap()
            .iter()
            .any(|known| known["origin"] == "app://obsidian.md")
    );
    window.desk.service.note_blocked_origin("https://a.example");
    window.desk.service.note_blocked_origin("https://b.example");
    let blocked = |settings: &Value| {
        let all = settings["blocked_origins"].as_array().unwrap().clone();
        all.iter()
            .map(|blocked| blocked["origin"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let settings = window.ok("settings", json!({}));
    assert_eq!(blocked(&settings), ["https://b.example", "https://a.example"]);
    let settings = window.ok("allow_origin", json!({"origin": " https://A.example/ "}));
    assert_eq!(settings["allowed_origins"], json!(["https://a.example"]));
    assert_eq!(blocked(&settings), ["https://b.example"]);
    assert!(window.desk.service.allows_origin("https://a.example"));
    let settings = window.ok("dismiss_origin", json!({"origin": "https://b.example"}));
    assert_eq!(blocked(&settings), [] as [&str; 0]);
    assert!(!window.desk.service.allows_origin("https://b.example"));
    // It is kept, once, however often it is asked for.
    window.ok("allow_origin", json!({"origin": "https://a.example"}));
    let kept: Value =
        serde_json::from_slice(&std::fs::read(window.desk.data_dir().join("settings.json")).unwrap())
            .unwrap();
    assert_eq!(kept["allowed_origins"], json!(["https://a.example"]));
    for wrong in [
        "",
        "null",
        "*",
        "example.org",
        "https://a.example/path",
        "file:///etc/passwd",
    ] {
        assert_eq!(
            window.code("allow_origin", json!({"origin": wrong})),
            "bad_origin",
            "{wrong}"
        );
    }
    let settings = window.ok("remove_origin", json!({"origin": "https://a.example"}));
    assert_eq!(settings["allowed_origins"], json!([]));
    assert!(!window.desk.service.allows_origin("https://a.example"));
    for number in 0..100 {
        let origin = json!({"origin": format!("https://{number}.example")});
        window.ok("allow_origin", origin);
    }
    let one_more = json!({"origin": "https://more.example"});
    assert_eq!(window.code("allow_origin", one_more), "too_many_origins");
}

/// Who writes the file by hand may err; the others are let in all the same, and nobody by mistake.
#[test]
fn allowed_pages_are_let_in_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let written = r#"{"watch_clipboard": false, "allowed_origins": ["https://a.example", "*", "null"]}"#;
    std::fs::write(dir.path().join("settings.json"), written).unwrap();
    let desk = desk(dir.path(), Session::default());
    let allowed = desk.service.allowed_origins();
    assert_eq!(
        allowed.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
        ["https://a.example"]
    );
}

#[test]
fn pausing_outlives_switching_off() {
    let window = Window::open();
    window.ok("pause", json!({"how": "until_resumed"}));
    window.ok("resume", json!({}));
    assert!(window.call("pause", json!({"how": "for_ever"})).is_err());
}

#[test]
fn notices_are_dismissed() {
    let window = Window::open();
    window.desk.tell(
        "disk",
        super::types::NoticeLevel::Error,
        "The disk is full.",
        None,
    );
    let notices = window.ok("status", json!({}))["notices"].clone();
    assert_eq!(
        notices,
        json!([{"id": "disk", "level": "error", "text": "The disk is full.", "advice": null}])
    );
    window.ok("dismiss_notice", json!({"id": "disk"}));
    assert_eq!(window.ok("status", json!({}))["notices"], json!([]));
}

#[test]
fn a_suggestion_is_answered_once() {
    let window = Window::open();
    let id = window.copy(TEXT);
    let detail = window.ok("suggestion", json!({"id": id}));
    assert_eq!(detail["text"], TEXT);
    assert_eq!(detail["summary"]["state"], "waiting");
    assert_eq!(detail["summary"]["kind"], "save");
    let save = json!({"id": id, "answer": "save", "asset": null});
    assert_eq!(window.ok("answer", save.clone())["state"], "saved");
    assert_eq!(window.code("answer", save), "answered");
    let again = window.copy(&TEXT.replace("add", "sum").replace('a', "left"));
    let offers = window.ok("suggestion", json!({"id": again}))["offers"].clone();
    assert_eq!(offers.as_array().unwrap().len(), 1, "{offers}");
    assert_eq!(offers[0]["text"], TEXT);
    assert_eq!(
        window.ok("answer", json!({"id": again, "answer": "dismiss", "asset": null}))["state"],
        "dismissed"
    );
    assert_eq!(window.code("suggestion", json!({"id": "x"})), "bad_id");
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(window.code("suggestion", json!({"id": unknown})), "no_suggestion");
}

#[test]
fn a_secret_is_told_and_not_shown() {
    let window = Window::open();
    let id = window.copy("password = \"correct horse battery staple 9\"");
    let detail = window.ok("suggestion", json!({"id": id}));
    assert_eq!(detail["summary"]["state"], "secret");
    assert!(!detail.to_string().contains("horse"), "{detail}");
}

#[test]
fn the_library() {
    let window = Window::open();
    let id = window.save(TEXT);
    let asset = window.ok("asset", json!({"id": id}));
    assert_eq!(
        (
            asset["text"].as_str(),
            asset["language"].as_str(),
            asset["lines"].as_u64()
        ),
        (Some(TEXT), Some("Rust"), Some(3))
    );
    let search = |query: &str| {
        let page = window.ok("search", json!({"query": query, "offset": 0, "limit": 10}));
        page["matching"].as_u64().unwrap()
    };
    assert_eq!((search("checked_add"), search("nothing")), (1, 0));
    let change = json!({"name": "Add", "add_tags": ["sum", "int"], "language": null});
    let edited = window.ok("edit_asset", json!({"id": id, "change": change}));
    assert_eq!(edited["name"], "Add");
    assert_eq!(edited["tags"], json!(["sum", "int"]));
    let edited = window.ok(
        "edit_asset",
        json!({"id": id, "change": {"remove_tags": ["int"]}}),
    );
    assert_eq!(edited["tags"], json!(["sum"]));
    assert_eq!(edited["language"], Value::Null);
    let kept = window.ok("edit_asset", json!({"id": id, "change": {"name": "Add two"}}));
    assert_eq!(kept["tags"], json!(["sum"]), "what is not named stays");
    assert_eq!(
        window.ok("facets", json!({}))["tags"],
        json!([{"name": "sum", "count": 1}])
    );
    let wrong = json!({"id": id, "change": {"language": "no such language!"}});
    assert_eq!(window.code("edit_asset", wrong), "bad_language");

    window.ok("delete_asset", json!({"id": id}));
    assert_eq!(search(""), 0);
    assert!(window.call("asset", json!({"id": id})).is_err());
    assert_eq!(window.ok("undo_delete", json!({"id": id}))["name"], "Add two");
    assert_eq!(search(""), 1);
}

#[test]
fn bytes_are_said_to_be_bytes_and_not_copied() {
    let window = Window::open();
    let bytes = vec![137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 255, 254];
    let seed = Seed {
        bytes: Some(bytes),
        details: AssetDetails {
            form: Form {
                no_text: true,
                ..Form::default()
            },
            ..AssetDetails::default()
        },
        ..Seed::default()
    };
    let kept = window.desk.service.create(None, &seed).unwrap().asset;
    let id = json!({ "id": kept.id.to_string() });
    let asset = window.ok("asset", id.clone());
    assert_eq!(
        (
            &asset["no_text"],
            &asset["text"],
            &asset["bytes"],
            &asset["lines"]
        ),
        (&json!(true), &json!(""), &json!(14), &json!(0))
    );
    let error = window.call("copy_asset", id.clone()).unwrap_err();
    assert_eq!(error["code"], "no_text");
    assert_eq!(
        error["message"],
        "That holds bytes that are no text, so nothing was copied."
    );
    assert_eq!(window.ok("asset", id)["reuse_count"], 0);
    let page = window.ok("search", json!({"query": "", "offset": 0, "limit": 9}));
    assert_eq!(
        (&page["items"][0]["no_text"], &page["items"][0]["first_line"]),
        (&json!(true), &json!(""))
    );
    let texts = Query {
        is_text: true,
        limit: 9,
        ..Query::default()
    };
    assert_eq!(
        window.desk.service.search(&texts).matching,
        0,
        "what the tray lists"
    );
    window.save(TEXT);
    assert_eq!(window.desk.service.search(&texts).matching, 1);
}

#[test]
fn what_a_client_keeps_out_of_lists_is_in_none() {
    let window = Window::open();
    let id = window.save(TEXT);
    let suggested = window.copy(&TEXT.replace("add", "sum"));
    let offers = || window.ok("suggestion", json!({ "id": suggested }))["offers"].clone();
    let listed = || {
        let page = window.ok("search", json!({"query": "", "offset": 0, "limit": 9}));
        let facets = window.ok("facets", json!({}))["languages"]
            .as_array()
            .unwrap()
            .len();
        let status = window.ok("status", json!({}))["assets"].as_u64().unwrap();
        (page["total"].as_u64().unwrap(), facets, status)
    };
    assert_eq!(
        (listed(), offers()[0]["id"].as_str()),
        ((1, 1, 1), Some(id.as_str()))
    );
    let hide = |hidden: bool| {
        let revision = Revision {
            marks: Marks {
                pseudo: Some(hidden),
                ..Marks::default()
            },
            ..Revision::default()
        };
        window.desk.service.revise(id.parse().unwrap(), revision).unwrap();
    };
    hide(true);
    assert_eq!((listed(), offers()), ((0, 0, 0), json!([])));
    hide(false);
    assert_eq!(
        (listed(), offers()[0]["id"].as_str()),
        ((1, 1, 1), Some(id.as_str()))
    );
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

#[test]
fn a_backup_is_made_and_restored_and_that_is_undone() {
    let window = Window::open();
    assert_eq!(window.ok("backups", json!({})), json!([]));
    let kept = window.save(TEXT);
    let backups = window.ok("back_up", json!({}));
    assert_eq!(
        (&backups[0]["assets"], &backups[0]["kind"]),
        (&json!(1), &json!("asked"))
    );
    window.ok("delete_asset", json!({ "id": kept }));
    window.ok("change_settings", json!({ "change": { "notify": false } }));
    let other = window.save("fn other(text: &str) -> usize {\n    text.lines().count()\n}\n");

    let undo = window.ok("restore_backup", json!({ "number": backups[0]["number"] }));
    assert_eq!(window.ok("asset", json!({ "id": kept }))["text"], TEXT);
    assert_eq!(window.code("asset", json!({ "id": other })), "gone");
    assert_eq!(window.ok("settings", json!({}))["notify"], true, "as it was then");
    assert_eq!(window.ok("settings", json!({}))["watch_clipboard"], false);
    let found = window.ok(
        "search",
        json!({ "query": "checked_add", "language": null, "tag": null, "offset": 0, "limit": 9 }),
    );
    assert_eq!(found["total"], 1, "the index is that of the backup: {found}");

    window.ok("restore_backup", json!({ "number": undo }));
    assert_eq!(window.code("asset", json!({ "id": kept })), "gone");
    window.ok("asset", json!({ "id": other }));
    assert_eq!(
        window.code("restore_backup", json!({ "number": 999 })),
        "no_such_backup"
    );
}

#[test]
fn the_library_is_exported_and_imported() {
    let (window, other) = (Window::open(), Window::open());
    window.save(TEXT);
    assert_eq!(
        window.ok("export_library", json!({})),
        Value::Null,
        "no file was chosen"
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("export.jsonl.zst");
    *window.file.lock() = Some(path.clone());
    assert_eq!(window.ok("export_library", json!({})), 1);
    *other.file.lock() = Some(path.clone());
    let imported = other.ok("import_library", json!({}));
    assert_eq!((&imported["added"], &imported["known"]), (&json!(1), &json!(0)));
    let found = other.ok(
        "search",
        json!({ "query": "checked_add", "language": null, "tag": null, "offset": 0, "limit": 9 }),
    );
    assert_eq!(found["total"], 1);
    std::fs::write(&path, "no backup\n").unwrap();
    assert_eq!(other.code("import_library", json!({})), "bad_backup");
}
