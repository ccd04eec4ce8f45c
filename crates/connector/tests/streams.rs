//! Websockets: a first message at once, and nobody held up by who does not read. What they tell is in `assets/announced.rs`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{
    FUNCTION, Server,
    websocket::{Client, connect},
};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message, protocol::frame::coding::CloseCode};

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
    let mut last = open.pop().unwrap();
    let began = std::time::Instant::now();
    server.stop().await;
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "open websockets do not hold it up"
    );
    let goodbye = timeout(Duration::from_secs(10), last.0.next()).await.unwrap();
    assert!(
        matches!(&goodbye, Some(Ok(Message::Close(Some(frame)))) if frame.code == CloseCode::Away),
        "{goodbye:?}"
    );
}
