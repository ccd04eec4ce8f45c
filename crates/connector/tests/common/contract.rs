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
