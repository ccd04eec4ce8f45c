//! Tells strings drawn by chance from those that a person wrote.

/// Whether a string has letters and digits mixed as no person mixes them.
///
/// A name is made of words: `Base64Decoder2` has four pieces in fourteen characters, `pAUt5jQJY5Pz6m` nine.
pub(super) fn looks_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    if value.len() < 8 || !value.is_ascii() || digits == 0 || letters == 0 || is_counted(value) {
        return false;
    }
    if is_hex(value) {
        // A digest of a file looks the same: only the place it stands in tells, so the caller has to know that.
        return value.len() >= 32 && entropy(value) >= 3.2;
    }
    let pieces = pieces(value);
    // Five in two: between the 1.6 of chance and the 3.5 of names.
    (pieces * 5 >= value.len() * 2 && entropy(value) >= 2.7) || is_unpronounceable(value)
}

/// Letters in a long string that must stand beside each other before their pairs are judged.
const PAIRS: usize = 8;

/// Whether a long string of capitals and small letters has letters beside each other that words have not.
///
/// That tells the strings that happen to have few digits, a quarter of those of 40 letters. Of the pairs in words and
/// names 80 in 100 are usual ones, of those drawn by chance 26; and there is still a piece to 3.5 letters.
pub(super) fn is_unpronounceable(value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() < 16
        || !value.is_ascii()
        || is_counted(value)
        || !bytes.iter().any(u8::is_ascii_lowercase)
        || !bytes.iter().any(u8::is_ascii_uppercase)
    {
        return false;
    }
    let (pairs, usual) = pairs(bytes);
    pairs >= PAIRS && usual * 2 <= pairs && pieces(value) * 7 >= value.len() * 2
}

/// Whether small letters and digits, which have no capitals to tell by, are mixed as chance mixes them: digits at several
/// places, and letters between them that make no words.
pub(super) fn is_scrambled(value: &str) -> bool {
    let bytes = value.as_bytes();
    let places = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_alphabetic() && pair[1].is_ascii_digit())
        .count();
    let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    bytes.len() >= 14
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && !is_counted(value)
        && !is_hex(value)
        && places >= 2
        && letters_in_words(value, 4) * 4 <= letters
        && is_unusual(value)
}

/// Whether letters of both cases are mixed as in no name: capitals at several places, and no words between them.
pub(super) fn is_jumbled(value: &str) -> bool {
    let bytes = value.as_bytes();
    let humps = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    bytes.len() >= 7
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && humps > bytes.len() / 12
        && letters_in_words(value, 3) * 4 <= letters
        && is_unusual(value)
}

/// Whether a long string has letters and digits without words, where an id or a digest is none of what may stand there.
pub(super) fn is_wordless(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let sorts = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit]
        .iter()
        .filter(|sort| value.bytes().any(|b| sort(&b)))
        .count();
    value.len() >= 16
        && sorts >= 2
        && !is_counted(value)
        && letters_in_words(value, 4) * 3 <= letters
        && entropy(value) >= 3.0
}

/// Whether of the pairs of letters in it at most three in five are usual.
fn is_unusual(value: &str) -> bool {
    let (pairs, usual) = pairs(value.as_bytes());
    usual * 5 <= pairs * 3
}

/// Pairs of letters beside each other, and how many of them words have as well.
fn pairs(bytes: &[u8]) -> (usize, usize) {
    let (mut pairs, mut usual) = (0, 0);
    for pair in bytes.windows(2).filter(|p| p.iter().all(u8::is_ascii_alphabetic)) {
        pairs += 1;
        let followers = FOLLOWERS[usize::from(pair[0].to_ascii_lowercase() - b'a')];
        usual += usize::from(followers.as_bytes().contains(&pair[1].to_ascii_lowercase()));
    }
    (pairs, usual)
}

