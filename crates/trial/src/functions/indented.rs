//! Functions of a language whose blocks are indented.

use super::{Function, LONGEST, Language, indent, unindented};

/// The functions that are not inside another one.
pub(super) fn cut(lines: &[&str]) -> Vec<Function> {
    let mut functions = Vec::new();
    // The classes around the line: their indentation and name.
    let mut classes: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let head = line.trim_start();
        if head.is_empty() {
            at += 1;
            continue;
        }
        let width = indent(line);
        classes.retain(|(indent, _)| *indent < width);
        if let Some(rest) = head.strip_prefix("class ") {
            classes.push((width, word(rest)));
        }
        let definition = head.strip_prefix("async ").unwrap_or(head).strip_prefix("def ");
        if let Some(rest) = definition {
            let end = end(lines, at, width);
            let mut first = at;
            while first > 0
                && lines[first - 1].trim_start().starts_with('@')
                && indent(lines[first - 1]) == width
            {
                first -= 1;
            }
            if end - first <= LONGEST {
                let around: String = classes.iter().map(|(_, class)| format!("{class}.")).collect();
                functions.push(Function {
                    language: Language::Python,
                    name: around + word(rest),
                    text: unindented(&lines[first..end]),
                });
            }
            at = end;
        } else {
            at += 1;
        }
    }
    functions
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// The line after the last of the function whose head is at `from`.
fn end(lines: &[&str], from: usize, width: usize) -> usize {
    let mut end = from + 1;
    for (offset, line) in lines[from + 1..].iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        // The bracket that closes a signature of several lines stands where the head does.
        if indent(line) <= width && !line.trim_start().starts_with(')') {
            break;
        }
        end = from + offset + 2;
    }
    end
}
