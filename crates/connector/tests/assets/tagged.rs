//! Tags and websites as things of their own: looked up, made twice, changed, taken away and deleted.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, Server},
    create, ids,
};

const ANOTHER: &str = "def doubled(values):\n    return [value * 2 for value in values if value]\n";

struct Two {
    server: Server,
    assets: [String; 2],
}

impl Two {
    async fn start() -> Self {
        let server = Server::start().await;
        let application = application(&server).await;
        let mut assets = [String::new(), String::new()];
        for (id, text) in assets.iter_mut().zip([FUNCTION, ANOTHER]) {
            create(&server, &application, text).await["id"]
                .as_str()
                .unwrap()
                .clone_into(id);
        }
        Self { server, assets }
    }

    async fn asset(&self, place: usize) -> Value {
        self.server
            .get(&format!("/asset/{}", self.assets[place]))
            .await
            .json()
    }

    /// What the kept list of an asset says, key by key.
    async fn listed(&self, place: usize, list: &str, key: &str) -> Vec<Value> {
        let asset = self.asset(place).await;
        let all = asset[list]["iterable"].as_array().unwrap();
        all.iter().map(|item| item[key].clone()).collect()
    }

    async fn done(&self, path: &str) {
        assert_eq!(self.server.post_bytes(path, "").await.status, 204, "{path}");
    }
}

