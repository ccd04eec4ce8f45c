//! Opening a store: its directory, its lock, sled itself, the schema's version.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
    time::{Duration, Instant, SystemTime},
};

use crate::{
    Result, StoreError,
    aside::make_room,
    closing::{self, Closed},
    disk::{DATA, Disk, RESERVE, free},
    format::{to_whole_record, whole_record},
    ledger::{Kept, SUM, Sum},
    redigest,
    snapshots::{self, Removed},
    trees::META,
    witness::Witness,
};

/// The version of what the trees hold. An older one is migrated, a newer one refused.
///
/// | version | what is new |
/// |---|---|
/// | 1 | |
/// | 2 | the meta tree holds the sum of all entries and the number of writes |
pub(crate) const SCHEMA: u32 = 2;

/// A file that is there from the first complete opening on: with it an empty database is not new but damaged.
const MADE: &str = "made";

/// Pages in memory. sled's own default is 1 GiB; the texts are read once, at the start.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How often sled moves pages out of mostly empty parts of its file, which nothing else does. It syncs its file
/// after that. Durability does not rest on it.
const TIDY_EVERY_MS: u64 = 1_000;

/// How long to wait for a database that this process has just closed: sled's threads may hold its file for a
/// moment longer than the database.
const CLOSING: Duration = Duration::from_secs(5);

/// How long a process that is just being started may hold the lock: from its fork to its exec.
const STARTING: Duration = Duration::from_millis(200);

/// A database that is open and has a schema that this version can read.
pub(crate) struct Opened {
    /// Which one that is.
    pub(crate) schema: u32,
    /// What it was when it was closed, where it is that one still.
    pub(crate) closed: Option<Closed>,
    pub(crate) db: sled::Db,
    pub(crate) meta: sled::Tree,
    pub(crate) disk: Disk,
    /// Whether sled moves pages by itself.
    pub(crate) is_tidied: bool,
    /// Locked as long as the store is open.
    pub(crate) lock: File,
}

/// Opens what is in the directory. `forgetting` is called first where writes were once durable and are not there, with how many.
pub(crate) fn open(directory: &Path, forgetting: &dyn Fn(u64) -> Result<()>) -> Result<Opened> {
    // sled panics over it, which says nothing of what is stored.
    #[expect(
        clippy::disallowed_methods,
        reason = "the time that sled is told by the system"
    )]
    let now = SystemTime::now();
    if now < SystemTime::UNIX_EPOCH {
        return Err(StoreError::Clock);
    }
    create_directory(directory)?;
    let lock = open_private(&directory.join("lock"))?;
    take(&lock, directory)?;
    let closed = closing::take(directory)?;
    // Made here so that it is private from the start. sled takes an empty file for a new database.
    let data = open_private(&directory.join(DATA))?;
    let removed = snapshots::remove_unreadable(directory)?;
    let is_tidied = free(directory)? >= RESERVE;
    let db = open_sled(directory, is_tidied)?;
    let made = directory.join(MADE).exists() || removed == Removed::Snapshot;
    let (meta, schema) = check_schema(&db, made)?;
    make_private(directory)?;

    // What the files look like must be what is in them, too.
    let kept = Kept::read(&meta)?;
    let closed = closed.filter(|closed| schema == SCHEMA && closed.kept == kept);
    let disk = Disk::new(directory, data, &db, meta.clone(), Witness::open(directory)?)?;
    let missing = disk.missing()?;
    if missing > 0 {
        forgetting(missing)?;
    }
    disk.commit()?;
    open_private(&directory.join(MADE))?;
    sync_names(directory)?;
    Ok(Opened {
        schema,
        closed,
        db,
        meta,
        disk,
        is_tidied,
        lock,
    })
}

pub(crate) fn open_sled(directory: &Path, is_tidied: bool) -> Result<sled::Db> {
    let config = sled::Config::new()
        .path(directory)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(is_tidied.then_some(TIDY_EVERY_MS));
    let start = Instant::now();
    loop {
        // sled panics over some kinds of damage. What it says then may quote what is stored, so it is left out.
        let opened = catch_unwind(AssertUnwindSafe(|| config.open())).map_err(|_| StoreError::Damaged {
            detail: "the database gave up reading its files".to_owned(),
        })?;
        match opened {
            Ok(db) => return Ok(db),
            Err(error) if !is_locked(&error) => return Err(error.into()),
            Err(_) if start.elapsed() < CLOSING => thread::sleep(Duration::from_millis(5)),
            Err(_) => {
                return Err(StoreError::InUse {
                    path: directory.to_owned(),
                });
            }
        }
    }
}

