//! What a web page is answered that the user lets in: the headers without which its browser would keep the answer from it.
//!
//! They name exactly the origin that asked, never `*`, and no cookies are asked for. A page that is not let in gets none
//! of them.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Chromium asks by these before a page of the wider network may reach a server on this machine. Newer ones ask the user
/// instead, and no server.
const ASKS_FOR_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// What a page may send beside what any page may: the type of its body, and by which application clients say that they are
/// sent, in two spellings. The id that counts is in the path.
const ALLOWED_HEADERS: &str = "content-type, application, x-application-id";

/// How long a browser may remember what a page may send, in seconds. Each request is checked all the same.
const REMEMBERED: &str = "600";

/// The answer to a browser that asks what a page may send; `None` where it does not ask.
pub(super) fn preflight(method: &Method, headers: &HeaderMap) -> Option<Response> {
    let asks = *method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return None;
    }
    let mut response = (
        StatusCode::NO_CONTENT,
        [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
        ],
    )
        .into_response();
    if headers.contains_key(ASKS_FOR_PRIVATE_NETWORK) {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert(ALLOWS_PRIVATE_NETWORK, yes);
    }
    Some(response)
}

/// Lets the page of this origin read an answer, and nobody keep it: it may hold what was copied.
pub(super) fn readable_by(origin: HeaderValue, response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let read = HeaderValue::from_static("retry-after");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, read);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    depends_on_origin(response);
}

/// Says that another origin gets another answer.
pub(super) fn depends_on_origin(response: &mut Response) {
    let vary = HeaderValue::from_static("origin");
    response.headers_mut().append(header::VARY, vary);
}
