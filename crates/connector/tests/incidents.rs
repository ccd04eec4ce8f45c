//! What has happened to other programs that listen on localhost, replayed: byte for byte, over TCP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{FUNCTION, Server, registration, seed};
use serde_json::json;

/// A page that nobody has allowed.
const PAGE: &str = "https://evil.example";

/// A page that the user allows in these tests.
const ALLOWED: &str = "app://obsidian.md";

/// A server that an editor has saved a text to, and what is kept there.
struct Victim {
    server: Server,
    editor: String,
}

impl Victim {
    async fn start() -> Self {
        let server = Server::start().await;
        let editor = server.connect("VS_CODE").await;
        server.save(&editor, FUNCTION).await;
        Self { server, editor }
    }

    fn host(&self) -> String {
        self.server.address.to_string()
    }

    /// Sends a request and checks that it is refused with one of these statuses, that nothing of ours was told, and that
    /// nothing was changed.
    async fn refuses(&self, statuses: &[u16], request: &str) -> String {
        let answer = self.server.raw(request).await;
        let status = answer.get(9..12).and_then(|status| status.parse().ok());
        let shown: String = request.chars().take(300).collect();
        assert!(
            status.is_some_and(|status: u16| statuses.contains(&status)),
            "{shown}\n{answer}"
        );
        for told in [
            "merge_intervals",
            "OS_SERVER",
            &self.editor,
            "access-control-allow",
        ] {
            assert!(
                !answer.to_lowercase().contains(&told.to_lowercase()),
                "{shown}\n{answer}"
            );
        }
        self.nothing_changed(&shown);
        answer
    }

    fn nothing_changed(&self, after: &str) {
        let service = &self.server.service;
        let kept = (service.asset_count(), service.applications().len());
        assert_eq!(kept, (1, 2), "after {after}");
    }
}

/// A request with these lines in its head besides the first, and a body.
fn request(first: &str, head: &[&str], body: &str) -> String {
    let mut request = format!("{first} HTTP/1.1\r\n");
    for line in head {
        request += line;
        request += "\r\n";
    }
    if !body.is_empty() {
        request += &format!("content-length: {}\r\n", body.len());
    }
    request + "connection: close\r\n\r\n" + body
}

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
        "access-control-request-headers: content-type",
        "access-control-request-private-network: true",
    ];
    let answer = victim.server.raw(&request("OPTIONS /connect", &asks, "")).await;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    for line in [
        "access-control-allow-origin: app://obsidian.md",
        "access-control-allow-methods: GET, HEAD, POST",
        "access-control-allow-headers: content-type",
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

/// Hosts that two parsers read differently: missing, doubled, in the target, with a user in front.
#[tokio::test(flavor = "multi_thread")]
async fn more_or_less_than_one_host() {
    let victim = Victim::start().await;
    let ours = victim.host();
    let host = format!("host: {ours}");
    for head in [
        vec![],
        vec!["host:".to_owned()],
        vec![host.clone(), host.clone()],
        vec![host.clone(), "host: evil.example".to_owned()],
        vec!["host: evil.example".to_owned(), host.clone()],
        vec![format!("host: {ours}, evil.example")],
        vec![format!("host: {ours}@evil.example")],
        vec![format!("host: evil.example@{ours}")],
        vec![format!("host: {ours}/")],
        vec![format!("host: {ours}#.evil.example")],
        vec![format!("x-forwarded-host: {ours}")],
    ] {
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        victim
            .refuses(&[400, 403], &request("GET /applications", &head, ""))
            .await;
    }
    for target in [
        "http://evil.example/applications".to_owned(),
        format!("http://evil.example@{ours}/applications"),
        format!("http://{ours}@evil.example/applications"),
    ] {
        victim
            .refuses(&[400, 403], &request(&format!("GET {target}"), &[&host], ""))
            .await;
    }
    let absolute = request(&format!("GET http://{ours}/.well-known/health"), &[&host], "");
    let answer = victim.server.raw(&absolute).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    victim
        .refuses(
            &[400, 403, 404, 405],
            &request("CONNECT evil.example:443", &[&host], ""),
        )
        .await;
    victim
        .refuses(&[400, 403, 404, 405], &request("OPTIONS *", &[&host], ""))
        .await;
    let old = format!("GET /applications HTTP/1.0\r\n\r\n");
    victim.refuses(&[403], &old).await;
}

/// Ids that are no ids: encoded, climbing, over-long, with other digits.
#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    let body = json!({ "save": true, "seed": { "asset": seed("fn planted() { 1 + 1 }\n") } }).to_string();
    let id = &victim.editor;
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let twice = encoded.replace('%', "%25");
    for name in [
        "..".to_owned(),
        "%2e%2e".to_owned(),
        "%2e%2e%2fapplications".to_owned(),
        format!("{id}%00"),
        format!("{id}%20"),
        format!("{id}%0d%0a"),
        format!("%ff{id}"),
        format!("{id}/"),
        format!("{id};x"),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}x"),
        twice,
        "%".to_owned(),
        "%zz".to_owned(),
        "a".repeat(60_000),
        "%41".repeat(10_000),
        "０".repeat(36),
    ] {
        let first = format!("POST /{name}/reaction");
        let json = "content-type: application/json";
        victim
            .refuses(&[400, 404, 414, 431], &request(&first, &[&host, json], &body))
            .await;
    }
}

