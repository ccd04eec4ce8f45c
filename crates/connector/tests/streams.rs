//! Websockets: a first message at once, every change from anywhere, and nobody held up by who does not read.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{FUNCTION, OTHER, RENAMED, Server, registration, seed};
use connector::AssetChange;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::client::Request},
};

struct Client(WebSocketStream<TcpStream>);

async fn connect(server: &Server, path: &str, headers: &[(&'static str, String)]) -> Result<Client, Error> {
    let mut request: Request = format!("ws://{}{path}", server.address)
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(server.address).await.unwrap();
    Ok(Client(client_async(request, stream).await?.0))
}

impl Client {
    async fn open(server: &Server, path: &str) -> Self {
        connect(server, path, &[]).await.unwrap()
    }

    async fn text(&mut self) -> String {
        let message = timeout(Duration::from_secs(10), self.0.next())
            .await
            .expect("a message in time");
        message.unwrap().unwrap().into_text().unwrap().to_string()
    }

    async fn json(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    /// The id of the one asset that the next message is about, and whether it is gone.
    async fn change(&mut self) -> (String, bool) {
        let message = self.json().await;
        let list = message["iterable"].as_array().unwrap();
        assert_eq!(list.len(), 1, "{message}");
        let id = list[0]["asset"]["id"].as_str().unwrap().to_owned();
        (id, list[0]["deleted"] == true)
    }

    async fn says_nothing(&mut self) {
        assert!(timeout(Duration::from_millis(200), self.0.next()).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stream_begins_as_its_clients_wait_for() {
    let server = Server::start().await;
    let empty = json!({ "iterable": [] });
    for path in [
        "/assets/stream/identifiers",
        "/conversations/stream/identifiers",
        "/anchors/stream/identifiers",
        "/ranges/stream/identifiers",
    ] {
        assert_eq!(Client::open(&server, path).await.json().await, empty, "{path}");
    }
    let applications = Client::open(&server, "/applications/stream/identifiers")
        .await
        .json()
        .await;
    assert_eq!(
        applications["iterable"].as_array().unwrap().len(),
        1,
        "Bowerbird itself"
    );
    let health = Client::open(&server, "/.well-known/stream/health")
        .await
        .text()
        .await;
    assert!(health.starts_with("ok"));
    let user = Client::open(&server, "/user/stream").await.json().await;
    assert_eq!(user, server.get("/user").await.json()["user"]);
    for path in [
        "/qgpt/stream",
        "/workstream_pattern_engine/processors/vision/status/stream",
    ] {
        let mut silent = Client::open(&server, path).await;
        silent.0.send(Message::text("{\"question\": {}}")).await.unwrap();
        silent.says_nothing().await;
        silent.0.send(Message::Ping("a".into())).await.unwrap();
        let answer = timeout(Duration::from_secs(10), silent.0.next()).await.unwrap();
        assert!(matches!(answer, Some(Ok(Message::Pong(_)))), "{path} is open");
    }
    server.get("/assets/stream/identifiers").await.plain(426);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_told_wherever_it_comes_from() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let first = server.save(&editor, FUNCTION).await;
    let mut stream = Client::open(&server, "/assets/stream/identifiers").await;
    assert_eq!(
        stream.json().await,
        json!({ "iterable": [{ "asset": { "id": first } }] })
    );
    let application = server
        .post("/connect", &registration("SUBLIME", "1"))
        .await
        .json()["application"]
        .clone();

    let created = server
        .post(
            "/assets/create",
            &json!({ "asset": { "application": application, "format": seed(OTHER)["format"] } }),
        )
        .await
        .json();
    let id = created["id"].as_str().unwrap().to_owned();
    assert_eq!(stream.change().await, (id.clone(), false), "created");
    server.post("/asset/update", &created).await.json();
    assert_eq!(stream.change().await, (id.clone(), false), "updated");
    server
        .post("/asset/reclassify", &json!({ "ext": "c", "asset": created }))
        .await
        .json();
    assert_eq!(stream.change().await, (id.clone(), false), "reclassified");
    let mut format = server
        .get(&format!(
            "/format/{}",
            created["original"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    format["fragment"]["string"]["raw"] = json!(RENAMED.replace("joined", "out"));
    server.post("/format/update/value", &format).await.json();
    assert_eq!(stream.change().await, (id.clone(), false), "rewritten");

    // From the window and from a notification, which call the service.
    let asset = id.parse().unwrap();
    let change = AssetChange {
        name: Some("from the window".to_owned()),
        ..AssetChange::default()
    };
    let service = std::sync::Arc::clone(&server.service);
    tokio::task::spawn_blocking(move || {
        service.edit(asset, change).unwrap();
        service.take(asset).unwrap();
        service.delete(asset).unwrap();
    })
    .await
    .unwrap();
    // What is not read yet is told once: the last of them is what counts.
    let mut last = stream.change().await;
    while !last.1 {
        last = stream.change().await;
    }
    assert_eq!(last.0, id);
    let saved = server.save(&editor, OTHER).await;
    assert_eq!(stream.change().await, (saved, false), "saved by a reaction");
    server
        .post_bytes(&format!("/assets/{first}/delete"), "")
        .await
        .plain(200);
    assert_eq!(stream.change().await, (first, true), "deleted");
    server.suggest(&editor, FUNCTION).await;
    stream.says_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_holds_nobody_up() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server.save(&editor, FUNCTION).await;
    let _asleep: Vec<_> = {
        let mut asleep = Vec::new();
        for _ in 0..10 {
            asleep.push(Client::open(&server, "/assets/stream/identifiers").await);
        }
        asleep
    };
    let mut awake = Client::open(&server, "/assets/stream/identifiers").await;
    awake.json().await;
    let asset = id.parse().unwrap();
    let service = std::sync::Arc::clone(&server.service);
    // More events than the channel holds. Who reads is told of the last of them all the same.
    let many = tokio::task::spawn_blocking(move || {
        for _ in 0..1_500 {
            service.take(asset).unwrap();
        }
        service.delete(asset).unwrap();
    });
    loop {
        let (changed, deleted) = awake.change().await;
        assert_eq!(changed, id);
        if deleted {
            break;
        }
    }
    many.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_is_guarded_as_everything_is() {
    let server = Server::start().await;
    let path = "/assets/stream/identifiers";
    let own = format!("http://{}", server.address);
    assert!(
        connect(&server, path, &[("origin", own)]).await.is_ok(),
        "as libraries send it"
    );
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:1"),
        ("host", "evil.example"),
    ] {
        match connect(&server, path, &[(name, value.to_owned())]).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{name}: {value}"),
            _ => panic!("{name}: {value} was let in"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_not_too_many_and_they_end_with_the_server() {
    let server = Server::start().await;
    let mut open = Vec::new();
    for _ in 0..96 {
        open.push(Client::open(&server, "/qgpt/stream").await);
    }
    match connect(&server, "/qgpt/stream", &[]).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        _ => panic!("one too many was let in"),
    }
    assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
    open.pop();
    let mut again = connect(&server, "/.well-known/stream/health", &[]).await;
    for _ in 0..50 {
        if again.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        again = connect(&server, "/.well-known/stream/health", &[]).await;
    }
    assert_eq!(again.unwrap().text().await, "ok");
    let began = std::time::Instant::now();
    server.stop().await;
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "open websockets do not hold it up"
    );
}
