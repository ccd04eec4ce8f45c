//! Who may speak to the server at all, decided before any route.
//!
//! A server on localhost is open to every web page that the user visits: the page's browser runs on this machine.
//! So a request must name this server as its host (else it is DNS rebinding), must not come from a web page unless the
//! user lets that one in, and must have a content type that a page can't send without asking first.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{cors, error::ApiError};
use crate::service::Service;

/// How browsers say of which page a request is, also of those that have no `Origin` (an image, a link that was followed).
/// `none` is an address that the user typed.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the guard needs to know: the port that the server listens on, and who knows the pages that are let in.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) port: u16,
    pub(super) service: Arc<Service>,
}

/// Lets a request through, or refuses it.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match guard.check(request.uri(), request.headers()) {
        Ok(None) => next.run(request).await,
        Ok(Some(page)) => {
            let mut response = match cors::preflight(request.method(), request.headers()) {
                Some(response) => response,
                None => next.run(request).await,
            };
            cors::readable_by(page, &mut response);
            response
        }
        Err(refusal) => {
            let mut response = refusal.into_response();
            cors::depends_on_origin(&mut response);
            response
        }
    }
}

impl Guard {
    /// The origin of the page that asks, if one does that may.
    fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<Option<HeaderValue>, ApiError> {
        if !self.host_is_ours(headers) || !uri.authority().is_none_or(|authority| self.is_ours(authority)) {
            return Err(forbidden(
                "Host: expected localhost, 127.0.0.1 or [::1] with this server's port.",
            ));
        }
        let page = self.page(headers)?;
        if is_transferred_otherwise(headers) {
            return Err(ApiError::new(
                StatusCode::NOT_IMPLEMENTED,
                "Transfer-Encoding: expected none, or chunked.",
            ));
        }
        if expects_more(headers) {
            return Err(ApiError::new(
                StatusCode::EXPECTATION_FAILED,
                "Expect: expected none, or 100-continue.",
            ));
        }
        if has_body(headers) && !is_json(headers) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Content-Type: expected application/json.",
            ));
        }
        if is_encoded(headers) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Content-Encoding: expected none, or identity.",
            ));
        }
        Ok(page.cloned())
    }

    fn page<'h>(&self, headers: &'h HeaderMap) -> Result<Option<&'h HeaderValue>, ApiError> {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let text = match (origins.next(), origins.next()) {
            (None, _) => {
                let of_a_page = headers
                    .get_all(SEC_FETCH_SITE)
                    .iter()
                    .any(|site| site.as_bytes() != b"none");
                return if of_a_page {
                    Err(forbidden("Sec-Fetch-Site: requests from web pages are refused."))
                } else {
                    Ok(None)
                };
            }
            (Some(origin), None) => origin.to_str().ok(),
            (Some(_), Some(_)) => None,
        };
        if Self::is_our_own_websocket(headers) {
            return Ok(None);
        }
        match text {
            Some(text) if self.service.allows_origin(text) => return Ok(headers.get(header::ORIGIN)),
            Some(text) => self.service.note_blocked_origin(text),
            None => {}
        }
        Err(forbidden(
            "Origin: requests from web pages are refused, unless you allow this one in Bowerbird's settings.",
        ))
    }

    /// Websocket libraries name the server that they call as their origin. No page of a browser has that one: Bowerbird
    /// serves none.
    fn is_our_own_websocket(headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (origins.next(), origins.next()) else {
            return false;
        };
        let upgrades = headers
            .get(header::UPGRADE)
            .is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"));
        let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
        // A browser says of which page a request is; a library does not.
        let of_a_page = headers.contains_key(SEC_FETCH_SITE);
        upgrades && !of_a_page && origin.as_bytes().strip_prefix(b"http://") == host
    }

    fn host_is_ours(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        Authority::try_from(host.as_bytes()).is_ok_and(|authority| self.is_ours(&authority))
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let named = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| authority.host().eq_ignore_ascii_case(name));
        // `user@localhost` is a host to some parsers and something else to others.
        let plain = !authority.as_str().contains('@');
        // As it is written: `+39300` and `039300` are no ports, though they are numbers.
        let port = authority.port();
        named && plain && port.as_ref().map_or("80", |port| port.as_str()) == self.port.to_string()
    }
}

fn forbidden(text: &str) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, text)
}

fn has_body(headers: &HeaderMap) -> bool {
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .is_some_and(|length| length.as_bytes() != b"0");
    declared || headers.contains_key(header::TRANSFER_ENCODING)
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return false;
    };
    let parsed = value
        .to_str()
        .ok()
        .and_then(|value| value.parse::<mime::Mime>().ok());
    parsed.is_some_and(|mime| mime.essence_str() == mime::APPLICATION_JSON.essence_str())
}

