//! Measures suggestions over HTTP next to an echo of the same bodies, in turns, so that noise meets both.

use bytes::Bytes;
use std::sync::Arc;
use tokio::runtime::Runtime;

use crate::{
    client::{Route, post_all},
    figures::Latency,
    serving::Serving,
};

/// How many clients ask at once.
pub(crate) const CONCURRENCIES: [usize; 2] = [1, 8];

const ROUNDS: usize = 9;

pub(crate) struct Suggesting {
    pub(crate) concurrency: usize,
    pub(crate) suggestion: Latency,
    pub(crate) echo: Latency,
}

pub(crate) fn measure(
    client: &Runtime,
    serving: &Serving,
    questions: &Arc<[Bytes]>,
) -> anyhow::Result<Vec<Suggesting>> {
    let mut all = Vec::new();
    for concurrency in CONCURRENCIES {
        let round = |route: &Route| {
            let (times, _) = client.block_on(post_all(route, questions, concurrency))?;
            anyhow::Ok(Latency::of(times))
        };
        let (mut suggestions, mut echoes) = (Vec::new(), Vec::new());
        for n in 0..=ROUNDS {
            let (echo, suggestion) = (round(&serving.echo)?, round(&serving.suggestion)?);
            // The first round warms both up.
            if n > 0 {
                echoes.push(echo);
                suggestions.push(suggestion);
            }
        }
        all.push(Suggesting {
            concurrency,
            suggestion: Latency::median(&suggestions),
            echo: Latency::median(&echoes),
        });
    }
    Ok(all)
}
