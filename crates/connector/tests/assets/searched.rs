//! Three ways to find something in the library.

use serde_json::json;

use super::{
    application,
    common::{FUNCTION, OTHER, RENAMED, Server},
    create, ids, text_seed,
};

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
    let crc = create(&server, &application, OTHER).await;
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
