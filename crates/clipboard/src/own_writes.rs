//! Knows what this program wrote to the clipboard itself, so that it is not taken for a copy.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

/// How long a text that was written is taken for our own when it is seen on the clipboard.
///
/// Long enough for an owner change to be seen and read on a machine under load (a reading step gives up after 2 s),
/// and for a clipboard manager to take the text over and own it anew, which is a second change with the same
/// content. Short enough that copying the same text a little later is a copy again. Within this time such a copy goes
/// unnoticed, which costs nothing: it could only offer what has just been reused.
pub const OWN_WRITE_LIFE: Duration = Duration::from_secs(10);

/// How many texts are remembered at most; the oldest go first.
const REMEMBERED: usize = 64;

/// The texts that this program wrote a short time ago, by their hash. Clones share one memory.
///
/// It goes by content and not by a flag, since a write and what the system tells of it are not in step: several
/// writes may lead to one event, and one write to several.
#[derive(Debug, Clone)]
pub struct OwnWrites {
    life: Duration,
    written: Arc<Mutex<Vec<Written>>>,
}

#[derive(Debug)]
struct Written {
    digest: blake3::Hash,
    at: Instant,
}

impl Default for OwnWrites {
    fn default() -> Self {
        Self::with_life(OWN_WRITE_LIFE)
    }
}

impl OwnWrites {
    /// A memory that lasts [`OWN_WRITE_LIFE`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A memory that lasts as long as is said.
    #[must_use]
    pub fn with_life(life: Duration) -> Self {
        Self {
            life,
            written: Arc::default(),
        }
    }

    /// Remembers that `text` was written at `now`. To be called before it is written.
    pub fn note(&self, text: &str, now: Instant) {
        let digest = blake3::hash(text.as_bytes());
        let mut written = self.written.lock();
        written.retain(|entry| entry.digest != digest && self.lives(entry, now));
        if written.len() == REMEMBERED {
            written.remove(0);
        }
        written.push(Written { digest, at: now });
    }

    /// Forgets `text`: it could not be written, or is to count as a copy.
    pub fn forget(&self, text: &str) {
        let digest = blake3::hash(text.as_bytes());
        self.written.lock().retain(|entry| entry.digest != digest);
    }

    /// Whether `text`, seen at `now`, is one of ours.
    #[must_use]
    pub fn contains(&self, text: &str, now: Instant) -> bool {
        let mut written = self.written.lock();
        written.retain(|entry| self.lives(entry, now));
        // Nearly always empty, and hashing 16 MiB is not free.
        !written.is_empty() && {
            let digest = blake3::hash(text.as_bytes());
            written.iter().any(|entry| entry.digest == digest)
        }
    }

    fn lives(&self, entry: &Written, now: Instant) -> bool {
        now.saturating_duration_since(entry.at) < self.life
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_ours_for_a_while() {
        let (own, start) = (OwnWrites::new(), Instant::now());
        own.note("let a = 1;", start);
        assert!(own.contains("let a = 1;", start));
        assert!(own.contains("let a = 1;", start + OWN_WRITE_LIFE / 2));
        assert!(!own.contains("let a = 2;", start));
        assert!(!own.contains("let a = 1;", start + OWN_WRITE_LIFE));
    }

    #[test]
    fn it_is_seen_more_than_once() {
        let (own, start) = (OwnWrites::new(), Instant::now());
        own.note("x", start);
        for _ in 0..3 {
            assert!(own.contains("x", start));
        }
    }

    #[test]
    fn several_writes_are_remembered_and_a_second_write_renews_the_first() {
        let (own, start) = (OwnWrites::new(), Instant::now());
        own.note("a", start);
        own.note("b", start);
        own.note("a", start + OWN_WRITE_LIFE / 2);
        let later = start + OWN_WRITE_LIFE;
        assert!(own.contains("a", later));
        assert!(!own.contains("b", later));
    }

    #[test]
    fn what_could_not_be_written_is_forgotten() {
        let (own, start) = (OwnWrites::new(), Instant::now());
        own.note("a", start);
        own.forget("a");
        assert!(!own.contains("a", start));
    }

    #[test]
    fn memory_is_bounded() {
        let (own, start) = (OwnWrites::new(), Instant::now());
        for n in 0..1000 {
            own.note(&n.to_string(), start);
        }
        assert_eq!(own.written.lock().len(), REMEMBERED);
        assert!(own.contains("999", start));
    }
}
