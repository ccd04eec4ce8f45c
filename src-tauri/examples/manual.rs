//! Writes the manual page and the shells' completions into a directory, for `cargo xtask package`.

use std::{fs::File, path::PathBuf};

use anyhow::Context;
use bowerbird::Arguments;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{Shell, generate_to};

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("name a directory")?);
    let mut command = Arguments::command();
    for shell in Shell::value_variants() {
        generate_to(*shell, &mut command, "bowerbird", &folder)?;
    }
    let mut page = File::create(folder.join("bowerbird.1"))?;
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(())
}
