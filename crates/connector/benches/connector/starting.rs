//! Measures starting the program on libraries of every size, in turns, and the memory that it then occupies.

use std::{path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::runtime::Runtime;

use crate::{
    figures::median,
    library,
    program::{Memory, Program},
};

const ROUNDS: usize = 9;

/// A data directory, with the texts of its library.
pub(crate) struct Library<'a> {
    pub(crate) size: usize,
    pub(crate) data_dir: &'a Path,
    pub(crate) texts: &'a [String],
    pub(crate) questions: &'a Arc<[Bytes]>,
}

pub(crate) struct Starting {
    pub(crate) until_answered: Duration,
    pub(crate) after_start: Option<Memory>,
    pub(crate) after_questions: Option<Memory>,
}

/// One figure for each library.
pub(crate) fn measure(client: &Runtime, libraries: &[Library<'_>]) -> anyhow::Result<Vec<Starting>> {
    let start = |library: &Library<'_>, round: usize| {
        let n = round * 31;
        match library.texts.get(n) {
            Some(text) => Program::start(client, library.data_dir, text, Some(library::asset_id(n))),
            None => Program::start(client, library.data_dir, "fn main() { run(1, 2); }", None),
        }
    };
    let mut times = vec![Vec::new(); libraries.len()];
    // The first round reads everything into the system's cache.
    for round in 0..=ROUNDS {
        for (library, times) in libraries.iter().zip(&mut times) {
            let program = start(library, round)?;
            if round > 0 {
                times.push(program.until_answered);
            }
            program.stop()?;
        }
    }
    libraries
        .iter()
        .zip(times)
        .map(|(library, times)| {
            let program = start(library, 1)?;
            let after_start = program.memory();
            program.ask(client, library.questions)?;
            let after_questions = program.memory();
            program.stop()?;
            Ok(Starting {
                until_answered: median(times),
                after_start,
                after_questions,
            })
        })
        .collect()
}
