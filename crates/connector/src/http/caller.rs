//! Which application a request comes from.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::request::Parts,
};
use domain::ApplicationId;

use super::error::ApiError;
use crate::service::{Service, ServiceError};

/// The connected application that the path names. One that is unknown or not connected is refused before its body
/// is read.
pub(super) struct Caller(pub(super) ApplicationId);

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let unknown = || ApiError::from(ServiceError::UnknownApplication);
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| unknown())?;
        let id = id.parse().map_err(|_| unknown())?;
        Arc::<Service>::from_ref(state).admit_client(id)?;
        Ok(Self(id))
    }
}
