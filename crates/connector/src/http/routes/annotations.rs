//! Notes about assets, each by its own id.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};
use domain::AnnotationKind;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Shared,
    assets::{asset_id, ids},
    blocking, done, json, no,
};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, Kept, Refused, Unknown},
        query::Query,
        stream,
    },
    service::{Noted, Order, Service},
    wire::{Annotation, AnnotationTypeEnum, Annotations, Said, SeededAnnotation, kind_for_every_client},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/annotation/{annotation}", get(annotation))
        .route("/annotations", get(annotations))
        .route("/annotations/create", post(create_annotation))
        .route("/annotation/update", post(update_annotation))
        .route("/annotations/{annotation}/delete", post(delete_annotation))
}

fn noted(noted: &Noted, service: &Service) -> Annotation {
    let said = Said {
        asset: &noted.asset,
        now: service.now(),
    };
    Annotation::new(said, noted.place, noted.note())
}

/// Answers an annotation.
#[utoipa::path(
    get, path = "/annotation/{annotation}", operation_id = "annotation_specific_annotation_snapshot", tag = "annotations",
    params(("annotation" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The annotation.", body = Annotation), Unknown, Guarded),
)]
pub(in crate::http) async fn annotation(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("annotation"))?;
    let found = blocking(move || Ok(noted(&service.annotation(id)?, &service)));
    json(&found.await?)
}

/// Which annotations to list.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct AnnotationFilter {
    /// The kind that they must be of.
    #[param(value_type = Option<AnnotationTypeEnum>)]
    annotation_type_filter: Option<AnnotationKind>,
}

/// Lists the annotations of all assets. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/annotations", operation_id = "annotations_snapshot", tag = "annotations", params(AnnotationFilter),
    responses((status = 200, description = "The annotations.", body = Annotations), Unknown, Guarded),
)]
pub(in crate::http) async fn annotations(
    State(service): State<Arc<Service>>,
    Query(filter): Query<AnnotationFilter>,
) -> Result<Response, ApiError> {
    let ids = ids(&service, Order::NewestFirst, Some(true)).await?;
    Ok(stream::iterable(ids, move |id| {
        // By what it is, or by what clients are told that it is.
        let wanted = |kind| {
            let filter = filter.annotation_type_filter;
            filter.is_none_or(|filter| [kind, kind_for_every_client(kind)].contains(&filter))
        };
        let all = service.annotations(id, wanted)?;
        let answered = all.iter().map(|one| noted(one, &service));
        Ok(answered.collect::<Vec<_>>())
    }))
}

/// Adds an annotation to an asset.
#[utoipa::path(
    post, path = "/annotations/create", operation_id = "annotations_create_new_annotation", tag = "annotations",
    request_body = SeededAnnotation,
    responses((status = 200, description = "The annotation.", body = Annotation), Kept, Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn create_annotation(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<SeededAnnotation>,
) -> Result<Response, ApiError> {
    let Some(asset) = &value.asset else {
        return Err(ApiError::bad_request(
            "asset: missing: Bowerbird keeps annotations of assets alone",
        ));
    };
    let asset = asset_id(asset)?;
    let created = blocking(move || Ok(noted(&service.annotate(asset, value.annotation())?, &service)));
    json(&created.await?)
}

/// Changes an annotation. What is not sent stays.
#[utoipa::path(
    post, path = "/annotation/update", operation_id = "annotation_update", tag = "annotations",
    request_body = Annotation,
    responses((status = 200, description = "The annotation as it is now.", body = Annotation), Kept, Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn update_annotation(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<Annotation>,
) -> Result<Response, ApiError> {
    let id = value.id.parse().map_err(|_| no("annotation"))?;
    let changed = blocking(move || {
        let changed = service.change_annotation(id, &value.change())?;
        Ok(noted(&changed, &service))
    });
    json(&changed.await?)
}

/// Deletes an annotation.
#[utoipa::path(
    post, path = "/annotations/{annotation}/delete", operation_id = "annotations_delete_specific_annotation",
    tag = "annotations", params(("annotation" = String, Path, description = "Its id.")),
    responses((status = 204, description = "It is gone."), Unknown, Guarded),
)]
pub(in crate::http) async fn delete_annotation(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("annotation"))?;
    blocking(move || service.delete_annotation(id)).await?;
    Ok(done())
}
