//! Tells sentences from code.

use super::worded;
use crate::excerpt::head;

/// How much of a text is looked at: its first lines say what it is.
const HEAD: usize = 16 * 1024;
/// Share of plain words from which a text reads like sentences.
const PLAIN: f64 = 0.8;
/// One line of code in so many makes it code with much documentation.
const CODE_LINES: usize = 12;

/// Lines among which a definition makes the whole code, however long its documentation.
const FIRST_LINES: usize = 6;

/// Whether the text reads like sentences, of whatever length.
pub(crate) fn is_prose(text: &str) -> bool {
    let text = head(text, HEAD);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (mut words, mut plain, mut count, mut code, mut entries) = (0_u32, 0_u32, 0, 0, 0);
    for line in lines {
        count += 1;
        if count <= FIRST_LINES && is_definition(line) {
            return false;
        }
        code += usize::from(is_code(line));
        entries += usize::from(is_entry(line));
        let quoting = is_quoting(line);
        let mut within = false;
        for chunk in line.split_whitespace().filter(|chunk| !is_marker(chunk)) {
            // What a sentence has between backticks is one of its words.
            let ticks = if quoting { chunk.matches('`').count() } else { 0 };
            let quoted = within || ticks > 0;
            within ^= ticks % 2 == 1;
            words += 1;
            plain += u32::from(quoted || is_plain(chunk));
        }
    }
    let structured = count >= 2 && entries * 10 >= count * 6;
    words > 0
        && !structured
        && code * CODE_LINES < count.max(1)
        && f64::from(plain) >= PLAIN * f64::from(words)
        && !worded::is_code(text.trim())
}

/// Whether the line is a sentence that quotes code: it begins and ends as one, and has words of its own.
fn is_quoting(line: &str) -> bool {
    let line = line.trim();
    let said = line
        .split('`')
        .step_by(2)
        .flat_map(str::split_whitespace)
        .filter(|chunk| chunk.chars().any(char::is_alphabetic) && is_plain(chunk))
        .count();
    line.matches('`').count() >= 2
        && line.matches('`').count().is_multiple_of(2)
        && line.starts_with(|c: char| c.is_uppercase() || c == '`')
        && line.ends_with(['.', '!', '?', ':'])
        && said >= 3
}

/// The marks of comments and lists, which may stand before sentences.
fn is_marker(chunk: &str) -> bool {
    chunk
        .chars()
        .all(|c| matches!(c, '/' | '#' | '*' | '-' | '!' | '•' | '>' | '–' | '—'))
}

/// A word as it stands in a sentence, or a number.
fn is_plain(chunk: &str) -> bool {
    let word = chunk
        .trim_start_matches(['"', '\'', '(', '“', '‘', '«', '¿', '¡'])
        .trim_end_matches([
            '.', ',', ';', ':', '!', '?', ')', '"', '\'', '”', '’', '»', '…', '%',
        ]);
    // `12`, `10:30`, `4.12`, `31.03.2024`.
    let number = word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ','));
    let lower = word
        .chars()
        .skip(1)
        .all(|c| c.is_alphabetic() && !c.is_uppercase() || matches!(c, '\'' | '’' | '-' | '/'));
    let upper = word.chars().all(char::is_uppercase);
    number || (word.starts_with(char::is_alphabetic) && (lower || upper))
}

/// A line that only code has.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    let bytes = line.as_bytes();
    let called = bytes
        .windows(2)
        .any(|pair| pair[1] == b'(' && (pair[0].is_ascii_alphanumeric() || pair[0] == b'_'));
    let closed = line.ends_with([')', ':', '{', ';', ',', '(', '}', ']']);
    line.ends_with(['{', '}'])
        || (line.ends_with(';') && (called || line.contains('=') || line.split_whitespace().count() < 4))
        || (called && closed)
        || ["=>", "->", "::", "==", "();", "</", "/>", " = ", "&&", "||"]
            .iter()
            .any(|mark| line.contains(mark))
}

/// A line that begins a function or a class: the word for it, a name, and a bracket, a colon or nothing more.
fn is_definition(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| {
        matches!(
            *word,
            "pub" | "export" | "default" | "async" | "static" | "unsafe"
        )
    });
    let opens = words.next().is_some_and(|word| {
        matches!(
            word,
            "def" | "class" | "fn" | "function" | "func" | "struct" | "impl" | "interface"
        )
    });
    opens && line.contains(['(', ':', '{'])
}

/// A line of a configuration: `key: value`, `key=value`, `- item`. Words before the colon make it a sentence.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.find([':', '=']).is_some_and(|at| {
        let (key, value) = line.split_at(at);
        let value = &value[1..];
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\''))
            && (value.is_empty() || value.starts_with(' ') || line.as_bytes()[at] == b'=')
            && value.split_whitespace().count() <= 4
            && !is_said(key, value)
    })
}

/// What somebody asks or answers: `A: Up to a point.`
fn is_said(key: &str, value: &str) -> bool {
    let ends = value.ends_with(['.', '?', '!']);
    key.starts_with(char::is_uppercase) && ends && value.split_whitespace().count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_prose() {
        for text in [
            "We will meet at noon, as planned (see below).",
            "Hi Anna,\n\nthe report is done.\nWe can send it on Monday.\n\nThanks,\nTom",
            "// This explains why the buffer is flushed here.",
        ] {
            assert!(is_prose(text), "{text}");
        }
    }

    #[test]
    fn code_is_not_even_with_much_documentation() {
        for text in [
            "def f(self):\n    \"\"\"Some words that say what it does, in sentences.\n\n    And more of them here.\n    \"\"\"\n    return self",
            "on:\n  push:\n    branches: main\njobs:\n  build: x",
            "def f(self, other): return 5  # so that it is a sequence of words",
            "docker run --rm -it -p 80:80 image",
            "",
        ] {
            assert!(!is_prose(text), "{text}");
        }
    }
}
