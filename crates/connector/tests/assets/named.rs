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
