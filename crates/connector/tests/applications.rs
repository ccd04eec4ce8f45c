//! Connecting, onboarding, tracking, and the answers that are no asset.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Server, fake_token, registration};
use domain::{ActivityKind, ApplicationName};
use hyper::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_application_keeps_its_id_for_ever() {
    let server = Server::start().await;
    let first = server
        .post("/connect", &registration("VS_CODE", "1.0"))
        .await
        .json();
    let again = server
        .post("/connect", &registration("VS_CODE", "1.1"))
        .await
        .json();
    assert_eq!(first["application"]["id"], again["application"]["id"]);
    assert_eq!(again["application"]["version"], "1.1");
    assert_eq!(first["health"]["os"]["id"], first["os"]);
    assert_eq!(first["health"]["os"]["version"], "12.0.0");
    let elsewhere = json!({ "application": { "name": "VS_CODE", "version": "1.0", "platform": "MACOS" } });
    let elsewhere = server.post("/connect", &elsewhere).await.json();
    assert_ne!(
        first["application"]["id"], elsewhere["application"]["id"],
        "one id for each platform"
    );

    let server = server.restart().await;
    let later = server
        .post("/connect", &registration("VS_CODE", "1.1"))
        .await
        .json();
    assert_eq!(
        (&first["application"]["id"], &first["os"]),
        (&later["application"]["id"], &later["os"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_connected_applications_are_let_in() {
    let server = Server::start().await;
    let editor = server.connect("SUBLIME").await;
    let stranger = "0191d3a0-0000-4000-8000-00000000002a";
    for route in ["suggestion", "reaction", "intention", "onboarded", "track"] {
        for unknown in [stranger, "x", "%ff", "%00", &"a".repeat(5000)] {
            let answer = server.post(&format!("/{unknown}/{route}"), &json!({})).await;
            assert!(answer.plain(400).contains("not registered"), "{route} {unknown}");
        }
    }
    let server = server.restart().await;
    for route in ["suggestion", "reaction", "intention", "onboarded", "track"] {
        let answer = server.post(&format!("/{editor}/{route}"), &json!({})).await;
        assert!(answer.plain(401).contains("not connected"), "{route}");
    }
    assert_eq!(server.connect("SUBLIME").await, editor);
    assert_eq!(
        server
            .post(&format!("/{editor}/suggestion"), &json!({}))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_bowerbird_without_connecting_as_it() {
    let server = Server::start().await;
    let all = server.get("/applications").await.json();
    let own = &all["iterable"][0];
    let (id, platform) = (own["id"].as_str().unwrap(), own["platform"].as_str().unwrap());
    let track = format!("/{id}/track");
    assert!(
        server
            .post(&track, &json!({}))
            .await
            .plain(401)
            .contains("not connected")
    );
    let mut changed = own.clone();
    changed["onboarded"] = json!(true);
    let refused = server.post("/application/update", &changed).await;
    assert!(refused.plain(401).contains("not connected"));
    assert_eq!(server.get("/applications").await.json(), all);
    let registration = json!({ "application": {
        "name": "OS_SERVER", "version": "99", "platform": platform, "privacy": "OPEN", "capabilities": "CLOUD",
        "automaticUnload": true, "descriptor": "somebody else",
    } });
    let context = server.post("/connect", &registration).await.json();
    assert_eq!(context["application"], *own);
    assert_eq!(server.post(&track, &json!({})).await.plain(200), "OK");
    // What everybody reads about Bowerbird is what it says itself.
    assert_eq!(server.get("/applications").await.json(), all);
    changed["version"] = json!("99");
    changed["descriptor"] = json!("somebody else");
    let updated = server.post("/application/update", &changed).await.json();
    assert_eq!(updated["version"], own["version"]);
    assert!(updated.get("descriptor").is_none(), "{updated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn onboarding_is_kept_for_each_application() {
    let server = Server::start().await;
    let editor = server.connect("VIM").await;
    server.connect("JETBRAINS").await;
    assert_eq!(
        server
            .post_bytes(&format!("/{editor}/onboarded"), "true")
            .await
            .plain(200),
        "OK"
    );
    let server = server.restart().await;
    let onboarded = async |name| {
        let context = server.post("/connect", &registration(name, "1")).await.json();
        context["application"]["onboarded"].as_bool().unwrap()
    };
    assert!(onboarded("VIM").await);
    assert!(!onboarded("JETBRAINS").await);
    assert_eq!(
        server
            .post_bytes(&format!("/{editor}/onboarded"), "false")
            .await
            .plain(200),
        "OK"
    );
    assert!(!onboarded("VIM").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_of_the_contract_can_register_and_the_oldest_client_can_list_them() {
    let server = Server::start().await;
    for name in ApplicationName::ALL {
        let context = server
            .post("/connect", &registration(name.as_str(), "1"))
            .await
            .json();
        assert_eq!(
            context["application"]["name"],
            name.as_str(),
            "it gets its own name back"
        );
    }
    let listed = server.get("/applications").await.json();
    let names: Vec<_> = listed["iterable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["name"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), ApplicationName::ALL.len());
    assert!(names.contains(&"OS_SERVER") && names.contains(&"VS_CODE"));
    assert!(
        !names.contains(&"MCP_CLIENT") && !names.iter().any(|name| name.ends_with("_APPLET")),
        "{names:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_event_is_kept_without_its_free_text() {
    let server = Server::start().await;
    let editor = server.connect("VS_CODE").await;
    let subject = "0191d3a0-0000-4000-8000-00000000002a";
    let free = "free text that may be a copy";
    let events = json!({
        "format": { "format": { "id": subject }, "identifier_description_pair": { "format_copied": free } },
        "asset": {
            "asset": { "id": subject, "reference": { "name": free } },
            "identifier_description_pair": { "asset_created": free, "asset_viewed": null, "asset_deleted": "UNKNOWN", "made_up": free },
            "metadata": { "search": { "query": free } },
        },
        "interaction": { "description": free, "element": free },
        "keyboard": { "description": free, "shortcut": [17, 67] },
        "session": { "identifier_description_pair": { "session_active": free } },
        "assets": { "metadata": { "search": { "query": free } } },
        "ml": { "tlp": { "code": { "fragment": { "description": { "description": free } } } } },
        "adoption": { "identifier_description_pair": { "adoption_install": free } },
        "conversation": { "identifier_description_pair": {}, "conversation": { "id": "not a uuid" } },
        "conversation_message": { "identifier_description_pair": {}, "message": { "id": subject } },
        "workstream_summary": { "identifier_description_pair": {}, "summary": { "id": subject } },
    });
    let kinds: Vec<_> = events.as_object().unwrap().keys().cloned().collect();
    assert_eq!(kinds.len(), ActivityKind::ALL.len(), "every kind of the contract");
    for kind in &kinds {
        let answer = server
            .post(
                &format!("/{editor}/track"),
                &json!({ kind.as_str(): events[kind] }),
            )
            .await;
        assert_eq!(answer.plain(200), "OK", "{kind}");
    }
    assert_eq!(
        server.post(&format!("/{editor}/track"), &events).await.plain(200),
        "OK",
        "all at once"
    );
    assert_eq!(
        server
            .post(&format!("/{editor}/track"), &json!({}))
            .await
            .plain(200),
        "OK",
        "none"
    );

    let server = server.restart().await;
    let counts = server.service.activity_counts().unwrap();
    assert_eq!(counts.len(), 11);
    assert!(counts.values().all(|count| *count == 2), "{counts:?}");
    let kept = server.service.activities(100).unwrap();
    assert_eq!(kept.len(), 22);
    let asset = kept
        .iter()
        .find(|activity| activity.kind == ActivityKind::Asset)
        .unwrap();
    assert_eq!(
        (asset.actions.as_slice(), asset.subject.as_deref()),
        (&["asset_created".to_owned()][..], Some(subject))
    );
    assert!(!format!("{kept:?}").contains(free));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_well_known_endpoints_answer_bare_text() {
    let server = Server::start().await;
    assert_eq!(server.get("/.well-known/health").await.plain(200), "ok");
    assert_eq!(server.get("/.well-known/version").await.plain(200), "12.0.0");
    let head = server
        .request(Method::HEAD, "/.well-known/health", &[], bytes::Bytes::new())
        .await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert!(
        server
            .get("/nowhere")
            .await
            .plain(404)
            .contains("no such endpoint")
    );
    assert!(server.get("/connect").await.plain(405).contains("method"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_application_that_introduces_itself_with_a_secret_the_rest_is_kept() {
    let server = Server::start().await;
    let mut introduction = registration("VS_CODE", &format!("1.0 {}", fake_token()));
    introduction["application"]["descriptor"] = json!(format!("token={}", fake_token()));
    let context = server.post("/connect", &introduction).await.json();
    assert_eq!(context["application"]["version"], "unknown");
    let known = server.service.applications();
    let editor = known
        .iter()
        .find(|application| application.name == ApplicationName::VsCode)
        .unwrap();
    assert_eq!((editor.version.as_str(), &editor.descriptor), ("unknown", &None));
    let plain = server
        .post("/connect", &registration("VS_CODE", "1.98.2-insider.20250305"))
        .await
        .json();
    assert_eq!(plain["application"]["version"], "1.98.2-insider.20250305");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_secret_where_an_introduction_is_cut_no_part_stays() {
    let server = Server::start().await;
    let long = format!("{} {}", "v".repeat(230), fake_token());
    let mut introduction = registration("VS_CODE", &long);
    introduction["application"]["descriptor"] = json!(long);
    let context = server.post("/connect", &introduction).await.json();
    assert_eq!(context["application"]["version"], "unknown");
    let part = &fake_token()[..20];
    let answer = server.get("/applications").await.json().to_string();
    assert!(!answer.contains(part), "{answer}");
    // What is no secret is cut where it was before.
    let plain = registration("VS_CODE", &"v".repeat(300));
    let plain = server.post("/connect", &plain).await.json();
    assert_eq!(plain["application"]["version"], "v".repeat(256));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_application_says_later_is_looked_through_too() {
    let server = Server::start().await;
    let context = server
        .post("/connect", &registration("VS_CODE", "1.0"))
        .await
        .json();
    let mut application = context["application"].clone();
    application["version"] = json!(format!("{} {}", "v".repeat(230), fake_token()));
    application["descriptor"] = json!("app:pa55w0rdX@/shop");
    let updated = server.post("/application/update", &application).await.json();
    assert_eq!(updated["version"], "unknown");
    assert!(updated.get("descriptor").is_none(), "{updated}");
}