/// Letters that stand in words of at least so many: small ones with or without a capital before them, or capitals.
pub(super) fn letters_in_words(value: &str, least: usize) -> usize {
    let (mut count, mut rest) = (0, value.as_bytes());
    while let Some(begin) = rest.iter().position(u8::is_ascii_alphabetic) {
        rest = &rest[begin..];
        let small = rest.iter().take(2).any(u8::is_ascii_lowercase);
        let others = rest[1..]
            .iter()
            .take_while(|b| {
                if small {
                    b.is_ascii_lowercase()
                } else {
                    b.is_ascii_uppercase()
                }
            })
            .count();
        let (run, after) = rest.split_at(1 + others);
        let (pairs, usual) = pairs(run);
        if run.len() >= least && usual * 5 >= pairs * 3 {
            count += run.len();
        }
        rest = after;
    }
    count
}

/// The letters that often follow each letter from a to z in the words and names of code.
const FOLLOWERS: [&str; 26] = [
    "bcdgilmnprstu",     // a
    "aeilou",            // b
    "acehiklortu",       // c
    "aeiors",            // d
    "acdefglmnprstvx",   // e
    "aefilo",            // f
    "eir",               // g
    "aeio",              // h
    "abcdefglmnoprstvz", // i
    "",                  // j
    "e",                 // k
    "aeilostuy",         // l
    "aeiops",            // m
    "acdefgiost",        // n
    "cdglmnoprstuvw",    // o
    "aeiloprst",         // p
    "u",                 // q
    "acdeimorsty",       // r
    "acehiopstu",        // s
    "acehiorstuy",       // t
    "beilmnprst",        // u
    "aei",               // v
    "ai",                // w
    "",                  // x
    "p",                 // y
    "e",                 // z
];

/// Whether all of it is hexadecimal digits, in one case.
pub(super) fn is_hex(value: &str) -> bool {
    let digits = |upper: bool| {
        value
            .bytes()
            .all(|b| b.is_ascii_digit() || (b.is_ascii_hexdigit() && b.is_ascii_uppercase() == upper))
    };
    digits(false) || digits(true)
}

/// Shannon entropy of the bytes, in bits each.
pub(super) fn entropy(value: &str) -> f64 {
    let mut counts = [0_usize; 256];
    value.bytes().for_each(|b| counts[usize::from(b)] += 1);
    let all = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = *count as f64 / all;
            -share * share.log2()
        })
        .sum()
}

/// Runs that a reader takes for one: digits, a word with its capital, a mark. The joints of names are none.
fn pieces(value: &str) -> usize {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Upper,
        Lower,
        Digit,
        Mark,
        Joint,
    }
    let mut count = 0;
    let mut before = Class::Joint;
    for byte in value.bytes() {
        let class = match byte {
            b'A'..=b'Z' => Class::Upper,
            b'a'..=b'z' => Class::Lower,
            b'0'..=b'9' => Class::Digit,
            b'_' | b'-' | b'.' | b'/' | b':' | b' ' => Class::Joint,
            _ => Class::Mark,
        };
        let grows =
            class == before || (before == Class::Upper && class == Class::Lower) || class == Class::Joint;
        count += usize::from(!grows);
        before = class;
    }
    count
}

/// `0123456789`, `abcdef`, `qwerty`: counted up or typed along the keyboard, so an example.
pub(super) fn is_counted(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    [
        "123456", "abcdef", "qwerty", "qwertz", "098765", "deadbeef", "000000",
    ]
    .iter()
    .any(|run| lower.contains(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_and_names() {
        for random in ["pAUt5jQJY5Pz6m", "sup3rs3cret!", "Tr0ub4dor&3", "x9Kq2LmZ7vB4"] {
            assert!(looks_random(random), "{random}");
        }
        for named in [
            "Base64Decoder2",
            "getElementById",
            "sha256sum",
            "utf8_encoder",
            "token_v2_name",
            "ISO-8859-15",
            "1234567890ab",
        ] {
            assert!(!looks_random(named), "{named}");
        }
    }
}
