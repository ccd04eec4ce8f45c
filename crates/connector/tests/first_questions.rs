//! What clients ask before they show a snippet, and what they are told about things that Bowerbird does not do.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{FUNCTION, Server, offers, registration};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_user_and_the_models_that_clients_look_for() {
    let server = Server::start().await;
    let user = server.get("/user").await.json()["user"].clone();
    assert_eq!(user["id"].as_str().unwrap().len(), 36);
    assert_eq!(user["aesthetics"]["theme"]["dark"], false);
    assert_eq!(
        server.post_bytes("/os/sign_in", "").await.json(),
        user,
        "signing in changes nothing"
    );
    assert_eq!(
        server.post_bytes("/os/sign_out", "").await.json()["iterable"],
        json!([user]),
        "and neither does signing out"
    );
    assert_eq!(server.get("/user").await.json()["user"], user);

    let models = server.get("/models").await.json();
    let models = models["iterable"].as_array().unwrap();
    let usable = |key: &str, value: &str| {
        models
            .iter()
            .any(|model| model[key] == value && (model["cloud"] == true || model["downloaded"] == true))
    };
    for unique in ["gemini-2.0-flash-lite-001", "o4-mini-2025-04-16"] {
        assert!(usable("unique", unique), "{unique}");
    }
    for name in ["GPT-3.5-turbo Chat Model", "GPT-4o Chat Model"] {
        assert!(usable("name", name), "{name}");
    }
    assert_eq!(
        server.post("/os/update/check", &json!({})).await.json()["status"],
        "UNKNOWN"
    );
    assert_eq!(
        server
            .get("/workstream_pattern_engine/processors/vision/status")
            .await
            .json(),
        json!({ "vision": {} })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_looked_up_and_changes_what_it_says_of_itself() {
    let server = Server::start().await;
    let context = server.post("/connect", &registration("VIM", "1.0")).await.json();
    let mut vim = context["application"].clone();
    let path = format!("/applications/{}", vim["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json(), vim);
    server.get("/applications/nobody").await.plain(410);

    vim["version"] = json!("1.1");
    vim["onboarded"] = json!(true);
    vim["privacy"] = json!("ANONYMOUS");
    vim["mechanism"] = json!("AUTOMATIC");
    vim["enrichment"] = json!({ "tags": 4 });
    let updated = server.post("/application/update", &vim).await.json();
    assert_eq!(
        (&updated["version"], &updated["onboarded"], &updated["privacy"]),
        (&vim["version"], &vim["onboarded"], &vim["privacy"])
    );
    assert_eq!(updated["mechanism"], "AUTOMATIC");
    let server = server.restart().await;
    assert_eq!(server.get(&path).await.json(), updated, "it is kept");
    server.post("/application/update", &vim).await.plain(401);
    vim["id"] = json!("nobody");
    server.post("/application/update", &vim).await.plain(400);
    let registered = server.post("/applications/register", &vim).await.json();
    assert_eq!(
        registered["id"], updated["id"],
        "it is known by its name and platform"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_bowerbird_does_not_do_is_said_in_a_sentence() {
    let server = Server::start().await;
    for path in [
        "/linkify",
        "/allocations/connect",
        "/allocations/disconnect",
        "/qgpt/question",
        "/qgpt/relevance",
        "/conversations/create",
        "/os/applet/launch",
        "/os/terminate",
        "/model/4/download",
    ] {
        let answer = server.post(path, &json!({})).await;
        assert!(answer.plain(501).starts_with("Bowerbird "), "{path}");
        assert!(answer.text().ends_with('.'), "{path}");
    }
    for path in [
        "/os/restart",
        "/conversation/4",
        "/workstream_pattern_engine/status",
        "/workstream_summaries",
        "/workstream_events",
        "/workstream_events/identifiers",
        "/workstream_event/4",
        "/ranges",
        "/range/4",
        "/backup",
        "/model_context_protocol/schema_versions",
    ] {
        let answer = server.get(path).await;
        assert!(answer.plain(501).starts_with("Bowerbird "), "{path}");
    }
    for path in [
        "/workstream_events/create",
        "/tunnel/connect",
        "/ollama/install",
        "/pkce/challenge",
    ] {
        let answer = server.post(path, &json!({})).await;
        assert!(answer.plain(501).starts_with("Bowerbird "), "{path}");
    }
    server.get("/something/else").await.plain(404);
    let editor = server.connect("VS_CODE").await;
    assert_eq!(
        offers(&server.suggest(&editor, FUNCTION).await),
        (false, true),
        "and it goes on"
    );
}
