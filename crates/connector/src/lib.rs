//! The service behind every door of Bowerbird ([`Service`]), and the HTTP server around it ([`serve`]).
//!
//! `wire` holds the public contract's models, `http` the routes, the guard and the server, `service` what is done.
//! A request goes guard, route, wire, service, and its answer the same way back.

mod http;
mod keeping;
pub mod listen;
pub mod offline;
pub mod process;
mod service;
mod wire;

#[cfg(any(fuzzing, test))]
pub use http::fuzzing;
pub use http::{openapi, serve, serve_router};
pub use keeping::{KeepError, Keeper};
pub use service::{
    Answer, Answered, AssetChange, AssetSummary, AssetWithText, BlockedOrigin, Classified, Clock, Content,
    ExportForm, Exported, Facets, Filter, Found, KNOWN_ORIGINS, KnownOrigin, LabelIds, Labelled, Labelling,
    Learned, Narrowing, NoteChange, Noted, Observation, Order, Page, Place, Query, Remembered, Revision,
    Rewriting, Seed, Service, ServiceError, UserReaction, Where, system_clock,
};
pub use wire::COMPATIBLE_VERSION;
