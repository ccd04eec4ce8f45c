//! Whether a store is the one that was closed: then it can be used before it was read as a whole.
//!
//! When a store is closed a note is left in its directory: what its sum and its number of writes were, how many assets
//! it holds, and of each of its files the length and when it was last changed. The next opening takes the note away
//! before anything is written. Where the note is there, and nothing is other than it says, nothing has touched the store
//! in between but perhaps the medium itself. A process that was killed leaves no note; a copy, a restored file, a store
//! that was opened by another program has other times.
//!
//! The note proves nothing about what is in the files: what is kept is read and summed up all the same, only later.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    thread,
    time::{Duration, Instant, UNIX_EPOCH},
};

use crate::{
    Result,
    derived::{COPIES, DERIVED},
    disk::DATA,
    ledger::Kept,
    opening::{failed, open_private, sync_directory},
};

/// The name of the note.
const NAME: &str = "closed";
/// What the note begins with. The number goes up whenever its layout changes.
const MAGIC: &[u8; 17] = b"bowerbird-closed1";
/// Bytes of the sum, the number of writes and the number of assets.
const BODY: usize = 24 + 8;
/// Bytes of a digest.
const DIGEST: usize = 32;
/// Files that say nothing about what is kept, or check themselves.
const APART: [&str; 7] = [
    NAME,
    "lock",
    INSTALLATION,
    DERIVED.name,
    DERIVED.new,
    COPIES.name,
    COPIES.new,
];

/// The file in the directory of a store that tells whose library it is of; the library has one like it.
pub(crate) const INSTALLATION: &str = "installation";

/// How long sled may hold its files after its database was closed.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a store was when it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed {
    /// The sum over everything, and the number of writes.
    pub(crate) kept: Kept,
    /// How many assets it holds.
    pub(crate) assets: u64,
}

/// Takes the note away, for good, and answers what it says; `None` where there is none, where it makes no sense, or where
/// a file is not as it was. Before anything else is done to the files.
pub(crate) fn take(directory: &Path) -> Result<Option<Closed>> {
    let path = directory.join(NAME);
    let note = match fs::read(&path) {
        Ok(note) => note,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("read", &path, error)),
    };
    let closed = read(&note, files(directory)?);
    fs::remove_file(&path).map_err(|error| failed("remove", &path, error))?;
    sync_directory(directory)?;
    Ok(closed)
}

fn read(note: &[u8], files: [u8; DIGEST]) -> Option<Closed> {
    let (said, check) = note.split_at_checked(note.len().checked_sub(DIGEST)?)?;
    let rest = said.strip_prefix(MAGIC)?;
    let (body, then) = rest.split_at_checked(BODY)?;
    if blake3::hash(said).as_bytes() != check || files != then {
        return None;
    }
    let (kept, assets) = body.split_at(24);
    Some(Closed {
        kept: Kept::of(kept).ok()?,
        assets: u64::from_be_bytes(assets.try_into().ok()?),
    })
}

/// Leaves the note. The database must be closed, and everything that it wrote be on the disk.
pub(crate) fn note(directory: &Path, closed: Closed) -> Result<()> {
    let path = directory.join(NAME);
    let mut note = MAGIC.to_vec();
    note.extend(closed.kept.write());
    note.extend(closed.assets.to_be_bytes());
    note.extend(files(directory)?);
    let check = blake3::hash(&note);
    note.extend(check.as_bytes());
    let mut file = open_private(&path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(&note))
        .map_err(|error| failed("write", &path, error))
}

/// Waits until sled has let go of the files of a database that was closed, and puts on the disk what it wrote last.
/// `false` where it does not let go.
pub(crate) fn settle(directory: &Path) -> Result<bool> {
    let path = directory.join(DATA);
    let data = File::open(&path).map_err(|error| failed("open", &path, error))?;
    let began = Instant::now();
    while data.try_lock().is_err() {
        if began.elapsed() > PATIENCE {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(1));
    }
    data.sync_data()
        .map_err(|error| failed("write to the disk", &path, error))?;
    Ok(true)
}

/// A digest of the names, lengths and times of the files.
fn files(directory: &Path) -> Result<[u8; DIGEST]> {
    let failed = |error| failed("look through", directory, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let about = entry.metadata().map_err(failed)?;
        let name = entry.file_name();
        if !about.is_file() || APART.iter().any(|apart| name == *apart) {
            continue;
        }
        let changed = about.modified().map_err(failed)?;
        let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
        files.push((name, about.len(), changed.as_nanos()));
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for (name, length, changed) in files {
        hasher.update(name.as_encoded_bytes());
        hasher.update(&[0]);
        hasher.update(&length.to_be_bytes());
        hasher.update(&changed.to_be_bytes());
    }
    Ok(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed() -> Closed {
        Closed {
            kept: Kept {
                writes: 7,
                ..Kept::default()
            },
            assets: 3,
        }
    }

    #[test]
    fn a_note_is_good_once_and_only_while_nothing_was_touched() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        assert_eq!(take(path).unwrap(), None, "there is none");
        fs::write(path.join("db"), "data").unwrap();
        note(path, closed()).unwrap();
        fs::write(path.join("derived"), "of no account").unwrap();
        fs::write(path.join("copies"), "nor this").unwrap();
        assert_eq!(take(path).unwrap(), Some(closed()));
        assert_eq!(take(path).unwrap(), None, "it was taken away");
        type Touch = fn(&Path);
        let touches: [Touch; 4] = [
            |path| fs::write(path.join("db"), "data").unwrap(),
            |path| fs::write(path.join("db"), "longer data").unwrap(),
            |path| fs::write(path.join("snap.1"), "").unwrap(),
            |path| fs::remove_file(path.join("db")).unwrap(),
        ];
        for touch in touches {
            note(path, closed()).unwrap();
            // Times are as fine as the file system keeps them.
            thread::sleep(Duration::from_millis(20));
            touch(path);
            assert_eq!(take(path).unwrap(), None);
        }
    }

    #[test]
    fn a_damaged_note_says_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        note(path, closed()).unwrap();
        let whole = fs::read(path.join(NAME)).unwrap();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 4;
            fs::write(path.join(NAME), damaged).unwrap();
            assert_eq!(take(path).unwrap(), None, "byte {place}");
            fs::write(path.join(NAME), &whole[..place]).unwrap();
            assert_eq!(take(path).unwrap(), None, "cut at {place}");
        }
        fs::write(path.join(NAME), whole).unwrap();
        assert_eq!(take(path).unwrap(), Some(closed()));
    }
}
