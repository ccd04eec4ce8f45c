//! Whether what a route is about can be used at all.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::error::ApiError;
use crate::service::Service;

/// Answers at once where the library is damaged and nothing could take its place yet, for what is asked of it would wait until
/// something does.
pub(super) async fn usable(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    service.usable()?;
    Ok(next.run(request).await)
}
