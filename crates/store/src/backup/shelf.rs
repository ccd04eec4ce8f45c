//! The directory that backups are kept in: their names, and which of them are kept.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use domain::{InstallationId, Timestamp};

use super::{
    BackupError, Header, Reader, Reason,
    write::{DRAWN, UNFINISHED},
};
use crate::{
    Result, StoreError,
    opening::{create_directory, failed},
};

/// How every name ends.
const ENDING: &str = ".jsonl.zst";

/// The highest number of a backup: one each second for 30,000 years. What is named with a higher one was made by hand, and would
/// leave no number for those that come later.
const LAST: u64 = 999_999_999_999;

const HOUR: i64 = 60 * 60 * 1000;
/// Of the regular ones the newest of an hour, a day, a week is kept: this many hours, days, weeks of those that have one.
const REGULAR: [(i64, usize); 3] = [(HOUR, 24), (24 * HOUR, 7), (7 * 24 * HOUR, 8)];
/// How many of those that were made for another reason.
const OTHERS: usize = 10;
/// The most bytes of all together; the newest [`ALWAYS`] are kept whatever their size.
const MOST_BYTES: u64 = 1 << 30;
const ALWAYS: usize = 2;

/// A backup on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Which one it is: a later one has a higher number, whatever the clock said.
    pub number: u64,
    /// Its file.
    pub path: PathBuf,
    /// The bytes of the file.
    pub bytes: u64,
    /// What its first line says.
    pub header: Header,
}

/// What a file on the shelf is.
#[derive(Debug)]
pub(crate) enum Shelved {
    /// It is named as the shelf names them, and says so itself. It may be of another installation.
    Backup(Box<Backup>),
    /// It is named as one, and can't be read: by a `newer` version it could.
    Unreadable { newer: bool },
    /// It is named as one, and the system refuses to read it, now or for ever. That says nothing about what is in it.
    Refused(StoreError),
    /// It is none that was put here by the shelf: an export, say, or a copy under another name.
    Other,
}

/// The directory of backups.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    directory: PathBuf,
}

impl Shelf {
    pub(crate) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// All that is there, newest first; what is none of the shelf's comes last.
    pub(crate) fn look(&self) -> Result<Vec<Shelved>> {
        let files = self.files()?.into_iter();
        Ok(files
            .map(|(number, path)| number.map_or(Shelved::Other, |number| read(number, path)))
            .collect())
    }

    /// Those that can be used, newest first. One whose header can't be read is left out.
    pub(crate) fn list(&self) -> Result<Vec<Backup>> {
        Ok(self.look()?.into_iter().filter_map(Shelved::backup).collect())
    }

    /// The same for who only compares with them: none where their directory can't be read, which costs nobody a sound library.
    pub(crate) fn list_what_can_be(&self) -> Vec<Backup> {
        self.list().unwrap_or_else(|error| {
            tracing::error!("none of the backups can be read, and none is made until they can be: {error}");
            Vec::new()
        })
    }

    /// The newest that can be used, of those that `own` has made. Reads no other, where that one can be read.
    pub(crate) fn newest(&self, own: Option<InstallationId>) -> Result<Option<Backup>> {
        let files = self.files()?.into_iter();
        let mut backups = files.filter_map(|(number, path)| read(number?, path).backup());
        Ok(backups.find(|backup| backup.is_of(own)))
    }

    /// Whether there is nothing that could be a backup.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        Ok(self.files()?.is_empty())
    }

    /// The highest number that a file has, readable or not; 0 where there is none.
    pub(crate) fn highest(&self) -> Result<u64> {
        Ok(self.files()?.first().and_then(|(number, _)| *number).unwrap_or(0))
    }

    /// The number of the next one, of a store whose last backup had the number `known`.
    pub(crate) fn next(&self, known: u64) -> Result<u64> {
        let (highest, path) = match self.files()?.into_iter().next() {
            Some((Some(number), path)) => (number, path),
            _ => (0, PathBuf::new()),
        };
        // A store may know one that was made by hand, and is gone.
        let known = if known < LAST { known } else { 0 };
        if highest < LAST {
            Ok(highest.max(known) + 1)
        } else {
            Err(StoreError::LastNumber { path })
        }
    }

    /// Where a backup with this number goes. Makes the directory.
    pub(crate) fn place(&self, number: u64, created: Timestamp) -> Result<PathBuf> {
        create_directory(&self.directory)?;
        Ok(self.directory.join(name_of(number, created)))
    }

    /// Removes those that are too many, of those that `own` has made; all that can be removed.
    ///
    /// # Errors
    /// The first that there was.
    pub(crate) fn tidy(&self, own: Option<InstallationId>) -> Result<()> {
        let mut backups = self.list()?;
        backups.retain(|backup| backup.is_of(own));
        let mut tidied = Ok(());
        for backup in surplus(&backups) {
            let removed = fs::remove_file(&backup.path);
            tidied = tidied.and(removed.map_err(|error| failed("remove", &backup.path, error)));
        }
        tidied
    }

    /// Removes what a process has left that was killed while it wrote one: there are texts in it. Nobody may be writing one.
    pub(crate) fn sweep(&self) -> Result<()> {
        for path in self.entries()? {
            if is_unfinished(&path) && fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
                fs::remove_file(&path).map_err(|error| failed("remove", &path, error))?;
            }
        }
        Ok(())
    }

    /// The files that may be backups, those first that have the shelf's names, the highest number first.
    fn files(&self) -> Result<Vec<(Option<u64>, PathBuf)>> {
        let mut files: Vec<_> = self
            .entries()?
            .into_iter()
            .filter(|path| path.as_os_str().as_encoded_bytes().ends_with(ENDING.as_bytes()))
            .map(|path| (number_of(&path), path))
            .collect();
        files.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        Ok(files)
    }

    fn entries(&self) -> Result<Vec<PathBuf>> {
        let cannot = |error| StoreError::unread(&self.directory, error);
        match fs::read_dir(&self.directory) {
            // Where something else has their name there are none, and making one says so.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(Vec::new())
            }
            entries => entries
                .map_err(cannot)?
                .map(|entry| Ok(entry.map_err(cannot)?.path()))
                .collect(),
        }
    }
}

