//! Gathers what the decision is made from, with what would be right.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Result;
use engine::{Analysis, Measures};

use crate::{
    development, generated,
    methods::{Method, Own, place},
    recognition,
    set::{Query, Set},
    sources::{self, Part},
    truth,
};

/// A query with all assets that were compared with it in full.
pub(crate) struct Case {
    pub(crate) query: Query,
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
            .map(|(id, measures)| (query.truth.contains(&place(id)), measures))
            .collect();
        cases.push(Case {
            query,
            size: library.len(),
            pairs,
        });
    }
    Ok(cases)
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
            for size in sizes {
                for (number, case) in cases(set, &filler, *size)?.iter().enumerate() {
                    for (right, measures) in &case.pairs {
                        let query = &case.query;
                        let language = query.language.map_or("-", crate::functions::Language::name);
                        write!(
                            out,
                            "{}\t{}\t{number}\t{}\t{}\t{language}\t{}",
                            set.name,
                            case.size,
                            query.kind,
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
