//! Small texts that are copied on one occasion after another.
//!
//! Who copies a text again and again, too small to keep by itself, comes back for it all the same. What counts are occasions, not
//! questions: an occasion lasts as long as the text comes again within an hour, so whoever asks twice, or every minute, is
//! answered the same. Only what was over before it began changes the answer.
//!
//! Of a text 32 bits of its digest are kept: enough to know it again, too few to find it out by trying.

use std::{io::Read, num::NonZeroUsize, sync::Arc};

use domain::{Decision, SaveReason, SilenceReason, TextDigest, Timestamp};
use engine::{Analysis, TrivialKind, Worth};
use lru::LruCache;
use parking_lot::Mutex;
use store::{Store, StoreError};

use super::{Service, ServiceError};

/// An occasion is over when the text was not copied for so long.
const OVER_MILLIS: u64 = 60 * 60 * 1000;
/// Occasions before this one from which saving is offered.
const BEFORE: u8 = 2;
/// Texts that are remembered, those copied last.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(2048).expect("2048 is not zero");
/// What the bytes begin with. The number goes up whenever their layout changes.
const MAGIC: &[u8; 17] = b"bowerbird-copies1";
/// Bytes of a text: its mark, when it was copied last, how many occasions were over before.
const ENTRY: usize = 4 + 8 + 1;
/// Bytes of a hash.
const HASH: usize = 32;
/// Bytes that are kept at most.
const LONGEST: u64 = (MAGIC.len() + REMEMBERED.get() * ENTRY + HASH) as u64;

struct Copied {
    last: Timestamp,
    /// Occasions that are over.
    before: u8,
}

/// What is known of small texts, and the file that it is kept in.
pub(super) struct Copies {
    texts: Mutex<Texts>,
    /// Held while the file is written. Nobody who asks waits for the disk.
    file: Mutex<()>,
}

/// The small texts that were copied last.
struct Texts {
    texts: LruCache<[u8; 4], Copied>,
    /// Whether they are others than those that were kept.
    changed: bool,
}

impl Service {
    /// What a copied text leads to that no asset is near to, given that it was copied before.
    pub(super) fn copied_again(&self, analysis: &Analysis, decision: Decision) -> Decision {
        if decision != Decision::Nothing(SilenceReason::Trivial)
            || !is_counted(analysis)
            || self.engine.read().is_declined(analysis)
        {
            return decision;
        }
        if self.copies.texts.lock().note(analysis.exact_digest(), self.now()) {
            Decision::Save(SaveReason::CopiedAgain)
        } else {
            decision
        }
    }

    /// Keeps what is known of small texts for the next start, if there is more to know than was kept.
    ///
    /// # Errors
    /// Where it can't be written. It is tried again then once another text was copied.
    pub(crate) fn keep_copies(&self) -> Result<(), ServiceError> {
        let _file = self.copies.file.lock();
        let bytes = self.copies.texts.lock().take_changed();
        if let Some(bytes) = bytes {
            self.store.keep_copies(&bytes)?;
        }
        Ok(())
    }
}

impl Copies {
    /// What was kept at the last end.
    pub(super) fn of_store(store: &dyn Store) -> Self {
        let mut bytes = Vec::new();
        let read = store.copies().and_then(|input| {
            // A file that was damaged may be any length.
            let read = input.map(|input| input.take(LONGEST).read_to_end(&mut bytes));
            read.transpose().map_err(|error| StoreError::Io {
                doing: "read what was copied before".to_owned(),
                cause: Arc::new(error),
            })
        });
        if let Err(error) = read {
            tracing::warn!("what was copied before is not known: {error}");
            bytes.clear();
        }
        Self {
            texts: Mutex::new(Texts::of_kept(&bytes)),
            file: Mutex::default(),
        }
    }

    /// How many texts saving is offered for when they come again, or is so already.
    pub(super) fn repeated(&self, now: Timestamp) -> usize {
        self.texts.lock().repeated(now)
    }

    /// Forgets all of them, for good.
    ///
    /// # Errors
    /// Where the disk refuses. Nothing is forgotten then.
    pub(super) fn forget(&self, store: &dyn Store) -> Result<(), StoreError> {
        let _file = self.file.lock();
        store.drop_copies()?;
        *self.texts.lock() = Texts::default();
        Ok(())
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            texts: LruCache::new(REMEMBERED),
            changed: false,
        }
    }
}

impl Texts {
    /// Notes that a text was copied. Answers whether that was so on occasions before.
    fn note(&mut self, digest: TextDigest, at: Timestamp) -> bool {
        self.changed = true;
        let copied = self
            .texts
            .get_or_insert_mut(mark(digest), || Copied { last: at, before: 0 });
        if at.millis_since(copied.last) > OVER_MILLIS {
            copied.before = copied.before.saturating_add(1);
        }
        // A clock that was set back begins no occasion.
        copied.last = at;
        copied.before >= BEFORE
    }

    fn repeated(&self, now: Timestamp) -> usize {
        let texts = self.texts.iter();
        texts
            .filter(|(_, copied)| {
                let over = now.millis_since(copied.last) > OVER_MILLIS;
                copied.before.saturating_add(u8::from(over)) >= BEFORE
            })
            .count()
    }

