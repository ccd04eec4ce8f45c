//! Libraries of one to a hundred assets. Each query has a library of its own: its origin, or for a stranger the most alike of
//! many functions, and others.

use crate::{
    edits,
    functions::{Function, Language},
    random::Random,
    set::{Query, Set},
    shapes,
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
/// Functions of which a library has variants, and how many lines they have.
const VARIED: usize = 150;
const LINES_OF_VARIED: std::ops::Range<usize> = 8..50;
/// Snippets of a shape, each asked for as it is and as it is edited; and how many of its shape there are at most.
const SHAPED: usize = 300;
const OF_A_SHAPE: usize = 40;
/// How many renamed copies of one function there are at most.
const CLONES: usize = 8;
/// What a made-up line is made of.
const WORDS: [&str; 12] = [
    "ready", "depth", "cursor", "total", "marker", "cache", "flags", "budget", "queue", "cutoff", "weight",
    "origin",
];

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
    for query in set.queries.iter().filter(|query| query.kind == "T2") {
        let Some(origin) = query.truth.first() else {
            continue;
        };
        let mut library = clones(&set.assets[*origin].text, size, &mut random);
        if library.is_empty() {
            continue;
        }
        let mut query = query.clone();
        query.truth = (0..library.len()).collect();
        let missing = size.saturating_sub(library.len());
        library.extend(others(&mut random).into_iter().take(missing));
        let row = "T2 beside its renamed copies";
        questions.push(Question { query, library, row });
    }
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
    for (function, number) in varied(filler, &mut random).into_iter().zip(0..) {
        let count = 1 + random.below(size.min(OF_A_SHAPE));
        let mut library: Vec<String> = (0..count).map(|_| variant(&function.text, &mut random)).collect();
        let text = variant(&function.text, &mut random);
        library.extend(others(&mut random).into_iter().take(size - count));
        questions.push(Question {
            query: Query {
                kind: "T3".to_owned(),
                sub: format!("variant {number}"),
                language: Some(function.language),
                text,
                truth: (0..count).collect(),
            },
            library,
            row: "T3 beside its variants",
        });
    }
    for shaped in shapes::asked(part, SHAPED, size.min(OF_A_SHAPE), &mut Random::new(size as u64)) {
        let mut ask = |kind: &str, sub: &str, row, kept: Vec<String>| {
            let mut library = kept;
            let missing = size.saturating_sub(library.len());
            library.extend(others(&mut random).into_iter().take(missing));
            questions.push(Question {
                query: Query {
                    kind: kind.to_owned(),
                    sub: sub.to_owned(),
                    language: None,
                    text: shaped.text.clone(),
                    truth: if kind == "NEG" { Vec::new() } else { vec![0] },
                },
                library,
                row,
            });
        };
        if let Some(edition) = shaped.edition {
            let kept = std::iter::once(edition).chain(shaped.others.clone());
            ask("T3", "0.80-0.90", "T3 beside others of its shape", kept.collect());
        }
        ask("NEG", "shape", "NEG of a common shape", shaped.others);
    }
    questions
}

/// Copies of a function that was saved under other names several times, in some as itself too.
fn clones(text: &str, most: usize, random: &mut Random) -> Vec<String> {
    let count = 1 + random.below(most.min(CLONES));
    let copy = |random: &mut Random| edits::renamed(text, false, false, random);
    let mut clones: Vec<String> = (0..count).filter_map(|_| copy(random)).collect();
    if clones.len() > 1 && random.below(2) == 0 {
        text.clone_into(&mut clones[0]);
    }
    clones
}

/// Functions that are long enough to be known in any variant.
fn varied<'f>(filler: &'f [Function], random: &mut Random) -> Vec<&'f Function> {
    let from = random.below(filler.len());
    let circle = filler[from..].iter().chain(&filler[..from]);
    let long = circle.filter(|function| LINES_OF_VARIED.contains(&function.text.lines().count()));
    long.take(VARIED).collect()
}

/// The function with two lines of its own.
fn variant(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..2 {
        let [one, two] = [(); 2].map(|()| WORDS[random.below(WORDS.len())]);
        let at = 1 + random.below(lines.len() - 1);
        let blank = lines[at].len() - lines[at].trim_start().len();
        let line = format!(
            "{}{one}_{} = {two}({})",
            &lines[at][..blank],
            random.below(90),
            random.below(90)
        );
        lines.insert(at, line);
    }
    lines.join("\n")
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