/// Takes the lock. A process that is just being started by another thread holds all open files for a moment, so a lock
/// that is taken is looked at for a little longer.
pub(crate) fn take(lock: &File, directory: &Path) -> Result<()> {
    let start = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if start.elapsed() < STARTING => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::InUse {
                    path: directory.to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock", directory, error)),
        }
    }
}

/// sled has no error of its own for this.
fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(cause) if cause.to_string().starts_with("could not acquire lock"))
}

/// Makes sure that the database is new or of a schema that can be read, and answers its meta tree and its schema. Nothing
/// is written unless it is new, which it can't be where it was `made` before or had a snapshot.
fn check_schema(db: &sled::Db, made: bool) -> Result<(sled::Tree, u32)> {
    let names = db.tree_names();
    let has_meta = names.iter().any(|name| name.as_ref() == META.as_bytes());
    let kept = if has_meta {
        db.open_tree(META)?.get("schema")?
    } else {
        None
    };
    let problem = |problem| StoreError::Record {
        tree: META,
        key: "schema".to_owned(),
        problem,
    };
    if let Some(value) = kept {
        let found: u32 = whole_record(&value).map_err(problem)?;
        match found {
            1..=SCHEMA => Ok((db.open_tree(META)?, found)),
            0 => Err(StoreError::Damaged {
                detail: "its schema has the version 0, which there never was".to_owned(),
            }),
            _ => Err(StoreError::NewerSchema {
                found,
                supported: SCHEMA,
            }),
        }
    } else {
        if made {
            return Err(StoreError::Damaged {
                detail: "its data are gone".to_owned(),
            });
        }
        // A first start that was cut off leaves empty trees behind. That is no damage.
        for name in names {
            if !db.open_tree(name)?.is_empty() {
                return Err(StoreError::Damaged {
                    detail: "it holds data, but no schema version".to_owned(),
                });
            }
        }
        let meta = db.open_tree(META)?;
        meta.insert("schema", to_whole_record(&SCHEMA).map_err(problem)?)?;
        Ok((meta, SCHEMA))
    }
}

/// Makes a database of the present schema, with digests of the present rule, from an older one, in one step.
pub(crate) fn migrate(db: &sled::Db, meta: &sled::Tree, redigested: bool) -> Result<()> {
    let mut batch = sled::Batch::default();
    let schema = to_whole_record(&SCHEMA).map_err(|problem| StoreError::Record {
        tree: META,
        key: "schema".to_owned(),
        problem,
    })?;
    batch.insert("schema", schema);
    let kept = Kept {
        sum: Sum::of(db, &|| Ok(()))?.0,
        writes: 0,
    };
    batch.insert(SUM, kept.write());
    if redigested {
        let (mark, rule) = redigest::mark()?;
        batch.insert(mark, rule);
    }
    Ok(meta.apply_batch(batch)?)
}

/// Creates the directory and what is missing above it, and makes their names durable: a store that is whole on
/// disk is lost all the same where its directory's name is not.
pub(crate) fn create_directory(directory: &Path) -> Result<()> {
    let missing: Vec<_> = directory
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .collect();
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(|error| failed("create the directory", directory, error))?;
    for parent in missing.into_iter().filter_map(Path::parent) {
        sync_directory(parent)?;
    }
    Ok(())
}

/// Removes what has a name of ours, whatever it is: a file, or a directory with all that is in it. It need not be there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path, error)),
        _ => Ok(()),
    }
}

/// Opens or creates a file that only its owner may read. What has its name and is no file makes room for it, also a link to
/// one, which may be somebody's.
pub(crate) fn open_private(path: &Path) -> Result<File> {
    make_room(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| failed("open", path, error))
}

/// Takes the files that sled has made from everybody but their owner. A directory that was there before keeps
/// its mode: it may not be ours alone.
fn make_private(directory: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let kind = entry.file_type()?;
            // What a link leads to is somebody's.
            if kind.is_symlink() {
                return Ok(());
            }
            let mode = if kind.is_dir() { 0o700 } else { 0o600 };
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode))
        };
        fs::read_dir(directory)
            .and_then(|mut entries| entries.try_for_each(private))
            .map_err(|error| failed("protect the files in", directory, error))?;
    }
    Ok(())
}

