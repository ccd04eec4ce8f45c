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

#[tokio::test(flavor = "multi_thread")]
async fn bytes_and_the_text_that_spells_them_are_two_assets() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let create = async |format: &Value| {
        let seed = seed_of(&application, format);
        server.post("/assets/create", &seed).await.json()
    };
    let bytes = json!({ "fragment": { "bytes": { "raw": [255, 254, 253, 252, 251, 250] } } });
    let other = json!({ "file": { "bytes": { "raw": [200, 201, 202, 203, 204] } } });
    let of_bytes = create(&bytes).await;
    let of_text = super::create(&server, &application, "//79/Pv6").await;
    assert_eq!(raw(&of_text), "//79/Pv6");
    assert_ne!(of_text["id"], of_bytes["id"]);
    // And the other way round.
    let spelled = super::create(&server, &application, "yMnKy8w=").await;
    let sent = create(&other).await;
    assert_ne!(sent["id"], spelled["id"]);
    assert_eq!(
        sent["original"]["reference"]["file"]["bytes"]["raw"],
        other["file"]["bytes"]["raw"]
    );
    // Each is known again for what it is.
    assert_eq!(create(&bytes).await["id"], of_bytes["id"]);
    assert_eq!(
        super::create(&server, &application, "//79/Pv6").await["id"],
        of_text["id"]
    );
    assert_eq!(server.save(&editor, "//79/Pv6").await, of_text["id"]);

    let third = create(&json!({ "fragment": { "bytes": { "raw": [255, 0, 255] } } })).await;
    let text = "/wD/";
    let mut format = server
        .get(&format!(
            "/format/{}",
            of_text["original"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    format["fragment"]["string"]["raw"] = json!(text);
    let changed = server.post("/format/update/value", &format).await.json();
    assert_eq!(changed["fragment"]["string"]["raw"], text);
    let saved = server.save(&editor, "/wD/").await;
    assert_eq!(saved, of_text["id"]);
    assert_ne!(saved, third["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn contents_are_rewritten_as_they_are_sent() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let rewrite = async |contents: Value| {
        let mut format = server.get(&path).await.json();
        let parts = format.as_object_mut().unwrap();
        parts.remove("fragment");
        parts.remove("file");
        parts.extend(contents.as_object().unwrap().clone());
        server.post("/format/update/value", &format).await.json();
        server.get(&path).await.json()
    };
    let name = async || {
        let path = format!("/asset/{}", created["id"].as_str().unwrap());
        server.get(&path).await.json()["name"].clone()
    };
    let file = rewrite(json!({ "file": { "string": { "raw": "file = 2" } } })).await;
    assert_eq!(file["file"]["string"]["raw"], "file = 2");
    let bytes = b"file = 3".to_vec();
    let file = rewrite(json!({ "file": { "bytes": { "raw": bytes } } })).await;
    assert_eq!(file["file"], json!({ "bytes": { "raw": bytes } }));
    assert_eq!(file["fragment"]["string"]["raw"], "file = 3");
    let bytes = b"part = 4".to_vec();
    let part = rewrite(json!({ "fragment": { "bytes": { "raw": bytes } } })).await;
    assert_eq!(part["fragment"]["bytes"]["raw"], json!(bytes));
    assert!(part.get("file").is_none(), "it is no file any more");
    assert_eq!(name().await, created["name"], "of a text it stays");

    // What was made of a text goes with it, and what was made of bytes.
    let picture = [137, 80, 78, 71, 255, 0, 1];
    let binary = rewrite(json!({ "file": { "bytes": { "raw": picture } } })).await;
    assert_eq!(binary["file"]["bytes"]["raw"], json!(picture));
    assert!(binary.get("fragment").is_none());
    assert_eq!(binary["classification"]["generic"], "FILE");
    assert_ne!(binary["classification"]["specific"], "py");
    assert_eq!(binary["bytes"]["value"], 7);
    let code = rewrite(json!({ "fragment": { "string": { "raw": FUNCTION } } })).await;
    assert_eq!(
        code["classification"],
        json!({ "generic": "CODE", "specific": "py" })
    );

    let untitled = json!({ "fragment": { "bytes": { "raw": [255, 254, 1, 2, 3, 4, 5] } } });
    let untitled = server
        .post("/assets/create", &seed_of(&application, &untitled))
        .await
        .json();
    assert_eq!(untitled["name"], "7 bytes");
    let mut format = server
        .get(&format!(
            "/format/{}",
            untitled["original"]["id"].as_str().unwrap()
        ))
        .await
        .json();
    format["fragment"] = json!({ "string": { "raw": OTHER } });
    server.post("/format/update/value", &format).await.json();
    let path = format!("/asset/{}", untitled["id"].as_str().unwrap());
    let titled = server.get(&path).await.json();
    assert_eq!(titled["name"], "checksum");
    assert_eq!(
        titled["original"]["reference"]["classification"]["generic"],
        "CODE"
    );
}

/// A client sends a whole format back, with the text in each place where it was answered, and has changed one of them.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_of_a_content_that_stands_twice_is_what_counts() {
    let server = Server::start().await;
    let application = application(&server).await;
    for (place, kept) in [("string", json!("first = 1")), ("bytes", json!(b"first = 1"))] {
        let file = json!({ "file": { place: { "raw": kept } } });
        let created = server
            .post("/assets/create", &seed_of(&application, &file))
            .await
            .json();
        let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
        let mut format = server.get(&path).await.json();
        format["fragment"]["string"]["raw"] = json!("second = 2");
        let changed = server.post("/format/update/value", &format).await.json();
        assert_eq!(changed["fragment"]["string"]["raw"], "second = 2");
        let second = if place == "string" {
            json!("second = 2")
        } else {
            json!(b"second = 2")
        };
        assert_eq!(changed["file"][place]["raw"], second, "it stays a file");
        let third = if place == "string" {
            json!("third = 3")
        } else {
            json!(b"third = 3")
        };
        format = changed;
        format["file"][place]["raw"] = third.clone();
        let changed = server.post("/format/update/value", &format).await.json();
        assert_eq!(changed["file"][place]["raw"], third);
        assert_eq!(changed["fragment"]["string"]["raw"], "third = 3");
        // Who has read the second changes its file, and sends the string back as it was.
        format["file"][place]["raw"] = if place == "string" {
            json!("fourth = 4")
        } else {
            json!(b"fourth = 4")
        };
        let refused = server.post("/format/update/value", &format).await;
        assert!(refused.plain(409).contains("read it again"));
        assert_eq!(server.get(&path).await.json()["file"][place]["raw"], third);
        let delete = format!("/assets/{}/delete", created["id"].as_str().unwrap());
        server.post_bytes(&delete, "").await.plain(200);
    }
}

/// Where the Sublime plugin finds its table: a line with bars and what follows it, each with a bar at its beginning.
fn first_table(document: &str) -> Vec<&str> {
    let lines: Vec<&str> = document.lines().collect();
    let is_row = |line: &str| line.starts_with('|') && line.len() > 1 && line.ends_with('|');
    let begins = (1..lines.len()).find(|&at| {
        is_row(lines[at]) && lines[at - 1].matches('|').count() > 1 && lines[at - 1].ends_with('|')
    });
    let begins = begins.expect("there is a table");
    lines[begins - 1..]
        .iter()
        .take_while(|line| is_row(line))
        .copied()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_begins_with_a_table_that_is_not_the_codes() {
    let server = Server::start().await;
    let application = application(&server).await;
    for text in ["match x {\n|y|\n|z|\n}\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"] {
        let mut seed = super::text_seed(&application, text);
        seed["asset"]["metadata"] = json!({
            "name": "a |b|\n|c|",
            "tags": [{ "text": "one|two" }, { "text": "<b>" }],
            "annotations": [{ "type": "DESCRIPTION", "text": "|d|\n|e|" }],
        });
        let created = server.post("/assets/create", &seed).await.json();
        let path = format!("/asset/{}/export?export_type=MD", created["id"].as_str().unwrap());
        let exported = server.get(&path).await.json();
        let document = exported["raw"]["string"]["raw"].as_str().unwrap();
        let table = first_table(document);
        assert_eq!(table[..2], ["| Details | |", "|---|---|"], "{document}");
        assert!(
            table.contains(&"| Tags | one&#124;two, &lt;b&gt; |"),
            "{document}"
        );
        assert!(
            table.iter().all(|row| row.matches('|').count() == 3),
            "{document}"
        );
        assert!(document.contains(text), "{document}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_takes_no_code_with_it_in_a_document() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = super::text_seed(&application, OTHER);
    seed["asset"]["metadata"] = json!({
        "name": "<b>sum</b> of Vec<u8>",
        "annotations": [{ "type": "COMMENT", "text": "Begins\n```\nand ends not." }],
    });
    let created = server.post("/assets/create", &seed).await.json();
    let path = format!("/asset/{}/export?export_type=MD", created["id"].as_str().unwrap());
    let exported = server.get(&path).await.json();
    let document = exported["raw"]["string"]["raw"].as_str().unwrap();
    assert!(
        document.starts_with("# \\<b>sum\\</b> of Vec\\<u8>\n"),
        "{document}"
    );
    let code = format!("\n> Begins\n> ```\n> and ends not.\n\n```rs\n{OTHER}```\n");
    assert!(document.contains(&code), "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_runs_something_is_no_link_in_a_document() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = super::text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({ "websites": [
        { "url": "javascript:alert(1)", "name": "click me" },
        { "url": "https://example.org/a_(b)", "name": "a [page]" },
    ] });
    let created = server.post("/assets/create", &seed).await.json();
    let path = format!("/asset/{}/export?export_type=", created["id"].as_str().unwrap());
    let document = async |form: &str| {
        let exported = server.get(&format!("{path}{form}")).await.json();
        exported["raw"]["string"]["raw"].as_str().unwrap().to_owned()
    };
    let page = document("HTML").await;
    assert!(!page.contains("href=\"javascript"), "{page}");
    assert!(
        page.contains("click me") && page.contains("href=\"https://example.org/a_(b)\""),
        "{page}"
    );
    let page = document("MD").await;
    assert!(!page.contains("](javascript"), "{page}");
    assert!(
        page.contains("[a \\[page\\]](https://example.org/a_%28b%29)"),
        "{page}"
    );
}
