//! A text that is created while others delete and rewrite the asset that has it: who creates it is answered what was
//! kept, and what is said about it stands beside it alone.

use serde_json::{Value, json};

use super::{application, common::Server, ids, raw, text_seed};

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
