//! Searching the library: by words, by nearly the words, and by what code looks like.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Shared, assets::Transferables, blocking, json};
use crate::{
    http::{
        body::Json,
        bounds::Bounds,
        error::ApiError,
        openapi::{Guarded, Refused, Unknown},
        query::{Query, flag},
    },
    service::{Found, Narrowing, Service, ServiceError},
    wire::{AssetsSearchWithFiltersInput, AssetsSearchWithFiltersOutput, SearchedAssets, SeededAssetTags},
};

/// Assets that an answer holds whole, at most; the others are there by their ids.
const WHOLE: usize = 20;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/assets/search", get(search).post(search_with_filters))
        .route("/search/full_text", get(full_text))
        .route("/search/neural_code", get(neural_code))
        .route("/search/tag_based", post(tag_based))
}

/// What to look for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Search {
    /// The words, or the code.
    #[serde(default)]
    query: String,
}

/// More words to look for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct SearchableTags {
    /// Tags that are searched too, with commas between them.
    searchable_tags: Option<String>,
}

/// What to answer of what was found.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Wanted {
    /// Whether the contents are there. They are, unless it is `false`.
    #[serde(default, deserialize_with = "flag")]
    transferables: Option<bool>,
    /// Whether assets are found that are not for lists.
    #[serde(default, deserialize_with = "flag")]
    pseudo: Option<bool>,
}

impl Wanted {
    fn narrowing(&self, by: Narrowing) -> Narrowing {
        Narrowing {
            pseudo: self.pseudo == Some(true),
            ..by
        }
    }

    /// Finds, and makes the answer of it.
    async fn find(
        self,
        service: Arc<Service>,
        by: Narrowing,
        find: impl FnOnce(&Service, &Narrowing) -> Vec<Found> + Send + 'static,
    ) -> Result<SearchedAssets, ApiError> {
        let transferables = Transferables::from(self.transferables);
        let by = self.narrowing(by);
        blocking(move || searched(&service, find(&service, &by), transferables)).await
    }
}

/// Finds what holds the words, or nearly: letters may be missing, wrong or too many.
#[utoipa::path(
    get, path = "/assets/search", operation_id = "search_assets", tag = "search", params(Search, SearchableTags, Wanted),
    responses((status = 200, description = "What was found, best first.", body = SearchedAssets), Unknown, Guarded),
)]
pub(in crate::http) async fn search(
    State(service): State<Arc<Service>>,
    State(bounds): State<Bounds>,
    Query(Search { query }): Query<Search>,
    Query(SearchableTags { searchable_tags }): Query<SearchableTags>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, ApiError> {
    let _held = bounds.request().await?;
    let words = match &searchable_tags {
        Some(tags) => format!("{query} {}", tags.replace(',', " ")),
        None => query,
    };
    let find = move |service: &Service, by: &Narrowing| service.find_nearly(&words, by);
    json(&wanted.find(service, Narrowing::default(), find).await?)
}

/// Finds what holds every word, wherever it stands: title, tags, annotations, text; whole, in part, and by the parts of
/// `camelCase` and `snake_case`.
#[utoipa::path(
    get, path = "/search/full_text", operation_id = "full_text_search", tag = "search", params(Search, Wanted),
    responses((status = 200, description = "What was found, best first.", body = SearchedAssets), Unknown, Guarded),
)]
pub(in crate::http) async fn full_text(
    State(service): State<Arc<Service>>,
    State(bounds): State<Bounds>,
    Query(Search { query }): Query<Search>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, ApiError> {
    let _held = bounds.request().await?;
    let find = move |service: &Service, by: &Narrowing| service.find_words(&query, by);
    json(&wanted.find(service, Narrowing::default(), find).await?)
}

/// Finds code that looks like this. There is no neural network: it is the comparison that recognises copied text. A word or two
/// look like any others, and are searched for as words.
#[utoipa::path(
    get, path = "/search/neural_code", operation_id = "neural_code_search", tag = "search", params(Search, Wanted),
    responses((status = 200, description = "What was found, nearest first.", body = SearchedAssets), Unknown, Guarded),
)]
pub(in crate::http) async fn neural_code(
    State(service): State<Arc<Service>>,
    State(bounds): State<Bounds>,
    Query(Search { query }): Query<Search>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, ApiError> {
    let _held = bounds.request().await?;
    let find = move |service: &Service, by: &Narrowing| service.find_similar(&query, by);
    json(&wanted.find(service, Narrowing::default(), find).await?)
}

/// Finds what has one of these tags.
#[utoipa::path(
    post, path = "/search/tag_based", operation_id = "tag_based_search", tag = "search", params(Wanted),
    request_body = SeededAssetTags,
    responses((status = 200, description = "What was found, newest first.", body = SearchedAssets), Refused, Unknown, Guarded),
)]
pub(in crate::http) async fn tag_based(
    State(service): State<Arc<Service>>,
    Query(wanted): Query<Wanted>,
    Json { value, held: _held }: Json<SeededAssetTags>,
) -> Result<Response, ApiError> {
    json(&wanted.find(service, value.narrowing(), Service::find_all).await?)
}

/// Finds what holds the words, or nearly, among these assets and as the filters say.
#[utoipa::path(
    post, path = "/assets/search", operation_id = "assets_search_with_filters", tag = "search", params(Wanted),
    request_body = AssetsSearchWithFiltersInput,
    responses((status = 200, description = "What was found, best first.", body = AssetsSearchWithFiltersOutput), Refused, Unknown, Guarded),
)]
pub(in crate::http) async fn search_with_filters(
    State(service): State<Arc<Service>>,
    Query(wanted): Query<Wanted>,
    Json { value, held: _held }: Json<AssetsSearchWithFiltersInput>,
) -> Result<Response, ApiError> {
    let by = value.narrowing()?;
    let words = value.query.unwrap_or_default();
    let find = move |service: &Service, by: &Narrowing| {
        if words.trim().is_empty() {
            service.find_all(by)
        } else {
            service.find_nearly(&words, by)
        }
    };
    let results = wanted.find(service, by, find).await?;
    json(&AssetsSearchWithFiltersOutput { results })
}

fn searched(
    service: &Service,
    found: Vec<Found>,
    transferables: Transferables,
) -> Result<SearchedAssets, ServiceError> {
    /// Bytes of contents in one answer, about.
    const MOST: u64 = 8 * 1024 * 1024;
    let mut left = MOST;
    let mut answered = Vec::with_capacity(found.len());
    for (place, found) in found.into_iter().enumerate() {
        let mut asset = None;
        if place < WHOLE && left > 0 {
            asset = transferables.asset(service, found.asset)?;
            if asset.is_none() {
                // It was deleted since it was found.
                continue;
            }
            left = left.saturating_sub(service.size(found.asset)?);
        }
        answered.push((found, asset));
    }
    Ok(SearchedAssets::new(answered))
}
