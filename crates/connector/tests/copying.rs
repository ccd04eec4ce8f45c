//! The main job, over real TCP: what is copied, what is answered, what is kept.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use common::{FUNCTION, OTHER, RENAMED, Server, fake_token, offers, seed};
use connector::{Seed, Service, UserReaction, system_clock};
use domain::{AssetId, Event};
use serde_json::{Value, json};
use store::{Limits, SledStore};

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_function_is_saved_and_its_renamed_clone_gets_it_back() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;

    let first = server.suggest(&editor, FUNCTION).await;
    assert_eq!(offers(&first), (false, true), "new, worth keeping");
    assert_eq!(first["assets"]["iterable"], json!([]));
    assert_eq!(
        first["target"]["seed"],
        json!({ "asset": seed(FUNCTION) }),
        "the seed is echoed"
    );

    let id = server.save(&editor, FUNCTION).await;
    assert_eq!(id.len(), 36);
    assert_eq!(
        server.save(&editor, FUNCTION).await,
        id,
        "nothing is stored twice"
    );
    assert_eq!(server.service.asset_count(), 1);

    for (text, same) in [(FUNCTION, true), (RENAMED, false)] {
        let answer = server.suggest(&editor, text).await;
        assert_eq!(offers(&answer), (true, false));
        let offered = &answer["reuse"]["assets"]["iterable"][0];
        assert_eq!(offered["id"], json!(id));
        assert_eq!(
            offered["original"]["reference"]["fragment"]["string"]["raw"],
            json!(FUNCTION)
        );
        assert_eq!(
            offered["preview"]["base"]["reference"]["fragment"]["string"]["raw"],
            json!(FUNCTION)
        );
        assert_eq!(
            offered["original"]["reference"]["classification"],
            json!({ "generic": "CODE", "specific": "py" })
        );
        let difference = answer["distribution"][&id].as_f64().unwrap();
        assert!(
            if same {
                difference == 0.0
            } else {
                0.0 < difference && difference < 0.5
            },
            "{difference}"
        );
        assert_eq!(answer["assets"]["iterable"].as_array().unwrap().len(), 1);
    }
    let unrelated = server.suggest(&editor, OTHER).await;
    assert_eq!(offers(&unrelated), (false, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_changes_nothing_and_answers_the_same() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    server.save(&editor, FUNCTION).await;
    let ask = async || {
        let mut answer = server.suggest(&editor, RENAMED).await;
        strip_readable(&mut answer);
        answer
    };
    assert_eq!(ask().await, ask().await);
    assert_eq!(server.service.asset_count(), 1);
    let spaced = FUNCTION.replace("    ", "\t").replace('\n', "\r\n");
    let (plain, spaced) = (
        server.suggest(&editor, FUNCTION).await,
        server.suggest(&editor, &spaced).await,
    );
    assert_eq!(
        plain["target"]["vector"], spaced["target"]["vector"],
        "the same text after normalisation"
    );
    assert!(plain["target"]["vector"].as_u64().unwrap() < 1 << 53);
}

/// "2 minutes ago" depends on when one asks.
fn strip_readable(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("readable");
            map.values_mut().for_each(strip_readable);
        }
        Value::Array(list) => list.iter_mut().for_each(strip_readable),
        _ => {}
    }
}

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
async fn text_is_read_in_every_spelling() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server.save(&editor, FUNCTION).await;
    let path = format!("/{editor}/suggestion");
    let bytes: Vec<u8> = FUNCTION.into();
    for format in [
        json!({ "fragment": { "bytes": { "raw": bytes } } }),
        json!({ "file": { "string": { "raw": FUNCTION }, "metadata": { "name": "a", "ext": "py", "size": 1 } } }),
        json!({ "file": { "bytes": { "raw": bytes } }, "classification": { "specific": "py" } }),
        json!({ "fragment": { "string": { "raw": FUNCTION }, "bytes": { "raw": OTHER.as_bytes() } } }),
    ] {
        let answer = server
            .post(&path, &json!({ "asset": { "format": format } }))
            .await
            .json();
        assert_eq!(answer["distribution"][&id], json!(0.0), "{format}");
    }
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

