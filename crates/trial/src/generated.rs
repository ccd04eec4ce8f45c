//! Makes a set of the development set's kinds from packages that are not in it.

use std::{collections::BTreeMap, path::Path};

use crate::{
    edits,
    functions::Function,
    random::Random,
    set::{Asset, Query, Set, bucket},
    sources::{Part, packages},
    tokens::{hashes, lcs, similarity},
};

/// Tokens of a function that is asked about.
const TOKENS: std::ops::RangeInclusive<usize> = 12..=700;
/// Lines of a short one: accessors, constructors, what is alike because there is one way to write it.
const SHORT: usize = 6;

/// How much is taken of one package.
struct Amount {
    assets: usize,
    /// Functions in each bucket of similarity.
    editions: usize,
    /// Edited copies of an asset: one of so many assets is copied.
    copied: usize,
    /// Functions of a package of strangers; half of them short, where there are so many.
    strangers: usize,
}

impl Amount {
    /// There cannot be too many to fit on; a test shall not take minutes.
    const fn of(part: Part) -> Self {
        match part {
            Part::Fit => Self {
                assets: 300,
                editions: 40,
                copied: 2,
                strangers: 120,
            },
            Part::Test => Self {
                assets: 130,
                editions: 12,
                copied: 3,
                strangers: 40,
            },
        }
    }
}

/// The set of a part, from the packages under `root`; empty where none was fetched.
pub(crate) fn set(root: &Path, part: Part) -> Set {
    let (mut random, amount) = (Random::new(7), Amount::of(part));
    let mut set = Set {
        name: if part == Part::Fit { "fitted" } else { "held-out" },
        ..Set::default()
    };
    let mut assets: Vec<Function> = Vec::new();
    let all = packages();
    let of_part = || all.iter().filter(|package| package.part == part);
    // What a copy is embedded in: no asset, or two answers would be right.
    let around: Vec<Function> = of_part()
        .filter(|package| package.old.is_none())
        .flat_map(|package| of_size(package.functions(root, package.new)).into_values())
        .filter(|function| function.text.lines().count() <= 20)
        .collect();
    for package in of_part() {
        let new = of_size(package.functions(root, package.new));
        let Some(old) = package.old else {
            set.queries.extend(strangers(new, amount.strangers, &mut random));
            continue;
        };
        let old = of_size(package.functions(root, old));
        let editions = editions(&old, &new, amount.editions, &mut random);
        // What has a later edition first, then others, so that a library is not made of the answers alone.
        let mut chosen: Vec<(&Function, Vec<&(String, Function)>)> = Vec::new();
        for edition in &editions {
            if let Some(function) = old.get(&edition.1.name) {
                chosen.push((function, vec![edition]));
            }
        }
        let mut rest: Vec<&Function> = old.values().collect();
        random.shuffle(&mut rest);
        rest.retain(|f| !editions.iter().any(|(_, e)| e.name == f.name));
        chosen.extend(rest.into_iter().map(|function| (function, Vec::new())));
        chosen.truncate(amount.assets.max(editions.len()));
        for (number, (function, editions)) in chosen.iter().enumerate() {
            let place = assets.len();
            assets.push((*function).clone());
            for (bucket, edition) in editions {
                set.queries
                    .push(query("T3", bucket, edition, edition.text.clone(), place));
            }
            if number % amount.copied == 0 {
                set.queries.extend(edited(
                    function,
                    number / amount.copied,
                    place,
                    &around,
                    &mut random,
                ));
            }
        }
    }
    set.assets = assets
        .into_iter()
        .map(|function| Asset {
            language: Some(function.language),
            text: function.text,
        })
        .collect();
    shuffle(&mut set, &mut random);
    set
}

fn of_size(functions: BTreeMap<String, Function>) -> BTreeMap<String, Function> {
    let mut functions = functions;
    functions.retain(|_, function| TOKENS.contains(&hashes(&function.text).len()));
    functions
}

