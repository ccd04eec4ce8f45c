//! `cargo bench -p bowerbird-connector`: measures the connector on this machine and prints one Markdown table.
//!
//! Everything happens on loopback and in temporary directories on the disk that holds the build, and is gone at the
//! end. What is compared (a suggestion with an echo, one library with another) is measured in turns in one run.

mod client;
mod connecting;
mod corpus;
mod figures;
mod judging;
mod library;
mod program;
mod queries;
mod saving;
mod serving;
mod starting;
mod suggesting;

use std::{env, sync::Arc, thread};

use bytes::Bytes;
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use self::{
    connecting::Connecting,
    corpus::Corpus,
    figures::{SIZES, Table, micros, millis, ratio, times},
    judging::Judging,
    program::Memory,
    saving::Saving,
    serving::Serving,
    starting::{Library, Starting},
    suggesting::Suggesting,
};

/// Texts that are asked about, and texts that are no part of a library.
const QUERIES: usize = 1_000;
const UNSAVED: usize = 1_000;

/// The size of the library that saves are added to.
const SAVED_INTO: usize = SIZES[1];

#[expect(clippy::print_stdout, reason = "the table is what a benchmark is run for")]
fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs benchmarks too, without this argument; only `cargo bench` is to wait for one.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let largest = SIZES[SIZES.len() - 1];
    let Corpus {
        found,
        saved,
        unsaved,
    } = corpus::gather(largest, UNSAVED)?;
    let bytes: usize = saved.iter().map(String::len).sum();
    println!(
        "{} functions and blocks found in cargo's registry, {} bytes each on average; {} cores.\n",
        found,
        bytes / saved.len(),
        thread::available_parallelism()?,
    );
    println!("{}", measure(&saved, &unsaved)?.markdown());
    Ok(())
}

fn measure(saved: &[String], unsaved: &[String]) -> anyhow::Result<Table> {
    // On a thread of its own the client would be woken across cores; on this one it is as light as can be.
    let client = runtime::Builder::new_current_thread().enable_all().build()?;
    let mut table = Table::default();
    let mut prepared = Vec::new();
    for size in SIZES {
        let texts = &saved[..size];
        // The temporary directory of many systems is in memory, where nothing is ever flushed.
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        library::fill(dir.path(), texts)?;
        let known = if texts.is_empty() { unsaved } else { texts };
        let queries = queries::mix(known, unsaved, QUERIES);
        let questions = client::questions(&queries);
        if size > 0 {
            let judging = judging::measure(texts, &queries);
            judging_rows(&mut table, size, &judging);
            let serving = Serving::start(dir.path())?;
            for suggesting in suggesting::measure(&client, &serving, &questions)? {
                suggesting_rows(&mut table, size, &suggesting, &judging);
            }
            if size == SAVED_INTO {
                connecting_rows(&mut table, &connecting::measure(&client, &serving)?);
            }
            serving.stop()?;
        }
        prepared.push((size, dir, questions));
    }
    saving_rows(&mut table, &saves(&client, saved, unsaved)?);
    starting_rows(&mut table, &starts(&client, saved, &prepared)?);
    Ok(table)
}

fn saves(client: &Runtime, saved: &[String], unsaved: &[String]) -> anyhow::Result<Saving> {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    library::fill(dir.path(), &saved[..SAVED_INTO])?;
    let serving = Serving::start(dir.path())?;
    let saving = saving::measure(client, &serving, unsaved, dir.path())?;
    serving.stop()?;
    Ok(saving)
}

fn starts(
    client: &Runtime,
    saved: &[String],
    prepared: &[(usize, TempDir, Arc<[Bytes]>)],
) -> anyhow::Result<Vec<(usize, Starting)>> {
    let libraries: Vec<_> = prepared
        .iter()
        .map(|(size, dir, questions)| Library {
            size: *size,
            data_dir: dir.path(),
            texts: &saved[..*size],
            questions,
        })
        .collect();
    let measured = starting::measure(client, &libraries)?;
    Ok(libraries
        .iter()
        .map(|library| library.size)
        .zip(measured)
        .collect())
}

fn judging_rows(table: &mut Table, size: usize, judging: &Judging) {
    table.set("engine: building the index", size, millis(judging.build));
    let judge = judging.judge;
    table.set("engine: judging a text, p50", size, micros(judge.p50));
    table.set("engine: judging a text, p99", size, micros(judge.p99));
    table.set(
        "engine on all cores: a text's share of the time",
        size,
        micros(judging.each_on_all_cores),
    );
}

