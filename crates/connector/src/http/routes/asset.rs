//! One asset: reading it, changing what is said about it, taking it elsewhere.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};
use domain::{AssetId, FormatId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Shared,
    assets::{Transferables, asset_id, ids, no_asset},
    blocking, json,
};
use crate::{
    http::{
        body::{Json, WholeAsset},
        error::ApiError,
        openapi::{Guarded, Kept, Refused, Unknown},
        query::{Query, flag},
        stream,
    },
    service::{ExportForm, Order, Service, ServiceError},
    wire::{Asset, AssetReclassification, ExportedAsset, Format, Formats},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/asset/{asset}", get(asset))
        .route("/assets/{asset}", get(assets_asset))
        .route("/asset/{asset}/formats", get(asset_formats))
        .route("/assets/{asset}/formats", get(assets_formats))
        .route("/asset/{asset}/export", get(export))
        .route("/asset/update", post(update))
        .route("/asset/reclassify", post(reclassify))
        .route("/format/{format}", get(format))
        .route("/formats", get(formats))
        .route("/formats/{format}", get(formats_format))
        .route("/format/update/value", post(update_value))
}

/// Answers an asset.
#[utoipa::path(
    get, path = "/asset/{asset}", operation_id = "asset_snapshot", tag = "asset",
    params(("asset" = String, Path, description = "Its id."), Transferables, PackageActivities),
    responses((status = 200, description = "The asset.", body = Asset), Unknown, Guarded),
)]
pub(in crate::http) async fn asset(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(transferables): Query<Transferables>,
    Query(_): Query<PackageActivities>,
) -> Result<Response, ApiError> {
    let id = asset_id(&id)?;
    answer(service, id, transferables).await
}

/// The same as `/asset/{asset}`.
#[utoipa::path(
    get, path = "/assets/{asset}", operation_id = "assets_specific_asset_snapshot", tag = "asset",
    params(("asset" = String, Path, description = "Its id."), Transferables),
    responses((status = 200, description = "The asset.", body = Asset), Unknown, Guarded),
)]
pub(in crate::http) async fn assets_asset(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(transferables): Query<Transferables>,
) -> Result<Response, ApiError> {
    let id = asset_id(&id)?;
    answer(service, id, transferables).await
}

async fn answer(
    service: Arc<Service>,
    id: AssetId,
    transferables: Transferables,
) -> Result<Response, ApiError> {
    let found = blocking(move || transferables.asset(&service, id)).await?;
    json(&found.ok_or_else(no_asset)?)
}

/// Accepted and not read: an asset's activities are not packed into it.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "accepted and described, and not read")]
pub(in crate::http) struct PackageActivities {
    /// Not read.
    #[serde(default, deserialize_with = "flag")]
    package_activities: Option<bool>,
}

/// Changes what is said about an asset: its title, tags, websites, annotations, hints, anchors, people, marks. The last
/// one wins. Its content is changed by `/format/update/value`, its language by `/asset/reclassify`.
#[utoipa::path(
    post, path = "/asset/update", operation_id = "asset_update", tag = "asset", params(Transferables),
    request_body = Asset,
    responses((status = 200, description = "The asset as it is now.", body = Asset), Kept, Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn update(
    State(service): State<Arc<Service>>,
    Query(transferables): Query<Transferables>,
    WholeAsset(Json { value, held: _held }): WholeAsset<Asset>,
) -> Result<Response, ApiError> {
    let id = asset_id(&value.id)?;
    let revision = value.revision()?;
    let changed = blocking(move || {
        service.revise(id, revision)?;
        transferables.asset(&service, id)
    });
    json(&changed.await?.ok_or_else(no_asset)?)
}

/// Says which language an asset is in.
#[utoipa::path(
    post, path = "/asset/reclassify", operation_id = "asset_reclassify", tag = "asset", params(Transferables),
    request_body = AssetReclassification,
    responses((status = 200, description = "The asset as it is now.", body = Asset), Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn reclassify(
    State(service): State<Arc<Service>>,
    Query(transferables): Query<Transferables>,
    WholeAsset(Json { value, held: _held }): WholeAsset<AssetReclassification>,
) -> Result<Response, ApiError> {
    let id = asset_id(&value.asset.id)?;
    let changed = blocking(move || {
        service.reclassify(id, value.ext.language().as_ref())?;
        transferables.asset(&service, id)
    });
    json(&changed.await?.ok_or_else(no_asset)?)
}

/// What to make of an asset.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Export {
    /// `MD`, `HTML` or `JSON`.
    #[param(inline)]
    export_type: ExportType,
}

/// The forms of a document.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(in crate::http) enum ExportType {
    Html,
    Md,
    Json,
}

/// Makes a document of an asset.
#[utoipa::path(
    get, path = "/asset/{asset}/export", operation_id = "asset_specific_asset_export", tag = "asset",
    params(("asset" = String, Path, description = "Its id."), Export),
    responses((status = 200, description = "The document.", body = ExportedAsset), Unknown, Guarded),
)]
pub(in crate::http) async fn export(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(Export { export_type }): Query<Export>,
) -> Result<Response, ApiError> {
    let id = asset_id(&id)?;
    let form = match export_type {
        ExportType::Html => ExportForm::Html,
        ExportType::Md => ExportForm::Markdown,
        ExportType::Json => ExportForm::Json,
    };
    let exported = blocking(move || {
        let exported = service.export(id, form)?;
        Ok(ExportedAsset::new(exported, service.now()))
    });
    json(&exported.await?)
}

