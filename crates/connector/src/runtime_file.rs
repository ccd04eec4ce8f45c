//! The file that says where a running connector listens.
//!
//! One that is killed leaves it behind, so a reader checks that the process of that id is alive.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;

const NAME: &str = "connector.json";

#[derive(Serialize)]
struct Running<'a> {
    address: &'a str,
    pid: u32,
}

/// The file while the connector runs; dropping it takes it away.
pub(crate) struct RuntimeFile(PathBuf);

impl RuntimeFile {
    /// Writes `connector.json` into `dir`, readable by this user alone: `{"address": "http://...", "pid": 1}`.
    pub(crate) fn write(dir: &Path, address: &str) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let path = dir.join(NAME);
        let aside = dir.join(format!("{NAME}.new"));
        let running = serde_json::to_vec(&Running {
            address,
            pid: std::process::id(),
        })?;
        write_private(&aside, &running)?;
        // Whoever reads it finds the old one or the new one, never half of one.
        fs::rename(&aside, &path)?;
        Ok(Self(path))
    }
}

impl Drop for RuntimeFile {
    fn drop(&mut self) {
        // It may be gone already; then that is what was wanted.
        let _ = fs::remove_file(&self.0);
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
