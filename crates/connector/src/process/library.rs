//! Opening the library as a program does that goes on with it.

use std::{path::Path, sync::Arc};

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

/// Reads all of the library that a service was started over: see [`Keeper::make_sure`]. Where reading it does not come to an
/// end, the program is started again in this one's place, which then has a backup of it.
///
/// # Errors
/// As [`Keeper::make_sure`].
pub fn verify_library(keeper: &Keeper) -> std::result::Result<Option<Recovery>, KeepError> {
    match keeper.make_sure() {
        Err(KeepError::Service(ServiceError::Store(StoreError::Stuck))) => {
            tracing::error!(
                "reading the library does not come to an end: starting again, to restore a backup"
            );
            Err(start_again().into())
        }
        made_sure => made_sure,
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
