//! Reading a JSON body: bounded in size, time and memory, and clear about what is wrong with it.

use std::{future::Future, time::Duration};

use axum::{
    body::Body as AxumBody,
    extract::{FromRef, FromRequest, Request},
    http::{StatusCode, header},
};
use bytes::BytesMut;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{
    bounds::{Bounds, Held},
    connections::Arrival,
    error::ApiError,
    objects::Strict,
};

/// Largest body that is read, in bytes, but for [`WholeAsset`]'s.
const LIMIT: usize = 16 * 1024 * 1024;

/// Largest body with an asset, or its content, in it as it was answered. What comes in is kept in a form of which no answer
/// is larger: see `MOST_GIVEN_BACK` of `wire/seed.rs`.
const WHOLE_LIMIT: usize = 64 * 1024 * 1024;

/// How long a sender may take over its body.
const DEADLINE: Duration = Duration::from_secs(30);

/// Bodies above this size, in bytes, need one of a few places, and have [`LARGE_DEADLINE`] to arrive once they have it.
/// One above [`LIMIT`] needs as many as it is large. With the limit on connections this bounds all bodies together at
/// 4 x 16 MiB + 256 x 64 KiB.
const LARGE: usize = 64 * 1024;

/// How long a sender may hold a place for large bodies while its own arrives. Over loopback 16 MiB take some
/// milliseconds; one that stalls must not keep the others waiting.
const LARGE_DEADLINE: Duration = Duration::from_secs(5);

/// A JSON body. An empty one reads as `{}`: clients omit an optional body altogether.
pub(super) struct Json<T> {
    pub(super) value: T,
    /// Held until the request is answered, because until then it is worked on and its body is in memory.
    pub(super) held: (Held, Option<Held>),
}

/// A JSON body with an asset, or its content, in it, which a client has read here and sends back changed: an answer repeats what an asset
/// holds, so it is larger than what the asset was made of.
pub(super) struct WholeAsset<T>(pub(super) Json<T>);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    Bounds: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        read(request, &Bounds::from_ref(state), LIMIT).await
    }
}

impl<T, S> FromRequest<S> for WholeAsset<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    Bounds: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        read(request, &Bounds::from_ref(state), WHOLE_LIMIT)
            .await
            .map(Self)
    }
}

async fn read<T: DeserializeOwned>(
    request: Request,
    bounds: &Bounds,
    most: usize,
) -> Result<Json<T>, ApiError> {
    let declared: Option<usize> = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let arrival = request.extensions().get::<Arrival>().cloned();
    let mut body = request.into_body();
    if declared.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    // Who does not say how much there is to come gets the room of one place.
    let room = declared.unwrap_or(LIMIT).max(LIMIT);
    let mut collected = BytesMut::new();
    let ended = within(DEADLINE, collect(&mut body, &mut collected, LARGE)).await?;
    // Only a body that has begun to be large waits for a place, so one that never comes holds none.
    let large = if ended {
        None
    } else {
        let place = bounds.large_body(room.div_ceil(LIMIT)).await?;
        if !within(LARGE_DEADLINE, collect(&mut body, &mut collected, room)).await? {
            return Err(too_large(room));
        }
        Some(place)
    };
    if let Some(arrival) = arrival {
        arrival.complete();
    }
    let held = (bounds.request().await?, large);
    let value = parse(&collected)?;
    Ok(Json { value, held })
}

async fn within<T>(
    deadline: Duration,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    timeout(deadline, work).await.unwrap_or_else(|_| {
        Err(ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            "body: it took too long to arrive",
        ))
    })
}

/// Reads until the body ends (`true`), or until more than `limit` bytes of it are here (`false`).
async fn collect(body: &mut AxumBody, collected: &mut BytesMut, limit: usize) -> Result<bool, ApiError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::bad_request("body: it broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        collected.extend_from_slice(&data);
        if collected.len() > limit {
            return Ok(false);
        }
    }
    Ok(true)
}

fn too_large(limit: usize) -> ApiError {
    let text = format!("body: larger than {} MiB", limit >> 20);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}

pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let absent = bytes.is_empty();
    // Also what is not read has to be text, and may be echoed.
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        ApiError::bad_request(format!("body: not UTF-8 behind byte {at}"))
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(if absent { "{}" } else { text });
    let value = serde_path_to_error::deserialize(Strict(&mut deserializer)).map_err(|error| {
        let path = error.path().to_string();
        if absent && error.inner().to_string().starts_with("invalid type: map") {
            // It takes no object, so the one that stands for nothing is not what is wrong.
            return ApiError::bad_request("body: missing");
        }
        explain(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| explain(".", &error))?;
    Ok(value)
}

/// Names the place and says what is wrong there: `application.platform: missing`.
fn explain(path: &str, error: &serde_json::Error) -> ApiError {
    /// Longest message, in characters: it may quote a value that the sender sent.
    const LONGEST: usize = 300;
    let full = error.to_string();
    if !error.is_data() {
        return ApiError::bad_request(format!("body: not JSON: {full}"));
    }
    let position = format!(" at line {} column {}", error.line(), error.column());
    let problem = full.strip_suffix(&position).unwrap_or(&full);
    // What we call our types is nothing to a client.
    let problem = match problem.split_once(", expected struct ") {
        Some((found, _)) => format!("{found}, expected an object"),
        None => problem.to_owned(),
    };
    let missing = problem
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    let text = match (path, missing) {
        (".", Some(field)) => format!("{field}: missing"),
        (_, Some(field)) => format!("{path}.{field}: missing"),
        (".", None) => format!("body: {problem}"),
        (_, None) => format!("{path}: {problem}"),
    };
    ApiError::bad_request(text.chars().take(LONGEST).collect::<String>())
}
