//! A real connector for a test: on a port of its own, over an empty directory, gone when the test is over.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use anyhow::Context;
use tempfile::TempDir;

use crate::shell::{program, target};

/// A running connector.
pub(crate) struct Server {
    child: Child,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub(crate) base: String,
    _data: TempDir,
}

impl Server {
    /// Starts the program that `cargo build` built for this profile.
    pub(crate) fn start(profile: &str) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let binary = target().join(profile).join("bowerbird-connector");
        let mut child = program(&binary)
            .args(["--port", "0", "--data-dir"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", binary.display()))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let mut server = Self {
            child,
            base: String::new(),
            _data: data,
        };
        line.trim_end()
            .strip_prefix("listening on ")
            .context("the connector did not start")?
            .clone_into(&mut server.base);
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then that is what was wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
