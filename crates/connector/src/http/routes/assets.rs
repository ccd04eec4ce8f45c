//! The library as a whole: listing it, adding to it, deleting from it.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use domain::AssetId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Shared, blocking, json, spawn_blocking};
use crate::{
    http::{
        body::Json,
        error::{ApiError, text},
        openapi::{Guarded, Kept, Refused, Unknown},
        query::{Query, flag},
        stream,
    },
    service::{Order, Service, ServiceError},
    wire::{Asset, Assets, FlattenedAssets, ReferencedAsset, SeedRequest},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/assets", get(assets))
        .route("/assets/identifiers", get(identifiers))
        .route("/assets/create", post(create))
        .route("/assets/draft", post(draft))
        .route("/assets/{asset}/delete", post(delete))
}

/// What a list of assets shows.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Listing {
    /// Whether the contents are there. They are, unless it is `false`.
    #[serde(default, deserialize_with = "flag")]
    transferables: Option<bool>,
    /// Those that were last reused, changed or saved first, rather than those saved last.
    #[serde(default, deserialize_with = "flag")]
    suggested: Option<bool>,
    /// Whether assets are there that are not for lists.
    #[serde(default, deserialize_with = "flag")]
    pseudo: Option<bool>,
}

/// What an answer with assets in it may leave out.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Transferables {
    /// Whether the contents are there. They are, unless it is `false`.
    #[serde(default, deserialize_with = "flag")]
    transferables: Option<bool>,
}

impl From<Option<bool>> for Transferables {
    fn from(transferables: Option<bool>) -> Self {
        Self { transferables }
    }
}

impl Transferables {
    pub(in crate::http) fn leaves_out_contents(self) -> bool {
        self.transferables == Some(false)
    }

    /// An asset as it is answered; `None` where there is none, or no longer.
    pub(in crate::http) fn asset(
        self,
        service: &Service,
        id: AssetId,
    ) -> Result<Option<Asset>, ServiceError> {
        match service.asset(id) {
            Ok(mut known) => {
                if self.leaves_out_contents() {
                    known.text = None;
                }
                Ok(Some(Asset::new(&known, service.now())))
            }
            Err(ServiceError::UnknownAsset) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Lists the assets. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/assets", operation_id = "assets_snapshot", tag = "assets", params(Listing),
    responses((status = 200, description = "Every asset.", body = Assets), Unknown, Guarded),
)]
pub(in crate::http) async fn assets(
    State(service): State<Arc<Service>>,
    Query(listing): Query<Listing>,
) -> Result<Response, ApiError> {
    let order = if listing.suggested == Some(true) {
        Order::LikeliestFirst
    } else {
        Order::NewestFirst
    };
    let ids = ids(&service, order, listing.pseudo).await?;
    let transferables = Transferables::from(listing.transferables);
    Ok(stream::iterable(ids, move |id| {
        Ok(transferables.asset(&service, id)?)
    }))
}

/// Whether assets are listed that are not for lists.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Pseudo {
    /// Whether assets are there that are not for lists.
    #[serde(default, deserialize_with = "flag")]
    pseudo: Option<bool>,
}

/// Lists the ids of the assets, newest first. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/assets/identifiers", operation_id = "assets_identifiers_snapshot", tag = "assets", params(Pseudo),
    responses((status = 200, description = "Every asset's id.", body = FlattenedAssets), Unknown, Guarded),
)]
pub(in crate::http) async fn identifiers(
    State(service): State<Arc<Service>>,
    Query(Pseudo { pseudo }): Query<Pseudo>,
) -> Result<Response, ApiError> {
    let ids = ids(&service, Order::NewestFirst, pseudo).await?;
    Ok(stream::iterable(ids, |id| Ok(Some(ReferencedAsset::by_id(id)))))
}

/// The ids of the assets; to sort them takes a while where there are many.
pub(super) async fn ids(
    service: &Arc<Service>,
    order: Order,
    pseudo: Option<bool>,
) -> Result<Vec<AssetId>, ApiError> {
    let service = Arc::clone(service);
    spawn_blocking(move || service.asset_ids(order, pseudo == Some(true))).await
}

/// Keeps what is sent. Where its text is in the library already, what is said about it is added to that asset.
#[utoipa::path(
    post, path = "/assets/create", operation_id = "assets_create_new_asset", tag = "assets", params(Transferables),
    request_body = SeedRequest,
    responses((status = 200, description = "The asset.", body = Asset), Kept, Refused, Guarded),
)]
pub(in crate::http) async fn create(
    State(service): State<Arc<Service>>,
    Query(transferables): Query<Transferables>,
    Json { value, held: _held }: Json<SeedRequest>,
) -> Result<Response, ApiError> {
    let Some(asset) = value.asset else {
        return Err(ApiError::bad_request(
            "asset: missing: Bowerbird keeps assets alone",
        ));
    };
    let seed = asset.seed("asset")?;
    let application = asset.application.id.parse().ok();
    let created = blocking(move || {
        let mut known = service.create(application, &seed)?;
        if transferables.leaves_out_contents() {
            known.text = None;
        }
        Ok(Asset::new(&known, service.now()))
    });
    json(&created.await?)
}

/// Gives a seed back with a title and a language. Keeps nothing.
#[utoipa::path(
    post, path = "/assets/draft", operation_id = "assets_draft", tag = "assets", params(Transferables),
    request_body = SeedRequest,
    responses((status = 200, description = "The seed, completed.", body = SeedRequest), Refused, Unknown, Guarded),
)]
pub(in crate::http) async fn draft(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json {
        mut value,
        held: _held,
    }: Json<SeedRequest>,
) -> Result<Response, ApiError> {
    let completed = blocking(move || {
        if let Some(asset) = &mut value.asset {
            let seed = asset
                .seed("asset")
                .map_err(|error| ServiceError::BadChange(error.to_string()))?;
            if let Some((name, language)) = service.draft(&seed) {
                asset.complete(name, language.as_ref());
            }
        }
        Ok(value)
    });
    json(&completed.await?)
}

/// Deletes an asset. The window can bring it back as long as the program runs.
#[utoipa::path(
    post, path = "/assets/{asset}/delete", operation_id = "assets_delete_asset", tag = "assets",
    params(("asset" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The id of what was deleted.", body = String, content_type = "text/plain; charset=utf-8"), Unknown, Guarded),
)]
pub(in crate::http) async fn delete(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = asset_id(&id)?;
    blocking(move || service.delete(id)).await?;
    Ok(text(StatusCode::OK, id.to_string()))
}

/// The id of an asset, as a client spells it.
pub(super) fn asset_id(text: &str) -> Result<AssetId, ApiError> {
    text.parse().map_err(|_| no_asset())
}

pub(super) fn no_asset() -> ApiError {
    ApiError::gone("There is no asset with this id.")
}
