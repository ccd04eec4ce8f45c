//! Gathers what the decision is made from, with what would be right.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Result;
use engine::{Analysis, Measures};

use crate::{
    development,
    few::{self, Question},
    generated,
    methods::{Method, Own, place},
    recognition,
    set::{Query, Set},
    sources::{self, Part},
    truth,
};

/// A query with all assets that were compared with it in full.
pub(crate) struct Case {
    pub(crate) query: Query,
    /// The row of a table that it counts in.
    pub(crate) row: String,
    pub(crate) size: usize,
    /// Whether each is right, and its measures. One that is the same after normalisation needs no decision and is left out.
    pub(crate) pairs: Vec<(bool, Measures)>,
}

/// The cases of a set at one size of the library.
pub(crate) fn cases(set: &Set, filler: &[crate::functions::Function], size: usize) -> Result<Vec<Case>> {
    let library = recognition::library(set, filler, size);
    let own = Own::new(&library);
    let mut cases = Vec::new();
    for query in recognition::answerable(set, library.len()) {
        let near = own.answer(&query.text)?.ranked;
        let Some(query) = truth::completed(&query, &near, &library) else {
            continue;
        };
        let measured = own.0.measures(&Analysis::of(&query.text));
        if measured.len() < near.len() || matches!(query.kind.as_str(), "TRIVIAL" | "WORTH") {
            continue;
        }
        let pairs = measured
            .into_iter()
            .filter_map(|(id, measures)| Some((query.truth.contains(&place(id)), measures?)))
            .collect();
        cases.push(Case {
            row: query.rows().swap_remove(0),
            query,
            size: library.len(),
            pairs,
        });
    }
    Ok(cases)
}

/// The cases of libraries of a few.
pub(crate) fn cases_of_few(
    set: &Set,
    filler: &[crate::functions::Function],
    part: Part,
    size: usize,
) -> Vec<Case> {
    let questions = few::questions(set, filler, part, size).into_iter();
    questions
        .map(|Question { query, library, row }| {
            let library: Vec<&str> = library.iter().map(String::as_str).collect();
            let measured = Own::new(&library).0.measures(&Analysis::of(&query.text));
            let pairs = measured
                .into_iter()
                .filter_map(|(id, measures)| Some((query.truth.contains(&place(id)), measures?)))
                .collect();
            Case {
                query,
                row: row.to_owned(),
                size,
                pairs,
            }
        })
        .collect()
}

/// Writes them for a look with other tools.
pub(crate) fn write(packages: &Path, sizes: &[usize], to: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(to)?);
    let mut sets = vec![
        (generated::set(packages, Part::Fit), Part::Fit),
        (generated::set(packages, Part::Test), Part::Test),
    ];
    sets.extend(development::load()?.map(|set| (set, Part::Test)));
    for part in [Part::Fit, Part::Test] {
        let filler = sources::filler(packages, part)?.functions;
        for (set, _) in sets.iter().filter(|(_, of)| *of == part) {
            let mut all = Vec::new();
            for size in sizes {
                all.push(cases(set, &filler, *size)?);
            }
            for size in few::SIZES {
                all.push(cases_of_few(set, &filler, part, size));
            }
            for of_size in &all {
                for (number, case) in of_size.iter().enumerate() {
                    for (right, measures) in &case.pairs {
                        let query = &case.query;
                        let language = query.language.map_or("-", crate::functions::Language::name);
                        write!(
                            out,
                            "{}\t{}\t{number}\t{}\t{}\t{language}\t{}",
                            set.name,
                            case.size,
                            case.row,
                            query.sub,
                            u8::from(*right)
                        )?;
                        for measure in measures {
                            write!(out, "\t{measure:.5}")?;
                        }
                        writeln!(out)?;
                    }
                }
            }
        }
    }
    Ok(())
}
