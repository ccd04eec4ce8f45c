//! What users did, as clients of the asset API report it.

use std::sync::Arc;

use axum::{Router, extract::State, response::Response, routing::post};

use super::{Shared, assets::Transferables, blocking, json};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, NotConnected, Refused},
        query::Query,
    },
    service::{Service, ServiceError},
    wire::{Activity, SeededActivity, SeededConnectorTracking},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/activities/create", post(create))
}

/// Reports what the user did in an application, as `track` does. It stays on this machine, without the free text in it.
#[utoipa::path(
    post, path = "/activities/create", operation_id = "activities_create_new_activity", tag = "activities",
    params(Transferables), request_body = SeededActivity,
    responses((status = 200, description = "The activity.", body = Activity), NotConnected, Refused, Guarded),
)]
pub(in crate::http) async fn create(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json { value, held: _held }: Json<SeededActivity>,
) -> Result<Response, ApiError> {
    let event: SeededConnectorTracking = serde_json::from_str(value.event.json())
        .map_err(|error| ApiError::bad_request(format!("event: {error}")))?;
    let created = blocking(move || {
        let application = value.application.id.parse();
        let application = application.map_err(|_| ServiceError::UnknownApplication)?;
        let ids = service.track(application, event.observations())?;
        let find = |id| service.asset(id).ok();
        let (installation, now) = (service.installation(), service.now());
        Ok(Activity::new(ids, value, installation, now, find))
    });
    json(&created.await?)
}
