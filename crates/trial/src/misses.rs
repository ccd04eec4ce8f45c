//! Prints each copy whose right asset is not the first that is offered, with what stood before it.

use std::path::Path;

use anyhow::Result;
use engine::Analysis;

use crate::{
    development, generated,
    generated::likeness,
    methods::{Method, Own, place},
    recognition,
    report::say,
    set::Query,
    sources::{self, Part},
    truth,
};

/// Candidates among which a right asset is looked for that is none of those that are compared.
const FAR: usize = 400;

/// Prints the misses of these kinds, of the development set and of the packages that were held out.
pub(crate) fn print(packages: &Path, sizes: &[usize], kinds: &[String]) -> Result<()> {
    let filler = sources::filler(packages, Part::Test)?.functions;
    let sets = development::load()?
        .into_iter()
        .chain([generated::set(packages, Part::Test)]);
    for set in sets {
        for size in sizes {
            let library = recognition::library(&set, &filler, *size);
            let own = Own::new(&library);
            let mut far = engine::Engine::with_config(engine::Config {
                candidates: FAR,
                ..engine::Config::default()
            });
            far.extend(
                library
                    .iter()
                    .enumerate()
                    .map(|(place, text)| (crate::methods::asset_id(place), engine::Sketch::of(text))),
            );
            for query in recognition::answerable(&set, library.len()) {
                if !kinds.contains(&query.rows()[0]) {
                    continue;
                }
                let answer = own.answer(&query.text)?;
                let Some(query) = truth::completed(&query, &answer.ranked, &library) else {
                    continue;
                };
                let right = |place: &usize| query.truth.contains(place);
                let missed = match query.truth.is_empty() {
                    true => answer.reuse,
                    false => !(answer.reuse && answer.ranked.first().is_some_and(right)),
                };
                if missed {
                    say(&format!("==== {} {} of {size}", set.name, query.rows()[0]));
                    tell(&own, &far, &query, &library);
                }
            }
        }
    }
    Ok(())
}

fn tell(own: &Own, far: &engine::Engine, query: &Query, library: &[&str]) {
    let analysis = Analysis::of(&query.text);
    let suggestion = own.0.judge(&analysis);
    let worth = analysis.worth();
    let measures = own.0.measures(&analysis);
    let places: Vec<usize> = suggestion.matches.iter().map(|m| place(m.asset)).collect();
    let rank = places.iter().position(|place| query.truth.contains(place));
    let retrieved = far
        .measures(&analysis)
        .iter()
        .position(|(id, _)| query.truth.contains(&place(*id)));
    say(&format!(
        "{worth:?}; right: ranked {rank:?}, retrieved {retrieved:?}; {} compared",
        measures.len()
    ));
    for (m, at) in suggestion.matches.iter().zip(&places) {
        let mark = if query.truth.contains(at) { "*" } else { " " };
        say(&format!(
            "{mark} {:.4} alike {:.3} by number {:.3}",
            1.0 - m.difference,
            likeness(&query.kind, &query.text, library[*at]),
            likeness("T2B", &query.text, library[*at]),
        ));
    }
    say(&format!("---- copied\n{}", query.text));
    for (name, at) in [("first", places.first()), ("right", query.truth.first())] {
        if let Some(at) = at {
            say(&format!("---- {name} {at}\n{}", library[*at]));
        }
    }
}
