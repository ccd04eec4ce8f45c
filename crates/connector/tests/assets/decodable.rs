//! One asset that a client can't decode would cost it all of them: what is not read is told as every client can decode it.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use serde_json::{Map, Value, json};

use super::{
    application,
    common::{
        FUNCTION, Server,
        contract::{facts, shapes},
    },
    create,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_newer_clients_leave_out_is_told_to_older_ones() {
    let server = Server::start().await;
    let mut asset = create(&server, &application(&server).await, FUNCTION).await;
    let at = json!({ "value": "2024-01-02T03:04:05.000Z" });
    let person = json!({ "id": "p", "created": at, "updated": at, "type": { "basic": { "name": "Ada" } } });
    let site =
        json!({ "id": "w", "created": at, "updated": at, "url": "https://example.org/", "name": "Example" });
    asset["persons"] = json!({ "iterable": [person] });
    asset["tags"] = json!({ "iterable": [{
        "id": "", "created": at, "updated": at, "text": "sweep", "category": "UNKNOWN",
        "persons": { "iterable": [{ "id": "p", "reference": person }] },
    }] });
    asset["annotations"] = json!({ "iterable": [{
        "id": "", "created": at, "updated": at, "type": "COMMENT", "text": "a",
        "websites": { "iterable": [{ "id": "w", "reference": site }] },
    }] });
    let updated = server.post("/asset/update", &asset).await.json();
    let path = format!("/asset/{}", asset["id"].as_str().unwrap());
    let told = server.get(&path).await.json();
    let all = server.get("/assets").await.json();
    for asset in [&updated, &told, &all["iterable"][0]] {
        let person = &asset["persons"]["iterable"][0];
        let tagged = &asset["tags"]["iterable"][0]["persons"]["iterable"][0]["reference"];
        for person in [person, tagged] {
            assert_eq!(person["type"]["basic"]["name"], "Ada");
            for key in ["mechanisms", "access", "models"] {
                assert_eq!(person[key], json!({}), "{key}");
            }
        }
        let site = &asset["annotations"]["iterable"][0]["websites"]["iterable"][0]["reference"];
        assert_eq!(
            (&site["name"], &site["mechanisms"]),
            (&json!("Example"), &json!({}))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_client_can_decode_is_not_told_and_numbers_stay_as_they_were_sent() {
    let server = Server::start().await;
    let asset = create(&server, &application(&server).await, FUNCTION).await;
    let update = async |key: &str, sent: &str| {
        let mut body = asset.clone();
        body[key] = json!("THE PLACE");
        let body = body.to_string().replace("\"THE PLACE\"", sent);
        let answer = server.post_bytes("/asset/update", body).await;
        assert_eq!(answer.status, 200, "{key}: {sent}");
        answer
    };
    for (key, sent) in [
        ("persons", "5"),
        ("messages", r#"{"iterable":{"a":1}}"#),
        ("score", r#"{"manual":"many"}"#),
    ] {
        assert!(update(key, sent).await.json().get(key).is_none(), "{key}");
    }
    let large = r#""interactions":12345678901234567890123"#;
    let at = r#""created":{"value":"2024-01-02T03:04:05Z"},"updated":{"value":"2024-01-02T03:04:05Z"}"#;
    // One of the two can't be told, so the list is told anew.
    let sent = format!(r#"{{"iterable":[{{"id":"p",{at},"type":{{}},{large}}},{{"id":"q"}}]}}"#);
    let answer = update("persons", &sent).await;
    assert_eq!(answer.json()["persons"]["iterable"].as_array().unwrap().len(), 1);
    assert!(answer.text().contains(large), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_without_a_place_is_refused_and_doubles_are_kept_once() {
    let server = Server::start().await;
    let asset = create(&server, &application(&server).await, FUNCTION).await;
    let at = json!({ "value": "2024-01-02T03:04:05.000Z" });
    let with = |list: &str, item: Value| {
        let mut said = json!({ "id": "", "created": at, "updated": at, "mechanisms": {} });
        said.as_object_mut()
            .unwrap()
            .extend(item.as_object().unwrap().clone());
        let mut asset = asset.clone();
        asset[list] = json!({ "iterable": [said, said] });
        asset
    };
    let anchor = with(
        "anchors",
        json!({ "type": "FILE", "name": "a", "points": { "iterable": [] } }),
    );
    let refused = server.post("/asset/update", &anchor).await;
    let refused = refused.plain(400);
    assert!(refused.contains("anchors.iterable[0].points"), "{refused}");
    for (list, item) in [
        ("tags", json!({ "text": "sweep", "category": "UNKNOWN" })),
        (
            "websites",
            json!({ "url": "https://example.org/", "name": "Example" }),
        ),
        ("hints", json!({ "type": "SUGGESTED_QUERY", "text": "How?" })),
    ] {
        let kept = server.post("/asset/update", &with(list, item)).await.json();
        assert_eq!(kept[list]["iterable"].as_array().unwrap().len(), 1, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_keeps_what_is_not_sent_and_is_found_as_what_it_is_told_as() {
    let server = Server::start().await;
    let asset = create(&server, &application(&server).await, FUNCTION).await;
    let seed = json!({ "type": "KNOWLEDGE_GRAPH", "text": "a", "asset": asset["id"], "favorited": true,
        "mechanism": "AUTOMATIC" });
    let mut note = server.post("/annotations/create", &seed).await.json();
    for key in ["favorited", "mechanism"] {
        note.as_object_mut().unwrap().remove(key);
    }
    note["text"] = json!("b");
    let changed = server.post("/annotation/update", &note).await.json();
    assert_eq!(
        (&changed["text"], &changed["favorited"], &changed["mechanism"]),
        (&json!("b"), &json!(true), &json!("AUTOMATIC"))
    );
    for (kind, found) in [("UNKNOWN", 1), ("KNOWLEDGE_GRAPH", 1), ("COMMENT", 0)] {
        let path = format!("/annotations?annotation_type_filter={kind}");
        let all = server.get(&path).await.json();
        assert_eq!(all["iterable"].as_array().unwrap().len(), found, "{kind}");
    }
}

#[test]
fn the_shapes_are_the_contract_s() {
    let shapes = shapes();
    let newer = facts()["newer_than_4_4_1"].clone();
    for (key, names) in newer.as_object().unwrap() {
        let models = shapes.as_object().unwrap().values();
        let models = models.filter_map(|model| shapes[model[key].as_str()?].as_array());
        for known in models {
            let newer = names.as_array().unwrap();
            assert!(newer.iter().all(|name| !known.contains(name)), "{key}");
        }
    }
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let folder = env::var_os("BOWERBIRD_CONTRACT").map_or_else(beside, PathBuf::from);
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let (Some(connector), Some(assets)) = (read("connector.openapi.json"), read("assets.openapi.json"))
    else {
        println!("skipped: the contract is not at hand");
        return;
    };
    let models: BTreeMap<String, Value> = [assets, connector]
        .iter()
        .map(|document| serde_json::from_slice::<Value>(document).unwrap())
        .flat_map(|document| document["components"]["schemas"].as_object().unwrap().clone())
        .collect();
    let mut there = Map::new();
    let mut left = vec!["Asset".to_owned()];
    while let Some(name) = left.pop() {
        if there.contains_key(&name) {
            continue;
        }
        let model = model(&models[&name]);
        let keys = model.as_object().into_iter().flat_map(Map::values);
        left.extend(keys.map(|shape| {
            shape
                .as_str()
                .unwrap()
                .trim_matches(['[', ']', '{', '}'])
                .to_owned()
        }));
        left.retain(|name| models.contains_key(name));
        there.insert(name, model);
    }
    // Any model may have a schema.
    let schema = "EmbeddedModelSchema";
    let semantic = "EmbeddedModelSchemaSemanticVersionEnum";
    for name in [schema, semantic] {
        there.insert(name.to_owned(), model(&models[name]));
    }
    assert_eq!(shapes, Value::Object(there));
}

/// A model of the contract as `shapes.json` has it.
fn model(model: &Value) -> Value {
    if let Some(names) = model["enum"].as_array() {
        let newer = model["x-only-5.0.1"].as_array().cloned().unwrap_or_default();
        return names
            .iter()
            .filter(|name| !newer.contains(name))
            .cloned()
            .collect();
    }
    let required = model["required"].as_array().cloned().unwrap_or_default();
    let keys = model["properties"].as_object().unwrap().iter();
    let keys = keys.filter(|(key, _)| *key != "schema").map(|(key, schema)| {
        let mark = if required.contains(&json!(key)) {
            "!"
        } else if schema["x-must-be-an-object-for"].is_string() {
            "+"
        } else {
            ""
        };
        (format!("{key}{mark}"), shape(schema).into())
    });
    Value::Object(keys.collect())
}

fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(names) = schema["enum"].as_array() {
        let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
        return names.join("|");
    }
    match schema["type"].as_str().unwrap() {
        "array" => format!("[{}]", shape(&schema["items"])),
        "object" => format!("{{{}}}", shape(&schema["additionalProperties"])),
        "string" if schema["format"] == "date-time" => "time".to_owned(),
        "string" if schema["minLength"] == 36 => "id".to_owned(),
        kind => kind.to_owned(),
    }
}
