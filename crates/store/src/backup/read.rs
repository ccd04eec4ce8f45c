//! Reading a backup, which may be anything: in bounded memory, with every problem named by its line.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
};

use super::{
    BackupError,
    record::{FORMAT, Header, Record, VERSION},
};
use crate::{
    Result,
    format::{Problem, from_json},
    opening::failed,
};

/// The most bytes of one line: a text of the longest body that is taken (16 MiB), each of its characters escaped.
const LONGEST_LINE: u64 = 128 << 20;
/// The most bytes of a header.
const LONGEST_HEADER: u64 = 64 << 10;
/// zstd's window, as a power of two: what its strongest level uses. It bounds the memory that unpacking takes.
const WINDOW: u32 = 27;
/// How every zstd frame begins.
const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// A backup that is being read.
pub(crate) struct Reader {
    header: Header,
    lines: Box<dyn BufRead>,
    hasher: blake3::Hasher,
    line: u64,
    buffer: Vec<u8>,
}

impl Reader {
    /// Opens a backup and reads its header. It may be packed or not.
    ///
    /// # Errors
    /// [`StoreError::Backup`](crate::StoreError::Backup) where it is none, or an error of the file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let cannot = |error| failed("read", path, error);
        // Opening a pipe would wait for somebody to write to it.
        if !fs::metadata(path).map_err(cannot)?.is_file() {
            return Err(BackupError::NoFile.into());
        }
        let mut file = BufReader::new(File::open(path).map_err(cannot)?);
        let packed = file.fill_buf().map_err(cannot)?.starts_with(&MAGIC);
        let lines: Box<dyn BufRead> = if packed {
            let mut decoder = zstd::Decoder::with_buffer(file).map_err(cannot)?;
            decoder.window_log_max(WINDOW).map_err(cannot)?;
            Box::new(BufReader::new(decoder))
        } else {
            Box::new(file)
        };
        Ok(Self::over(lines)?)
    }

    /// The same over lines that are unpacked already.
    pub(crate) fn over(mut lines: Box<dyn BufRead>) -> Result<Self, BackupError> {
        let mut buffer = Vec::new();
        read_line(&mut lines, &mut buffer, 1, LONGEST_HEADER).map_err(|_| BackupError::NotABackup)?;
        let Named { format, version } = from_json(&buffer).map_err(|_| BackupError::NotABackup)?;
        if format != FORMAT {
            return Err(BackupError::NotABackup);
        }
        if version > VERSION {
            return Err(BackupError::Newer {
                found: version,
                supported: VERSION,
            });
        }
        let header = from_json(&buffer).map_err(|problem| BackupError::Line { line: 1, problem })?;
        Ok(Self {
            header,
            lines,
            hasher: blake3::Hasher::new(),
            line: 1,
            buffer,
        })
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The line that was read last, counted from 1.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// The next record; `None` after the last one, when what was read is what was written.
    ///
    /// # Errors
    /// Where a line is no record, or there are more or fewer records than the header says, or others.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, BackupError> {
        let expected: u64 = self
            .header
            .counts
            .values()
            .fold(0, |all, count| all.saturating_add(*count));
        let counted = self.header.blake3.is_some();
        let more = read_line(&mut self.lines, &mut self.buffer, self.line + 1, LONGEST_LINE)?;
        let found = self.line - 1 + u64::from(more);
        if counted && (found > expected || (!more && found < expected)) {
            return Err(BackupError::Count { expected, found });
        }
        if !more {
            let digest = self.hasher.finalize().to_hex();
            return match &self.header.blake3 {
                Some(written) if *written != digest.as_str() => Err(BackupError::Digest),
                _ => Ok(None),
            };
        }
        self.line += 1;
        self.hasher.update(&self.buffer);
        let line = self.line;
        from_json(&self.buffer)
            .map(Some)
            .map_err(|problem| BackupError::Line { line, problem })
    }
}

/// What tells a header from anything else, whatever its version.
#[derive(serde::Deserialize)]
struct Named {
    format: String,
    version: u32,
}

/// Reads a line with its end; `false` where there is none.
fn read_line(
    lines: &mut dyn BufRead,
    buffer: &mut Vec<u8>,
    line: u64,
    most: u64,
) -> Result<bool, BackupError> {
    buffer.clear();
    // A long line is a rare one: the room it took is not kept.
    buffer.shrink_to(1 << 20);
    let read = lines
        .take(most + 1)
        .read_until(b'\n', buffer)
        .map_err(|_| BackupError::Packing { line: line - 1 })?;
    if read as u64 > most {
        return Err(BackupError::LongLine { line, most });
    }
    if read > 0 && !buffer.ends_with(b"\n") {
        return Err(BackupError::Line {
            line,
            problem: Problem::CutShort,
        });
    }
    Ok(read > 0)
}
