//! What a client sends comes back, key by key, of every model that is sent with an asset.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    application,
    common::{
        FUNCTION, Server,
        contract::{decodable, facts, filled, shapes},
        fake_token,
    },
    create,
};

/// What Bowerbird itself knows of what is said about an asset: which asset it is about, when it was said, by which id
/// it goes. Not read from clients (decision 0016).
const OWN: [&str; 12] = [
    "id",
    "asset",
    "assets",
    "created",
    "updated",
    "deleted",
    "synced",
    "interacted",
    "creator",
    "formats",
    "preview",
    "original",
];

/// A model with every key that the contract allows, but for those that are nobody's. What is not read is as every client
/// can decode it.
fn whole(models: &Value, model: &str) -> Value {
    let mut whole = filled(models, model, "");
    let own = |key: &str| OWN.contains(&key) || key == "schema" || key == "of_a_later_version";
    let shapes = shapes();
    for (key, value) in whole.as_object_mut().unwrap() {
        let shape = models[model]["properties"][key].as_str().unwrap_or_default();
        if shapes[shape].is_object() {
            *value = decodable(&shapes, shape, 3);
        }
    }
    whole
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !own(key) || key == "id");
    whole
}

/// The keys of what was sent that do not come back as they were.
fn lost<'a>(sent: &'a Value, back: &Value) -> BTreeSet<&'a str> {
    let sent = sent.as_object().unwrap().iter();
    let lost = sent.filter(|(key, value)| !OWN.contains(&key.as_str()) && back[key.as_str()] != **value);
    lost.map(|(key, _)| key.as_str()).collect()
}

