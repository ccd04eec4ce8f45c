//! Functions of languages with braces: from the line that begins one to the brace at the same indentation.

use super::{Function, LONGEST, Language, indent, unindented};

/// Words before a bracket that begin a statement and no method.
const STATEMENTS: &[&str] = &[
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "function",
    "return",
    "await",
    "typeof",
    "else",
    "do",
    "with",
    "new",
    "throw",
    "super",
    "describe",
    "it",
    "test",
    "require",
    "constructor_",
];

/// The functions that are not inside another one.
pub(super) fn cut(lines: &[&str], language: Language) -> Vec<Function> {
    let mut functions = Vec::new();
    // The types around the line: their indentation and what they are called.
    let mut types: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let head = line.trim();
        let width = indent(line);
        if !head.is_empty() {
            types.retain(|(indent, _)| *indent < width);
        }
        if let Some(name) = type_name(head, language) {
            types.push((width, name));
        }
        let name = match language {
            Language::Rust => rust_name(head),
            _ => script_name(head),
        };
        let end = name.as_ref().and_then(|_| end(lines, at, width));
        if let (Some(name), Some(end)) = (name, end) {
            let around: String = types.iter().map(|(_, of)| format!("{of}.")).collect();
            functions.push(Function {
                language,
                name: around + &name,
                text: unindented(&lines[at..end]),
            });
            at = end;
        } else {
            at += 1;
        }
    }
    functions
}

/// The line after the one that closes the function.
fn end(lines: &[&str], from: usize, width: usize) -> Option<usize> {
    let head = lines[from].trim_end();
    if head.ends_with('}') && head.contains('{') {
        return Some(from + 1);
    }
    if head.ends_with(';') {
        return None;
    }
    for (offset, line) in lines[from + 1..].iter().take(LONGEST).enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if indent(line) < width {
            return None;
        }
        if indent(line) == width {
            let end = line.trim();
            if end.starts_with('}') && end.len() <= 3 {
                return Some(from + offset + 2);
            }
            // A signature of several lines, a `where`, an opening brace; anything else and no body was here.
            let signature = end.starts_with([')', '{', ']', '>']) || end.starts_with("where");
            if !signature || end.ends_with(';') {
                return None;
            }
        }
    }
    None
}

fn type_name(head: &str, language: Language) -> Option<String> {
    if !head.ends_with('{') {
        return None;
    }
    let head = head.trim_end_matches('{').trim();
    match language {
        Language::Rust => ["impl", "trait ", "pub trait ", "unsafe impl"]
            .iter()
            .any(|word| head.starts_with(word))
            .then(|| head.to_owned()),
        _ => {
            let class = head.split_once("class ")?.1;
            Some(word(class).to_owned())
        }
    }
}

fn rust_name(head: &str) -> Option<String> {
    let mut rest = head;
    loop {
        if let Some(name) = rest.strip_prefix("fn ") {
            let name = word(name);
            return (!name.is_empty()).then(|| name.to_owned());
        }
        let (first, after) = rest.split_once(' ')?;
        let qualifier = matches!(
            first,
            "pub" | "const" | "async" | "unsafe" | "extern" | "default" | "\"C\""
        );
        if !(qualifier || first.starts_with("pub(")) {
            return None;
        }
        rest = after;
    }
}

fn script_name(head: &str) -> Option<String> {
    let mut rest = head;
    for qualifier in [
        "export ",
        "default ",
        "public ",
        "private ",
        "protected ",
        "static ",
        "override ",
        "async ",
        "get ",
        "set ",
    ] {
        rest = rest.strip_prefix(qualifier).unwrap_or(rest);
    }
    if let Some(name) = rest.strip_prefix("function") {
        let name = word(name.trim_start_matches(['*', ' ']));
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let declared = ["const ", "let ", "var "]
        .iter()
        .find_map(|word| rest.strip_prefix(word));
    let named = declared.unwrap_or(rest).trim_start_matches(['*', '#']);
    let end = named.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '.')))?;
    let (name, after) = named.split_at(end);
    let after = after.trim_start();
    if name.is_empty() || STATEMENTS.contains(&name) {
        return None;
    }
    let assigned = after.strip_prefix('=').or_else(|| after.strip_prefix(": "));
    if let Some(value) = assigned {
        let value = value.trim_start();
        let value = value.strip_prefix("async ").unwrap_or(value);
        let function = value.starts_with("function") || (value.contains("=>") && value.ends_with('{'));
        return function.then(|| name.to_owned());
    }
    let method = declared.is_none()
        && !name.contains('.')
        && (after.starts_with('(') || after.starts_with('<'))
        && (head.ends_with('{') || head.ends_with('('));
    // `name(x, function () {` is a call.
    let call = after.contains("function") || after.contains("=>");
    (method && !call).then(|| name.to_owned())
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
    &text[..end.unwrap_or(text.len())]
}
