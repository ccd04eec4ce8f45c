//! The main job, over real TCP: what is copied, what is answered, what is kept.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod told;
mod worth;

use std::sync::Arc;

use common::{FUNCTION, OTHER, RENAMED, Server, offers, seed};
use connector::{Seed, Service, UserReaction, system_clock};
use domain::AssetId;
use serde_json::{Value, json};
use store::{Limits, SledStore};

/// The conversation that the README shows is one that is had today.
#[tokio::test(flavor = "multi_thread")]
async fn the_readme_shows_what_is_answered() {
    let readme = include_str!("../../../../README.md");
    let query = |age: u32, limit: u32| {
        let query = format!("SELECT id, name FROM users WHERE age > {age} ORDER BY name LIMIT {limit};");
        assert!(readme.contains(&query), "{query}");
        query
    };
    let server = Server::start().await;
    let editor = server.connect("OPEN_SOURCE").await;
    let id = server.save(&editor, &query(30, 10)).await;
    let answer = server.suggest(&editor, &query(40, 20)).await;
    assert_eq!(offers(&answer), (true, false));
    let shown = format!("\": {}\n}}", answer["distribution"][&id]);
    assert!(readme.contains(&shown), "{shown}");
}

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
    // None with the comments of what is copied, so all are equally near.
    for comment in ["# one\n", "# another\n", "# a third\n"] {
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
