//! What comes with a text is kept with it, and what happens is told to who listens.

use domain::Event;
use serde_json::json;

use super::common::{FUNCTION, OTHER, Server, fake_token, seed};

#[tokio::test(flavor = "multi_thread")]
async fn how_an_asset_came_to_be_saved_is_kept() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let mechanism = async |text| {
        server.save(&editor, text).await;
        let answer = server.suggest(&editor, text).await;
        answer["assets"]["iterable"][0]["mechanism"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(mechanism(OTHER).await, "MANUAL");
    server.suggest(&editor, FUNCTION).await;
    assert_eq!(mechanism(FUNCTION).await, "RECOMMENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_about_a_text_comes_back_with_it() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let at = json!({ "value": "2026-01-01T00:00:00Z" });
    let subscription = json!({
        "id": "s", "created": at, "updated": at, "user": { "id": "ada" }, "active": true, "term": "quarter", "quantity": 1,
        "subscription_id": "s", "product_id": "p", "name": "n", "price_id": "q",
    });
    let asset = json!({
        "schema": { "migration": 0, "semantic": "MAJOR_0_MINOR_0_PATCH_1" },
        "metadata": {
            "name": "Merging", "mechanism": "MANUAL",
            "tags": [{ "text": "intervals", "mechanism": "AUTOMATIC" }],
            "websites": [{ "url": "https://example.org/a", "name": "A" }],
            "annotations": [{ "type": "KNOWLEDGE_GRAPH", "text": "sorted first", "tags": { "iterable": [] } }],
            "hints": [{ "type": "SUGGESTED_QUERY", "text": "how to merge?" }],
            "anchors": [{ "type": "FILE", "fullpath": "/home/ada/merge.py", "persons": { "iterable": [] } }],
            "persons": [{
                "type": {
                    "basic": { "name": "Ada" },
                    "platform": {
                        "id": "ada",
                        "aesthetics": { "theme": { "dark": true }, "font": { "size": 12 } },
                        "subscriptions": { "iterable": [{ "id": "s", "reference": subscription }] },
                    },
                },
                "access": { "scoped": "OWNER" },
            }],
        },
        "format": {
            "fragment": { "string": { "raw": FUNCTION }, "metadata": { "ext": "jql" } },
            "classification": { "generic": "CODE", "specific": "py", "rendering": "UNKNOWN" },
        },
        "unheard_of": [1, { "a": null }],
    });
    server
        .react(&editor, &json!({ "save": true, "seed": { "asset": asset } }))
        .await
        .plain(200);
    let server = server.restart().await;
    let editor = server.connect("VS_CODE").await;
    let answer = server.suggest(&editor, FUNCTION).await;
    let kept = &answer["assets"]["iterable"][0];
    assert_eq!(kept["name"], "Merging");
    assert_eq!(kept["tags"]["iterable"][0]["text"], "intervals");
    assert_eq!(
        kept["tags"]["iterable"][0]["mechanisms"],
        json!({ kept["id"].as_str().unwrap(): "AUTOMATIC" })
    );
    assert_eq!(kept["websites"]["iterable"][0]["url"], "https://example.org/a");
    assert_eq!(kept["annotations"]["iterable"][0]["text"], "sorted first");
    assert_eq!(
        kept["annotations"]["iterable"][0]["type"], "UNKNOWN",
        "4.4.1 does not know this kind"
    );
    let person = &kept["persons"]["iterable"][0];
    assert_eq!(person["type"]["basic"]["name"], "Ada", "{kept}");
    let term = &person["type"]["platform"]["subscriptions"]["iterable"][0]["reference"]["term"];
    assert_eq!(term, "UNKNOWN", "4.4.1 does not know this term");
    let classification = &kept["original"]["reference"]["classification"];
    assert_eq!(
        classification["specific"], "UNKNOWN",
        "4.4.1 does not know this extension"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_about_a_text_has_a_bound() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let save = |notes: usize, length: usize| {
        let note = json!({ "type": "COMMENT", "text": "a".repeat(length) });
        let mut asset = seed(FUNCTION);
        asset["metadata"] = json!({ "annotations": vec![note; notes] });
        json!({ "save": true, "seed": { "asset": asset } })
    };
    for (notes, length) in [(5_000, 1), (1, 300_000)] {
        let refused = server.react(&editor, &save(notes, length)).await;
        assert!(refused.plain(400).contains("larger than 256 KiB"));
    }
    assert_eq!(server.service.asset_count(), 0);
    server.react(&editor, &save(500, 1)).await.plain(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_happens_is_told_once() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let browser = server.connect("GOOGLE_CHROME_EXTENSION_MV3").await;
    let mut events = server.service.events();
    server.suggest(&editor, FUNCTION).await;
    server.suggest(&browser, FUNCTION).await;
    let id = server.save(&editor, FUNCTION).await;
    server.save(&editor, FUNCTION).await;
    server
        .react(
            &editor,
            &json!({ "save": false, "reuse": { "asset": id }, "seed": { "asset": seed(FUNCTION) } }),
        )
        .await;
    server
        .react(
            &editor,
            &json!({ "save": false, "seed": { "asset": seed(OTHER) } }),
        )
        .await;
    server
        .post(&format!("/{editor}/intention"), &seed("MAX_RETRIES"))
        .await;
    server.post(&format!("/{editor}/onboarded"), &json!(true)).await;
    server
        .post(&format!("/{editor}/track"), &json!({ "ml": {} }))
        .await;
    server.save(&editor, &fake_token()).await;
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        told.push(match event {
            Event::Connected(_) => "connected",
            Event::Onboarded(_) => "onboarded",
            Event::ApplicationUpdated(_) => "updated",
            Event::Suggested { text, .. } => {
                assert_eq!(&*text, FUNCTION);
                "suggested"
            }
            Event::Saved { existed, .. } => ["saved", "saved already"][usize::from(existed)],
            Event::SaveRefused { .. } => "refused",
            Event::Reused { .. } => "reused",
            Event::Declined { .. } => "declined",
            Event::Intended { .. } => "intended",
            Event::Tracked(_) => "tracked",
            Event::Edited(_) | Event::Deleted(_) | Event::Restored(_) | Event::Replaced => "changed by hand",
            Event::OriginBlocked(_) | Event::OriginsChanged => "about a page",
            Event::Learnt | Event::Forgotten => "about all of it",
        });
    }
    let expected = [
        "suggested",
        "saved",
        "saved already",
        "reused",
        "declined",
        "intended",
        "onboarded",
        "tracked",
        "refused",
    ];
    assert_eq!(told, expected);
}
