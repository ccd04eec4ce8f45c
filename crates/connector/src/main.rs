//! `bowerbird-connector`: the connector with no desktop around it.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context;
use clap::Parser;
use connector::{
    Service,
    listen::Listeners,
    process::{Places, RuntimeFile, leave_no_core, log_to_stderr, stop_on_signal},
    serve, system_clock,
};
use domain::Origin;
use serde_json::json;
use store::{Limits, SledStore};
use tokio::runtime;

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

    /// Let web pages of this origin ask, `https://example.org` for instance; can be given more than once [default: none]
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<Origin>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    leave_no_core();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, with the chain of causes: what a person at a terminal needs.
            let _ = writeln!(io::stderr(), "bowerbird-connector: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let places = Places::find(arguments.data_dir)?;
    runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")?
        .block_on(listen_and_serve(arguments.port, arguments.allow_origin, &places))
}

async fn listen_and_serve(port: Option<u16>, allowed: Vec<Origin>, places: &Places) -> anyhow::Result<()> {
    // Signals are watched from here on, so that one that comes early stops it as cleanly as one that comes late.
    let stopping = stop_on_signal()?;
    // The store's lock comes first: who does not get it must not take a port either.
    let store = SledStore::open(&places.data.join("store"), Limits::default())?;
    let listeners = Listeners::open(port).await?;
    let service =
        tokio::task::spawn_blocking(move || Service::start(Arc::new(store), system_clock())).await??;
    let service = Arc::new(service);
    service.set_allowed_origins(allowed);
    let address = listeners.address();
    let runtime_file = RuntimeFile::create(&places.runtime)
        .and_then(|file| {
            file.write(&json!({ "address": address, "pid": std::process::id() }))?;
            Ok(file)
        })
        .with_context(|| {
            let dir = places.runtime.display();
            format!("the address could not be written to {dir}")
        })?;
    let serving = serve(
        listeners.into_listeners(),
        Arc::clone(&service),
        stopping.cancelled_owned(),
    );
    announce(&address);
    tracing::info!(assets = service.asset_count(), "ready");
    serving.await?;
    drop(runtime_file);
    tracing::info!("stopped");
    Ok(())
}

/// Tells whoever started the program that it is ready, and where. Whoever closed the pipe does not want to know; the
/// runtime file says it too.
fn announce(address: &str) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = writeln!(stdout, "listening on {address}").and_then(|()| stdout.flush()) {
        tracing::warn!("the address could not be written to stdout: {error}");
    }
}
