//! Makes the texts that are asked about: saved ones that were changed since, parts of saved ones, and new ones.

use std::{collections::BTreeMap, iter};

/// Words that are not renamed.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "bool", "break", "char", "const", "continue", "dyn", "else", "enum", "extern",
    "for", "impl", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self",
    "static", "str", "struct", "super", "trait", "type", "unsafe", "use", "usize", "where", "while",
];

/// `count` texts: of five, two are saved ones renamed and edited, one is a part of a saved one, two are new.
pub(crate) fn mix(saved: &[String], unsaved: &[String], count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            // A prime step visits the whole library rather than its beginning.
            let known = &saved[n * 7919 % saved.len()];
            match n % 5 {
                0 | 1 => edited(&renamed(known, n), n),
                2 => part(known),
                _ => unsaved[n % unsaved.len()].clone(),
            }
        })
        .collect()
}

/// The text with its most used name renamed throughout, differently for each `n`.
pub(crate) fn renamed(text: &str, n: usize) -> String {
    let mut uses = BTreeMap::<&str, usize>::new();
    for word in words(text).filter(|word| is_name(word)) {
        *uses.entry(word).or_default() += 1;
    }
    let most_used = uses.into_iter().max_by_key(|(_, count)| *count);
    let name = most_used.map_or("", |(name, _)| name);
    words(text)
        .map(|word| {
            if word == name {
                format!("{name}_{n}")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// The text without one of its inner lines.
fn edited(text: &str, n: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let dropped = 1 + n % lines.len().saturating_sub(2).max(1);
    let kept = lines.iter().enumerate().filter(|(at, _)| *at != dropped);
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// The middle half of the text's lines.
fn part(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let middle = lines.iter().skip(lines.len() / 4).take(lines.len().div_ceil(2));
    middle.map(|line| format!("{line}\n")).collect()
}

/// The text in pieces: each is a word, or what stands between two.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    iter::from_fn(move || {
        let first = in_word(rest.chars().next()?);
        let end = rest.find(|c| in_word(c) != first).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.len() > 1 && !KEYWORDS.contains(&word)
}
