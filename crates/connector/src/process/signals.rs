//! How a program is asked to end.

use std::io;

use tokio_util::sync::CancellationToken;

/// A token that is cancelled by Ctrl-C, and where there are such signals by SIGTERM and by SIGHUP, which a terminal sends
/// that is closed; not where that one is to be ignored, as `nohup` wants it. Call it inside a runtime.
///
/// # Errors
/// Where the system does not let signals be watched.
pub fn stop_on_signal() -> io::Result<CancellationToken> {
    let stopping = CancellationToken::new();
    let stop = stopping.clone();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = if hang_up_is_ignored() {
            None
        } else {
            Some(signal(SignalKind::hangup())?)
        };
        tokio::spawn(async move {
            let by = tokio::select! {
                _ = interrupt.recv() => "SIGINT",
                _ = terminate.recv() => "SIGTERM",
                Some(()) = async { hang_up.as_mut()?.recv().await } => "SIGHUP",
            };
            tracing::info!("asked to end by {by}");
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

/// Lets a write fail that would make a file larger than this process may, on systems that end the process otherwise: then it
/// can be said, and nothing is half done.
pub fn be_told_of_limits() {
    #[cfg(unix)]
    {
        use tokio::{
            runtime::Builder,
            signal::unix::{SignalKind, signal},
        };
        // Once it is watched it does no more by itself, whether somebody goes on watching or not.
        let watched = Builder::new_current_thread()
            .enable_io()
            .build()
            .and_then(|runtime| {
                let _entered = runtime.enter();
                signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop)
            });
        if let Err(error) = watched {
            tracing::warn!("a limit on the size of files would end this program: {error}");
        }
    }
}

/// Whether this process was started to go on when its terminal is closed.
#[cfg(target_os = "linux")]
fn hang_up_is_ignored() -> bool {
    // `SigIgn:	0000000000000001`, a bit for each signal from 1 on, which is this one: see proc_pid_status(5).
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 != 0)
}

/// There is no telling without `unsafe`, so such a signal is left to do what it does.
#[cfg(all(unix, not(target_os = "linux")))]
fn hang_up_is_ignored() -> bool {
    true
}
