//! What an asset is and its language, as clients say it with its content, and beside what others say.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, Server},
    create,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_comes_with_a_new_text_counts() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let mut format = server.get(&path).await.json();
    assert_eq!(format["classification"]["specific"], "py");
    for (language, kind, text) in [
        // What the client was told it says back.
        (None, None, "def other(x):\n    return x * 7\n"),
        (Some("rs"), None, "fn other(x: u32) -> u32 {\n    x * 8\n}\n"),
        (Some("txt"), Some("TEXT"), "Words about what others do.\n"),
    ] {
        format["fragment"]["string"]["raw"] = json!(text);
        if let Some(language) = language {
            format["classification"]["specific"] = json!(language);
        }
        if let Some(kind) = kind {
            format["classification"]["generic"] = json!(kind);
        }
        format = server.post("/format/update/value", &format).await.json();
        let expected = (language.unwrap_or("py"), kind.unwrap_or("CODE"));
        let said = &format["classification"];
        assert_eq!(
            (said["specific"].as_str(), said["generic"].as_str()),
            (Some(expected.0), Some(expected.1)),
            "{text}"
        );
    }
}

/// Sends a format back with another text; what it is then.
async fn rewritten(server: &Server, format: &Value, text: &str) -> Value {
    let mut format = format.clone();
    format["fragment"]["string"]["raw"] = json!(text);
    let changed = server.post("/format/update/value", &format).await.json();
    changed["classification"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_another_changed_it_undoes_no_change() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let read = server.get(&path).await.json();
    assert_eq!(
        read["classification"],
        json!({ "generic": "CODE", "specific": "py" })
    );
    let reclassify = async |ext: &str| {
        let body = json!({ "ext": ext, "asset": created });
        server.post("/asset/reclassify", &body).await.json();
    };
    reclassify("rs").await;
    let rust = json!({ "generic": "CODE", "specific": "rs" });
    let text = "def edited(x):\n    return x * 5\n";
    assert_eq!(rewritten(&server, &read, text).await, rust, "py was told before");
    // Who changed it says so in one of two places.
    let mut said = read.clone();
    said["classification"]["specific"] = json!("go");
    let text = "func edited(x int) int {\n\treturn x * 6\n}\n";
    assert_eq!(rewritten(&server, &said, text).await["specific"], "go");
    // What it is, is told once: it counts where nothing was changed since.
    reclassify("txt").await;
    let text = "def edited(x):\n    return x * 7\n";
    let prose = json!({ "generic": "TEXT", "specific": "txt" });
    assert_eq!(
        rewritten(&server, &read, text).await,
        prose,
        "CODE was told before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_counts_in_each_place_where_it_is_told() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    for (specific, ext, expected) in [
        (None, Some("ts"), "ts"),
        (Some("go"), None, "go"),
        (Some("rs"), Some("rs"), "rs"),
        (None, None, "rs"),
    ] {
        let mut format = server.get(&path).await.json();
        if let Some(specific) = specific {
            format["classification"]["specific"] = json!(specific);
        }
        if let Some(ext) = ext {
            format["fragment"]["metadata"]["ext"] = json!(ext);
        }
        let answer = server.post("/format/update/value", &format).await.json();
        assert_eq!(answer["classification"]["specific"], expected);
        assert_eq!(answer["fragment"]["metadata"]["ext"], expected);
    }
}