/// Makes the names of sled's files durable, and its small file of settings, which it does not sync.
fn sync_names(directory: &Path) -> Result<()> {
    let settings = directory.join("conf");
    open_private(&settings)?
        .sync_all()
        .map_err(|error| failed("write to the disk", &settings, error))?;
    sync_directory(directory)
}

/// Makes the names in a directory durable. Windows does that by itself, and opens no directory as a file.
pub(crate) fn sync_directory(directory: &Path) -> Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    // The parent of a relative path of one name is spelled as nothing.
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    File::open(directory)
        .and_then(|file| file.sync_all())
        .map_err(|error| failed("write to the disk", directory, error))
}

pub(crate) fn failed(doing: &str, path: &Path, error: io::Error) -> StoreError {
    StoreError::io(format!("{doing} {}", path.display()), error)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn open_alone(directory: &Path) -> Result<Opened> {
        open(directory, &|_| Ok(()))
    }

    #[test]
    fn a_new_store_is_private() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("a/store");
        drop(open_alone(&directory).unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&directory), 0o700);
            for entry in fs::read_dir(&directory).unwrap() {
                assert_eq!(mode(&entry.unwrap().path()) & 0o077, 0);
            }
        }
    }

    #[test]
    fn a_second_open_is_told_who_is_in_the_way() {
        let directory = tempfile::tempdir().unwrap();
        let opened = open_alone(directory.path()).unwrap();
        let error = open_alone(directory.path()).err().unwrap();
        assert_eq!(error.code(), "in_use");
        assert!(
            error.to_string().contains(directory.path().to_str().unwrap()),
            "{error}"
        );
        drop(opened);
        drop(open_alone(directory.path()).unwrap());
    }

    #[test]
    fn a_newer_schema_is_refused_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let opened = open_alone(directory.path()).unwrap();
            opened.meta.insert("schema", b"\x0142").unwrap();
            drop(opened);
            let error = open_alone(directory.path()).err().unwrap();
            assert!(
                matches!(
                    error,
                    StoreError::NewerSchema {
                        found: 42,
                        supported: SCHEMA
                    }
                ),
                "{error}"
            );
            // Back to the one that can be opened, to see that the refusal left it as it was.
            let db = open_sled(directory.path(), true).unwrap();
            assert_eq!(db.tree_names().len(), 2, "sled's default tree and the meta tree");
            db.open_tree("meta").unwrap().insert("schema", b"\x011").unwrap();
        }
    }

    #[test]
    fn data_without_a_schema_is_damage_but_an_interrupted_first_start_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let db = open_sled(directory.path(), true).unwrap();
        db.open_tree("meta").unwrap();
        drop(db);
        let opened = open_alone(directory.path()).unwrap();
        opened.meta.remove("schema").unwrap();
        opened
            .db
            .open_tree("assets")
            .unwrap()
            .insert("key", "value")
            .unwrap();
        drop(opened);
        assert_eq!(open_alone(directory.path()).err().unwrap().code(), "damaged");
    }

    #[test]
    fn a_file_in_place_of_the_directory_is_named() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("store");
        fs::write(&path, "").unwrap();
        let error = open_alone(&path).err().unwrap();
        assert_eq!(error.code(), "io");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }

    #[test]
    fn damaged_files_are_an_error_and_no_panic() {
        let directory = tempfile::tempdir().unwrap();
        let opened = open_alone(directory.path()).unwrap();
        for key in 0..2_000_u32 {
            opened.meta.insert(key.to_be_bytes(), vec![7; 500]).unwrap();
        }
        drop(opened);
        // Settle into the state of a second start, which has read a snapshot.
        drop(open_alone(directory.path()).unwrap());
        let damage: [fn(&Path); 3] = [
            |directory| fs::write(directory.join("db"), b"").unwrap(),
            |directory| fs::write(directory.join("db"), vec![0xAB; 1_000_000]).unwrap(),
            // Nothing that could be read is left, which must not pass for a new store.
            |directory| {
                fs::write(directory.join("db"), b"").unwrap();
                for entry in fs::read_dir(directory).unwrap() {
                    let path = entry.unwrap().path();
                    if path.to_string_lossy().contains("snap.") {
                        fs::write(path, b"no snapshot at all").unwrap();
                    }
                }
            },
        ];
        for spoil in damage {
            let copy = tempfile::tempdir().unwrap();
            for entry in fs::read_dir(directory.path()).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
                }
            }
            spoil(copy.path());
            let error = open_alone(copy.path()).err().unwrap();
            assert_eq!(error.code(), "damaged", "{error}");
        }
    }
}
