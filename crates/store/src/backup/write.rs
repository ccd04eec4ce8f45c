//! Writing a backup: aside, synced, read back, and only then under its name.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Seek as _, Write},
    path::Path,
};

use domain::Timestamp;

use super::record::{AssetRecord, FORMAT, Header, Reason, Record, VERSION};
use crate::{
    Result, Store,
    format::to_json,
    library::verify_backup,
    opening::{failed, open_private, sync_directory},
    sled_store::SledStore,
};

/// zstd's own default: small enough, and it writes some hundred megabytes in a second.
const LEVEL: i32 = 3;

/// What programs around the store have set, by whose setting it is.
pub type Extras = BTreeMap<String, serde_json::Value>;

/// What a backup is made of besides the store.
pub(crate) struct About<'a> {
    pub(crate) reason: Reason,
    /// Which one on the shelf it is going to be.
    pub(crate) number: Option<u64>,
    pub(crate) now: Timestamp,
    pub(crate) extras: &'a Extras,
}

/// Writes what `store` holds to `path`. While it is written the store may change: each record is there as it was at some
/// moment of that time. `before_naming` is called when the file is complete, before it has its name.
pub(crate) fn write(
    store: &SledStore,
    path: &Path,
    about: &About<'_>,
    before_naming: impl FnOnce() -> Result<()>,
) -> Result<Header> {
    let aside = |what: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(what);
        path.with_file_name(name)
    };
    let (records, whole) = (aside(".records"), aside(".new"));
    let written = write_aside(store, about, &records, &whole).and_then(|header| {
        read_back(&whole, &header)?;
        before_naming()?;
        fs::rename(&whole, path).map_err(|error| failed("name", path, error))?;
        sync_directory(path.parent().unwrap_or(Path::new(".")))?;
        Ok(header)
    });
    // What is gone already was named.
    let _ = fs::remove_file(&records);
    if written.is_err() {
        let _ = fs::remove_file(&whole);
    }
    written
}

fn write_aside(store: &SledStore, about: &About<'_>, records: &Path, whole: &Path) -> Result<Header> {
    let cannot = |error| failed("write", whole, error);
    let empty = |path: &Path| -> Result<File> {
        let file = open_private(path)?;
        file.set_len(0).map_err(cannot)?;
        Ok(file)
    };
    // The header counts what follows it, so what follows is written first, to a file of its own.
    let packed = empty(records)?;
    let mut lines = Lines {
        out: zstd::Encoder::new(BufWriter::new(&packed), LEVEL).map_err(cannot)?,
        hasher: blake3::Hasher::new(),
        counts: BTreeMap::new(),
        path: records,
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
    let file = empty(whole)?;
    let mut out = BufWriter::new(&file);
    // A frame of its own, so that a list of backups unpacks no more than this.
    let mut first = zstd::Encoder::new(&mut out, LEVEL).map_err(cannot)?;
    let line = to_json(&header).map_err(|_| cannot(io::ErrorKind::InvalidData.into()))?;
    first
        .write_all(&line)
        .and_then(|()| first.write_all(b"\n"))
        .and_then(|()| first.finish().map(|_| ()))
        .map_err(cannot)?;
    (&packed)
        .rewind()
        .and_then(|()| io::copy(&mut BufReader::new(&packed), &mut out))
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
