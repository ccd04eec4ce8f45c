//! What is renamed while others read it is known by its one id to everybody, at each moment.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::{Value, json};

use super::{application, common::Server, create};

/// Times that each client renames it.
const ROUNDS: usize = 15;

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_many_rename_at_once_keeps_its_id_for_everybody() {
    let server = Arc::new(Server::start().await);
    let application = application(&server).await;
    let asset = create(&server, &application, "let tagged = call(1);").await["id"].clone();
    let asset = asset.as_str().unwrap().to_owned();
    for is_on_an_asset in [true, false] {
        let mut seed = json!({ "text": format!("first {is_on_an_asset}") });
        if is_on_an_asset {
            seed["asset"] = json!(asset);
        }
        let tag = server.post("/tags/create", &seed).await.json()["id"].clone();
        let tag = tag.as_str().unwrap().to_owned();
        let done = Arc::new(AtomicBool::new(false));
        let reading = tokio::spawn(read(
            Arc::clone(&server),
            tag.clone(),
            asset.clone(),
            is_on_an_asset,
            Arc::clone(&done),
        ));
        let renaming = (0..3).map(|client| tokio::spawn(rename(Arc::clone(&server), tag.clone(), client)));
        for renaming in renaming.collect::<Vec<_>>() {
            renaming.await.unwrap();
        }
        done.store(true, Ordering::SeqCst);
        reading.await.unwrap();
        server.post_bytes(&format!("/tags/{tag}/delete"), "").await;
    }
}

async fn rename(server: Arc<Server>, tag: String, client: usize) {
    for round in 0..ROUNDS {
        let mut known = server.get(&format!("/tag/{tag}")).await.json();
        assert_eq!(known["id"], tag);
        known["text"] = json!(format!("renamed {client} {round}"));
        let changed = server.post("/tag/update", &known).await.json();
        assert_eq!((&changed["id"], &changed["text"]), (&json!(tag), &known["text"]));
    }
}

/// Looks at it wherever it is told.
async fn read(server: Arc<Server>, tag: String, asset: String, is_on_an_asset: bool, done: Arc<AtomicBool>) {
    let ids = |tags: &Value| -> Vec<Value> {
        let tags = tags["iterable"].as_array().unwrap();
        tags.iter().map(|tag| tag["id"].clone()).collect()
    };
    while !done.load(Ordering::SeqCst) {
        let listed = server.get("/tags").await.json();
        assert_eq!(ids(&listed), [json!(tag)]);
        let text = &listed["iterable"][0]["text"];
        let known = server.get(&format!("/tag/{tag}")).await.json();
        assert_eq!(known["assets"].is_object(), is_on_an_asset, "{text}");
        if is_on_an_asset {
            let asset = server.get(&format!("/asset/{asset}")).await.json();
            assert_eq!(ids(&asset["tags"]), [json!(tag)]);
        }
    }
}
