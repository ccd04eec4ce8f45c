//! Opening the library as a program does that goes on with it.

use std::{path::Path, sync::Arc, thread, time::Duration};

use store::{Library, Limits, Recovery, Result, StoreError};

use crate::{Clock, KeepError, Keeper, ServiceError};

/// Opens the library in a data directory. Where reading it does not come to an end, the program is started again in this
/// one's place, which then has a backup of it.
///
/// # Errors
/// As [`Library::open`].
pub fn open_library(data_dir: &Path, clock: &Clock) -> Result<(Arc<Library>, Option<Recovery>)> {
    match Library::open(data_dir, Limits::default(), clock()) {
        Err(StoreError::Stuck) => {
            tracing::error!(
                "reading the library does not come to an end: starting again, to restore a backup"
            );
            Err(start_again())
        }
        opened => opened.map(|(library, recovery)| (Arc::new(library), recovery)),
    }
}

/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Reads all of the library that a service was started over: see [`Keeper::make_sure`]. Where reading it does not come to an
/// end, the program is started again in this one's place, which then has a backup of it. Where the disk refuses, it is tried
/// again until it works or the program ends; `failed` is told why, each time for another reason.
///
/// Answers what happened to the library, where it was damaged. It waits for the disk.
pub fn verify_library(keeper: &Keeper, mut failed: impl FnMut(&KeepError)) -> Option<Recovery> {
    let mut said = String::new();
    loop {
        let error = match keeper.make_sure() {
            Ok(recovery) => return recovery,
            Err(KeepError::Service(ServiceError::Store(StoreError::Stuck))) => {
                tracing::error!(
                    "reading the library does not come to an end: starting again, to restore a backup"
                );
                failed(&start_again().into());
                return None;
            }
            Err(error) => error,
        };
        if error.to_string() != said {
            said = error.to_string();
            failed(&error);
        }
        thread::sleep(AGAIN);
        if keeper.is_ending() {
            return None;
        }
    }
}

/// Becomes the same program once more, or says that somebody has to start it.
fn start_again() -> StoreError {
    #[cfg(unix)]
    if let Ok(program) = std::env::current_exe() {
        use std::os::unix::process::CommandExt;
        // It only returns where it fails.
        let failed = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .exec();
        tracing::error!("this program could not be started again: {failed}");
    }
    StoreError::Stuck
}
