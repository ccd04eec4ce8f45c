//! Backing up and restoring from the command line, while no Bowerbird uses the library.

use std::{
    io::{self, Write as _},
    path::Path,
};

use domain::Timestamp;
use store::{Extras, Header, Library, Limits, Reason, Result, Store};

use crate::system_clock;

/// Backs up the library in `data_dir`, to `file` or among the other backups, and says what it did.
///
/// # Errors
/// Where the library is in use or can't be read, or the backup not be written.
pub fn back_up(data_dir: &Path, file: Option<&Path>, extras: &Extras) -> Result<String> {
    let now = system_clock()();
    let library = open(data_dir, now)?;
    let (header, place) = match file {
        Some(file) => (library.export(file, now, extras)?, file.to_owned()),
        None => {
            let header = library.back_up(Reason::Asked, now, extras)?;
            let newest = library.newest_backup()?;
            (header, newest.map(|newest| newest.path).unwrap_or_default())
        }
    };
    Ok(backed_up(&header, &place))
}

/// Says that a backup was made, and where.
#[must_use]
pub fn backed_up(header: &Header, place: &Path) -> String {
    format!("Backed up {} to {}.", snippets(header.assets()), place.display())
}

/// Puts what a backup holds in the place of the library in `data_dir`, which is backed up before, and says what it did.
///
/// # Errors
/// Where the library is in use, the file is no backup, or something can't be read or written. Nothing is changed then.
pub fn restore(data_dir: &Path, file: &Path, extras: &Extras) -> Result<String> {
    let now = system_clock()();
    let library = open(data_dir, now)?;
    let before = library.restore(file, now, extras)?;
    let snippets = snippets(library.asset_count() as u64);
    let backups = library.backups()?;
    let undo = backups.iter().find(|backup| backup.number == before);
    let undo = undo.map_or_else(String::new, |backup| {
        format!(" What was there before is in {}.", backup.path.display())
    });
    Ok(format!("Restored {snippets}.{undo}"))
}

/// Opens the library and reads all of it. What happened to it where it was damaged is said on stderr at once, for what is asked of
/// it then may fail.
fn open(data_dir: &Path, now: Timestamp) -> Result<Library> {
    let (library, mut recovery) = Library::open(data_dir, Limits::default(), now)?;
    if let Some(found) = library.make_sure(now)? {
        recovery = Some(found);
    }
    if let Some(recovery) = recovery
        && writeln!(io::stderr(), "{recovery}").is_ok()
    {
        library.recovery_was_told();
    }
    Ok(library)
}

fn snippets(count: u64) -> String {
    format!("{count} snippet{}", if count == 1 { "" } else { "s" })
}
