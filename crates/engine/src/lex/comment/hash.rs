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
        return is_reader_macro(line)
            || is_sign(line, last)
            || (first && is_apart_directive(after.trim_start()));
    }
    // `#n::Run notepad`
    (first && (is_directive(word, rest, after) || (word.len() == 1 && rest.starts_with("::"))))
        || is_colour(word, rest, last)
        || is_statement(word, rest, after)
        || is_operand(line, last)
        || is_number(word, rest, last)
        || is_call(word, rest)
        || is_selector(word, after)
        || is_argument(line, word, rest, last)
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

/// `#+sbcl (require :posix)`, `#+BEGIN_SRC`, `data #>> '{a,b}'`, `lda #$20`.
fn is_sign(line: Line<'_>, last: Option<u8>) -> bool {
    let after = line.after;
    let hex = |digits: &str| {
        let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        length > 0 && (length == digits.len() || digits[length..].starts_with([' ', ',', ')', ';']))
    };
    let conditional = after
        .strip_prefix('+')
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '('));
    let path = after.starts_with('>')
        && last.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b')' | b'"'));
    // An instruction is one short word.
    let of_instruction = last.is_some()
        && matches!(line.before.trim_start().len(), 2..=4)
        && line.word_before() == line.before.trim_start();
    conditional || path || (of_instruction && after.strip_prefix(['$', '%']).is_some_and(hex))
}

/// `div #main, div #side { margin: 0; }`
fn is_selector(word: &str, after: &str) -> bool {
    let Some((selector, rules)) = after.split_once('{') else {
        return false;
    };
    let of_selector = |c: char| c.is_ascii_alphanumeric() || " .#:>,-_*+~".contains(c);
    !word.starts_with(|c: char| c.is_ascii_digit())
        && selector.chars().all(of_selector)
        && rules.strip_suffix('}').is_some_and(|rules| {
            let rules = rules.trim_end();
            rules.is_empty() || rules.ends_with(';') || rules.contains(": ")
        })
}

/// `post -c #general "done"`, `issue close #123 --comment done`, `commit -m fix #12`, `at: #name put: 1.`
fn is_argument(line: Line<'_>, word: &str, rest: &str, last: Option<u8>) -> bool {
    let chunk = line.before.rsplit([' ', '\t']).next().unwrap_or("");
    let option = chunk.strip_prefix("--").or_else(|| chunk.strip_prefix('-'));
    let is_option = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let number = word.bytes().all(|b| b.is_ascii_digit()) && last.is_some_and(|b| b.is_ascii_alphabetic());
    let option_follows = rest
        .trim_start()
        .strip_prefix('-')
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'));
    let message = last == Some(b':') && {
        let next = rest.trim_start();
        let name = next.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        name.len() < next.len() && name.starts_with(": ")
    };
    option.is_some_and(is_option) || (number && (rest.is_empty() || option_follows)) || message
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

/// `#selector(saveTapped)`, `#available(iOS 17, *)`, `#set($a = 1)`
fn is_call(word: &str, rest: &str) -> bool {
    (matches!(word, "available" | "unavailable" | "selector" | "keyPath") && rest.starts_with('('))
        || (matches!(word, "set" | "foreach" | "elseif" | "parse") && rest.starts_with("($"))
}

/// `#include <stdio.h>`, `#define LIMIT 8`, `#if LIMIT > 4`, `#version 330 core`, `#nullable enable`, `#SingleInstance Force`.
fn is_directive(word: &str, rest: &str, after: &str) -> bool {
    match word {
        "include" | "define" | "ifdef" | "ifndef" | "endif" | "pragma" | "undef" => true,
        "if" | "elif" => !after.ends_with(':'),
        "else" => rest.trim().is_empty(),
        "import" | "r" | "load" => rest.trim_start().starts_with(['<', '"']),
        "error" | "warning" => !rest.trim().is_empty(),
        "version" => rest.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        "extension" => rest.contains(" : "),
        "nullable" => matches!(rest.trim(), "enable" | "disable" | "restore"),
        "region" => !rest.trim_start().starts_with(['=', ':']),
        "SingleInstance" | "NoEnv" | "NoTrayIcon" | "Persistent" | "Warn" | "Requires" | "HotIf"
        | "IfWinActive" => true,
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
        "define" => {
            let value = &rest[name.len()..];
            is_constant
                || value.starts_with('(')
                || value.trim_start().starts_with(|c: char| c.is_ascii_digit())
        }
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
