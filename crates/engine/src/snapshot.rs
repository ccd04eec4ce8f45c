//! Writes what the engine knows as bytes, and reads it back.
//!
//! A snapshot is a list of parts, each a head that says what it is, its arrays, and a hash. The arrays of the index lie in
//! it as they do in memory, so a start reads them and checks them and makes nothing. A part's hash is of the part
//! before, too, so that one part is not read as another, nor one of another snapshot. Hashes of tokens and of texts are in
//! it, and no text.
//!
//! It is written in small pieces, between which others use the engine. Where it has changed between two, that is said, and
//! what was written is of no use.

mod reading;

use std::{
    borrow::Cow,
    io::{self, Read, Write},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use self::reading::Contents;
use crate::{
    Engine,
    index::{Key, Kind, Part},
};

/// What a snapshot begins with. The number goes up whenever tokens, digests or this layout change.
const MAGIC: &[u8; 16] = b"bowerbird-index7";
/// Follows it as the processor has it: numbers are written so, and a snapshot is read where it was made.
const ORDER: u64 = 0x0102_0304_0506_0708;
/// Bytes of a hash.
const HASH: usize = 32;
/// Bytes of a head: a word for the kind, four numbers, and a word that says whether all that is true.
const HEAD: usize = 6 * WORD;
/// Bytes of one of its words.
const WORD: usize = 8;
/// Bytes of a piece, or somewhat more: less than a millisecond's work.
const PIECE: usize = 1 << 20;

/// Words for the kinds of parts.
const TEXTS: u64 = 1;
const SEALED: u64 = 2;
const RUN: u64 = 3;
const SMALL: u64 = 4;
const DECLINED: u64 = 5;
const END: u64 = 6;
/// Is added where the part is one of the intentions' index.
const OF_INTENTIONS: u64 = 16;

/// Why a snapshot cannot be used. The index is built from the texts then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// It is none, or one of another release.
    #[error("not a snapshot of this release's index")]
    Other,
    /// It was cut short or changed, or can't be read.
    #[error("the snapshot of the index is damaged")]
    Damaged,
}

/// What was written of a snapshot is of no use: the engine was changed before all of it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the index was changed while it was written")]
pub struct Changed;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Title {
    Assets(Kind),
    Intentions(Kind),
    /// So many ids of small intentions.
    Small(u64),
    /// So many digests of what was declined.
    Declined(u64),
    End,
}

impl Title {
    /// Its word and its numbers.
    fn write(self) -> [u64; 5] {
        let of_index = |kind| match kind {
            Kind::Texts { slots, bytes } => [TEXTS, slots, bytes, 0, 0],
            Kind::Sealed {
                base,
                length,
                postings,
                words,
            } => [SEALED, base, length, postings, words],
            Kind::Run {
                base,
                length,
                postings,
            } => [RUN, base, length, postings, 0],
        };
        match self {
            Self::Assets(kind) => of_index(kind),
            Self::Intentions(kind) => {
                let mut words = of_index(kind);
                words[0] += OF_INTENTIONS;
                words
            }
            Self::Small(count) => [SMALL, count, 0, 0, 0],
            Self::Declined(count) => [DECLINED, count, 0, 0, 0],
            Self::End => [END, 0, 0, 0, 0],
        }
    }

    fn read([word, one, two, three, four]: [u64; 5]) -> Option<Self> {
        let of_index = |word| {
            Some(match word {
                TEXTS => Kind::Texts {
                    slots: one,
                    bytes: two,
                },
                SEALED => Kind::Sealed {
                    base: one,
                    length: two,
                    postings: three,
                    words: four,
                },
                RUN => Kind::Run {
                    base: one,
                    length: two,
                    postings: three,
                },
                _ => return None,
            })
        };
        match word {
            SMALL => Some(Self::Small(one)),
            DECLINED => Some(Self::Declined(one)),
            END => Some(Self::End),
            OF_INTENTIONS.. => of_index(word - OF_INTENTIONS).map(Self::Intentions),
            _ => of_index(word).map(Self::Assets),
        }
    }

