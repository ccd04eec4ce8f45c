//! Measures the engine on its own: building its index, and judging a text from its bytes.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use engine::{Analysis, Engine};

use crate::{
    figures::{Latency, median},
    library,
};

const BUILDS: usize = 3;
const ROUNDS: usize = 5;

pub(crate) struct Judging {
    pub(crate) build: Duration,
    pub(crate) judge: Latency,
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
    let round = || {
        let judge = |query: &String| {
            let began = Instant::now();
            black_box(engine.judge(&Analysis::of(black_box(query))));
            began.elapsed()
        };
        Latency::of(queries.iter().map(judge).collect())
    };
    round();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round()).collect();
    Judging {
        build,
        judge: Latency::median(&rounds),
    }
}