    /// All of them, to be kept, if they are others than those that were kept last.
    fn take_changed(&mut self) -> Option<Vec<u8>> {
        if !std::mem::replace(&mut self.changed, false) {
            return None;
        }
        let mut bytes = MAGIC.to_vec();
        // The one that is forgotten next comes first.
        for (mark, copied) in self.texts.iter().rev() {
            bytes.extend(mark);
            bytes.extend(copied.last.as_millis().to_le_bytes());
            bytes.push(copied.before);
        }
        let hash = blake3::hash(&bytes);
        bytes.extend(hash.as_bytes());
        Some(bytes)
    }

    /// What was kept; none where that is damaged, or of another version.
    fn of_kept(bytes: &[u8]) -> Self {
        let mut known = Self::default();
        let Some((entries, hash)) = bytes.split_last_chunk::<HASH>() else {
            return known;
        };
        let Some(texts) = entries.strip_prefix(MAGIC) else {
            return known;
        };
        if blake3::hash(entries).as_bytes() != hash {
            return known;
        }
        for entry in texts.chunks_exact(ENTRY) {
            let millis = i64::from_le_bytes(std::array::from_fn(|byte| entry[4 + byte]));
            known.texts.put(
                std::array::from_fn(|byte| entry[byte]),
                Copied {
                    last: Timestamp::from_millis(millis),
                    before: entry[ENTRY - 1],
                },
            );
        }
        known
    }
}

/// Whether a text is small, and yet something that one may come back for. A word or a number is not, and may be a password
/// that looks like none.
fn is_counted(analysis: &Analysis) -> bool {
    match analysis.worth() {
        Worth::Trivial(kind) => match kind {
            TrivialKind::Path
            | TrivialKind::Address
            | TrivialKind::Scalar
            | TrivialKind::Prose
            | TrivialKind::Heading
            | TrivialKind::Fragment => true,
            TrivialKind::Word | TrivialKind::Number | TrivialKind::Symbols | TrivialKind::Log => false,
        },
        Worth::Blank | Worth::Secret(_) | Worth::Worthwhile => false,
    }
}

fn mark(digest: TextDigest) -> [u8; 4] {
    std::array::from_fn(|byte| digest.0[byte])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;

    fn digest(number: u32) -> TextDigest {
        Analysis::of(&format!("x = {number}")).exact_digest()
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(hours * HOUR)
    }

    #[test]
    fn occasions_count_and_questions_do_not() {
        let (mut copies, text) = (Texts::default(), digest(1));
        for minute in 0..600 {
            let now = Timestamp::from_millis(minute * 60_000);
            assert!(!copies.note(text, now), "asked every minute");
        }
        assert_eq!(copies.repeated(at(10)), 0);
        assert!(!copies.note(text, at(20)), "the second occasion");
        assert!(!copies.note(digest(2), at(25)), "another text");
        assert_eq!(copies.repeated(at(20)), 0);
        assert_eq!(copies.repeated(at(25)), 1, "when it comes again");
        for _ in 0..3 {
            assert!(copies.note(text, at(25)), "the third, however often it is asked");
        }
        assert!(copies.note(text, at(1)), "a clock that was set back");
        assert_eq!(copies.repeated(at(1)), 1);
    }

    #[test]
    fn they_are_kept_and_those_copied_last_stay() {
        let mut copies = Texts::default();
        assert_eq!(copies.take_changed(), None);
        for hour in 0..3 {
            copies.note(digest(1), at(hour * 2));
        }
        let kept = copies.take_changed().unwrap();
        assert_eq!(copies.take_changed(), None, "nothing has changed");
        assert_eq!(Texts::of_kept(&kept).repeated(at(4)), 1);
        for damaged in [&kept[1..], &kept[..kept.len() - 1], b""] {
            assert_eq!(Texts::of_kept(damaged).repeated(at(4)), 0);
        }
        let mut flooded = Texts::of_kept(&kept);
        for number in 2..2050 {
            flooded.note(digest(number), at(5));
        }
        assert_eq!(flooded.repeated(at(5)), 0, "it made room");
        let bytes = flooded.take_changed().unwrap();
        assert_eq!(bytes.len(), MAGIC.len() + 2048 * ENTRY + HASH);
        let mut again = Texts::of_kept(&bytes);
        again.note(digest(9_999), at(5));
        assert!(!again.texts.contains(&mark(digest(2))), "the oldest goes first");
        assert!(again.texts.contains(&mark(digest(3))));
    }

    #[test]
    fn words_and_what_is_worth_keeping_are_not_counted() {
        for (text, counted) in [
            ("total_price = 41", true),
            ("~/letters/notes.txt", true),
            ("See you there, and thank you for the fish.", true),
            ("hunter", false),
            ("4711", false),
            ("", false),
            ("SELECT name FROM users", false),
            ("password = \"hunter2hunter2\"", false),
        ] {
            assert_eq!(is_counted(&Analysis::of(text)), counted, "{text}");
        }
    }
}
