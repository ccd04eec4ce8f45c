//! Names: whatever was given as one, what clients are told can be printed.

use serde_json::json;

use super::{
    application,
    common::{FUNCTION, Server},
    text_seed,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_name_gives_no_orders_to_a_terminal_and_turns_no_direction() {
    let server = Server::start().await;
    let mut seed = text_seed(&application(&server).await, FUNCTION);
    let name = "a\u{1b}[31m \u{202e}b\u{2069}\nc\u{200b} 👩\u{200d}💻";
    seed["asset"]["metadata"] = json!({ "name": name });
    let created = server.post("/assets/create", &seed).await.json();
    assert_eq!(created["name"], "a[31m b c 👩\u{200d}💻");
    let listed = server.get("/assets").await.json();
    assert_eq!(listed["iterable"][0]["name"], created["name"]);
    let mut changed = created.clone();
    changed["name"] = json!("\u{9b}31mz");
    let changed = server.post("/asset/update", &changed).await.json();
    assert_eq!(changed["name"], "31mz");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_sent_back_as_it_was_told_stays_as_it_was_sent() {
    let server = Server::start().await;
    let mut seed = text_seed(&application(&server).await, FUNCTION);
    let name = "two\nlines \u{202e}\u{1b}[31m<b>";
    seed["asset"]["metadata"] = json!({ "name": name });
    let mut told = server.post("/assets/create", &seed).await.json();
    assert_eq!(told["name"], "two lines [31m<b>");
    told["favorited"] = json!(true);
    server.post("/asset/update", &told).await.json();
    let path = format!("/asset/{}/export?export_type=", told["id"].as_str().unwrap());
    for form in ["MD", "HTML", "JSON"] {
        let exported = server.get(&format!("{path}{form}")).await.json();
        assert_eq!(exported["name"], told["name"], "{form}");
        let document = exported["raw"]["string"]["raw"].as_str().unwrap();
        if form == "JSON" {
            let document: serde_json::Value = serde_json::from_str(document).unwrap();
            assert_eq!(document["name"], name);
        } else {
            assert!(!document.contains(['\u{1b}', '\u{202e}']), "{document}");
            assert!(document.contains("two lines [31m"), "{document}");
        }
    }
    told["name"] = json!("another");
    assert_eq!(
        server.post("/asset/update", &told).await.json()["name"],
        "another"
    );
}
