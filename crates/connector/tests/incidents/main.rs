//! What has happened to other programs that listen on localhost, replayed: byte for byte, over TCP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod pages;
mod requests;

use common::{FUNCTION, Server};

/// A server that an editor has saved a text to, and what is kept there.
pub(crate) struct Victim {
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
pub(crate) fn request(first: &str, head: &[&str], body: &str) -> String {
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
