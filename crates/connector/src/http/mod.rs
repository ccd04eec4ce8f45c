//! The HTTP side: who may come in, where a request goes, and how it is answered.

mod body;
mod bounds;
mod caller;
mod connections;
mod cors;
mod drain;
mod error;
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
mod guard;
mod objects;
mod openapi;
mod peer;
mod query;
mod rates;
mod routes;
mod server;
mod stream;
mod traced_stream;
mod usable;
mod websocket;

pub use self::{
    openapi::openapi,
    server::{serve, serve_router},
};
