//! The asset API: what a client sends comes back, changes are seen by everybody, and nothing is kept that must not be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod announced;
mod apart;
mod classified;
#[path = "../common/mod.rs"]
mod common;
mod contents;
mod decodable;
mod exported;
mod files;
mod hidden;
mod labels;
mod large;
mod leftover;
mod listed;
mod meanwhile;
mod named;
mod notes;
mod ranked;
mod renamed;
mod round_trip;
mod searched;
mod spelled;
mod tagged;
mod together;

use common::{Server, registration};
use serde_json::{Value, json};

async fn application(server: &Server) -> Value {
    let context = server
        .post("/connect", &registration("SUBLIME", "1.0"))
        .await
        .json();
    context["application"].clone()
}

fn seed_of(application: &Value, format: &Value) -> Value {
    json!({ "type": "SEEDED_ASSET", "asset": { "application": application, "format": format } })
}

fn text_seed(application: &Value, text: &str) -> Value {
    seed_of(application, &json!({ "fragment": { "string": { "raw": text } } }))
}

/// An asset that an application has just created.
async fn create(server: &Server, application: &Value, text: &str) -> Value {
    let seed = text_seed(application, text);
    server.post("/assets/create", &seed).await.json()
}

fn raw(asset: &Value) -> &str {
    asset["original"]["reference"]["fragment"]["string"]["raw"]
        .as_str()
        .unwrap()
}

fn ids(list: &Value) -> Vec<&str> {
    let list = list["iterable"].as_array().unwrap();
    list.iter()
        .map(|item| item["id"].as_str().or(item["identifier"].as_str()).unwrap())
        .collect()
}
