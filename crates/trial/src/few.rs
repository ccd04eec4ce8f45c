//! Libraries of one to a hundred assets. Each query has a library of its own: its origin, or for a stranger the most alike of
//! many functions, and others.

use crate::{
    functions::{Function, Language},
    random::Random,
    set::{Query, Set},
    sources::Part,
    tiny,
    tokens::{hashes, similarity},
};

/// How many assets there are.
pub(crate) const SIZES: [usize; 3] = [1, 10, 100];
/// Functions of which the most alike is a stranger's rival.
const RIVALS: usize = 200;
/// From this likeness on it is no stranger.
const STRANGER: f64 = 0.8;
/// Functions of one line, each asked for twice.
const TINY: usize = 150;

/// A query, and the library that it is asked of.
pub(crate) struct Question<'t> {
    pub(crate) query: Query,
    pub(crate) library: Vec<String>,
    /// The row of a table that it counts in.
    pub(crate) row: &'t str,
}

/// What a library of this size is asked.
pub(crate) fn questions(set: &Set, filler: &[Function], part: Part, size: usize) -> Vec<Question<'static>> {
    let mut random = Random::new(size as u64);
    let mut questions = Vec::new();
    let others = |random: &mut Random| -> Vec<String> {
        let from = random.below(filler.len());
        let circle = filler[from..].iter().chain(filler);
        circle
            .take(size - 1)
            .map(|function| function.text.clone())
            .collect()
    };
    let mut ask = |query: Query, beside: &str, row: &'static str, random: &mut Random| {
        let mut library = vec![beside.to_owned()];
        library.extend(others(random));
        questions.push(Question { query, library, row });
    };
    for query in &set.queries {
        let mut query = query.clone();
        if let Some(origin) = query.truth.first().copied() {
            let row = row_of(&query);
            query.truth = vec![0];
            ask(query, &set.assets[origin].text, row, &mut random);
        } else if query.kind == "NEG"
            && let Some(rival) = rival(&query, filler, &mut random)
        {
            ask(query, &rival, "NEG beside its rival", &mut random);
        }
    }
    for tiny in tiny::functions(part, TINY) {
        let query = |kind: &str, text: String, truth: Vec<usize>| Query {
            kind: kind.to_owned(),
            sub: "tiny".to_owned(),
            language: Some(tiny.language),
            text,
            truth,
        };
        let stranger = query("NEG", tiny.another.clone(), Vec::new());
        ask(stranger, &tiny.text, "NEG one line, same signature", &mut random);
        let copy = query("T2", tiny.renamed.clone(), vec![0]);
        ask(copy, &tiny.text, "T2 one line", &mut random);
    }
    questions
}

fn row_of(query: &Query) -> &'static str {
    match (query.kind.as_str(), query.sub.as_str()) {
        ("T1", _) => "T1",
        ("T2", _) => "T2",
        ("T2B", _) => "T2B",
        ("T4S", _) => "T4S",
        ("T4E", _) => "T4E",
        ("T3", "0.90-1.00") => "T3 0.90-1.00",
        ("T3", "0.80-0.90") => "T3 0.80-0.90",
        ("T3", "0.65-0.80") => "T3 0.65-0.80",
        _ => "T3 0.50-0.65",
    }
}

/// Of many functions of the language the one that is most like the query and yet another.
fn rival(query: &Query, filler: &[Function], random: &mut Random) -> Option<String> {
    let tokens = hashes(&query.text);
    let likely = |language: Language, text: &str| {
        Some(language) == query.language
            && (tokens.len() / 2..=tokens.len() * 2).contains(&hashes(text).len())
    };
    let from = random.below(filler.len());
    let circle = filler[from..].iter().chain(&filler[..from]);
    circle
        .take(20 * RIVALS)
        .filter(|function| likely(function.language, &function.text))
        .take(RIVALS)
        .map(|function| (similarity(&tokens, &hashes(&function.text)), &function.text))
        .filter(|(likeness, _)| *likeness < STRANGER)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, text)| text.clone())
}
