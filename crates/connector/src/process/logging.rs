//! The log of a program, on its stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Logs to stderr what `BOWERBIRD_LOG` asks for (`info` unless it is set).
///
/// Nothing that was copied is ever logged, so a panic is told by its place alone: its message may quote what it was
/// working on.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("BOWERBIRD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("a bug: panic at {}:{}", place.file(), place.line()),
        None => tracing::error!("a bug: panic"),
    }));
}
