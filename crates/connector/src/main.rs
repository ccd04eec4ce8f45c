//! `bowerbird-connector`: the connector with no desktop around it.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use clap::Parser;
use connector::{
    Keeper, Remembered, Service,
    listen::Listeners,
    offline,
    process::{
        Places, RuntimeFile, be_told_of_limits, leave_no_core, log_to_stderr, open_library, stop_on_signal,
        watch_library,
    },
    serve, system_clock,
};
use domain::Origin;
use serde_json::json;
use store::{Extras, Recovery};
use tokio::runtime;

/// How often it is looked whether a backup is due.
const TICK: Duration = Duration::from_secs(60);

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

    /// Back everything up, to FILE or among the other backups, and exit. FILE is new, or a backup that is replaced
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with_all = ["port", "restore"])]
    backup: Option<Option<PathBuf>>,

    /// Put what the backup FILE holds in the place of everything that is kept, and exit; that is backed up before
    #[arg(long, value_name = "FILE", conflicts_with = "port")]
    restore: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    leave_no_core();
    be_told_of_limits();
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
    let done = match (arguments.backup, arguments.restore) {
        (Some(file), _) => Some(offline::back_up(&places.data, file.as_deref(), &Extras::new())?),
        (None, Some(file)) => Some(offline::restore(&places.data, &file, &Extras::new())?),
        (None, None) => None,
    };
    if let Some(done) = done {
        // It is done, whether anybody wants to read so or not.
        let _ = writeln!(io::stdout(), "{done}");
        return Ok(());
    }
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")?;
    let served = runtime.block_on(listen_and_serve(arguments.port, arguments.allow_origin, &places));
    // Whoever waits for something that is not learnt any more is left.
    runtime.shutdown_background();
    served
}

async fn listen_and_serve(port: Option<u16>, allowed: Vec<Origin>, places: &Places) -> anyhow::Result<()> {
    // Signals are watched from here on, so that one that comes early stops it as cleanly as one that comes late.
    let stopping = stop_on_signal()?;
    // The store's lock comes first: who does not get it must not take a port either.
    let clock = system_clock();
    let remembered = Remembered::of(&places.data);
    let (library, recovery) = open_library(&places.data, &clock)?;
    if let Some(recovery) = recovery
        && said(&recovery)
    {
        library.recovery_was_told();
    }
    let listeners = Listeners::open(port).await?;
    let kept = Arc::clone(&library);
    let service =
        tokio::task::spawn_blocking(move || Service::start_remembering(kept, clock, remembered)).await??;
    let service = Arc::new(service);
    service.set_allowed_origins(allowed);
    let keeper = Arc::new(Keeper::new(Arc::clone(&service), library, Extras::new));
    let address = listeners.address();
    let runtime_file = RuntimeFile::new(&places.runtime);
    if let Err(error) = runtime_file.write(&json!({ "address": address, "pid": std::process::id() })) {
        // Editors look for the port by themselves, and it is told on stdout. Whoever closed stderr does not want to know.
        let dir = places.runtime.display();
        let _ = writeln!(
            io::stderr(),
            "bowerbird-connector: the address could not be written to {dir}: {error}"
        );
    }
    let serving = serve(
        listeners.into_listeners(),
        Arc::clone(&service),
        stopping.cancelled_owned(),
    );
    announce(&address);
    tracing::info!(assets = service.asset_count(), "ready");
    let watching = tokio::task::spawn_blocking({
        let keeper = Arc::clone(&keeper);
        move || watch_over(&keeper)
    });
    let keeping = tokio::spawn(keep(Arc::clone(&keeper)));
    serving.await?;
    keeping.abort();
    drop(watching);
    tokio::task::spawn_blocking(move || keeper.end()).await?;
    drop(runtime_file);
    tracing::info!("stopped");
    Ok(())
}

/// Sees to it that the library is whole, and says what happened to it where it was damaged.
fn watch_over(keeper: &Keeper) {
    watch_library(keeper, |done| match done {
        Ok(Some(recovery)) => {
            if said(&recovery) {
                keeper.recovery_was_told();
            }
        }
        Ok(None) => {}
        Err(error) => tracing::warn!("the library could not be read as a whole: {error}"),
    });
}

/// Says what happened to the library. Where stderr is closed the next start says it again.
fn said(recovery: &Recovery) -> bool {
    writeln!(io::stderr(), "bowerbird-connector: {recovery}").is_ok()
}

/// Makes backups, and snapshots of what was learnt, when it is time for one.
async fn keep(keeper: Arc<Keeper>) {
    loop {
        tokio::time::sleep(TICK).await;
        let keeper = Arc::clone(&keeper);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || keeper.tick()).await {
            match error.code() {
                "moved" => tracing::error!("{error}"),
                _ => tracing::warn!("the library could not be backed up: {error}"),
            }
        }
    }
}

/// Tells whoever started the program that it is ready, and where. Whoever closed the pipe does not want to know; the
/// runtime file says it too.
fn announce(address: &str) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = writeln!(stdout, "listening on {address}").and_then(|()| stdout.flush()) {
        tracing::warn!("the address could not be written to stdout: {error}");
    }
}
