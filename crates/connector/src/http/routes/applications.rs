//! The programs that talk to Bowerbird.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};

use super::{Shared, blocking, json};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, NotConnected, Refused, Unknown},
    },
    service::{Service, ServiceError},
    wire::{Application, Applications},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/applications", get(applications))
        .route("/applications/{application}", get(application))
        .route("/applications/register", post(register))
        .route("/application/update", post(update))
}

/// Lists the applications, Bowerbird itself included.
#[utoipa::path(
    get, path = "/applications", operation_id = "applications_snapshot", tag = "applications",
    responses((status = 200, description = "Every application that has ever connected.", body = Applications), Guarded),
)]
pub(in crate::http) async fn applications(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    json(&Applications::new(&service.applications()))
}

/// Answers one application.
#[utoipa::path(
    get, path = "/applications/{application}", operation_id = "applications_specific_application_snapshot", tag = "applications",
    params(("application" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The application.", body = Application), Unknown, Guarded),
)]
pub(in crate::http) async fn application(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().ok();
    let known = service
        .applications()
        .into_iter()
        .find(|known| Some(known.id) == id);
    match known {
        Some(application) => json(&Application::for_every_client(&application)),
        None => Err(ApiError::gone("There is no application with this id.")),
    }
}

/// Registers an application by its name and platform, as `connect` does.
#[utoipa::path(
    post, path = "/applications/register", operation_id = "applications_register", tag = "applications",
    request_body = Application,
    responses((status = 200, description = "As it is known now. Its id is Bowerbird's, not the one that was sent.", body = Application), Refused, Guarded),
)]
pub(in crate::http) async fn register(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<Application>,
) -> Result<Response, ApiError> {
    let application = blocking(move || service.connect(value.into_registration())).await?;
    json(&Application::for_itself(&application))
}

/// Changes what is known of a connected application.
#[utoipa::path(
    post, path = "/application/update", operation_id = "application_update", tag = "applications",
    request_body = Application,
    responses((status = 200, description = "As it is known now. Its name and platform stay: they make its id.", body = Application), NotConnected, Refused, Guarded),
)]
pub(in crate::http) async fn update(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<Application>,
) -> Result<Response, ApiError> {
    let application = blocking(move || {
        let id = value.id.parse().map_err(|_| ServiceError::UnknownApplication)?;
        let onboarded = value.onboarded;
        service.update_application(id, value.into_registration(), onboarded)
    });
    json(&Application::for_itself(&application.await?))
}
