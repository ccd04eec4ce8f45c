//! An X server of the test's own, on a display that was free.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

pub(crate) struct Xvfb {
    /// None where somebody else started it.
    server: Option<Child>,
    display: String,
}

impl Xvfb {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "64x64x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("these tests need Xvfb: install the package `xvfb`");
        // It tells its display when it is ready to be connected to.
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let number: u32 = line.trim().parse().expect("Xvfb tells its display");
        Self {
            server: Some(server),
            display: format!(":{number}"),
        }
    }

    /// The one that the environment names.
    pub(crate) fn here() -> Self {
        Self {
            server: None,
            display: std::env::var("DISPLAY").unwrap(),
        }
    }

    pub(crate) fn display(&self) -> String {
        self.display.clone()
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Drop for Xvfb {
    fn drop(&mut self) {
        self.kill();
    }
}
