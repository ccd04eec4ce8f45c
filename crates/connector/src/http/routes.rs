//! The routes: where a request goes. Each is an adapter: read, call the service, answer.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRef, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Serialize;
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};

use super::{
    body::Json,
    bounds::Bounds,
    caller::Caller,
    drain::drain,
    error::{ApiError, text},
    guard::{Guard, guard},
    openapi::{self, Guarded, NotConnected, Refused},
};
use crate::{
    service::{Answered, Seed, Service, ServiceError, UserReaction},
    wire::{
        Applications, COMPATIBLE_VERSION, Context, ReactionRequest, SeededConnectorAsset,
        SeededConnectorConnection, SeededConnectorCreation, SeededConnectorTracking, Suggestion,
    },
};

/// Longest text that is judged on the spot, in bytes. A longer one takes milliseconds and more, so it goes to a
/// blocking thread; for a short one the way there would cost more than the judging.
const JUDGED_ON_THE_SPOT: usize = 16 * 1024;

#[derive(Clone, FromRef)]
struct Shared {
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
    Router::new()
        .route("/connect", post(connect))
        .route("/{application}/suggestion", post(suggestion))
        .route("/{application}/reaction", post(reaction))
        .route("/{application}/intention", post(intention))
        .route("/{application}/onboarded", post(onboarded))
        .route("/{application}/track", post(track))
        .route("/applications", get(applications))
        .route("/.well-known/health", get(health).head(health_head))
        .route("/.well-known/version", get(version))
        .route("/openapi.json", get(openapi_json))
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "There is no such endpoint."))
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

/// Registers an application, or recognises it, and lets it in until this server stops.
#[utoipa::path(
    post, path = "/connect", operation_id = "connect", tag = "connector",
    request_body = SeededConnectorConnection,
    responses((status = 200, description = "Connected, until this server stops.", body = Context), Refused, Guarded),
)]
pub(super) async fn connect(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<SeededConnectorConnection>,
) -> Result<Response, ApiError> {
    let context = blocking(move || {
        let application = service.connect(value.application.into_registration())?;
        Ok(Context::new(&application, service.installation()))
    });
    json(&context.await?)
}

/// Asks what to do about a copied text. Changes nothing.
#[utoipa::path(
    post, path = "/{application}/suggestion", operation_id = "suggest", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = SeededConnectorCreation,
    responses((status = 200, description = "What to do about the text.", body = Suggestion), NotConnected, Refused, Guarded),
)]
pub(super) async fn suggestion(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<SeededConnectorCreation>,
) -> Result<Response, ApiError> {
    let seed = value.seed("")?;
    let on_the_spot = seed
        .text
        .as_ref()
        .is_none_or(|text| text.len() <= JUDGED_ON_THE_SPOT);
    let judge = move || suggest(&service, application, &seed, value);
    if on_the_spot {
        judge()
    } else {
        spawn_blocking(judge).await?
    }
}

fn suggest(
    service: &Service,
    application: domain::ApplicationId,
    seed: &Seed,
    asked: SeededConnectorCreation,
) -> Result<Response, ApiError> {
    let answer = service.suggest(application, seed)?;
    json(&Suggestion::new(&answer, asked, service.now()))
}

/// Says what the user did about a copied text.
#[utoipa::path(
    post, path = "/{application}/reaction", operation_id = "react", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = ReactionRequest,
    responses((status = 200, description = "The asset's id where something is kept, else OK.", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(super) async fn reaction(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<ReactionRequest>,
) -> Result<Response, ApiError> {
    let reaction = UserReaction {
        save: value.save,
        reuse: value.reuse.map(|reuse| reuse.asset),
        seed: value.seed.seed("seed")?,
    };
    Ok(id_or_ok(
        blocking(move || service.react(application, &reaction)).await?,
    ))
}

/// Puts a text aside as one that may matter later.
#[utoipa::path(
    post, path = "/{application}/intention", operation_id = "intention", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = SeededConnectorAsset,
    responses((status = 200, description = "The intention's id, or OK where the text is a secret.", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(super) async fn intention(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<SeededConnectorAsset>,
) -> Result<Response, ApiError> {
    let seed = value.seed("")?;
    Ok(id_or_ok(
        blocking(move || service.intend(application, &seed)).await?,
    ))
}

/// Says whether the application's user has been shown around.
#[utoipa::path(
    post, path = "/{application}/onboarded", operation_id = "onboarded", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body(content = bool, content_type = "application/json"),
    responses((status = 200, description = "OK", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(super) async fn onboarded(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<bool>,
) -> Result<Response, ApiError> {
    blocking(move || service.onboard(application, value)).await?;
    Ok(ok())
}

/// Reports what the user did in the application. It stays on this machine.
#[utoipa::path(
    post, path = "/{application}/track", operation_id = "track", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = SeededConnectorTracking,
    responses((status = 200, description = "OK", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(super) async fn track(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<SeededConnectorTracking>,
) -> Result<Response, ApiError> {
    let observations = value.observations();
    blocking(move || service.track(application, observations)).await?;
    Ok(ok())
}

/// Lists the applications, Bowerbird itself included.
#[utoipa::path(
    get, path = "/applications", operation_id = "applications", tag = "connector",
    responses((status = 200, description = "Every application that has ever connected.", body = Applications), Guarded),
)]
pub(super) async fn applications(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&Applications::new(&service.applications()))
}

/// Says that the server is there.
#[utoipa::path(
    get, path = "/.well-known/health", operation_id = "health", tag = "connector",
    responses((status = 200, description = "ok", body = String, content_type = "text/plain; charset=utf-8"), Guarded),
)]
pub(super) async fn health() -> Response {
    text(StatusCode::OK, "ok")
}

/// Says that the server is there, to clients that scan ports.
#[utoipa::path(
    head, path = "/.well-known/health", operation_id = "health_head", tag = "connector",
    responses((status = 200, description = "The server is there."), Guarded),
)]
pub(super) async fn health_head() -> Response {
    health().await
}

/// Says which version of the contract the server speaks.
#[utoipa::path(
    get, path = "/.well-known/version", operation_id = "version", tag = "connector",
    responses((status = 200, description = "The version of the contract that this server speaks.", body = String, content_type = "text/plain; charset=utf-8"), Guarded),
)]
pub(super) async fn version() -> Response {
    text(StatusCode::OK, COMPATIBLE_VERSION)
}

/// Answers this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "openapi_json", tag = "connector",
    responses((status = 200, description = "This document."), Guarded),
)]
pub(super) async fn openapi_json() -> Result<Response, ApiError> {
    json(&openapi::openapi())
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
    let body = serde_json::to_vec(answer).map_err(|_| ApiError::internal())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn ok() -> Response {
    text(StatusCode::OK, "OK")
}

/// An id where something is kept, else `OK`: how the contract tells the two apart.
fn id_or_ok<Id: std::fmt::Display>(answered: Answered<Id>) -> Response {
    match answered {
        Answered::Kept(id) => text(StatusCode::OK, id.to_string()),
        Answered::Noted | Answered::Refused => ok(),
    }
}
