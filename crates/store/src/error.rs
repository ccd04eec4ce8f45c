//! What can go wrong in the store, in words for a person and with a code for a program.

use std::{io, path::PathBuf, sync::Arc};

use domain::{AssetId, Timestamp};

use crate::{backup::BackupError, format::Problem};

/// The store's results.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do what it was asked for. No message holds copied text.
///
/// It can be cloned because every caller that waits for one flush is told of its failure.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process, or another store in this one, has it open.
    #[error("the library in {path} is in use by another Bowerbird; end that one first", path = path.display())]
    InUse {
        /// The store's directory.
        path: PathBuf,
    },
    /// It was written by a newer version. Nothing was changed.
    #[error(
        "the library was written by a newer Bowerbird: its schema is version {found}, this one knows \
         versions up to {supported}"
    )]
    NewerSchema {
        /// The version on disk.
        found: u32,
        /// The newest version that this one can read.
        supported: u32,
    },
    /// What is on disk is no store, or not all of one.
    #[error("the library is damaged: {detail}")]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// What is on disk is whole, and a backup of it is newer.
    #[error("it is older than its newest backup")]
    Older,
    /// Reading what is on disk does not come to an end. The next opening puts a backup in its place; until this process ends it
    /// goes on reading.
    #[error(
        "the library is damaged: reading it does not come to an end. Start again, and a backup takes its place"
    )]
    Stuck,
    /// The clock of the machine is set to a time that the database can't be opened at. Nothing was changed.
    #[error("the clock of this machine is set to a time before 1970. Set it and start again")]
    Clock,
    /// Too little space is left on the disk. What is stored stays whole.
    #[error("the disk is full: nothing was written")]
    Full,
    /// What is on disk is damaged, and there is no room for what is to take its place. Nothing was moved; the next opening tries again.
    #[error(
        "the library is damaged: {damage}. {} once there is room: the disk is full", waiting(*.backup)
    )]
    NoRoomToRecover {
        /// What was found.
        damage: String,
        /// When the backup was made that is to take its place, and how many snippets it holds.
        backup: Option<(Timestamp, u64)>,
    },
    /// What is on disk is damaged, and its backups are on a disk that is not there. Nothing was moved; the next opening tries again.
    #[error(
        "the library can't be used: {damage}. Its backups are not there: the link {path} leads to nothing. \
         Attach their disk, or remove the link, and start again", path = path.display()
    )]
    BackupsAway {
        /// What was found.
        damage: String,
        /// The link.
        path: PathBuf,
    },
    /// What is on disk is damaged, and the system does not let one of its backups be read, or their directory. That says nothing
    /// about what is in it, so no other one takes the place. Nothing was moved; the next opening tries again.
    #[error(
        "the library can't be used: {damage}. What may be its newest backup could not be read: {path}: {cause}. Nothing was \
         moved. Start again once it can be read. If it never can be, move it elsewhere and start again: then the newest of \
         the backups that are left takes the library's place, or an empty one where there is none", path = path.display()
    )]
    BackupsUnread {
        /// What was found.
        damage: String,
        /// The backup, or the directory of all.
        path: PathBuf,
        /// What the operating system said. Part of the message, so it is not told again as its source.
        cause: Arc<io::Error>,
    },
    /// The operating system refused to read a backup, or the directory of backups.
    #[error("could not read {path}: {cause}", path = path.display())]
    Unread {
        /// What was to be read.
        path: PathBuf,
        /// What the operating system said. Part of the message, so it is not told again as its source.
        cause: Arc<io::Error>,
    },
    /// The operating system refused something.
    #[error("could not {doing}: {cause}")]
    Io {
        /// What was to be done.
        doing: String,
        /// What the operating system said. Part of the message, so it is not told again as its source.
        cause: Arc<io::Error>,
    },
    /// A pipe, a socket or a device has the name of a file of the library: reading it might not come to an end. Nothing was changed.
    #[error("{path} is in the way, for it is no file. Move it elsewhere and start again", path = path.display())]
    InTheWay {
        /// What it is.
        path: PathBuf,
    },
    /// The library's directory is no longer where it was opened, or another one is there. What is open can still be read.
    #[error(
        "the library in {path} was moved, deleted or replaced while it is open, so nothing is written to it. Put it back or, if \
         you can't, back up what is still open, then start again", path = path.display()
    )]
    Moved {
        /// Where it was.
        path: PathBuf,
    },
    /// A file among the backups has the highest number there is, so that no backup can come after it.
    #[error("no backup can have a higher number than {path}, and nothing was backed up; move it elsewhere", path = path.display())]
    LastNumber {
        /// What has it.
        path: PathBuf,
    },
    /// Where a backup was to be written is something else. It is as it was.
    #[error("{path} exists and is no backup; choose another name", path = path.display())]
    NotOurs {
        /// What the user named.
        path: PathBuf,
    },
    /// One record cannot be read. The others can.
    #[error("the entry {key} in `{tree}` cannot be read: {problem}")]
    Record {
        /// Where it lies.
        tree: &'static str,
        /// Its key: a name, an id or a number.
        key: String,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A file is no backup that can be used. Nothing was changed.
    #[error("the backup can't be used: {0}")]
    Backup(BackupError),
    /// An asset was to be added under the id of another one.
    #[error("the id {id} belongs to another asset")]
    IdTaken {
        /// The id.
        id: AssetId,
    },
    /// An asset was to be changed that is not there, or no longer.
    #[error("there is no asset {id}")]
    NoSuchAsset {
        /// The id.
        id: AssetId,
    },
}

