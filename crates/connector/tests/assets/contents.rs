//! What an asset holds: as it was sent, as it is rewritten, and as a document.

use serde_json::{Value, json};

use super::{
    application,
    common::{self, FUNCTION, OTHER, RENAMED, Server, fake_token},
    create, ids, raw, seed_of,
};

#[tokio::test(flavor = "multi_thread")]
async fn contents_come_back_as_they_were_sent() {
    let server = Server::start().await;
    let application = application(&server).await;
    let create = async |format: Value| {
        let created = server
            .post("/assets/create", &seed_of(&application, &format))
            .await
            .json();
        let path = format!("/asset/{}", created["id"].as_str().unwrap());
        assert_eq!(server.get(&path).await.json(), created);
        created
    };
    let bytes = "fn main() { println!(\"hé\"); }".as_bytes();
    let sent = create(json!({ "fragment": { "bytes": { "raw": bytes } } })).await;
    let original = &sent["original"]["reference"];
    assert_eq!(original["fragment"]["bytes"]["raw"], json!(bytes));
    assert_eq!(
        raw(&sent).as_bytes(),
        bytes,
        "and as a text, for clients that show it"
    );

    let file =
        create(json!({ "file": { "string": { "raw": "SELECT 1 FROM dual WHERE x > 2;\r\n" } } })).await;
    assert_eq!(
        file["original"]["reference"]["file"]["string"]["raw"],
        "SELECT 1 FROM dual WHERE x > 2;\r\n"
    );
    let file =
        create(json!({ "file": { "bytes": { "raw": OTHER.as_bytes() }, "metadata": { "ext": "rs" } } }))
            .await;
    assert_eq!(
        file["original"]["reference"]["file"]["bytes"]["raw"],
        json!(OTHER.as_bytes())
    );

    let picture = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00];
    let sent = create(json!({
        "file": { "bytes": { "raw": picture }, "metadata": { "name": "a.png", "ext": "png" } },
        "classification": { "generic": "IMAGE" },
    }))
    .await;
    let original = &sent["original"]["reference"];
    assert_eq!(sent["name"], "a.png");
    assert_eq!(original["file"]["bytes"]["raw"], json!(picture));
    assert_eq!(
        original["classification"],
        json!({ "generic": "IMAGE", "specific": "png" })
    );
    assert_eq!(original["bytes"]["value"], picture.len());
    assert!(original.get("fragment").is_none(), "it is no text");
    let server = server.restart().await;
    let path = format!("/asset/{}", sent["id"].as_str().unwrap());
    let again = server.get(&path).await.json();
    assert_eq!(
        again["original"]["reference"]["file"]["bytes"]["raw"],
        json!(picture)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_rewritten_and_found_by_its_new_words() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let created = create(&server, &application, FUNCTION).await;
    let other = create(&server, &application, OTHER).await;
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let mut format = server.get(&format!("{path}?transferable=True")).await.json();
    assert_eq!(format["asset"]["id"], created["id"]);
    assert_eq!(format["fragment"]["string"]["raw"], FUNCTION);
    let text = "def clamp(value, low, high):\n    return max(low, min(high, value))\n";
    format["fragment"]["string"]["raw"] = json!(text);
    let changed = server
        .post("/format/update/value?transferable=false", &format)
        .await
        .json();
    assert!(changed.get("fragment").is_none());
    assert_eq!(changed["bytes"]["value"], text.len());
    let asset = server
        .get(&format!("/asset/{}", created["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(raw(&asset), text);
    assert_eq!(asset["created"]["value"], created["created"]["value"]);
    let suggestion = server.suggest(&editor, text).await;
    assert_eq!(suggestion["reuse"]["assets"]["iterable"][0]["id"], created["id"]);
    assert_eq!(
        common::offers(&server.suggest(&editor, RENAMED).await),
        (false, true),
        "the old text is not known any more"
    );
    let found = server.get("/search/full_text?query=clamp").await.json();
    assert_eq!(ids(&found), [created["id"].as_str().unwrap()]);

    format["fragment"]["string"]["raw"] = json!(OTHER);
    let refused = server.post("/format/update/value", &format).await;
    assert!(refused.plain(409).contains(other["id"].as_str().unwrap()));
    format["fragment"]["string"]["raw"] = json!(format!("key = '{}'", fake_token()));
    server.post("/format/update/value", &format).await.plain(422);
    format["fragment"]["string"]["raw"] = json!(" \n");
    server.post("/format/update/value", &format).await.plain(400);
    format["id"] = json!("nothing");
    server.post("/format/update/value", &format).await.plain(410);
    let asset = server
        .get(&format!("/asset/{}", created["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(raw(&asset), text, "what was refused changed nothing");
    assert_eq!(
        server.get("/formats").await.json()["iterable"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let formats = format!("/asset/{}/formats", created["id"].as_str().unwrap());
    assert_eq!(
        server.get(&formats).await.json()["iterable"][0]["fragment"]["string"]["raw"],
        text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_is_reclassified_and_exported() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let answer = server
        .post(
            "/asset/reclassify?transferables=false",
            &json!({ "ext": "rb", "asset": created }),
        )
        .await
        .json();
    assert_eq!(
        answer["original"]["reference"]["classification"]["specific"],
        "rb"
    );
    let unknown = json!({ "ext": "no-such", "asset": created });
    assert!(
        server
            .post("/asset/reclassify", &unknown)
            .await
            .plain(400)
            .starts_with("ext: ")
    );

    let path = format!("/asset/{}/export?export_type=", created["id"].as_str().unwrap());
    let exported = server.get(&format!("{path}MD")).await.json();
    let document = exported["raw"]["string"]["raw"].as_str().unwrap();
    assert!(
        document.contains(FUNCTION.trim_end()) && document.contains("```rb"),
        "{document}"
    );
    assert_eq!(exported["name"], created["name"]);
    let page = server.get(&format!("{path}HTML")).await.json();
    let page = page["raw"]["string"]["raw"].as_str().unwrap();
    assert!(page.contains("start &lt;= merged"), "{page}");
    let data = server.get(&format!("{path}JSON")).await.json();
    let data: Value = serde_json::from_str(data["raw"]["string"]["raw"].as_str().unwrap()).unwrap();
    assert_eq!(data["text"], FUNCTION);
    server.get(&format!("{path}PDF")).await.plain(400);
}
