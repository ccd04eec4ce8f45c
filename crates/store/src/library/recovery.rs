//! What became of a damaged library, in words for its user.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to a library that was damaged: something to tell the user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recovery {
    /// What was wrong with its store.
    pub damage: String,
    /// Where that store is now; absent where there was none left.
    pub aside: Option<PathBuf>,
    /// What took its place; absent where no backup could be read, so that the library is empty.
    pub restored: Option<Restored>,
    /// How many newer backups could not be read.
    pub unreadable: usize,
    /// How many of those were written by a newer version, which can read them.
    pub from_newer: usize,
    /// How many files among the backups are of another installation, or were put there by somebody else than Bowerbird. None
    /// of them is restored by itself.
    pub others: usize,
    /// The number of a backup of that store itself, where it was whole and only older than what took its place.
    pub older: Option<u64>,
    /// How many of the newest writes are missing, where the store is whole but for them and stays in use.
    pub missing: u64,
    /// What happened before that, where it was not told.
    pub earlier: Option<Box<Self>>,
}

impl Recovery {
    /// The newest writes of a store are missing, which is whole but for them.
    pub(super) fn shortened(missing: u64, earlier: Option<Self>) -> Self {
        Self {
            damage: "its end is missing".to_owned(),
            aside: None,
            restored: None,
            unreadable: 0,
            from_newer: 0,
            others: 0,
            older: None,
            missing,
            earlier: earlier.map(Box::new),
        }
    }

    /// Puts another path in the place of each that is named.
    pub(super) fn each_path(&mut self, of: &dyn Fn(&Path) -> PathBuf) {
        let restored = self.restored.as_mut().map(|restored| &mut restored.path);
        for path in self.aside.as_mut().into_iter().chain(restored) {
            *path = of(path);
        }
        if let Some(earlier) = &mut self.earlier {
            earlier.each_path(of);
        }
    }
}

/// A backup that was restored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Restored {
    /// When it was made.
    pub created: Timestamp,
    /// How many snippets it holds.
    pub assets: u64,
    /// Its file.
    pub path: PathBuf,
}

impl fmt::Display for Recovery {
    /// What a person has to know, in some sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_this(f)?;
        match &self.earlier {
            Some(earlier) => write!(f, " Before that: {earlier}"),
            None => Ok(()),
        }
    }
}

impl Recovery {
    fn fmt_this(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.missing > 0 {
            let (writes, s) = (self.missing, if self.missing == 1 { "" } else { "s" });
            return write!(
                f,
                "The end of the library's file was damaged: the newest {writes} change{s} could not be read and are lost. \
                 Everything before is there."
            );
        }
        write!(f, "The library could not be used: {}. ", self.damage)?;
        match &self.restored {
            Some(backup) => {
                let (snippets, s) = (backup.assets, if backup.assets == 1 { "" } else { "s" });
                write!(
                    f,
                    "The backup of {} took its place, with {snippets} snippet{s}. What was kept after that is missing.",
                    backup.created
                )?;
            }
            None => match self.unreadable {
                0 => write!(f, "There is no backup of it, so it begins anew and empty.")?,
                1 => write!(
                    f,
                    "Its only backup could not be read, so it begins anew and empty."
                )?,
                many => write!(
                    f,
                    "None of its {many} backups could be read, so it begins anew and empty."
                )?,
            },
        }
        match (self.unreadable, &self.restored) {
            (0, _) | (_, None) => {}
            (1, _) => write!(f, " A more recent backup could not be read.")?,
            (many, _) => write!(f, " {many} more recent backups could not be read.")?,
        }
        match (self.from_newer, self.unreadable) {
            (0, _) => {}
            (1, 1) => write!(f, " It was written by a newer Bowerbird, which can restore it.")?,
            (many, _) => write!(
                f,
                " Of these a newer Bowerbird has written {many}, and can restore them."
            )?,
        }
        match self.others {
            0 => {}
            1 => write!(
                f,
                " One file among the backups is not of this library: it was left alone, and can be imported."
            )?,
            many => write!(
                f,
                " {many} files among the backups are not of this library: they were left alone, and can be imported."
            )?,
        }
        if let Some(number) = self.older {
            write!(
                f,
                " What was there is backup {number} now, and can be restored or imported."
            )?;
        }
        match &self.aside {
            Some(aside) if self.older.is_some() => write!(f, " It is kept in {} too.", aside.display()),
            Some(aside) => write!(f, " The damaged one is kept in {}.", aside.display()),
            None => Ok(()),
        }
    }
}