impl Backup {
    /// Whether it was made by this installation; every one is where it is not known which this is.
    pub(crate) fn is_of(&self, own: Option<InstallationId>) -> bool {
        own.is_none_or(|own| self.header.is_of(own))
    }
}

impl Shelved {
    fn backup(self) -> Option<Backup> {
        match self {
            Self::Backup(backup) => Some(*backup),
            Self::Unreadable { .. } | Self::Refused(_) | Self::Other => None,
        }
    }
}

/// What is in the file that is named as the backup of this number.
fn read(number: u64, path: PathBuf) -> Shelved {
    let header = match Reader::open(&path) {
        Ok(reader) => reader.header().clone(),
        Err(StoreError::Backup(problem)) => {
            let newer = matches!(problem, BackupError::Newer { .. });
            return Shelved::Unreadable { newer };
        }
        Err(refused) => return Shelved::Refused(refused),
    };
    let found = match fs::metadata(&path) {
        Ok(found) => found,
        Err(error) => return Shelved::Refused(StoreError::unread(path, error)),
    };
    if !header.is_number(number) {
        return Shelved::Other;
    }
    Shelved::Backup(Box::new(Backup {
        number,
        bytes: found.len(),
        path,
        header,
    }))
}

/// What a backup is called.
fn name_of(number: u64, created: Timestamp) -> String {
    let at = created.to_string();
    // Windows has no colons in names.
    let at = at.split('.').next().unwrap_or_default().replace(':', "-");
    format!("{number:06}-{at}Z{ENDING}")
}

/// The number in a backup's name, which is exactly as the shelf makes them: a name of a person's own may begin with a number
/// as well.
fn number_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let (number, at) = name.strip_suffix(ENDING)?.split_once('-')?;
    let (number, (date, time)) = (number.parse().ok()?, at.split_once('T')?);
    if number > LAST {
        return None;
    }
    let created = format!("{date}T{}", time.replace('-', ":")).parse().ok()?;
    (name_of(number, created) == name).then_some(number)
}

/// Whether it is what is written before a backup gets its name.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.split_once(ENDING))
        .is_some_and(|(of, rest)| {
            // Between the two stands what tells one from another.
            let between = rest
                .strip_prefix('.')
                .and_then(|rest| rest.strip_suffix(UNFINISHED));
            let drawn =
                |drawn: &str| drawn.len() == DRAWN && drawn.chars().all(|c| c.is_ascii_alphanumeric());
            between.is_some_and(drawn) && number_of(Path::new(&format!("{of}{ENDING}"))).is_some()
        })
}

