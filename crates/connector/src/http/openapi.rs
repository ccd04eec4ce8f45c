//! The OpenAPI document, made from the routes and the wire models that they read and write.

use utoipa::{IntoResponses, OpenApi};

use super::routes::{
    activities, annotations, applications, asset, assets, connector, out_of_scope, search, tags, user,
    websites, well_known,
};

/// The document that `GET /openapi.json` answers.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bowerbird connector",
        description = "Keeps what developers copy, and hands it back."
    ),
    paths(
        connector::connect,
        connector::suggestion,
        connector::reaction,
        connector::intention,
        connector::onboarded,
        connector::track,
        user::user,
        user::models,
        user::sign_in,
        user::sign_out,
        user::update_check,
        user::vision_status,
        applications::applications,
        applications::application,
        applications::update,
        applications::register,
        assets::assets,
        assets::identifiers,
        assets::create,
        assets::draft,
        assets::delete,
        asset::asset,
        asset::assets_asset,
        asset::asset_formats,
        asset::assets_formats,
        asset::export,
        asset::update,
        asset::reclassify,
        asset::format,
        asset::formats,
        asset::formats_format,
        asset::update_value,
        search::search,
        search::search_with_filters,
        search::full_text,
        search::neural_code,
        search::tag_based,
        annotations::annotation,
        annotations::annotations,
        annotations::create_annotation,
        annotations::update_annotation,
        annotations::delete_annotation,
        tags::tags,
        tags::tag,
        tags::update_tag,
        tags::tag_exists,
        tags::create_tag,
        tags::delete_tag,
        tags::associate_tag,
        tags::disassociate_tag,
        tags::associate_asset_tag,
        tags::disassociate_asset_tag,
        websites::websites,
        websites::website,
        websites::update_website,
        websites::website_exists,
        websites::create_website,
        websites::delete_website,
        websites::associate_website,
        websites::disassociate_website,
        websites::associate_asset_website,
        websites::disassociate_asset_website,
        activities::create,
        out_of_scope::applet_launch,
        out_of_scope::asset_shared,
        out_of_scope::format_reclassify,
        out_of_scope::terminate,
        out_of_scope::restart,
        well_known::health,
        well_known::health_head,
        well_known::version,
        well_known::openapi_json
    )
)]
struct Document;

/// What the guard refuses on any route.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Guarded {
    /// The request does not name this server as its host, or comes from a web page that the user has not allowed.
    #[response(status = 403, content_type = "text/plain; charset=utf-8")]
    Forbidden(String),
}

/// What a route with a body refuses.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Refused {
    /// The body is no JSON, or a field is missing or wrong, and the text names it. Or the application has never
    /// connected.
    #[response(status = 400, content_type = "text/plain; charset=utf-8")]
    BadRequest(String),
    /// The body took longer than 30 seconds to arrive.
    #[response(status = 408, content_type = "text/plain; charset=utf-8")]
    Timeout(String),
    /// The body is larger than 16 MiB; than 64 MiB where it is an asset, or a format, that is sent back.
    #[response(status = 413, content_type = "text/plain; charset=utf-8")]
    TooLarge(String),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = "text/plain; charset=utf-8")]
    UnsupportedMediaType(String),
    /// The disk is full. Nothing was saved, and nothing is lost.
    #[response(status = 507, content_type = "text/plain; charset=utf-8")]
    DiskFull(String),
}

/// What a route refuses that names something by its id.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Unknown {
    /// The path or the query can't be read.
    #[response(status = 400, content_type = "text/plain; charset=utf-8")]
    BadRequest(String),
    /// There is nothing with this id, or no longer.
    #[response(status = 410, content_type = "text/plain; charset=utf-8")]
    Gone(String),
}

/// What a route refuses that keeps a text or what is said about one.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum Kept {
    /// Another asset has this text.
    #[response(status = 409, content_type = "text/plain; charset=utf-8")]
    Taken(String),
    /// The text holds a secret, and those are not kept.
    #[response(status = 422, content_type = "text/plain; charset=utf-8")]
    Secret(String),
}

/// What a route refuses that stands for something that Bowerbird does not do.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum OutOfScope {
    /// Bowerbird does not do this, and the text says so.
    #[response(status = 501, content_type = "text/plain; charset=utf-8")]
    NotImplemented(String),
}

/// What a route of an application refuses.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers; they are made by `ApiError`")]
pub(super) enum NotConnected {
    /// The application is registered, and has not connected since the server started.
    #[response(status = 401, content_type = "text/plain; charset=utf-8")]
    Unauthorized(String),
    /// The application asks too often. `Retry-After` says in how many seconds to try again.
    #[response(status = 429, content_type = "text/plain; charset=utf-8")]
    TooMany(String),
}
