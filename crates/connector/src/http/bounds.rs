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

/// How many large bodies are in memory at once, and how many places the largest of all may take.
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
        take(&self.requests, 1).await
    }

    /// Places for a body that has turned out large, all of them at once: who has some and waits for more would keep the
    /// others waiting.
    pub(super) async fn large_body(&self, places: usize) -> Result<Held, ApiError> {
        take(&self.large_bodies, places.min(LARGE_BODIES)).await
    }
}

async fn take(of: &Arc<Semaphore>, places: usize) -> Result<Held, ApiError> {
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    match timeout(PATIENCE, Arc::clone(of).acquire_many_owned(places)).await {
        Ok(Ok(permit)) => Ok(Held(permit)),
        _ => Err(ApiError::later(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many requests. Try again.",
            1,
        )),
    }
}
