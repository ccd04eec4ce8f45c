//! Pages that assets came from, each by its own id.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};

use super::{Shared, assets::asset_id, blocking, done, json, no};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, Refused, Unknown},
        query::Query,
        routes::assets::Transferables,
        stream,
    },
    service::Service,
    wire::{ExistentMetadata, ExistingMetadata, SeededWebsite, Website, Websites},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/websites", get(websites))
        .route("/website/{website}", get(website))
        .route("/website/update", post(update_website))
        .route(
            "/asset/{asset}/websites/associate/{website}",
            post(associate_asset_website),
        )
        .route(
            "/asset/{asset}/websites/disassociate/{website}",
            post(disassociate_asset_website),
        )
        .route("/websites/exists", post(website_exists))
        .route("/websites/create", post(create_website))
        .route("/websites/{website}/delete", post(delete_website))
        .route(
            "/website/{website}/assets/associate/{asset}",
            post(associate_website),
        )
        .route(
            "/website/{website}/assets/disassociate/{asset}",
            post(disassociate_website),
        )
}

/// Lists the websites, by their addresses, each with the assets that have it and are for lists. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/websites", operation_id = "websites_snapshot", tag = "websites", params(Transferables),
    responses((status = 200, description = "Every website.", body = Websites), Unknown, Guarded),
)]
pub(in crate::http) async fn websites(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
) -> Result<Response, ApiError> {
    let now = service.now();
    let all = blocking(move || service.labels::<domain::Website>()).await?;
    Ok(stream::iterable(all, move |website| {
        Ok(Some(Website::of(&website, now)))
    }))
}

/// Answers a website, with the assets that have it. One that became one with another is found by its earlier id
/// too.
#[utoipa::path(
    get, path = "/website/{website}", operation_id = "websites_specific_website_snapshot", tag = "websites",
    params(("website" = String, Path, description = "Its id."), Transferables),
    responses((status = 200, description = "The website.", body = Website), Unknown, Guarded),
)]
pub(in crate::http) async fn website(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(_): Query<Transferables>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("website"))?;
    let found = blocking(move || Ok(Website::of(&service.label::<domain::Website>(id)?, service.now())));
    json(&found.await?)
}

/// Changes a website on every asset that has it. With another address it keeps its id; with an address that another has,
/// the two become one, with that one's id, and are found by both.
#[utoipa::path(
    post, path = "/website/update", operation_id = "website_update", tag = "websites", params(Transferables),
    request_body = Website,
    responses((status = 200, description = "The website as it is now.", body = Website), Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn update_website(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json { value, held: _held }: Json<Website>,
) -> Result<Response, ApiError> {
    let id = value.id.parse().map_err(|_| no("website"))?;
    let changed = blocking(move || {
        let changed = service.change_label(id, &value.website(""), &value.mechanisms())?;
        Ok(Website::of(&changed, service.now()))
    });
    json(&changed.await?)
}

/// Says whether there is a website with this address.
#[utoipa::path(
    post, path = "/websites/exists", operation_id = "websites_exists", tag = "websites", request_body = ExistentMetadata,
    responses((status = 200, description = "Its id, if there is one.", body = ExistingMetadata), Refused, Guarded),
)]
pub(in crate::http) async fn website_exists(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<ExistentMetadata>,
) -> Result<Response, ApiError> {
    let known = blocking(move || service.label_with::<domain::Website>(&value.value)).await?;
    json(&ExistingMetadata::website(known))
}

/// Keeps a website, as one of an asset's if one is named. One with this address that is there already stays as it is, and
/// is the answer: with the asset that was named, else with all that have it.
#[utoipa::path(
    post, path = "/websites/create", operation_id = "websites_create_new_website", tag = "websites", params(Transferables),
    request_body = SeededWebsite,
    responses((status = 200, description = "The website.", body = Website), Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn create_website(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json { value, held: _held }: Json<SeededWebsite>,
) -> Result<Response, ApiError> {
    let asset = value.asset.as_deref().map(asset_id).transpose()?;
    let site = value.website();
    let created = blocking(move || Ok(Website::of(&service.create_label(&site, asset)?, service.now())));
    json(&created.await?)
}

/// Says that a website is one of an asset's.
#[utoipa::path(
    post, path = "/website/{website}/assets/associate/{asset}", operation_id = "website_associate_asset", tag = "websites",
    params(("website" = String, Path, description = "The website's id."), ("asset" = String, Path, description = "The asset's id.")),
    responses((status = 204, description = "It is there."), Unknown, Guarded),
)]
pub(in crate::http) async fn associate_website(
    State(service): State<Arc<Service>>,
    Path((site, asset)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (site, asset) = (site.parse().map_err(|_| no("website"))?, asset_id(&asset)?);
    blocking(move || service.add_label::<domain::Website>(site, asset)).await?;
    Ok(done())
}

/// Forgets a website, and takes it from every asset.
#[utoipa::path(
    post, path = "/websites/{website}/delete", operation_id = "websites_delete_specific_website", tag = "websites",
    params(("website" = String, Path, description = "Its id.")),
    responses((status = 204, description = "It is gone."), Unknown, Guarded),
)]
pub(in crate::http) async fn delete_website(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("website"))?;
    blocking(move || service.delete_label::<domain::Website>(id)).await?;
    Ok(done())
}

/// Takes a website from an asset.
#[utoipa::path(
    post, path = "/website/{website}/assets/disassociate/{asset}", operation_id = "website_disassociate_asset", tag = "websites",
    params(("website" = String, Path, description = "The website's id."), ("asset" = String, Path, description = "The asset's id.")),
    responses((status = 204, description = "It is not there."), Unknown, Guarded),
)]
pub(in crate::http) async fn disassociate_website(
    State(service): State<Arc<Service>>,
    Path((site, asset)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (site, asset) = (site.parse().map_err(|_| no("website"))?, asset_id(&asset)?);
    blocking(move || service.take_label::<domain::Website>(site, asset)).await?;
    Ok(done())
}

/// The same as `/website/{website}/assets/associate/{asset}`.
#[utoipa::path(
    post, path = "/asset/{asset}/websites/associate/{website}", operation_id = "asset_associate_website", tag = "websites",
    params(("asset" = String, Path, description = "The asset's id."), ("website" = String, Path, description = "The website's id.")),
    responses((status = 204, description = "It is there."), Unknown, Guarded),
)]
pub(in crate::http) async fn associate_asset_website(
    state: State<Arc<Service>>,
    Path((asset, website)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    associate_website(state, Path((website, asset))).await
}

/// The same as `/website/{website}/assets/disassociate/{asset}`.
#[utoipa::path(
    post, path = "/asset/{asset}/websites/disassociate/{website}", operation_id = "asset_disassociate_website", tag = "websites",
    params(("asset" = String, Path, description = "The asset's id."), ("website" = String, Path, description = "The website's id.")),
    responses((status = 204, description = "It is not there."), Unknown, Guarded),
)]
pub(in crate::http) async fn disassociate_asset_website(
    state: State<Arc<Service>>,
    Path((asset, website)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    disassociate_website(state, Path((website, asset))).await
}
