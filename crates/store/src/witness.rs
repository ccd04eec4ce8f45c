//! How many writes are known to be on the disk, in a small file beside the database.
//!
//! What is damaged at the end of sled's log looks like a write that was cut off: sled drops it and all that follows, and
//! what is left is a store that is whole and older. So the store counts its writes, and each commit notes here how many of
//! them it has made durable. A store that has fewer has lost some.
//!
//! The file is written without being synced. It is written after the sync that it speaks of, so whatever becomes of it, it
//! never promises too much; where it makes no sense it says nothing.

use std::{fs::File, io, path::Path};

use crate::{
    Result,
    opening::{failed, open_private},
};

/// The name of the file.
const NAME: &str = "witness";

/// The file, open.
pub(crate) struct Witness(File);

impl Witness {
    /// Opens or makes the file in the directory of a store.
    pub(crate) fn open(directory: &Path) -> Result<Self> {
        let path = directory.join(NAME);
        let file = open_private(&path)?;
        // It has its length from the start, so that a disk that is full later does not matter.
        file.set_len(16).map_err(|error| failed("write", &path, error))?;
        Ok(Self(file))
    }

    /// How many writes were made durable; `None` where the file does not say.
    pub(crate) fn read(&self) -> Option<u64> {
        let mut bytes = [0; 16];
        read_at(&self.0, &mut bytes).ok()?;
        let (number, check) = bytes.split_first_chunk()?;
        let number = u64::from_be_bytes(*number);
        (*check == checked(number)[8..]).then_some(number)
    }

    /// Notes how many writes are durable now.
    pub(crate) fn write(&self, number: u64) -> io::Result<()> {
        write_at(&self.0, &checked(number))
    }
}

/// A number, then what it has to be followed by.
fn checked(number: u64) -> [u8; 16] {
    let number = number.to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number);
    bytes[8..].copy_from_slice(&blake3::hash(&number).as_bytes()[..8]);
    bytes
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, 0)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    // So few bytes come at once.
    match std::os::windows::fs::FileExt::seek_read(file, bytes, 0)? {
        read if read == bytes.len() => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8]) -> io::Result<()> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, 0).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_was_written_or_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Witness::open(directory.path()).unwrap();
        assert_eq!(open().read(), None, "it is new");
        open().write(7).unwrap();
        assert_eq!(open().read(), Some(7));
        open().write(u64::MAX).unwrap();
        assert_eq!(open().read(), Some(u64::MAX));
        let path = directory.path().join(NAME);
        let bytes = std::fs::read(&path).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, flipped).unwrap();
            assert_eq!(open().read(), None);
        }
    }
}
