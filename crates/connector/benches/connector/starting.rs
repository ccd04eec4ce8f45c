//! Measures starting the program on libraries of every size, in turns, and the memory that it then occupies.

use std::{path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::runtime::Runtime;

use crate::{
    figures::median,
    library,
    program::{Memory, Program, Right},
    queries::renamed,
};

const ROUNDS: usize = 9;
/// Of starts that read everything: each takes long.
const COLD_ROUNDS: usize = 3;

/// A data directory, with the texts of its library.
pub(crate) struct Library<'a> {
    pub(crate) size: usize,
    pub(crate) data_dir: &'a Path,
    pub(crate) texts: &'a [String],
    pub(crate) questions: &'a Arc<[Bytes]>,
}

pub(crate) struct Starting {
    /// Until a text that is kept was answered, after a clean end.
    pub(crate) until_answered: Duration,
    /// Until a copy with other names was recognised, which takes the index: from its snapshot.
    pub(crate) until_recognised: Duration,
    /// The same after a kill, without a snapshot: everything is read, and the index made anew.
    pub(crate) until_relearnt: Duration,
    pub(crate) after_start: Option<Memory>,
    pub(crate) after_questions: Option<Memory>,
}

/// One figure for each library.
pub(crate) fn measure(client: &Runtime, libraries: &[Library<'_>]) -> anyhow::Result<Vec<Starting>> {
    let start = |library: &Library<'_>, round: usize| {
        let n = round * 31;
        match library.texts.get(n) {
            Some(text) => {
                let right = Right::Asset(library::asset_id(n));
                Program::start(client, library.data_dir, text, right)
            }
            None => Program::start(
                client,
                library.data_dir,
                "fn main() { run(1, 2); }",
                Right::Nothing,
            ),
        }
    };
    let start_renamed = |library: &Library<'_>, round: usize| {
        // The longest of some: there is no doubt about it, as there may be about a line with other names.
        let some = library.texts.iter().skip(round * 31).take(31);
        match some.max_by_key(|text| text.len()) {
            Some(text) => Program::start(client, library.data_dir, &renamed(text, round), Right::Some),
            None => start(library, round),
        }
    };
    let mut times: Vec<[Vec<Duration>; 3]> = libraries.iter().map(|_| Default::default()).collect();
    // The first round reads everything into the system's cache, and ends with a snapshot.
    for round in 0..=ROUNDS {
        for (library, [answered, recognised, relearnt]) in libraries.iter().zip(&mut times) {
            let program = start(library, round)?;
            let until_answered = program.until_answered;
            program.stop()?;
            if round == 0 {
                continue;
            }
            answered.push(until_answered);
            let program = start_renamed(library, round)?;
            recognised.push(program.until_answered);
            if round > COLD_ROUNDS {
                program.stop()?;
                continue;
            }
            program.kill()?;
            // There is none where it was killed before it could make one.
            let _ = std::fs::remove_file(library.data_dir.join("store").join("derived"));
            let program = start_renamed(library, round)?;
            relearnt.push(program.until_answered);
            program.stop()?;
        }
    }
    libraries
        .iter()
        .zip(times)
        .map(|(library, [answered, recognised, relearnt])| {
            let program = start(library, 1)?;
            let after_start = program.memory();
            program.ask(client, library.questions)?;
            let after_questions = program.memory();
            program.stop()?;
            Ok(Starting {
                until_answered: median(answered),
                until_recognised: median(recognised),
                until_relearnt: median(relearnt),
                after_start,
                after_questions,
            })
        })
        .collect()
}
