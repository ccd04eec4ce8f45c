//! Refusals and failures as clients show them: bare readable text.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use store::StoreError;

use crate::{service::ServiceError, wire::SeedError};

/// A request that was not carried out: a status, and a sentence that the client shows as it is.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    text: String,
    /// After how many seconds to try again.
    retry_after: Option<u64>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            retry_after: None,
        }
    }

    /// It can't be done now, and can in some seconds.
    pub(super) fn later(status: StatusCode, text: impl Into<String>, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(status, text)
        }
    }

    pub(super) fn bad_request(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// What was asked for is not there, or no longer.
    pub(super) fn gone(text: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, text)
    }

    /// Something of ours went wrong. Its cause goes to the log, never to the client.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong in Bowerbird. Its log says what.",
        )
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = text(self.status, self.text);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A text answer as every client reads it: no quotes, no newline at the end, and its content type.
pub(super) fn text(status: StatusCode, text: impl Into<String>) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text.into(),
    )
        .into_response()
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match &error {
            ServiceError::UnknownApplication | ServiceError::NoText | ServiceError::BadChange(_) => {
                Self::bad_request(error.to_string())
            }
            ServiceError::Secret => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
            ServiceError::TextTaken(_) | ServiceError::TwoContents => {
                Self::new(StatusCode::CONFLICT, error.to_string())
            }
            ServiceError::UnknownAsset | ServiceError::Unknown(_) => Self::gone(error.to_string()),
            ServiceError::NotConnected => Self::new(StatusCode::UNAUTHORIZED, error.to_string()),
            ServiceError::Learning | ServiceError::Unusable(_) => {
                Self::later(StatusCode::SERVICE_UNAVAILABLE, error.to_string(), 5)
            }
            ServiceError::Store(StoreError::Full) => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "The disk is full: nothing was saved, and nothing is lost.",
            ),
            ServiceError::Store(
                cause @ (StoreError::Io { .. } | StoreError::Unread { .. } | StoreError::Moved { .. }),
            ) => {
                // What the system said names paths, so it goes to the log.
                tracing::error!(code = cause.code(), "the store failed: {cause}");
                Self::later(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The disk can't be read or written now, so this was not done. What was kept before is safe.",
                    2,
                )
            }
            ServiceError::Store(cause) => {
                tracing::error!(code = cause.code(), "the store failed: {cause}");
                Self::internal()
            }
        }
    }
}

impl From<SeedError> for ApiError {
    fn from(error: SeedError) -> Self {
        Self::bad_request(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_early_is_told_to_ask_again() {
        let response = ApiError::from(ServiceError::Learning).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    }
}
