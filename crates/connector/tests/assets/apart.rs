//! Whose tag or website an id is: after one got another text, its id is never somebody else's.

use std::collections::{BTreeMap, BTreeSet};

use connector::{Revision, Service};
use domain::{AssetId, Event, Mechanism, Tag, TagCategory, TagId, Unread};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::{
    application,
    common::{FUNCTION, Server},
    create, ids, text_seed,
};

const ANOTHER: &str = "def doubled(values):\n    return [value * 2 for value in values if value]\n";

/// A server with the assets `a` and `b`.
struct Labels {
    server: Server,
    a: String,
    b: String,
}

impl Labels {
    async fn start() -> Self {
        let server = Server::start().await;
        let application = application(&server).await;
        let [a, b] = [
            create(&server, &application, FUNCTION).await,
            create(&server, &application, ANOTHER).await,
        ];
        let id = |asset: Value| asset["id"].as_str().unwrap().to_owned();
        Self {
            server,
            a: id(a),
            b: id(b),
        }
    }

    async fn restart(self) -> Self {
        let server = self.server.restart().await;
        Self { server, ..self }
    }

    async fn asset(&self, id: &str) -> Value {
        self.server.get(&format!("/asset/{id}")).await.json()
    }

    /// The texts of an asset's tags, or the addresses of its websites.
    async fn on(&self, id: &str, list: &str) -> Vec<String> {
        let asset = self.asset(id).await;
        let all = asset[list]["iterable"].as_array().unwrap();
        let text = |label: &Value| {
            label["text"]
                .as_str()
                .or(label["url"].as_str())
                .unwrap()
                .to_owned()
        };
        all.iter().map(text).collect()
    }

    /// The tags of both.
    async fn tags(&self) -> [Vec<String>; 2] {
        [self.on(&self.a, "tags").await, self.on(&self.b, "tags").await]
    }

    /// Makes a tag as the SDK's wrapper does, and puts it on an asset by the id that it got.
    async fn tag(&self, text: &str, asset: &str) -> Value {
        let tag = self
            .server
            .post("/tags/create", &json!({ "text": text }))
            .await
            .json();
        self.done(&format!("/tag/{}/assets/associate/{asset}", id(&tag)))
            .await;
        tag
    }

    /// Gives a tag another text, by the id that the client has of it.
    async fn rename(&self, tag: &Value, text: &str) -> Value {
        let mut tag = tag.clone();
        tag["text"] = json!(text);
        let renamed = self.server.post("/tag/update", &tag).await.json();
        assert_eq!(renamed["text"], text);
        renamed
    }

    async fn text(&self, tag: &Value) -> Value {
        self.server.get(&format!("/tag/{}", id(tag))).await.json()["text"].clone()
    }

    async fn found(&self, text: &str) -> Value {
        let sent = json!({ "value": text });
        self.server.post("/tags/exists", &sent).await.json()["tag"]["id"].clone()
    }

    async fn done(&self, path: &str) {
        assert_eq!(self.server.post_bytes(path, "").await.status, 204, "{path}");
    }

    async fn delete(&self, tag: &Value) {
        self.done(&format!("/tags/{}/delete", id(tag))).await;
    }

    async fn is_gone(&self, tag: &Value) {
        self.server.get(&format!("/tag/{}", id(tag))).await.plain(410);
    }
}

fn id(label: &Value) -> &str {
    label["id"].as_str().unwrap()
}

fn lists<const A: usize, const B: usize>(a: [&str; A], b: [&str; B]) -> [Vec<String>; 2] {
    [a.map(str::to_owned).to_vec(), b.map(str::to_owned).to_vec()]
}