/// Whether a body comes in a coding that nobody undoes here.
fn is_transferred_otherwise(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::TRANSFER_ENCODING)
        .iter()
        .flat_map(|codings| codings.as_bytes().split(|byte| *byte == b','))
        .any(|coding| !coding.trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

/// Whether something is expected that is not done here.
fn expects_more(headers: &HeaderMap) -> bool {
    headers.get_all(header::EXPECT).iter().any(|expected| {
        !expected
            .as_bytes()
            .trim_ascii()
            .eq_ignore_ascii_case(b"100-continue")
    })
}

/// Whether a body has to be decoded before it is what its type says.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests {
    use domain::Event;
    use store::{Limits, SledStore};

    use super::*;

    fn guard() -> (Guard, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let store = SledStore::open(dir.path(), Limits::default()).unwrap();
        let service = Service::start(Arc::new(store), crate::service::system_clock()).unwrap();
        service.wait_until_learnt();
        let guard = Guard {
            port: 39300,
            service: Arc::new(service),
        };
        (guard, dir)
    }

    fn checked(guard: &Guard, target: &str, headers: &[(HeaderName, &'static str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        match guard.check(&target.parse().unwrap(), &map) {
            Ok(_) => 200,
            Err(refusal) => refusal.into_response().status().as_u16(),
        }
    }

    fn check(target: &str, headers: &[(HeaderName, &'static str)]) -> u16 {
        checked(&guard().0, target, headers)
    }

    #[test]
    fn only_our_own_names_are_hosts() {
        for host in [
            "localhost:39300",
            "127.0.0.1:39300",
            "[::1]:39300",
            "LOCALHOST:39300",
        ] {
            assert_eq!(check("/connect", &[(header::HOST, host)]), 200, "{host}");
        }
        for host in [
            "localhost",
            "localhost:1000",
            "localhost:39300@evil.example",
            "user@localhost:39300",
            "evil.example:39300",
            "localhost.evil.example:39300",
            "127.0.0.1.evil.example:39300",
            "0.0.0.0:39300",
            "",
            "localhost:39300,evil.example",
            "localhost:393000",
            "localhost:+39300",
            "127.0.0.1:039300",
            "[::1]:039300",
            "localhost:",
        ] {
            assert_eq!(check("/connect", &[(header::HOST, host)]), 403, "{host}");
        }
        assert_eq!(check("/connect", &[]), 403, "no host");
        let twice = [
            (header::HOST, "localhost:39300"),
            (header::HOST, "localhost:39300"),
        ];
        assert_eq!(check("/connect", &twice), 403, "two hosts");
        let ours = (header::HOST, "localhost:39300");
        assert_eq!(
            check("http://evil.example:39300/connect", std::slice::from_ref(&ours)),
            403,
            "absolute form"
        );
        assert_eq!(
            check("http://localhost:039300/connect", std::slice::from_ref(&ours)),
            403,
            "absolute form"
        );
        assert_eq!(
            check("http://localhost:39300/connect", &[ours]),
            200,
            "absolute form"
        );
    }

    #[test]
    fn what_is_asked_for_beside_the_request_is_done_or_refused() {
        let host = (header::HOST, "localhost:39300");
        let json = (header::CONTENT_TYPE, "application/json");
        for (coding, status) in [
            ("chunked", 200),
            ("Chunked", 200),
            ("gzip, chunked", 501),
            ("gzip,chunked", 501),
            ("chunked, gzip", 501),
            ("identity, chunked", 501),
            ("xchunked", 501),
            ("", 501),
        ] {
            let headers = [host.clone(), json.clone(), (header::TRANSFER_ENCODING, coding)];
            assert_eq!(check("/connect", &headers), status, "{coding}");
        }
        let twice = [
            host.clone(),
            json.clone(),
            (header::TRANSFER_ENCODING, "gzip"),
            (header::TRANSFER_ENCODING, "chunked"),
        ];
        assert_eq!(check("/connect", &twice), 501, "in two lines");
        for (expected, status) in [
            ("100-continue", 200),
            ("100-Continue", 200),
            ("200-ok", 417),
            ("100-continue, 200-ok", 417),
            ("", 417),
        ] {
            let headers = [host.clone(), json.clone(), (header::EXPECT, expected)];
            assert_eq!(check("/connect", &headers), status, "{expected}");
        }
        // What a client can take of an answer asks for nothing.
        assert_eq!(
            check("/connect", &[host, (header::TE, "deflate,gzip;q=0.3")]),
            200
        );
    }

    #[test]
    fn web_pages_are_refused() {
        let host = (header::HOST, "localhost:39300");
        for origin in ["https://evil.example", "null", "http://localhost:39300", ""] {
            assert_eq!(
                check("/connect", &[host.clone(), (header::ORIGIN, origin)]),
                403,
                "{origin}"
            );
        }
        // An image or a link of a page has no origin.
        for (site, status) in [
            ("cross-site", 403),
            ("same-site", 403),
            ("same-origin", 403),
            ("none", 200),
        ] {
            let headers = [host.clone(), (SEC_FETCH_SITE, site)];
            assert_eq!(check("/applications", &headers), status, "{site}");
        }
    }

    #[test]
    fn a_page_that_the_user_allows_is_let_in() {
        let (guard, _dir) = guard();
        let mut events = guard.service.events();
        let from = |origin| {
            let headers = [(header::HOST, "localhost:39300"), (header::ORIGIN, origin)];
            checked(&guard, "/connect", &headers)
        };
        assert_eq!(from("app://obsidian.md"), 403);
        assert_eq!(from("app://obsidian.md"), 403);
        let told = events.try_recv().unwrap();
        assert!(matches!(told, Event::OriginBlocked(of) if of.as_str() == "app://obsidian.md"));
        assert!(events.try_recv().is_err(), "once");
        assert_eq!(guard.service.blocked_origins().len(), 1);
        guard
            .service
            .set_allowed_origins(["app://obsidian.md".parse().unwrap()]);
        assert!(matches!(events.try_recv(), Ok(Event::OriginsChanged)));
        assert_eq!(guard.service.blocked_origins(), [], "it is decided");
        assert_eq!(from("app://obsidian.md"), 200);
        for other in [
            "app://obsidian.md.evil.example",
            "app://OBSIDIAN.md",
            "app://obsidian.md/",
            "app://obsidian.md:80",
            "app://evil.obsidian.md",
            "xapp://obsidian.md",
            "null",
        ] {
            assert_eq!(from(other), 403, "{other}");
        }
        let twice = [
            (header::HOST, "localhost:39300"),
            (header::ORIGIN, "app://obsidian.md"),
            (header::ORIGIN, "app://obsidian.md"),
        ];
        assert_eq!(checked(&guard, "/connect", &twice), 403, "two origins");
        guard.service.set_allowed_origins([]);
        assert_eq!(from("app://obsidian.md"), 403, "taken off the list");
    }

    #[test]
    fn a_websocket_may_name_us_as_its_origin_and_nobody_else() {
        let check = |origin, upgrade: Option<&'static str>| {
            let mut headers = vec![(header::HOST, "127.0.0.1:39300"), (header::ORIGIN, origin)];
            headers.extend(upgrade.map(|protocol| (header::UPGRADE, protocol)));
            check("/assets/stream/identifiers", &headers)
        };
        assert_eq!(check("http://127.0.0.1:39300", Some("websocket")), 200);
        assert_eq!(check("http://127.0.0.1:39300", Some("WebSocket")), 200);
        assert_eq!(check("http://127.0.0.1:39300", None), 403, "no websocket");
        assert_eq!(check("http://127.0.0.1:39300", Some("h2c")), 403);
        for origin in [
            "http://localhost:39300",
            "https://127.0.0.1:39300",
            "http://127.0.0.1:3930",
            "https://evil.example",
            "null",
            "",
        ] {
            assert_eq!(check(origin, Some("websocket")), 403, "{origin}");
        }
    }

    #[test]
    fn a_body_is_json() {
        let with = |length, kind: Option<&'static str>| {
            let mut headers = vec![
                (header::HOST, "localhost:39300"),
                (header::CONTENT_LENGTH, length),
            ];
            headers.extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
            check("/connect", &headers)
        };
        assert_eq!(with("2", Some("application/json")), 200);
        assert_eq!(with("2", Some("Application/JSON; charset=utf-8")), 200);
        assert_eq!(with("0", None), 200, "no body needs no type");
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("application/jsonx"),
        ] {
            assert_eq!(with("2", kind), 415, "{kind:?}");
        }
        assert_eq!(with("2", Some("text/plain, application/json")), 415);
    }

    #[test]
    fn a_body_is_not_compressed() {
        let with = |encoding| {
            let headers = [
                (header::HOST, "localhost:39300"),
                (header::CONTENT_LENGTH, "2"),
                (header::CONTENT_TYPE, "application/json"),
                (header::CONTENT_ENCODING, encoding),
            ];
            check("/connect", &headers)
        };
        assert_eq!((with("identity"), with("Identity")), (200, 200));
        for encoding in ["gzip", "br", "identity, gzip", ""] {
            assert_eq!(with(encoding), 415, "{encoding}");
        }
    }
}
