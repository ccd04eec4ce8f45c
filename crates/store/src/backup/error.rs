//! What can be wrong with a backup.

use crate::format::Problem;

/// Why a file is no backup that can be used. No message quotes what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Its first line is no header.
    #[error("it is no Bowerbird backup")]
    NotABackup,
    /// It is a directory, a pipe or a device.
    #[error("it is no ordinary file")]
    NoFile,
    /// It was written by a newer version.
    #[error(
        "it was written by a newer Bowerbird: its format is version {found}, this one knows versions up to {supported}"
    )]
    Newer {
        /// The version of its format.
        found: u32,
        /// The newest version that this one can read.
        supported: u32,
    },
    /// It can't be unpacked.
    #[error("it can't be unpacked after line {line}")]
    Packing {
        /// The last line that could be read, counted from 1.
        line: u64,
    },
    /// A line is no record.
    #[error("line {line}: {problem}")]
    Line {
        /// Counted from 1; the header is line 1.
        line: u64,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A line is longer than any that is written.
    #[error("line {line} is longer than {most} bytes")]
    LongLine {
        /// Counted from 1.
        line: u64,
        /// The most bytes that a line may have.
        most: u64,
    },
    /// A line has a longer text than any that is written.
    #[error("line {line} has a text of more than {most} bytes")]
    LongText {
        /// Counted from 1.
        line: u64,
        /// The most bytes that a text may have, as it is spelled.
        most: usize,
    },
    /// A line has more parts than any that is written.
    #[error("line {line} has more than {most} values")]
    ManyValues {
        /// Counted from 1.
        line: u64,
        /// The most values that a line may have.
        most: usize,
    },
    /// It has more lines than its header says, or fewer.
    #[error("it has {found} records where its header says {expected}")]
    Count {
        /// What the header says.
        expected: u64,
        /// How many were found before reading ended.
        found: u64,
    },
    /// What it holds is not what was written.
    #[error("its digest does not match: what it holds was changed")]
    Digest,
    /// An id is used by two assets.
    #[error("line {line}: its id belongs to another asset")]
    IdTwice {
        /// Counted from 1.
        line: u64,
    },
}
