//! The OpenAPI document, made from the routes and the wire models that they read and write.

use utoipa::{IntoResponses, OpenApi};

use super::routes;

/// The document that `GET /openapi.json` answers.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bowerbird connector",
        description = "Keeps what developers copy, and hands it back."
    ),
    paths(
        routes::connect,
        routes::suggestion,
        routes::reaction,
        routes::intention,
        routes::onboarded,
        routes::track,
        routes::applications,
        routes::health,
        routes::health_head,
        routes::version,
        routes::openapi_json
    )
)]
struct Document;

/// What the guard refuses on any route.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Guarded {
    /// The request does not name this server as its host, or comes from a web page that the user has not allowed.
    #[response(status = 403, content_type = "text/plain; charset=utf-8")]
    Forbidden(String),
}

/// What a route with a body refuses.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Refused {
    /// The body is no JSON, or a field is missing or wrong, and the text names it. Or the application has never
    /// connected.
    #[response(status = 400, content_type = "text/plain; charset=utf-8")]
    BadRequest(String),
    /// The body took longer than 30 seconds to arrive.
    #[response(status = 408, content_type = "text/plain; charset=utf-8")]
    Timeout(String),
    /// The body is larger than 16 MiB.
    #[response(status = 413, content_type = "text/plain; charset=utf-8")]
    TooLarge(String),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = "text/plain; charset=utf-8")]
    UnsupportedMediaType(String),
    /// The disk is full. Nothing was saved, and nothing is lost.
    #[response(status = 507, content_type = "text/plain; charset=utf-8")]
    DiskFull(String),
}

/// What a route of an application refuses.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum NotConnected {
    /// The application is registered, and has not connected since the server started.
    #[response(status = 401, content_type = "text/plain; charset=utf-8")]
    Unauthorized(String),
    /// The application asks too often. `Retry-After` says in how many seconds to try again.
    #[response(status = 429, content_type = "text/plain; charset=utf-8")]
    TooMany(String),
}
