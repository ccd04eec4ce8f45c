//! What is said about an asset: notes, tags, websites, and what is sent with a text.

use serde_json::{Value, json};

use super::{
    application,
    common::{FUNCTION, Server},
    create, ids, text_seed,
};

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
async fn notes_tags_and_websites_have_ids_of_their_own() {
    let server = Server::start().await;
    let application = application(&server).await;
    let created = create(&server, &application, FUNCTION).await;
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
    let all = server.get("/annotations").await.json();
    assert_eq!(ids(&all), [note["id"].as_str().unwrap()]);
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
async fn many_notes_about_an_asset_are_listed_without_a_copy_of_it_for_each() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut asset = create(&server, &application, FUNCTION).await;
    let at = json!({ "value": "2024-01-02T03:04:05.000Z" });
    let notes: Vec<_> = (0..500)
        .map(|number| {
            json!({ "id": "", "created": at, "updated": at, "type": "COMMENT", "text": format!("Note {number}.") })
        })
        .collect();
    asset["annotations"] = json!({ "iterable": notes });
    server.post("/asset/update", &asset).await.json();
    let all = server.get("/annotations").await.json();
    assert_eq!(all["iterable"].as_array().unwrap().len(), 500);
    let id = asset["id"].as_str().unwrap().parse().unwrap();
    let noted = server.service.annotations(id, |_| true).unwrap();
    let shared = |pair: &[connector::Noted]| std::sync::Arc::ptr_eq(&pair[0].asset, &pair[1].asset);
    assert!(noted.windows(2).all(shared));
    asset["annotations"]["iterable"] = json!(vec![notes[0].clone(); 10_000]);
    let refused = server.post("/asset/update", &asset).await;
    refused.plain(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_about_an_asset_stays_bounded_however_it_is_added() {
    let server = Server::start().await;
    let application = application(&server).await;
    let asset = create(&server, &application, FUNCTION).await;
    let id = asset["id"].as_str().unwrap();
    let mut last = 0;
    for number in 0..40 {
        let text = format!("{number} {}", "word ".repeat(1_600));
        let tag = json!({ "text": text, "asset": id });
        last = server.post("/tags/create", &tag).await.status;
    }
    assert_eq!(last, 400, "tags");
    for number in 0..2 {
        let note = format!("{number} {}", "word ".repeat(40_000));
        let mut seed = text_seed(&application, FUNCTION);
        seed["asset"]["metadata"] = json!({ "annotations": [{ "type": "COMMENT", "text": note }] });
        last = server.post("/assets/create", &seed).await.status;
    }
    assert_eq!(last, 400, "a seed");
    let size = server
        .get(&format!("/asset/{id}?transferables=false"))
        .await
        .body
        .len();
    assert!(size < 512 * 1024, "{size}");
}
