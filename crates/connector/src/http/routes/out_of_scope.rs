//! What clients of the contract may ask for and Bowerbird does not do: each is answered with a sentence that says so,
//! which clients show, rather than with silence.

use axum::{
    Router,
    http::StatusCode,
    routing::{any, get, post},
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

/// Whole families of paths, whatever the method.
const FAMILIES: [(&str, &str); 23] = [
    ("/qgpt/{*rest}", COPILOT),
    ("/conversations", COPILOT),
    ("/conversations/{*rest}", COPILOT),
    ("/conversation/{*rest}", COPILOT),
    ("/website/{website}/conversations/{*rest}", COPILOT),
    ("/messages", COPILOT),
    ("/messages/{*rest}", COPILOT),
    ("/message/{*rest}", COPILOT),
    ("/allocations", CLOUD),
    ("/allocations/{*rest}", CLOUD),
    ("/allocation/{*rest}", CLOUD),
    ("/backups", CLOUD),
    ("/backups/{*rest}", CLOUD),
    ("/linkify", SHARING),
    ("/linkify/{*rest}", SHARING),
    ("/shares", SHARING),
    ("/shares/{*rest}", SHARING),
    ("/share/{*rest}", SHARING),
    ("/workstream_summaries/{*rest}", MEMORY),
    ("/workstream_summary/{*rest}", MEMORY),
    ("/workstream_pattern_engine/{*rest}", MEMORY),
    ("/models/{*rest}", MODELS),
    ("/model/{*rest}", MODELS),
];

pub(super) fn routes() -> Router<Shared> {
    let families = FAMILIES
        .into_iter()
        .fold(Router::new(), |router, (path, sentence)| {
            router.route(path, any(async move || refused(sentence)))
        });
    families
        .route("/os/applet/launch", post(applet_launch))
        .route("/os/terminate", post(terminate))
        .route("/os/restart", get(restart))
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
    /// Would restart Bowerbird. It is a `GET`, so any web page could with an image's address.
    restart: get "/os/restart" "os_restart" = ENDING;
}
