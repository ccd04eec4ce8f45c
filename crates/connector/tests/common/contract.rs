//! What the public contract says of each model, and values with every key that it allows.

use serde_json::{Map, Value, json};

/// The project's own copy of the contract's facts.
pub(crate) fn facts() -> Value {
    serde_json::from_str(include_str!("../contract/facts.json")).unwrap()
}

/// A value of a shape, with every key that the contract allows, and in every object two more: `schema`, which it allows
/// everywhere, and one that nobody knows.
pub(crate) fn filled(models: &Value, shape: &str, key: &str) -> Value {
    if let Some(item) = shape.strip_prefix("list of ") {
        return json!([filled(models, item, key)]);
    }
    match (shape, key) {
        ("string", "base64" | "base64_url") => return json!("YQ=="),
        ("string", "data_url") => return json!("data:,a"),
        ("string", _) => return json!("a"),
        ("integer", _) => return json!(97),
        ("number", _) => return json!(0.5),
        ("boolean", _) => return json!(true),
        _ => {}
    }
    let fact = &models[shape];
    if let Some(values) = fact["values"].as_array() {
        // The first often means that nothing was said.
        return values.get(1).unwrap_or(&values[0]).clone();
    }
    let mut object: Map<String, Value> = fact["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, shape)| (key.clone(), filled(models, shape.as_str().unwrap(), key)))
        .collect();
    if shape.starts_with("Referenced") {
        object.insert("id".to_owned(), json!("30c73dd6-5ff5-5afc-bf0a-274b9877f631"));
    }
    object.insert(
        "schema".to_owned(),
        json!({ "migration": 3, "semantic": "0_2_0" }),
    );
    object.insert("of_a_later_version".to_owned(), json!([{ "a": null }, 1]));
    Value::Object(object)
}

/// The contract's models as client 4.4.1 has them: what answers are held to.
pub(crate) fn shapes() -> Value {
    serde_json::from_str(include_str!("../../src/wire/shapes.json")).unwrap()
}

/// A value of a shape that every client can decode, with every key down to this depth, those that are needed below it,
/// and one that nobody knows.
pub(crate) fn decodable(shapes: &Value, shape: &str, depth: usize) -> Value {
    let deeper = depth.saturating_sub(1);
    let inside = |shape: &str| shape[1..shape.len() - 1].to_owned();
    match shape {
        "string" => return json!("a"),
        "id" => return json!("30c73dd6-5ff5-5afc-bf0a-274b9877f631"),
        "time" => return json!("2024-01-02T03:04:05.123456+00:00"),
        "integer" => return json!(97),
        "number" => return json!(0.5),
        "boolean" => return json!(true),
        list if list.starts_with('[') && depth == 0 => return json!([]),
        list if list.starts_with('[') => return json!([decodable(shapes, &inside(list), deeper)]),
        map if map.starts_with('{') && depth == 0 => return json!({}),
        map if map.starts_with('{') => return json!({ "a": decodable(shapes, &inside(map), deeper) }),
        names if names.contains('|') => return json!(names.split('|').next()),
        _ => {}
    }
    let model = &shapes[shape];
    if let Some(names) = model.as_array() {
        return names.last().unwrap().clone();
    }
    let keys = model.as_object().unwrap().iter();
    let keys = keys.filter(|(key, _)| depth > 0 || key.ends_with(['!', '+']));
    let mut object: Map<String, Value> = keys
        .map(|(key, shape)| {
            let value = decodable(shapes, shape.as_str().unwrap(), deeper);
            (key.trim_end_matches(['!', '+']).to_owned(), value)
        })
        .collect();
    object.insert("of_a_later_version".to_owned(), json!([{ "a": null }, 1]));
    Value::Object(object)
}
