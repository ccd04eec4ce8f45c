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
    pieces * 5 >= value.len() * 2 && entropy(value) >= 2.7
}

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
fn is_counted(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["123456", "abcdef", "qwert", "098765", "deadbeef", "000000"]
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
