//! Anything at all may be named as a backup: it is read or refused, in bounded memory, and no word of it is told.

use std::{
    env, fs,
    time::{Duration, Instant},
};

use crate::{backups::fill, samples::Chance};
use domain::Timestamp;
use store::{Extras, Library, Limits, verify_backup};

/// For how many seconds, where this is not set.
const SECONDS: u64 = 2;
/// Sets for how many: `cargo xtask fuzz`.
const LONG: &str = "BOWERBIRD_FUZZ_SECONDS";
/// What no message may quote.
const MARKER: &str = "plughxyzzy";

/// Pieces that mean something to the reader.
const PIECES: &[&str] = &[
    "\n",
    "{",
    "}",
    "\"",
    "\\",
    "\\u0000",
    "null",
    "-1",
    "1e999",
    "18446744073709551616",
    "{\"asset\":",
    "\"blake3\":",
    "[[[[[[[[[[",
    "\"format\":\"bowerbird-backup\"",
    "\u{feff}",
    MARKER,
];

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(6) {
        let length = bytes.len() as u64;
        let place = chance.below(length + 1) as usize;
        let end = (place + chance.below(40) as usize).min(bytes.len());
        match chance.below(6) {
            0 if place < bytes.len() => bytes[place] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(place..end)),
            2 => bytes.truncate(place),
            3 => {
                let piece = PIECES[chance.below(PIECES.len() as u64) as usize];
                drop(bytes.splice(place..end, piece.bytes()));
            }
            4 => {
                let again = bytes[place..end].to_vec();
                drop(bytes.splice(place..place, again));
            }
            _ => {
                let noise: Vec<u8> = (0..chance.below(20)).map(|_| chance.next() as u8).collect();
                drop(bytes.splice(place..end, noise));
            }
        }
    }
}

#[test]
fn fuzz_backups() {
    let seconds: u64 = env::var(LONG).map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    let (library, _) = Library::open(root.path(), Limits::default(), Timestamp::from_millis(0)).unwrap();
    fill(&library, 6);
    library
        .export(&file, Timestamp::from_millis(1), &Extras::new())
        .unwrap();
    let packed = fs::read(&file).unwrap();
    let plain = zstd::decode_all(&packed[..]).unwrap();
    let loose = String::from_utf8(plain)
        .unwrap()
        .replace("\"blake3\"", "\"was\"")
        .into_bytes();
    let marked = MARKER.repeat(3);
    let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    println!("seed {seed}");
    let mut chance = Chance(seed);
    let (mut read, mut refused) = (0_u64, 0_u64);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let bytes = match chance.below(4) {
            0 => {
                let mut bytes = packed.clone();
                mutate(&mut bytes, &mut chance);
                bytes
            }
            1 => {
                let mut bytes = loose.clone();
                mutate(&mut bytes, &mut chance);
                zstd::encode_all(&bytes[..], 1).unwrap()
            }
            2 => {
                let mut bytes = marked.clone().into_bytes();
                mutate(&mut bytes, &mut chance);
                bytes
            }
            _ => {
                let mut bytes = loose.clone();
                mutate(&mut bytes, &mut chance);
                bytes
            }
        };
        fs::write(&file, &bytes).unwrap();
        match verify_backup(&file) {
            Ok(_) => read += 1,
            Err(error) => {
                let said = format!("{error} {error:?}");
                assert!(!said.contains("plugh") && !said.contains("large_"), "{said}");
                refused += 1;
            }
        }
        if read.is_multiple_of(50) && chance.below(20) == 0 {
            // What can be read can be imported, or is refused, and nothing breaks.
            let _ = library.import(&file, Timestamp::from_millis(2), &Extras::new(), &|_, _| true);
        }
    }
    println!("{read} read, {refused} refused");
    assert!(read > 0 && refused > 0);
}
