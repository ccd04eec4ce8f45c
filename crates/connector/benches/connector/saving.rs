//! Measures durable saves per second, over HTTP and at the service, next to what the disk does by itself.

use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use connector::{Seed, UserReaction};
use domain::Language;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    client::{post_all, seed},
    figures::median,
    library::EXTENSION,
    queries::renamed,
    serving::Serving,
};

const ROUNDS: usize = 5;

/// Saves per second, each the median of several rounds.
pub(crate) struct Saving {
    /// A record appended to a file and put on disk, one after the other.
    pub(crate) disk: f64,
    pub(crate) http_1: f64,
    pub(crate) http_8: f64,
    /// With no extension, so that the language is found by reading the text.
    pub(crate) http_8_undeclared: f64,
    pub(crate) http_32: f64,
    pub(crate) service_1: f64,
    pub(crate) service_32: f64,
}

/// Makes texts that were never saved.
struct Fresh<'a> {
    texts: &'a [String],
    next: usize,
}

impl Fresh<'_> {
    fn take(&mut self, count: usize) -> Vec<String> {
        let numbers = self.next..self.next + count;
        self.next += count;
        let fresh = |n: usize| renamed(&self.texts[n % self.texts.len()], n);
        numbers.map(fresh).collect()
    }
}

/// How many saves make a round: enough for a stable figure, few enough for a slow disk.
fn saves(concurrency: usize) -> usize {
    (concurrency * 40).max(160)
}

pub(crate) fn measure(
    client: &Runtime,
    serving: &Serving,
    texts: &[String],
    data_dir: &Path,
) -> anyhow::Result<Saving> {
    let mut fresh = Fresh { texts, next: 0 };
    let mut rounds: [Vec<f64>; 7] = Default::default();
    for _ in 0..ROUNDS {
        let mut http = |concurrency, extension| {
            let texts = fresh.take(saves(concurrency));
            over_http(client, serving, &texts, concurrency, extension)
        };
        let known = Some(EXTENSION);
        let figures = [
            disk(data_dir)?,
            http(1, known)?,
            http(8, known)?,
            http(8, None)?,
            http(32, known)?,
            at_service(serving, fresh.take(saves(1)), 1)?,
            at_service(serving, fresh.take(saves(32)), 32)?,
        ];
        for (round, figure) in rounds.iter_mut().zip(figures) {
            round.push(figure);
        }
    }
    let [
        disk,
        http_1,
        http_8,
        http_8_undeclared,
        http_32,
        service_1,
        service_32,
    ] = rounds.map(median);
    Ok(Saving {
        disk,
        http_1,
        http_8,
        http_8_undeclared,
        http_32,
        service_1,
        service_32,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of some thousands are exact")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn disk(data_dir: &Path) -> anyhow::Result<f64> {
    const RECORD: &[u8] = &[b'x'; 4096];
    let path = data_dir.join("appended");
    let mut file = File::create(&path)?;
    let began = Instant::now();
    for _ in 0..saves(1) {
        file.write_all(RECORD)?;
        file.sync_data()?;
    }
    let time = began.elapsed();
    std::fs::remove_file(path)?;
    Ok(per_second(saves(1), time))
}

fn over_http(
    client: &Runtime,
    serving: &Serving,
    texts: &[String],
    concurrency: usize,
    extension: Option<&str>,
) -> anyhow::Result<f64> {
    let body =
        |text: &String| Bytes::from(json!({ "save": true, "seed": seed(text, extension) }).to_string());
    let bodies: Arc<[Bytes]> = texts.iter().map(body).collect();
    let before = serving.service.asset_count();
    let (_, time) = client.block_on(post_all(&serving.reaction, &bodies, concurrency))?;
    all_saved(serving, before, texts.len())?;
    Ok(per_second(texts.len(), time))
}

fn at_service(serving: &Serving, texts: Vec<String>, threads: usize) -> anyhow::Result<f64> {
    let reaction = |text: String| UserReaction {
        save: true,
        reuse: None,
        seed: Seed {
            text: Some(text),
            language: Some(Language::from_static(EXTENSION)),
            ..Seed::default()
        },
    };
    let reactions: Vec<UserReaction> = texts.into_iter().map(reaction).collect();
    let (before, began) = (serving.service.asset_count(), Instant::now());
    thread::scope(|scope| {
        let (service, application) = (&serving.service, serving.application.id);
        let workers: Vec<_> = reactions
            .chunks(reactions.len().div_ceil(threads))
            .map(|mine| {
                scope.spawn(move || {
                    mine.iter()
                        .try_for_each(|one| service.react(application, one).map(|_| ()))
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })?;
    let time = began.elapsed();
    all_saved(serving, before, reactions.len())?;
    Ok(per_second(reactions.len(), time))
}

/// A save that found its text there already would be no save.
fn all_saved(serving: &Serving, before: usize, count: usize) -> anyhow::Result<()> {
    let saved = serving.service.asset_count() - before;
    anyhow::ensure!(saved == count, "{saved} of {count} texts were saved");
    Ok(())
}
