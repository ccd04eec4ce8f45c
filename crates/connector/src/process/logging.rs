//! The log of a program, on its stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// The crates that are ours.
const OURS: [&str; 7] = [
    "bowerbird",
    "bowerbird_connector",
    "clipboard",
    "connector",
    "domain",
    "engine",
    "store",
];

/// Logs to stderr what `BOWERBIRD_LOG` asks for (`info` unless it is set).
///
/// Nothing that was copied is ever logged, so a panic is told by its place alone: its message may quote what it was
/// working on; and of libraries no more is told than `info`, whatever is asked for, because below it they tell what they
/// write and send. What can't be written is lost, and nothing else: a stderr that is closed or full ends no program.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("BOWERBIRD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let ours = OURS.map(|name| (name, LevelFilter::TRACE));
    let discreet = Targets::new().with_default(LevelFilter::INFO).with_targets(ours);
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        // Else a line that can't be written is told by `eprintln!`, which panics where that can't be written either.
        .log_internal_errors(false);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter.and(discreet)))
        .init();
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("a bug: panic at {}:{}", place.file(), place.line()),
        None => tracing::error!("a bug: panic"),
    }));
}
