//! Writes what the engine knows as bytes, and reads it back.
//!
//! Postings are not written: to make them anew takes less time than to read and to check them. A snapshot holds hashes
//! of tokens and of texts, and no text. Its last 32 bytes are a hash of all before, so one that is damaged or cut short is
//! refused whole; so is one of another release of the engine, whose tokens may be others.

use std::io::{self, Read, Write};

use domain::{AssetId, IntentionId, TextDigest};
use uuid::Uuid;

use crate::{index::Document, packed::Packed};

/// What a snapshot begins with. The number goes up whenever tokens, digests or this layout change.
const MAGIC: &[u8; 16] = b"bowerbird-index3";
/// Bytes of the hash at the end.
const HASH: usize = 32;
/// Bytes of a text's id, digest, what is marked about it, and how many bytes its tokens take.
const HEAD: usize = 16 + 16 + 1 + 4;
/// Texts or digests that room is made for before any was read: what says how many there are may be damaged.
const TRUSTED: usize = 1 << 16;

/// Bytes of a text's tokens, at most: of 8,192, each of which takes five at most, with room to spare.
const MOST_BYTES: usize = 1 << 16;

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

/// What is read back.
pub(crate) struct Contents {
    pub(crate) library: Vec<Document<AssetId>>,
    /// Each with whether it is one of the small ones.
    pub(crate) intentions: Vec<(Document<IntentionId>, bool)>,
    pub(crate) declined: Vec<TextDigest>,
}

/// An id of something that has a text.
pub(crate) trait Key: Copy {
    fn bytes(self) -> [u8; 16];
    fn of(bytes: [u8; 16]) -> Self;
}

impl Key for AssetId {
    fn bytes(self) -> [u8; 16] {
        self.uuid().into_bytes()
    }

    fn of(bytes: [u8; 16]) -> Self {
        Self::new(Uuid::from_bytes(bytes))
    }
}

impl Key for IntentionId {
    fn bytes(self) -> [u8; 16] {
        self.uuid().into_bytes()
    }

    fn of(bytes: [u8; 16]) -> Self {
        Self::new(Uuid::from_bytes(bytes))
    }
}

/// Writes a snapshot, part by part, in the order of [`Contents`].
pub(crate) struct Writer<W> {
    out: W,
    hasher: blake3::Hasher,
    bytes: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let mut writer = Self {
            out,
            hasher: blake3::Hasher::new(),
            bytes: MAGIC.to_vec(),
        };
        writer.put()?;
        Ok(writer)
    }

    /// Writes how many of something follow.
    pub(crate) fn count(&mut self, count: usize) -> io::Result<()> {
        self.bytes.extend((count as u64).to_le_bytes());
        self.put()
    }

    pub(crate) fn document<Id: Key>(&mut self, document: &Document<Id>, mark: bool) -> io::Result<()> {
        let bytes = &mut self.bytes;
        bytes.extend(document.id.bytes());
        bytes.extend(document.digest.0);
        bytes.push(u8::from(mark));
        let tokens = document.tokens.as_bytes();
        bytes.extend(u32::try_from(tokens.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(tokens);
        self.put()
    }

    pub(crate) fn digest(&mut self, digest: TextDigest) -> io::Result<()> {
        self.bytes.extend(digest.0);
        self.put()
    }

    /// Writes the hash over all of it.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(self.hasher.finalize().as_bytes())
    }

    fn put(&mut self) -> io::Result<()> {
        self.hasher.update(&self.bytes);
        self.out.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

/// Reads a snapshot to its end.
pub(crate) fn read(snapshot: impl Read) -> Result<Contents, SnapshotError> {
    let mut reader = Reader {
        input: snapshot,
        hasher: blake3::Hasher::new(),
        tokens: Vec::new(),
    };
    if reader.take::<16>()? != *MAGIC {
        return Err(SnapshotError::Other);
    }
    let contents = Contents {
        library: reader.all(|reader| {
            let (mut document, reused) = reader.document()?;
            document.reused = reused;
            Ok(document)
        })?,
        intentions: reader.all(Reader::document)?,
        declined: reader.all(|reader| Ok(TextDigest(reader.take()?)))?,
    };
    let hash = reader.hasher.finalize();
    let there: [u8; HASH] = reader.take()?;
    let ended = reader.input.read(&mut [0]).is_ok_and(|read| read == 0);
    if ended && *hash.as_bytes() == there {
        Ok(contents)
    } else {
        Err(SnapshotError::Damaged)
    }
}

struct Reader<R> {
    input: R,
    hasher: blake3::Hasher,
    /// The bytes of a text's tokens.
    tokens: Vec<u8>,
}

impl<R: Read> Reader<R> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.input
            .read_exact(&mut bytes)
            .map_err(|_| SnapshotError::Damaged)?;
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn all<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, SnapshotError>,
    ) -> Result<Vec<T>, SnapshotError> {
        let count = u64::from_le_bytes(self.take()?);
        let mut all = Vec::with_capacity(usize::try_from(count).unwrap_or(0).min(TRUSTED));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// A text, and what is marked about it.
    fn document<Id: Key>(&mut self) -> Result<(Document<Id>, bool), SnapshotError> {
        let head: [u8; HEAD] = self.take()?;
        let number = |at: usize| -> [u8; 16] { std::array::from_fn(|byte| head[at + byte]) };
        let length = u32::from_le_bytes([head[33], head[34], head[35], head[36]]) as usize;
        if length > MOST_BYTES {
            return Err(SnapshotError::Damaged);
        }
        self.tokens.resize(length, 0);
        self.input
            .read_exact(&mut self.tokens)
            .map_err(|_| SnapshotError::Damaged)?;
        self.hasher.update(&self.tokens);
        let document = Document {
            id: Id::of(number(0)),
            digest: TextDigest(number(16)),
            reused: false,
            tokens: Packed::from_bytes(&self.tokens).ok_or(SnapshotError::Damaged)?,
        };
        Ok((document, head[32] != 0))
    }
}