/// The content of an asset, as a list of one.
#[utoipa::path(
    get, path = "/asset/{asset}/formats", operation_id = "asset_formats", tag = "asset",
    params(("asset" = String, Path, description = "Its id."), Transferables),
    responses((status = 200, description = "Its one format.", body = Formats), Unknown, Guarded),
)]
pub(in crate::http) async fn asset_formats(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(transferables): Query<Transferables>,
) -> Result<Response, ApiError> {
    let id = asset_id(&id)?;
    let found = blocking(move || transferables.format(&service, id)).await?;
    json(&Formats {
        iterable: vec![found.ok_or_else(no_asset)?],
    })
}

/// The same as `/asset/{asset}/formats`.
#[utoipa::path(
    get, path = "/assets/{asset}/formats", operation_id = "assets_specific_asset_formats_snapshot", tag = "asset",
    params(("asset" = String, Path, description = "Its id."), Transferables),
    responses((status = 200, description = "Its one format.", body = Formats), Unknown, Guarded),
)]
pub(in crate::http) async fn assets_formats(
    state: State<Arc<Service>>,
    id: Path<String>,
    transferables: Query<Transferables>,
) -> Result<Response, ApiError> {
    asset_formats(state, id, transferables).await
}

/// What an answer with one format in it may leave out.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Transferable {
    /// Whether the content is there. It is, unless it is `false`.
    #[serde(default, deserialize_with = "flag")]
    transferable: Option<bool>,
}

/// The content of an asset.
#[utoipa::path(
    get, path = "/format/{format}", operation_id = "format_snapshot", tag = "formats",
    params(("format" = String, Path, description = "Its id: an asset's `original.id`."), Transferable, PackageActivities),
    responses((status = 200, description = "The format.", body = Format), Unknown, Guarded),
)]
pub(in crate::http) async fn format(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(Transferable { transferable }): Query<Transferable>,
    Query(_): Query<PackageActivities>,
) -> Result<Response, ApiError> {
    let id = format_id(&id)?.asset();
    let transferables = Transferables::from(transferable);
    let found = blocking(move || transferables.format(&service, id)).await?;
    json(&found.ok_or_else(no_format)?)
}

/// The same as `/format/{format}`.
#[utoipa::path(
    get, path = "/formats/{format}", operation_id = "formats_specific_format_snapshot", tag = "formats",
    params(("format" = String, Path, description = "Its id: an asset's `original.id`."), Transferable),
    responses((status = 200, description = "The format.", body = Format), Unknown, Guarded),
)]
pub(in crate::http) async fn formats_format(
    state: State<Arc<Service>>,
    id: Path<String>,
    transferable: Query<Transferable>,
) -> Result<Response, ApiError> {
    let not_read = PackageActivities {
        package_activities: None,
    };
    format(state, id, transferable, Query(not_read)).await
}

/// Lists the contents of all assets. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/formats", operation_id = "formats_snapshot", tag = "formats", params(Transferables),
    responses((status = 200, description = "Every asset's format.", body = Formats), Unknown, Guarded),
)]
pub(in crate::http) async fn formats(
    State(service): State<Arc<Service>>,
    Query(transferables): Query<Transferables>,
) -> Result<Response, ApiError> {
    let ids = ids(&service, Order::NewestFirst, Some(true)).await?;
    Ok(stream::iterable(ids, move |id| {
        Ok(transferables.format(&service, id)?)
    }))
}

/// Changes what an asset holds.
#[utoipa::path(
    post, path = "/format/update/value", operation_id = "format_update_value", tag = "formats", params(Transferable),
    request_body = Format,
    responses((status = 200, description = "The format as it is now.", body = Format), Kept, Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn update_value(
    State(service): State<Arc<Service>>,
    Query(Transferable { transferable }): Query<Transferable>,
    WholeAsset(Json { value, held: _held }): WholeAsset<Format>,
) -> Result<Response, ApiError> {
    let id = format_id(&value.id)?.asset();
    let rewriting = value.rewriting()?;
    let transferables = Transferables::from(transferable);
    let changed = blocking(move || {
        service.rewrite(id, rewriting)?;
        transferables.format(&service, id)
    });
    json(&changed.await?.ok_or_else(no_format)?)
}

impl Transferables {
    fn format(self, service: &Service, id: AssetId) -> Result<Option<Format>, ServiceError> {
        match service.asset(id) {
            Ok(mut known) => {
                if self.leaves_out_contents() {
                    known.text = None;
                }
                Ok(Some(Format::new(&known, service.now())))
            }
            Err(ServiceError::UnknownAsset) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn format_id(text: &str) -> Result<FormatId, ApiError> {
    text.parse().map_err(|_| no_format())
}

fn no_format() -> ApiError {
    ApiError::gone("There is no format with this id.")
}
