//! `bowerbird-connector`: the connector with no desktop around it.

mod runtime_file;

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context;
use clap::Parser;
use connector::{Service, listen::Listeners, serve, system_clock};
use etcetera::{AppStrategy, AppStrategyArgs, app_strategy::choose_native_strategy};
use store::{Limits, SledStore};
use tokio::runtime;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use self::runtime_file::RuntimeFile;

/// Keeps what developers copy, and hands it back to their editors: Bowerbird's connector, with no desktop around it.
#[derive(Debug, Parser)]
#[command(name = "bowerbird-connector", version)]
struct Arguments {
    /// Port to listen on, on loopback alone; 0 takes any that is free [default: the first free of 39300 to 39333,
    /// and 1000 where that is allowed]
    #[arg(long, value_name = "N")]
    port: Option<u16>,

    /// Directory to keep everything in [default: the platform's data directory]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, with the chain of causes: what a person at a terminal needs.
            let _ = writeln!(io::stderr(), "bowerbird-connector: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Logs to stderr what `BOWERBIRD_LOG` asks for (`info` unless it is set). Nothing that was copied is ever logged,
/// so a panic is told by its place alone: its message may quote what it was working on.
fn log_to_stderr() {
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

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let platform = choose_native_strategy(AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "bowerbird".to_owned(),
    });
    let data_dir = match (&arguments.data_dir, &platform) {
        (Some(dir), _) => dir.clone(),
        (None, Ok(platform)) => platform.data_dir(),
        (None, Err(_)) => anyhow::bail!("this user has no home directory; name one with --data-dir"),
    };
    // A runtime directory is for the one instance that the user normally runs; any other keeps to its own directory.
    let runtime_dir = match (
        &arguments.data_dir,
        platform.ok().and_then(|platform| platform.runtime_dir()),
    ) {
        (None, Some(dir)) => dir,
        _ => data_dir.clone(),
    };
    runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")?
        .block_on(listen_and_serve(arguments.port, &data_dir, &runtime_dir))
}

async fn listen_and_serve(port: Option<u16>, data_dir: &Path, runtime_dir: &Path) -> anyhow::Result<()> {
    // Signals are watched from here on, so that one that comes early stops it as cleanly as one that comes late.
    let stopping = stop_on_signal()?;
    // The store's lock comes first: who does not get it must not take a port either.
    let store = SledStore::open(&data_dir.join("store"), Limits::default())?;
    let listeners = match port {
        Some(port) => Listeners::on(port).await?,
        None => Listeners::by_the_rule().await?,
    };
    let service =
        tokio::task::spawn_blocking(move || Service::start(Arc::new(store), system_clock())).await??;
    let service = Arc::new(service);
    let address = format!("http://127.0.0.1:{}", listeners.port());
    let runtime_file = RuntimeFile::write(runtime_dir, &address)
        .with_context(|| format!("the address could not be written to {}", runtime_dir.display()))?;
    let serving = serve(
        listeners.into_listeners(),
        Arc::clone(&service),
        stopping.cancelled_owned(),
    );
    announce(&address)?;
    tracing::info!(assets = service.asset_count(), "ready");
    serving.await?;
    drop(runtime_file);
    tracing::info!("stopped");
    Ok(())
}

/// Tells whoever started the program that it is ready, and where.
fn announce(address: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "listening on {address}")?;
    stdout.flush()
}

/// A token that is cancelled by Ctrl-C, and by SIGTERM where there is one.
fn stop_on_signal() -> io::Result<CancellationToken> {
    let stopping = CancellationToken::new();
    let stop = stopping.clone();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            stop.cancel();
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    Ok(stopping)
}
