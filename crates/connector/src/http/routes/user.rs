//! What clients ask before they show anything: who the user is, which models there are, whether there is an update.
//! Bowerbird has no accounts and no models, so these answers are fixed.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};

use super::{Shared, json};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, Refused},
    },
    service::Service,
    wire::{
        Models, OsServerUpdateStatus, ReturnedUserProfile, UncheckedOsServerUpdate, UserProfile, Users,
        WorkstreamPatternEngineStatus,
    },
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/user", get(user))
        .route("/models", get(models))
        .route("/os/sign_in", post(sign_in))
        .route("/os/sign_out", post(sign_out))
        .route("/os/update/check", post(update_check))
        .route(
            "/workstream_pattern_engine/processors/vision/status",
            get(vision_status),
        )
}

/// Answers the one user of this installation. There are no accounts, and nobody has to sign in.
#[utoipa::path(
    get, path = "/user", operation_id = "user_snapshot", tag = "user",
    responses((status = 200, description = "The user of this installation.", body = ReturnedUserProfile), Guarded),
)]
pub(in crate::http) async fn user(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&ReturnedUserProfile::new(service.installation()))
}

/// Lists names of models, because clients look for them before they start. Bowerbird runs none of them.
#[utoipa::path(
    get, path = "/models", operation_id = "models_snapshot", tag = "user",
    responses((status = 200, description = "Names alone: no model is run, here or elsewhere.", body = Models), Guarded),
)]
pub(in crate::http) async fn models(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&Models::names(service.installation()))
}

/// Does nothing: there are no accounts.
#[utoipa::path(
    post, path = "/os/sign_in", operation_id = "sign_into_os", tag = "user",
    responses((status = 200, description = "The user of this installation.", body = UserProfile), Guarded),
)]
pub(in crate::http) async fn sign_in(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&UserProfile::new(service.installation()))
}

/// Does nothing: there are no accounts.
#[utoipa::path(
    post, path = "/os/sign_out", operation_id = "sign_out_of_os", tag = "user",
    responses((status = 200, description = "The user of this installation.", body = Users), Guarded),
)]
pub(in crate::http) async fn sign_out(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&Users::new(service.installation()))
}

/// Says that nothing is known of an update: Bowerbird never looks for one.
#[utoipa::path(
    post, path = "/os/update/check", operation_id = "os_update_check", tag = "user",
    request_body = UncheckedOsServerUpdate,
    responses((status = 200, description = "Always `UNKNOWN`.", body = OsServerUpdateStatus), Refused, Guarded),
)]
pub(in crate::http) async fn update_check(
    Json { held: _held, .. }: Json<UncheckedOsServerUpdate>,
) -> Result<Response, ApiError> {
    json(&OsServerUpdateStatus::never_looked())
}

/// Says that nothing looks at the screen: no time since when, because there is none.
#[utoipa::path(
    get, path = "/workstream_pattern_engine/processors/vision/status",
    operation_id = "workstream_pattern_engine_processors_vision_status", tag = "user",
    responses((status = 200, description = "Off, always.", body = WorkstreamPatternEngineStatus), Guarded),
)]
pub(in crate::http) async fn vision_status() -> Result<Response, ApiError> {
    json(&WorkstreamPatternEngineStatus::off())
}
