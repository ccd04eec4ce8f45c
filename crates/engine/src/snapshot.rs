//! Writes what the engine knows as bytes, and reads it back.
//!
//! Postings are not written: to make them anew takes less time than to read and to check them. A snapshot holds hashes
//! of tokens and no text. Its last 32 bytes are a hash of all before, so one that is damaged or cut short is refused
//! whole; so is one of another release of the engine, whose tokens may be others.

use std::io::{self, Write};

use domain::{AssetId, TextDigest};
use uuid::Uuid;

use crate::{index::Document, packed::Packed};

/// What a snapshot begins with. The number goes up whenever tokens, digests or this layout change.
const MAGIC: &[u8; 16] = b"bowerbird-index2";
/// Bytes of the hash at the end.
const HASH: usize = 32;
/// Bytes of a text's id, digest, whether it was reused, and how many bytes its tokens take.
const HEAD: usize = 16 + 16 + 1 + 4;

/// Why a snapshot cannot be used. The index is built from the texts then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// It is none, or one of another release.
    #[error("not a snapshot of this release's index")]
    Other,
    /// It was cut short or changed.
    #[error("the snapshot of the index is damaged")]
    Damaged,
}

/// Writes the texts of a library.
pub(crate) fn write(documents: &[&Document<AssetId>], out: &mut impl Write) -> io::Result<()> {
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        out.write_all(bytes)
    };
    put(MAGIC)?;
    put(&(documents.len() as u64).to_le_bytes())?;
    let mut bytes = Vec::new();
    for document in documents {
        bytes.clear();
        bytes.extend(document.id.uuid().as_bytes());
        bytes.extend(document.digest.0);
        bytes.push(u8::from(document.reused));
        let tokens = document.tokens.as_bytes();
        bytes.extend(u32::try_from(tokens.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(tokens);
        put(&bytes)?;
    }
    let hash = hasher.finalize();
    out.write_all(hash.as_bytes())
}

/// Reads them back.
pub(crate) fn read(snapshot: &[u8]) -> Result<Vec<Document<AssetId>>, SnapshotError> {
    let body = snapshot.strip_prefix(MAGIC).ok_or(SnapshotError::Other)?;
    let (whole, hash) = snapshot
        .split_at_checked(snapshot.len().saturating_sub(HASH))
        .filter(|(whole, _)| whole.len() >= MAGIC.len() + 8)
        .ok_or(SnapshotError::Damaged)?;
    if blake3::hash(whole).as_bytes() != hash {
        return Err(SnapshotError::Damaged);
    }
    let (count, mut rest) = take::<8>(&body[..body.len() - HASH])?;
    let mut documents = Vec::new();
    for _ in 0..u64::from_le_bytes(count) {
        let (head, after) = take::<HEAD>(rest)?;
        let number = |at: usize| -> [u8; 16] { std::array::from_fn(|byte| head[at + byte]) };
        let length = u32::from_le_bytes([head[33], head[34], head[35], head[36]]) as usize;
        let (tokens, after) = after.split_at_checked(length).ok_or(SnapshotError::Damaged)?;
        rest = after;
        documents.push(Document {
            id: AssetId::new(Uuid::from_bytes(number(0))),
            digest: TextDigest(number(16)),
            reused: head[32] != 0,
            tokens: Packed::from_bytes(tokens).ok_or(SnapshotError::Damaged)?,
        });
    }
    if rest.is_empty() {
        Ok(documents)
    } else {
        Err(SnapshotError::Damaged)
    }
}

fn take<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), SnapshotError> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(SnapshotError::Damaged)?;
    Ok((*head, rest))
}
