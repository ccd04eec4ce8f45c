//! Keeping the library: backups in the background, and taking them back while the service goes on; reading all of it after a
//! start, and leaving it so that the next start is a fast one.

use std::{path::Path, sync::Arc, time::Duration};

use domain::Timestamp;
use parking_lot::Mutex;
use store::{Backup, Extras, Header, Imported, Library, Reason, Recovery, StoreError};

use crate::{Service, ServiceError};

/// How long after the newest backup the next one is made, if something was written meanwhile; and so the snapshots of what
/// was learnt, which are some hundreds of bytes for each asset.
const EVERY_MILLIS: u64 = 60 * 60 * 1000;

/// How long reading everything leaves the machine to the index, after a start: from a snapshot it is there sooner.
const HEAD_START: Duration = Duration::from_millis(200);

/// Why a backup was not made, restored, exported or imported. The messages are for people.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// There is no backup of this number, or no longer.
    #[error("that backup is no longer there")]
    NoSuchBackup,
    /// The backup is of another installation, whose applications have other ids.
    #[error("that backup is of another installation: import it, or restore it from the command line")]
    ForeignBackup,
    /// The service could not do it, or its store.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for KeepError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl KeepError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchBackup => "no_such_backup",
            Self::ForeignBackup => "foreign_backup",
            Self::Service(error) => error.code(),
        }
    }
}

/// Makes the backups of a library that a service uses, and restores them.
pub struct Keeper {
    service: Arc<Service>,
    library: Arc<Library>,
    extras: Box<dyn Fn() -> Extras + Send + Sync>,
    /// When the last snapshot of what was learnt was made.
    snapshot: Mutex<Option<Timestamp>>,
    /// Whether the end has begun. Held while something is written that nobody has asked for: behind the last snapshot it would
    /// make that one an old one.
    ending: Mutex<bool>,
}

impl Keeper {
    /// One for the library that `service` was started over. `extras` tells what else goes into a backup.
    #[must_use]
    pub fn new(
        service: Arc<Service>,
        library: Arc<Library>,
        extras: impl Fn() -> Extras + Send + Sync + 'static,
    ) -> Self {
        Self {
            service,
            library,
            extras: Box::new(extras),
            snapshot: Mutex::default(),
            ending: Mutex::default(),
        }
    }

    /// Reads everything that is kept, if that was not done when it was opened, restores the newest backup where it is damaged, and
    /// does again what could not be done before: opens what could not be opened, reads anew what has taken its place. Answers
    /// what happened that is to be told. Call it as soon as the service is started, on a thread that may wait for the
    /// disk, for whatever is written waits for it; then whenever it [is needed](Self::is_needed). It comes to an end early where the
    /// end has begun.
    ///
    /// # Errors
    /// [`StoreError::Stuck`] where reading does not come to an end: the program has to be started again. Others where the disk
    /// refuses: call it again after a while. Until then what is asked of a damaged library is refused.
    pub fn make_sure(&self) -> Result<Option<Recovery>, KeepError> {
        // Who asks first needs the index, and both the processors.
        self.service.let_index_come(HEAD_START);
        let recovered = match self.library.verify() {
            Ok(()) => None,
            Err(_) if *self.ending.lock() => return Ok(None),
            Err(error) if self.library.is_damaged() && !matches!(error, StoreError::Stuck) => {
                let now = self.service.now();
                let recovered = self.service.while_replaced(|| Ok(self.library.recover(now)?));
                if let Err(error) = &recovered {
                    self.service.set_unusable(Some(error.to_string()));
                }
                recovered?
            }
            Err(error) => return Err(error.into()),
        };
        let happened = match recovered {
            Some(recovery) => Some(recovery),
            None => self.what_happened()?,
        };
        let done = self.catch_up();
        match (happened, done) {
            (None, done) => done.map(|()| None),
            (Some(recovery), done) => {
                // It is told whatever else fails, which is tried again.
                if let Err(error) = done {
                    tracing::warn!("the library is not all there yet: {error}");
                }
                Ok(Some(recovery))
            }
        }
    }

    /// What happened to the library and is told to nobody yet. What was learnt is not of what is there then.
    fn what_happened(&self) -> Result<Option<Recovery>, KeepError> {
        self.library.open_again()?;
        let happened = self.library.happened();
        if happened.is_some() {
            self.service.set_outdated();
        }
        Ok(happened)
    }

    fn catch_up(&self) -> Result<(), KeepError> {
        self.service.catch_up()?;
        let ending = self.ending.lock();
        if !*ending {
            self.service.write_waiting()?;
        }
        Ok(())
    }

