//! Files beside the database: what somebody has worked out of everything that is kept, and need not work out again; and what is
//! known of copies.
//!
//! The store does not know what is in them. They lie in the store's directory, so that whatever takes the store's place (a
//! restored backup, an import, a smaller copy) comes without them. Nothing rests on them: they are not synced, and whoever
//! reads one must know by itself whether it is whole and whether it is of what is kept now.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::{
    Result, StoreError,
    aside::make_room,
    disk::Disk,
    opening::{failed, open_private, remove},
};

/// A file.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    /// Its name while it is written.
    pub(crate) new: &'static str,
}

/// What was worked out.
pub(crate) const DERIVED: Place = Place {
    name: "derived",
    new: "derived.new",
};
/// What is known of copies.
pub(crate) const COPIES: Place = Place {
    name: "copies",
    new: "copies.new",
};
/// After so many bytes it is looked again whether the disk has room for more.
const STEP: usize = 1 << 20;

/// Opens the file, if there is one.
pub(crate) fn open(place: &Place, directory: &Path) -> Result<Option<File>> {
    let path = directory.join(place.name);
    match File::open(&path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("open", &path, error)),
    }
}

/// Puts another one in its place, as a whole or not at all: where it was written, and is still `wanted` then.
pub(crate) fn replace(
    place: &Place,
    disk: &Disk,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    wanted: &dyn Fn() -> Result<bool>,
) -> Result<bool> {
    let directory = disk.directory();
    let (new, place) = (directory.join(place.new), directory.join(place.name));
    make_room(&new)?;
    make_room(&place)?;
    let written = fill(&new, disk, write).and_then(|()| wanted());
    if let Ok(true) = written {
        fs::rename(&new, &place).map_err(|error| failed("move", &new, error))?;
    } else {
        remove(&new)?;
    }
    written
}

/// Removes the file, and what is left of one that was being written.
pub(crate) fn forget(place: &Place, directory: &Path) -> Result<()> {
    make_room(&directory.join(place.new))?;
    make_room(&directory.join(place.name))?;
    remove(&directory.join(place.new))?;
    remove(&directory.join(place.name))
}

fn fill(path: &Path, disk: &Disk, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let file = open_private(path)?;
    let written = file.set_len(0).and_then(|()| {
        let mut out = BufWriter::with_capacity(STEP, Roomy { file, disk });
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|error| failed("write", path, error))
}

/// A file that leaves others room on the disk.
struct Roomy<'d> {
    file: File,
    disk: &'d Disk,
}

impl Write for Roomy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.disk.room_to_add(bytes.len()) {
            Ok(()) => self.file.write(bytes),
            Err(StoreError::Full) => Err(io::ErrorKind::StorageFull.into()),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