impl StoreError {
    /// A code that stays the same over versions, for a user interface to match.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "in_use",
            Self::NewerSchema { .. } => "newer_schema",
            Self::Damaged { .. } => "damaged",
            Self::Older => "older",
            Self::Stuck => "stuck",
            Self::Clock => "clock",
            Self::Full | Self::NoRoomToRecover { .. } => "disk_full",
            Self::BackupsAway { .. } => "backups_away",
            Self::BackupsUnread { .. } => "backups_unread",
            Self::Io { .. } | Self::Unread { .. } => "io",
            Self::InTheWay { .. } => "in_the_way",
            Self::Moved { .. } => "moved",
            Self::LastNumber { .. } => "last_number",
            Self::NotOurs { .. } => "not_ours",
            Self::Record { .. } => "bad_record",
            Self::Backup(_) => "bad_backup",
            Self::IdTaken { .. } => "id_taken",
            Self::NoSuchAsset { .. } => "no_such_asset",
        }
    }

    /// Whether it is about what is on the disk, rather than about the disk.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Older | Self::Record { .. } => true,
            // What the system itself refuses has a number. sled's own errors of this kind, a file that ends too early above
            // all, have none. A file in the place of a directory, or the reverse, is none of the system's whims either.
            Self::Io { cause, .. } => {
                cause.raw_os_error().is_none()
                    || matches!(
                        cause.kind(),
                        io::ErrorKind::IsADirectory
                            | io::ErrorKind::NotADirectory
                            | io::ErrorKind::AlreadyExists
                            | io::ErrorKind::NotFound
                            | io::ErrorKind::InvalidInput
                    )
            }
            _ => false,
        }
    }

    /// Whether it would be none with more room on the disk.
    pub(crate) const fn is_for_want_of_room(&self) -> bool {
        matches!(self, Self::Full | Self::NoRoomToRecover { .. })
    }

    /// The system refused to read what is among the backups, or to be taken for one.
    pub(crate) fn unread(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        Self::Unread {
            path: path.into(),
            cause: Arc::new(cause),
        }
    }

    /// Turns a failed operation on a file into an error; a full disk and a used-up quota into [`Self::Full`].
    pub(crate) fn io(doing: impl Into<String>, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io {
                doing: doing.into(),
                cause: Arc::new(source),
            },
        }
    }
}

/// What is to take the place of a library, in words.
fn waiting(backup: Option<(Timestamp, u64)>) -> String {
    match backup {
        Some((created, assets)) => {
            let s = if assets == 1 { "" } else { "s" };
            format!("The backup of {created} takes its place, with {assets} snippet{s},")
        }
        None => "There is no backup of it, and an empty one takes its place".to_owned(),
    }
}

impl From<BackupError> for StoreError {
    fn from(problem: BackupError) -> Self {
        Self::Backup(problem)
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        let damaged = |detail: &str| Self::Damaged {
            detail: detail.to_owned(),
        };
        // sled's own messages are left out where they could quote what is stored.
        match error {
            sled::Error::Io(source) => Self::io("read or write the library", numbered(source)),
            sled::Error::Corruption { .. } => damaged("a checksum does not match"),
            sled::Error::Unsupported(why) => damaged(&why),
            sled::Error::ReportableBug(_) => damaged("the database contradicts itself"),
            sled::Error::CollectionNotFound(_) => damaged("a tree is missing"),
        }
    }
}

/// sled keeps the error of a failed write and hands out copies, which have its number in words alone. Without it an error of the
/// system's would be taken for one of sled's own.
fn numbered(error: io::Error) -> io::Error {
    let said = error.to_string();
    let number = said
        .strip_prefix("Os { code: ")
        .and_then(|rest| rest.split(',').next());
    match number.and_then(|number| number.parse().ok()) {
        Some(number) => io::Error::from_raw_os_error(number),
        None => error,
    }
}

impl From<sled::transaction::TransactionError<Self>> for StoreError {
    fn from(error: sled::transaction::TransactionError<Self>) -> Self {
        match error {
            sled::transaction::TransactionError::Abort(error) => error,
            sled::transaction::TransactionError::Storage(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_other_failures() {
        let full = StoreError::from(sled::Error::Io(io::ErrorKind::StorageFull.into()));
        assert_eq!(full.code(), "disk_full");
        // An error of the system's is one of the disk, a copy of it too, and says nothing of what is stored.
        let first = sled::Error::Io(io::Error::from_raw_os_error(5));
        for error in [first.clone(), first] {
            assert!(!StoreError::from(error).is_damage());
        }
        let other = StoreError::from(sled::Error::Io(io::ErrorKind::PermissionDenied.into()));
        assert_eq!(other.code(), "io");
        assert_eq!(
            other.to_string(),
            "could not read or write the library: permission denied"
        );
    }
}
