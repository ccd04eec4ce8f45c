//! Backups as the window shows them: made, restored, exported, imported.

use std::{path::Path, sync::Arc};

use connector::{Keeper, offline, process::watch_library};
use store::{Backup, Extras, Library, Reason, settings_in};

use super::{Desk, DeskError, Settings, settings::SettingsFile};
use crate::ipc::types::{BackupKind, BackupView, ImportView, NoticeLevel};

/// Whose settings these are in a backup.
pub(crate) const SETTINGS: &str = "desktop";
/// Names the notice that no backup could be made.
const NOTICE: &str = "backup";
/// Names the notice that the library could not be read.
const UNREAD: &str = "unread";
/// Names the notice of what happened to the library.
pub(super) const LIBRARY_NOTICE: &str = "library";
/// What a file is called that is exported, before the user gives it another name.
const EXPORT: &str = "bowerbird.jsonl.zst";

/// A keeper whose backups hold these settings.
pub(super) fn keeper(
    service: &Arc<connector::Service>,
    library: Arc<Library>,
    settings: &Arc<SettingsFile>,
) -> Keeper {
    let settings = Arc::clone(settings);
    Keeper::new(Arc::clone(service), library, move || extras(&settings.get()))
}

/// What a backup holds of the settings.
pub(crate) fn extras(settings: &Settings) -> Extras {
    // They are plain data, which JSON can always hold.
    let value = serde_json::to_value(settings).unwrap_or_default();
    Extras::from([(SETTINGS.to_owned(), value)])
}

impl Desk {
    /// Sees to it that the library is whole, as long as the program runs; `tell` is told what happened to it where it was damaged.
    pub(crate) fn watch_library(&self, mut tell: impl FnMut(store::Recovery)) {
        watch_library(&self.keeper, |done| match done {
            Ok(recovery) => {
                self.dismiss_notice(UNREAD);
                if let Some(recovery) = recovery {
                    tell(recovery);
                }
            }
            Err(error) => {
                tracing::error!("the library could not be read as a whole: {error}");
                let text = format!("Your library could not be read as a whole: {error}.");
                self.tell(
                    UNREAD,
                    NoticeLevel::Error,
                    &text,
                    Some("It is tried again by itself."),
                );
            }
        });
    }

    /// Leaves the library so that the next start is a fast one. The last thing that is done.
    pub(crate) fn end(&self) {
        self.keeper.end();
    }

    /// Makes a backup when it is time for one; says so where that does not work.
    pub(super) fn keep(&self) {
        match self.keeper.tick() {
            Ok(None) => {}
            Ok(Some(_)) => self.dismiss_notice(NOTICE),
            Err(error) if error.code() == "moved" => {
                tracing::error!("{error}");
                let text = format!("Your library is not where it was: {error}.");
                self.tell(NOTICE, NoticeLevel::Error, &text, None);
            }
            Err(error) => {
                tracing::warn!("the library could not be backed up: {error}");
                let text = format!("Your library could not be backed up: {error}.");
                self.tell(
                    NOTICE,
                    NoticeLevel::Warning,
                    &text,
                    Some("It is tried again by itself."),
                );
            }
        }
    }

    /// # Errors
    /// Where they can't be read.
    pub(crate) fn backup_list(&self) -> Result<Vec<BackupView>, DeskError> {
        Ok(self.keeper.backups()?.iter().map(view).collect())
    }

    /// # Errors
    /// Where none can be made.
    pub(crate) fn back_up(&self) -> Result<Vec<BackupView>, DeskError> {
        self.keeper.back_up()?;
        self.dismiss_notice(NOTICE);
        self.backup_list()
    }

