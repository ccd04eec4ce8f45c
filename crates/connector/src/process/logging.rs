//! The log of a program, on its stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Logs to stderr what `BOWERBIRD_LOG` asks for (`info` unless it is set).
///
/// Nothing that was copied is ever logged, so a panic is told by its place alone: its message may quote what it was
/// working on. What can't be written is lost, and nothing else: a stderr that is closed or full ends no program.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("BOWERBIRD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        // Else a line that can't be written is told by `eprintln!`, which panics where that can't be written either.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("a bug: panic at {}:{}", place.file(), place.line()),
        None => tracing::error!("a bug: panic"),
    }));
}