#[tokio::test(flavor = "multi_thread")]
async fn who_deletes_a_tag_that_was_renamed_deletes_no_other() {
    let it = Labels::start().await;
    let first = it.tag("draft", &it.a).await;
    let renamed = it.rename(&first, "final").await;
    assert_eq!(it.found("draft").await, Value::Null);
    let second = it.tag("draft", &it.b).await;
    assert_ne!(id(&second), id(&first), "the first one's id is another's");
    assert_eq!(it.tags().await, lists(["final"], ["draft"]));
    assert_eq!(
        (
            it.text(&first).await,
            it.text(&renamed).await,
            it.text(&second).await
        ),
        (json!("final"), json!("final"), json!("draft"))
    );
    // Everybody is told the same ids.
    assert_eq!(it.found("draft").await, second["id"]);
    assert_eq!(it.found("final").await, renamed["id"]);
    assert_eq!(it.asset(&it.b).await["tags"]["iterable"][0]["id"], second["id"]);
    assert_eq!(it.asset(&it.a).await["tags"]["iterable"][0]["id"], renamed["id"]);

    let it = it.restart().await;
    let once_more = it.tag("draft", &it.b).await;
    assert_eq!(id(&once_more), id(&second));
    it.delete(&first).await;
    assert_eq!(it.tags().await, lists([], ["draft"]));
    it.is_gone(&first).await;
    it.is_gone(&renamed).await;
    // The other one keeps its id, whatever becomes of the one that it stood beside.
    let it = it.restart().await;
    assert_eq!(it.found("draft").await, second["id"]);
    it.is_gone(&first).await;
    it.delete(&second).await;
    assert_eq!(it.tags().await, lists([], []));
    assert_eq!(it.found("draft").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_renames_a_tag_again_renames_no_other() {
    let it = Labels::start().await;
    let first = it.tag("first", &it.a).await;
    it.rename(&first, "second").await;
    let other = it.tag("first", &it.b).await;
    it.rename(&first, "third").await;
    assert_eq!(it.tags().await, lists(["third"], ["first"]));
    // What the first was called in between is nobody's.
    assert_eq!(it.found("second").await, Value::Null);
    let second = it.tag("second", &it.b).await;
    assert_eq!(it.tags().await, lists(["third"], ["first", "second"]));
    let all = [(&first, "third"), (&other, "first"), (&second, "second")];
    for (tag, text) in all {
        assert_eq!(it.text(tag).await, text);
    }
    it.rename(&other, "fourth").await;
    let last = it.tag("first", &it.a).await;
    assert_eq!(it.tags().await, lists(["third", "first"], ["fourth", "second"]));
    let it = it.restart().await;
    let all = [
        (&first, "third"),
        (&other, "fourth"),
        (&second, "second"),
        (&last, "first"),
    ];
    for (tag, text) in all {
        assert_eq!(it.text(tag).await, text);
        assert_eq!(it.found(text).await, tag["id"]);
    }
    // A rename of the one in between leaves the last one its own id.
    it.delete(&other).await;
    assert_eq!(it.found("first").await, last["id"]);
    it.delete(&first).await;
    assert_eq!(it.found("first").await, last["id"]);
    assert_eq!(it.tags().await, lists(["first"], ["second"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tags_are_swapped_by_three_renames() {
    let it = Labels::start().await;
    let (one, other) = (it.tag("one", &it.a).await, it.tag("other", &it.b).await);
    it.rename(&one, "between").await;
    it.rename(&other, "one").await;
    it.rename(&one, "other").await;
    let it = it.restart().await;
    assert_eq!(it.tags().await, lists(["other"], ["one"]));
    assert_eq!(
        (it.text(&one).await, it.text(&other).await),
        (json!("other"), json!("one"))
    );
    // One that is deleted and made again is not the other.
    it.delete(&one).await;
    assert_eq!(it.tags().await, lists([], ["one"]));
    let again = it.tag("other", &it.a).await;
    assert_ne!(id(&again), id(&other));
    assert_eq!(it.tags().await, lists(["other"], ["one"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_gets_its_first_text_again_is_what_it_was() {
    let it = Labels::start().await;
    let tag = it.tag("draft", &it.a).await;
    it.rename(&tag, "final").await;
    let back = it.rename(&tag, "draft").await;
    assert_eq!(id(&back), id(&tag));
    let again = it.tag("final", &it.b).await;
    assert_eq!(it.tags().await, lists(["draft"], ["final"]));
    assert_eq!(
        (it.text(&tag).await, it.text(&again).await),
        (json!("draft"), json!("final"))
    );

    // Where somebody else has that text by now, the two become one, known by both ids, as everywhere.
    it.rename(&tag, "later").await;
    let second = it.tag("draft", &it.b).await;
    let one = it.rename(&tag, "draft").await;
    assert_eq!(id(&one), id(&second));
    assert_eq!(it.tags().await, lists(["draft"], ["final", "draft"]));
    let it = it.restart().await;
    assert_eq!(
        (it.text(&tag).await, it.text(&second).await),
        (json!("draft"), json!("draft"))
    );
    it.rename(&tag, "both").await;
    assert_eq!(
        (it.text(&tag).await, it.text(&second).await),
        (json!("both"), json!("both"))
    );
    let third = it.tag("draft", &it.b).await;
    it.delete(&second).await;
    assert_eq!(it.tags().await, lists([], ["final", "draft"]));
    it.is_gone(&tag).await;
    assert_eq!(it.found("draft").await, third["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_with_an_asset_is_what_its_text_says() {
    let it = Labels::start().await;
    let tag = it.tag("draft", &it.a).await;
    it.done(&format!("/tag/{}/assets/associate/{}", id(&tag), it.b))
        .await;
    let stale = it.asset(&it.b).await;
    it.rename(&tag, "final").await;
    // Another client has not heard of it, and sends what it knows.
    let told = it.server.post("/asset/update", &stale).await.json();
    assert_eq!(it.tags().await, lists(["final"], ["draft"]));
    let theirs = &told["tags"]["iterable"][0];
    assert_ne!(id(theirs), id(&tag));
    assert_eq!(
        (it.text(&tag).await, it.text(theirs).await),
        (json!("final"), json!("draft"))
    );
    assert_eq!(it.found("draft").await, theirs["id"]);

    // By its id each finds its own.
    let by = |tag: &Value| json!({ "filters": { "iterable": [{ "tags": [id(tag)] }] } });
    for (tag, asset) in [(&tag, &it.a), (theirs, &it.b)] {
        let found = it.server.post("/assets/search", &by(tag)).await.json();
        assert_eq!(ids(&found["results"]), [asset.as_str()]);
    }
    it.done(&format!("/tag/{}/assets/disassociate/{}", id(&tag), it.a))
        .await;
    assert_eq!(it.tags().await, lists([], ["draft"]));
    it.delete(&tag).await;
    let it = it.restart().await;
    assert_eq!(it.tags().await, lists([], ["draft"]));
    assert_eq!(it.found("draft").await, theirs["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_deletes_a_website_that_moved_deletes_no_other() {
    let it = Labels::start().await;
    let site = |url: &str, asset: &str| json!({ "url": url, "name": "Example", "asset": asset });
    let mut first = it
        .server
        .post("/websites/create", &site("https://example.org/a", &it.a))
        .await
        .json();
    first["url"] = json!("https://example.org/b");
    it.server.post("/website/update", &first).await.json();
    let second = it
        .server
        .post("/websites/create", &site("https://example.org/a", &it.b))
        .await
        .json();
    assert_ne!(id(&second), id(&first));
    let known = json!({ "value": "https://example.org/a" });
    let known = it.server.post("/websites/exists", &known).await.json();
    assert_eq!(known["website"]["id"], second["id"]);
    assert_eq!(
        it.asset(&it.b).await["websites"]["iterable"][0]["id"],
        second["id"]
    );
    it.done(&format!("/websites/{}/delete", id(&first))).await;
    assert_eq!(it.on(&it.a, "websites").await, Vec::<String>::new());
    assert_eq!(it.on(&it.b, "websites").await, ["https://example.org/a"]);
}

/// What takes several steps, as so much is said about the assets.
#[tokio::test(flavor = "multi_thread")]
async fn a_tag_of_assets_about_which_much_is_said_is_renamed_and_deleted_as_any_other() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut assets = BTreeSet::new();
    let mut told = Value::Null;
    for number in 0..8 {
        let mut seed = text_seed(&application, &format!("fn numbered() -> u32 {{ {number} }}"));
        let note = format!("{number} {}", "word ".repeat(40_000));
        seed["asset"]["metadata"] = json!({ "annotations": [{ "type": "COMMENT", "text": note }] });
        let asset = server.post("/assets/create", &seed).await.json();
        let tag = json!({ "text": "draft", "asset": id(&asset) });
        told = server.post("/tags/create", &tag).await.json();
        assets.insert(id(&asset).to_owned());
    }
    let changed = |events: &mut broadcast::Receiver<Event>| {
        let mut changed = BTreeSet::new();
        while let Ok(Event::Edited(asset)) = events.try_recv() {
            let tags = asset.details.tags.iter().map(|tag| tag.text.clone());
            assert!(changed.insert((asset.id.to_string(), tags.collect::<Vec<_>>())));
        }
        changed
    };
    let all = |tags: &[&str]| {
        let tags: Vec<_> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        assets
            .iter()
            .map(|id| (id.clone(), tags.clone()))
            .collect::<BTreeSet<_>>()
    };
    let mut events = server.service.events();
    let mut renamed = told.clone();
    renamed["text"] = json!("final");
    let renamed = server.post("/tag/update", &renamed).await.json();
    assert_eq!(id(&renamed), id(&told));
    assert_eq!(changed(&mut events), all(&["final"]));
    assert_eq!(ids(&renamed["assets"]).len(), assets.len());
    let path = format!("/tags/{}/delete", id(&told));
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
    assert_eq!(changed(&mut events), all(&[]));
}

/// Numbers that look random, and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// What a tag is meant to be: by which ids it is known, and which assets have it.
#[derive(Debug, Default)]
struct Meant {
    ids: BTreeSet<TagId>,
    on: BTreeSet<AssetId>,
    /// Known though no asset has it.
    apart: bool,
}

/// The tags by their texts, and the ids of those that were deleted.
#[derive(Default)]
struct Model(BTreeMap<&'static str, Meant>, BTreeSet<TagId>);

impl Model {
    /// There is a tag with this text and this id.
    fn told(&mut self, text: &'static str, id: TagId) -> &mut Meant {
        let others = self
            .0
            .iter()
            .find(|(other, meant)| **other != text && meant.ids.contains(&id));
        assert!(others.is_none(), "{text} has the id of {others:?}");
        let meant = self.0.entry(text).or_default();
        assert!(
            meant.ids.is_empty() || meant.ids.contains(&id),
            "{text} has two ids"
        );
        meant.ids.insert(id);
        self.1.remove(&id);
        meant
    }

    fn check(&mut self, service: &Service) {
        self.0.retain(|_, meant| meant.apart || !meant.on.is_empty());
        for id in &self.1 {
            assert!(service.label::<Tag>(*id).is_err(), "{id} was deleted");
        }
        for text in TEXTS {
            let id = service.label_with::<Tag>(text).unwrap();
            let meant = self.0.get(text);
            assert_eq!(id.is_some(), meant.is_some(), "{text}");
            let Some(meant) = meant else { continue };
            assert!(meant.ids.contains(&id.unwrap()), "{text}");
            for known in &meant.ids {
                let label = service.label::<Tag>(*known).unwrap();
                let on = label.on.iter().map(|(asset, _)| *asset).collect::<BTreeSet<_>>();
                assert_eq!((label.label.text.as_str(), &on), (text, &meant.on));
                assert_eq!(Some(label.id), id);
            }
        }
    }
}

const TEXTS: [&str; 4] = ["draft", "final", "later", "other"];

fn tag(text: &str) -> Tag {
    Tag {
        text: text.to_owned(),
        mechanism: Mechanism::Manual,
        category: TagCategory::Unknown,
        unread: Unread::new(),
    }
}

/// One thing that a client does with tags, by an id that it got.
fn step(service: &Service, model: &mut Model, numbers: &mut Numbers, assets: &[AssetId]) {
    let text = TEXTS[numbers.below(TEXTS.len())];
    let asset = assets[numbers.below(assets.len())];
    let known: Vec<_> = model
        .0
        .iter()
        .flat_map(|(text, meant)| meant.ids.iter().map(|id| (*text, *id)))
        .collect();
    let by = (!known.is_empty()).then(|| known[numbers.below(known.len())]);
    match (numbers.below(8), by) {
        (0 | 1, Some((from, id))) => {
            let renamed = service.change_label(id, &tag(text), &BTreeMap::new()).unwrap();
            let mut meant = model.0.remove(from).unwrap();
            let other = model.0.remove(text).unwrap_or_default();
            meant.ids.extend(other.ids);
            meant.on.extend(other.on);
            meant.apart |= other.apart;
            model.0.insert(text, meant);
            model.told(text, renamed.id);
        }
        (2, Some((from, id))) => {
            service.delete_label::<Tag>(id).unwrap();
            model.1.extend(model.0.remove(from).unwrap().ids);
        }
        (3, Some((from, id))) => {
            service.take_label::<Tag>(id, asset).unwrap();
            let meant = model.0.get_mut(from).unwrap();
            meant.apart |= meant.on.remove(&asset);
        }
        (4, Some((from, id))) => {
            service.add_label::<Tag>(id, asset).unwrap();
            model.0.get_mut(from).unwrap().on.insert(asset);
        }
        (5, _) => {
            let revision = Revision {
                tags: Some(vec![tag(text)]),
                ..Revision::default()
            };
            service.revise(asset, revision).unwrap();
            let id = service.label_with::<Tag>(text).unwrap().unwrap();
            for meant in model.0.values_mut() {
                meant.on.remove(&asset);
            }
            model.0.retain(|_, meant| meant.apart || !meant.on.is_empty());
            model.told(text, id).on.insert(asset);
        }
        (6, _) => {
            let created = service.create_label(&tag(text), None).unwrap();
            let meant = model.told(text, created.id);
            meant.apart |= meant.on.is_empty();
        }
        _ => {
            let created = service.create_label(&tag(text), Some(asset)).unwrap();
            model.told(text, created.id).on.insert(asset);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_with_tags_no_id_leads_to_another() {
    let Labels { mut server, a, b } = Labels::start().await;
    let assets = [a, b].map(|id| id.parse().unwrap());
    let (mut model, mut numbers) = (Model::default(), Numbers(7));
    for _ in 0..6 {
        for _ in 0..80 {
            step(&server.service, &mut model, &mut numbers, &assets);
            model.check(&server.service);
        }
        server = server.restart().await;
        model.check(&server.service);
    }
}
