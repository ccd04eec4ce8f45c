//! Reading a backup, which may be anything: in bounded memory, with every problem named by its line.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use super::{
    BackupError,
    record::{FORMAT, Header, Record, VERSION},
};
use crate::{
    Result, StoreError,
    format::{Problem, from_json},
};

/// The most bytes of a text as it is spelled. A request has 64 MiB at most, in which what needs an escape has one; the
/// clipboard is read for 16 MiB, each of which can need six bytes.
const LONGEST_TEXT: usize = 100 << 20;
/// The most bytes of a line with a text: the longest, and what is said about it, of which there are 256 KiB before they are
/// spelled. Of a text there is room for more, so that what is imported can be written again.
const LONGEST_LINE: u64 = 128 << 20;
/// The most bytes of any other line. The longest are a label's, of which as much may be said as about a text.
const LONGEST_OTHER: u64 = 4 << 20;
/// How the lines begin that may be long, as they are written.
const LONG_KINDS: [&[u8]; 2] = [b"{\"asset\":", b"{\"intention\":"];
/// The most values of a line, names of members among them. In memory each takes up to some 100 bytes, however short it is in
/// the file. What is said about a text has at most 1,024 parts of some dozen each.
const MOST_VALUES: usize = 1 << 18;
/// The most bytes of a header.
const LONGEST_HEADER: u64 = 64 << 10;
/// zstd's window, as a power of two: what its strongest level uses. It bounds the memory that unpacking takes.
const WINDOW: u32 = 27;
/// How every zstd frame begins.
const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// A backup that is being read.
pub(crate) struct Reader {
    header: Header,
    lines: Lines,
    hasher: blake3::Hasher,
    line: u64,
    buffer: Vec<u8>,
}

/// What is unpacked of a file.
struct Lines {
    path: PathBuf,
    unpacked: Box<dyn BufRead>,
}

