//! The OpenAPI document that the code makes, against the facts of the public contract.
//!
//! `contract/facts.json` is the project's own copy of what the contract says about the models that Bowerbird has:
//! for each its required keys and the shape of every key, or its values. Where a checkout of the contract lies beside
//! this repository (or `BOWERBIRD_CONTRACT` names its folder), the copy itself is checked against it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
};

use common::{
    Server,
    contract::{facts, filled},
};
use serde_json::{Map, Value, json};

/// Parts of a model that Bowerbird accepts unread stand for any shape.
const UNREAD: &str = "Unread";

/// Bowerbird's one model for the contract's `ReferencedAsset`, `ReferencedFormat`, ... in tracked events.
const REFERENCED: &str = "ReferencedSubject";

fn ours() -> Value {
    serde_json::to_value(connector::openapi()).unwrap()
}

/// The schema that is not `null`, of a schema that may be.
fn not_null(schema: &Value) -> &Value {
    let choices = schema["oneOf"].as_array();
    choices
        .and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"))
        .unwrap_or(schema)
}

/// A schema in a word or a few: `string`, `list of Tag`, `map of number`, `Asset`.
fn shape(schema: &Value) -> String {
    let schema = not_null(schema);
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap().to_owned();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap(),
        kind => kind,
    };
    match kind.as_str() {
        Some("array") => format!("list of {}", shape(&schema["items"])),
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("map of {}", shape(&schema["additionalProperties"]))
        }
        Some(kind) => kind.to_owned(),
        None => UNREAD.to_owned(),
    }
}

fn keys(list: &Value) -> BTreeSet<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|key| key.as_str().unwrap())
        .collect()
}

fn json_schema(content: &Value) -> &Value {
    let content = content["content"].as_object().unwrap();
    &content.values().next().unwrap()["schema"]
}

/// The names of the models that can be reached from one.
fn reachable(document: &Value, root: &str, seen: &mut BTreeSet<String>) {
    if !seen.insert(root.to_owned()) {
        return;
    }
    let mut values = vec![&document["components"]["schemas"][root]];
    while let Some(value) = values.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(name)) = map.get("$ref") {
                    reachable(document, name.rsplit('/').next().unwrap(), seen);
                }
                values.extend(map.values());
            }
            Value::Array(list) => values.extend(list),
            _ => {}
        }
    }
}

#[test]
fn every_endpoint_of_the_contract_is_there() {
    let (facts, ours) = (facts(), ours());
    for (path, fact) in facts["paths"].as_object().unwrap() {
        let operation = &ours["paths"][path]["post"];
        assert_eq!(operation["operationId"], fact["operation"], "{path}");
        assert!(
            operation["requestBody"]["content"]["application/json"].is_object(),
            "{path} takes JSON"
        );
        assert_eq!(
            shape(json_schema(&operation["requestBody"])),
            fact["request"],
            "{path}"
        );
        assert_eq!(
            shape(json_schema(&operation["responses"]["200"])),
            fact["answer"],
            "{path}"
        );
        for status in keys(&fact["statuses"]) {
            assert!(operation["responses"][status].is_object(), "{path} {status}");
        }
    }
    let kinds = facts["models"]["SeededConnectorTracking"]["properties"]
        .as_object()
        .unwrap();
    let ours: BTreeSet<_> = domain::ActivityKind::ALL
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    assert_eq!(
        ours,
        kinds.keys().map(String::as_str).collect(),
        "the kinds of event"
    );
}

/// The routes beside the Connector's: `GET /assets` and so on.
fn asset_routes() -> Map<String, Value> {
    facts()["routes"].as_object().unwrap().clone()
}

fn operation<'a>(document: &'a Value, route: &str) -> &'a Value {
    let (method, path) = route.split_once(' ').unwrap();
    &document["paths"][path][method.to_lowercase()]
}