/// The functions that a later release has in another edition, with the bucket of their similarity.
fn editions(
    old: &BTreeMap<String, Function>,
    new: &BTreeMap<String, Function>,
    most: usize,
    random: &mut Random,
) -> Vec<(String, Function)> {
    let mut names: Vec<&String> = old.keys().filter(|name| new.contains_key(*name)).collect();
    random.shuffle(&mut names);
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let mut editions = Vec::new();
    for name in names {
        let (before, after) = (hashes(&old[name].text), hashes(&new[name].text));
        let Some(bucket) = bucket(similarity(&before, &after)).filter(|_| before != after) else {
            continue;
        };
        let count = count.entry(bucket).or_default();
        *count += 1;
        if *count <= most {
            editions.push((bucket.to_owned(), new[name].clone()));
        }
    }
    editions
}

/// The copy of an asset that its number asks for, if it can be made.
fn edited(
    function: &Function,
    number: usize,
    place: usize,
    around: &[Function],
    random: &mut Random,
) -> Option<Query> {
    let (text, literals) = (&function.text, random.below(3) == 0);
    let sub = if literals { "lit" } else { "nolit" };
    let mut another = || {
        let of_language: Vec<&Function> = around
            .iter()
            .filter(|f| f.language == function.language)
            .collect();
        of_language
            .get(random.below(of_language.len()))
            .map_or("", |f| f.text.as_str())
    };
    let (before, after) = (another(), another());
    let made = match number % 5 {
        0 => Some(("T1", "layout", edits::layout(text, function.language, random))),
        1 => edits::renamed(text, false, literals, random).map(|copy| ("T2", sub, copy)),
        2 => edits::renamed(text, true, literals, random).map(|copy| ("T2B", sub, copy)),
        3 => edits::slice(text, random)
            .filter(|copy| hashes(copy).len() >= 12)
            .map(|copy| ("T4S", "slice", copy)),
        _ => Some(("T4E", "embed", edits::embedded(text, before, after))),
    };
    made.map(|(kind, sub, copy)| query(kind, sub, function, copy, place))
}

fn query(kind: &str, sub: &str, of: &Function, text: String, place: usize) -> Query {
    Query {
        kind: kind.to_owned(),
        sub: sub.to_owned(),
        language: Some(of.language),
        text,
        truth: vec![place],
    }
}

/// Functions of a package that is not in the library.
fn strangers(functions: BTreeMap<String, Function>, count: usize, random: &mut Random) -> Vec<Query> {
    let mut functions: Vec<Function> = functions.into_values().collect();
    random.shuffle(&mut functions);
    let short = |function: &Function| function.text.lines().count() <= SHORT;
    let (hard, plain): (Vec<Function>, Vec<Function>) = functions.into_iter().partition(short);
    let hard = hard.into_iter().take(count / 2);
    let plain = plain.into_iter().take(count / 2);
    hard.chain(plain)
        .map(|function| Query {
            kind: "NEG".to_owned(),
            sub: if short(&function) { "hard" } else { "plain" }.to_owned(),
            language: Some(function.language),
            text: function.text,
            truth: Vec::new(),
        })
        .collect()
}

/// Puts the assets into another order, so that the first thousand are of all packages.
fn shuffle(set: &mut Set, random: &mut Random) {
    let mut order: Vec<usize> = (0..set.assets.len()).collect();
    random.shuffle(&mut order);
    let mut place = vec![0; order.len()];
    for (now, before) in order.iter().enumerate() {
        place[*before] = now;
    }
    set.assets = order.iter().map(|before| set.assets[*before].clone()).collect();
    for query in &mut set.queries {
        query.truth.iter_mut().for_each(|truth| *truth = place[*truth]);
    }
}

/// How alike a query and an asset are in the sense of the query's kind.
pub(crate) fn likeness(kind: &str, query: &str, asset: &str) -> f64 {
    if kind != "T2B" {
        return similarity(&hashes(query), &hashes(asset));
    }
    // Renamed throughout: names count by the order in which they come up.
    let (query, asset) = (numbered(query), numbered(asset));
    2.0 * lcs(&query, &asset) as f64 / (query.len() + asset.len()).max(1) as f64
}

fn numbered(text: &str) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    crate::tokens::tokens(text)
        .into_iter()
        .map(|token| {
            if !token.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return token.to_owned();
            }
            let number = names.iter().position(|name| *name == token).unwrap_or_else(|| {
                names.push(token);
                names.len() - 1
            });
            number.to_string()
        })
        .collect()
}
