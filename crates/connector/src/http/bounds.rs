//! How much is worked on at once, over all listeners.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{error::ApiError, rates::Rates};

/// Most requests that have a body, or search, that are carried out at once; more wait. The others cost next to nothing
/// and wait for nobody, so that the server's health can be asked for at any time.
const REQUESTS: usize = 64;

/// How many large bodies are in memory at once.
const LARGE_BODIES: usize = 4;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// The places that requests take. All of them wait only once they have what they need to go on: a client that sends
/// nothing holds no place.
#[derive(Clone)]
pub(super) struct Bounds {
    requests: Arc<Semaphore>,
    large_bodies: Arc<Semaphore>,
    /// How often each application asks.
    pub(super) rates: Rates,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            requests: Arc::new(Semaphore::new(REQUESTS)),
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES)),
            rates: Rates::default(),
        }
    }
}

/// A place that is held; dropping it gives it to the next.
pub(super) struct Held(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Bounds {
    /// A place to carry out a request whose body is here, or which needs none.
    pub(super) async fn request(&self) -> Result<Held, ApiError> {
        take(&self.requests).await
    }

    /// A place for a body that has turned out large.
    pub(super) async fn large_body(&self) -> Result<Held, ApiError> {
        take(&self.large_bodies).await
    }
}

async fn take(places: &Arc<Semaphore>) -> Result<Held, ApiError> {
    match timeout(PATIENCE, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(permit)) => Ok(Held(permit)),
        _ => Err(ApiError::later(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many requests. Try again.",
            1,
        )),
    }
}
