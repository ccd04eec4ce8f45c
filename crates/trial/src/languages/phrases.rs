//! Made-up texts from phrases that are particular to languages, for those of which there are few files.
//!
//! A line of `phrases.tsv` has the languages and the phrase. In it `_` is any word, `n_` a name, `$_` a word that begins with
//! `$`, `0` a number, `""` a string, `^` and `$` the beginning and the end of a line, `~` whatever stands between.

use std::collections::BTreeMap;

use super::texts::Text;
use crate::random::Random;

const PHRASES: &str = include_str!("../../phrases.tsv");

/// Words for the places.
const WORDS: &[&str] = &[
    "name",
    "value",
    "index",
    "size",
    "Item",
    "result",
    "count",
    "node",
    "Shape",
    "data",
    "list",
    "path",
    "User",
    "total",
    "line",
    "options",
    "handler",
    "buffer",
    "key",
    "Client",
    "x",
    "i",
    "left",
    "token",
    "state",
    "max_size",
    "readAll",
    "getName",
    "file_name",
];

/// Texts of each language that has phrases: the more, the fewer there are of its files.
pub(super) fn texts(files: &BTreeMap<&'static str, usize>) -> Vec<Text> {
    let mut phrases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in PHRASES.lines() {
        if let Some((languages, phrase)) = line.split_once('\t') {
            for language in languages.split(',') {
                phrases.entry(language).or_default().push(phrase);
            }
        }
    }
    let mut random = Random::new(5);
    let mut texts = Vec::new();
    for (language, phrases) in phrases {
        let count = match files.get(language) {
            None | Some(..100) => 100,
            Some(100..300) => 40,
            Some(_) => 15,
        };
        for number in 0..2 * count {
            // Commands come by the line.
            let lines = if number % 2 == 0 {
                1 + random.below(3)
            } else {
                6 + random.below(14)
            };
            let lines = (0..lines).map(|_| line(phrases[random.below(phrases.len())], &mut random));
            texts.push(Text {
                language,
                text: lines.collect(),
            });
        }
    }
    texts
}

fn line(phrase: &str, random: &mut Random) -> String {
    let mut line = String::new();
    if !phrase.starts_with('^') && random.below(2) == 0 {
        line.push_str(WORDS[random.below(WORDS.len())]);
        line.push(' ');
    }
    for item in phrase.split(' ') {
        let word = WORDS[random.below(WORDS.len())];
        match item {
            "^" | "$" => {}
            "_" | "n_" | "~" => line.push_str(word),
            "$_" => line.extend(["$", word]),
            "0" => line.push_str(&random.below(100).to_string()),
            "\"\"" => line.extend(["\"", word, "\""]),
            item => line.push_str(item),
        }
        if random.below(3) > 0 {
            line.push(' ');
        }
    }
    if !phrase.ends_with('$') && random.below(2) == 0 {
        line.push(' ');
        line.push_str(WORDS[random.below(WORDS.len())]);
    }
    line.push('\n');
    line
}
