//! The file that says where a running connector listens.
//!
//! One that is killed leaves it behind, so a reader checks that the process of that id is alive.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use parking_lot::Mutex;
use serde::Serialize;

use super::{make_private_dir, replace_file};

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
    /// The file in `dir`, not written yet.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self {
            path: dir.join(RUNTIME_FILE),
            gone: Mutex::new(false),
        }
    }

    /// Writes what is so now, as JSON with an `address` and a `pid` at least, for this user alone. Whoever reads the file
    /// finds the old one or the new one, never half of one.
    ///
    /// # Errors
    /// Where it can't be written; then what stood there still does. Nothing else depends on it.
    pub fn write(&self, running: &impl Serialize) -> io::Result<()> {
        let gone = self.gone.lock();
        if *gone {
            return Ok(());
        }
        if let Some(dir) = self.path.parent() {
            make_private_dir(dir)?;
        }
        replace_file(&self.path, &serde_json::to_vec(running)?)
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