/// Those that are too many, of backups that are sorted with the newest first.
fn surplus(backups: &[Backup]) -> Vec<&Backup> {
    let mut kept = BTreeSet::new();
    let regular = || {
        backups
            .iter()
            .filter(|backup| backup.header.reason == Reason::Regular)
    };
    for (length, most) in REGULAR {
        let mut seen = BTreeSet::new();
        for backup in regular() {
            let span = backup.header.created.as_millis().div_euclid(length);
            if seen.len() < most && seen.insert(span) {
                kept.insert(&backup.path);
            }
        }
    }
    let others = backups
        .iter()
        .filter(|backup| backup.header.reason != Reason::Regular);
    kept.extend(others.take(OTHERS).map(|backup| &backup.path));
    kept.extend(backups.first().map(|newest| &newest.path));

    let mut bytes = 0_u64;
    let mut count = 0;
    backups
        .iter()
        .filter(|backup| {
            if !kept.contains(&backup.path) {
                return true;
            }
            bytes = bytes.saturating_add(backup.bytes);
            count += 1;
            count > ALWAYS && bytes > MOST_BYTES
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn backup(number: u64, hour: i64, reason: Reason, bytes: u64) -> Backup {
        Backup {
            number,
            path: PathBuf::from(number.to_string()),
            bytes,
            header: Header {
                format: String::new(),
                version: 1,
                program: String::new(),
                created: Timestamp::from_millis(hour * HOUR),
                created_at: String::new(),
                reason,
                number: None,
                installation: None,
                counts: BTreeMap::new(),
                blake3: None,
            },
        }
    }

    /// What is on the shelf after backups were made one after the other.
    fn shelf(made: impl IntoIterator<Item = Backup>) -> Vec<Backup> {
        let mut kept: Vec<Backup> = Vec::new();
        for backup in made {
            kept.insert(0, backup);
            let gone: Vec<u64> = surplus(&kept).iter().map(|backup| backup.number).collect();
            kept.retain(|backup| !gone.contains(&backup.number));
        }
        kept
    }

    #[test]
    fn hours_days_and_weeks_are_kept() {
        let year = 24 * 365;
        let kept = shelf((0..year).map(|hour| backup(hour as u64, hour, Reason::Regular, 1)));
        let hours: Vec<i64> = kept
            .iter()
            .map(|backup| year - 1 - backup.header.created.as_millis() / HOUR)
            .collect();
        assert!(hours.len() <= 24 + 7 + 8, "{hours:?}");
        assert_eq!(hours[..24], (0..24).collect::<Vec<_>>());
        // The last one of the seventh week before this one, which has just begun or is nearly over.
        let oldest = hours[hours.len() - 1];
        assert!((6 * 7 * 24..7 * 7 * 24).contains(&oldest), "{hours:?}");
        let gaps = hours.windows(2).map(|two| two[1] - two[0]).max();
        assert!(gaps <= Some(7 * 24), "{hours:?}");
    }

    #[test]
    fn a_clock_that_is_set_back_fills_no_disk_and_drops_no_newest() {
        let hours = (0..1_000).map(|number| (number, 10_000 - number * 7 % 5_000));
        let kept = shelf(hours.map(|(number, hour)| backup(number as u64, hour, Reason::Regular, 1)));
        assert!(kept.len() <= 24 + 7 + 8 + 1, "{}", kept.len());
        assert_eq!(kept[0].number, 999);
    }

    #[test]
    fn they_are_bounded_in_bytes_and_other_reasons_in_number() {
        let large = shelf((0..100).map(|hour| backup(hour as u64, hour, Reason::Regular, MOST_BYTES / 4)));
        assert_eq!(large.len(), 4);
        let huge = shelf((0..100).map(|hour| backup(hour as u64, hour, Reason::Regular, MOST_BYTES * 2)));
        assert_eq!(huge.len(), ALWAYS);
        let asked = shelf((0..100).map(|number| backup(number, 5, Reason::Asked, 1)));
        assert_eq!(asked.len(), OTHERS);
    }

    #[test]
    fn only_what_is_named_as_the_shelf_names_it_is_the_shelfs() {
        let number = |name| number_of(Path::new(name));
        assert_eq!(number("000012-2026-11-25T21-04-02Z.jsonl.zst"), Some(12));
        assert_eq!(number("1234567-2026-11-25T21-04-02Z.jsonl.zst"), Some(1_234_567));
        for at in [i64::MIN, -62_200_000_000_000, 0, i64::MAX] {
            let name = name_of(7, Timestamp::from_millis(at));
            assert_eq!(number_of(Path::new(&name)), Some(7), "{name}");
        }
        for other in [
            "000012-2026-11-25T21-04-02Z.jsonl.zst.new",
            "notes.jsonl.zst",
            "x-1.jsonl.zst",
            "2026-11-26.jsonl.zst",
            "2026-11-25T21-04-02Z.jsonl.zst",
            "12-2026-11-25T21-04-02Z.jsonl.zst",
            "0000012-2026-11-25T21-04-02Z.jsonl.zst",
            "000012-2026-11-25T21:04:02Z.jsonl.zst",
            "000012-2026-11-25T21-04-02.5Z.jsonl.zst",
            "000012-copy.jsonl.zst",
            "1000000000000-2026-11-25T21-04-02Z.jsonl.zst",
            "18446744073709551615-2026-11-25T21-04-02Z.jsonl.zst",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn what_was_not_finished_is_known_by_its_name() {
        let of = |name: &str| is_unfinished(Path::new(name));
        assert!(of("000012-2026-11-25T21-04-02Z.jsonl.zst.x7Rq0b.new"));
        for other in [
            "000012-2026-11-25T21-04-02Z.jsonl.zst",
            "000012-2026-11-25T21-04-02Z.jsonl.zst.new",
            "000012-2026-11-25T21-04-02Z.jsonl.zst.records",
            "000012-2026-11-25T21-04-02Z.jsonl.zst.x7 q0b.new",
            "mine.jsonl.zst.new",
            "2026-11-26.jsonl.zst.records",
            "000012-2026-11-25T21-04-02Z.jsonl.zst.bak",
        ] {
            assert!(!of(other), "{other}");
        }
    }
}
