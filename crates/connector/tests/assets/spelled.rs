//! What is spelled otherwise than it is looked for: composed or not, with or without marks, wide or narrow.

use serde_json::{Value, json};

use super::{application, common::Server, ids, text_seed};

/// `é` as one character, and as a letter with a mark after it.
const COMPOSED: &str = "r\u{e9}sum\u{e9}";
const DECOMPOSED: &str = "re\u{301}sume\u{301}";

async fn titled(server: &Server, application: &Value, title: &str, text: &str) -> String {
    let mut seed = text_seed(application, text);
    seed["asset"]["metadata"] = json!({ "name": title });
    let made = server.post("/assets/create", &seed).await.json();
    made["id"].as_str().unwrap().to_owned()
}

fn encoded(query: &str) -> String {
    query.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What each search over words finds: those of clients, and that of the window.
async fn found(server: &Server, query: &str) -> [Vec<String>; 3] {
    let mut all = [const { Vec::new() }; 3];
    for (found, path) in all.iter_mut().zip(["/search/full_text", "/assets/search"]) {
        let answer = server
            .get(&format!("{path}?query={}", encoded(query)))
            .await
            .json();
        *found = ids(&answer).into_iter().map(str::to_owned).collect();
    }
    let window = server.service.search(&connector::Query {
        text: query.to_owned(),
        limit: 10,
        ..connector::Query::default()
    });
    all[2] = window.items.iter().map(|item| item.id.to_string()).collect();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn each_spelling_finds_each_and_its_own_comes_first() {
    let server = Server::start().await;
    let application = application(&server).await;
    let composed = titled(&server, &application, "one", &format!("let {COMPOSED} = open();")).await;
    let plain = titled(&server, &application, "three", "let resume = open(3);").await;
    let decomposed = titled(&server, &application, "two", &format!("load({DECOMPOSED}, 2)")).await;
    for query in [COMPOSED, DECOMPOSED, "R\u{c9}SUM\u{c9}", "rE\u{301}sum"] {
        let expected = [&decomposed, &composed, &plain].map(Clone::clone);
        for found in found(&server, query).await {
            assert_eq!(found, expected, "{query}");
        }
    }
    for query in [
        "resume",
        "esum",
        "\u{ff52}\u{ff45}\u{ff53}\u{ff55}\u{ff4d}\u{ff45}",
    ] {
        let is_plain = query.is_ascii();
        for found in found(&server, query).await {
            assert_eq!(found.len(), 3, "{query}");
            assert!(!is_plain || found[0] == plain, "{query}");
        }
    }
    for found in found(&server, "r\u{e9}sumo").await.iter().step_by(2) {
        assert_eq!(found, &Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_found_by_those_that_people_type_for_them() {
    let server = Server::start().await;
    let application = application(&server).await;
    for (title, query) in [
        ("Stra\u{df}e der \u{dc}bung", "strasse ubung"),
        ("\u{ff26}\u{ff55}\u{ff4c}\u{ff4c} width", "full"),
        ("\u{141}\u{f3}d\u{17a}", "lodz"),
        ("Sm\u{f8}rrebr\u{f8}d", "smorrebrod"),
        ("\u{152}uvre", "oeuvre"),
        ("\u{130}stanbul", "istanbul"),
        ("of\u{fb01}ce", "office"),
        ("Donau\u{ad}dampf", "donaudampf"),
        (
            "\u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}",
            "\u{3c3}\u{3b9}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c3}",
        ),
    ] {
        let asset = titled(
            &server,
            &application,
            title,
            &format!("call({})", title.len() * 7 + query.len()),
        )
        .await;
        for found in found(&server, query).await {
            assert_eq!(found, [asset.as_str()], "{query}");
        }
        for found in found(&server, title).await {
            assert_eq!(found, [asset.as_str()], "{title}");
        }
        server
            .post_bytes(&format!("/assets/{asset}/delete"), "")
            .await
            .plain(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_and_what_stands_far_into_a_text_are_found_so_too() {
    let server = Server::start().await;
    let application = application(&server).await;
    let lines: Vec<_> = (0..8_000).map(|n| format!("alpha{n} beta{}", n * 3)).collect();
    let long = format!("{}\n{DECOMPOSED}", lines.join("\n"));
    let long = titled(&server, &application, "Caf\u{e9}", &long).await;
    for query in [COMPOSED, "resume", "beta23997 resume"] {
        for found in found(&server, query).await {
            assert_eq!(found, [long.as_str()], "{query}");
        }
    }
    for (phrase, is_there) in [
        (json!({ "value": "cafe", "title": true }), true),
        (json!({ "value": "cafe\u{301}", "title": true }), true),
        (json!({ "value": COMPOSED, "content": true }), true),
        (json!({ "value": "resume", "content": true }), true),
        (json!({ "value": "resume", "title": true }), false),
    ] {
        let body = json!({ "filters": { "iterable": [{ "phrase": phrase }] } });
        let answer = server.post("/assets/search", &body).await.json();
        assert_eq!(ids(&answer["results"]).len(), usize::from(is_there), "{phrase}");
    }
    for (query, is_there) in [
        ("Cafe\u{301}", true),
        (COMPOSED, true),
        ("caf\u{e9}", false),
        ("Cafe", false),
    ] {
        let body = json!({ "query": query, "casing": true });
        let answer = server.post("/assets/search", &body).await.json();
        assert_eq!(ids(&answer["results"]).len(), usize::from(is_there), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_errors_are_forgiven_in_letters_with_marks() {
    let server = Server::start().await;
    let application = application(&server).await;
    let asset = titled(&server, &application, &format!("{DECOMPOSED} parser"), "call(5)").await;
    for query in [
        "r\u{e9}smu\u{e9} parser",
        "resme parsr",
        "re\u{301}sme\u{301} parser",
    ] {
        let [words, nearly, _] = found(&server, query).await;
        assert_eq!((words, nearly), (vec![], vec![asset.clone()]), "{query}");
    }
}
