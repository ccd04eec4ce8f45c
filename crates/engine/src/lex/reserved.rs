//! The words that languages reserve, and the operators of more than one character.

use super::hash_bytes;

/// Words that most languages reserve. A renamed copy keeps them, so they tell structure apart.
const KEYWORDS: &[&str] = &[
    "None",
    "Self",
    "abstract",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "elif",
    "else",
    "enum",
    "except",
    "export",
    "extends",
    "extern",
    "false",
    "final",
    "finally",
    "fn",
    "for",
    "from",
    "func",
    "function",
    "global",
    "if",
    "impl",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "is",
    "lambda",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "new",
    "nil",
    "nonlocal",
    "not",
    "null",
    "or",
    "package",
    "pass",
    "private",
    "protected",
    "pub",
    "public",
    "raise",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "throws",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unsafe",
    "use",
    "var",
    "void",
    "where",
    "while",
    "with",
    "yield",
];

/// Where the keywords are by their hashes: a word of another hash is none.
///
/// A word that is no keyword and has the hash of one would be taken for it; of all words that anybody wrote, none has.
static KEYWORDS_BY_HASH: [u64; SLOTS] = {
    let mut slots = [0; SLOTS];
    let mut at = 0;
    while at < KEYWORDS.len() {
        let hash = hash_bytes(KEYWORDS[at].as_bytes());
        let mut slot = slot(hash);
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = hash;
        at += 1;
    }
    slots
};

/// Eight times as many as there are keywords, so that a search ends at once.
const SLOTS: usize = 1 << 10;

const fn slot(hash: u64) -> usize {
    (hash >> 32) as usize % SLOTS
}

pub(super) fn is_keyword(hash: u64) -> bool {
    let mut slot = slot(hash);
    loop {
        match KEYWORDS_BY_HASH[slot] {
            0 => return false,
            known if known == hash => return true,
            _ => slot = (slot + 1) % SLOTS,
        }
    }
}

/// How long the operator is that begins here. `>>` is left in halves: it closes generics as well.
pub(super) const fn operator(rest: &[u8]) -> usize {
    match rest {
        [b'=', b'=', b'=', ..]
        | [b'!', b'=', b'=', ..]
        | [b'.', b'.', b'.' | b'=', ..]
        | [b'"', b'"', b'"', ..]
        | [b'\'', b'\'', b'\'', ..]
        | [b'*', b'*', b'=', ..]
        | [b'/', b'/', b'=', ..] => 3,
        [b':', b':' | b'=', ..]
        | [b'-', b'>' | b'=' | b'-', ..]
        | [b'=', b'>' | b'=', ..]
        | [b'!' | b'>' | b'%' | b'^', b'=', ..]
        | [b'<', b'=' | b'-', ..]
        | [b'&', b'&' | b'=', ..]
        | [b'|', b'|' | b'=' | b'>', ..]
        | [b'.', b'.', ..]
        | [b'+', b'=' | b'+', ..]
        | [b'*', b'=' | b'*', ..]
        | [b'/', b'=' | b'/', ..]
        | [b'?', b'?' | b'.', ..] => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_told_by_its_hash() {
        for word in KEYWORDS {
            assert!(is_keyword(hash_bytes(word.as_bytes())), "{word}");
            assert!(!is_keyword(hash_bytes(format!("{word}_").as_bytes())), "{word}_");
        }
        assert!(KEYWORDS.len() * 8 <= SLOTS);
    }
}
