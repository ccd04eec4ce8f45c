//! Measures the engine on its own: building its index, and judging a text from its bytes.

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use engine::{Analysis, Engine};

use crate::{
    figures::{Latency, median, share},
    library,
};

const BUILDS: usize = 3;
const ROUNDS: usize = 5;

pub(crate) struct Judging {
    pub(crate) build: Duration,
    pub(crate) judge: Latency,
    /// What one text takes of the time where every core judges.
    pub(crate) each_on_all_cores: Duration,
}

pub(crate) fn measure(texts: &[String], queries: &[String]) -> Judging {
    let mut engine = Engine::new();
    let build = median((0..BUILDS).map(|_| {
        let began = Instant::now();
        engine = Engine::new();
        for (n, text) in texts.iter().enumerate() {
            engine.insert(library::asset_id(n), &Analysis::of(text));
        }
        began.elapsed()
    }));
    let judge_all = || {
        let judge = |query: &String| {
            let began = Instant::now();
            black_box(engine.judge(&Analysis::of(black_box(query))));
            began.elapsed()
        };
        queries.iter().map(judge).collect()
    };
    let round = || Latency::of(judge_all());
    round();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round()).collect();
    let cores = thread::available_parallelism().map_or(1, Into::into);
    let each_on_all_cores = median((0..ROUNDS).map(|_| {
        let began = Instant::now();
        thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(judge_all);
            }
        });
        share(began.elapsed(), queries.len() * cores)
    }));
    Judging {
        build,
        judge: Latency::median(&rounds),
        each_on_all_cores,
    }
}
