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
    // A menu may be clicked again before it shows that it was heard.
    assert_eq!(window.ok("answer", save)["state"], "saved");
    assert_eq!(window.ok("status", json!({}))["assets"], 1);
    let other = json!({"id": id, "answer": "dismiss", "asset": null});
    assert_eq!(window.code("answer", other), "answered");
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
fn what_is_copied_of_a_saved_snippet_is_shown_in_its_place() {
    let window = Window::open();
    let one = |n: usize| {
        format!("def handler_{n}(request):\n    check(request, {n})\n    return request.body({n})\n\n")
    };
    window.save(&(0..20).map(one).collect::<String>());
    let id = window.copy(&one(10));
    let detail = window.ok("suggestion", json!({"id": id}));
    assert_eq!(detail["offers"][0]["why"], "a part of it");
    assert_eq!(detail["offers"][0]["lines"], json!([[40, 43]]));
}

#[test]
fn the_sample_is_asked_about_again_after_a_never() {
    let window = Window::open();
    let id = window.copy(TEXT);
    window.ok("answer", json!({"id": id, "answer": "never", "asset": null}));
    // There may be no clipboard where this runs; what it is told before it is written counts here.
    let _ = window.call("copy_sample", json!({"text": TEXT}));
    window.copy(TEXT);
    assert_eq!(window.ok("suggestions", json!({}))[0]["state"], "waiting");
}
