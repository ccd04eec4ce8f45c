//! Many requests, slow ones, and answers that nobody reads: whoever is honest is served all the same.

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

/// Tests that open hundreds of connections take turns: both ends are files of this one process, which may have 1,024.
static CROWD: Mutex<()> = Mutex::const_new(());

/// An honest editor's round, which must not take long whatever the others do.
async fn serves_an_honest_one(server: &Server, editor: &str) {
    let round = async {
        assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
        assert_eq!(offers(&server.suggest(editor, FUNCTION).await), (false, true));
    };
    timeout(Duration::from_secs(10), round)
        .await
        .expect("it is served");
}

/// Slowloris: more heads than there are places, a byte of each now and then, so that none of them is idle or complete.
#[tokio::test(flavor = "multi_thread")]
async fn heads_that_dribble_keep_nobody_out() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let mut dribbling = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nx: ").await.unwrap();
        dribbling.push(stream);
    }
    for _ in 0..5 {
        for stream in &mut dribbling {
            // Those that made room are closed.
            let _ = stream.write_all(b"y").await;
        }
        serves_an_honest_one(&server, &editor).await;
    }
}

/// Bodies that dribble, on as many connections as there are places.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_dribble_keep_nobody_out() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let head = format!(
        "POST /{editor}/suggestion HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n",
        server.address
    );
    let mut dribbling = Vec::new();
    for _ in 0..256 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        dribbling.push(stream);
    }
    for _ in 0..5 {
        for stream in &mut dribbling {
            let _ = stream.write_all(b" ").await;
        }
        serves_an_honest_one(&server, &editor).await;
    }
}

/// Many more bytes of answers than may wait, and nobody who reads them: the first make room for the last, which is read
/// to its end.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_nobody_reads_make_room() {
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    // Comments cost the engine little, and the answer has them several times.
    let large = FUNCTION.to_owned()
        + &"# and so on
"
        .repeat(300_000);
    server.save(&editor, &large).await;
    let body = json!({ "asset": seed(FUNCTION) }).to_string();
    let request = format!(
        "POST /{editor}/suggestion HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        server.address,
        body.len()
    );
    let ask = async || {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        // Its answer has begun, and is not read on.
        stream.read_exact(&mut [0; 1024]).await.unwrap();
        stream
    };
    let mut first = ask().await;
    let mut unread = Vec::new();
    // Each answer has the text several times over; 128 MiB may wait.
    for _ in 0..16 {
        unread.push(ask().await);
    }
    let mut rest = Vec::new();
    let broken_off = first.read_to_end(&mut rest).await.is_err() || !rest.ends_with(b"}");
    assert!(broken_off, "the first made room: {} bytes of it came", rest.len());
    let mut whole = Vec::new();
    unread.pop().unwrap().read_to_end(&mut whole).await.unwrap();
    assert!(
        whole.ends_with(b"}") && whole.len() > 3 * large.len(),
        "{}",
        whole.len()
    );
    assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
}

/// One application asks without a break, and another is served.
#[tokio::test(flavor = "multi_thread")]
async fn a_busy_application_keeps_no_other_waiting() {
    const EACH: usize = 250;
    let _alone = CROWD.lock().await;
    let server = Server::start().await;
    let (busy, editor) = (server.connect("VIM").await, server.connect("VS_CODE").await);
    let body = json!({ "asset": seed(FUNCTION) }).to_string();
    let request = format!(
        "POST /{busy}/suggestion HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    );
    let mut asking = Vec::new();
    for _ in 0..8 {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let (mut reader, mut writer) = stream.into_split();
        let request = request.clone();
        let writing = tokio::spawn(async move {
            // All at once: the next is there before the last is answered.
            for _ in 1..EACH {
                writer.write_all(request.as_bytes()).await.unwrap();
            }
            let last = request.replacen(
                "
",
                "
connection: close
",
                1,
            );
            writer.write_all(last.as_bytes()).await.unwrap();
            writer
        });
        asking.push(tokio::spawn(async move {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).await.unwrap();
            writing.await.unwrap();
            String::from_utf8(bytes).unwrap().matches("HTTP/1.1 200 ").count()
        }));
    }
    for _ in 0..5 {
        serves_an_honest_one(&server, &editor).await;
    }
    for all in asking {
        assert_eq!(all.await.unwrap(), EACH, "a burst that an application may send");
    }
}
