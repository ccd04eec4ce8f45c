//! Who may speak to the server at all, decided before any route.
//!
//! A server on localhost is open to every web page that the user visits: the page's browser runs on this machine.
//! So a request must name this server as its host (else it is DNS rebinding), must not come from a web page, and
//! must have a content type that a page can't send without asking first.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::error::ApiError;

/// What the guard needs to know: the port that the server listens on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    pub(super) port: u16,
}

/// Lets a request through, or refuses it.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match guard.check(request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

impl Guard {
    fn check(self, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
        let forbidden = |text: &str| Err(ApiError::new(StatusCode::FORBIDDEN, text));
        if !self.host_is_ours(headers) || !uri.authority().is_none_or(|authority| self.is_ours(authority)) {
            return forbidden("Host: expected localhost, 127.0.0.1 or [::1] with this server's port.");
        }
        if headers.contains_key(header::ORIGIN) {
            return forbidden("Origin: requests from web pages are refused.");
        }
        if has_body(headers) && !is_json(headers) {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Content-Type: expected application/json.",
            ));
        }
        Ok(())
    }

    fn host_is_ours(self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        Authority::try_from(host.as_bytes()).is_ok_and(|authority| self.is_ours(&authority))
    }

    fn is_ours(self, authority: &Authority) -> bool {
        let named = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| authority.host().eq_ignore_ascii_case(name));
        // `user@localhost` is a host to some parsers and something else to others.
        let plain = !authority.as_str().contains('@');
        named && plain && authority.port_u16().unwrap_or(80) == self.port
    }
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(target: &str, headers: &[(header::HeaderName, &'static str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        match (Guard { port: 39300 }).check(&target.parse().unwrap(), &map) {
            Ok(()) => 200,
            Err(refusal) => refusal.into_response().status().as_u16(),
        }
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
            check("http://localhost:39300/connect", &[ours]),
            200,
            "absolute form"
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
}
