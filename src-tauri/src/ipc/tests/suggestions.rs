//! What was suggested, and its answer.

use serde_json::json;

use super::{TEXT, Window};

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