    /// Its head behind a part of this hash, and what the part's own hash begins with.
    fn head(self, before: &[u8; HASH]) -> ([u8; HEAD], blake3::Hasher) {
        let mut head = [0; HEAD];
        for (bytes, word) in head.chunks_exact_mut(WORD).zip(self.write()) {
            bytes.copy_from_slice(&word.to_ne_bytes());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(before).update(&head[..HEAD - WORD]);
        head[HEAD - WORD..].copy_from_slice(&hasher.finalize().as_bytes()[..WORD]);
        (head, hasher)
    }
}

/// What every snapshot of this release and this machine begins with.
fn beginning() -> [u8; 24] {
    let mut beginning = [0; 24];
    beginning[..16].copy_from_slice(MAGIC);
    beginning[16..].copy_from_slice(&ORDER.to_ne_bytes());
    beginning
}

/// Tells each state of each engine from every other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp(u64);

impl Stamp {
    /// One that there was not before.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// What an engine knows, as bytes that are made piece by piece.
#[derive(Debug)]
pub struct Snapshot {
    /// The engine's state that it is of.
    stamp: Stamp,
    /// The part that is being written, and how many bytes of its arrays were.
    part: usize,
    written: usize,
    hasher: blake3::Hasher,
    /// The hash of the part before.
    before: [u8; HASH],
}

impl Snapshot {
    /// A snapshot of the engine as it is now, of which nothing was made yet.
    #[must_use]
    pub fn of(engine: &Engine) -> Self {
        Self {
            stamp: engine.stamp,
            part: 0,
            written: 0,
            hasher: blake3::Hasher::new(),
            before: [0; HASH],
        }
    }

    /// Puts the next piece in the place of what is in `piece`, a megabyte or so. `false` where there was none left.
    ///
    /// # Errors
    /// Where the engine is not the one of the pieces before.
    pub fn next(&mut self, engine: &Engine, piece: &mut Vec<u8>) -> Result<bool, Changed> {
        piece.clear();
        if engine.stamp != self.stamp {
            return Err(Changed);
        }
        if self.part == 0 && self.written == 0 {
            piece.extend(beginning());
        }
        while piece.len() < PIECE
            && let Some((title, arrays)) = engine.part(self.part)
        {
            if self.written == 0 {
                let (head, hasher) = title.head(&self.before);
                piece.extend(head);
                self.hasher = hasher;
            }
            let mut skipped = self.written;
            for array in &arrays {
                let rest = array.get(skipped..).unwrap_or_default();
                skipped -= array.len() - rest.len();
                let own = &rest[..rest.len().min(PIECE.saturating_sub(piece.len()))];
                self.hasher.update(own);
                piece.extend(own);
                self.written += own.len();
            }
            if self.written == arrays.iter().map(|array| array.len()).sum() {
                self.before = *self.hasher.finalize().as_bytes();
                piece.extend(self.before);
                (self.part, self.written) = (self.part + 1, 0);
            }
        }
        Ok(!piece.is_empty())
    }
}

impl Engine {
    /// Writes what the engine knows, so that the next start need not read the texts. It holds no text. Who shares the engine
    /// with others takes a [`Snapshot`], and lets go of the engine between its pieces.
    ///
    /// # Errors
    /// What `out` says.
    pub fn snapshot(&self, out: &mut impl Write) -> io::Result<()> {
        let (mut snapshot, mut piece) = (Snapshot::of(self), Vec::new());
        while snapshot.next(self, &mut piece).map_err(io::Error::other)? {
            out.write_all(&piece)?;
        }
        Ok(())
    }

    /// Puts what [`Self::snapshot`] wrote in the place of everything that is known.
    ///
    /// # Errors
    /// Where it is no snapshot of this release or damaged. Nothing is changed then.
    pub fn restore(&mut self, snapshot: impl Read) -> Result<(), SnapshotError> {
        let Contents {
            library,
            intentions,
            small,
            declined,
        } = reading::read(snapshot)?;
        self.forget_intentions();
        for id in small {
            if let Some(document) = intentions.document_of(id) {
                self.small_intentions.restore(id, &document.tokens.tokens());
            }
        }
        (self.library, self.intentions) = (library, intentions);
        self.declined = declined.into_iter().collect();
        Ok(())
    }

    /// The part of this number, as a title and arrays; `None` behind the last.
    fn part(&self, number: usize) -> Option<(Title, Vec<Cow<'_, [u8]>>)> {
        let assets = self.library.parts();
        let intentions = assets + self.intentions.parts();
        let of = |title: fn(Kind) -> Title, Part { kind, arrays }| (title(kind), arrays);
        if number < assets {
            return Some(of(Title::Assets, self.library.part(number)?));
        }
        if number < intentions {
            return Some(of(Title::Intentions, self.intentions.part(number - assets)?));
        }
        match number - intentions {
            0 => {
                let ids: Vec<u8> = self.small_intentions.ids().flat_map(|id| id.bytes()).collect();
                Some((Title::Small((ids.len() / 16) as u64), vec![ids.into()]))
            }
            1 => {
                let digests: Vec<u8> = self.declined.iter().flat_map(|digest| digest.0).collect();
                Some((Title::Declined(self.declined.len() as u64), vec![digests.into()]))
            }
            2 => Some((Title::End, Vec::new())),
            _ => None,
        }
    }
}