fn id(label: &Value) -> &str {
    label["id"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_twice_stays_and_is_answered_as_it_is() {
    let two = Two::start().await;
    let [one, other] = &two.assets;
    let create = async |path: &str, body: Value| two.server.post(path, &body).await.json();
    let tag = create(
        "/tags/create",
        json!({ "text": "sweep", "asset": one, "mechanism": "AUTOMATIC", "category": "EMAIL" }),
    )
    .await;
    assert_eq!(tag["mechanisms"], json!({ one.as_str(): "AUTOMATIC" }));
    assert_eq!(ids(&tag["assets"]), [one.as_str()]);
    let again = create(
        "/tags/create",
        json!({ "text": "sweep", "asset": one, "mechanism": "INTERNAL", "category": "HANDLE" }),
    )
    .await;
    let kept = two.asset(0).await["tags"]["iterable"][0].clone();
    assert_eq!(again, kept, "the answer is what is there");
    assert_eq!(
        (&again["category"], &again["mechanisms"][one]),
        (&json!("EMAIL"), &json!("AUTOMATIC"))
    );
    // On another asset it is the same tag, put there by another.
    let there = create(
        "/tags/create",
        json!({ "text": "sweep", "asset": other, "mechanism": "INTERNAL", "category": "HANDLE" }),
    )
    .await;
    assert_eq!(there, two.asset(1).await["tags"]["iterable"][0]);
    assert_eq!(
        (&there["category"], &there["mechanisms"]),
        (&json!("EMAIL"), &json!({ other.as_str(): "INTERNAL" }))
    );
    let all = create("/tags/create", json!({ "text": "sweep" })).await;
    assert_eq!(
        all["mechanisms"],
        json!({ one.as_str(): "AUTOMATIC", other.as_str(): "INTERNAL" })
    );
    assert_eq!(all, two.server.get(&format!("/tag/{}", id(&tag))).await.json());

    let site = json!({ "url": "https://example.org/", "name": "Example" });
    create("/websites/create", site).await;
    let site = create(
        "/websites/create",
        json!({ "url": "https://example.org/", "name": "Renamed", "asset": one }),
    )
    .await;
    assert_eq!(site["name"], "Example");
    assert_eq!(site, two.asset(0).await["websites"]["iterable"][0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_gets_another_text_on_every_asset_and_is_known_by_the_same_id() {
    let two = Two::start().await;
    let [one, other] = &two.assets;
    let server = &two.server;
    for asset in [one, other] {
        let tag = json!({ "text": "sweep", "asset": asset, "mechanism": "AUTOMATIC" });
        server.post("/tags/create", &tag).await.json();
    }
    let tag = json!({ "text": "spans", "asset": other });
    let spans = server.post("/tags/create", &tag).await.json();
    let earlier = server
        .post("/tags/create", &json!({ "text": "sweep" }))
        .await
        .json();
    let mut renamed = earlier.clone();
    renamed["text"] = json!("spans");
    renamed["category"] = json!("HANDLE");
    let mut announced = server.service.events();
    let renamed = server.post("/tag/update", &renamed).await.json();
    assert_eq!(
        (id(&renamed), &renamed["text"], &renamed["category"]),
        (id(&spans), &json!("spans"), &json!("HANDLE"))
    );
    let mut changed = Vec::new();
    while let Ok(event) = announced.try_recv() {
        if let domain::Event::Edited(asset) = &event {
            changed.push(asset.id.to_string());
        }
    }
    let mut both = two.assets.clone();
    both.sort();
    assert_eq!(changed, both, "both are announced");
    for place in 0..2 {
        assert_eq!(
            two.listed(place, "tags", "text").await,
            ["spans"],
            "one of the two"
        );
        assert_eq!(two.listed(place, "tags", "category").await, ["HANDLE"]);
    }
    assert_eq!(
        renamed["mechanisms"],
        json!({ one.as_str(): "AUTOMATIC", other.as_str(): "AUTOMATIC" })
    );
    let found = async |text: &str| {
        server
            .post("/tags/exists", &json!({ "value": text }))
            .await
            .json()
    };
    assert_eq!(found("sweep").await, json!({}));
    assert_eq!(found("spans").await["tag"]["id"], spans["id"]);

    // The client goes on with the id that it knows, and again after a second change and a restart.
    let mut again = earlier.clone();
    again["text"] = json!("ranges");
    let ranges = server.post("/tag/update", &again).await.json();
    let Two { server, assets } = two;
    let two = Two {
        server: server.restart().await,
        assets,
    };
    let (server, [one, other]) = (&two.server, &two.assets);
    let path = format!("/tag/{}", id(&earlier));
    assert_eq!(server.get(&path).await.json()["id"], ranges["id"]);
    two.done(&format!("{path}/assets/disassociate/{one}")).await;
    assert_eq!(two.listed(0, "tags", "text").await, Vec::<Value>::new());
    two.done(&format!("{path}/assets/associate/{one}")).await;
    assert_eq!(two.listed(0, "tags", "text").await, ["ranges"]);

    // A tag with the first text is another one, and may become the same one again.
    let sweep = json!({ "text": "sweep", "asset": other });
    let sweep = server.post("/tags/create", &sweep).await.json();
    assert_eq!(server.get(&path).await.json()["text"], "ranges");
    let mut back = ranges.clone();
    back["text"] = json!("sweep");
    server.post("/tag/update", &back).await.json();
    for place in 0..2 {
        assert_eq!(two.listed(place, "tags", "text").await, ["sweep"]);
    }
    for known in [&earlier, &spans, &ranges, &sweep] {
        let path = format!("/tag/{}", id(known));
        assert_eq!(server.get(&path).await.json()["text"], "sweep", "{known}");
    }
    two.done(&format!("/tags/{}/delete", id(&ranges))).await;
    for known in [&earlier, &spans, &ranges, &sweep] {
        server.get(&format!("/tag/{}", id(known))).await.plain(410);
    }
    assert_eq!(two.listed(0, "tags", "text").await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_no_asset_has_is_changed_too() {
    let server = Server::start().await;
    let tag = json!({ "text": "sweep", "tagsVector": [0.5] });
    let tag = server.post("/tags/create", &tag).await.json();
    let mut renamed = tag.clone();
    renamed["text"] = json!("spans");
    renamed.as_object_mut().unwrap().remove("tagsVector");
    let renamed = server.post("/tag/update", &renamed).await.json();
    assert_eq!(renamed["tagsVector"], json!([0.5]), "what is not sent stays");
    let answer = server.get(&format!("/tag/{}", id(&tag))).await.json();
    assert_eq!(answer["text"], "spans");

    let mut secret = renamed.clone();
    secret["text"] = json!(super::common::fake_token());
    server.post("/tag/update", &secret).await.plain(400);
    secret["text"] = json!(" ");
    server.post("/tag/update", &secret).await.plain(400);
    secret["id"] = json!("30c73dd6-5ff5-5afc-bf0a-274b9877f631");
    server.post("/tag/update", &secret).await.plain(410);
    // A website's id is no tag's.
    let site = json!({ "url": "https://example.org/", "name": "Example" });
    let site = server.post("/websites/create", &site).await.json();
    server.get(&format!("/tag/{}", id(&site))).await.plain(410);
    server.get("/tag/none").await.plain(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_website_is_renamed_moved_taken_away_and_deleted() {
    let two = Two::start().await;
    let server = &two.server;
    let site = json!({ "url": "https://example.org/a", "name": "Example", "asset": two.assets[0] });
    let mut site = server.post("/websites/create", &site).await.json();
    let path = format!("/website/{}", id(&site));
    two.done(&format!("{path}/assets/associate/{}", two.assets[1]))
        .await;
    site["name"] = json!("Example A");
    let renamed = server.post("/website/update", &site).await.json();
    assert_eq!(renamed["id"], site["id"]);
    assert_eq!(server.get(&path).await.json(), renamed);
    assert_eq!(two.listed(1, "websites", "name").await, ["Example A"]);
    site["url"] = json!("https://example.org/b");
    let moved = server.post("/website/update", &site).await.json();
    assert_eq!(moved["id"], site["id"]);
    assert_eq!(two.listed(0, "websites", "url").await, ["https://example.org/b"]);

    two.done(&format!("{path}/assets/disassociate/{}", two.assets[0]))
        .await;
    assert_eq!(two.listed(0, "websites", "url").await, Vec::<Value>::new());
    let before = two.asset(0).await;
    two.done(&format!("{path}/assets/disassociate/{}", two.assets[0]))
        .await;
    assert_eq!(
        two.asset(0).await["updated"]["value"],
        before["updated"]["value"],
        "what it does not have is not taken from it"
    );
    let moved = format!("/websites/{}/delete", id(&moved));
    two.done(&moved).await;
    server.post_bytes(&moved, "").await.plain(410);
    server.get(&path).await.plain(410);
    assert_eq!(two.listed(1, "websites", "url").await, Vec::<Value>::new());
    let chat = format!("{path}/conversations/associate/a");
    server.post_bytes(&chat, "").await.plain(501);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_put_something_on_an_asset_is_read_of_that_asset_alone() {
    let two = Two::start().await;
    let [one, other] = &two.assets;
    let at = json!({ "value": "2024-01-02T03:04:05.000Z" });
    for asset in [one, other] {
        let by = json!({ one.as_str(): "AUTOMATIC", other.as_str(): "INTERNAL" });
        let said = json!({ "id": "", "created": at, "updated": at, "mechanisms": by });
        let with = |more: Value| {
            let mut said = said.clone();
            said.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            json!({ "iterable": [said] })
        };
        let mut sent = two.server.get(&format!("/asset/{asset}")).await.json();
        sent["tags"] = with(json!({ "text": "sweep", "category": "UNKNOWN" }));
        sent["websites"] = with(json!({ "url": "https://example.org/", "name": "Example" }));
        sent["hints"] = with(json!({ "type": "SUGGESTED_QUERY", "text": "How?" }));
        let kept = two.server.post("/asset/update", &sent).await.json();
        for list in ["tags", "websites", "hints"] {
            let expected = json!({ asset.as_str(): by[asset] });
            assert_eq!(kept[list]["iterable"][0]["mechanisms"], expected, "{list}");
        }
        sent["tags"]["iterable"][0]["mechanisms"] = json!({ "another": "AUTOMATIC" });
        let kept = two.server.post("/asset/update", &sent).await.json();
        let expected = json!({ asset.as_str(): "MANUAL" });
        assert_eq!(kept["tags"]["iterable"][0]["mechanisms"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tag_and_website_is_listed_with_its_assets() {
    let two = Two::start().await;
    let [first, second] = &two.assets;
    let create = async |path: &str, body: Value| two.server.post(path, &body).await.json();
    create(
        "/tags/create",
        json!({ "text": "shared", "asset": first, "category": "EMAIL" }),
    )
    .await;
    create("/tags/create", json!({ "text": "shared", "asset": second })).await;
    create("/tags/create", json!({ "text": "apart" })).await;
    create("/tags/create", json!({ "text": "hidden", "asset": second })).await;
    let site = json!({ "url": "https://example.org", "name": "Example", "asset": first });
    create("/websites/create", site).await;
    let listed = async |path: &str| {
        let listed = two.server.get(path).await.json()["iterable"].clone();
        let listed = listed.as_array().unwrap().clone();
        for label in &listed {
            // As it is answered by itself, but for the time that it is.
            let path = format!("/{}/{}", &path[1..path.len() - 1], label["id"].as_str().unwrap());
            let mut alone = two.server.get(&path).await.json();
            for key in ["created", "updated"] {
                alone[key]["readable"] = label[key]["readable"].clone();
                if alone["assets"].is_null() {
                    alone[key] = label[key].clone();
                }
            }
            // In an order of their own.
            let mut label = label.clone();
            for label in [&mut alone, &mut label] {
                if let Some(assets) = label["assets"]["iterable"].as_array_mut() {
                    assets.sort_by_key(|asset| asset["id"].to_string());
                } else {
                    label.as_object_mut().unwrap().remove("assets");
                }
            }
            assert_eq!(alone, label);
        }
        listed
    };
    let tags = listed("/tags").await;
    let texts: Vec<_> = tags.iter().map(|tag| tag["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["apart", "hidden", "shared"]);
    let mut on: Vec<_> = ids(&tags[2]["assets"]);
    on.sort_unstable();
    let mut expected = [first.as_str(), second.as_str()];
    expected.sort_unstable();
    assert_eq!(on, expected);
    assert!(tags[0]["assets"].is_null());
    assert_eq!(tags[2]["mechanisms"].as_object().unwrap().len(), 2);
    let sites = listed("/websites").await;
    assert_eq!((sites.len(), &sites[0]["name"]), (1, &json!("Example")));

    // What is not for lists brings nothing into one.
    let mut asset = two.asset(1).await;
    asset["pseudo"] = json!(true);
    two.server.post("/asset/update", &asset).await.json();
    let tags = two.server.get("/tags").await.json();
    let texts: Vec<_> = tags["iterable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["text"])
        .collect();
    assert_eq!(texts, ["apart", "shared"]);
    assert_eq!(ids(&tags["iterable"][1]["assets"]), [first.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_is_given_tags_and_websites_by_its_own_path_too() {
    let two = Two::start().await;
    let asset = &two.assets[0];
    for (list, body) in [
        ("tags", json!({ "text": "net" })),
        (
            "websites",
            json!({ "url": "https://example.org", "name": "Example" }),
        ),
    ] {
        let made = two.server.post(&format!("/{list}/create"), &body).await.json();
        let id = made["id"].as_str().unwrap();
        for (verb, there) in [("associate", 1), ("disassociate", 0)] {
            let path = format!("/asset/{asset}/{list}/{verb}/{id}");
            assert_eq!(two.server.post_bytes(&path, "").await.status, 204, "{path}");
            let kept = two.asset(0).await[list]["iterable"]
                .as_array()
                .map_or(0, Vec::len);
            assert_eq!(kept, there, "{path}");
        }
    }
    let format = two.asset(0).await["original"]["id"].as_str().unwrap().to_owned();
    for (path, same_as) in [
        (
            format!("/assets/{asset}/formats"),
            format!("/asset/{asset}/formats"),
        ),
        (format!("/formats/{format}"), format!("/format/{format}")),
    ] {
        let [one, other] = [
            two.server.get(&path).await.json(),
            two.server.get(&same_as).await.json(),
        ];
        let raw = |answer: &Value| {
            let format = answer["iterable"].get(0).unwrap_or(answer).clone();
            (format["id"].clone(), format["fragment"]["string"]["raw"].clone())
        };
        assert_eq!(raw(&one), raw(&other));
        assert_eq!(raw(&one).0, json!(format));
    }
}
