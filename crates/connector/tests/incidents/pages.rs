//! Web pages: what they send of themselves, and what their browsers send for them.

use serde_json::json;

use crate::{
    Victim,
    common::{registration, seed},
    request,
};

/// A page that nobody has allowed.
const PAGE: &str = "https://evil.example";

/// A page that the user allows in these tests.
const ALLOWED: &str = "app://obsidian.md";

/// Ollama, CVE-2024-28224: a page whose name is made to point to this machine asks as if it were its own server. Its
/// browser sends no `Origin` with what it reads, and the page's name as the host.
#[tokio::test(flavor = "multi_thread")]
async fn dns_rebinding() {
    let victim = Victim::start().await;
    let port = victim.server.address.port();
    for host in [
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        // Some systems took this for loopback, also from a page ("0.0.0.0 day", 2024).
        format!("0.0.0.0:{port}"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("localhost.:{port}"),
    ] {
        let host = format!("host: {host}");
        victim
            .refuses(&[403], &request("GET /applications", &[&host], ""))
            .await;
        let body = registration("OBSIDIAN", "1").to_string();
        let json = "content-type: application/json";
        victim
            .refuses(&[403], &request("POST /connect", &[&host, json], &body))
            .await;
    }
}

/// CSRF against local servers, as in Zoom's (CVE-2019-13450): a page sends what needs no permission (a form, `no-cors`,
/// `sendBeacon`) and does not care for the answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_posts_without_asking() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    let save = json!({ "save": true, "seed": { "asset": seed("fn planted() { 1 + 1 }\n") } }).to_string();
    let reaction = format!("POST /{}/reaction", victim.editor);
    let connect = registration("OBSIDIAN", "1").to_string();
    for (first, body) in [(reaction.as_str(), &save), ("POST /connect", &connect)] {
        for kind in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            // Fooled servers that looked for the word.
            "text/plain; application/json",
            "text/plain, application/json",
            "application/json+x",
        ] {
            let kind = format!("content-type: {kind}");
            // Old browsers leave the origin out; a sandboxed frame or a redirect sends `null`.
            victim
                .refuses(&[415], &request(first, &[&host, &kind], body))
                .await;
            for origin in [PAGE, "null"] {
                let origin = format!("origin: {origin}");
                victim
                    .refuses(&[403], &request(first, &[&host, &kind, &origin], body))
                    .await;
            }
        }
        victim.refuses(&[415], &request(first, &[&host], body)).await;
        let twice = ["content-type: application/json", "content-type: text/plain"];
        victim
            .refuses(&[415], &request(first, &[&host, twice[0], twice[1]], body))
            .await;
    }
    // An image or a link: there is no origin, and nothing that it may do.
    for site in ["cross-site", "same-site", "same-origin"] {
        let site = format!("sec-fetch-site: {site}");
        victim
            .refuses(&[403], &request("GET /applications", &[&host, &site], ""))
            .await;
    }
}

/// massCode, issue 910: `Access-Control-Allow-Origin: *` on a local API let any page read every snippet.
#[tokio::test(flavor = "multi_thread")]
async fn reading_across_origins() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    let own_page = format!("http://{}", victim.host());
    for origin in [
        PAGE,
        "null",
        "",
        "*",
        "file://",
        &own_page,
        "http://localhost:3000",
    ] {
        let origin = format!("origin: {origin}");
        for path in [
            "/applications",
            "/.well-known/health",
            "/openapi.json",
            "/nowhere",
        ] {
            let answer = victim
                .refuses(&[403], &request(&format!("GET {path}"), &[&host, &origin], ""))
                .await;
            assert!(answer.contains("vary: origin"), "{answer}");
        }
        for method in ["POST", "GET", "DELETE"] {
            let asks = format!("access-control-request-method: {method}");
            let head = [
                host.as_str(),
                &origin,
                &asks,
                "access-control-request-headers: content-type",
            ];
            victim
                .refuses(&[403], &request("OPTIONS /connect", &head, ""))
                .await;
        }
    }
    victim
        .server
        .service
        .set_allowed_origins([ALLOWED.parse().unwrap()]);
    let (allowed, page) = (format!("origin: {ALLOWED}"), format!("origin: {PAGE}"));
    victim
        .refuses(&[403], &request("GET /applications", &[&host, &page], ""))
        .await;
    // Two of them, in either order, are no origin.
    victim
        .refuses(
            &[403],
            &request("GET /applications", &[&host, &allowed, &page], ""),
        )
        .await;
    victim
        .refuses(
            &[403],
            &request("GET /applications", &[&host, &page, &allowed], ""),
        )
        .await;
}

/// The list's other half: who is on it is answered, by exactly its name, and may send what a page has to ask for.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_on_the_list_is_served() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    victim
        .server
        .service
        .set_allowed_origins([ALLOWED.parse().unwrap()]);
    let origin = format!("origin: {ALLOWED}");
    let asks = [
        host.as_str(),
        &origin,
        "access-control-request-method: POST",
        "access-control-request-headers: application,content-type,x-application-id",
        "access-control-request-private-network: true",
    ];
    let answer = victim.server.raw(&request("OPTIONS /connect", &asks, "")).await;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    for line in [
        "access-control-allow-origin: app://obsidian.md",
        "access-control-allow-methods: GET, HEAD, POST",
        "access-control-allow-headers: content-type, application, x-application-id",
        "access-control-allow-private-network: true",
        "vary: origin",
    ] {
        assert!(answer.contains(&format!("{line}\r\n")), "{line}\n{answer}");
    }
    victim.nothing_changed("a preflight");
    let body = registration("OBSIDIAN", "1").to_string();
    let json = "content-type: application/json";
    let answer = victim
        .server
        .raw(&request("POST /connect", &[&host, &origin, json], &body))
        .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    for line in [
        "access-control-allow-origin: app://obsidian.md",
        "vary: origin",
        "cache-control: no-store",
    ] {
        assert!(answer.contains(&format!("{line}\r\n")), "{line}\n{answer}");
    }
    assert!(
        !answer.contains("credentials") && !answer.contains('*'),
        "{answer}"
    );
    assert_eq!(victim.server.service.applications().len(), 3);
    // The rest of the guard holds for it as for everybody.
    let text = "content-type: text/plain";
    let answer = victim
        .server
        .raw(&request("POST /connect", &[&host, &origin, text], &body))
        .await;
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    let answer = victim
        .server
        .raw(&request(
            "GET /applications",
            &["host: evil.example", &origin],
            "",
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(!answer.contains("access-control-allow"), "{answer}");
    // Who has no origin is told nothing of the list.
    let answer = victim
        .server
        .raw(&request("GET /applications", &[&host], ""))
        .await;
    assert!(
        !answer.contains("access-control") && !answer.contains("obsidian"),
        "{answer}"
    );
}

/// CVE-2025-52882: an editor's helper took a websocket from any page; browsers ask nobody before they open one.
#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_from_a_page() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    let upgrade = |origin: &str| {
        format!(
            "GET /applications HTTP/1.1\r\n{host}\r\norigin: {origin}\r\nupgrade: websocket\r\nconnection: Upgrade, close\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
        )
    };
    for origin in [PAGE, "null"] {
        victim.refuses(&[403], &upgrade(origin)).await;
    }
    // A page that is let in gets an answer, and no socket: there is none to have.
    victim
        .server
        .service
        .set_allowed_origins([ALLOWED.parse().unwrap()]);
    let answer = victim.server.raw(&upgrade(ALLOWED)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.contains("sec-websocket-accept"), "{answer}");
}
