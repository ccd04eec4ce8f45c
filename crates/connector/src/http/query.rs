//! Reading the query of a request's target.

use axum::{
    extract::{FromRequestParts, Query as AxumQuery, rejection::QueryRejection},
    http::request::Parts,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::error::ApiError;

/// The query, refused in a sentence where it can't be read.
pub(super) struct Query<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match AxumQuery::<T>::try_from_uri(&parts.uri) {
            Ok(AxumQuery(query)) => Ok(Self(query)),
            Err(error) => Err(ApiError::bad_request(explain(&error))),
        }
    }
}

/// Names the place and says what is wrong there: `export_type: unknown variant …`.
fn explain(error: &QueryRejection) -> String {
    /// Longest message, in characters: it may quote a value that the sender sent.
    const LONGEST: usize = 300;
    let whole = error.body_text();
    let problem = whole.rsplit_once("Failed to deserialize query string: ");
    let problem = problem.map_or(whole.as_str(), |(_, problem)| problem);
    // Where it is about the whole, what is wrong with it is said by name.
    let about = |words: &str| {
        let (_, rest) = problem.split_once(words)?;
        rest.split('`').next()
    };
    let text = if let Some(name) = about("missing field `") {
        format!("query: {name}: missing")
    } else if let Some(name) = about("duplicate field `") {
        format!("query: {name}: given more than once")
    } else {
        format!("query: {problem}")
    };
    text.chars().take(LONGEST).collect()
}

/// A flag: clients spell it `true` or `True`.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(serde::de::Error::custom("neither true nor false")),
    })
    .transpose()
}
