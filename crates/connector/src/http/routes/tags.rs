//! Words that assets are found by, each by its own id.

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
    wire::{ExistentMetadata, ExistingMetadata, SeededTag, Tag, Tags},
};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/tags", get(tags))
        .route("/tag/{tag}", get(tag))
        .route("/tag/update", post(update_tag))
        .route("/asset/{asset}/tags/associate/{tag}", post(associate_asset_tag))
        .route(
            "/asset/{asset}/tags/disassociate/{tag}",
            post(disassociate_asset_tag),
        )
        .route("/tags/exists", post(tag_exists))
        .route("/tags/create", post(create_tag))
        .route("/tags/{tag}/delete", post(delete_tag))
        .route("/tag/{tag}/assets/associate/{asset}", post(associate_tag))
        .route("/tag/{tag}/assets/disassociate/{asset}", post(disassociate_tag))
}

/// Lists the tags, by their texts, each with the assets that have it and are for lists. The answer is sent as it is made.
#[utoipa::path(
    get, path = "/tags", operation_id = "tags_snapshot", tag = "tags", params(Transferables),
    responses((status = 200, description = "Every tag.", body = Tags), Unknown, Guarded),
)]
pub(in crate::http) async fn tags(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
) -> Result<Response, ApiError> {
    let now = service.now();
    let all = blocking(move || service.labels::<domain::Tag>()).await?;
    Ok(stream::iterable(all, move |tag| Ok(Some(Tag::of(&tag, now)))))
}

/// Answers a tag, with the assets that have it. One that became one with another is found by its earlier id too.
#[utoipa::path(
    get, path = "/tag/{tag}", operation_id = "tags_specific_tag_snapshot", tag = "tags",
    params(("tag" = String, Path, description = "Its id."), Transferables),
    responses((status = 200, description = "The tag.", body = Tag), Unknown, Guarded),
)]
pub(in crate::http) async fn tag(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(_): Query<Transferables>,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| no("tag"))?;
    let found = blocking(move || Ok(Tag::of(&service.label::<domain::Tag>(id)?, service.now())));
    json(&found.await?)
}

/// Changes a tag on every asset that has it. With another text it keeps its id; with a text that another has, the two
/// become one, with that one's id, and are found by both.
#[utoipa::path(
    post, path = "/tag/update", operation_id = "tag_update", tag = "tags", params(Transferables),
    request_body = Tag,
    responses((status = 200, description = "The tag as it is now.", body = Tag), Unknown, Refused, Guarded),
)]
pub(in crate::http) async fn update_tag(
    State(service): State<Arc<Service>>,
    Query(_): Query<Transferables>,
    Json { value, held: _held }: Json<Tag>,
) -> Result<Response, ApiError> {
    let id = value.id.parse().map_err(|_| no("tag"))?;
    let changed = blocking(move || {
        let changed = service.change_label(id, &value.tag(""), &value.mechanisms())?;
        Ok(Tag::of(&changed, service.now()))
    });
    json(&changed.await?)
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
    let known = blocking(move || service.label_with::<domain::Tag>(&value.value)).await?;
    json(&ExistingMetadata::tag(known))
}

/// Keeps a tag, on an asset if one is named. One with this text that is there already stays as it is, and is the answer:
/// with the asset that was named, else with all that have it.
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
    let created = blocking(move || Ok(Tag::of(&service.create_label(&tag, asset)?, service.now())));
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
    blocking(move || service.delete_label::<domain::Tag>(id)).await?;
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
    blocking(move || service.add_label::<domain::Tag>(tag, asset)).await?;
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
    blocking(move || service.take_label::<domain::Tag>(tag, asset)).await?;
    Ok(done())
}

/// The same as `/tag/{tag}/assets/associate/{asset}`.
#[utoipa::path(
    post, path = "/asset/{asset}/tags/associate/{tag}", operation_id = "asset_associate_tag", tag = "tags",
    params(("asset" = String, Path, description = "The asset's id."), ("tag" = String, Path, description = "The tag's id.")),
    responses((status = 204, description = "It is there."), Unknown, Guarded),
)]
pub(in crate::http) async fn associate_asset_tag(
    state: State<Arc<Service>>,
    Path((asset, tag)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    associate_tag(state, Path((tag, asset))).await
}

/// The same as `/tag/{tag}/assets/disassociate/{asset}`.
#[utoipa::path(
    post, path = "/asset/{asset}/tags/disassociate/{tag}", operation_id = "asset_disassociate_tag", tag = "tags",
    params(("asset" = String, Path, description = "The asset's id."), ("tag" = String, Path, description = "The tag's id.")),
    responses((status = 204, description = "It is not there."), Unknown, Guarded),
)]
pub(in crate::http) async fn disassociate_asset_tag(
    state: State<Arc<Service>>,
    Path((asset, tag)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    disassociate_tag(state, Path((tag, asset))).await
}
