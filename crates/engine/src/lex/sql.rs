//! The words of SQL, which are the same in capitals and in small letters: formatters change that.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::hash_bytes;

/// What statements and definitions are made of.
const WORDS: &str = "add all alter and any as asc avg begin between bigint boolean by cascade case check coalesce column commit constraint \
                     count create cross date default delete desc distinct drop else end exists false foreign from full group having if ilike in \
                     index inner insert int integer into is join key left like limit max min not null numeric offset on or order outer over \
                     partition primary references returning right rollback select serial set sum table text then timestamp true truncate union \
                     unique update using values varchar view when where with";
/// Bytes of the longest.
const LONGEST: usize = 10;

/// The hashes of the words in small letters by those in capitals.
static SMALL: LazyLock<FxHashMap<u64, u64>> = LazyLock::new(|| {
    WORDS
        .split_whitespace()
        .map(|word| {
            (
                hash_bytes(word.to_ascii_uppercase().as_bytes()),
                hash_bytes(word.as_bytes()),
            )
        })
        .collect()
});

/// The hash of a word: that of the small letters where it is one of these words in capitals.
pub(super) fn hash_of(word: &[u8]) -> u64 {
    let hash = hash_bytes(word);
    if word.len() > 1 && word.len() <= LONGEST && word.iter().all(u8::is_ascii_uppercase) {
        SMALL.get(&hash).copied().unwrap_or(hash)
    } else {
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_these_words_are_the_same_in_capitals() {
        assert_eq!(hash_of(b"SELECT"), hash_of(b"select"));
        assert_eq!(hash_of(b"REFERENCES"), hash_of(b"references"));
        assert_ne!(hash_of(b"Select"), hash_of(b"select"));
        assert_ne!(hash_of(b"ORDERS"), hash_of(b"orders"));
        let longest = WORDS.split_whitespace().map(str::len).max();
        assert_eq!(longest, Some(LONGEST));
    }
}