#[test]
fn every_route_beside_the_connector_is_there_or_says_that_it_is_not() {
    let ours = ours();
    let mut refused = 0;
    for (route, fact) in asset_routes() {
        let operation = operation(&ours, &route);
        if fact["milestone"] == 0 {
            // What is out of scope is answered by its family; `first_questions.rs` asks for each.
            refused += 1;
            continue;
        }
        assert_eq!(operation["operationId"], fact["operation"], "{route}");
        let request = &operation["requestBody"];
        if fact["request"].is_null() {
            assert!(request.is_null(), "{route} takes no body");
        } else {
            assert_eq!(shape(json_schema(request)), fact["request"], "{route}");
        }
        let parameters: BTreeSet<_> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        for name in keys(&fact["parameters"]) {
            assert!(parameters.contains(name), "{route} takes {name}");
        }
        let answered = &operation["responses"]["200"];
        if answered.is_null() {
            let done = &operation["responses"]["204"];
            let ours = done.is_object() || operation["responses"]["501"].is_object();
            assert!(ours && fact["answer"].is_null(), "{route} answers nothing");
        } else if answered["content"].is_object() {
            assert_eq!(shape(json_schema(answered)), fact["answer"], "{route}");
        }
    }
    assert!(refused > 5);
}

#[test]
fn requests_accept_all_that_the_contract_allows() {
    let (facts, ours) = (facts(), ours());
    let mut requests = BTreeSet::new();
    for fact in facts["paths"].as_object().unwrap().values() {
        let request = fact["request"].as_str().unwrap();
        if request != "boolean" {
            reachable(&ours, request, &mut requests);
        }
    }
    for fact in asset_routes().values().filter(|fact| fact["milestone"] != 0) {
        if let Some(request) = fact["request"].as_str() {
            reachable(&ours, request, &mut requests);
        }
    }
    requests.remove(UNREAD);
    requests.remove(REFERENCED);
    assert!(requests.len() > 100, "{requests:?}");
    for name in requests {
        let (fact, model) = (&facts["models"][&name], &ours["components"]["schemas"][&name]);
        assert!(fact.is_object(), "{name} is no model of the contract");
        if fact["values"].is_array() {
            assert_eq!(model["enum"], fact["values"], "{name}");
            continue;
        }
        let mut required = keys(&model["required"]);
        if !keys(&fact["required"]).contains("mechanisms") {
            // Always there in an answer, and read as empty where a request has none.
            required.remove("mechanisms");
        }
        assert_eq!(required, keys(&fact["required"]), "{name} requires");
        for (key, shape_there) in fact["properties"].as_object().unwrap() {
            let here = shape(&model["properties"][key]);
            let there = shape_there.as_str().unwrap();
            let same = here == there
                || here == UNREAD
                || here == format!("list of {UNREAD}")
                || (here == REFERENCED && there.starts_with("Referenced"));
            assert!(
                model["properties"][key].is_object() && same,
                "{name}.{key} is {here}, there {there}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_object_may_carry_a_schema_and_keys_that_nobody_knows() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let kept = server.save(&editor, "let kept = before.all(others);").await;
    let facts = facts();
    let mut objects = 0;
    for (path, fact) in facts["paths"].as_object().unwrap() {
        let request = fact["request"].as_str().unwrap();
        if request == "boolean" {
            continue;
        }
        let mut body = filled(&facts["models"], request, "");
        if request == "Reaction" {
            body["reuse"]["asset"] = json!(kept);
        }
        objects += body.to_string().matches("of_a_later_version").count();
        let answer = server.post(&path.replace("{application}", &editor), &body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        // One kind of event after the other, so that each one's own keys are in the message.
        for (key, value) in body.as_object().unwrap() {
            if request == "SeededConnectorTracking" && value.is_object() {
                let answer = server
                    .post(
                        &path.replace("{application}", &editor),
                        &json!({ key.as_str(): value }),
                    )
                    .await;
                assert_eq!(answer.status, 200, "{path} {key}: {}", answer.text());
            }
        }
    }
    assert!(objects > 150, "{objects} objects");
}

#[test]
fn answers_hold_all_that_clients_refuse_to_decode_without() {
    let (facts, ours) = (facts(), ours());
    let mut answers = BTreeSet::new();
    for root in ["Context", "Suggestion", "Applications"] {
        reachable(&ours, root, &mut answers);
    }
    for fact in asset_routes().values().filter(|fact| fact["milestone"] != 0) {
        match fact["answer"].as_str() {
            None | Some("string") => {}
            Some(answer) => reachable(&ours, answer, &mut answers),
        }
    }
    // The seed is echoed as it was sent; it is a request's model, and checked as one.
    let mut echoed = BTreeSet::new();
    reachable(&ours, "SeededConnectorCreation", &mut echoed);
    reachable(&ours, "SeededConnectorTracking", &mut echoed);
    reachable(&ours, "Seed", &mut echoed);
    echoed.remove("Application");
    let answers = &answers - &echoed;
    assert!(answers.len() > 50, "{answers:?}");
    for name in answers {
        let (fact, model) = (&facts["models"][&name], &ours["components"]["schemas"][&name]);
        assert!(fact.is_object(), "{name} is no model of the contract");
        if fact["values"].is_array() {
            assert_eq!(model["enum"], fact["values"], "{name}");
            continue;
        }
        let missing: Vec<_> = keys(&fact["required"])
            .difference(&keys(&model["required"]))
            .copied()
            .collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?}");
        for (key, schema) in model["properties"].as_object().into_iter().flatten() {
            let here = shape(schema);
            let there = fact["properties"][key].as_str().unwrap_or("nothing");
            // What is not read is given back as it was sent.
            assert!(
                here == there || here == UNREAD || here == format!("list of {UNREAD}"),
                "{name}.{key} is {here}, there {there}"
            );
        }
        // Client 4.4.1 crashes without it, although the contract calls it optional.
        if fact["properties"]["mechanisms"].is_string() {
            assert!(
                keys(&model["required"]).contains("mechanisms"),
                "{name}.mechanisms"
            );
        }
    }
}

#[test]
fn the_copy_of_the_facts_is_true() {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let folder = env::var_os("BOWERBIRD_CONTRACT").map_or_else(beside, PathBuf::from);
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let (Some(contract), Some(assets)) = (read("connector.openapi.json"), read("assets.openapi.json")) else {
        println!("skipped: the contract is not at hand");
        return;
    };
    let contract: Value = serde_json::from_slice(&contract).unwrap();
    let assets: Value = serde_json::from_slice(&assets).unwrap();
    let facts = facts();
    let paths: Map<String, Value> = contract["paths"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, item)| {
            let operation = &item["post"];
            let statuses: Vec<_> = operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .filter(|s| *s != "500")
                .collect();
            let fact = json!({
                "operation": operation["operationId"],
                "request": shape(json_schema(&operation["requestBody"])),
                "answer": shape(json_schema(&operation["responses"]["200"])),
                "statuses": statuses,
            });
            (path.clone(), fact)
        })
        .collect();
    assert_eq!(facts["paths"], Value::Object(paths));
    assert_eq!(facts["routes"], Value::Object(routes(&assets)));
    let schemas = [&contract, &assets].map(|document| document["components"]["schemas"].as_object().unwrap());
    let model = |name: &str| schemas.iter().find_map(|schemas| schemas.get(name));
    let mut newer: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, schema) in schemas
        .iter()
        .flat_map(|schemas| schemas.values())
        .filter_map(|model| model["properties"].as_object())
        .flatten()
    {
        let names = model(&shape(schema)).map(|model| keys(&model["x-only-5.0.1"]));
        newer.entry(key).or_default().extend(names.unwrap_or_default());
    }
    // It is in an answer of Bowerbird's own that never has this value.
    newer.remove("status");
    newer.retain(|_, names| !names.is_empty());
    assert_eq!(facts["newer_than_4_4_1"], json!(newer));
    for (name, fact) in facts["models"].as_object().unwrap() {
        let model = match &contract["components"]["schemas"][name] {
            Value::Null => &assets["components"]["schemas"][name],
            model => model,
        };
        if fact["values"].is_array() {
            assert_eq!(fact["values"], model["enum"], "{name}");
            continue;
        }
        assert_eq!(keys(&fact["required"]), keys(&model["required"]), "{name}");
        // Any model may carry `schema`; it is ignored in all.
        let properties = model["properties"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| *key != "schema");
        let shapes: Map<String, Value> = properties
            .map(|(key, schema)| (key.clone(), shape(schema).into()))
            .collect();
        assert_eq!(fact["properties"], Value::Object(shapes), "{name}");
    }
}

/// What the contract says of the routes beside the Connector's, but for those that both documents have.
fn routes(assets: &Value) -> Map<String, Value> {
    let mut routes = Map::new();
    for (path, item) in assets["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if path.starts_with("/.well-known/") {
                continue;
            }
            let content = |part: &Value| match &part["content"] {
                Value::Object(_) => shape(json_schema(part)).into(),
                _ => Value::Null,
            };
            let parameters: Vec<_> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|parameter| parameter["name"].clone())
                .collect();
            let fact = json!({
                "operation": operation["operationId"],
                "milestone": operation["x-milestone"],
                "request": content(&operation["requestBody"]),
                "answer": content(&operation["responses"]["200"]),
                "parameters": parameters,
            });
            routes.insert(format!("{} {path}", method.to_uppercase()), fact);
        }
    }
    routes
}
