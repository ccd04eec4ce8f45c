//! What clients of the contract may ask for and Bowerbird does not do: each is answered with a sentence that says so,
//! which clients show, rather than with silence.

use axum::{
    Router,
    http::{StatusCode, Uri},
    routing::{get, post},
};

use super::Shared;
use crate::http::{
    error::ApiError,
    openapi::{Guarded, OutOfScope},
};

const COPILOT: &str = "Bowerbird has no copilot: it keeps and finds code, and talks to no language model.";
const CLOUD: &str = "Bowerbird has no cloud: everything stays on this machine.";
const SHARING: &str = "Bowerbird makes no sharing links: everything stays on this machine.";
const MEMORY: &str = "Bowerbird has no long-term memory: it looks at nothing but what you copy.";
const MODELS: &str = "Bowerbird runs no language models: the list of models holds names alone.";
const APPLETS: &str =
    "Bowerbird has no applets to launch. Its window is opened from the tray or with `bowerbird --show`.";
const ENDING: &str = "Bowerbird ends when its user says so: from its tray, or with `bowerbird --quit`.";

const ACCOUNTS: &str = "Bowerbird has no accounts: it has one user, who signs in nowhere.";
const PEOPLE: &str = "Bowerbird has no list of people: they stand in the assets that name them.";
const PLACES: &str = "Bowerbird has no list of files and folders: they stand in the assets that name them.";
const HINTS: &str = "Bowerbird has no list of hints: they stand in the assets that they are about.";
const HISTORY: &str =
    "Bowerbird gives out no history of what was done: it takes reports of it at `/activities/create`.";
const SECRETS: &str = "Bowerbird has no list of secrets: it keeps none.";
const RELATIONS: &str =
    "Bowerbird keeps no relations between assets: `/search/neural_code` finds what looks alike.";
const ANALYSES: &str =
    "Bowerbird makes no analyses and reads no images: what it knows of a text is in its asset.";
const STATISTICS: &str = "Bowerbird makes no statistics of what it keeps.";
const DISCOVERY: &str = "Bowerbird discovers nothing in files: it keeps what is sent to `/assets/create`.";
const DATABASE: &str =
    "Bowerbird is backed up by `bowerbird --backup`, and hands out its database to nobody.";
const SYSTEM: &str =
    "Bowerbird opens and reads nothing on this machine for clients, and shows them none of its settings.";
const SCORES: &str = "Bowerbird counts no scores: it knows how often each asset was reused.";
const LINKS: &str =
    "Bowerbird puts tags, websites and notes on assets alone, and a note stays with its asset.";
const STREAMS: &str = "Bowerbird streams no such thing: every change is told at `/assets/stream/identifiers`, as one of its asset.";
const SEARCHES: &str =
    "Bowerbird searches assets alone, by all that is said about them: see `/assets/search`.";
const FORMATS: &str = "Bowerbird knows one language of an asset and its format: see `/asset/reclassify`.";
const SESSIONS: &str =
    "Bowerbird keeps no sessions of applications: it knows of each what it says at `/connect`.";

/// By area what is out of scope: everything below these first parts of a path that has no route, and in what else has none,
/// everything about them (`/asset/{asset}/persons`).
const AREAS: &[(&str, &[&str])] = &[
    (
        COPILOT,
        &[
            "qgpt",
            "conversations",
            "conversation",
            "messages",
            "message",
            "deep_research",
            "model_context_protocol",
        ],
    ),
    (
        MODELS,
        &[
            "machine_learning",
            "models",
            "model",
            "ollama",
            "foundry",
            "open_ai",
            "external_provider",
        ],
    ),
    (
        CLOUD,
        &[
            "allocations",
            "allocation",
            "backups",
            "backup",
            "tunnel",
            "distributions",
            "distribution",
            "github",
        ],
    ),
    (SHARING, &["linkify", "shares", "share"]),
    (
        MEMORY,
        &[
            "workstream_summaries",
            "workstream_summary",
            "workstream_events",
            "workstream_event",
            "workstream_pattern_engine",
            "workstream",
            "ranges",
            "range",
        ],
    ),
    (
        ACCOUNTS,
        &[
            "pkce",
            "paddle_checkout",
            "authorize",
            "oauth",
            "v2",
            "userinfo",
            "users",
            "user",
            "subscriptions",
            "subscription",
            "entities",
            "entity",
        ],
    ),
    (PEOPLE, &["persons", "person"]),
    (PLACES, &["anchors", "anchor", "anchor_points", "anchor_point"]),
    (HINTS, &["hints", "hint"]),
    (HISTORY, &["activities", "activity"]),
    (SECRETS, &["sensitives", "sensitive"]),
    (RELATIONS, &["relationships", "relationship"]),
    (
        ANALYSES,
        &[
            "analyses",
            "analysis",
            "code_analyses",
            "image_analyses",
            "ocr_analyses",
            "classification",
        ],
    ),
    (STATISTICS, &["metrics"]),
    (DISCOVERY, &["discovery", "macos", "ultra_suite"]),
    (DATABASE, &["database"]),
    (SYSTEM, &["os", "notifications", "installation"]),
];

