//! The digests of a text, and a similarity hash of it.

use domain::TextDigest;

use crate::lex::{Token, mix};

/// Collects the normalised text, one token after the other.
pub(crate) struct Digester {
    hasher: blake3::Hasher,
    /// Tokens are short and a hasher likes long pieces.
    buffer: Vec<u8>,
}

/// How many bytes are gathered before they are hashed.
const PIECE: usize = 4096;

impl Digester {
    pub(crate) fn new() -> Self {
        Self {
            hasher: blake3::Hasher::new(),
            buffer: Vec::new(),
        }
    }

    /// Adds a token. `0xff` is no byte of UTF-8, so it parts tokens without doubt.
    pub(crate) fn add(&mut self, token: &str) {
        self.buffer.extend_from_slice(token.as_bytes());
        self.add_bytes(&[0xff]);
    }

    /// Adds a piece that nothing parts from the next one.
    fn add_bytes(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
        if self.buffer.len() >= PIECE {
            self.hasher.update(&self.buffer);
            self.buffer.clear();
        }
    }

    pub(crate) fn finish(mut self) -> TextDigest {
        self.hasher.update(&self.buffer);
        let mut digest = [0; 16];
        self.hasher.finalize_xof().fill(&mut digest);
        TextDigest(digest)
    }
}

/// The digest of all that is visible of a text.
pub(crate) fn of_visible(text: &str) -> TextDigest {
    let mut digester = Digester::new();
    text.split_whitespace()
        .for_each(|word| digester.add_bytes(word.as_bytes()));
    digester.finish()
}

/// Bits of a fingerprint: what a JSON number holds exactly.
const BITS: usize = 53;

/// A similarity hash (Charikar, STOC 2002) of 53 bits over runs of three tokens.
pub(crate) fn fingerprint(tokens: &[Token]) -> u64 {
    let mut votes = [0_i32; BITS];
    for run in tokens.windows(3.min(tokens.len().max(1))) {
        let hash = mix(run.iter().fold(0, |h: u64, t| mix(h ^ u64::from(t.bits()))));
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes
        .iter()
        .enumerate()
        .filter(|(_, vote)| **vote > 0)
        .fold(0, |bits, (bit, _)| bits | 1 << bit)
}
