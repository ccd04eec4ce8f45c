//! What Settings shows and changes, and what the window is told beside.

use serde_json::{Value, json};

use super::{Session, Window, desk};
use crate::ipc::types::NoticeLevel;

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
    window
        .desk
        .tell("disk", NoticeLevel::Error, "The disk is full.", None);
    let notices = window.ok("status", json!({}))["notices"].clone();
    assert_eq!(
        notices,
        json!([{"id": "disk", "level": "error", "text": "The disk is full.", "advice": null}])
    );
    window.ok("dismiss_notice", json!({"id": "disk"}));
    assert_eq!(window.ok("status", json!({}))["notices"], json!([]));
}