    /// Whether there is something to do for [`make_sure`](Self::make_sure) that nobody waits for. Finding that out costs nothing.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.library.needs_attention() || self.service.is_outdated()
    }

    /// Whether the end has begun.
    pub(crate) fn is_ending(&self) -> bool {
        *self.ending.lock()
    }

    /// The user knows what happened to the library that was damaged.
    pub fn recovery_was_told(&self) {
        self.library.recovery_was_told();
    }

    /// Leaves everything so that the next start is a fast one. Call it when nothing is asked of the service any more: nothing is
    /// answered after it.
    pub fn end(&self) {
        *self.ending.lock() = true;
        self.service.end_learning();
        if let Err(error) = self.make_snapshot() {
            // The next start reads what changed, or everything.
            tracing::warn!("what was learnt could not be kept for the next start: {error}");
        }
        self.keep_copies();
        if self.library.is_in_place().is_err()
            && let Err(error) = self.back_up_if_due(true)
        {
            // The next start does not find what is open.
            tracing::error!("the library is not where it was, and could not be backed up: {error}");
        }
        self.library.close();
    }

    /// Keeps what was learnt for the next start, where that is of use: after a crash too it is to be a fast one, and of what was
    /// deleted no trace is to stay for long.
    fn keep_what_was_learnt(&self) {
        let now = self.service.now();
        if !is_time(*self.snapshot.lock(), now) {
            return;
        }
        match self.make_snapshot() {
            Ok(false) => {}
            Ok(true) => *self.snapshot.lock() = Some(now),
            Err(error) => {
                tracing::warn!("what was learnt could not be kept: {error}");
                // Not again each minute: what could not be written is of no importance.
                *self.snapshot.lock() = Some(now);
            }
        }
    }

    fn keep_copies(&self) {
        if let Err(error) = self.service.keep_copies() {
            tracing::warn!("what was copied again could not be kept: {error}");
        }
    }

    /// Whether one was made.
    fn make_snapshot(&self) -> Result<bool, ServiceError> {
        Ok(self.service.snapshot_is_old()? && self.service.keep_snapshot()?)
    }

    /// Does what it is time for: keeps what was learnt, and makes a backup if it is time for one and something was written since
    /// the last. Call it now and then, on a thread that may wait for the disk; nobody else has to wait meanwhile.
    ///
    /// # Errors
    /// Where one was to be made and could not. [`StoreError::Moved`] where the library is no longer where the next start looks for
    /// it: what is open of it was backed up then, if it was not before.
    pub fn tick(&self) -> Result<Option<Header>, KeepError> {
        let in_place = self.library.is_in_place();
        if in_place.is_ok() {
            self.keep_what_was_learnt();
            self.keep_copies();
        }
        let made = self.back_up_if_due(in_place.is_err())?;
        in_place?;
        Ok(made)
    }

    fn back_up_if_due(&self, at_once: bool) -> Result<Option<Header>, KeepError> {
        // Most of the time nothing has changed, and finding that out costs least.
        if !self.library.changed_since_backup()? {
            return Ok(None);
        }
        let newest = self.library.newest_backup()?;
        // That of what was there before is not to be the newest for long: it would undo what was done then, after damage.
        let newest = newest.filter(|newest| newest.header.reason != Reason::BeforeReplacing);
        if !at_once && !is_time(newest.map(|newest| newest.header.created), self.service.now()) {
            return Ok(None);
        }
        self.make(Reason::Regular).map(Some)
    }

    /// Makes a backup, whether something was written since the last or not.
    ///
    /// # Errors
    /// Where it can't be made.
    pub fn back_up(&self) -> Result<Header, KeepError> {
        self.make(Reason::Asked)
    }

    fn make(&self, reason: Reason) -> Result<Header, KeepError> {
        let header = self
            .library
            .back_up(reason, self.service.now(), &(self.extras)())?;
        tracing::info!(assets = header.assets(), "backed up");
        Ok(header)
    }

    /// The backups, newest first.
    ///
    /// # Errors
    /// Where their directory can't be read.
    pub fn backups(&self) -> Result<Vec<Backup>, KeepError> {
        Ok(self.library.backups()?)
    }

    /// Puts the backup of this number in the place of everything that is kept. What is there now is backed up before, under
    /// the number that is the answer.
    ///
    /// # Errors
    /// Where there is no such backup, it can't be used, or the disk refuses. Nothing is changed then. What is in place and can't
    /// be read at once is no error: it is read later, by [`make_sure`](Self::make_sure).
    pub fn restore(&self, number: u64) -> Result<u64, KeepError> {
        let mut backups = self.library.backups()?.into_iter();
        let asked_for = backups.find(|backup| backup.number == number);
        let backup = asked_for.ok_or(KeepError::NoSuchBackup)?;
        if !backup.header.is_of(self.service.installation()) {
            return Err(KeepError::ForeignBackup);
        }
        let extras = (self.extras)();
        let now = self.service.now();
        let before = self
            .service
            .while_replaced(|| Ok(self.library.restore(&backup.path, now, &extras)?))?;
        tracing::info!(assets = backup.header.assets(), "restored a backup");
        Ok(before)
    }

    /// Adds the snippets of a backup file that are not in the library yet. Left out are secrets, and those of which more is
    /// said than a client may say. What is there now is backed up before.
    ///
    /// # Errors
    /// Where the file can't be used, or the disk refuses. Nothing is changed then.
    pub fn import(&self, path: &Path) -> Result<Imported, KeepError> {
        let extras = (self.extras)();
        let now = self.service.now();
        let imported = self.service.while_replaced(|| {
            Ok(self
                .library
                .import(path, now, &extras, &|asset, text| is_public(asset, text))?)
        })?;
        tracing::info!(added = imported.added, known = imported.known, "imported a file");
        Ok(imported)
    }

    /// Writes everything to a file, in the form of a backup.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn export(&self, path: &Path) -> Result<Header, KeepError> {
        Ok(self.library.export(path, self.service.now(), &(self.extras)())?)
    }
}

