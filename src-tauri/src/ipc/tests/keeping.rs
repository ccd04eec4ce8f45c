//! Backups, exports and imports.

use serde_json::{Value, json};

use super::{TEXT, Window};

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
    // Nor is that file written over, whatever a dialog has asked.
    assert_eq!(window.code("export_library", json!({})), "not_ours");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "no backup\n");
}
