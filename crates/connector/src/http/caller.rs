//! Which application a request comes from.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::{StatusCode, request::Parts},
};
use domain::ApplicationId;
use tokio::time::Instant;

use super::{bounds::Bounds, error::ApiError, rates::PER_SECOND};
use crate::service::{Service, ServiceError};

/// The connected application that the path names. One that is unknown or not connected, or asks too often, is refused
/// before its body is read.
pub(super) struct Caller(pub(super) ApplicationId);

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
    Bounds: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let unknown = || ApiError::from(ServiceError::UnknownApplication);
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| unknown())?;
        let id = id.parse().map_err(|_| unknown())?;
        Arc::<Service>::from_ref(state).admit_client(id)?;
        match Bounds::from_ref(state).rates.count(id, Instant::now()) {
            Ok(()) => Ok(Self(id)),
            Err(wait) => Err(ApiError::later(
                StatusCode::TOO_MANY_REQUESTS,
                format!(
                    "This application sends more than {PER_SECOND} requests a second. Try again in a moment."
                ),
                wait.as_secs() + 1,
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, header},
    };
    use domain::{ApplicationName, Platform, Registration};
    use store::{Limits, SledStore};
    use tower::ServiceExt;

    use super::*;
    use crate::{
        http::{rates::Rates, routes},
        service::system_clock,
    };

    /// One that asks too often is told so and when to come again, and nobody else is.
    #[tokio::test]
    async fn who_asks_too_often_waits() {
        let dir = tempfile::tempdir().unwrap();
        let store = SledStore::open(dir.path(), Limits::default()).unwrap();
        let service = Arc::new(Service::start(Arc::new(store), system_clock()).unwrap());
        let connect = |name| {
            let registration = Registration {
                name,
                version: "1".to_owned(),
                platform: Platform::Linux,
                capabilities: None,
                privacy: None,
                automatic_unload: None,
                descriptor: None,
                mechanism: None,
            };
            service.connect(registration).unwrap().id
        };
        let (wild, honest) = (connect(ApplicationName::Vim), connect(ApplicationName::Obsidian));
        let mut bounds = Bounds::default();
        bounds.rates = Rates::with_burst(5);
        let router = routes::router(Arc::clone(&service), bounds, 39300);
        let ask = async |application| {
            let request = Request::post(format!("/{application}/suggestion"))
                .header(header::HOST, "localhost:39300")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from("{}"))
                .unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let mut refused = None;
        for _ in 0..1_000 {
            let answer = ask(wild).await;
            if answer.status() != StatusCode::OK {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("it is told in the end");
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
        let text = to_bytes(refused.into_body(), 1_000).await.unwrap();
        assert!(text.starts_with(b"This application sends more than 1000 requests a second."));
        assert_eq!(ask(honest).await.status(), StatusCode::OK);
    }
}
