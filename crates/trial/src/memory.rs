//! Measures in a process of its own what an index takes: memory, and the time to build and to change it.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use engine::{Engine, Footprint, Sketch};

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
///
/// Everything is done several times, and the least time of each counts: what else the machine does is not the index's.
pub(crate) fn index(path: &Path, out: &mut impl Write) -> Result<()> {
    // What the first text brings into memory is the rules' and no index's.
    let _ = Sketch::of("fn first(a: u32) -> u32 {\n    a + 1\n}");
    let mut built = build(path)?;
    for _ in 1..ROUNDS {
        built.take_less(build(path)?);
    }
    let Built {
        count,
        reading,
        building,
        processor,
        taken,
        footprint,
        work,
        inserts,
        removes,
    } = built;
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let mebibytes = |bytes: u64| bytes as f64 / 1_048_576.0;
    let mut row = |name: &str, figure: String| writeln!(out, "{name}\t{figure}");
    row("texts read and lexed", seconds(reading))?;
    row("index built", seconds(building))?;
    row("both, processor time", seconds(processor))?;
    row("memory of the index", format!("{:.1} MiB", mebibytes(taken)))?;
    row(
        "memory for each asset",
        format!("{:.0} B", taken as f64 / count.max(1) as f64),
    )?;
    for (of, bytes) in [
        ("tokens", footprint.tokens),
        ("postings", footprint.postings),
        ("ids, digests and places", footprint.texts),
    ] {
        let share = bytes as f64 / taken.max(1) as f64 * 100.0;
        row(
            &format!("of it {of}"),
            format!("{:.1} MiB, {share:.0} %", mebibytes(bytes as u64)),
        )?;
    }
    for (of, sum) in [
        ("postings read for a question, mean", work[0]),
        ("candidates of a question, mean", work[1]),
        ("steps of comparing them, mean", work[2]),
    ] {
        row(of, format!("{:.0}", sum as f64 / inserts.len().max(1) as f64))?;
    }
    let worst = inserts.iter().max().copied().unwrap_or_default();
    let (p50, p99) = percentiles(inserts);
    row("insert, p50", micros(p50))?;
    row("insert, p99", micros(p99))?;
    row("insert, the worst of 2,000", micros(worst))?;
    let (p50, p99) = percentiles(removes);
    row("remove, p50", micros(p50))?;
    row("remove, p99", micros(p99))?;
    Ok(())
}

/// How often an index is built.
const ROUNDS: usize = 3;

/// An index was built and changed.
struct Built {
    count: usize,
    /// What reading and lexing the texts took, and what the index took then.
    reading: Duration,
    building: Duration,
    /// What both took of all processors: what else the machine does is not in it.
    processor: Duration,
    /// Bytes more in memory.
    taken: u64,
    footprint: Footprint,
    /// Postings read, candidates and steps of comparing them, of all questions.
    work: [usize; 3],
    inserts: Vec<Duration>,
    removes: Vec<Duration>,
}

impl Built {
    /// Takes each time of another round that is less. Memory is what the first round took: later ones reuse it.
    fn take_less(&mut self, other: Self) {
        self.reading = self.reading.min(other.reading);
        self.building = self.building.min(other.building);
        self.processor = self.processor.min(other.processor);
        let both = self.inserts.iter_mut().zip(other.inserts);
        for (own, other) in both.chain(self.removes.iter_mut().zip(other.removes)) {
            *own = other.min(*own);
        }
    }
}

fn build(path: &Path) -> Result<Built> {
    let mut file = std::io::BufReader::new(fs::File::open(path)?);
    let count = number(&mut file)?;
    let before = resident()?;
    let mut engine = Engine::new();
    let before_processor = processor()?;
    let mut reading = Duration::ZERO;
    let mut failed = None;
    let began = Instant::now();
    // One after the other, so that no more is in memory than the index.
    engine.extend((0..count).map_while(|place| {
        let began = Instant::now();
        let sketch = text(&mut file).map(|text| Sketch::of(&text));
        reading += began.elapsed();
        match sketch {
            Ok(sketch) => Some((asset_id(place), sketch)),
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    }));
    let building = began.elapsed() - reading;
    let processor = processor()?.saturating_sub(before_processor);
    if let Some(error) = failed {
        return Err(error);
    }
    let taken = resident()?.saturating_sub(before);
    let footprint = engine.footprint();
    let (mut inserts, mut work) = (Vec::new(), [0; 3]);
    while let Ok(text) = text(&mut file) {
        let sketch = Sketch::of(&text);
        let took = engine.work(&sketch);
        for (sum, more) in work.iter_mut().zip([took.postings, took.compared, took.steps]) {
            *sum += more;
        }
        let began = Instant::now();
        engine.insert(asset_id(count + inserts.len()), &sketch);
        inserts.push(began.elapsed());
    }
    let removes = (0..count.min(CHANGES))
        .map(|place| {
            let began = Instant::now();
            engine.remove(asset_id(place));
            began.elapsed()
        })
        .collect();
    Ok(Built {
        count,
        reading,
        building,
        processor,
        taken,
        footprint,
        work,
        inserts,
        removes,
    })
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

/// How long this process was on a processor, to a hundredth of a second.
fn processor() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").context("time is only measured on Linux")?;
    // Behind the name, which is in brackets, the 12th and the 13th: in hundredths, for the program and for the system.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(10 * ticks))
}

/// Bytes of this process that are in memory and are no file's.
pub(crate) fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("memory is only measured on Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .context("no RssAnon")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}