/// Request smuggling (RFC 9112, section 11.2): a request of which two readers see different ends. What is hidden in it
/// must not be carried out.
#[tokio::test(flavor = "multi_thread")]
async fn requests_within_requests() {
    let victim = Victim::start().await;
    let host = victim.host();
    let hidden_body = registration("OBSIDIAN", "1").to_string();
    let hidden = format!(
        "POST /connect HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{hidden_body}",
        hidden_body.len()
    );
    let outer = format!("POST /connect HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n");
    let longer = hidden.len() + 5;
    for (what, framing, body) in [
        (
            "CL.TE",
            format!("content-length: {longer}\r\ntransfer-encoding: chunked"),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "TE.CL",
            "transfer-encoding: chunked\r\ncontent-length: 4".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "two lengths",
            format!("content-length: 2\r\ncontent-length: {longer}"),
            format!("{{}}{hidden}"),
        ),
        (
            "a list of lengths",
            format!("content-length: 2, {longer}"),
            format!("{{}}{hidden}"),
        ),
        (
            "a signed length",
            "content-length: +2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a length in hex",
            "content-length: 0x2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a length without end",
            "content-length: 99999999999999999999".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "not chunked last",
            "transfer-encoding: chunked, identity".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "an unknown encoding",
            "transfer-encoding: xchunked".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "two encodings",
            "transfer-encoding: chunked\r\ntransfer-encoding: x".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "a space before the colon",
            "transfer-encoding : chunked\r\ncontent-length: 2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a folded line",
            "transfer-encoding:\r\n chunked\r\ncontent-length: 2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a bare CR",
            "x: y\rtransfer-encoding: chunked\r\ncontent-length: 2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a zero in a name",
            "transfer\0-encoding: chunked\r\ncontent-length: 2".to_owned(),
            format!("{{}}{hidden}"),
        ),
        (
            "a chunk's size too large",
            "transfer-encoding: chunked".to_owned(),
            format!("ffffffffffffffff1\r\n{{}}\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a chunk's size that is none",
            "transfer-encoding: chunked".to_owned(),
            format!("-2\r\n{{}}\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a chunk without its end",
            "transfer-encoding: chunked".to_owned(),
            format!("2\r\n{{}}0\r\n\r\n{hidden}"),
        ),
    ] {
        let answer = victim
            .server
            .raw(&format!("{outer}{framing}\r\n\r\n{body}"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{what}: {answer}");
        victim.nothing_changed(what);
    }
    let old = outer.replace("HTTP/1.1", "HTTP/1.0");
    let answer = victim
        .server
        .raw(&format!(
            "{old}transfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
        ))
        .await;
    assert_eq!(answer.matches("HTTP/1.").count(), 1, "{answer}");
    victim.nothing_changed("chunks in HTTP/1.0");
    // A line may end in a bare LF, which RFC 9112 allows to read; it hides nothing either.
    let answer = victim
        .server
        .raw(&format!(
            "GET /.well-known/health HTTP/1.1\nhost: {host}\nconnection: close\n\n{hidden}"
        ))
        .await;
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    victim.nothing_changed("bare LF");
}

/// Floods of the head, and what is no HTTP: another protocol that a page or a tool was made to speak.
#[tokio::test(flavor = "multi_thread")]
async fn heads_without_end_and_other_protocols() {
    let victim = Victim::start().await;
    let host = format!("host: {}", victim.host());
    let many: Vec<String> = (0..5_000).map(|number| format!("x-{number}: y")).collect();
    let mut head: Vec<&str> = many.iter().map(String::as_str).collect();
    head.push(&host);
    victim
        .refuses(&[431], &request("GET /applications", &head, ""))
        .await;
    let long = format!("x: {}", "y".repeat(1 << 20));
    victim
        .refuses(&[431], &request("GET /applications", &[&host, &long], ""))
        .await;
    victim
        .refuses(
            &[414, 431],
            &request(&format!("GET /{}", "a".repeat(70_000)), &[&host], ""),
        )
        .await;
    for foreign in [
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "*1\r\n$4\r\nINFO\r\n",
        "EHLO evil.example\r\n",
        "\r\n\r\n\r\n\r\n",
        "\0\0\0\0\0\0\0\0\r\n\r\n",
    ] {
        let answer = victim.server.raw(foreign).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{foreign:?}: {answer}"
        );
        victim.nothing_changed(foreign);
    }
    let answer = victim
        .server
        .raw(&request("GET /.well-known/health", &[&host], ""))
        .await;
    assert!(answer.ends_with("ok"), "it goes on: {answer}");
}
