//! Every change is announced, whoever makes it: a client, the window, a notification, a backup that is restored.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use connector::{AssetChange, Keeper, Seed, Service, UserReaction, system_clock};
use domain::AssetId;
use futures_util::StreamExt;
use serde_json::{Value, json};
use store::{Extras, Library, Limits};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    application,
    common::{FUNCTION, OTHER, RENAMED, Server, registration, seed, websocket::Client},
    create, ids, text_seed,
};

const ASSETS: &str = "/assets/stream/identifiers";
const APPLICATIONS: &str = "/applications/stream/identifiers";

/// Two clients of a stream that have read what it says first.
struct Listeners([Client; 2]);

impl Listeners {
    async fn open(server: &Server, path: &str) -> Self {
        let mut both = [Client::open(server, path).await, Client::open(server, path).await];
        for client in &mut both {
            client.json().await;
        }
        Self(both)
    }

    /// Both are told of this asset and of nothing else.
    async fn hear(&mut self, id: &str, deleted: bool, what: &str) {
        for client in &mut self.0 {
            assert_eq!(client.change().await, (id.to_owned(), deleted), "{what}");
        }
    }

    /// Both are told of this application and of nothing else.
    async fn hear_of_application(&mut self, id: &Value, what: &str) {
        for client in &mut self.0 {
            let expected = json!({ "iterable": [{ "application": { "id": id } }] });
            assert_eq!(client.json().await, expected, "{what}");
        }
    }

    async fn hear_nothing(&mut self) {
        for client in &mut self.0 {
            client.says_nothing().await;
        }
    }
}

