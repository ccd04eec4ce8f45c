//! The six endpoints of the Connector: what an editor tells of its user's copies.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::post};

use super::{Shared, blocking, json, json_of_about, ok, spawn_blocking};
use crate::{
    http::{
        body::Json,
        caller::Caller,
        error::{ApiError, text},
        openapi::{Guarded, NotConnected, Refused},
    },
    service::{Answered, Seed, Service, ServiceError, UserReaction},
    wire::{
        Context, ReactionRequest, SeededConnectorAsset, SeededConnectorConnection, SeededConnectorCreation,
        SeededConnectorTracking, Suggestion,
    },
};

/// Longest text that is judged on the spot, in bytes. A longer one takes milliseconds and more, so it goes to a
/// blocking thread; for a short one the way there would cost more than the judging.
const JUDGED_ON_THE_SPOT: usize = 16 * 1024;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/connect", post(connect))
        .route("/{application}/suggestion", post(suggestion))
        .route("/{application}/reaction", post(reaction))
        .route("/{application}/intention", post(intention))
        .route("/{application}/onboarded", post(onboarded))
        .route("/{application}/track", post(track))
}

/// Registers an application, or recognises it, and lets it in until this server stops.
#[utoipa::path(
    post, path = "/connect", operation_id = "connect", tag = "connector",
    request_body = SeededConnectorConnection,
    responses((status = 200, description = "Connected, until this server stops.", body = Context), Refused, Guarded),
)]
pub(in crate::http) async fn connect(
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
pub(in crate::http) async fn suggestion(
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
    /// Bytes of an answer with a dozen functions in it.
    const USUAL: usize = 48 * 1024;
    let answer = service.suggest(application, seed)?;
    json_of_about(USUAL, &Suggestion::new(&answer, asked, service.now()))
}

/// Says what the user did about a copied text.
#[utoipa::path(
    post, path = "/{application}/reaction", operation_id = "react", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = ReactionRequest,
    responses((status = 200, description = "The asset's id where something is kept, else OK.", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(in crate::http) async fn reaction(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<ReactionRequest>,
) -> Result<Response, ApiError> {
    let reaction = UserReaction {
        save: value.save,
        reuse: value.reuse.map(|reuse| reuse.asset),
        seed: value.seed.seed("seed")?,
    };
    let answered = blocking(move || {
        service
            .react(application, &reaction)
            .map_err(|error| match error {
                ServiceError::UnknownAsset => {
                    ServiceError::BadChange("reuse.asset: there is no asset with this id".to_owned())
                }
                error => error,
            })
    });
    Ok(id_or_ok(answered.await?))
}

/// Puts a text aside as one that may matter later.
#[utoipa::path(
    post, path = "/{application}/intention", operation_id = "intention", tag = "connector",
    params(("application" = String, Path, description = "The id that `connect` answered.")),
    request_body = SeededConnectorAsset,
    responses((status = 200, description = "The intention's id, or OK where the text is a secret.", body = String, content_type = "text/plain; charset=utf-8"), NotConnected, Refused, Guarded),
)]
pub(in crate::http) async fn intention(
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
pub(in crate::http) async fn onboarded(
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
pub(in crate::http) async fn track(
    State(service): State<Arc<Service>>,
    Caller(application): Caller,
    Json { value, held: _held }: Json<SeededConnectorTracking>,
) -> Result<Response, ApiError> {
    let observations = value.observations();
    blocking(move || service.track(application, observations)).await?;
    Ok(ok())
}

/// An id where something is kept, else `OK`: how the contract tells the two apart.
fn id_or_ok<Id: std::fmt::Display>(answered: Answered<Id>) -> Response {
    match answered {
        Answered::Kept(id) => text(StatusCode::OK, id.to_string()),
        Answered::Noted | Answered::Refused => ok(),
    }
}
