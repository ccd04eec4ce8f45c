//! Opening the library as a program does that goes on with it.

use std::{path::Path, sync::Arc, thread, time::Duration};

use store::{Library, Limits, Recovery, StoreError};

use crate::{Clock, KeepError, Keeper, ServiceError};

/// Opens the library in a data directory. Where reading it does not come to an end, the program is started again in this
/// one's place, which then has a backup of it.
///
/// # Errors
/// As [`Library::open`].
pub fn open_library(data_dir: &Path, clock: &Clock) -> store::Result<(Arc<Library>, Option<Recovery>)> {
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
/// How often it is looked whether there is something to do.
const LOOK: Duration = Duration::from_secs(1);

/// Reads all of the library that a service was started over, and from then on does by itself what has to be done for it: see
/// [`Keeper::make_sure`]. Where reading it does not come to an end, the program is started again in this one's place, which then
/// has a backup of it. Where the disk refuses, it is tried again until it works.
///
/// `said` is told what came of it whenever there was something to do: what happened to the library, where it was damaged; why it
/// could not be done, each time for another reason. It waits for the disk, and returns when the program ends.
pub fn watch_library(keeper: &Keeper, mut said: impl FnMut(Result<Option<Recovery>, KeepError>)) {
    let mut why = String::new();
    loop {
        match keeper.make_sure() {
            Ok(recovery) => {
                why.clear();
                said(Ok(recovery));
            }
            Err(KeepError::Service(ServiceError::Store(StoreError::Stuck))) => {
                tracing::error!(
                    "reading the library does not come to an end: starting again, to restore a backup"
                );
                said(Err(start_again().into()));
                return;
            }
            Err(error) => {
                if error.to_string() != why {
                    why = error.to_string();
                    said(Err(error));
                }
                thread::sleep(AGAIN);
            }
        }
        while why.is_empty() && !keeper.is_ending() && !keeper.is_needed() {
            thread::sleep(LOOK);
        }
        if keeper.is_ending() {
            return;
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
