//! `bowerbird`: the desktop application.

// A console window would open beside it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use bowerbird::Arguments;
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.status {
        return bowerbird::status(&arguments);
    }
    #[cfg(unix)]
    if arguments.quit {
        return bowerbird::quit(&arguments);
    }
    bowerbird::run(arguments)
}
