//! Annotations: each has an id of its own, which no other has and which stays.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, Server},
    ids, text_seed,
};

const ANOTHER: &str = "def doubled(values):\n    return [value * 2 for value in values if value]\n";

/// An asset with these notes; where its text is there already, they are added to it.
async fn noted(server: &Server, text: &str, notes: &[&str]) -> Value {
    let mut seed = text_seed(&application(server).await, text);
    let notes: Vec<_> = notes
        .iter()
        .map(|note| json!({ "type": "COMMENT", "text": note }))
        .collect();
    seed["asset"]["metadata"] = json!({ "annotations": notes });
    server.post("/assets/create", &seed).await.json()
}

fn texts(asset: &Value) -> Vec<&str> {
    let notes = asset["annotations"]["iterable"].as_array().unwrap();
    notes.iter().map(|note| note["text"].as_str().unwrap()).collect()
}

async fn again(server: &Server, asset: &Value) -> Value {
    server
        .get(&format!("/asset/{}", asset["id"].as_str().unwrap()))
        .await
        .json()
}

async fn delete(server: &Server, note: &str) {
    let path = format!("/annotations/{note}/delete");
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_added_later_gets_no_id_that_another_has() {
    let server = Server::start().await;
    let asset = noted(&server, FUNCTION, &["a", "b"]).await;
    let [a, b] = ids(&asset["annotations"])[..] else {
        panic!("two notes")
    };
    delete(&server, a).await;
    let added = noted(&server, FUNCTION, &["c"]).await;
    assert_eq!(texts(&added), ["b", "c"]);
    let [still_b, c] = ids(&added["annotations"])[..] else {
        panic!("two notes")
    };
    assert_eq!(still_b, b, "it stays");
    assert!(c != a && c != b, "{c}");
    let mut changed = added["annotations"]["iterable"][1].clone();
    changed["text"] = json!("c, changed");
    server.post("/annotation/update", &changed).await.json();
    assert_eq!(texts(&again(&server, &asset).await), ["b", "c, changed"]);
    delete(&server, c).await;
    assert_eq!(texts(&again(&server, &asset).await), ["b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_added_after_one_was_left_out_gets_an_id_of_its_own() {
    let server = Server::start().await;
    let asset = noted(&server, FUNCTION, &["a", "b"]).await;
    let mut without = asset.clone();
    without["annotations"]["iterable"]
        .as_array_mut()
        .unwrap()
        .remove(0);
    server.post("/asset/update", &without).await.json();
    let added = noted(&server, FUNCTION, &["c", "d"]).await;
    assert_eq!(texts(&added), ["b", "c", "d"]);
    let mut all = ids(&added["annotations"]);
    assert_eq!(all[0], ids(&asset["annotations"])[1], "it stays");
    all.extend(ids(&asset["annotations"]));
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "{all:?}");
    let server = server.restart().await;
    assert_eq!(again(&server, &asset).await["annotations"], added["annotations"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_another_note_has_is_not_taken_over() {
    let server = Server::start().await;
    let one = noted(&server, FUNCTION, &["on one"]).await;
    let mut two = noted(&server, ANOTHER, &[]).await;
    two["annotations"] = one["annotations"].clone();
    let two = server.post("/asset/update", &two).await.json();
    assert_eq!(texts(&two), ["on one"]);
    assert_ne!(ids(&two["annotations"]), ids(&one["annotations"]));
    let mut changed = two["annotations"]["iterable"][0].clone();
    changed["text"] = json!("on two");
    let changed = server.post("/annotation/update", &changed).await.json();
    assert_eq!(changed["asset"]["id"], two["id"]);
    assert_eq!(texts(&again(&server, &one).await), ["on one"]);

    let mut twice = again(&server, &two).await;
    let note = twice["annotations"]["iterable"][0].clone();
    twice["annotations"]["iterable"] = json!([note, note]);
    let twice = server.post("/asset/update", &twice).await.json();
    let [first, second] = ids(&twice["annotations"])[..] else {
        panic!("two notes")
    };
    assert_eq!(note["id"], first, "it stays");
    assert_ne!(first, second);
}
