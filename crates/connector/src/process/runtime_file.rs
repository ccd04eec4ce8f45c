//! The file that says where a running connector listens.
//!
//! One that is killed leaves it behind, so a reader checks that the process of that id is alive.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use parking_lot::Mutex;
use serde::Serialize;

use super::make_private_dir;

/// The name of the file in the runtime directory.
pub const RUNTIME_FILE: &str = "connector.json";

/// The file while the connector runs; dropping it takes it away.
#[derive(Debug)]
pub struct RuntimeFile {
    path: PathBuf,
    /// Held while the file is changed: once it was taken away it is not written again.
    gone: Mutex<bool>,
}

impl RuntimeFile {
    /// The file in `dir`, readable by this user alone and not written yet.
    ///
    /// # Errors
    /// Where the directory can't be made.
    pub fn create(dir: &Path) -> io::Result<Self> {
        make_private_dir(dir)?;
        Ok(Self {
            path: dir.join(RUNTIME_FILE),
            gone: Mutex::new(false),
        })
    }

    /// Writes what is so now, as JSON with an `address` and a `pid` at least. Whoever reads the file finds the old one
    /// or the new one, never half of one.
    ///
    /// # Errors
    /// Where it can't be written; then what stood there still does.
    pub fn write(&self, running: &impl Serialize) -> io::Result<()> {
        let gone = self.gone.lock();
        if *gone {
            return Ok(());
        }
        let aside = self.path.with_extension("json.new");
        write_private(&aside, &serde_json::to_vec(running)?)?;
        fs::rename(&aside, &self.path)
    }

    /// Takes the file away, for good.
    pub fn remove(&self) {
        *self.gone.lock() = true;
        // It may be gone already; then that is what was wanted.
        let _ = fs::remove_file(&self.path);
    }
}

impl Drop for RuntimeFile {
    fn drop(&mut self) {
        self.remove();
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
