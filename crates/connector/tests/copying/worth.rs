//! What is offered for saving, what is left alone, and what is never kept.

use serde_json::json;

use super::common::{FUNCTION, OTHER, Server, fake_token, offers, seed};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_worth_a_word_is_left_alone() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let path = format!("/{editor}/suggestion");
    let texts = [
        "",
        " \n\t",
        "window",
        "42",
        "https://example.org/a?b=c",
        "/etc/hosts",
        "ada@example.org",
    ];
    for body in texts
        .map(|text| json!({ "asset": seed(text) }))
        .into_iter()
        .chain([
            json!({}),
            json!({ "asset": null }),
            json!({ "asset": { "format": {} } }),
            json!({ "asset": { "format": { "fragment": { "string": {} } } } }),
            json!({ "asset": { "format": { "fragment": { "bytes": { "raw": [255, 254, 0, 1] } } } } }),
        ])
    {
        let answer = server.post(&path, &body).await.json();
        assert_eq!(offers(&answer), (false, false), "{body}");
    }
    let empty = server.post_bytes(&path, "").await.json();
    assert_eq!(offers(&empty), (false, false), "an omitted body");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_neither_offered_nor_kept_in_any_form() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let mut events = server.service.events();
    let secret = fake_token();
    let texts = [
        secret.clone(),
        format!("export GITHUB_TOKEN={secret}"),
        format!("def login():\n    return connect('{secret}')\n"),
    ];
    for text in &texts {
        assert_eq!(
            offers(&server.suggest(&editor, text).await),
            (false, false),
            "{text}"
        );
        assert_eq!(
            server.save(&editor, text).await,
            "OK",
            "nothing was kept, so there is no id"
        );
        let intention = server.post(&format!("/{editor}/intention"), &seed(text)).await;
        assert_eq!(intention.plain(200), "OK");
        let declined = server
            .react(
                &editor,
                &json!({ "save": false, "seed": { "asset": seed(text) } }),
            )
            .await;
        assert_eq!(declined.plain(200), "OK");
    }
    // A secret may also stand in what is said about a text.
    let note = format!("use {secret} here");
    let metadata = json!({
        "name": format!("the key {secret}"),
        "tags": [{ "text": secret }, { "text": "crc" }],
        "websites": [{ "url": format!("https://host.test/x?token={secret}"), "name": "x" }],
        "annotations": [{ "type": "COMMENT", "text": note }],
        "hints": [{ "type": "SUGGESTED_QUERY", "text": note }],
        "anchors": [{ "type": "FILE", "fullpath": format!("/tmp/{secret}") }, { "type": "FILE", "fullpath": "/tmp/a.rs", "name": note }],
    });
    let asset = json!({ "format": { "fragment": { "string": { "raw": OTHER } } }, "metadata": metadata });
    let id = server
        .react(&editor, &json!({ "save": true, "seed": { "asset": asset } }))
        .await;
    assert_ne!(id.plain(200), "OK", "the text is none, so it is kept");
    let answer = server.suggest(&editor, OTHER).await.to_string();
    assert!(
        answer.contains("\"crc\"") && !answer.contains(&secret),
        "{answer}"
    );

    // What a sender takes for a secret is sent in clear next to the text, and may be a part of it.
    let word = "hunter";
    let concealed = |text: &str| {
        let sensitive = json!({ "text": word, "category": "PASSWORD", "severity": "HIGH", "name": "", "description": "" });
        let secret = json!({ "text": secret, "category": "API_TOKEN", "severity": "HIGH", "name": "", "description": "" });
        json!({ "asset": { "format": { "fragment": { "string": { "raw": text } } }, "metadata": { "name": word, "sensitives": [sensitive, secret] } } })
    };
    let saved = json!({ "save": true, "seed": concealed(FUNCTION) });
    let id = server.react(&editor, &saved).await;
    let answer = server.suggest(&editor, FUNCTION).await.to_string();
    assert!(answer.contains(id.plain(200)), "its text quotes neither");
    assert!(!answer.contains(word), "its name is one");
    let quoting = concealed("let attempts = login(\"me\", hunter)?;\nprintln!(\"{attempts}\");\n");
    let asked = server.post(&format!("/{editor}/suggestion"), &quoting).await;
    assert_eq!(offers(&asked.json()), (false, false));
    let saved = json!({ "save": true, "seed": quoting });
    assert_eq!(server.react(&editor, &saved).await.plain(200), "OK");
    let intended = server
        .post(&format!("/{editor}/intention"), &quoting["asset"])
        .await;
    assert_eq!(intended.plain(200), "OK");

    while let Ok(event) = events.try_recv() {
        assert!(!format!("{event:?}").contains(&secret), "{event:?}");
    }
    assert_eq!(server.service.asset_count(), 2);
    let dir = server.stop().await;
    let mut files = vec![dir.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds the secret", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_text_is_not_offered_again_until_it_changes() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let decline = json!({ "save": false, "seed": { "asset": seed(FUNCTION) } });
    assert_eq!(server.react(&editor, &decline).await.plain(200), "OK");
    assert_eq!(offers(&server.suggest(&editor, FUNCTION).await), (false, false));
    let changed = FUNCTION.replace("return merged", "return tuple(merged)");
    assert_eq!(offers(&server.suggest(&editor, &changed).await), (false, true));

    let server = server.restart().await;
    let editor = server.connect("VS_CODE").await;
    assert_eq!(
        offers(&server.suggest(&editor, FUNCTION).await),
        (false, false),
        "it is remembered"
    );
    server.save(&editor, FUNCTION).await;
    assert_eq!(
        offers(&server.suggest(&editor, FUNCTION).await),
        (true, false),
        "the user changed their mind"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intention_makes_even_a_small_text_worth_saving() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let small = "MAX_RETRIES";
    assert_eq!(offers(&server.suggest(&editor, small).await), (false, false));
    let id = server.post(&format!("/{editor}/intention"), &seed(small)).await;
    assert_eq!(id.plain(200).len(), 36);
    assert_eq!(server.service.asset_count(), 0, "it is not part of the library");
    assert_eq!(offers(&server.suggest(&editor, small).await), (false, true));

    let server = server.restart().await;
    let editor = server.connect("VS_CODE").await;
    assert_eq!(
        offers(&server.suggest(&editor, small).await),
        (false, true),
        "it is remembered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_text_near_an_intention_is_offered_for_saving() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server
        .post(&format!("/{editor}/intention"), &seed("x = 41"))
        .await;
    assert_eq!(id.plain(200).len(), 36);
    for (text, offered) in [
        ("yy = 41", true),
        ("x = 42", true),
        ("yy = 42", false),
        ("yy", false),
    ] {
        assert_eq!(
            offers(&server.suggest(&editor, text).await),
            (false, offered),
            "{text}"
        );
    }
}
