//! Cuts functions and blocks from the Rust sources that cargo keeps on any machine that has built this workspace.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use engine::{Analysis, Worth};

use crate::queries::renamed;

/// Lines of a block: less is a one-liner, more is not what people copy.
const SHORTEST: usize = 4;
const LONGEST: usize = 80;

/// Blocks of one file, so that a file of thousands of generated functions is not most of the corpus.
const FROM_ONE_FILE: usize = 40;

/// Blocks that a measurement is of, if there are no more.
const FEWEST: usize = 20_000;

/// Bytes of a file that is read. Larger ones are generated tables.
const LARGEST_FILE: u64 = 256 * 1024;

/// Blocks that differ after normalisation and are worth keeping, in an order that only depends on what they are.
pub(crate) struct Corpus {
    /// How many different blocks there are on this machine.
    pub(crate) found: usize,
    /// What libraries are filled with; where there are not so many blocks, the rest are some of them with other names.
    pub(crate) saved: Vec<String>,
    /// What no library holds.
    pub(crate) unsaved: Vec<String>,
}

/// Gathers so many blocks to save, and so many others.
pub(crate) fn gather(saved: usize, unsaved: usize) -> anyhow::Result<Corpus> {
    let registry = registry()?;
    let mut blocks = HashSet::new();
    visit(&registry, &mut blocks).with_context(|| format!("reading {}", registry.display()))?;
    let found = blocks.len();
    let mut ordered: Vec<(u64, String)> = blocks.into_iter().map(|text| (fnv(&text), text)).collect();
    // By hash: a library is then of many crates whatever its size, and the same on every run.
    ordered.sort_unstable();
    let mut digests = HashSet::new();
    let mut is_new = |text: &String| {
        let analysis = Analysis::of(text);
        analysis.worth() == Worth::Worthwhile && digests.insert(analysis.digest())
    };
    let real = ordered.into_iter().map(|(_, text)| text);
    let mut blocks: Vec<String> = real.filter(&mut is_new).take(saved + unsaved).collect();
    ensure!(
        blocks.len() >= FEWEST,
        "{} holds {found} blocks, {} of them different and worth keeping, and {FEWEST} are needed: run `cargo fetch`",
        registry.display(),
        blocks.len(),
    );
    let unsaved = blocks.split_off(blocks.len() - unsaved);
    let renamed = (0..).map(|n| renamed(&blocks[n % blocks.len()], n));
    let rest: Vec<String> = renamed.filter(is_new).take(saved - blocks.len()).collect();
    blocks.extend(rest);
    Ok(Corpus {
        found,
        saved: blocks,
        unsaved,
    })
}

/// Where cargo unpacks the sources of what it builds.
fn registry() -> anyhow::Result<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")));
    let Some(home) = home else {
        bail!("this user has no home directory; set CARGO_HOME");
    };
    Ok(home.join("registry").join("src"))
}

fn visit(directory: &Path, blocks: &mut HashSet<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            visit(&path, blocks)?;
        } else if kind.is_file()
            && path.extension().is_some_and(|extension| extension == "rs")
            && entry.metadata()?.len() <= LARGEST_FILE
            && let Ok(source) = fs::read_to_string(&path)
        {
            cut(&source, blocks);
        }
    }
    Ok(())
}

/// Takes the blocks of one file: from a line that begins one to the brace that closes it at the same indentation,
/// which is how formatted code looks.
fn cut(source: &str, blocks: &mut HashSet<String>) {
    let lines: Vec<&str> = source.lines().collect();
    let (mut at, mut taken) = (0, 0);
    while at < lines.len() && taken < FROM_ONE_FILE {
        let head = lines[at].trim_start();
        let indent = &lines[at][..lines[at].len() - head.len()];
        let rest = &lines[at..lines.len().min(at + LONGEST)];
        let end = rest
            .iter()
            .position(|line| line.strip_prefix(indent) == Some("}"));
        match end {
            Some(end) if begins_block(head) && end + 1 >= SHORTEST => {
                let unindented = |line: &&str| line.strip_prefix(indent).unwrap_or(line).to_owned() + "\n";
                blocks.insert(rest[..=end].iter().map(unindented).collect());
                at += end;
                taken += 1;
            }
            _ => {}
        }
        at += 1;
    }
}

fn begins_block(head: &str) -> bool {
    let qualifier = |word: &&str| {
        matches!(*word, "pub" | "const" | "async" | "unsafe" | "extern" | "\"C\"") || word.starts_with("pub(")
    };
    let first = head.split_whitespace().find(|word| !qualifier(word));
    let block = first.is_some_and(|word| {
        matches!(word, "fn" | "impl" | "struct" | "enum" | "trait" | "macro_rules!")
            || word.starts_with("impl<")
    });
    // A declaration that ends here has no block.
    block && !head.ends_with(';') && !head.ends_with('}')
}

/// FNV-1a: the standard library's hashes may change from release to release.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
