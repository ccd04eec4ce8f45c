//! Finds secrets in the lines that belong to a name: below it in YAML, and in a section of TOML and INI that is called so.

use std::sync::LazyLock;

use regex::Regex;

use super::super::member::Member;
use crate::{excerpt::head, pattern::compile};

/// Bytes that are read behind a name.
const LINES: usize = 4096;

/// How many bytes behind a name are lines that belong to it, and whether they have a secret.
pub(super) fn find(before: &str, behind: &str, member: Member) -> Option<(usize, bool)> {
    let first = head(behind, LINES);
    let section = HEADING.is_match(first);
    if !section && !ENTRY.is_match(first) {
        return None;
    }
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    let mut lines = if section && line.ends_with('[') && line.trim_start_matches([' ', '\t', '[']).is_empty()
    {
        Lines::of_section(first)
    } else if !section && line.trim_matches([' ', '\t', '-', '"', '\'']).is_empty() {
        Lines::of_entry(first, line)
    } else {
        return None;
    };
    let found = lines.any(|(labels, value)| is_secret(member, labels, value));
    Some((lines.read, found))
}

/// What is behind a name that has members on the lines below.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| compile(r#"^["']?:[ \t]*(?:#[^\n]*)?\r?\n"#));

/// What is behind the name of a section.
static HEADING: LazyLock<Regex> = LazyLock::new(|| compile(r"^\]{1,2}[ \t]*(?:#[^\n]*)?\r?\n"));

fn is_secret(member: Member, labels: [Option<&str>; 2], value: &str) -> bool {
    let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''));
    let is_secret = |label: Option<&str>| match quote {
        Some(quote) => {
            let value = &value[1..];
            value
                .find(quote)
                .is_some_and(|end| member.is_secret(label, &value[..end]))
        }
        None => {
            let value = value.split(" #").next().unwrap_or_default().trim_end();
            member.is_bare_secret(label, value)
        }
    };
    labels.into_iter().all(is_secret)
}

/// The members on the lines below a name, each with what it is called and what the group is called that it stands in.
struct Lines<'t> {
    text: &'t str,
    read: usize,
    /// How far the name is indented; `None` of a section.
    indent: Option<usize>,
    /// Whether the name is itself a member of a list, so that the next member is none of its own.
    in_list: bool,
    group: Option<(usize, &'t str)>,
}

impl<'t> Lines<'t> {
    fn of_section(text: &'t str) -> Self {
        Self {
            text,
            read: text.find('\n').map_or(text.len(), |at| at + 1),
            indent: None,
            in_list: false,
            group: None,
        }
    }

    fn of_entry(text: &'t str, line: &str) -> Self {
        Self {
            indent: Some(indent(line)),
            in_list: line.contains('-'),
            ..Self::of_section(text)
        }
    }

    fn belongs(&self, line: &str) -> bool {
        match self.indent {
            None => !line.starts_with('['),
            Some(at) => {
                let deep = indent(line);
                deep > at || (deep == at && !self.in_list && line.trim_start().starts_with("- "))
            }
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

impl<'t> Iterator for Lines<'t> {
    type Item = ([Option<&'t str>; 2], &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = &self.text[self.read..];
            if rest.is_empty() {
                return None;
            }
            let line = rest.split('\n').next().unwrap_or_default();
            let item = line.trim();
            if !item.is_empty() && !item.starts_with('#') {
                if !self.belongs(line) {
                    return None;
                }
                let deep = indent(line);
                self.group = self
                    .group
                    .filter(|(at, _)| deep > *at || (deep == *at && item.starts_with("- ")));
            }
            self.read = self.text.len().min(self.read + line.len() + 1);
            let item = item.trim_start_matches("- ").trim_start();
            let sign = if self.indent.is_some() { ':' } else { '=' };
            let (label, value) = labelled(item, sign);
            if !value.is_empty() {
                return Some(([label, self.group.map(|(_, label)| label)], value));
            }
            if let Some(label) = label {
                self.group = Some((indent(line), label));
            }
        }
    }
}

/// A label and its value; in quotes, or with a sign inside, it is a value alone.
fn labelled(item: &str, sign: char) -> (Option<&str>, &str) {
    item.split_once(sign)
        .filter(|(_, value)| value.is_empty() || value.starts_with([' ', '\t']) || sign == '=')
        .map_or((None, item), |(label, value)| {
            (Some(label.trim_matches([' ', '\t', '"', '\''])), value.trim())
        })
}
