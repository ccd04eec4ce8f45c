//! Measures in a process of its own what an index takes: memory, and the time to build and to change it.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use engine::{Analysis, Engine};

use crate::{
    methods::asset_id,
    table::{Table, micros, percentiles},
};

/// Texts that are taken in and out of the full index one by one.
const CHANGES: usize = 2_000;

/// Builds the index of these texts in another process and writes what that took. `more` are taken in one by one.
pub(crate) fn measure(table: &mut Table, column: &str, library: &[&str], more: &[&str]) -> Result<()> {
    let path = std::env::temp_dir().join(format!("bowerbird-trial-{}", std::process::id()));
    let more = &more[..more.len().min(CHANGES)];
    let mut bytes = Vec::new();
    bytes.extend((library.len() as u64).to_le_bytes());
    for text in library.iter().chain(more) {
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    fs::write(&path, bytes)?;
    let output = Command::new(std::env::current_exe()?)
        .arg("index")
        .arg(&path)
        .output();
    fs::remove_file(&path)?;
    let output = output?;
    if !output.status.success() {
        bail!(
            "the index was not built: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Some((row, figure)) = line.split_once('\t') {
            table.set(row, column, figure);
        }
    }
    Ok(())
}

/// What the other process does: reads texts from a file, one after the other, and says what their index takes.
pub(crate) fn index(path: &Path, out: &mut impl Write) -> Result<()> {
    let mut file = std::io::BufReader::new(fs::File::open(path)?);
    let count = number(&mut file)?;
    // What the first text brings into memory is the rules' and no index's.
    let _ = Analysis::of("fn first(a: u32) -> u32 {\n    a + 1\n}");
    let before = resident()?;
    let mut engine = Engine::new();
    let mut reading = Duration::ZERO;
    let began = Instant::now();
    let mut failed = None;
    engine.extend((0..count).map_while(|place| {
        let began = Instant::now();
        let analysis = text(&mut file).map(|text| Analysis::of(&text));
        reading += began.elapsed();
        match analysis {
            Ok(analysis) => Some((asset_id(place), analysis)),
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    }));
    if let Some(error) = failed {
        return Err(error);
    }
    let building = began.elapsed() - reading;
    let taken = resident()?.saturating_sub(before);
    let mut inserts = Vec::new();
    let mut place = count;
    while let Ok(text) = text(&mut file) {
        let analysis = Analysis::of(&text);
        let began = Instant::now();
        engine.insert(asset_id(place), &analysis);
        inserts.push(began.elapsed());
        place += 1;
    }
    let removes: Vec<Duration> = (0..count.min(CHANGES))
        .map(|place| {
            let began = Instant::now();
            engine.remove(asset_id(place));
            began.elapsed()
        })
        .collect();
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let mut row = |name: &str, figure: String| writeln!(out, "{name}\t{figure}");
    row("texts read and lexed", seconds(reading))?;
    row("index built", seconds(building))?;
    row(
        "memory of the index",
        format!("{:.1} MiB", taken as f64 / 1_048_576.0),
    )?;
    row(
        "memory for each asset",
        format!("{:.0} B", taken as f64 / count.max(1) as f64),
    )?;
    let worst = inserts.iter().max().copied().unwrap_or_default();
    let (p50, p99) = percentiles(inserts);
    row("insert, p50", micros(p50))?;
    row("insert, p99", micros(p99))?;
    row("insert, the worst of 2,000: it joins segments", micros(worst))?;
    let (p50, p99) = percentiles(removes);
    row("remove, p50", micros(p50))?;
    row("remove, p99", micros(p99))?;
    Ok(())
}

fn number(file: &mut impl Read) -> Result<usize> {
    let mut bytes = [0; 8];
    file.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes) as usize)
}

fn text(file: &mut impl Read) -> Result<String> {
    let mut bytes = vec![0; number(file)?];
    file.read_exact(&mut bytes)?;
    Ok(String::from_utf8(bytes)?)
}

/// Bytes of this process that are in memory and are no file's.
fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("memory is only measured on Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .context("no RssAnon")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}