#[tokio::test(flavor = "multi_thread")]
async fn one_text_is_saved_once_however_it_is_laid_out_and_by_how_many() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let laid_out = |n: usize| {
        let unit = [" ", "  ", "    ", "\t"][n % 4];
        let (margin, end) = (
            ["", "    ", "\t\t"][n / 4 % 3],
            ["\n", "\r\n", "\t\r\n", " \n"][n / 12 % 4],
        );
        FUNCTION
            .lines()
            .map(|line| {
                let bare = line.trim_start();
                let depth = (line.len() - bare.len()) / 4;
                format!("{margin}{}{bare}{end}", unit.repeat(depth))
            })
            .collect::<String>()
    };
    let (server, editor) = (Arc::new(server), Arc::new(editor));
    let mut saving = tokio::task::JoinSet::new();
    for n in 0..32 {
        let (server, editor, text) = (Arc::clone(&server), Arc::clone(&editor), laid_out(n));
        saving.spawn(async move { server.save(&editor, &text).await });
    }
    let ids: std::collections::BTreeSet<String> = saving.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(server.service.asset_count(), 1);

    let id = ids.into_iter().next().unwrap();
    let commented = FUNCTION.replace("return", "# sorted, apart\n    return");
    assert_ne!(
        server.save(&editor, &commented).await,
        id,
        "a comment is worth keeping"
    );
    // The last line belongs to the loop.
    let nested = FUNCTION.replace("    return", "        return");
    assert_ne!(server.save(&editor, &nested).await, id, "another program");
    assert_eq!(server.service.asset_count(), 3);

    let server = Arc::try_unwrap(server).ok().unwrap().restart().await;
    let editor = server.connect("VS_CODE").await;
    assert_eq!(server.save(&editor, &laid_out(41)).await, id, "after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reuse_is_counted_and_remembered() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let id = server.save(&editor, FUNCTION).await;
    let reuse = json!({ "save": false, "reuse": { "asset": id }, "seed": { "asset": seed(RENAMED) } });
    assert_eq!(server.react(&editor, &reuse).await.plain(200), "OK");
    let server = server.restart().await;
    let editor = server.connect("VS_CODE").await;
    let answer = server.suggest(&editor, RENAMED).await;
    assert!(answer["reuse"]["assets"]["iterable"][0]["interacted"]["value"].is_string());
}

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

#[test]
fn what_was_reused_ranks_first_though_the_record_of_it_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let open = || {
        let limits = Limits {
            reactions: 1,
            ..Limits::default()
        };
        let store = SledStore::open(dir.path(), limits).unwrap();
        let service = Service::start(Arc::new(store), system_clock()).unwrap();
        // Until then the very same text alone is known.
        service.wait_until_learnt();
        service
    };
    let text = |text: &str| Seed {
        text: Some(text.to_owned()),
        ..Seed::default()
    };
    let react = |service: &Service, save, reuse: Option<AssetId>, said: &str| {
        let reaction = UserReaction {
            save,
            reuse: reuse.map(|id| id.to_string()),
            seed: text(said),
        };
        service.react(service.own_application(), &reaction).unwrap()
    };
    let ranked = |service: &Service| -> Vec<AssetId> {
        let answer = service
            .suggest(service.own_application(), &text(FUNCTION))
            .unwrap();
        answer.suggestion.reusable().map(|m| m.asset).collect()
    };
    let service = open();
    for comment in ["", "# one\n", "# another\n"] {
        react(&service, true, None, &format!("{comment}{FUNCTION}"));
    }
    let last = ranked(&service)[2];
    react(&service, false, Some(last), FUNCTION);
    react(&service, false, None, OTHER);
    assert_eq!(ranked(&service)[0], last);
    drop(service);
    let service = open();
    assert_eq!(ranked(&service)[0], last, "after a restart");
}
