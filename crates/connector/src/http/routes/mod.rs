//! The routes, by area: where a request goes. Each is an adapter: read, call the service, answer.

#![allow(
    unused_qualifications,
    reason = "utoipa spells out the path of what is in `params`"
)]

pub(super) mod activities;
pub(super) mod annotations;
pub(super) mod applications;
pub(super) mod asset;
pub(super) mod assets;
pub(super) mod connector;
pub(super) mod out_of_scope;
pub(super) mod search;
pub(super) mod streams;
pub(super) mod tags;
pub(super) mod user;
pub(super) mod websites;
pub(super) mod well_known;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRef,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};

use super::{
    bounds::Bounds,
    drain::drain,
    error::{ApiError, text},
    guard::{Guard, guard},
    usable::usable,
};
use crate::service::{Service, ServiceError};

#[derive(Clone, FromRef)]
pub(super) struct Shared {
    service: Arc<Service>,
    bounds: Bounds,
}

/// Every route, behind the guard.
pub(super) fn router(service: Arc<Service>, bounds: Bounds, port: u16) -> Router {
    let nosniff = SetResponseHeaderLayer::overriding(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    let guarding = Guard {
        port,
        service: Arc::clone(&service),
    };
    let of_the_library = Router::new()
        .merge(connector::routes())
        .merge(assets::routes())
        .merge(asset::routes())
        .merge(search::routes())
        .merge(annotations::routes())
        .merge(tags::routes())
        .merge(websites::routes())
        .merge(activities::routes())
        .route_layer(middleware::from_fn_with_state(Arc::clone(&service), usable));
    Router::new()
        .merge(of_the_library)
        .merge(well_known::routes())
        .merge(user::routes())
        .merge(applications::routes())
        .merge(streams::routes())
        .merge(out_of_scope::routes())
        .fallback(out_of_scope::no_route)
        .method_not_allowed_fallback(async || {
            ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "This endpoint does not have this method.",
            )
        })
        .layer(
            ServiceBuilder::new()
                .layer(nosniff)
                .layer(CatchPanicLayer::custom(|_| ApiError::internal().into_response()))
                .layer(middleware::from_fn(drain))
                .layer(middleware::from_fn_with_state(guarding, guard)),
        )
        .with_state(Shared { service, bounds })
}

/// Runs what waits for the disk where waiting blocks no other request.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ApiError> {
    Ok(spawn_blocking(work).await??)
}

async fn spawn_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ApiError::internal())
}

fn json(answer: &impl Serialize) -> Result<Response, ApiError> {
    json_of_about(0, answer)
}

/// The same of an answer of about so many bytes, which then need not be moved while it grows.
fn json_of_about(bytes: usize, answer: &impl Serialize) -> Result<Response, ApiError> {
    let mut body = Vec::with_capacity(bytes);
    serde_json::to_writer(&mut body, answer).map_err(|_| ApiError::internal())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// There is nothing of this kind with an id that is none.
fn no(what: &str) -> ApiError {
    ApiError::gone(format!("There is no {what} with this id."))
}

/// It is done, and there is nothing to say.
fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

fn ok() -> Response {
    text(StatusCode::OK, "OK")
}