/// Whether a backup is due. After a clock was set back one is, and then they go by the new time.
fn is_time(newest: Option<Timestamp>, now: Timestamp) -> bool {
    newest.is_none_or(|newest| now < newest || now.millis_since(newest) >= EVERY_MILLIS)
}

/// Whether neither the text, nor what is said about it, nor its language holds a secret, and no more is said than may be. Bytes are kept as their base64: what
/// is called so and is none is not taken in.
fn is_public(asset: &domain::Asset, text: &str) -> bool {
    let seed = crate::Seed::kept(text, asset.details.clone());
    let language = asset.language.as_ref().map(domain::Language::extension);
    (seed.text.is_some() || seed.bytes.is_some())
        && language.is_none_or(|language| engine::secret_in(language).is_none())
        && seed.is_of_fair_size()
        && seed.is_public()
}

#[cfg(test)]
mod tests {
    use store::{Limits, Store};

    use super::*;
    use crate::system_clock;

    fn open(root: &Path) -> Keeper {
        let (library, recovery) = Library::open(root, Limits::default(), system_clock()()).unwrap();
        assert!(recovery.is_none());
        let library = Arc::new(library);
        let kept: Arc<Library> = Arc::clone(&library);
        let service = Arc::new(Service::start(kept, system_clock()).unwrap());
        service.wait_until_learnt();
        Keeper::new(service, library, Extras::new)
    }

    /// Bowerbird enters itself at each start, and that waits until all was read.
    #[test]
    fn what_waits_is_written_before_the_end_or_never() {
        let root = tempfile::tempdir().unwrap();
        open(root.path()).end();
        for ending in [true, false] {
            let keeper = open(root.path());
            keeper.library.verify().unwrap();
            *keeper.ending.lock() = ending;
            let before = keeper.library.state().unwrap();
            assert!(keeper.make_sure().unwrap().is_none());
            assert_eq!(keeper.library.state().unwrap() == before, ending);
            keeper.end();
        }
        let keeper = open(root.path());
        let learnt_of = keeper.service.snapshot_is_old().unwrap();
        assert!(!learnt_of, "the last end left a snapshot of all that there is");
        keeper.end();
        assert!(
            keeper.make_sure().unwrap().is_none(),
            "nobody is told of a library that was closed"
        );
    }

    /// Something failed after another store was put in place, and nobody asks for it again.
    #[test]
    fn what_could_not_be_read_anew_is_read_by_the_next_look() {
        let root = tempfile::tempdir().unwrap();
        let keeper = open(root.path());
        keeper.make_sure().unwrap();
        assert!(!keeper.is_needed());
        let mut events = keeper.service.events();
        keeper.service.set_outdated();
        keeper
            .service
            .set_unusable(Some("the disk has failed".to_owned()));
        assert!(keeper.is_needed() && keeper.service.usable().is_err());
        assert!(keeper.make_sure().unwrap().is_none());
        assert!(!keeper.is_needed() && keeper.service.usable().is_ok());
        let mut published = std::iter::from_fn(|| events.try_recv().ok());
        assert!(published.any(|event| matches!(event, domain::Event::Replaced)));
        keeper.end();
    }

    #[test]
    fn a_backup_is_due_after_an_hour_or_when_the_clock_was_set_back() {
        let at = |minutes: i64| Timestamp::from_millis(minutes * 60_000);
        assert!(is_time(None, at(0)));
        assert!(!is_time(Some(at(0)), at(59)));
        assert!(is_time(Some(at(0)), at(60)));
        assert!(is_time(Some(at(100)), at(99)));
    }
}
