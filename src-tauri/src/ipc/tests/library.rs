//! What is saved is found, shown, copied, changed and deleted.

use connector::{Query, Revision, Seed};
use domain::{AssetDetails, Form, Marks};
use serde_json::{Value, json};

use super::{TEXT, Window};

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
    // A window that is opened later can undo it as well.
    assert_eq!(
        window.ok("deleted", json!({})),
        json!([{"id": id, "name": "Add two"}])
    );
    assert_eq!(window.ok("undo_delete", json!({"id": id}))["name"], "Add two");
    assert_eq!(search(""), 1);
    assert_eq!(window.ok("deleted", json!({})), json!([]));
    assert_eq!(window.code("undo_delete", json!({"id": id})), "not_kept");
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
