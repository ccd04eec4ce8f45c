//! `#` that is no comment: an attribute, a directive, a selector, a colour, a private field, a function.

use super::Line;

/// Whether `#` is code.
///
/// `last` is the last byte of the token before it.
pub(super) fn is_code(line: Line<'_>, last: Option<u8>, private_fields: &mut dyn FnMut() -> bool) -> bool {
    let after = line.after;
    // `#[derive(Debug)]`, `#![no_std]`
    if after.starts_with('[') || after.starts_with("![") {
        return true;
    }
    let word = after
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(after.len());
    let (word, rest) = after.split_at(word);
    let first = last.is_none();
    if word.is_empty() {
        return is_reader_macro(line) || (first && is_apart_directive(after.trim_start()));
    }
    (first && is_directive(word, rest, after))
        || is_colour(word, rest, last)
        || is_statement(word, rest, after)
        || is_operand(line, last)
        || is_number(word, rest, last)
        || is_call(word, rest)
        || line.closes_what_is_open()
        || (first && is_field(rest) && private_fields())
}

/// `(map #(inc %) numbers)`, `#{:a :b}`, `calc(1px + #{$gap})`, `#'name`, `#:key`: what follows the sign is no word.
fn is_reader_macro(line: Line<'_>) -> bool {
    let after = line.after;
    let key = after
        .strip_prefix(':')
        .is_some_and(|key| key.starts_with(|c: char| c.is_ascii_alphabetic()));
    after.starts_with('{') || key || (!after.starts_with([' ', '\t']) && line.closes_what_is_open())
}

/// `if #stack == 0 then`, `count = #items`, `select id from #recent`: the expression goes on, or the clause.
fn is_operand(line: Line<'_>, last: Option<u8>) -> bool {
    let operator = last.is_some_and(|b| b"=<>+*/%&|!".contains(&b));
    operator
        || [
            "if", "elseif", "while", "until", "and", "or", "not", "from", "into", "join", "table", "update",
            "exists",
        ]
        .iter()
        .any(|word| line.word_before().eq_ignore_ascii_case(word))
        || (last == Some(b',') && (line.after.ends_with(" do") || line.after.ends_with(" then")))
}

/// `mov r0, #1`
fn is_number(word: &str, rest: &str, last: Option<u8>) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or(word);
    digits.bytes().all(|b| b.is_ascii_hexdigit())
        && word.starts_with(|c: char| c.is_ascii_digit())
        && matches!(last, Some(b',' | b'['))
        && (rest.is_empty() || rest.starts_with(']'))
}

/// `#selector(saveTapped)`, `#available(iOS 17, *)`
fn is_call(word: &str, rest: &str) -> bool {
    matches!(word, "available" | "unavailable" | "selector" | "keyPath") && rest.starts_with('(')
}

/// `#include <stdio.h>`, `#define LIMIT 8`, `#if LIMIT > 4`.
fn is_directive(word: &str, rest: &str, after: &str) -> bool {
    match word {
        "include" | "define" | "ifdef" | "ifndef" | "endif" | "pragma" | "undef" => true,
        "if" | "elif" => !after.ends_with(':'),
        "else" => rest.trim().is_empty(),
        "import" | "r" | "load" => rest.trim_start().starts_with(['<', '"']),
        "error" | "warning" => !rest.trim().is_empty(),
        _ => false,
    }
}

/// `# include <stdio.h>`, `# define LIMIT 8`: with a blank only what no sentence looks like.
fn is_apart_directive(text: &str) -> bool {
    let Some((word, rest)) = text.split_once(' ') else {
        return text == "endif";
    };
    let rest = rest.trim_start();
    let name = rest
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .next()
        .unwrap_or("");
    let is_constant = name.len() > 1 && !name.bytes().any(|b| b.is_ascii_lowercase());
    match word {
        "include" => rest.starts_with(['<', '"']),
        "define" => is_constant || rest[name.len()..].starts_with('('),
        "ifdef" | "ifndef" | "undef" => name.len() == rest.len() || is_constant,
        "if" | "elif" => is_constant || rest.starts_with("defined") || rest.starts_with("!defined"),
        "endif" => rest.starts_with("/*") || rest.starts_with("//"),
        "pragma" => rest.starts_with("once") || rest.starts_with("omp ") || rest.starts_with("GCC "),
        _ => false,
    }
}

/// `color: #fff`, `border: 1px solid #abc123;`, `background = #222222`, `color1 #bf616a`, and a line that is nothing else.
fn is_colour(word: &str, rest: &str, last: Option<u8>) -> bool {
    if !(matches!(word.len(), 3 | 4 | 6 | 8) && word.bytes().all(|b| b.is_ascii_hexdigit())) {
        return false;
    }
    let ends = rest.is_empty() || rest.starts_with([';', ',', ')', ' ']);
    let assigned = last.is_some_and(|b| matches!(b, b':' | b',' | b'(' | b'='));
    // `fixes #1234` has no colour, and hardly a comment begins with six digits.
    let long = word.len() > 4;
    ends && (assigned || (long && (last.is_some() || rest.is_empty())))
        || (last.is_some() && matches!(word.len(), 3 | 6) && rest.starts_with(';'))
}

/// `#main {`, `#count;`, `#a,`, `#user{name = Name}`
fn is_statement(word: &str, rest: &str, after: &str) -> bool {
    !word.starts_with(|c: char| c.is_ascii_digit())
        && (after.ends_with(['{', ';']) || rest == "," || rest.starts_with('{'))
}

/// `#items = []`, `#grow()`: of a class, where the text uses such fields.
fn is_field(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('(') || rest.trim_start().starts_with('=')
}
