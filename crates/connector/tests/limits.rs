//! Large, deep and many: a right answer or a clear refusal, and the server goes on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{FUNCTION, Server, offers, seed};
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_refused() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let path = format!("/{editor}/suggestion");
    let too_large = json!({ "asset": seed(&"a".repeat(17 << 20)) });
    assert_eq!(
        server.post(&path, &too_large).await.plain(413),
        "body: larger than 16 MiB"
    );

    // The same in chunks, so that its length is not declared.
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    let host = server.address;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\
         connection: close\r\n\r\n"
    );
    let answer = server.raw(&(head + &chunk.repeat(17) + "0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(
        offers(&server.suggest(&editor, FUNCTION).await),
        (false, true),
        "it goes on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn large_texts_are_judged_saved_and_given_back() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let million_lines: String = (0..1_000_000).map(|i| format!("f({i})\n")).collect();
    let one_line: String = "let x = [1, 2, 3]; ".chars().cycle().take(10 << 20).collect();
    for text in [million_lines, one_line] {
        server.suggest(&editor, &text).await;
        let id = server.save(&editor, &text).await;
        let answer = server.suggest(&editor, &text).await;
        assert_eq!(offers(&answer), (true, false));
        let offered = &answer["reuse"]["assets"]["iterable"][0];
        assert_eq!(offered["id"], json!(id));
        assert!(
            offered["original"]["reference"]["fragment"]["string"]["raw"] == json!(text),
            "its text, whole"
        );
    }
    // Everything is in the library now, and answers stay bounded.
    let answer = server.suggest(&editor, FUNCTION).await;
    assert_eq!(offers(&answer), (false, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_nesting_does_no_harm() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    for depth in [200, 1_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{{\"asset\":{}1{}}}", open.repeat(depth), close.repeat(depth));
            let answer = server.post_bytes(&format!("/{editor}/suggestion"), nested).await;
            assert_eq!(answer.status, 400, "{depth} {open}: {}", answer.text());
        }
    }
    // A part that is not read is skipped without recursion, so its depth does no harm.
    let person = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(r#"{{"asset":{{"format":{{}},"metadata":{{"persons":[{{"type":{person}}}]}}}}}}"#);
    assert_eq!(
        server
            .post_bytes(&format!("/{editor}/suggestion"), body)
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_keep_nobody_out() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    // 10,000 in all. The process that runs the test has the client's ends open too, so it holds on to few.
    let mut held = std::collections::VecDeque::new();
    for opened in 0..10_000 {
        held.push_back(TcpStream::connect(server.address).await.unwrap());
        if held.len() > 400 {
            held.pop_front();
        }
        if opened % 1_000 == 0 {
            assert_eq!(
                offers(&server.suggest(&editor, FUNCTION).await),
                (false, true),
                "after {opened}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_that_was_idle_longest_makes_room() {
    let server = Server::start().await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let mut others = Vec::new();
    for _ in 0..512 {
        others.push(TcpStream::connect(server.address).await.unwrap());
    }
    let closed = timeout(Duration::from_secs(5), first.read(&mut [0])).await;
    assert_eq!(closed.expect("it is closed for the last one").unwrap_or(0), 0);
    assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
}
