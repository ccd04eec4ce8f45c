//! What is created or read while others delete and rewrite it: who creates a text is answered what was kept, and what is said
//! about it stands beside it alone; and who reads one is told what belongs together.

use serde_json::{Value, json};

use super::{application, common::Server, create, ids, raw, text_seed};

const TEXT: &str = "def widest(rows):\n    return max(len(row) for row in rows)\n";
const NOTE: &str = "About the widest row.";
const ROUNDS: usize = 150;

/// Deletes every asset, or gives it another text, until it is told to end.
async fn disturb(server: &Server, ended: &std::sync::atomic::AtomicBool) {
    let mut number = 0;
    while !ended.load(std::sync::atomic::Ordering::SeqCst) {
        let listed = server.get("/assets/identifiers").await.json();
        for id in ids(&listed) {
            number += 1;
            if number % 2 == 0 {
                server.post_bytes(&format!("/assets/{id}/delete"), "").await;
                continue;
            }
            let formats = server.get(&format!("/asset/{id}/formats")).await;
            if formats.status != 200 {
                continue;
            }
            let mut format = formats.json()["iterable"][0].clone();
            format["fragment"]["string"]["raw"] = json!(format!("def other_{number}(a):\n    return a\n"));
            server.post("/format/update/value", &format).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_creates_a_text_is_answered_that_text() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, TEXT);
    seed["asset"]["metadata"] = json!({ "annotations": [{ "type": "COMMENT", "text": NOTE }] });
    let ended = std::sync::atomic::AtomicBool::new(false);
    let creating = async {
        for _ in 0..ROUNDS {
            let created: Value = server.post("/assets/create", &seed).await.json();
            assert_eq!(raw(&created), TEXT);
            assert_eq!(created["annotations"]["iterable"][0]["text"], NOTE);
        }
        ended.store(true, std::sync::atomic::Ordering::SeqCst);
    };
    tokio::join!(
        creating,
        disturb(&server, &ended),
        disturb(&server, &ended),
        disturb(&server, &ended)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_while_it_is_rewritten_is_whole() {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };
    let server = Server::start().await;
    let created = create(&server, &application(&server).await, TEXT).await;
    let id = created["id"].as_str().unwrap().parse().unwrap();
    let ended = Arc::new(AtomicBool::new(false));
    let reading = {
        let (service, ended) = (Arc::clone(&server.service), Arc::clone(&ended));
        std::thread::spawn(move || {
            let mut torn = 0;
            while !ended.load(Ordering::SeqCst) {
                let known = service.asset(id).unwrap();
                torn += usize::from(known.text.unwrap().len() as u64 != known.asset.bytes);
            }
            torn
        })
    };
    let path = format!("/asset/{id}/formats");
    let mut format = server.get(&path).await.json()["iterable"][0].clone();
    for round in 0..ROUNDS {
        format["fragment"]["string"]["raw"] = json!(format!("{TEXT}# {}", "x".repeat(round)));
        format = server.post("/format/update/value", &format).await.json();
    }
    ended.store(true, Ordering::SeqCst);
    assert_eq!(reading.join().unwrap(), 0);
}
