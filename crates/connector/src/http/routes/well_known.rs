//! What says that the server is there, which one it is, and what it speaks.

use axum::{Router, http::StatusCode, response::Response, routing::get};

use super::{Shared, json};
use crate::{
    http::{
        error::{ApiError, text},
        openapi::{self, Guarded},
    },
    wire::COMPATIBLE_VERSION,
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/health", get(health).head(health_head))
        .route("/.well-known/version", get(version))
        .route("/openapi.json", get(openapi_json))
}

/// Says that the server is there.
#[utoipa::path(
    get, path = "/.well-known/health", operation_id = "health", tag = "connector",
    responses((status = 200, description = "ok", body = String, content_type = "text/plain; charset=utf-8"), Guarded),
)]
pub(in crate::http) async fn health() -> Response {
    text(StatusCode::OK, "ok")
}

/// Says that the server is there, to clients that scan ports.
#[utoipa::path(
    head, path = "/.well-known/health", operation_id = "health_head", tag = "connector",
    responses((status = 200, description = "The server is there."), Guarded),
)]
pub(in crate::http) async fn health_head() -> Response {
    health().await
}

/// Says which version of the contract the server speaks.
#[utoipa::path(
    get, path = "/.well-known/version", operation_id = "version", tag = "connector",
    responses((status = 200, description = "The version of the contract that this server speaks.", body = String, content_type = "text/plain; charset=utf-8"), Guarded),
)]
pub(in crate::http) async fn version() -> Response {
    text(StatusCode::OK, COMPATIBLE_VERSION)
}

/// Answers this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "openapi_json", tag = "connector",
    responses((status = 200, description = "This document."), Guarded),
)]
pub(in crate::http) async fn openapi_json() -> Result<Response, ApiError> {
    json(&openapi::openapi())
}
