//! Measures what a new connection costs: with everything that is asked before and after, and without.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::{
    client::{Route, get},
    figures::Latency,
    serving::Serving,
};

const ROUNDS: usize = 9;

/// Connections in a round.
const CONNECTIONS: usize = 500;

/// A new connection and its first answer.
pub(crate) struct Connecting {
    /// Where it is asked whose the connection is, and the request passes the guard.
    pub(crate) guarded: Latency,
    /// Where neither is.
    pub(crate) bare: Latency,
}

pub(crate) fn measure(client: &Runtime, serving: &Serving) -> anyhow::Result<Connecting> {
    let round = |route: &Route| {
        let times = client.block_on(async {
            let mut times = Vec::with_capacity(CONNECTIONS);
            for _ in 0..CONNECTIONS {
                let began = Instant::now();
                get(route.clone()).await?;
                times.push(began.elapsed());
            }
            anyhow::Ok::<Vec<Duration>>(times)
        })?;
        anyhow::Ok(Latency::of(times))
    };
    let (mut guarded, mut bare) = (Vec::new(), Vec::new());
    for n in 0..=ROUNDS {
        let one_of_each = (round(&serving.health)?, round(&serving.bare_health)?);
        // The first round warms both up.
        if n > 0 {
            guarded.push(one_of_each.0);
            bare.push(one_of_each.1);
        }
    }
    Ok(Connecting {
        guarded: Latency::median(&guarded),
        bare: Latency::median(&bare),
    })
}
