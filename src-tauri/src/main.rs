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
    if arguments.backup.is_some() || arguments.restore.is_some() {
        return bowerbird::keep(&arguments);
    }
    #[cfg(unix)]
    if arguments.quit {
        return bowerbird::quit(&arguments);
    }
    bowerbird::run(arguments)
}
