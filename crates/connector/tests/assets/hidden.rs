//! Of what clients keep out of lists (`pseudo`) nobody else notices anything; and what a second one says of a text.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, OTHER, Server},
    create, ids, raw, text_seed,
};

struct Kept {
    server: Server,
    application: Value,
}

impl Kept {
    async fn start() -> Self {
        let server = Server::start().await;
        let application = application(&server).await;
        Self { server, application }
    }

    /// What a helper creates for itself.
    async fn hide(&self, text: &str, metadata: Value) -> Value {
        let mut seed = text_seed(&self.application, text);
        seed["asset"]["pseudo"] = json!(true);
        seed["asset"]["metadata"] = metadata;
        self.server.post("/assets/create", &seed).await.json()
    }

    async fn asset(&self, asset: &Value) -> Value {
        let path = format!("/asset/{}", asset["id"].as_str().unwrap());
        self.server.get(&path).await.json()
    }

    async fn named(&self, text: &str, name: Option<&str>) -> String {
        let mut seed = text_seed(&self.application, text);
        if let Some(name) = name {
            seed["asset"]["metadata"] = json!({ "name": name });
        }
        let created = self.server.post("/assets/create", &seed).await.json();
        created["name"].as_str().unwrap().to_owned()
    }

    /// The format of an asset, with another text.
    async fn rewritten(&self, asset: &Value, text: &str) -> Value {
        let path = format!("/format/{}", asset["original"]["id"].as_str().unwrap());
        let mut format = self.server.get(&path).await.json();
        format["fragment"]["string"]["raw"] = json!(text);
        format
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_out_of_lists_stands_in_the_way_of_no_edit() {
    let kept = Kept::start().await;
    let said = json!({
        "name": "A helper's",
        "tags": [{ "text": "theirs" }],
        "annotations": [{ "type": "COMMENT", "text": "Theirs too." }],
    });
    let hidden = kept.hide(FUNCTION, said).await;
    let mine = create(&kept.server, &kept.application, OTHER).await;
    let note = json!({ "type": "COMMENT", "text": "Mine.", "asset": mine["id"] });
    kept.server.post("/annotations/create", &note).await.json();
    let before = kept.asset(&mine).await;
    let format = kept.rewritten(&mine, FUNCTION).await;
    kept.server.post("/format/update/value", &format).await.json();

    let after = kept.asset(&mine).await;
    assert_eq!(raw(&after), FUNCTION);
    assert_eq!(
        (&after["name"], &after["pseudo"]),
        (&before["name"], &before["pseudo"])
    );
    assert_eq!(after["tags"]["iterable"][0]["text"], "theirs");
    let notes = after["annotations"]["iterable"].as_array().unwrap();
    let texts: Vec<_> = notes.iter().map(|note| note["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Mine.", "Theirs too."]);
    assert_eq!(notes[0]["id"], before["annotations"]["iterable"][0]["id"]);
    let path = format!("/asset/{}", hidden["id"].as_str().unwrap());
    kept.server.get(&path).await.plain(410);
    let server = kept.server.restart().await;
    server.get(&path).await.plain(410);
    let all = server.get("/assets?pseudo=true").await.json();
    assert_eq!(ids(&all), [mine["id"].as_str().unwrap()]);
    assert_eq!(server.service.asset_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_hidden_takes_no_text_from_others() {
    let kept = Kept::start().await;
    let mine = create(&kept.server, &kept.application, FUNCTION).await;
    let hidden = kept.hide(OTHER, json!({})).await;
    let format = kept.rewritten(&hidden, FUNCTION).await;
    let refused = kept.server.post("/format/update/value", &format).await;
    assert!(refused.plain(409).contains(mine["id"].as_str().unwrap()));
    assert_eq!(raw(&kept.asset(&hidden).await), OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_creates_a_text_again_takes_nobodys_title_away() {
    let kept = Kept::start().await;
    // Nobody has given it one.
    let made = kept.named(FUNCTION, None).await;
    assert_eq!(made, "merge_intervals");
    assert_eq!(kept.named(FUNCTION, Some("My own title")).await, "My own title");
    assert_eq!(kept.named(FUNCTION, Some("Auto title")).await, "My own title");
    // Laid out in another way it is the same text.
    let moved = FUNCTION.replace("    ", "\t");
    assert_eq!(kept.named(&moved, Some("Auto title")).await, "My own title");
    assert_eq!(kept.named(FUNCTION, None).await, "My own title");
    // What only a helper has called so is for whoever keeps it first.
    kept.hide(OTHER, json!({ "name": "A helper's" })).await;
    assert_eq!(kept.named(OTHER, Some("Checksum")).await, "Checksum");
    assert_eq!(kept.named(OTHER, Some("Auto title")).await, "Checksum");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_comes_back_to_the_lists() {
    let kept = Kept::start().await;
    let mine = create(&kept.server, &kept.application, FUNCTION).await;
    let id = mine["id"].as_str().unwrap().parse().unwrap();
    kept.server.service.delete(id).unwrap();
    let hidden = kept.hide(FUNCTION, json!({})).await;
    let back = kept.server.service.restore(id).unwrap();
    assert_eq!(back.id.to_string(), hidden["id"].as_str().unwrap());
    assert!(kept.server.service.is_listed(back.id));
}
