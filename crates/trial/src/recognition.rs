//! Asks every method every query of a set, at one size of the library, and counts what came.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::{
    few::{self, Question},
    functions::Function,
    methods::{self, Answer, Method, Own},
    set::{Query, Set},
    sources::Part,
    truth,
};

/// What happened to the queries of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) count: usize,
    /// The first that was offered is right.
    pub(crate) first: usize,
    /// One that is right was found, offered or not.
    pub(crate) found: usize,
    /// Something was offered.
    pub(crate) reused: usize,
    /// Saving was offered.
    pub(crate) saved: usize,
}

impl Tally {
    pub(crate) fn share(&self, part: usize) -> f64 {
        part as f64 / self.count.max(1) as f64
    }
}

/// The answers of one method.
pub(crate) struct Outcome {
    pub(crate) method: &'static str,
    pub(crate) answers: Vec<Answer>,
    pub(crate) tallies: BTreeMap<String, Tally>,
}

/// All methods' answers to the queries that a library of this size can be asked.
pub(crate) struct Round {
    pub(crate) queries: Vec<Query>,
    pub(crate) outcomes: Vec<Outcome>,
}

/// The texts of a library: the set's assets, and others until it is full.
pub(crate) fn library<'a>(set: &'a Set, filler: &'a [Function], size: usize) -> Vec<&'a str> {
    let own = set.assets.iter().map(|asset| asset.text.as_str());
    own.chain(filler.iter().map(|function| function.text.as_str()))
        .take(size)
        .collect()
}

/// The queries whose origin is among the first `size` assets.
pub(crate) fn answerable(set: &Set, size: usize) -> Vec<Query> {
    let mut queries = set.queries.clone();
    queries.retain(|query| query.truth.first().is_none_or(|origin| *origin < size));
    for query in &mut queries {
        query.truth.retain(|place| *place < size);
    }
    queries
}

/// Asks everything of a library.
pub(crate) fn round(set: &Set, library: &[&str]) -> Result<Round> {
    let queries = answerable(set, library.len());
    let texts: Vec<&str> = queries.iter().map(|query| query.text.as_str()).collect();
    let mut answers = Vec::new();
    for method in methods::all(library)? {
        answers.push((method.name(), methods::timed(&*method, &texts)?));
    }
    let mut kept = Vec::new();
    let mut outcomes: Vec<Outcome> = answers
        .iter()
        .map(|(method, _)| Outcome {
            method,
            answers: Vec::new(),
            tallies: BTreeMap::new(),
        })
        .collect();
    for (at, query) in queries.iter().enumerate() {
        let mut near: Vec<usize> = answers
            .iter()
            .flat_map(|(_, all)| all[at].ranked.clone())
            .collect();
        near.sort_unstable();
        near.dedup();
        let Some(query) = truth::completed(query, &near, library) else {
            continue;
        };
        for (outcome, (_, all)) in outcomes.iter_mut().zip(&answers) {
            count(&mut outcome.tallies, &query, &query.rows(), &all[at]);
            outcome.answers.push(all[at].clone());
        }
        kept.push(query);
    }
    Ok(Round {
        queries: kept,
        outcomes,
    })
}

/// What the engine answers in libraries of a few.
pub(crate) fn of_few(
    set: &Set,
    filler: &[Function],
    part: Part,
    size: usize,
) -> Result<BTreeMap<String, Tally>> {
    let mut tallies = BTreeMap::new();
    for Question { query, library, row } in few::questions(set, filler, part, size) {
        let library: Vec<&str> = library.iter().map(String::as_str).collect();
        let answer = Own::new(&library).answer(&query.text)?;
        count(&mut tallies, &query, &[row.to_owned()], &answer);
    }
    Ok(tallies)
}

fn count(tallies: &mut BTreeMap<String, Tally>, query: &Query, rows: &[String], answer: &Answer) {
    for row in rows {
        let tally = tallies.entry(row.clone()).or_default();
        let right = |place: &usize| query.truth.contains(place);
        tally.count += 1;
        tally.first += usize::from(answer.reuse && answer.ranked.first().is_some_and(right));
        tally.found += usize::from(answer.ranked.iter().any(right));
        tally.reused += usize::from(answer.reuse);
        tally.saved += usize::from(answer.save);
    }
}
