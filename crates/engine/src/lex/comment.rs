//! Tells comments from the code that looks like them, in any language.
//!
//! Every rule looks at one line (block comments apart), so that a slice is read like the whole.

use crate::excerpt::head;

/// What is remembered while a text is walked: that there is no further end of a block comment.
#[derive(Default)]
pub(super) struct Comments {
    no_c_end: bool,
    no_html_end: bool,
}

impl Comments {
    /// Where the comment that begins at `at` ends; `None` if none begins there.
    ///
    /// `before` is the last byte of the token before it on its line.
    pub(super) fn end(&mut self, text: &str, at: usize, before: Option<u8>) -> Option<usize> {
        let bytes = text.as_bytes();
        let rest = &bytes[at..];
        let previous = at.checked_sub(1).map(|i| bytes[i]);
        match rest {
            [b'/', b'*', ..] => closed(text, at, 2, "*/", &mut self.no_c_end),
            [b'<', b'!', b'-', b'-', ..] => closed(text, at, 4, "-->", &mut self.no_html_end),
            [b'/', b'/', ..] => {
                let literal = matches!(previous, Some(b':' | b'\\'));
                (!literal && !is_division(window(text, at + 2), before)).then(|| line_end(text, at))
            }
            [b'#', ..] if previous.is_none_or(|b| b.is_ascii_whitespace()) => {
                (!is_hash_code(window(text, at + 1), before)).then(|| line_end(text, at))
            }
            [b'-', b'-', ..] => {
                let opens = rest.get(2).is_none_or(u8::is_ascii_whitespace);
                // Mid-line it follows what ends a clause: `git checkout -- file` is no comment.
                let placed = before.is_none_or(|b| matches!(b, b',' | b';' | b')'));
                (opens && placed).then(|| line_end(text, at))
            }
            _ => None,
        }
    }
}

/// How far ahead a rule looks. With a bound, a line of a million `#` is read in linear time.
const WINDOW: usize = 512;

/// The rest of the line from `from`, without its end; cut where it is long.
fn window(text: &str, from: usize) -> &str {
    let rest = head(&text[from..], WINDOW);
    rest.split('\n').next().unwrap_or(rest).trim_end()
}

/// The end of the line that `at` is in.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |offset| at + offset)
}

/// The end of a block comment. One that is never closed is no comment: the copy began in the middle of something.
fn closed(text: &str, at: usize, open: usize, close: &str, none_left: &mut bool) -> Option<usize> {
    if *none_left {
        return None;
    }
    match text[at + open..].find(close) {
        Some(offset) => Some(at + open + offset + close.len()),
        None => {
            *none_left = true;
            None
        }
    }
}

/// `n // 2` in Python: an operand before, and after it one operand followed by nothing or by more of the expression.
fn is_division(line: &str, before: Option<u8>) -> bool {
    let operand = before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b')' | b']'));
    if !operand {
        return false;
    }
    let rest = line.trim_start_matches(['=', ' ']);
    let word = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
        .unwrap_or(rest.len());
    if rest.starts_with('(') {
        return true;
    }
    let after = rest[word..].trim_start();
    word > 0
        && !rest[..word].ends_with('.')
        && (after.is_empty() || after.starts_with([')', ']', '+', '-', '*', '%', '/', ',', ':', '(', '[']))
        // `a // foo: bar` and `a // foo, bar` are notes.
        && !after.get(1..).is_some_and(|more| after.starts_with([',', ':']) && more.starts_with(' ') && more.contains(char::is_alphabetic))
}

/// `#` that is no comment: a Rust attribute, a directive of C, a selector or colour of CSS, a private field.
fn is_hash_code(line: &str, before: Option<u8>) -> bool {
    if line.starts_with('[') || line.starts_with("![") {
        return true;
    }
    let word = line
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(line.len());
    let (word, after) = line.split_at(word);
    if word.is_empty() {
        return false;
    }
    let directive = match word {
        "include" | "define" | "ifdef" | "ifndef" | "endif" | "pragma" | "undef" => true,
        "if" | "elif" => !line.ends_with(':'),
        "else" => after.trim().is_empty(),
        "import" => after.trim_start().starts_with(['<', '"']),
        _ => false,
    };
    let colour = matches!(word.len(), 3 | 4 | 6 | 8)
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && before.is_some_and(|b| matches!(b, b':' | b',' | b'('))
        && (after.is_empty() || after.starts_with([';', ',', ')', ' ']));
    let statement = !word.starts_with(|c: char| c.is_ascii_digit())
        && (line.ends_with(['{', ';']) || (line.ends_with(',') && after.len() == 1));
    (before.is_none() && directive) || colour || statement || is_css_colour_value(word, line, before)
}

/// `border: 1px solid #abc123;`: digits of a colour, then the end of the declaration.
fn is_css_colour_value(word: &str, line: &str, before: Option<u8>) -> bool {
    before.is_some()
        && matches!(word.len(), 3 | 6)
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && line[word.len()..].starts_with(';')
}
