//! How a program is asked to end.

use std::io;

use tokio_util::sync::CancellationToken;

/// A token that is cancelled by Ctrl-C, and by SIGTERM where there is one. Call it inside a runtime.
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
