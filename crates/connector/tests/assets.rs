//! The asset API: what a client sends comes back, changes are seen by everybody, and nothing is kept that must not be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{FUNCTION, OTHER, RENAMED, Server, fake_token, registration};
use connector::AssetChange;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_is_listed_read_and_deleted() {
    let server = Server::start().await;
    let application = application(&server).await;
    assert_eq!(server.get("/assets").await.json(), json!({ "iterable": [] }));
    assert_eq!(
        server.get("/assets/identifiers").await.json(),
        json!({ "iterable": [] })
    );

    let created = server
        .post("/assets/create", &text_seed(&application, FUNCTION))
        .await
        .json();
    let id = created["id"].as_str().unwrap();
    assert_eq!(raw(&created), FUNCTION);
    assert_eq!(created["creator"], application["id"]);
    assert_eq!(created["mechanism"], "MANUAL");
    assert_eq!(
        created["original"]["reference"]["classification"],
        json!({ "generic": "CODE", "specific": "py" })
    );
    let short = server
        .post(
            "/assets/create?transferables=False",
            &text_seed(&application, OTHER),
        )
        .await
        .json();
    assert!(
        short["original"]["reference"].get("fragment").is_none(),
        "left out"
    );
    let newer = short["id"].as_str().unwrap();

    assert_eq!(ids(&server.get("/assets/identifiers").await.json()).len(), 2);
    let all = server.get("/assets?suggested=true").await.json();
    assert!(
        all["iterable"]
            .as_array()
            .unwrap()
            .iter()
            .all(|asset| !raw(asset).is_empty())
    );
    for path in [format!("/asset/{id}"), format!("/assets/{id}?transferables=true")] {
        assert_eq!(server.get(&path).await.json(), created, "{path}");
    }
    let bare = server
        .get(&format!("/asset/{id}?transferables=false"))
        .await
        .json();
    assert!(bare["original"]["reference"].get("fragment").is_none());
    server.get("/assets?transferables=perhaps").await.plain(400);

    assert_eq!(
        server
            .post_bytes(&format!("/assets/{newer}/delete"), "")
            .await
            .plain(200),
        newer
    );
    server.get(&format!("/asset/{newer}")).await.plain(410);
    server
        .post_bytes(&format!("/assets/{newer}/delete"), "")
        .await
        .plain(410);
    server.get("/asset/nothing").await.plain(410);
    let server = server.restart().await;
    assert_eq!(ids(&server.get("/assets/identifiers").await.json()), [id]);
    assert_eq!(raw(&server.get(&format!("/asset/{id}")).await.json()), FUNCTION);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_said_about_a_text_comes_back() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({
        "name": "Merging of intervals",
        "mechanism": "AUTOMATIC",
        "tags": [{ "text": "sweep", "mechanism": "AUTOMATIC", "category": "HANDLE" }],
        "websites": [{ "url": "https://example.org/intervals", "name": "Intervals" }],
        "persons": [{ "type": { "basic": { "name": "Ada", "email": "ada@example.org" } } }],
        "annotations": [{ "type": "DESCRIPTION", "text": "Joins what overlaps.", "favorited": true }],
        "hints": [{ "type": "SUGGESTED_QUERY", "text": "How are spans joined?" }],
        "anchors": [{ "type": "FILE", "fullpath": "/src/intervals.py", "name": "intervals.py", "platform": "LINUX",
            "watch": true }],
    });
    seed["asset"]["format"]["classification"] =
        json!({ "generic": "TEXT", "specific": "py", "rendering": "HIGHLIGHT_JS_HTML" });
    seed["asset"]["discovered"] = json!(true);
    seed["asset"]["demo"] = json!(false);
    let created = server.post("/assets/create", &seed).await.json();
    let server = server.restart().await;
    let path = format!("/asset/{}", created["id"].as_str().unwrap());
    let mut asset = server.get(&path).await.json();
    assert_eq!(asset["name"], "Merging of intervals");
    assert_eq!(asset["mechanism"], "AUTOMATIC");
    assert_eq!(
        (&asset["discovered"], &asset["demo"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        asset["original"]["reference"]["classification"],
        json!({ "generic": "TEXT", "specific": "py", "rendering": "HIGHLIGHT_JS_HTML" })
    );
    let only = |key: &str| asset[key]["iterable"][0].clone();
    let tag = only("tags");
    assert_eq!(
        (&tag["text"], &tag["category"]),
        (&json!("sweep"), &json!("HANDLE"))
    );
    assert_eq!(only("websites")["url"], "https://example.org/intervals");
    assert_eq!(only("persons")["type"]["basic"]["email"], "ada@example.org");
    let note = only("annotations");
    assert_eq!(
        (&note["type"], &note["text"], &note["favorited"]),
        (
            &json!("DESCRIPTION"),
            &json!("Joins what overlaps."),
            &json!(true)
        )
    );
    assert_eq!(only("hints")["text"], "How are spans joined?");
    let anchor = only("anchors");
    let point = &anchor["points"]["iterable"][0]["reference"];
    assert_eq!(
        (&point["fullpath"], &point["platform"], &anchor["watch"]),
        (&json!("/src/intervals.py"), &json!("LINUX"), &json!(true))
    );

    // A client sends back what it got, with a change, and everything else stays as it was.
    asset["name"] = json!("Merging");
    asset["favorited"] = json!(true);
    asset["score"] = json!({ "manual": 3, "automatic": 0 });
    asset["conversations"] = json!({ "iterable": [], "indices": { "a": -1 } });
    asset["annotations"]["iterable"][0]["text"] = json!("Joins spans that overlap.");
    let updated = server.post("/asset/update", &asset).await.json();
    for key in [
        "name",
        "favorited",
        "score",
        "conversations",
        "tags",
        "websites",
        "persons",
        "hints",
        "original",
    ] {
        let (mut here, mut there) = (updated[key].clone(), asset[key].clone());
        for side in [&mut here, &mut there] {
            without_times(side);
        }
        assert_eq!(here, there, "{key}");
    }
    let rewritten = &updated["annotations"]["iterable"][0];
    assert_eq!(rewritten["text"], "Joins spans that overlap.");
    assert_eq!(rewritten["id"], note["id"], "the note keeps its id");
    assert_eq!(rewritten["created"]["value"], note["created"]["value"]);
    let server = server.restart().await;
    assert_eq!(server.get(&path).await.json()["score"]["manual"], 3);
}

/// Drops the times, which an update moves, from everything.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("updated");
            map.values_mut().for_each(without_times);
        }
        Value::Array(list) => list.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contents_come_back_as_they_were_sent() {
    let server = Server::start().await;
    let application = application(&server).await;
    let create = async |format: Value| {
        let created = server
            .post("/assets/create", &seed_of(&application, &format))
            .await
            .json();
        let path = format!("/asset/{}", created["id"].as_str().unwrap());
        assert_eq!(server.get(&path).await.json(), created);
        created
    };
    let bytes = "fn main() { println!(\"hé\"); }".as_bytes();
    let sent = create(json!({ "fragment": { "bytes": { "raw": bytes } } })).await;
    let original = &sent["original"]["reference"];
    assert_eq!(original["fragment"]["bytes"]["raw"], json!(bytes));
    assert_eq!(
        raw(&sent).as_bytes(),
        bytes,
        "and as a text, for clients that show it"
    );

    let file =
        create(json!({ "file": { "string": { "raw": "SELECT 1 FROM dual WHERE x > 2;\r\n" } } })).await;
    assert_eq!(
        file["original"]["reference"]["file"]["string"]["raw"],
        "SELECT 1 FROM dual WHERE x > 2;\r\n"
    );
    let file =
        create(json!({ "file": { "bytes": { "raw": OTHER.as_bytes() }, "metadata": { "ext": "rs" } } }))
            .await;
    assert_eq!(
        file["original"]["reference"]["file"]["bytes"]["raw"],
        json!(OTHER.as_bytes())
    );

    let picture = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00];
    let sent = create(json!({
        "file": { "bytes": { "raw": picture }, "metadata": { "name": "a.png", "ext": "png" } },
        "classification": { "generic": "IMAGE" },
    }))
    .await;
    let original = &sent["original"]["reference"];
    assert_eq!(sent["name"], "a.png");
    assert_eq!(original["file"]["bytes"]["raw"], json!(picture));
    assert_eq!(
        original["classification"],
        json!({ "generic": "IMAGE", "specific": "png" })
    );
    assert_eq!(original["bytes"]["value"], picture.len());
    assert!(original.get("fragment").is_none(), "it is no text");
    let server = server.restart().await;
    let path = format!("/asset/{}", sent["id"].as_str().unwrap());
    let again = server.get(&path).await.json();
    assert_eq!(
        again["original"]["reference"]["file"]["bytes"]["raw"],
        json!(picture)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_is_one_asset_and_what_is_said_about_it_adds_up() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let saved = server.save(&editor, FUNCTION).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({ "name": "Mine", "tags": [{ "text": "spans" }] });
    let created = server.post("/assets/create", &seed).await.json();
    assert_eq!(created["id"], saved);
    assert_eq!(created["name"], "Mine");
    seed["asset"]["metadata"] = json!({ "tags": [{ "text": "sweep" }, { "text": "spans" }] });
    let again = server.post("/assets/create", &seed).await.json();
    let tags: Vec<_> = again["tags"]["iterable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["text"])
        .collect();
    assert_eq!(tags, ["spans", "sweep"]);
    assert_eq!(again["name"], "Mine", "no other was given");
    assert_eq!(ids(&server.get("/assets/identifiers").await.json()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_rewritten_and_found_by_its_new_words() {
    let server = Server::start().await;
    let application = application(&server).await;
    let editor = server.connect("VS_CODE").await;
    let created = server
        .post("/assets/create", &text_seed(&application, FUNCTION))
        .await
        .json();
    let other = server
        .post("/assets/create", &text_seed(&application, OTHER))
        .await
        .json();
    let path = format!("/format/{}", created["original"]["id"].as_str().unwrap());
    let mut format = server.get(&format!("{path}?transferable=True")).await.json();
    assert_eq!(format["asset"]["id"], created["id"]);
    assert_eq!(format["fragment"]["string"]["raw"], FUNCTION);
    let text = "def clamp(value, low, high):\n    return max(low, min(high, value))\n";
    format["fragment"]["string"]["raw"] = json!(text);
    let changed = server
        .post("/format/update/value?transferable=false", &format)
        .await
        .json();
    assert!(changed.get("fragment").is_none());
    assert_eq!(changed["bytes"]["value"], text.len());
    let asset = server
        .get(&format!("/asset/{}", created["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(raw(&asset), text);
    assert_eq!(asset["created"]["value"], created["created"]["value"]);
    let suggestion = server.suggest(&editor, text).await;
    assert_eq!(suggestion["reuse"]["assets"]["iterable"][0]["id"], created["id"]);
    assert_eq!(
        common::offers(&server.suggest(&editor, RENAMED).await),
        (false, true),
        "the old text is not known any more"
    );
    let found = server.get("/search/full_text?query=clamp").await.json();
    assert_eq!(ids(&found), [created["id"].as_str().unwrap()]);

    format["fragment"]["string"]["raw"] = json!(OTHER);
    let refused = server.post("/format/update/value", &format).await;
    assert!(refused.plain(409).contains(other["id"].as_str().unwrap()));
    format["fragment"]["string"]["raw"] = json!(format!("key = '{}'", fake_token()));
    server.post("/format/update/value", &format).await.plain(422);
    format["fragment"]["string"]["raw"] = json!(" \n");
    server.post("/format/update/value", &format).await.plain(400);
    format["id"] = json!("nothing");
    server.post("/format/update/value", &format).await.plain(410);
    let asset = server
        .get(&format!("/asset/{}", created["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(raw(&asset), text, "what was refused changed nothing");
    assert_eq!(
        server.get("/formats").await.json()["iterable"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let formats = format!("/asset/{}/formats", created["id"].as_str().unwrap());
    assert_eq!(
        server.get(&formats).await.json()["iterable"][0]["fragment"]["string"]["raw"],
        text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_is_reclassified_and_exported() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = server
        .post("/assets/create", &text_seed(&application, FUNCTION))
        .await
        .json();
    let answer = server
        .post(
            "/asset/reclassify?transferables=false",
            &json!({ "ext": "rb", "asset": created }),
        )
        .await
        .json();
    assert_eq!(
        answer["original"]["reference"]["classification"]["specific"],
        "rb"
    );
    let unknown = json!({ "ext": "no-such", "asset": created });
    assert!(
        server
            .post("/asset/reclassify", &unknown)
            .await
            .plain(400)
            .starts_with("ext: ")
    );

    let path = format!("/asset/{}/export?export_type=", created["id"].as_str().unwrap());
    let exported = server.get(&format!("{path}MD")).await.json();
    let document = exported["raw"]["string"]["raw"].as_str().unwrap();
    assert!(
        document.contains(FUNCTION.trim_end()) && document.contains("```rb"),
        "{document}"
    );
    assert_eq!(exported["name"], created["name"]);
    let page = server.get(&format!("{path}HTML")).await.json();
    let page = page["raw"]["string"]["raw"].as_str().unwrap();
    assert!(page.contains("start &lt;= merged"), "{page}");
    let data = server.get(&format!("{path}JSON")).await.json();
    let data: Value = serde_json::from_str(data["raw"]["string"]["raw"].as_str().unwrap()).unwrap();
    assert_eq!(data["text"], FUNCTION);
    server.get(&format!("{path}PDF")).await.plain(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_refused_and_what_quotes_one_is_left_out() {
    let server = Server::start().await;
    let application = application(&server).await;
    let secret = format!("token = \"{}\"", fake_token());
    let answer = server
        .post("/assets/create", &text_seed(&application, &secret))
        .await;
    assert!(answer.plain(422).contains("secret"));
    server
        .post("/assets/create", &text_seed(&application, " \n"))
        .await
        .plain(400);
    server.post("/assets/create", &json!({})).await.plain(400);
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({
        "name": secret,
        "tags": [{ "text": secret }, { "text": "spans" }],
        "persons": [{ "type": { "basic": { "name": secret } } }],
    });
    let mut created = server.post("/assets/create", &seed).await.json();
    assert!(!created.to_string().contains(&fake_token()), "{created}");
    assert_eq!(created["tags"]["iterable"].as_array().unwrap().len(), 1);
    created["name"] = json!(secret);
    created["sensitives"] = json!({ "iterable": [{ "text": "hush" }] });
    created["messages"] = json!({ "iterable": [{ "text": secret }] });
    let updated = server.post("/asset/update", &created).await.json();
    assert_ne!(updated["name"], secret);
    assert!(updated.get("sensitives").is_none() && updated.get("messages").is_none());
    let too_much = json!({ "iterable": ["x".repeat(300_000)] });
    created["messages"] = too_much;
    server.post("/asset/update", &created).await.plain(400);
    let dir = server.stop().await;
    for entry in std::fs::read_dir(dir.path().join("store")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let token = fake_token();
            assert!(
                !bytes
                    .windows(token.len())
                    .any(|window| window == token.as_bytes()),
                "{path:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_tags_and_websites_have_ids_of_their_own() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = server
        .post("/assets/create", &text_seed(&application, FUNCTION))
        .await
        .json();
    let id = created["id"].as_str().unwrap().to_owned();
    let asset = async || server.get(&format!("/asset/{id}")).await.json();

    let seed = json!({ "type": "COMMENT", "text": "Sorts first.", "asset": id });
    let note = server.post("/annotations/create", &seed).await.json();
    assert_eq!(note["asset"]["id"], json!(id));
    let path = format!("/annotation/{}", note["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json(), note);
    let mut changed = note.clone();
    changed["text"] = json!("Sorts, then sweeps.");
    changed["favorited"] = json!(true);
    server.post("/annotation/update", &changed).await.json();
    assert_eq!(server.get(&path).await.json()["text"], "Sorts, then sweeps.");
    assert_eq!(ids(&asset().await["annotations"]), [note["id"].as_str().unwrap()]);
    let listed = async |kind: &str| {
        let answer = server
            .get(&format!("/annotations?annotation_type_filter={kind}"))
            .await;
        answer.json()["iterable"].as_array().unwrap().len()
    };
    assert_eq!((listed("COMMENT").await, listed("SUMMARY").await), (1, 0));
    server
        .get("/annotations?annotation_type_filter=NO_SUCH")
        .await
        .plain(400);
    let delete = format!("/annotations/{}/delete", note["id"].as_str().unwrap());
    assert_eq!(server.post_bytes(&delete, "").await.status, 204);
    server.get(&path).await.plain(410);
    server
        .post("/annotations/create", &json!({ "type": "COMMENT", "text": "a" }))
        .await
        .plain(400);

    let exists = async |path: &str, value: &str| server.post(path, &json!({ "value": value })).await.json();
    assert_eq!(exists("/tags/exists", "sweep").await, json!({}));
    let tag = server
        .post("/tags/create", &json!({ "text": "sweep" }))
        .await
        .json();
    assert_eq!(exists("/tags/exists", "sweep").await["tag"]["id"], tag["id"]);
    let tag = tag["id"].as_str().unwrap();
    for _ in 0..2 {
        let path = format!("/tag/{tag}/assets/associate/{id}");
        assert_eq!(server.post_bytes(&path, "").await.status, 204);
    }
    assert_eq!(ids(&asset().await["tags"]), [tag]);
    let path = format!("/tag/{tag}/assets/disassociate/{id}");
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
    assert_eq!(ids(&asset().await["tags"]), Vec::<&str>::new());
    assert_eq!(exists("/tags/exists", "sweep").await["tag"]["id"], tag);
    assert_eq!(
        server.post_bytes(&format!("/tags/{tag}/delete"), "").await.status,
        204
    );
    assert_eq!(exists("/tags/exists", "sweep").await, json!({}));
    server
        .post_bytes(&format!("/tags/{tag}/delete"), "")
        .await
        .plain(410);

    let site = json!({ "url": "https://example.org/", "name": "Example" });
    let site = server.post("/websites/create", &site).await.json();
    let site = site["id"].as_str().unwrap();
    assert_eq!(
        exists("/websites/exists", "https://example.org/").await["website"]["id"],
        site
    );
    let path = format!("/website/{site}/assets/associate/{id}");
    assert_eq!(server.post_bytes(&path, "").await.status, 204);
    assert_eq!(ids(&asset().await["websites"]), [site]);
    server
        .post_bytes(&format!("/website/{site}/assets/associate/nothing"), "")
        .await
        .plain(410);
    let server = server.restart().await;
    assert_eq!(
        ids(&server.get(&format!("/asset/{id}")).await.json()["websites"]),
        [site]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_is_searched_in_three_ways() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({
        "name": "Merging of intervals",
        "tags": [{ "text": "sweepline" }],
        "annotations": [{ "type": "COMMENT", "text": "From the scheduler." }],
    });
    let merge = server.post("/assets/create", &seed).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let crc = server
        .post("/assets/create", &text_seed(&application, OTHER))
        .await
        .json();
    let crc = crc["id"].as_str().unwrap();
    let find = async |path: &str| {
        let found = server.get(path).await.json();
        (
            ids(&found).into_iter().map(str::to_owned).collect::<Vec<_>>(),
            found["iterable"][0]["match"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    for (query, place) in [
        ("merging", "TITLE"),
        ("MERG", "TITLE"),
        ("sweepline", "TAGS"),
        ("scheduler", "ANNOTATION"),
        ("sorted(intervals)", "CONTENT"),
        ("ervals", "TITLE"),
    ] {
        let path = format!("/search/full_text?query={query}");
        assert_eq!(
            find(&path).await,
            (vec![merge.clone()], place.to_owned()),
            "{query}"
        );
    }
    assert_eq!(
        find("/search/full_text?query=nothing%20here").await.0,
        Vec::<String>::new()
    );
    assert_eq!(find("/search/full_text").await.0, Vec::<String>::new());
    assert_eq!(
        find("/assets/search?query=mergng%20intrvals&transferables=false").await,
        (vec![merge.clone()], "FUZZY".to_owned())
    );
    assert_eq!(find("/assets/search?query=checksum").await.0, [crc]);
    let like = RENAMED
        .replace(' ', "%20")
        .replace('\n', "%0A")
        .replace('[', "%5B")
        .replace(']', "%5D");
    let like = like
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('=', "%3D")
        .replace(',', "%2C");
    assert_eq!(
        find(&format!("/search/neural_code?query={like}")).await.0[0],
        merge
    );

    let filtered = json!({
        "query": "",
        "filters": { "type": "AND", "iterable": [
            { "classification": "rs" },
            { "created": { "from": { "value": "2001-01-01T00:00:00.000000+00:00" } } },
        ] },
    });
    let found = server.post("/assets/search", &filtered).await.json()["results"].clone();
    assert_eq!(ids(&found), [crc]);
    let among = json!({ "query": "merging", "space": { "identifers": { "iterable": [{ "id": crc }] } } });
    let found = server.post("/assets/search", &among).await.json()["results"].clone();
    assert_eq!(ids(&found), Vec::<&str>::new());
    let wrong = json!({ "filters": { "iterable": [{ "created": { "from": { "value": "yesterday" } } }] } });
    server.post("/assets/search", &wrong).await.plain(400);
    let tagged = server
        .post(
            "/search/tag_based",
            &json!({ "iterable": [{ "text": "sweepline" }, { "text": "other" }] }),
        )
        .await
        .json();
    assert_eq!(ids(&tagged), [merge.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_completed_and_not_kept_and_activities_stay_here() {
    let server = Server::start().await;
    let application = application(&server).await;
    let draft = server
        .post("/assets/draft", &text_seed(&application, FUNCTION))
        .await
        .json();
    assert_eq!(draft["asset"]["metadata"]["name"], "merge_intervals");
    assert_eq!(draft["asset"]["format"]["classification"]["specific"], "py");
    assert_eq!(draft["asset"]["format"]["fragment"]["string"]["raw"], FUNCTION);
    assert_eq!(
        ids(&server.get("/assets/identifiers").await.json()),
        Vec::<&str>::new()
    );

    let event = json!({ "keyboard": { "description": "copied", "shortcut": [1, 2] } });
    let activity = json!({ "event": event, "application": application });
    let created = server.post("/activities/create", &activity).await.json();
    assert_eq!(created["event"], event);
    assert_eq!(created["id"].as_str().unwrap().len(), 36);
    let kept = server.service.activities(5).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].id.to_string(), created["id"]);
    let wrong = json!({ "event": { "keyboard": 4 }, "application": application });
    assert!(
        server
            .post("/activities/create", &wrong)
            .await
            .plain(400)
            .starts_with("event: ")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_that_are_not_for_lists_are_listed_on_demand() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["pseudo"] = json!(true);
    server.post("/assets/create", &seed).await.json();
    for path in ["/assets", "/assets/identifiers"] {
        assert_eq!(ids(&server.get(path).await.json()).len(), 0, "{path}");
        assert_eq!(
            ids(&server.get(&format!("{path}?pseudo=true")).await.json()).len(),
            1,
            "{path}"
        );
    }
    assert_eq!(
        ids(&server.get("/search/full_text?query=merged").await.json()).len(),
        0
    );
    let on_demand = server
        .get("/search/full_text?query=merged&pseudo=true")
        .await
        .json();
    assert_eq!(ids(&on_demand).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_change_an_asset_at_once_the_last_wins_for_everybody() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = server
        .post("/assets/create", &text_seed(&application, FUNCTION))
        .await
        .json();
    let id = created["id"].as_str().unwrap();
    let path = format!("/asset/{id}");
    for round in 0..20 {
        let rename = async |name: String| {
            let mut asset = created.clone();
            asset["name"] = json!(name);
            server.post("/asset/update", &asset).await.json()
        };
        let service = std::sync::Arc::clone(&server.service);
        let (asset, name) = (id.parse().unwrap(), format!("window {round}"));
        let window = tokio::task::spawn_blocking(move || {
            let change = AssetChange {
                name: Some(name),
                ..AssetChange::default()
            };
            service.edit(asset, change).unwrap()
        });
        let (_, _, edited) = tokio::join!(
            rename(format!("one {round}")),
            rename(format!("two {round}")),
            window
        );
        edited.unwrap();
        let read = server.get(&path).await.json()["name"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(read.ends_with(&format!(" {round}")), "{read}");
        let shown = server.service.summary(id.parse().unwrap()).unwrap().name;
        assert_eq!(shown, read, "the window shows what clients read");
        let word = read.split(' ').next().unwrap();
        let found = server
            .get(&format!("/search/full_text?query={word}%20{round}"))
            .await
            .json();
        assert_eq!(ids(&found), [id], "and it is found by it");
    }
}
