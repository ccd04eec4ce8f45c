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

const ACCOUNTS: &str = "Bowerbird has no accounts: it has one user, who signs in nowhere.";

/// Whole families of paths, by their first part, whatever the method.
const FAMILIES: [(&str, &str); 31] = [
    ("qgpt", COPILOT),
    ("conversations", COPILOT),
    ("conversation", COPILOT),
    ("messages", COPILOT),
    ("message", COPILOT),
    ("deep_research", COPILOT),
    ("model_context_protocol", COPILOT),
    ("machine_learning", MODELS),
    ("model", MODELS),
    ("ollama", MODELS),
    ("foundry", MODELS),
    ("open_ai", MODELS),
    ("external_provider", MODELS),
    ("allocations", CLOUD),
    ("allocation", CLOUD),
    ("backups", CLOUD),
    ("backup", CLOUD),
    ("tunnel", CLOUD),
    ("linkify", SHARING),
    ("shares", SHARING),
    ("share", SHARING),
    ("workstream_summaries", MEMORY),
    ("workstream_summary", MEMORY),
    ("workstream_events", MEMORY),
    ("workstream_event", MEMORY),
    ("workstream_pattern_engine", MEMORY),
    ("workstream", MEMORY),
    ("ranges", MEMORY),
    ("range", MEMORY),
    ("pkce", ACCOUNTS),
    ("paddle_checkout", ACCOUNTS),
];

/// Single paths, whatever the method, and families of which Bowerbird has the first.
const PATHS: [(&str, &str); 5] = [
    ("/website/{website}/conversations/{*rest}", COPILOT),
    ("/models/{*rest}", MODELS),
    ("/authorize", ACCOUNTS),
    ("/oauth/token", ACCOUNTS),
    ("/v2/logout", ACCOUNTS),
];

pub(super) fn routes() -> Router<Shared> {
    let families = FAMILIES.into_iter().flat_map(|(family, sentence)| {
        [format!("/{family}"), format!("/{family}/{{*rest}}")].map(|path| (path, sentence))
    });
    let paths = PATHS
        .into_iter()
        .map(|(path, sentence)| (path.to_owned(), sentence));
    let refusing = families
        .chain(paths)
        .fold(Router::new(), |router, (path, sentence)| {
            router.route(&path, any(async move || refused(sentence)))
        });
    refusing
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
