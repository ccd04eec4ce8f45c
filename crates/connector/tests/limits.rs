//! Large, deep and many: a right answer or a clear refusal, and the server goes on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{FUNCTION, Server, offers, seed};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Mutex,
    time::timeout,
};

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
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    // 10,000 in all. The process that runs the test has the client's ends open too, so it holds on to few.
    let mut held = std::collections::VecDeque::new();
    for opened in 0..10_000 {
        held.push_back(TcpStream::connect(server.address).await.unwrap());
        if held.len() > 300 {
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
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let mut others = Vec::new();
    for _ in 0..256 {
        others.push(TcpStream::connect(server.address).await.unwrap());
    }
    let closed = timeout(Duration::from_secs(5), first.read(&mut [0])).await;
    assert_eq!(closed.expect("it is closed for the last one").unwrap_or(0), 0);
    assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
}

/// Tests that open hundreds of connections take turns: both ends are files of this one process, which may have 1,024.
static CROWD: Mutex<()> = Mutex::const_new(());

/// Sends the head of a request to `/connect`, and of its body only `begun`.
async fn stalled(server: &Server, framing: &str, begun: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /connect HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n{framing}\r\n\r\n{begun}",
        server.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_do_not_come_keep_nobody_waiting() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let mut waiting = Vec::new();
    for _ in 0..150 {
        waiting.push(stalled(&server, "content-length: 100", "{").await);
        waiting.push(stalled(&server, "transfer-encoding: chunked", "").await);
    }
    let large = FUNCTION.to_owned() + &"# and so on\n".repeat(100_000);
    let served = async {
        assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
        assert_eq!(offers(&server.suggest(&editor, FUNCTION).await), (false, true));
        server.suggest(&editor, &large).await;
    };
    timeout(Duration::from_secs(10), served)
        .await
        .expect("long before those bodies are given up");
}

/// Clients send the head and the body apart, and keep the connection for what they ask next.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_before_its_body_came_keeps_its_connection() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..20 {
        let unknown = "00000000-0000-4000-8000-000000000000";
        let head = format!(
            "POST /{unknown}/suggestion HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: 2\r\n\r\n",
            server.address
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
        stream.write_all(b"{}").await.unwrap();
        let mut answer = vec![0; 4096];
        let length = timeout(Duration::from_secs(5), stream.read(&mut answer))
            .await
            .unwrap()
            .unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]);
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(!answer.to_lowercase().contains("connection: close"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_and_sends_nothing_more_is_told_that_it_is_over() {
    let server = Server::start().await;
    let head = "POST /nobody/track HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 9\r\n";
    let host = server.address;
    for expecting in ["", "expect: 100-continue\r\n"] {
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!("{head}host: {host}\r\n{expecting}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(Duration::from_secs(10), stream.read_to_string(&mut answer))
            .await
            .expect("two seconds of patience")
            .unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_that_stalls_gives_up_its_place() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let begun = " ".repeat(100_000);
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(stalled(&server, "content-length: 1000000", &begun).await);
    }
    let large = FUNCTION.to_owned() + &"# and so on\n".repeat(100_000);
    timeout(Duration::from_secs(15), server.suggest(&editor, &large))
        .await
        .expect("five seconds of patience with those four");
    let mut answer = String::new();
    waiting[0].read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.ends_with("body: it took too long to arrive"),
        "{answer}"
    );
}

/// Whoever embeds the server can't open it to a network by mistake.
#[tokio::test]
async fn any_other_listener_than_one_on_loopback_is_refused() {
    let server = Server::start().await;
    for open in ["0.0.0.0:0", "[::]:0"] {
        let Ok(listener) = tokio::net::TcpListener::bind(open).await else {
            continue; // This machine has none of that family.
        };
        let service = std::sync::Arc::clone(&server.service);
        let served = connector::serve(vec![listener], service, std::future::pending());
        let refused = timeout(Duration::from_secs(5), served).await.expect("at once");
        assert!(
            refused.unwrap_err().to_string().contains("loopback alone"),
            "{open}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_share_one_limit() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    // Once it is answered it is in, before anything that the other listener takes.
    let request = format!(
        "GET /.well-known/health HTTP/1.1\r\nhost: {}\r\n\r\n",
        server.address
    );
    first.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"ok") {
        assert_ne!(first.read_buf(&mut answer).await.unwrap(), 0);
    }
    let mut others = Vec::new();
    for i in 0..256 {
        let door = if i % 2 == 0 {
            server.address
        } else {
            server.other_address
        };
        others.push(TcpStream::connect(door).await.unwrap());
    }
    let closed = timeout(Duration::from_secs(5), first.read(&mut [0])).await;
    assert_eq!(closed.expect("it is closed for the last one").unwrap_or(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_not_closed_while_its_answer_is_read() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let large: String = (0..200_000).map(|i| format!("f({i})\n")).collect();
    server.save(&editor, &large).await;
    let body = json!({ "asset": seed(&large) }).to_string();
    let mut reader = TcpStream::connect(server.address).await.unwrap();
    let request = format!(
        "POST /{editor}/suggestion HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        server.address,
        body.len()
    );
    reader.write_all(request.as_bytes()).await.unwrap();
    let mut begun = [0; 1024];
    reader.read_exact(&mut begun).await.unwrap();
    let mut others = Vec::new();
    for _ in 0..300 {
        others.push(TcpStream::connect(server.address).await.unwrap());
        if others.len() > 256 {
            others.remove(0);
        }
    }
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).await.unwrap();
    let answer = String::from_utf8([&begun[..], &rest].concat()).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(body.len() > 3 * large.len(), "an answer that no socket holds");
    serde_json::from_str::<serde_json::Value>(body).expect("the whole of it");
}
