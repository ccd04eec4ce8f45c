//! What is said about assets, each by its own id: annotations, tags, websites.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::AnnotationKind;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Shared,
    assets::{asset_id, ids},
    blocking, json,
};
use crate::{
    http::{
        body::Json,
        error::ApiError,
        openapi::{Guarded, Kept, Refused, Unknown},
        query::Query,
        routes::assets::Transferables,
        stream,
    },
    service::{Noted, Order, Service},
    wire::{
        Annotation, AnnotationTypeEnum, Annotations, ExistentMetadata, ExistingMetadata, Said,
        SeededAnnotation, SeededTag, SeededWebsite, Tag, Website,
    },
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/annotation/{annotation}", get(annotation))
        .route("/annotations", get(annotations))
        .route("/annotations/create", post(create_annotation))
        .route("/annotation/update", post(update_annotation))
        .route("/annotations/{annotation}/delete", post(delete_annotation))
        .route("/tags/exists", post(tag_exists))
        .route("/tags/create", post(create_tag))
        .route("/tags/{tag}/delete", post(delete_tag))
        .route("/tag/{tag}/assets/associate/{asset}", post(associate_tag))
        .route("/tag/{tag}/assets/disassociate/{asset}", post(disassociate_tag))
        .route("/websites/exists", post(website_exists))
        .route("/websites/create", post(create_website))
        .route(
            "/website/{website}/assets/associate/{asset}",
            post(associate_website),
        )
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
        let all = service.annotations(id, filter.annotation_type_filter)?;
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

/// Changes an annotation's text, kind and mark.
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
        let changed = service.change_annotation(id, &value.annotation())?;
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

/// Says whether there is a tag with this text.
#[utoipa::path(
    post, path = "/tags/exists", operation_id = "tags_exists", tag = "tags", request_body = ExistentMetadata,
    responses((status = 200, description = "Its id, if there is one.", body = ExistingMetadata), Refused, Guarded),
)]
pub(in crate::http) async fn tag_exists(
    State(service): State<Arc<Service>>,
    Json { value, held: _held }: Json<ExistentMetadata>,
) -> Result<Response, ApiError> {
    let found = blocking(move || service.tag_of(&value.value)).await?;
    json(&ExistingMetadata::tag(found.as_ref()))
}

/// Keeps a tag, on an asset if one is named.
#[utoipa::path(
    post, path = "/tags/create", operation_id = "tags_create_new_tag", tag = "tags", params(Transferables),
    request_body = SeededTag,
    responses((status = 200, description = "The tag.", body = Tag), Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn create_tag(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json { value, held: _held }: Json<SeededTag>,
) -> Result<Response, ApiError> {
    let asset = value.asset.as_deref().map(asset_id).transpose()?;
    let tag = value.tag();
    let created = blocking(move || Ok(Tag::apart(&service.create_tag(&tag, asset)?, service.now())));
    json(&created.await?)
}

/// Forgets a tag, and takes it from every asset.
#[utoipa::path(
    post, path = "/tags/{tag}/delete", operation_id = "tags_delete_specific_tag", tag = "tags",
    params(("tag" = String, Path, description = "Its id.")),
    responses((status = 204, description = "It is gone."), Unknown, Guarded),
)]
pub(in crate::http) async fn delete_tag(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("tag"))?;
    blocking(move || service.delete_tag(id)).await?;
    Ok(done())
}

/// Puts a tag on an asset.
#[utoipa::path(
    post, path = "/tag/{tag}/assets/associate/{asset}", operation_id = "tag_associate_asset", tag = "tags",
    params(("tag" = String, Path, description = "The tag's id."), ("asset" = String, Path, description = "The asset's id.")),
    responses((status = 204, description = "It is there."), Unknown, Guarded),
)]
pub(in crate::http) async fn associate_tag(
    State(service): State<Arc<Service>>,
    Path((tag, asset)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (tag, asset) = (tag.parse().map_err(|_| no("tag"))?, asset_id(&asset)?);
    blocking(move || service.add_tag(tag, asset)).await?;
    Ok(done())
}

/// Takes a tag from an asset.
#[utoipa::path(
    post, path = "/tag/{tag}/assets/disassociate/{asset}", operation_id = "tag_disassociate_asset", tag = "tags",
    params(("tag" = String, Path, description = "The tag's id."), ("asset" = String, Path, description = "The asset's id.")),
    responses((status = 204, description = "It is not there."), Unknown, Guarded),
)]
pub(in crate::http) async fn disassociate_tag(
    State(service): State<Arc<Service>>,
    Path((tag, asset)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (tag, asset) = (tag.parse().map_err(|_| no("tag"))?, asset_id(&asset)?);
    blocking(move || service.take_tag(tag, asset)).await?;
    Ok(done())
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
    let found = blocking(move || service.website_of(&value.value)).await?;
    json(&ExistingMetadata::website(found.as_ref()))
}

/// Keeps a website, as one of an asset's if one is named.
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
    let created = blocking(move || {
        Ok(Website::apart(
            &service.create_website(&site, asset)?,
            service.now(),
        ))
    });
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
    blocking(move || service.add_website(site, asset)).await?;
    Ok(done())
}

fn no(what: &str) -> ApiError {
    ApiError::gone(format!("There is no {what} with this id."))
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
