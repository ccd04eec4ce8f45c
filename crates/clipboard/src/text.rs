//! Which formats hold text, and how their bytes become one.

/// The longest text that is reported, in bytes. It is the server's limit for a request's body too.
pub const TEXT_LIMIT: usize = 16 * 1024 * 1024;

/// X11 targets and MIME types that hold plain text, best first. `STRING` and `TEXT` are ICCCM 2.6.2; `UTF8_STRING`
/// is the freedesktop.org convention; the MIME types are what Wayland's programs offer.
#[cfg(any(test, all(unix, not(target_os = "macos"))))]
pub(crate) const TEXT_FORMATS: [&str; 6] = [
    "UTF8_STRING",
    "text/plain;charset=utf-8",
    "text/plain;charset=UTF-8",
    "STRING",
    "TEXT",
    "text/plain",
];

/// Decodes text. `latin1` says that bytes that are not UTF-8 are ISO 8859-1, as ICCCM has it for `STRING`; programs that
/// put UTF-8 there all the same are common. `None` for what is no text, empty or too long.
#[cfg(any(test, all(unix, not(target_os = "macos"))))]
pub(crate) fn decode(bytes: Vec<u8>, latin1: bool) -> Option<String> {
    if bytes.len() > TEXT_LIMIT {
        return None;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if latin1 => error.into_bytes().into_iter().map(char::from).collect(),
        Err(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_taken_as_it_is_and_latin1_is_turned_into_it() {
        assert_eq!(decode("é\r\n".into(), true).unwrap(), "é\r\n");
        assert_eq!(decode(vec![b'a', 0xe9], true).unwrap(), "aé");
        assert_eq!(decode(vec![b'a', 0xe9], false), None);
    }

    #[test]
    fn nothing_and_too_much_are_no_text() {
        assert_eq!(decode(Vec::new(), true), None);
        assert_eq!(decode(vec![b'a'; TEXT_LIMIT + 1], true), None);
        assert!(decode(vec![b'a'; TEXT_LIMIT], true).is_some());
    }

    #[test]
    fn the_best_format_comes_first() {
        assert_eq!(TEXT_FORMATS[0], "UTF8_STRING");
    }
}