fn suggesting_rows(table: &mut Table, size: usize, measured: &Suggesting, judging: &Judging) {
    let concurrency = measured.concurrency;
    let (suggestion, echo) = (measured.suggestion.latency, measured.echo.latency);
    let at = match concurrency {
        1 => "1 client".to_owned(),
        many => format!("{many} clients"),
    };
    let mut set = |what: &str, figure| table.set(format!("{what}, {at}"), size, figure);
    set("suggestion over HTTP p50", micros(suggestion.p50));
    set("suggestion over HTTP p99", micros(suggestion.p99));
    set("echo of the same body p50", micros(echo.p50));
    set("echo of the same body p99", micros(echo.p99));
    set("suggestion / echo, p50", ratio(suggestion.p50, echo.p50));
    set("suggestion / echo, p99", ratio(suggestion.p99, echo.p99));
    let bound = judging.judge.p50 + 2 * echo.p50;
    set(
        "suggestion / (engine + 2 echoes), p50",
        ratio(suggestion.p50, bound),
    );
    if concurrency > 1 {
        // Who asks while others are served waits for them as well, so it is the work that is compared.
        let (suggestion, echo) = (measured.suggestion.each, measured.echo.each);
        let bound = judging.each_on_all_cores + 2 * echo;
        set("a suggestion's share of the time", micros(suggestion));
        set("an echo's share of the time", micros(echo));
        set(
            "shares: suggestion / (engine + 2 echoes)",
            ratio(suggestion, bound),
        );
    }
}

fn connecting_rows(table: &mut Table, Connecting { guarded, bare }: &Connecting) {
    let mut set = |row: &str, figure| table.set(row, SAVED_INTO, figure);
    set("a new connection and its first answer, p50", micros(guarded.p50));
    set("the same with nothing checked, p50", micros(bare.p50));
    set("checked / not checked, p50", ratio(guarded.p50, bare.p50));
}

fn saving_rows(table: &mut Table, saving: &Saving) {
    let mut set = |row: &str, figure| table.set(row, SAVED_INTO, figure);
    let rate = |per_second: f64| format!("{per_second:.0} /s");
    set("disk: bare 4 KiB appends, each flushed", rate(saving.disk));
    set("durable saves over HTTP, 1 client", rate(saving.http_1));
    set("durable saves over HTTP, 8 clients", rate(saving.http_8));
    set(
        "durable saves over HTTP, 8 clients, language not sent",
        rate(saving.http_8_undeclared),
    );
    set("durable saves over HTTP, 32 clients", rate(saving.http_32));
    set(
        "sharing flushes: 32 clients / 1",
        times(saving.http_32 / saving.http_1),
    );
    set("durable saves at the service, 1 thread", rate(saving.service_1));
    set(
        "durable saves at the service, 32 threads",
        rate(saving.service_32),
    );
    set(
        "sharing flushes: 32 threads / 1",
        times(saving.service_32 / saving.service_1),
    );
}

fn starting_rows(table: &mut Table, measured: &[(usize, Starting)]) {
    let empty = measured.iter().find(|(size, _)| *size == 0);
    let memory = |memory: Option<Memory>| {
        memory.map_or("not measured here".to_owned(), |memory| {
            let mib = |bytes: u64| format!("{}.{}", bytes >> 20, (bytes >> 10) % 1024 * 10 / 1024);
            format!("{} / {} MiB", mib(memory.rss), mib(memory.pss))
        })
    };
    for (size, starting) in measured {
        let mut set = |row: &str, figure| table.set(row, *size, figure);
        set(
            "from start to the first right suggestion",
            millis(starting.until_answered),
        );
        if let Some((_, empty)) = empty {
            set(
                "the same / with an empty library",
                ratio(starting.until_answered, empty.until_answered),
            );
        }
        set(
            "from start to a renamed copy recognised, from the snapshot",
            millis(starting.until_recognised),
        );
        if let Some((_, empty)) = empty {
            set(
                "renamed, from the snapshot / with an empty library",
                ratio(starting.until_recognised, empty.until_recognised),
            );
        }
        set(
            "renamed, after a kill and without a snapshot",
            millis(starting.until_relearnt),
        );
        set("memory after the start, RSS / PSS", memory(starting.after_start));
        set(
            "memory after 1,000 suggestions, RSS / PSS",
            memory(starting.after_questions),
        );
    }
}
