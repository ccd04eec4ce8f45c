//! What a running Bowerbird says of itself to others of its kind, in a file: for `--status` and `--quit`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use connector::process::{RUNTIME_FILE, read_file};
use serde::{Deserialize, Serialize};

/// How the clipboard is before anything else is known.
pub(crate) const STARTING: &str = "starting";

/// What a running one says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    /// Its process.
    pub(crate) pid: u32,
    /// Its version.
    pub(crate) version: String,
    /// Where editors reach it; absent where no address could be taken.
    pub(crate) address: Option<String>,
    /// Where it keeps everything.
    pub(crate) data_dir: PathBuf,
    /// How many snippets it keeps.
    pub(crate) assets: u64,
    /// How many applications have ever connected, itself not counted.
    pub(crate) applications: u64,
    /// `starting`, `watching`, `paused`, `unavailable` or `off`.
    pub(crate) clipboard: String,
    /// What there is to say about that: how it is watched, until when it is paused, why it can't be watched.
    pub(crate) clipboard_detail: Option<String>,
}

impl Running {
    /// What there is to say of a process before it has read what it keeps.
    pub(crate) fn starting(pid: u32, data_dir: &Path) -> Self {
        Self {
            pid,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            address: None,
            data_dir: data_dir.to_owned(),
            assets: 0,
            applications: 0,
            clipboard: STARTING.to_owned(),
            clipboard_detail: None,
        }
    }
}

/// What the Bowerbird of this directory says of itself, if one runs. One that was killed leaves its file behind.
pub(crate) fn find(dir: &Path) -> Option<Running> {
    let bytes = read_file(&dir.join(RUNTIME_FILE)).ok()?;
    let running: Running = serde_json::from_slice(&bytes).ok()?;
    is_alive(running.pid).then_some(running)
}

/// Whether the process is there and is a Bowerbird, which is called what we are: its number may belong to another program
/// by now. One that has ended and waits for its parent to notice is not there.
#[cfg(target_os = "linux")]
pub(crate) fn is_alive(pid: u32) -> bool {
    let read = |of: &str| fs::read_to_string(format!("/proc/{of}/stat")).ok();
    match (read(&pid.to_string()), read("self")) {
        (Some(theirs), Some(ours)) => matches!(
            (name_and_life(&theirs), name_and_life(&ours)),
            (Some((name, true)), Some((own, _))) if name == own
        ),
        _ => false,
    }
}

/// The name of a process and whether any of its threads still runs, from its `stat` (proc_pid_stat(5)).
///
/// While a process ends, the thread that it began with may be gone before the others, which still hold the files and the
/// memory of all: only with the last of them it has ended.
#[cfg(target_os = "linux")]
fn name_and_life(stat: &str) -> Option<(&str, bool)> {
    // `1234 (bowerbird) S ...`: the name may hold anything, parentheses too.
    let (head, rest) = stat.rsplit_once(") ")?;
    let (_, name) = head.split_once('(')?;
    let ended = rest.starts_with(['Z', 'X']);
    let threads: u32 = rest.split(' ').nth(17)?.parse().ok()?;
    Some((name, !ended || threads > 1))
}

/// Whether the process is there.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn is_alive(pid: u32) -> bool {
    i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// There is no telling without `unsafe`, so the file is believed.
#[cfg(not(unix))]
pub(crate) fn is_alive(_pid: u32) -> bool {
    true
}

/// Asks a process to end in its own time.
///
/// # Errors
/// Where it is gone or belongs to somebody else.
#[cfg(unix)]
pub(crate) fn ask_to_end(pid: u32) -> io::Result<()> {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .ok_or(io::ErrorKind::InvalidInput)?;
    Ok(rustix::process::kill_process(pid, rustix::process::Signal::TERM)?)
}

#[cfg(test)]
mod tests {
    use connector::process::RuntimeFile;

    use super::*;

    #[test]
    fn only_one_that_runs_is_found() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(find(dir.path()), None);
        let file = RuntimeFile::new(dir.path());
        let running = Running::starting(u32::MAX, dir.path());
        file.write(&running).unwrap();
        #[cfg(unix)]
        assert_eq!(find(dir.path()), None, "that process is none");
        drop(file);
        assert!(!dir.path().join(RUNTIME_FILE).exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_has_ended_with_its_last_thread() {
        let stat = |state: &str, threads: u32| {
            format!(
                "20805 (a (b) c) {state} 20802 20802 19046 0 -1 4227084 2959 6519 5 0 3 2 4 1 20 0 {threads} 0 3581593 0 0"
            )
        };
        assert_eq!(name_and_life(&stat("S", 9)), Some(("a (b) c", true)));
        assert_eq!(
            name_and_life(&stat("Z", 2)),
            Some(("a (b) c", true)),
            "its first thread alone is gone"
        );
        assert_eq!(name_and_life(&stat("Z", 1)), Some(("a (b) c", false)));
        assert_eq!(name_and_life("20805 (cut"), None);
        assert!(is_alive(std::process::id()));
    }
}
