//! Writing a backup: aside, synced, read back, and only then under its name.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Seek as _, Write},
    path::{Path, PathBuf},
};

use domain::Timestamp;

use super::{
    BackupError, Reader,
    record::{AssetRecord, FORMAT, Header, Reason, Record, VERSION},
};
use crate::{
    Result, Store, StoreError,
    format::to_json,
    library::verify_backup,
    opening::{failed, sync_directory},
    sled_store::SledStore,
};

/// zstd's own default: small enough, and it writes some hundred megabytes in a second.
const LEVEL: i32 = 3;

/// What programs around the store have set, by whose setting it is.
pub type Extras = BTreeMap<String, serde_json::Value>;

/// How the name ends of what is written before a backup has its name.
pub(super) const UNFINISHED: &str = ".new";
/// Characters before it that are drawn by chance.
pub(super) const DRAWN: usize = 6;

/// What a backup is made of besides the store.
pub(crate) struct About<'a> {
    pub(crate) reason: Reason,
    /// Which one on the shelf it is going to be.
    pub(crate) number: Option<u64>,
    pub(crate) now: Timestamp,
    pub(crate) extras: &'a Extras,
}

/// Writes what `store` holds to `path`, by way of a new file beside it whose name begins with `begin`. While it is written the
/// store may change: each record is there as it was at some moment of that time. `before_naming` is called when the file is
/// complete, before it has its name. Of what is there already only `path` is replaced.
pub(crate) fn write(
    store: &SledStore,
    path: &Path,
    begin: &OsStr,
    about: &About<'_>,
    before_naming: impl FnOnce() -> Result<()>,
) -> Result<Header> {
    let cannot = |error| failed("write", path, error);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // It has no name, so nothing is left of it, whatever happens.
    let records = tempfile::tempfile_in(directory).map_err(cannot)?;
    let whole = tempfile::Builder::new()
        .prefix(begin)
        .rand_bytes(DRAWN)
        .suffix(UNFINISHED)
        .tempfile_in(directory)
        .map_err(cannot)?;
    let header = write_aside(store, about, path, &records, whole.as_file())?;
    read_back(whole.path(), &header)?;
    before_naming()?;
    whole
        .persist(path)
        .map_err(|error| failed("name", path, error.error))?;
    sync_directory(directory)?;
    Ok(header)
}

/// Where a file of the user's choice goes: to what a link leads to. What is there and no backup is refused, for the file would take
/// its place: a name that was mistyped must not cost another file.
pub(crate) fn destination(path: &Path) -> Result<PathBuf> {
    let cannot = |error| failed("write", path, error);
    let place = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Ok(found) if found.is_symlink() => fs::canonicalize(path).map_err(cannot)?,
        found => found.map(|_| path.to_owned()).map_err(cannot)?,
    };
    if !fs::metadata(&place).map_err(cannot)?.is_file() {
        return Err(cannot(io::Error::other("it is there, and no ordinary file")));
    }
    match Reader::open(&place) {
        Ok(_) | Err(StoreError::Backup(BackupError::Newer { .. })) => Ok(place),
        Err(StoreError::Backup(_)) => Err(StoreError::NotOurs {
            path: path.to_owned(),
        }),
        Err(error) => Err(error),
    }
}

fn write_aside(
    store: &SledStore,
    about: &About<'_>,
    path: &Path,
    mut packed: &File,
    file: &File,
) -> Result<Header> {
    let cannot = |error| failed("write", path, error);
    // The header counts what follows it, so what follows is written first, to a file of its own.
    let mut lines = Lines {
        out: zstd::Encoder::new(BufWriter::new(packed), LEVEL).map_err(cannot)?,
        hasher: blake3::Hasher::new(),
        counts: BTreeMap::new(),
        path,
    };
    lines.all_of(store, about.extras)?;
    let Lines {
        out, hasher, counts, ..
    } = lines;
    out.finish().and_then(|mut out| out.flush()).map_err(cannot)?;

    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        created: about.now,
        created_at: about.now.to_string(),
        reason: about.reason,
        number: about.number,
        installation: store.known_installation()?,
        counts,
        blake3: Some(hasher.finalize().to_hex().to_string()),
    };
    let mut out = BufWriter::new(file);
    // A frame of its own, so that a list of backups unpacks no more than this.
    let mut first = zstd::Encoder::new(&mut out, LEVEL).map_err(cannot)?;
    let line = to_json(&header).map_err(|_| cannot(io::ErrorKind::InvalidData.into()))?;
    first
        .write_all(&line)
        .and_then(|()| first.write_all(b"\n"))
        .and_then(|()| first.finish().map(|_| ()))
        .map_err(cannot)?;
    packed
        .rewind()
        .and_then(|()| io::copy(&mut BufReader::new(packed), &mut out))
        .and_then(|_| out.flush())
        .and_then(|()| file.sync_all())
        .map_err(cannot)?;
    Ok(header)
}

/// Reads what was written, as a restore would.
fn read_back(path: &Path, header: &Header) -> Result<()> {
    if verify_backup(path)? == *header {
        Ok(())
    } else {
        Err(failed("read back", path, io::ErrorKind::InvalidData.into()))
    }
}

/// Writes line after line.
struct Lines<'a, W: Write> {
    out: W,
    hasher: blake3::Hasher,
    counts: BTreeMap<String, u64>,
    path: &'a Path,
}

impl<W: Write> Lines<'_, W> {
    fn put(&mut self, record: &Record) -> Result<()> {
        let cannot = |error| failed("write", self.path, error);
        let mut line = to_json(record).map_err(|_| cannot(io::ErrorKind::InvalidData.into()))?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.out.write_all(&line).map_err(cannot)?;
        *self.counts.entry(record.kind().to_owned()).or_default() += 1;
        Ok(())
    }

    fn all_of(&mut self, store: &SledStore, extras: &Extras) -> Result<()> {
        for (name, value) in extras {
            self.put(&Record::Setting {
                name: name.clone(),
                value: value.clone(),
            })?;
        }
        for application in store.applications.records() {
            self.put(&Record::Application(application?))?;
        }
        for asset in store.assets() {
            let asset = asset?;
            // One that was removed since has no text any more.
            if let Some(text) = store.text(asset.id)? {
                self.put(&Record::Asset(Box::new(AssetRecord { asset, text })))?;
            }
        }
        for (id, label) in store.read_labels()? {
            self.put(&Record::Label { id, label })?;
        }
        for intention in store.intentions.records() {
            self.put(&Record::Intention(intention?))?;
        }
        for reaction in store.reactions.records() {
            self.put(&Record::Reaction(reaction?))?;
        }
        for activity in store.activities.records() {
            self.put(&Record::Activity(activity?))?;
        }
        for (of, count) in store.activity_counts()? {
            self.put(&Record::ActivityCount { of, count })?;
        }
        Ok(())
    }
}
