//! When two texts are the same, as far as storing them goes.

/// The digest of a text, equal for texts that differ in nothing but line ends and white space at the end.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut lines = text.trim_end().split('\r');
    if let Some(first) = lines.next() {
        hasher.update(first.as_bytes());
    }
    for rest in lines {
        // What stood before `rest` is a CR: alone, or the first half of a CRLF.
        hasher.update(b"\n");
        hasher.update(rest.strip_prefix('\n').unwrap_or(rest).as_bytes());
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_trailing_white_space_make_no_difference() {
        let same = [
            "a\n\nb",
            "a\r\n\r\nb",
            "a\r\rb",
            "a\n\nb\n",
            "a\r\n\nb \t\r\n\u{a0}",
        ];
        for text in same {
            assert_eq!(digest(text), digest(same[0]), "{text:?}");
        }
        for text in ["a\nb", " a\n\nb", "a \n\nb", "a\n\nb.", ""] {
            assert_ne!(digest(text), digest(same[0]), "{text:?}");
        }
        assert_eq!(digest("a\n\nb"), *blake3::hash(b"a\n\nb").as_bytes());
    }
}
