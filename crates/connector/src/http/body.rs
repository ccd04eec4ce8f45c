//! Reading a JSON body: bounded in size, time and memory, and clear about what is wrong with it.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body as AxumBody,
    extract::{FromRef, FromRequest, Request},
    http::{StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::error::ApiError;

/// Largest body that is read, in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

/// How long a sender may take over its body.
const DEADLINE: Duration = Duration::from_secs(30);

/// How much of a body over [`LIMIT`] is read and thrown away, and for how long, so that its sender sees the refusal
/// rather than a broken connection: most clients read the answer only after they have sent everything.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;
const DRAIN_DEADLINE: Duration = Duration::from_secs(5);

/// Bodies above this size, in bytes, wait for one of [`LARGE_AT_ONCE`] places.
const LARGE: usize = 256 * 1024;

/// How many large bodies are in memory at once. With the limit on requests this bounds all bodies together at
/// 4 x 16 MiB + 64 x 256 KiB.
const LARGE_AT_ONCE: usize = 4;

/// The places for large bodies.
#[derive(Clone)]
pub(super) struct LargeBodies(Arc<Semaphore>);

impl Default for LargeBodies {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(LARGE_AT_ONCE)))
    }
}

/// A JSON body. An empty one reads as `{}`: clients omit an optional body altogether.
pub(super) struct Json<T> {
    pub(super) value: T,
    /// Held until the request is answered, because until then its body is in memory.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    LargeBodies: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let declared = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let body = request.into_body();
        if declared.is_some_and(|length: usize| length > LIMIT) {
            return Err(too_large(body).await);
        }
        // A body of undeclared length may turn out large.
        let place = if declared.is_none_or(|length| length > LARGE) {
            LargeBodies::from_ref(state).0.acquire_owned().await.ok()
        } else {
            None
        };
        let bytes = match timeout(DEADLINE, collect(body)).await {
            Ok(bytes) => bytes?,
            Err(_) => {
                return Err(ApiError::new(
                    StatusCode::REQUEST_TIMEOUT,
                    "body: it took too long to arrive",
                ));
            }
        };
        let value = parse(if bytes.is_empty() { b"{}" } else { &bytes })?;
        Ok(Self { value, place })
    }
}

async fn collect(mut body: AxumBody) -> Result<Bytes, ApiError> {
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::bad_request("body: it broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if collected.len() + data.len() > LIMIT {
            return Err(too_large(body).await);
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.freeze())
}

async fn too_large(mut body: AxumBody) -> ApiError {
    let drain = async {
        let mut drained = 0;
        while let Some(Ok(frame)) = body.frame().await {
            drained += frame.data_ref().map_or(0, Bytes::len);
            if drained > DRAIN_LIMIT {
                break;
            }
        }
    };
    // Whether everything came or not, the answer is the same.
    let _ = timeout(DRAIN_DEADLINE, drain).await;
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body: larger than 16 MiB")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
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
