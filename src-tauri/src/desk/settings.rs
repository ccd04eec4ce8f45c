//! What the user has set, in a small file that a person can read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use connector::process::{make_private_dir, read_file, replace_durably};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::ipc::types::Offering;

/// The name of the file.
const NAME: &str = "settings.json";

/// Where the user is in the wizard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wizard {
    /// The step to resume at, from 0.
    pub(crate) step: u32,
    /// Whether it was gone through, or left for good.
    pub(crate) finished: bool,
}

/// A pause that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pause {
    /// Until when, in milliseconds since the epoch; absent: until it is ended by hand.
    pub(crate) until: Option<i64>,
}

/// What the user has set. A file of another version may lack some of it, or have more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Whether the clipboard is watched.
    pub(crate) watch_clipboard: bool,
    /// Whether suggestions are shown as notifications.
    pub(crate) notify: bool,
    /// How often saved code is offered.
    pub(crate) offering: Offering,
    /// The onboarding wizard.
    pub(crate) wizard: Wizard,
    /// A pause that outlives a restart: who pauses watching before typing a secret wants it paused.
    pub(crate) pause: Option<Pause>,
    /// Origins of web pages that may ask the connector, as browsers send them. None unless the user says so.
    pub(crate) allowed_origins: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            watch_clipboard: true,
            notify: true,
            offering: Offering::default(),
            wizard: Wizard::default(),
            pause: None,
            allowed_origins: Vec::new(),
        }
    }
}

/// What became of a file that can't be read. Its text form says so to the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// It makes no sense, and is there now.
    #[error("The old file is kept as {}.", .0.display())]
    Aside(PathBuf),
    /// It is where it was.
    #[error("{} can't be read: {}.", .0.display(), .1)]
    Left(PathBuf, io::Error),
}

/// The settings and the file that they are in.
pub(crate) struct SettingsFile {
    path: PathBuf,
    settings: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads the settings in `dir`. Without a file they are the defaults. Where the file can't be read, watching is off: it
    /// may have said so. A file that makes no sense is moved aside.
    pub(crate) fn open(dir: &Path) -> (Self, Option<Unreadable>) {
        let path = dir.join(NAME);
        let read = match read_file(&path) {
            Ok(bytes) => parse(&bytes).map_err(|_| match move_aside(&path) {
                Ok(aside) => Unreadable::Aside(aside),
                Err(error) => Unreadable::Left(path.clone(), error),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(Unreadable::Left(path.clone(), error)),
        };
        let (settings, unreadable) = match read {
            Ok(settings) => (settings, None),
            Err(unreadable) => (
                Settings {
                    watch_clipboard: false,
                    ..Settings::default()
                },
                Some(unreadable),
            ),
        };
        let file = Self {
            path,
            settings: Mutex::new(settings),
        };
        (file, unreadable)
    }

    pub(crate) fn get(&self) -> Settings {
        self.settings.lock().clone()
    }

    /// Changes the settings and writes them.
    ///
    /// # Errors
    /// Where the file can't be written. Then nothing is changed.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) -> io::Result<Settings> {
        let mut settings = self.settings.lock();
        let mut changed = settings.clone();
        change(&mut changed);
        if changed != *settings {
            write(&self.path, &changed)?;
            *settings = changed;
        }
        Ok(settings.clone())
    }
}

/// An object: a list of the right length would do for serde.
fn parse(bytes: &[u8]) -> serde_json::Result<Settings> {
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)?;
    serde_json::from_value(members.into())
}

/// Returns when the new file is on the disk.
fn write(path: &Path, settings: &Settings) -> io::Result<()> {
    make_private_dir(path.parent().unwrap_or(Path::new(".")))?;
    let mut text = serde_json::to_vec_pretty(settings)?;
    text.push(b'\n');
    replace_durably(path, &text)
}

/// Gives a file that makes no sense a name that nothing has, and answers that.
fn move_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = (1..)
        .map(|number| match number {
            1 => path.with_extension("json.unreadable"),
            _ => path.with_extension(format!("json.unreadable-{number}")),
        })
        .find(|aside| fs::symlink_metadata(aside).is_err())
        .ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_there_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let (file, aside) = SettingsFile::open(dir.path());
        assert!(file.get() == Settings::default() && aside.is_none());
        let changed = file.change(|settings| settings.wizard.step = 2).unwrap();
        assert_eq!(changed.wizard.step, 2);
        let (file, _) = SettingsFile::open(dir.path());
        assert_eq!(file.get(), changed);
    }

    #[test]
    fn a_file_of_another_version_is_read_and_a_broken_one_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        fs::write(&path, r#"{"notify": false, "of_tomorrow": 1}"#).unwrap();
        let (file, aside) = SettingsFile::open(dir.path());
        assert!(!file.get().notify && file.get().watch_clipboard && aside.is_none());
        fs::write(&path, "{").unwrap();
        let (file, unreadable) = SettingsFile::open(dir.path());
        assert!(!file.get().watch_clipboard, "it may have said so");
        let Some(Unreadable::Aside(aside)) = unreadable else {
            panic!("{unreadable:?}");
        };
        assert_eq!(fs::read_to_string(&aside).unwrap(), "{", "nothing is lost");
        fs::write(&path, b"\xff\0").unwrap();
        let (_, unreadable) = SettingsFile::open(dir.path());
        let Some(Unreadable::Aside(second)) = unreadable else {
            panic!("{unreadable:?}");
        };
        assert_eq!(fs::read(second).unwrap(), b"\xff\0");
        assert_eq!(fs::read_to_string(aside).unwrap(), "{", "nor is the one before");
        fs::write(&path, "[true, true]").unwrap();
        let (file, unreadable) = SettingsFile::open(dir.path());
        assert!(!file.get().watch_clipboard, "a list is no settings");
        assert!(matches!(unreadable, Some(Unreadable::Aside(_))));
        fs::create_dir(&path).unwrap();
        let (file, unreadable) = SettingsFile::open(dir.path());
        assert!(!file.get().watch_clipboard);
        assert!(matches!(unreadable, Some(Unreadable::Left(..))));
    }

    #[test]
    fn a_failed_write_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let blocked = dir.path().join("file");
        fs::write(&blocked, "").unwrap();
        let (file, _) = SettingsFile::open(&blocked);
        assert!(file.change(|settings| settings.notify = false).is_err());
        assert!(file.get().notify);
    }
}
