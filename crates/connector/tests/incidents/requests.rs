//! Requests that two readers understand differently, and floods of them.

use serde_json::json;

use crate::{
    Victim,
    common::{registration, seed},
    request,
};

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
    victim.refuses(&[403], "GET /applications HTTP/1.0\r\n\r\n").await;
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
