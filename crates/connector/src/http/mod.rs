//! The HTTP side: who may come in, where a request goes, and how it is answered.

mod body;
mod bounds;
mod caller;
mod connections;
mod cors;
mod drain;
mod error;
mod guard;
mod objects;
mod openapi;
mod peer;
mod rates;
mod routes;
mod server;
mod traced_stream;

pub use self::{
    openapi::openapi,
    server::{serve, serve_router},
};
