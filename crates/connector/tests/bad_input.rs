//! What is malformed is refused with a text that names the place, and nothing else happens.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{FUNCTION, Server, offers, registration, seed};
use hyper::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_registration_names_what_is_wrong() {
    let server = Server::start().await;
    let with = |key: &str, value: Value| {
        let mut body = registration("VS_CODE", "1");
        body["application"][key] = value;
        body.to_string()
    };
    let without = |key: &str| {
        let mut body = registration("VS_CODE", "1");
        body["application"].as_object_mut().unwrap().remove(key);
        body.to_string()
    };
    for (body, text) in [
        (String::new(), "application: missing"),
        ("{}".into(), "application: missing"),
        ("null".into(), "body: invalid type: null"),
        ("[]".into(), "body: invalid type: sequence, expected an object"),
        (
            r#"[["VS_CODE", "1", "LINUX", null, null, null, null, null]]"#.into(),
            "body: invalid type: sequence, expected an object",
        ),
        (
            r#"{"application": ["VS_CODE", "1", "LINUX", null, null, null, null, null]}"#.into(),
            "application: invalid type: sequence, expected an object",
        ),
        ("7".into(), "body: invalid type: integer `7`"),
        (r#"{"application": "#.into(), "body: not JSON: EOF while parsing"),
        ("{}x".into(), "application: missing"),
        (
            format!("{} x", registration("VS_CODE", "1")),
            "body: not JSON: trailing characters",
        ),
        (without("name"), "application.name: missing"),
        (without("version"), "application.version: missing"),
        (without("platform"), "application.platform: missing"),
        (
            with("name", json!("EMACS")),
            "application.name: unknown application name: `EMACS`",
        ),
        (with("name", json!(null)), "application.name: invalid type: null"),
        (
            with("name", json!(3)),
            "application.name: invalid type: integer `3`",
        ),
        (
            with("platform", json!("linux")),
            "application.platform: unknown platform: `linux`",
        ),
        (
            with("version", json!(1.5)),
            "application.version: invalid type: floating point `1.5`",
        ),
        (
            with("privacy", json!("SECRET")),
            "application.privacy: unknown privacy: `SECRET`",
        ),
        (
            with("automaticUnload", json!("yes")),
            "application.automaticUnload: invalid type: string",
        ),
    ] {
        let answer = server.post_bytes("/connect", body.clone()).await;
        assert!(answer.plain(400).starts_with(text), "{body}: {}", answer.text());
    }
    assert_eq!(
        server.service.applications().len(),
        1,
        "nobody registered but Bowerbird itself"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_seed_names_what_is_wrong() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let fragment = |fragment: Value| json!({ "asset": { "format": { "fragment": fragment } } });
    let metadata = |metadata: Value| json!({ "asset": { "format": {}, "metadata": metadata } });
    for (body, text) in [
        (json!([]), "body: invalid type: sequence, expected an object"),
        (
            fragment(json!([{ "raw": "text" }, null, null])),
            "asset.format.fragment: invalid type: sequence, expected an object",
        ),
        (
            metadata(json!({ "tags": [["a", null, null]] })),
            "asset.metadata.tags[0]: invalid type: sequence, expected an object",
        ),
        (json!({ "asset": 1 }), "asset: invalid type: integer `1`"),
        (json!({ "asset": {} }), "asset.format: missing"),
        (
            fragment(json!("text")),
            "asset.format.fragment: invalid type: string",
        ),
        (
            fragment(json!({ "string": { "raw": 5 } })),
            "asset.format.fragment.string.raw: invalid type: integer `5`",
        ),
        (
            fragment(json!({ "string": { "base64": "%" } })),
            "asset.format.fragment.string.base64: not base64",
        ),
        (
            fragment(json!({ "string": { "base64_url": "+" } })),
            "asset.format.fragment.string.base64_url: not base64",
        ),
        (
            fragment(json!({ "string": { "data_url": "x" } })),
            "asset.format.fragment.string.data_url: not a data URL",
        ),
        (
            fragment(json!({ "bytes": { "raw": [1, 256] } })),
            "asset.format.fragment.bytes.raw[1]: invalid value",
        ),
        (
            fragment(json!({ "bytes": { "raw": "x" } })),
            "asset.format.fragment.bytes.raw: invalid type: string",
        ),
        (
            fragment(json!({ "metadata": { "ext": "pyy" } })),
            "asset.format.fragment.metadata.ext: unknown extension: `pyy`",
        ),
        (
            metadata(json!({ "tags": [{ "text": "a" }, {}] })),
            "asset.metadata.tags[1].text: missing",
        ),
        (
            metadata(json!({ "annotations": [{ "type": "X", "text": "" }] })),
            "asset.metadata.annotations[0].type: unknown",
        ),
    ] {
        let answer = server.post(&format!("/{editor}/suggestion"), &body).await;
        assert!(answer.plain(400).starts_with(text), "{body}: {}", answer.text());
        assert!(!answer.text().contains("struct"), "{}", answer.text());
    }
    let onboarded = format!("/{editor}/onboarded");
    assert_eq!(
        server.post_bytes(&onboarded, "").await.plain(400),
        "body: missing"
    );
    // What can't be written down as a `Value`.
    for (body, text) in [
        (
            &b"{\"asset\": \"\xff\xfe\"}"[..],
            "body: not UTF-8 behind byte 11",
        ),
        (b"\xff\xfe", "body: not UTF-8 behind byte 0"),
        (b"{\"unknown\": \"\xff\"}", "body: not UTF-8"),
        (b"{\"unknown\": {\"deep\": [\"\xc3\"]}}", "body: not UTF-8"),
        (
            br#"{"asset": {"format": {"fragment": {"string": {"raw": "\ud800"}}}}}"#,
            "body: not JSON",
        ),
        (
            b"{\"asset\": {\"format\": {\"fragment\": {\"string\": {\"raw\": \"\xff\"}}}}}",
            "body: not UTF-8",
        ),
        (
            br#"{"asset": null, "asset": null}"#,
            "body: duplicate field `asset`",
        ),
    ] {
        let answer = server.post_bytes(&format!("/{editor}/suggestion"), body).await;
        assert!(
            answer.plain(400).starts_with(text),
            "{}: {}",
            body.escape_ascii(),
            answer.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_reaction_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let asset = seed(FUNCTION);
    let unknown = "0191d3a0-0000-4000-8000-00000000002a";
    let no_text = "seed: there is no text in it";
    let no_asset = "reuse.asset: there is no asset with this id";
    for (body, text) in [
        (json!({}), "save: missing"),
        (json!({ "save": true }), "seed: missing"),
        (
            json!({ "save": "true", "seed": {} }),
            "save: invalid type: string",
        ),
        (json!({ "save": true, "seed": {} }), no_text),
        (json!({ "save": false, "seed": {} }), no_text),
        (json!({ "save": true, "seed": { "asset": seed(" \n") } }), no_text),
        (
            json!({ "save": true, "seed": { "asset": { "format": { "fragment": { "bytes": { "raw": [255] } } } } } }),
            no_text,
        ),
        (
            json!({ "save": true, "seed": { "asset": { "format": { "fragment": { "string": { "base64": "%" } } } } } }),
            "seed.asset.format.fragment.string.base64: not base64",
        ),
        (
            json!({ "save": true, "reuse": {}, "seed": { "asset": asset } }),
            "reuse.asset: missing",
        ),
        (
            json!({ "save": true, "reuse": { "asset": unknown }, "seed": { "asset": asset } }),
            no_asset,
        ),
        (
            json!({ "save": false, "reuse": { "asset": "x" }, "seed": { "asset": asset } }),
            no_asset,
        ),
    ] {
        let answer = server.react(&editor, &body).await;
        assert!(answer.plain(400).starts_with(text), "{body}: {}", answer.text());
    }
    assert_eq!(server.service.asset_count(), 0);
    assert_eq!(
        offers(&server.suggest(&editor, FUNCTION).await),
        (false, true),
        "nothing was learned"
    );
    for (route, body, text) in [
        ("intention", json!({}), "format: missing"),
        ("intention", json!({ "format": {} }), no_text),
        ("onboarded", json!("true"), "body: invalid type: string"),
        (
            "onboarded",
            json!({}),
            "body: invalid type: map, expected a boolean",
        ),
        ("onboarded", json!(null), "body: invalid type: null"),
        ("track", json!({ "asset": {} }), "asset.asset: missing"),
        (
            "track",
            json!({ "keyboard": { "description": "", "shortcut": ["a"] } }),
            "keyboard.shortcut[0]: invalid type",
        ),
        (
            "track",
            json!({ "session": { "identifier_description_pair": [] } }),
            "session.identifier_description_pair: ",
        ),
    ] {
        let answer = server.post(&format!("/{editor}/{route}"), &body).await;
        assert!(
            answer.plain(400).starts_with(text),
            "{route} {body}: {}",
            answer.text()
        );
    }
    assert!(server.service.activity_counts().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_belong_is_refused_before_any_route() {
    let server = Server::start().await;
    let port = server.address.port();
    let ours = format!("localhost:{port}");
    let body = registration("VS_CODE", "1").to_string();
    let connect = async |headers: &[(&str, &str)]| {
        server
            .request(Method::POST, "/connect", headers, body.clone().into())
            .await
    };
    let json = ("content-type", "application/json");
    assert_eq!(connect(&[json, ("host", &ours)]).await.status, 200);
    let charset = ("content-type", "application/json; charset=utf-8");
    assert_eq!(
        connect(&[charset, ("host", &format!("[::1]:{port}"))])
            .await
            .status,
        200
    );
    for host in [
        "localhost",
        "evil.example",
        &format!("evil.example:{port}"),
        "localhost:1",
    ] {
        assert!(
            connect(&[json, ("host", host)])
                .await
                .plain(403)
                .starts_with("Host"),
            "{host}"
        );
    }
    for origin in ["https://evil.example", "null", &format!("http://{ours}")] {
        assert!(
            connect(&[json, ("origin", origin)])
                .await
                .plain(403)
                .starts_with("Origin"),
            "{origin}"
        );
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "x",
    ] {
        assert!(
            connect(&[("content-type", kind)])
                .await
                .plain(415)
                .starts_with("Content-Type"),
            "{kind}"
        );
    }
    assert!(
        connect(&[]).await.plain(415).starts_with("Content-Type"),
        "no type"
    );
    assert!(
        connect(&[json, ("content-encoding", "gzip")])
            .await
            .plain(415)
            .starts_with("Content-Encoding")
    );
    assert_eq!(
        server
            .request(
                Method::GET,
                "/applications",
                &[("host", "evil.example")],
                "".into()
            )
            .await
            .status,
        403
    );
    assert_eq!(
        server
            .request(Method::GET, "/nowhere", &[("origin", "null")], "".into())
            .await
            .status,
        403
    );

    for (request, status) in [
        ("GET /applications HTTP/1.1\r\n\r\n".to_owned(), "403"),
        ("GET /applications HTTP/1.0\r\n\r\n".to_owned(), "403"),
        (
            format!("GET /applications HTTP/1.1\r\nhost: {ours}\r\nhost: {ours}\r\n\r\n"),
            "403",
        ),
        (
            format!("GET http://evil.example/applications HTTP/1.1\r\nhost: {ours}\r\n\r\n"),
            "403",
        ),
        (
            format!("GET /applications HTTP/1.1\r\nhost: {ours}\r\nconnection: close\r\n\r\n"),
            "200",
        ),
        ("nonsense\r\n\r\n".to_owned(), "400"),
        (
            format!(
                "GET /applications HTTP/1.1\r\nhost: {ours}\r\nx: {}\r\n\r\n",
                "a".repeat(1 << 20)
            ),
            "431",
        ),
    ] {
        let answer = server.raw(&request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}"))
                || answer.starts_with(&format!("HTTP/1.0 {status}")),
            "{}: {answer}",
            &request[..request.len().min(80)]
        );
    }
    assert_eq!(server.service.applications().len(), 2, "Bowerbird and one editor");
}

/// Invisible characters are as little of a text for saving and for intentions as they are for a suggestion.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_nothing_to_see_is_none() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    for text in [
        "",
        " \t\r\n",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "\u{2060} \u{200b}\n",
        "\0",
    ] {
        assert_eq!(
            offers(&server.suggest(&editor, text).await),
            (false, false),
            "{text:?}"
        );
        let refused = [
            server.react(&editor, &json!({ "save": true, "seed": { "asset": seed(text) } })).await,
            server.react(&editor, &json!({ "save": false, "seed": { "asset": seed(text) } })).await,
            server.post(&format!("/{editor}/intention"), &seed(text)).await,
            server.post("/assets/create", &json!({ "type": "SEEDED_ASSET", "asset": {
                "application": server.get("/applications").await.json()["iterable"][0], "format": seed(text)["format"],
            } })).await,
        ];
        for answer in refused {
            assert!(
                answer.plain(400).contains("no text"),
                "{text:?}: {}",
                answer.text()
            );
        }
    }
    assert_eq!(server.service.asset_count(), 0);
}

/// A client that fills in every field leaves those blank that it has nothing for.
#[tokio::test(flavor = "multi_thread")]
async fn a_blank_beside_a_text_does_not_hide_it() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server.save(&editor, FUNCTION).await;
    let bytes = json!({ "raw": FUNCTION.as_bytes() });
    for format in [
        json!({ "fragment": { "string": { "raw": "" }, "bytes": bytes } }),
        json!({ "fragment": { "string": { "raw": "\n" } }, "file": { "string": { "raw": FUNCTION } } }),
        json!({ "fragment": { "bytes": { "raw": [] } }, "file": { "bytes": bytes } }),
    ] {
        let seed = json!({ "asset": { "format": format } });
        let suggestion = server.post(&format!("/{editor}/suggestion"), &seed).await.json();
        assert_eq!(suggestion["assets"]["iterable"][0]["id"], json!(id), "{format}");
        let saved = server
            .react(&editor, &json!({ "save": true, "seed": seed }))
            .await;
        assert_eq!(saved.plain(200), id, "{format}");
    }
}

/// Each of them is looked for in the whole text: a body has room for so many of both that it would take minutes.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_sender_takes_for_secrets_is_bounded() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let with = |count: usize| {
        let sensitive = |n: usize| {
            json!({
                "text": format!("told {n}"), "category": "PASSWORD", "severity": "HIGH", "name": "", "description": "",
            })
        };
        let sensitives: Vec<Value> = (0..count).map(sensitive).collect();
        let mut asset = seed(FUNCTION);
        asset["metadata"] = json!({ "sensitives": sensitives });
        asset
    };
    let (some, more) = (with(1_000), with(1_001));
    let suggestion = format!("/{editor}/suggestion");
    let answer = server.post(&suggestion, &json!({ "asset": some })).await;
    assert_eq!(offers(&answer.json()), (false, true));
    let answer = server.post(&suggestion, &json!({ "asset": more })).await;
    assert_eq!(answer.plain(400), "asset.metadata.sensitives: more than 1,000");
    let answer = server.post(&format!("/{editor}/intention"), &more).await;
    assert_eq!(answer.plain(400), "metadata.sensitives: more than 1,000");
    let answer = server
        .react(&editor, &json!({ "save": true, "seed": { "asset": more } }))
        .await;
    assert_eq!(
        answer.plain(400),
        "seed.asset.metadata.sensitives: more than 1,000"
    );
}
