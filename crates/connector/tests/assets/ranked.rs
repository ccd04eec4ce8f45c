//! Which of what a search finds comes first.

use serde_json::{Value, json};

use super::{application, common::Server, create, ids, text_seed};

fn encoded(query: &str) -> String {
    query.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn found(server: &Server, path: &str, query: &str) -> Value {
    server
        .get(&format!("{path}?query={}", encoded(query)))
        .await
        .json()
}

/// What the words find: for clients, nearly too, and in the window.
async fn by_words(server: &Server, query: &str) -> [Vec<String>; 3] {
    let window = server.service.search(&connector::Query {
        text: query.to_owned(),
        limit: 1_000,
        ..connector::Query::default()
    });
    let window = window.items.iter().map(|item| item.id.to_string()).collect();
    let owned = |found: &Value| ids(found).into_iter().map(str::to_owned).collect();
    [
        owned(&found(server, "/search/full_text", query).await),
        owned(&found(server, "/assets/search", query).await),
        window,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_has_it_as_it_was_typed_comes_before_those_that_have_its_parts() {
    let server = Server::start().await;
    let application = application(&server).await;
    let literal =
        "fn root(node: Option<Node>) {\n    if let Some(parent) = node.above() { climb(parent); }\n}\n";
    let literal = create(&server, &application, literal).await["id"].clone();
    for number in 0..30 {
        let parts =
            format!("fn f{number}(parent: u8) {{\n    let Some(next) = walk(parent, {number}) else;\n}}\n");
        create(&server, &application, &parts).await;
    }
    for query in [
        "Some(parent)",
        "some(PARENT) =",
        "let Some(parent)",
        "(parent); }",
        "Some(par",
    ] {
        for found in by_words(&server, query).await {
            assert_eq!(found.len(), 31, "{query}");
            assert_eq!(json!(found[0]), literal, "{query}");
        }
    }
    let answer = found(&server, "/search/full_text", "Some(parent)").await;
    assert_eq!(answer["exact"], 1, "the others have only its parts");
    // What is said of one is not looked for in its text: the title is the best place, and the parts there are no whole.
    let mut titled = text_seed(&application, "call(climb, 5, 6);");
    titled["asset"]["metadata"] = json!({ "name": "Some(parent) climbs" });
    let titled = server.post("/assets/create", &titled).await.json()["id"].clone();
    for found in by_words(&server, "Some(parent)").await {
        assert_eq!(
            [json!(found[0]), json!(found[1])],
            [titled.clone(), literal.clone()]
        );
    }
    for found in by_words(&server, "Some(parent) climb").await {
        assert_eq!(
            [json!(found[0]), json!(found[1])],
            [titled.clone(), literal.clone()]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_found_within_a_longer_run_of_signs() {
    let server = Server::start().await;
    let application = application(&server).await;
    let text = "let other = 5;\nlet given = regex(r\"^[^/]+:|=>?$\");";
    let held = create(&server, &application, text).await["id"].clone();
    create(&server, &application, "let plain: u8 = call(1);").await;
    for query in ["|=", "|=>", ":|=>?", "+:|", "=>?$"] {
        for found in by_words(&server, query).await {
            assert_eq!(json!(found), json!([held]), "{query}");
        }
    }
    for found in by_words(&server, "._").await {
        assert_eq!(found, Vec::<String>::new(), "neither has such a sign");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_by_looks_answers_what_has_the_words_where_nothing_looks_like_them() {
    let server = Server::start().await;
    let application = application(&server).await;
    let merge = "def merge_intervals(intervals):\n    merged = []\n    for start, end in sorted(intervals):\n        merged.append((start, end))\n    return merged\n";
    let merge = create(&server, &application, merge).await["id"].clone();
    for text in [
        "users = sorted(users)\nprint(users[0])\nusers.sort(key=lambda u: u.name)\n",
        "def both(a, b):\n    return sorted(a + b)\n",
        "lst.sort(key=lambda x: x.age)\nprint(lst, sorted(lst))\n",
    ] {
        create(&server, &application, text).await;
    }
    let mut told = text_seed(&application, "SELECT a FROM t WHERE x > 5 LIMIT 3;");
    told["asset"]["metadata"] =
        json!({ "annotations": [{ "type": "COMMENT", "text": "Which query limits the rows." }] });
    let told = server.post("/assets/create", &told).await.json()["id"].clone();
    for (query, first) in [
        ("merge sorted intervals", &merge),
        ("which query limits the rows", &told),
    ] {
        let found = found(&server, "/search/neural_code", query).await;
        let mut all = ids(&found);
        assert_eq!(json!(all.first()), *first, "{query}");
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ids(&found).len(), "each once: {query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_first_has_the_better_score() {
    let server = Server::start().await;
    let application = application(&server).await;
    for (name, text) in [
        ("interval merger", "call(1, 2);"),
        ("intervl merger", "call(2, 3);"),
        ("another", "interval(5); merger(6);"),
        ("intervals and mergers", "call(7, 8);"),
    ] {
        let mut seed = text_seed(&application, text);
        seed["asset"]["metadata"] = json!({ "name": name });
        server.post("/assets/create", &seed).await.json();
    }
    let found = found(&server, "/assets/search", "interval merger").await;
    let scores: Vec<f64> = found["iterable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["score"].as_f64().unwrap())
        .collect();
    assert_eq!(scores.len(), 4, "{found}");
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(
        scores.iter().all(|score| *score > 0.0 && *score <= 1.0),
        "{scores:?}"
    );
}