    /// Makes a backup in a file, or among the others, and says what it did.
    ///
    /// # Errors
    /// Where it can't be made.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "another start asks over D-Bus")
    )]
    pub(crate) fn back_up_to(&self, file: Option<&Path>) -> Result<String, DeskError> {
        if let Some(file) = file {
            return Ok(offline::backed_up(&self.keeper.export(file)?, file));
        }
        let header = self.keeper.back_up()?;
        self.dismiss_notice(NOTICE);
        let newest = self.keeper.backups()?.into_iter().next();
        let place = newest.map(|newest| newest.path).unwrap_or_default();
        Ok(offline::backed_up(&header, &place))
    }

    /// Puts a backup in the place of everything, and answers the number of the one that undoes it. Of the settings that it
    /// holds those are taken over that let nobody see more than now.
    ///
    /// # Errors
    /// Where it can't be used. Nothing is changed then.
    pub(crate) fn restore_backup(&self, number: u64) -> Result<u64, DeskError> {
        let backups = self.keeper.backups()?;
        let backup = backups.iter().find(|backup| backup.number == number);
        let settings = backup
            .map(|backup| settings_of(&backup.path))
            .transpose()?
            .flatten();
        let before = self.keeper.restore(number)?;
        if let Some(then) = settings {
            self.set(|now| take_over(now, &then))?;
        }
        Ok(before)
    }

    /// Lets the user choose a file, and writes everything to it. Answers how many snippets; nothing where none was chosen.
    ///
    /// # Errors
    /// Where no file can be asked for or written.
    pub(crate) fn export_library(&self) -> Result<Option<u64>, DeskError> {
        let Some(path) = self.shell().file_to_write(EXPORT).map_err(DeskError::Shell)? else {
            return Ok(None);
        };
        Ok(Some(self.keeper.export(&path)?.assets()))
    }

    /// Lets the user choose a file, and adds the snippets in it. Answers what came of it; nothing where none was chosen.
    ///
    /// # Errors
    /// Where no file can be asked for, or it can't be used. Nothing is changed then.
    pub(crate) fn import_library(&self) -> Result<Option<ImportView>, DeskError> {
        let Some(path) = self.shell().file_to_read().map_err(DeskError::Shell)? else {
            return Ok(None);
        };
        let imported = self.keeper.import(&path)?;
        Ok(Some(ImportView {
            added: imported.added,
            beside: imported.beside,
            known: imported.known,
            refused: imported.refused,
            before: imported.before,
        }))
    }

    /// The library was damaged: says what became of it.
    pub(crate) fn tell_recovery(&self, recovery: &store::Recovery) {
        let advice = match &recovery.restored {
            Some(_) => "Other backups are in the settings.",
            None => "If you have a file that you exported, import it in the settings.",
        };
        self.tell(
            LIBRARY_NOTICE,
            NoticeLevel::Error,
            &recovery.to_string(),
            Some(advice),
        );
    }

    /// The user knows what became of it.
    pub(crate) fn recovery_was_told(&self) {
        self.keeper.recovery_was_told();
    }
}

/// The settings in a backup, where there are any that can be read.
pub(crate) fn settings_of(path: &Path) -> Result<Option<Settings>, DeskError> {
    let value = settings_in(path, SETTINGS).map_err(|error| DeskError::Service(error.into()))?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

/// Takes over what was set then. Watching is turned off by it and never on, no page is let in that is not let in now, and a
/// pause is nobody's but the user's now.
pub(crate) fn take_over(now: &mut Settings, then: &Settings) {
    *now = Settings {
        watch_clipboard: now.watch_clipboard && then.watch_clipboard,
        notify: then.notify,
        wizard: then.wizard,
        ..now.clone()
    };
}

fn view(backup: &Backup) -> BackupView {
    BackupView {
        number: backup.number,
        created: backup.header.created.as_millis(),
        assets: backup.header.assets(),
        bytes: backup.bytes,
        kind: match backup.header.reason {
            Reason::BeforeReplacing => BackupKind::BeforeReplacing,
            Reason::BeforeMigration => BackupKind::BeforeMigration,
            Reason::Asked => BackupKind::Asked,
            _ => BackupKind::Regular,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Pause;

    #[test]
    fn a_backup_never_lets_more_be_seen() {
        let off = Settings {
            watch_clipboard: false,
            pause: Some(Pause { until: None }),
            ..Settings::default()
        };
        let mut then = Settings::default();
        then.wizard.step = 3;
        then.notify = false;
        then.allowed_origins.push("https://example.org".to_owned());
        let mut now = off.clone();
        take_over(&mut now, &then);
        assert_eq!((now.watch_clipboard, now.pause), (false, off.pause));
        assert_eq!((now.notify, now.wizard.step), (false, 3));
        assert!(now.allowed_origins.is_empty());
        let mut watching = Settings::default();
        take_over(&mut watching, &off);
        assert!(!watching.watch_clipboard && watching.pause.is_none());
    }
}
