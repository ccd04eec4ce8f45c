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

/// An asset that holds every kind of thing that a filter is about, and one that holds none of it.
async fn two_assets(server: &Server) -> (String, String) {
    let application = application(server).await;
    let mut seed = text_seed(&application, FUNCTION);
    seed["asset"]["metadata"] = json!({
        "name": "Merging of Intervals",
        "tags": [{ "text": "sweepline" }],
        "websites": [{ "url": "https://example.org/merge", "name": "Merge" }],
        "annotations": [
            { "type": "COMMENT", "text": "From the scheduler." },
            { "type": "SUMMARY", "text": "Joins what overlaps." },
        ],
        "persons": [{ "type": { "basic": { "name": "Ada L.", "email": "ada@example.org" } } }],
    });
    let merge = server.post("/assets/create", &seed).await.json();
    let other = create(server, &application, OTHER).await;
    let id = |asset: &serde_json::Value| asset["id"].as_str().unwrap().to_owned();
    (id(&merge), id(&other))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_of_a_filter_counts() {
    let server = Server::start().await;
    let (merge, other) = two_assets(&server).await;
    let asset = server.get(&format!("/asset/{merge}")).await.json();
    let tag = &asset["tags"]["iterable"][0]["id"];
    let site = &asset["websites"]["iterable"][0]["id"];
    let person = &asset["persons"]["iterable"][0]["id"];
    let at = "2001-01-01T00:00:00.000000+00:00";
    let phrase = |words: &str, place: &str| json!({ "phrase": { "value": words, place: true } });
    let noted = |kind: &str| json!({ "phrase": { "value": "overlaps", "options": { "annotation": kind } } });
    for (filter, finds_merge, finds_other) in [
        (json!({}), true, true),
        (json!({ "classification": "py" }), true, false),
        (json!({ "classification": "UNKNOWN" }), true, true),
        (json!({ "tags": ["sweepline"] }), true, false),
        (json!({ "tags": [tag] }), true, false),
        (json!({ "tags": ["sweepline", "absent"] }), false, false),
        (json!({ "websites": ["https://example.org/merge"] }), true, false),
        (json!({ "websites": [site] }), true, false),
        (json!({ "persons": ["Ada L."] }), true, false),
        (json!({ "persons": ["ada@example.org"] }), true, false),
        (json!({ "persons": [person] }), true, false),
        (json!({ "persons": ["Grace"] }), false, false),
        (json!({ "phrase": { "value": "scheduler" } }), true, false),
        (json!({ "tags": [site] }), false, false),
        (json!({ "websites": [tag] }), false, false),
        (json!({ "persons": [tag] }), false, false),
        (json!({ "phrase": { "value": "mergeIntervals" } }), true, false),
        (phrase("mergeIntervals", "content"), true, false),
        (phrase("mergeIntervals", "annotation"), false, false),
        (phrase("intervals", "title"), true, false),
        (phrase("scheduler", "title"), false, false),
        (phrase("scheduler", "annotation"), true, false),
        (phrase("scheduler", "content"), false, false),
        (phrase("sorted", "content"), true, false),
        (phrase("sorted", "title"), false, false),
        (noted("SUMMARY"), true, false),
        (noted("COMMENT"), false, false),
        (json!({ "created": { "from": { "value": at } } }), true, true),
        (json!({ "created": { "to": { "value": at } } }), false, false),
        (
            json!({ "updated": { "from": { "value": at }, "between": true } }),
            true,
            true,
        ),
        (json!({ "updated": { "to": { "value": at } } }), false, false),
        (
            json!({ "operations": { "type": "OR", "iterable": [{ "tags": ["sweepline"] }, { "classification": "rs" }] } }),
            true,
            true,
        ),
        (
            json!({ "operations": { "type": "AND", "iterable": [{ "tags": ["sweepline"] }, { "classification": "rs" }] } }),
            false,
            false,
        ),
    ] {
        let body = json!({ "filters": { "iterable": [filter] } });
        let found = server.post("/assets/search?transferables=false", &body).await;
        let found = found.json()["results"].clone();
        let found = ids(&found);
        let found = (found.contains(&merge.as_str()), found.contains(&other.as_str()));
        assert_eq!(found, (finds_merge, finds_other), "{filter}");
    }
    for (casing, query, expected) in [
        (false, "intervals MERGING", true),
        (true, "Intervals Merging", true),
        (true, "intervals MERGING", false),
        (true, "Sweepline", false),
    ] {
        let body = json!({ "query": query, "casing": casing });
        let found = server.post("/assets/search", &body).await.json()["results"].clone();
        assert_eq!(
            ids(&found).contains(&merge.as_str()),
            expected,
            "{query}, {casing}"
        );
    }
    let words = json!({ "phrase": { "value": "sorted" } });
    for (many, status) in [(100, 200), (101, 400)] {
        let body = json!({ "filters": { "iterable": vec![words.clone(); many] } });
        assert_eq!(server.post("/assets/search", &body).await.status, status);
        let deep = json!({ "filters": { "iterable": [{ "operations": body["filters"] }] } });
        assert_eq!(server.post("/assets/search", &deep).await.status, 400);
    }
    let no_tags = server
        .post("/search/tag_based", &json!({ "iterable": [] }))
        .await
        .json();
    assert_eq!(ids(&no_tags), Vec::<&str>::new());
}

/// What only the store can tell is asked of those that are found after the first thousand, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_spelled_or_stands_so_is_found_behind_any_number_of_others() {
    let server = Server::start().await;
    let application = application(&server).await;
    let create = async |name: String, text: &str, note: &str| {
        let mut seed = text_seed(&application, text);
        seed["asset"]["metadata"] =
            json!({ "name": name, "annotations": [{ "type": "COMMENT", "text": note }] });
        let made = server.post("/assets/create", &seed).await.json();
        made["id"].as_str().unwrap().to_owned()
    };
    let wanted = create(
        "Wanted".to_owned(),
        "def close(book):\n    return Ledger(book).close()",
        "the ledger closes first",
    )
    .await;
    for n in 0..1_001 {
        let text = format!("def post_{n}(ledger):\n    return ledger.post({n})");
        create(format!("ledger {n}"), &text, "").await;
    }
    let note = json!({ "phrase": { "value": "closes", "annotation": true } });
    let spelled = json!({ "query": "Ledger", "casing": true });
    let noted = json!({ "query": "ledger", "filters": { "iterable": [note] } });
    let either =
        json!({ "type": "OR", "iterable": [note, { "phrase": { "value": "Wanted", "title": true } }] });
    let either = json!({ "query": "ledger", "filters": either });
    for body in [spelled, noted, either] {
        let found = server
            .post("/assets/search?transferables=false", &body)
            .await
            .json();
        assert_eq!(ids(&found["results"]), [wanted.as_str()], "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_no_look() {
    let server = Server::start().await;
    let application = application(&server).await;
    let (merge, _) = two_assets(&server).await;
    // One word looks like another.
    let word = create(&server, &application, "retry_delay").await;
    for (query, expected) in [
        ("merge_intervals", vec![merge.as_str()]),
        ("retry_delay", vec![word["id"].as_str().unwrap()]),
        ("banana", vec![]),
    ] {
        let found = server
            .get(&format!("/search/neural_code?query={query}"))
            .await
            .json();
        assert_eq!(ids(&found), expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_search_leaves_out_what_is_not_for_lists() {
    let server = Server::start().await;
    let (merge, _) = two_assets(&server).await;
    let mut asset = server.get(&format!("/asset/{merge}")).await.json();
    asset["pseudo"] = json!(true);
    server.post("/asset/update", &asset).await.json();
    let text: String = FUNCTION.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for path in [
        "/assets/search?query=merging",
        "/search/full_text?query=merging",
        &format!("/search/neural_code?query={text}"),
    ] {
        let found = server.get(path).await.json();
        assert_eq!(ids(&found), Vec::<&str>::new(), "{path}");
        let found = server.get(&format!("{path}&pseudo=true")).await.json();
        assert_eq!(ids(&found), [merge.as_str()], "{path}");
    }
    let tagged = json!({ "iterable": [{ "text": "sweepline" }] });
    for (path, expected) in [("/search/tag_based", 0), ("/search/tag_based?pseudo=true", 1)] {
        let found = server.post(path, &tagged).await.json();
        assert_eq!(ids(&found).len(), expected, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_of_a_text_of_any_length_is_found() {
    let server = Server::start().await;
    let application = application(&server).await;
    let lines: Vec<_> = (0..20_000).map(|n| format!("alpha{n} beta{}", n * 3)).collect();
    let long = create(&server, &application, &lines.join("\n")).await;
    let id = long["id"].as_str().unwrap();
    create(&server, &application, "let alpha2 = beta(3);").await;
    let has = |found: &serde_json::Value| ids(found) == [id];
    for (query, is_there) in [
        ("alpha1999", true),
        ("alpha19999", true),
        ("ALPHA19999%20beta59997", true),
        ("alpha19999%20alpha4", true),
        ("pha1999", true),
        ("alpha20000", false),
        ("alpha19999%20missing", false),
    ] {
        for path in ["/search/full_text", "/assets/search"] {
            let found = server.get(&format!("{path}?query={query}")).await.json();
            // What is not there may be near.
            let is_fuzzy = path == "/assets/search";
            assert!(
                has(&found) == is_there || (is_fuzzy && !is_there),
                "{path} {query}"
            );
        }
        let window = server.service.search(&connector::Query {
            text: query.replace("%20", " "),
            limit: 5,
            ..connector::Query::default()
        });
        assert_eq!((window.matching == 1, window.total), (is_there, 2), "{query}");
    }
    for phrase in [
        json!({ "value": "alpha19999" }),
        json!({ "value": "alpha19999", "content": true }),
    ] {
        let filters = json!({ "iterable": [{ "phrase": phrase }] });
        let wanted = json!({ "query": "beta3", "filters": filters });
        let found = server.post("/assets/search", &wanted).await.json();
        assert_eq!(ids(&found["results"]), [id], "{phrase}");
    }
    server
        .post_bytes(&format!("/assets/{id}/delete"), "")
        .await
        .plain(200);
    let found = server.get("/search/full_text?query=alpha19999").await.json();
    assert_eq!(ids(&found), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_about_an_asset_finds_it_and_typing_errors_in_it_are_forgiven() {
    let server = Server::start().await;
    let application = application(&server).await;
    let mut seed = text_seed(&application, FUNCTION);
    let long = format!("{} charges at the very end", "about nothing ".repeat(100));
    seed["asset"]["metadata"] = json!({
        "name": "Interval merging",
        "tags": [{ "text": "billing-batch" }],
        "websites": [{ "url": "https://wiki.example.org/uniquesite/page", "name": "Ledger handbook" }],
        "annotations": [
            { "type": "DESCRIPTION", "text": "Charges the customer quarterly." },
            { "type": "COMMENT", "text": long },
        ],
        "hints": [{ "type": "SUGGESTED_QUERY", "text": "How are overlaps reconciled?" }],
    });
    let wanted = server.post("/assets/create", &seed).await.json();
    let wanted = wanted["id"].as_str().unwrap();
    create(&server, &application, OTHER).await;
    for (query, place, nearly) in [
        ("uniquesite", "WEBSITES", false),
        ("wiki.example.org", "WEBSITES", false),
        ("handbook", "WEBSITES", false),
        ("reconciled", "HINT", false),
        ("customer", "ANNOTATION", false),
        ("charge%20custmer", "FUZZY", true),
        ("quartrely", "FUZZY", true),
        ("biling-batch", "FUZZY", true),
        ("intervl%20mergin", "FUZZY", true),
    ] {
        let found = server.get(&format!("/assets/search?query={query}")).await.json();
        assert_eq!(ids(&found), [wanted], "{query}");
        assert_eq!(found["iterable"][0]["match"], place, "{query}");
        let found = server
            .get(&format!("/search/full_text?query={query}"))
            .await
            .json();
        assert_eq!(ids(&found).len(), usize::from(!nearly), "{query}");
    }
    let in_window = server.service.search(&connector::Query {
        text: "handbook reconciled".to_owned(),
        limit: 5,
        ..connector::Query::default()
    });
    assert_eq!(in_window.matching, 1);
    // What is searched of it follows its changes.
    let mut asset = server.get(&format!("/asset/{wanted}")).await.json();
    asset["websites"]["iterable"] = json!([]);
    server.post("/asset/update", &asset).await.json();
    let found = server.get("/search/full_text?query=uniquesite").await.json();
    assert_eq!(ids(&found), Vec::<&str>::new());
}
