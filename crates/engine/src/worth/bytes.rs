//! What reads like a text in bytes that are no UTF-8: whole texts in other encodings, and the strings in binaries.

use super::{SecretKind, secret};

/// Of so many characters one may be a control character in what is a text all the same.
const CONTROLS: usize = 200;
/// Shortest string that is looked at in a binary, in characters. Known tokens have more.
const SHORTEST: usize = 16;
/// What stands between two strings of a binary, so that no rule reads both as one.
const BETWEEN: char = '\u{1}';

/// What reads like a text in some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    text: String,
    /// Whether all of it is a text, rather than the strings of a binary.
    whole: bool,
}

impl Reading {
    /// Reads bytes. Takes time and memory linear in their number.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        utf16(bytes).or_else(|| latin1(bytes)).map_or_else(
            || Self {
                text: strings(bytes),
                whole: false,
            },
            |text| Self { text, whole: true },
        )
    }

    /// What can be read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first secret in it. In a binary only what has a format of its own is one: keys and tokens of services. What looks
    /// drawn by chance is usual there.
    #[must_use]
    pub fn secret(&self) -> Option<SecretKind> {
        if self.whole {
            secret::find(&self.text)
        } else {
            secret::find_known(&self.text)
        }
    }
}

/// A text in UTF-16, in either order, with a mark of it or without.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ => {
            let zeros = |from: usize| {
                bytes
                    .iter()
                    .skip(from)
                    .step_by(2)
                    .filter(|byte| **byte == 0)
                    .count()
            };
            let (even, odd) = (zeros(0), zeros(1));
            // Of what most alphabets of two bytes are written with, a good part has one: spaces and ends of lines.
            if even.max(odd) * 10 < bytes.len() || even.min(odd) * 100 > bytes.len() {
                return None;
            }
            odd > even
        }
    };
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    });
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    readable(&text.collect::<String>())
}

/// A text with one byte for each character, or one of many bytes whose first 128 characters are ASCII: secrets are.
fn latin1(bytes: &[u8]) -> Option<String> {
    readable(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>())
}

/// A text, unless there are too many characters in it that nobody writes.
fn readable(text: &str) -> Option<String> {
    let is_odd =
        |c: &char| (c.is_ascii_control() && !c.is_ascii_whitespace()) || *c == char::REPLACEMENT_CHARACTER;
    let (mut odd, mut all) = (0, 0);
    for c in text.chars() {
        all += 1;
        odd += usize::from(is_odd(&c));
    }
    (odd * CONTROLS <= all).then(|| text.replace('\0', "\n"))
}

/// The strings of a binary, of one, two or four bytes for each character.
fn strings(bytes: &[u8]) -> String {
    let mut found = String::new();
    for width in [1, 2, 4] {
        let (mut at, mut from) = (0, found.len());
        while at < bytes.len() {
            let byte = bytes[at];
            let zeros = bytes.get(at + 1..at + width);
            if is_legible(byte) && zeros.is_some_and(|zeros| zeros.iter().all(|zero| *zero == 0)) {
                found.push(char::from(byte));
                at += width;
                continue;
            }
            from = end(&mut found, from, width, Some(byte));
            at += 1;
        }
        end(&mut found, from, width, None);
    }
    found
}

const fn is_legible(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// Ends a string, which is left out where it is too short, and answers where the next one begins.
///
/// Of wide characters the first may be the end of something else, which a zero ends, and the last may have its zeros before
/// it: it is written down without the one and with the other too.
fn end(found: &mut String, from: usize, width: usize, next: Option<u8>) -> usize {
    if found.len() - from < SHORTEST {
        found.truncate(from);
        return from;
    }
    let string = found[from..].to_owned();
    found.push(BETWEEN);
    if width > 1 {
        found.push_str(&string[1..]);
        found.push(BETWEEN);
        if let Some(next) = next.filter(|next| is_legible(*next)) {
            found.push_str(&string);
            found.push(char::from(next));
            found.push(BETWEEN);
        }
    }
    found.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made at run time, so that nothing that scans sources trips over it.
    fn token() -> String {
        format!("{}_{}", "ghp", "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m")
    }

    fn in_utf16(text: &str, spell: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(spell).collect()
    }

    #[test]
    fn secrets_are_found_in_texts_of_other_encodings() {
        let credentials = format!(
            "# f\u{fc}r das Konto\n[default]\npassword = hunter2xyz\ntoken = {}\n",
            token()
        );
        let weak = "# f\u{fc}r das Konto\n[default]\npassword = hunter2xyz\n";
        for text in [credentials.as_str(), weak] {
            let latin1: Vec<u8> = text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap())
                .collect();
            let little = in_utf16(text, u16::to_le_bytes);
            let big = in_utf16(text, u16::to_be_bytes);
            let marked = [&[0xff, 0xfe], &little[..]].concat();
            let marked_big = [&[0xfe, 0xff], &big[..]].concat();
            for bytes in [latin1, little, big, marked, marked_big] {
                let reading = Reading::of(&bytes);
                assert!(reading.secret().is_some(), "{reading:?}");
                assert!(reading.text().contains("f\u{fc}r das Konto"), "{reading:?}");
            }
        }
        // Zeros are UTF-8, so this one comes as a text.
        let text = String::from_utf8(in_utf16("password = hunter2xyz\n", u16::to_le_bytes)).unwrap();
        assert!(secret::find(&text).is_some());
        let harmless: Vec<u8> = "fn caf\u{e9}() {}\n".chars().map(|c| c as u8).collect();
        assert_eq!(Reading::of(&harmless).secret(), None);
    }

    #[test]
    fn of_a_binary_only_what_has_a_format_is_a_secret() {
        let noise = |seed: u32| {
            let mut state = seed;
            std::iter::repeat_with(move || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
        };
        let binary = |held: &[u8]| -> Vec<u8> {
            let before = noise(1).take(4_000);
            before
                .chain([0])
                .chain(held.iter().copied())
                .chain([0])
                .chain(noise(2).take(4_000))
                .collect()
        };
        let key = format!(
            "-----BEGIN {} KEY-----\n{}\n",
            "PRIVATE",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(4)
        );
        for secret in [token(), key] {
            assert!(Reading::of(&binary(secret.as_bytes())).secret().is_some());
            for spell in [u16::to_le_bytes, u16::to_be_bytes] {
                let wide = in_utf16(&secret, spell);
                assert!(Reading::of(&binary(&wide)).secret().is_some());
            }
        }
        for harmless in [
            "password = hunter2xyz and some more",
            "FnFKFLJXIvEZyNznKGqzRtWbHd",
            "-----BEGIN PRIVATE KEY-----\0ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        ] {
            assert_eq!(
                Reading::of(&binary(harmless.as_bytes())).secret(),
                None,
                "{harmless}"
            );
        }
    }
}