/// Does something at the service, as the window and the notifications do.
async fn at<T: Send + 'static>(server: &Server, act: impl FnOnce(&Service) -> T + Send + 'static) -> T {
    let service = Arc::clone(&server.service);
    tokio::task::spawn_blocking(move || act(&service)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_clients_change_is_announced() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let first = server.save(&editor, FUNCTION).await;
    let mut stream = Client::open(&server, ASSETS).await;
    assert_eq!(
        stream.json().await,
        json!({ "iterable": [{ "asset": { "id": first } }] })
    );
    let mut all = Listeners::open(&server, ASSETS).await;

    let created = create(&server, &application, OTHER).await;
    let id = created["id"].as_str().unwrap();
    all.hear(id, false, "created").await;
    server.post("/asset/update", &created).await.json();
    all.hear(id, false, "updated").await;
    let reclassified = json!({ "ext": "c", "asset": created });
    server.post("/asset/reclassify", &reclassified).await.json();
    all.hear(id, false, "reclassified").await;
    let format = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let mut format = server.get(&format).await.json();
    format["fragment"]["string"]["raw"] = json!(RENAMED.replace("joined", "out"));
    server.post("/format/update/value", &format).await.json();
    all.hear(id, false, "rewritten").await;

    let note = json!({ "type": "COMMENT", "text": "Sorts.", "asset": id });
    let note = server.post("/annotations/create", &note).await.json();
    all.hear(id, false, "annotated").await;
    server.post("/annotation/update", &note).await.json();
    all.hear(id, false, "its note was changed").await;
    let done = async |path: String| assert_eq!(server.post_bytes(&path, "").await.status, 204, "{path}");
    done(format!("/annotations/{}/delete", note["id"].as_str().unwrap())).await;
    all.hear(id, false, "its note was deleted").await;
    let tag = server
        .post("/tags/create", &json!({ "text": "sweep" }))
        .await
        .json();
    let tag = tag["id"].as_str().unwrap();
    done(format!("/tag/{tag}/assets/associate/{id}")).await;
    all.hear(id, false, "tagged").await;
    done(format!("/tag/{tag}/assets/disassociate/{id}")).await;
    all.hear(id, false, "its tag was taken").await;
    let tag = json!({ "text": "spans", "asset": id });
    let tag = server.post("/tags/create", &tag).await.json();
    all.hear(id, false, "a new tag").await;
    done(format!("/tags/{}/delete", tag["id"].as_str().unwrap())).await;
    all.hear(id, false, "the tag was deleted").await;
    let site = json!({ "url": "https://example.org", "name": "a", "asset": id });
    server.post("/websites/create", &site).await.json();
    all.hear(id, false, "a website").await;

    let reuse = json!({ "save": false, "reuse": { "asset": id, "suggested": true },
        "seed": { "asset": seed(OTHER) } });
    server.react(&editor, &reuse).await.plain(200);
    all.hear(id, false, "reused").await;
    let saved = server
        .save(&editor, "let spread = values.iter().max() - values.iter().min();")
        .await;
    all.hear(&saved, false, "saved by an editor's reaction").await;
    let delete = format!("/assets/{first}/delete");
    server.post_bytes(&delete, "").await.plain(200);
    all.hear(&first, true, "deleted").await;

    // What changes nothing is not told.
    server.suggest(&editor, FUNCTION).await;
    server.get(ASSETS).await.plain(426);
    all.hear_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_and_notifications_change_is_announced() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server.save(&editor, FUNCTION).await;
    let asset: AssetId = id.parse().unwrap();
    let mut all = Listeners::open(&server, ASSETS).await;
    at(&server, move |service| {
        let change = AssetChange {
            name: Some("from the window".to_owned()),
            ..AssetChange::default()
        };
        service.edit(asset, change).unwrap();
    })
    .await;
    all.hear(&id, false, "edited").await;
    at(&server, move |service| service.take(asset).unwrap()).await;
    all.hear(&id, false, "taken").await;
    at(&server, move |service| service.delete(asset).unwrap()).await;
    all.hear(&id, true, "deleted").await;
    at(&server, move |service| service.restore(asset).unwrap()).await;
    all.hear(&id, false, "brought back").await;

    let answer = |save: bool, reuse: Option<String>, text: &str| UserReaction {
        save,
        reuse,
        seed: Seed {
            text: Some(text.to_owned()),
            ..Seed::default()
        },
    };
    let save = answer(true, None, OTHER);
    let saved = at(&server, move |service| {
        match service.react(service.own_application(), &save).unwrap() {
            connector::Answered::Kept(id) => id.to_string(),
            other => panic!("{other:?}"),
        }
    })
    .await;
    all.hear(&saved, false, "saved from a notification").await;
    let reuse = answer(false, Some(id.clone()), RENAMED);
    at(&server, move |service| {
        service.react(service.own_application(), &reuse).unwrap();
    })
    .await;
    all.hear(&id, false, "reused from a notification").await;
    let decline = answer(
        false,
        None,
        "let spread = values.iter().max() - values.iter().min();",
    );
    at(&server, move |service| {
        service.react(service.own_application(), &decline).unwrap();
    })
    .await;
    all.hear_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_applications_say_of_themselves_is_announced() {
    let server = Server::start().await;
    let mut all = Listeners::open(&server, APPLICATIONS).await;
    let mut assets = Listeners::open(&server, ASSETS).await;
    let context = server.post("/connect", &registration("VIM", "1.0")).await.json();
    let mut vim = context["application"].clone();
    all.hear_of_application(&vim["id"], "connected").await;
    vim["version"] = json!("1.1");
    server.post("/application/update", &vim).await.json();
    all.hear_of_application(&vim["id"], "changed").await;
    let path = format!("/{}/onboarded", vim["id"].as_str().unwrap());
    server.post(&path, &json!(true)).await.plain(200);
    all.hear_of_application(&vim["id"], "onboarded").await;
    server.post("/applications/register", &vim).await.json();
    all.hear_of_application(&vim["id"], "registered").await;
    // The window's wizard.
    let own = at(&server, |service| {
        let own = service.own_application();
        service.onboard(own, true).unwrap();
        own.to_string()
    })
    .await;
    all.hear_of_application(&json!(own), "Bowerbird's own").await;
    assets.hear_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_is_announced_as_what_is_there_and_what_is_not() {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let clock = system_clock();
    let (library, _) = Library::open(dir.path(), Limits::default(), clock()).unwrap();
    let library = Arc::new(library);
    let kept = Arc::clone(&library);
    let service = Arc::new(Service::start(kept, clock).unwrap());
    let keeper = Arc::new(Keeper::new(Arc::clone(&service), library, Extras::new));
    let server = Server::serving(service, dir).await;
    let editor = server.connect("VS_CODE").await;
    let stays = server.save(&editor, FUNCTION).await;
    let comes_back = server.save(&editor, OTHER).await;
    let restoring = Arc::clone(&keeper);
    at(&server, move |_| restoring.back_up().unwrap()).await;
    let delete = format!("/assets/{comes_back}/delete");
    server.post_bytes(&delete, "").await.plain(200);
    let goes = server
        .save(&editor, "let spread = values.iter().max() - values.iter().min();")
        .await;

    let mut all = Listeners::open(&server, ASSETS).await;
    let mut applications = Listeners::open(&server, APPLICATIONS).await;
    at(&server, move |_| {
        let number = keeper.backups().unwrap()[0].number;
        keeper.restore(number).unwrap();
    })
    .await;
    for client in &mut all.0 {
        let message = client.json().await;
        let told: BTreeSet<_> = message["iterable"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| (item["asset"]["id"].as_str().unwrap(), item["deleted"] == true))
            .collect();
        let expected = [(&*stays, false), (&*comes_back, false), (&*goes, true)];
        assert_eq!(told, BTreeSet::from(expected));
    }
    for client in &mut applications.0 {
        assert!(client.json().await["iterable"].as_array().unwrap().len() > 1);
    }
    let listed = server.get("/assets/identifiers").await.json();
    assert_eq!(ids(&listed).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_goodbye_is_told_goodbye() {
    let server = Server::start().await;
    let mut client = Client::open(&server, ASSETS).await;
    client.json().await;
    let goodbye = CloseFrame {
        code: CloseCode::Normal,
        reason: "done".into(),
    };
    client.0.close(Some(goodbye)).await.unwrap();
    let answer = timeout(Duration::from_secs(10), client.0.next()).await;
    let answer = answer.expect("an answer in time").unwrap().unwrap();
    assert!(
        matches!(&answer, Message::Close(Some(frame)) if frame.code == CloseCode::Normal),
        "{answer:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_lists_is_not_announced_until_it_is() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["pseudo"] = json!(true);
    let before = server.post("/assets/create", &seed).await.json();
    let mut all = Listeners::open(&server, ASSETS).await;
    seed["asset"]["format"]["fragment"]["string"]["raw"] = json!(OTHER);
    let mut asset = server.post("/assets/create", &seed).await.json();
    let id = asset["id"].as_str().unwrap().to_owned();
    asset["name"] = json!("renamed");
    server.post("/asset/update", &asset).await.json();
    server.post("/asset/update", &before).await.json();
    all.hear_nothing().await;
    asset["pseudo"] = json!(false);
    server.post("/asset/update", &asset).await.json();
    all.hear(&id, false, "it is for lists now").await;
    server.post("/asset/update", &asset).await.json();
    all.hear(&id, false, "changed").await;
    asset["pseudo"] = json!(true);
    server.post("/asset/update", &asset).await.json();
    all.hear(&id, true, "it is for lists no longer").await;
    server.post("/asset/update", &asset).await.json();
    server
        .post_bytes(&format!("/assets/{id}/delete"), "")
        .await
        .plain(200);
    all.hear_nothing().await;
    let saved = create(&server, &application, FUNCTION).await;
    assert_eq!(saved["id"], before["id"]);
    all.hear(
        saved["id"].as_str().unwrap(),
        false,
        "saved by somebody who wants to find it",
    )
    .await;
}
