//! What can be created can be read, changed and sent back, whatever its size.

use serde_json::json;

use super::{application, common::Server, seed_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_is_renamed_and_reclassified_whatever_its_size() {
    let server = Server::start().await;
    let application = application(&server).await;
    let text = json!({ "fragment": { "string": { "raw": "let x = [1, 2, 3]\n".repeat(480_000) } } });
    let path = "/assets/create?transferables=false";
    let created = server.post(path, &seed_of(&application, &text)).await.json();
    let path = format!("/asset/{}", created["id"].as_str().unwrap());
    let mut whole = server.get(&path).await.json();
    whole["name"] = json!("renamed");
    let body = serde_json::to_vec(&whole).unwrap();
    assert!(
        body.len() > 16 << 20,
        "it is larger than what it was made of may be"
    );
    let renamed = server.post_bytes("/asset/update?transferables=false", body).await;
    assert_eq!(renamed.json()["name"], "renamed");
    let path = "/asset/reclassify?transferables=false";
    let classified = server
        .post(path, &json!({ "ext": "rb", "asset": whole }))
        .await
        .json();
    let classification = &classified["original"]["reference"]["classification"];
    assert_eq!(classification["specific"], "rb");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_is_rewritten_whatever_its_size() {
    let server = Server::start().await;
    let application = application(&server).await;
    // As numbers it is as large as it may be; the string beside them makes what is answered larger.
    let line = "a line of a log that is long\n";
    let text = line.repeat((3 << 20) / line.len());
    let file = json!({ "file": { "bytes": { "raw": text.as_bytes() } } });
    let path = "/assets/create?transferables=false";
    let created = server.post(path, &seed_of(&application, &file)).await.json();
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let mut format = server.get(&path).await.json();
    let longer = format!("{text}more\n");
    format["fragment"]["string"]["raw"] = json!(longer);
    // As Python spells it.
    let body = serde_json::to_string(&format).unwrap().replace(',', ", ");
    assert!(body.len() > 16 << 20, "{}", body.len());
    let path_back = "/format/update/value?transferable=false";
    let changed = server.post_bytes(path_back, body).await.json();
    assert_eq!(changed["bytes"]["value"], longer.len());
    assert_eq!(
        server.get(&path).await.json()["fragment"]["string"]["raw"],
        longer
    );

    // It stays bytes, so a text that is small enough as a string is not.
    format["fragment"]["string"]["raw"] = json!("x".repeat(12 << 20));
    format["file"]["bytes"]["raw"] = json!([120]);
    let refused = server.post(path_back, &format).await;
    assert_eq!(
        refused.plain(400),
        "fragment.string: larger than 60 MiB where it is sent back"
    );
    // Nor does a text get in that none could be made of.
    format.as_object_mut().unwrap().remove("file");
    format["fragment"]["string"]["raw"] = json!("x".repeat((16 << 20) + 1));
    let refused = server.post(path_back, &format).await;
    assert_eq!(refused.plain(400), "fragment.string: larger than 16 MiB");
    assert_eq!(
        server.get(&path).await.json()["fragment"]["string"]["raw"],
        longer
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_back_is_not_created() {
    let server = Server::start().await;
    let application = application(&server).await;
    // Each letter takes one and a half here, and six in each of two places where it is sent back.
    let controls = "BwcH".repeat(2 << 20);
    let format = json!({ "fragment": { "string": { "base64": controls } } });
    let refused = server
        .post("/assets/create", &seed_of(&application, &format))
        .await;
    assert_eq!(
        refused.plain(400),
        "asset.format.fragment.string: larger than 60 MiB where it is sent back"
    );
    // Who asks whether to send at all is told at once.
    let ask = async |path: &str, bytes: usize| {
        let host = server.address;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {bytes}\r\n\
             expect: 100-continue\r\nconnection: close\r\n\r\n"
        );
        server.raw(&head).await
    };
    for path in ["/asset/update", "/asset/reclassify", "/format/update/value"] {
        let refused = ask(path, (64 << 20) + 1).await;
        assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
        assert!(refused.ends_with("body: larger than 64 MiB"), "{refused}");
        assert!(ask(path, 64 << 20).await.starts_with("HTTP/1.1 100"), "{path}");
    }
    let refused = ask("/assets/create", (16 << 20) + 1).await;
    assert!(refused.ends_with("body: larger than 16 MiB"), "{refused}");
}