/// What of these Bowerbird has some; what it has not is told by a later part of the path.
const SERVED: &[&str] = &[
    "asset",
    "assets",
    "format",
    "formats",
    "annotation",
    "annotations",
    "tag",
    "tags",
    "website",
    "websites",
    "applications",
    ".well-known",
];

/// What is told by a later part of the path, where none of those of an area is there.
const PARTS: &[(&str, &[&str])] = &[
    (SCORES, &["scores"]),
    (LINKS, &["associate", "disassociate"]),
    (STREAMS, &["stream"]),
    (SEARCHES, &["search"]),
    (SESSIONS, &["session", "external", "capabilities"]),
];

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/os/applet/launch", post(applet_launch))
        .route("/os/terminate", post(terminate))
        .route("/os/restart", get(restart))
        .route("/asset/{asset}", post(asset_shared))
        .route("/format/reclassify", post(format_reclassify))
}

/// Answers what has no route: with a sentence that says what it is, where the contract has it.
pub(super) async fn no_route(uri: Uri) -> ApiError {
    match sentence(uri.path()) {
        Some(sentence) => refused(sentence),
        None => ApiError::new(StatusCode::NOT_FOUND, "There is no such endpoint."),
    }
}

fn sentence(path: &str) -> Option<&'static str> {
    let in_table = |table: &[(&'static str, &[&str])], part: &str| {
        let area = table.iter().find(|(_, names)| names.contains(&part));
        area.map(|(sentence, _)| *sentence)
    };
    let mut parts = path.strip_prefix('/')?.split('/');
    let first = parts.next()?;
    if !SERVED.contains(&first) {
        return in_table(AREAS, first);
    }
    let rest: Vec<&str> = parts.collect();
    let told_by = |table| rest.iter().find_map(|part| in_table(table, part));
    told_by(AREAS).or_else(|| told_by(PARTS))
}

fn refused(sentence: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_IMPLEMENTED, sentence)
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $method:ident $path:tt $operation:tt = $sentence:ident;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(
            $method, path = $path, operation_id = $operation, tag = "out of scope",
            responses(OutOfScope, Guarded),
        )]
        pub(in crate::http) async fn $name() -> ApiError {
            refused($sentence)
        }
    )+};
}

refusals! {
    /// Would open an applet in the browser.
    applet_launch: post "/os/applet/launch" "os_applet_launch" = APPLETS;
    /// Would end Bowerbird. Any program on this machine could, unseen by the user, who believes to be watched over.
    terminate: post "/os/terminate" "os_terminate" = ENDING;
    /// Would give a format another language than its asset has.
    format_reclassify: post "/format/reclassify" "format_reclassify" = FORMATS;
    /// Would restart Bowerbird. It is a `GET`, so any web page could with an image's address.
    restart: get "/os/restart" "os_restart" = ENDING;
}

/// Would show an asset to somebody whom it was shared with.
#[utoipa::path(
    post, path = "/asset/{asset}", operation_id = "asset_snapshot_post", tag = "out of scope",
    params(("asset" = String, Path, description = "Its id.")),
    responses(OutOfScope, Guarded),
)]
pub(in crate::http) async fn asset_shared() -> ApiError {
    refused(SHARING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_contract_has_is_named_and_nothing_else() {
        for (path, expected) in [
            ("/persons/create", Some(PEOPLE)),
            ("/person/5/tags/associate/6", Some(PEOPLE)),
            ("/asset/5/persons/associate/6", Some(PEOPLE)),
            ("/asset/5/activities", Some(HISTORY)),
            ("/website/5/conversations/associate/6", Some(COPILOT)),
            ("/tag/5/scores/increment", Some(SCORES)),
            ("/tag/5/websites/associate/6", Some(LINKS)),
            ("/tags/stream/identifiers", Some(STREAMS)),
            ("/websites/search", Some(SEARCHES)),
            ("/qgpt", Some(COPILOT)),
            ("/user/select", Some(ACCOUNTS)),
            ("/", None),
            ("//persons", None),
            ("/nothing/persons", None),
            ("/asset/5/nothing", None),
            ("/personsx", None),
        ] {
            assert_eq!(sentence(path), expected, "{path}");
        }
    }
}
