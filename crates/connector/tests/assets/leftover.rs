//! What is left of tags that no asset has any more stands in nobody's way.

use std::sync::Arc;

use connector::{Labelling, Service, system_clock};
use domain::{Label, Mechanism, Tag, TagCategory, Unread};
use serde_json::json;
use store::{Limits, SledStore, Store};
use uuid::Uuid;

use super::{
    application,
    common::{FUNCTION, Server},
    create, text_seed,
};

/// As many as may be kept.
const MOST: u128 = 10_000;

/// A server that keeps as many labels as it may, and an asset with the tag `billing`: the ids of both.
async fn full_of(label: impl Fn(u128) -> Label) -> (Server, String, String) {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let store = SledStore::open(&dir.path().join("store"), Limits::default()).unwrap();
    let labels: Vec<_> = (0..MOST)
        .map(|number| (Uuid::from_u128(number), Some(label(number))))
        .collect();
    store.relabel(&labels, &[], &|_| ()).unwrap();
    store.commit().unwrap();
    let service = Arc::new(Service::start(Arc::new(store), system_clock()).unwrap());
    service.wait_until_learnt();
    let server = Server::serving(service, dir).await;
    let application = application(&server).await;
    let asset = create(&server, &application, FUNCTION).await;
    let asset = asset["id"].as_str().unwrap().to_owned();
    let tag = json!({ "text": "billing", "asset": asset });
    let tag = server.post("/tags/create", &tag).await.json();
    (server, asset, tag["id"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_lead_to_nothing_make_room() {
    // Each of them was the id of what was renamed and is on no asset any more.
    let (server, asset, id) = full_of(|number| Label::InsteadOf(Uuid::from_u128(number + MOST))).await;
    let path = format!("/tag/{id}");
    let mut tag = server.get(&path).await.json();
    tag["text"] = json!("invoices");
    let renamed = server.post("/tag/update", &tag).await.json();
    assert_eq!(
        (&renamed["text"], &renamed["id"]),
        (&json!("invoices"), &json!(id))
    );
    let lonely = server
        .post("/tags/create", &json!({ "text": "lonely" }))
        .await
        .json();
    let server = server.restart().await;
    assert_eq!(server.get(&path).await.json()["text"], "invoices");
    let path = format!("/tag/{}", lonely["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json()["text"], "lonely");
    let asset = server.get(&format!("/asset/{asset}")).await.json();
    assert_eq!(asset["tags"]["iterable"][0]["id"], id);
}

fn tag(text: String) -> Tag {
    Tag {
        text,
        mechanism: Mechanism::Manual,
        category: TagCategory::Unknown,
        unread: Unread::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_somebody_keeps_make_none() {
    let (server, asset, id) = full_of(|number| Label::Tag(tag(format!("kept {number}")))).await;
    let lonely = json!({ "text": "lonely" });
    let refused = server.post("/tags/create", &lonely).await;
    assert!(refused.plain(400).contains("Delete some first."));
    let kept = format!("/tag/{}", Uuid::from_u128(7));
    assert_eq!(server.get(&kept).await.json()["text"], "kept 7");
    // What is on an asset may be called anything.
    let mut renamed = server.get(&format!("/tag/{id}")).await.json();
    renamed["text"] = json!("invoices");
    assert_eq!(server.post("/tag/update", &renamed).await.json()["id"], id);
    // That it is known without one needs room.
    let path = format!("/tag/{id}/assets/disassociate/{asset}");
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
    server.get(&format!("/tag/{id}")).await.plain(410);
    for number in [7, 8] {
        let delete = format!("/tags/{}/delete", Uuid::from_u128(number));
        assert_eq!(server.post_bytes(&delete, "").await.status, 204);
    }
    server.post("/tags/create", &lonely).await.json();
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_tags_of_assets_were_renamed_others_can_be() {
    let living = |number: u128| tag(format!("living {number}"));
    let (server, _, id) = full_of(|number| Label::InsteadOf(living(number).key())).await;
    let application = application(&server).await;
    for asset in 0..12 {
        let tags = (asset * 900..MOST.min((asset + 1) * 900)).map(living);
        let tags: Vec<_> = tags.map(|tag| json!({ "text": tag.text })).collect();
        let mut seed = text_seed(&application, &format!("let total_{asset} = {asset};"));
        seed["asset"]["metadata"] = json!({ "tags": tags });
        server.post("/assets/create", &seed).await.json();
    }
    let mut renamed = server.get(&format!("/tag/{id}")).await.json();
    renamed["text"] = json!("invoices");
    assert_eq!(server.post("/tag/update", &renamed).await.json()["id"], id);
    server
        .post("/tags/create", &json!({ "text": "lonely" }))
        .await
        .json();
    let server = server.restart().await;
    for (id, text) in [
        (id, "invoices"),
        (Uuid::from_u128(9_999).to_string(), "living 9999"),
    ] {
        assert_eq!(server.get(&format!("/tag/{id}")).await.json()["text"], text);
    }
}