impl Reader {
    /// Opens a backup and reads its header. It may be packed or not.
    ///
    /// # Errors
    /// [`StoreError::Backup`] where it is none, [`StoreError::Unread`] where the system refuses to read it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let cannot = |error| StoreError::unread(path, error);
        // Opening a pipe would wait for somebody to write to it.
        if !fs::metadata(path).map_err(cannot)?.is_file() {
            return Err(BackupError::NoFile.into());
        }
        let mut file = BufReader::new(File::open(path).map_err(cannot)?);
        let packed = file.fill_buf().map_err(cannot)?.starts_with(&MAGIC);
        let unpacked: Box<dyn BufRead> = if packed {
            let mut decoder = zstd::Decoder::with_buffer(file).map_err(cannot)?;
            decoder.window_log_max(WINDOW).map_err(cannot)?;
            Box::new(BufReader::new(decoder))
        } else {
            Box::new(file)
        };
        Self::over(path, unpacked)
    }

    /// The same over lines that are unpacked already.
    fn over(path: &Path, unpacked: Box<dyn BufRead>) -> Result<Self> {
        let mut lines = Lines {
            path: path.to_owned(),
            unpacked,
        };
        let mut buffer = Vec::new();
        lines
            .read_line(&mut buffer, 1, LONGEST_HEADER)
            .map_err(|error| match error {
                StoreError::Backup(_) => BackupError::NotABackup.into(),
                refused => refused,
            })?;
        let Named { format, version } = from_json(&buffer).map_err(|_| BackupError::NotABackup)?;
        if format != FORMAT {
            return Err(BackupError::NotABackup.into());
        }
        if version > VERSION {
            return Err(BackupError::Newer {
                found: version,
                supported: VERSION,
            }
            .into());
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
    /// [`StoreError::Backup`] where a line is no record, or there are more or fewer records than the header says, or others;
    /// [`StoreError::Unread`] where the system refuses to read on.
    pub(crate) fn next(&mut self) -> Result<Option<Record>> {
        let expected: u64 = self
            .header
            .counts
            .values()
            .fold(0, |all, count| all.saturating_add(*count));
        let counted = self.header.blake3.is_some();
        let more = self.next_line()?;
        let found = self.line - 1 + u64::from(more);
        if counted && (found > expected || (!more && found < expected)) {
            return Err(BackupError::Count { expected, found }.into());
        }
        if !more {
            let digest = self.hasher.finalize().to_hex();
            return match &self.header.blake3 {
                Some(written) if *written != digest.as_str() => Err(BackupError::Digest.into()),
                _ => Ok(None),
            };
        }
        self.line += 1;
        self.hasher.update(&self.buffer);
        let line = self.line;
        let (values, longest) = measure(&self.buffer);
        if values > MOST_VALUES {
            let most = MOST_VALUES;
            return Err(BackupError::ManyValues { line, most }.into());
        }
        if longest > LONGEST_TEXT {
            let most = LONGEST_TEXT;
            return Err(BackupError::LongText { line, most }.into());
        }
        from_json(&self.buffer)
            .map(Some)
            .map_err(|problem| BackupError::Line { line, problem }.into())
    }

    /// Reads the next line, and no more of it than one of its kind can have.
    fn next_line(&mut self) -> Result<bool> {
        let line = self.line + 1;
        match self.lines.read_line(&mut self.buffer, line, LONGEST_OTHER) {
            Err(StoreError::Backup(BackupError::LongLine { .. }))
                if LONG_KINDS.iter().any(|kind| self.buffer.starts_with(kind)) =>
            {
                self.lines
                    .read_more(&mut self.buffer, line, LONGEST_LINE)
                    .map(|()| true)
            }
            read => read,
        }
    }
}

/// How many values are in a line at most: as many as there are marks before one outside of strings. And how many bytes the
/// longest string has, as it is spelled.
fn measure(line: &[u8]) -> (usize, usize) {
    let (mut values, mut longest) = (0, 0);
    let mut begin = None;
    let mut escaped = false;
    for (place, byte) in line.iter().enumerate() {
        match begin {
            None if *byte == b'"' => begin = Some(place + 1),
            None => values += usize::from(matches!(byte, b',' | b'[' | b'{' | b':')),
            Some(_) if escaped => escaped = false,
            Some(_) if *byte == b'\\' => escaped = true,
            Some(start) if *byte == b'"' => {
                longest = longest.max(place - start);
                begin = None;
            }
            Some(_) => {}
        }
    }
    (values, longest)
}

/// What tells a header from anything else, whatever its version.
#[derive(serde::Deserialize)]
struct Named {
    format: String,
    version: u32,
}

impl Lines {
    /// Reads a line with its end; `false` where there is none.
    fn read_line(&mut self, buffer: &mut Vec<u8>, line: u64, most: u64) -> Result<bool> {
        buffer.clear();
        // A long line is a rare one: the room it took is not kept.
        buffer.shrink_to(1 << 20);
        self.read_more(buffer, line, most)?;
        Ok(!buffer.is_empty())
    }

    /// Reads the rest of a line with its end.
    fn read_more(&mut self, buffer: &mut Vec<u8>, line: u64, most: u64) -> Result<()> {
        if !buffer.ends_with(b"\n") {
            (&mut *self.unpacked)
                .take((most + 1).saturating_sub(buffer.len() as u64))
                .read_until(b'\n', buffer)
                .map_err(|error| self.failed(error, line - 1))?;
        }
        if buffer.len() as u64 > most {
            return Err(BackupError::LongLine { line, most }.into());
        }
        if !buffer.is_empty() && !buffer.ends_with(b"\n") {
            let problem = Problem::CutShort;
            return Err(BackupError::Line { line, problem }.into());
        }
        Ok(())
    }

    /// What the system itself refuses has a number, and says nothing about what is in the file. What can't be unpacked has none.
    fn failed(&self, error: io::Error, line: u64) -> StoreError {
        if error.raw_os_error().is_some() {
            StoreError::unread(&self.path, error)
        } else {
            BackupError::Packing { line }.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_value_in_a_string_is_none() {
        assert_eq!(measure(b"{\"a\":\"[[,,\\\"{{\\\\\"}"), (2, 10));
        assert_eq!(measure(b"{\"a\":[[],[],1]}"), (7, 1));
        assert_eq!(measure(b"[\"\\u0001\\u001f\\n\",\"x\"]"), (2, 14));
    }

    fn reader(lines: &str) -> Reader {
        let header = "{\"format\":\"bowerbird-backup\",\"version\":1,\"program\":\"\",\"created\":1,\"created_at\":\"\",\
                      \"reason\":\"export\",\"installation\":null,\"counts\":{}}";
        let lines = io::Cursor::new(format!("{header}\n{lines}\n"));
        Reader::over(Path::new(""), Box::new(lines)).unwrap()
    }

    /// What comes of a file with this line.
    fn read(line: &str) -> Result<Option<Record>> {
        reader(line).next()
    }

    /// A line with a text that is spelled so.
    fn intention(text: &str) -> String {
        format!(
            "{{\"intention\":{{\"id\":\"{0}\",\"application\":\"{0}\",\"at\":1,\"text\":\"{text}\"}}}}",
            uuid::Uuid::nil()
        )
    }

    #[test]
    fn a_line_of_any_length_ends_where_it_ends() {
        let around = intention("").len() + 1;
        let most = usize::try_from(LONGEST_OTHER).unwrap();
        // With the end of the line these are as long as others may be, some less and some more.
        for length in most - 2..most + 3 {
            let long = intention(&"x".repeat(length - around));
            let mut reader = reader(&format!("{long}\n{}", intention("short")));
            for _ in 0..2 {
                let next = reader.next();
                assert!(matches!(next, Ok(Some(Record::Intention(_)))), "{length}");
            }
            assert!(matches!(reader.next(), Ok(None)));
        }
    }

    #[test]
    fn a_line_takes_no_more_memory_than_one_of_its_kind_can_need() {
        let refused = |line: &str| match read(line) {
            Err(StoreError::Backup(problem)) => problem.to_string(),
            other => panic!("{other:?}"),
        };
        let setting = |value: &str| format!("{{\"setting\":{{\"name\":\"x\",\"value\":{value}}}}}");
        assert!(read(&setting("[[],{}]")).unwrap().is_some());
        let many = format!("[{}0]", "[],".repeat(300_000));
        assert_eq!(refused(&setting(&many)), "line 2 has more than 262144 values");
        let long = format!("\"{}\"", "x".repeat(4 << 20));
        assert_eq!(refused(&setting(&long)), "line 2 is longer than 4194304 bytes");
        // What nobody asks for is not kept in memory either.
        let asset = format!("{{\"asset\":{{\"x\":[{}0]}}}}", "[],".repeat(2 << 20));
        assert_eq!(refused(&asset), "line 2 has more than 262144 values");
        let text = intention(&"x".repeat(LONGEST_TEXT + 1));
        assert_eq!(refused(&text), "line 2 has a text of more than 104857600 bytes");
    }
}