fn stamped(mut model: Value) -> Value {
    for key in ["created", "updated"] {
        model[key] = json!({ "value": "2024-01-02T03:04:05.000Z" });
    }
    model
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_what_is_said_about_an_asset_comes_back() {
    let server = Server::start().await;
    let models = facts()["models"].clone();
    let mut asset = create(&server, &application(&server).await, FUNCTION).await;
    let id = asset["id"].clone();
    let mut sent = whole(&models, "Asset");
    for (list, model) in [
        ("tags", "Tag"),
        ("websites", "Website"),
        ("annotations", "Annotation"),
        ("hints", "Hint"),
        ("anchors", "Anchor"),
    ] {
        let mut item = stamped(whole(&models, model));
        if models[model]["properties"]["mechanisms"].is_string() {
            item["mechanisms"] = json!({ id.as_str().unwrap(): "AUTOMATIC" });
        }
        if model == "Annotation" {
            item["id"] = json!("30c73dd6-5ff5-5afc-bf0a-274b9877f631");
            item["type"] = json!("COMMENT");
        }
        if model == "Anchor" {
            let mut point = stamped(whole(&models, "FlattenedAnchorPoint"));
            point["anchor"] = json!({ "id": "a" });
            item["points"] = json!({ "iterable": [{ "id": "a", "reference": point }] });
        }
        sent[list] = json!({ "iterable": [item] });
    }
    for (key, value) in sent.as_object().unwrap() {
        if key != "id" && key != "sensitives" {
            asset[key] = value.clone();
        }
    }
    server.post("/asset/update", &asset).await.json();
    let server = server.restart().await;
    let path = format!("/asset/{}", id.as_str().unwrap());
    let back = server.get(&path).await.json();
    let lists = ["tags", "websites", "annotations", "hints", "anchors"];
    for list in lists {
        let lost = lost_of_items(&sent[list], &back[list]);
        assert_eq!(lost, BTreeSet::new(), "{list}: {back}");
    }
    let mut lost = lost(&sent, &back);
    lost.retain(|key| !lists.contains(key));
    assert_eq!(lost, BTreeSet::from(["sensitives"]), "secrets are not kept");

    // Another client sends all of it back with another title, and nothing is lost by that.
    let mut again = back.clone();
    again["name"] = json!("Another title");
    let again = server.post("/asset/update", &again).await.json();
    for list in lists {
        assert_eq!(
            lost_of_items(&back[list], &again[list]),
            BTreeSet::new(),
            "{list}"
        );
    }
}

fn lost_of_items<'a>(sent: &'a Value, back: &Value) -> BTreeSet<&'a str> {
    let (sent, back) = (&sent["iterable"][0], &back["iterable"][0]);
    let mut all = lost(sent, back);
    let place = |anchor: &'a Value| &anchor["points"]["iterable"][0]["reference"];
    let there = &back["points"]["iterable"][0]["reference"];
    if all.remove("points") {
        // A place has a model of its own, and the anchor's id in it.
        all.extend(
            lost(place(sent), there)
                .into_iter()
                .filter(|key| *key != "anchor"),
        );
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_a_note_a_tag_and_a_website_of_its_own_comes_back() {
    let server = Server::start().await;
    let models = facts()["models"].clone();
    let id = create(&server, &application(&server).await, FUNCTION).await["id"].clone();
    let at = |id: &str| json!({ "id": id });

    let mut seed = whole(&models, "SeededAnnotation");
    seed["asset"] = id.clone();
    seed["type"] = json!("SUMMARY");
    let note = server.post("/annotations/create", &seed).await.json();
    let by_reference = ["person", "model", "anchor", "conversation"];
    let mut lost_of_note = lost(&seed, &note);
    for key in by_reference {
        assert_eq!(note[key], at("a"), "{key}");
        lost_of_note.remove(key);
    }
    assert_eq!(note["summary"], at("a"));
    lost_of_note.remove("workstream_summary");
    assert_eq!(lost_of_note, BTreeSet::new());
    let mut changed = stamped(whole(&models, "Annotation"));
    changed["id"] = note["id"].clone();
    changed["type"] = json!("COMMENT");
    changed["score"] = json!({ "manual": 4, "automatic": 0 });
    let changed_back = server.post("/annotation/update", &changed).await.json();
    assert_eq!(lost(&changed, &changed_back), BTreeSet::new());
    let path = format!("/annotation/{}", note["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json()["score"], changed["score"]);

    let mut seed = whole(&models, "SeededTag");
    seed["asset"] = id.clone();
    seed["text"] = json!("spans");
    let tag = server.post("/tags/create", &seed).await.json();
    assert_eq!(
        (
            &tag["tagsVector"],
            &tag["category"],
            &tag["persons"]["iterable"][0]
        ),
        (&seed["tagsVector"], &seed["category"], &at("a"))
    );
    let mut seed = whole(&models, "SeededWebsite");
    seed["url"] = json!("https://example.org/spans");
    seed.as_object_mut().unwrap().remove("asset");
    let site = server.post("/websites/create", &seed).await.json();
    for key in ["persons", "conversations"] {
        assert_eq!(site[key]["iterable"][0], at("a"), "{key}");
    }
    let path = format!(
        "/website/{}/assets/associate/{}",
        site["id"].as_str().unwrap(),
        id.as_str().unwrap()
    );
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
    let asset = server
        .get(&format!("/asset/{}", id.as_str().unwrap()))
        .await
        .json();
    assert_eq!(asset["websites"]["iterable"][0]["persons"], site["persons"]);
    assert_eq!(asset["tags"]["iterable"][0]["tagsVector"], tag["tagsVector"]);

    // A secret is kept neither in what is read nor in what is not.
    let secret = json!({ "type": "COMMENT", "text": "a", "asset": id, "person": fake_token() });
    let note = server.post("/annotations/create", &secret).await.json();
    assert!(note.get("person").is_none(), "{note}");
    let large = json!({ "text": "large", "tagsVector": vec![0.25; 10_000] });
    server.post("/tags/create", &large).await.plain(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_older_clients_can_not_read_is_not_told_them_and_survives_their_changes() {
    let server = Server::start().await;
    let asset = create(&server, &application(&server).await, FUNCTION).await;
    let id = asset["id"].clone();
    let path = format!("/asset/{}", id.as_str().unwrap());
    let seed = json!({ "type": "KNOWLEDGE_GRAPH", "text": "sweep -> sort", "asset": id });
    let note = server.post("/annotations/create", &seed).await.json();
    assert_eq!(note["type"], "UNKNOWN");

    // An older client sends back what it was told: with the asset, and by itself.
    let mut told = server.get(&path).await.json();
    told["name"] = json!("Renamed by an older client");
    server.post("/asset/update", &told).await.json();
    server.post("/annotation/update", &note).await.json();
    let kept = server
        .service
        .annotations(id.as_str().unwrap().parse().unwrap(), |kind| {
            kind == domain::AnnotationKind::KnowledgeGraph
        })
        .unwrap();
    assert_eq!(kept.len(), 1);
    let mut renamed = note.clone();
    renamed["type"] = json!("COMMENT");
    server.post("/annotation/update", &renamed).await.json();
    assert_eq!(
        server.get(&path).await.json()["annotations"]["iterable"][0]["type"],
        "COMMENT"
    );

    // In what is not read too: names at their keys, and nothing else.
    let mut message = decodable(&shapes(), "ConversationMessage", 4);
    message["sentiment"] = json!("of a later version");
    message["role"] = json!("SYSTEM_THINKING");
    message["model"]["provider"] = json!("AWS_BEDROCK");
    message["model"]["name"] = json!("AWS_BEDROCK");
    message["fragment"]["metadata"]["ext"] = json!("jql");
    message["annotations"]["iterable"][0]["reference"]["type"] = json!("KNOWLEDGE_GRAPH");
    message["annotations"]["iterable"][0]["reference"]["text"] = json!("KNOWLEDGE_GRAPH");
    let mut expected = message.clone();
    for place in [
        "/sentiment",
        "/role",
        "/model/provider",
        "/fragment/metadata/ext",
        "/annotations/iterable/0/reference/type",
    ] {
        *expected.pointer_mut(place).unwrap() = json!("UNKNOWN");
    }
    told["messages"] = json!({ "iterable": [message] });
    let back = server.post("/asset/update", &told).await.json();
    assert_eq!(back["messages"]["iterable"], json!([expected]));
}
