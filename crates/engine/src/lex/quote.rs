//! Finds the end of a string, if it has one on its line.

/// What is remembered while a text is walked: up to where each quote is known to be unclosed.
#[derive(Default)]
pub(super) struct Quotes {
    /// For `"`, `'` and the backtick: a scan reached this offset, the end of a line, and found no closing quote.
    unclosed_until: [usize; 3],
}

impl Quotes {
    /// Where the string that the quote at `at` opens ends; `None` if the quote is a token by itself.
    pub(super) fn end(&mut self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let quote = bytes[at];
        let seen = match quote {
            b'"' => 0,
            b'\'' => 1,
            _ => 2,
        };
        let tripled = quote != b'`' && bytes[at..].starts_with(&[quote; 3]);
        if tripled || at < self.unclosed_until[seen] || (quote == b'\'' && is_apostrophe(text, at)) {
            return None;
        }
        let mut i = at + 1;
        while let Some(&byte) = bytes.get(i) {
            match byte {
                b'\n' | b'\r' => break,
                b'\\' => i += 1,
                _ if byte == quote => return Some(i + 1),
                _ => {}
            }
            i += 1;
        }
        // Without this a line of a million open quotes would be scanned a million times.
        self.unclosed_until[seen] = i.min(bytes.len());
        None
    }
}

/// Whether the `'` at `at` is the apostrophe of a word or the mark of a Rust lifetime.
fn is_apostrophe(text: &str, at: usize) -> bool {
    let after = &text[at + 1..];
    let name = after
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(after.len());
    let next = after[name..].chars().next();
    if name == 0 || next == Some('\'') {
        return false;
    }
    let before = text[..at].chars().next_back();
    if before.is_some_and(char::is_alphanumeric) || &after[..name] == "static" {
        return true;
    }
    // `&'a T`, `<'a, 'b>`, `T: 'a + Copy`, `break 'outer;`, `'outer: loop`. A string of one word is closed by now.
    let mut left = text.as_bytes()[..at].iter().rev().skip_while(|b| **b == b' ');
    match left.next() {
        Some(b'&' | b'<' | b'+') => true,
        Some(b',' | b':') => matches!(next, Some('>' | ',' | '=')) || after[name..].starts_with(" +"),
        _ => {
            matches!(next, Some(';' | '>'))
                || after[name..].starts_with(": loop")
                || after[name..].starts_with(": for")
        }
    }
}
