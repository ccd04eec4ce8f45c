//! Measures suggestions over HTTP next to an echo of the same bodies, in turns, so that noise meets both.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::runtime::Runtime;

use crate::{
    client::{Route, post_all},
    figures::{Latency, median, share},
    serving::Serving,
};

/// How many clients ask at once.
pub(crate) const CONCURRENCIES: [usize; 2] = [1, 8];

const ROUNDS: usize = 9;

pub(crate) struct Suggesting {
    pub(crate) concurrency: usize,
    pub(crate) suggestion: Measured,
    pub(crate) echo: Measured,
}

/// What a route took.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// From a request to its answer.
    pub(crate) latency: Latency,
    /// What one request took of the time of all, which went side by side.
    pub(crate) each: Duration,
}

impl Measured {
    fn median(rounds: &[Self]) -> Self {
        Self {
            latency: Latency::median(&rounds.iter().map(|round| round.latency).collect::<Vec<_>>()),
            each: median(rounds.iter().map(|round| round.each)),
        }
    }
}

pub(crate) fn measure(
    client: &Runtime,
    serving: &Serving,
    questions: &Arc<[Bytes]>,
) -> anyhow::Result<Vec<Suggesting>> {
    let mut all = Vec::new();
    for concurrency in CONCURRENCIES {
        let round = |route: &Route| {
            let (times, all) = client.block_on(post_all(route, questions, concurrency))?;
            let each = share(all, times.len());
            let latency = Latency::of(times);
            anyhow::Ok(Measured { latency, each })
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
            suggestion: Measured::median(&suggestions),
            echo: Measured::median(&echoes),
        });
    }
    Ok(all)
}
