//! Two clients and the window at once, changing the same asset: the last write wins, and everybody sees it.

use std::sync::Arc;

use connector::AssetChange;
use domain::{AssetId, Event};
use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, Server, websocket::Client},
    create, ids, text_seed,
};

/// A client that reads an asset again whenever it is told that it has changed, as editors do.
async fn read_until(server: &Server, stream: &mut Client, path: &str, name: &str) {
    loop {
        stream.change().await;
        if server.get(path).await.json()["name"] == name {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_change_an_asset_at_once_the_last_wins_for_everybody() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let id = created["id"].as_str().unwrap();
    let path = format!("/asset/{id}");
    for round in 0..20 {
        let mut first = Client::open(&server, "/assets/stream/identifiers").await;
        let mut second = Client::open(&server, "/assets/stream/identifiers").await;
        first.json().await;
        second.json().await;
        let mut window = server.service.events();
        let rename = async |name: String| {
            let mut asset = created.clone();
            asset["name"] = json!(name);
            server.post("/asset/update", &asset).await.json()
        };
        let service = Arc::clone(&server.service);
        let (asset, name): (AssetId, _) = (id.parse().unwrap(), format!("window {round}"));
        let edit = tokio::task::spawn_blocking(move || {
            let change = AssetChange {
                name: Some(name),
                ..AssetChange::default()
            };
            service.edit(asset, change).unwrap()
        });
        let (_, _, edited) = tokio::join!(
            rename(format!("one {round}")),
            rename(format!("two {round}")),
            edit
        );
        edited.unwrap();
        let read = server.get(&path).await.json()["name"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(read.ends_with(&format!(" {round}")), "{read}");

        // Whoever is told last reads what was written last.
        read_until(&server, &mut first, &path, &read).await;
        read_until(&server, &mut second, &path, &read).await;
        let mut told = 0;
        while let Ok(event) = window.try_recv() {
            told += usize::from(matches!(event, Event::Edited(_)));
        }
        assert_eq!(told, 3, "the window is told of each");
        let shown = server.service.summary(asset).unwrap().name;
        assert_eq!(shown, read, "the window shows what clients read");
        let word = read.split(' ').next().unwrap();
        let found = server
            .get(&format!("/search/full_text?query={word}%20{round}"))
            .await
            .json();
        assert_eq!(ids(&found), [id], "and it is found by it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_deletion_and_changes_at_once_nothing_is_left_half() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    for round in 0..20 {
        let text = FUNCTION.replace("merged", &format!("merged_{round}"));
        let created = create(&server, &application, &text).await;
        let id = created["id"].as_str().unwrap();
        let mut stream = Client::open(&server, "/assets/stream/identifiers").await;
        stream.json().await;
        let mut renamed = created.clone();
        renamed["name"] = json!(format!("renamed {round}"));
        let mut format = server
            .get(&format!(
                "/format/{}",
                created["original"]["id"].as_str().unwrap()
            ))
            .await
            .json();
        format["fragment"]["string"]["raw"] = json!(format!("{text}\nrewritten = {round}\n"));
        let service = Arc::clone(&server.service);
        let asset: AssetId = id.parse().unwrap();
        let delete = tokio::task::spawn_blocking(move || service.delete(asset));
        let (update, rewrite, deleted) = tokio::join!(
            server.post("/asset/update", &renamed),
            server.post("/format/update/value", &format),
            delete
        );
        deleted.unwrap().unwrap();
        for answer in [update, rewrite] {
            assert!([200, 410].contains(&answer.status), "{}", answer.text());
        }
        // The last that is told of it is that it is gone.
        let marker = server
            .post(
                "/assets/create",
                &text_seed(&application, &text.replace("merged", "other")),
            )
            .await
            .json();
        let marker = marker["id"].as_str().unwrap();
        let mut last = (String::new(), false);
        loop {
            let told = stream.change().await;
            if told.0 == marker {
                break;
            }
            last = told;
        }
        assert_eq!(last, (id.to_owned(), true));
        server
            .post_bytes(&format!("/assets/{marker}/delete"), "")
            .await
            .plain(200);
        server.get(&format!("/asset/{id}")).await.plain(410);
        let none: Vec<&str> = Vec::new();
        let listed: Value = server.get("/assets/identifiers").await.json();
        assert_eq!(ids(&listed), none);
        for path in [
            format!("/search/full_text?query=merged_{round}"),
            format!("/assets/search?query=renamed%20{round}"),
        ] {
            assert_eq!(ids(&server.get(&path).await.json()), none, "{path}");
        }
        let suggestion = server.suggest(&editor, &text).await;
        assert_eq!(
            suggestion["reuse"]["suggested"], false,
            "it is not offered any more"
        );
    }
}
