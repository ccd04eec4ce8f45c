//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::ipc::types::{Navigate, View};

/// Remembers the code that you copy, and hands it back when you need it again.
///
/// Started again while it runs, it hands its options to the running one: with none of them, that one's window is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Parser)]
#[command(name = "bowerbird", version)]
pub struct Arguments {
    /// Start in the tray, without a window
    #[arg(long, conflicts_with = "show")]
    pub hidden: bool,

    /// Show the window, at VIEW if one is named
    #[arg(long, value_name = "VIEW", num_args = 0..=1, require_equals = true)]
    pub show: Option<Option<View>>,

    /// Say whether Bowerbird runs, where editors reach it and how much it keeps, and exit
    #[arg(long, conflicts_with_all = ["hidden", "show", "quit"])]
    pub status: bool,

    /// With --status: as JSON
    #[arg(long, requires = "status", conflicts_with = "quit")]
    pub json: bool,

    /// End the Bowerbird that runs
    #[arg(long, conflicts_with_all = ["hidden", "show"])]
    pub quit: bool,

    /// Back everything up, to FILE or among the other backups, and exit. FILE is new, or a backup that is replaced. Where
    /// Bowerbird runs, that one does it
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[arg(conflicts_with_all = ["hidden", "show", "status", "quit", "port", "no_tray", "restore"])]
    pub backup: Option<Option<PathBuf>>,

    /// Put what the backup FILE holds in the place of everything that is kept, and exit; that is backed up before. Not while
    /// Bowerbird runs
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["hidden", "show", "status", "quit", "port", "no_tray"])]
    pub restore: Option<PathBuf>,

    /// Port to listen on, on loopback alone; 0 takes any that is free [default: the first free of 39300 to 39333,
    /// and 1000 where that is allowed]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,

    /// Directory to keep everything in [default: the platform's data directory]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Make no tray icon
    #[arg(long)]
    pub no_tray: bool,
}

impl Arguments {
    /// What the window is to be opened at, if it is to be opened at all.
    pub(crate) fn window(&self) -> Option<Option<Navigate>> {
        if self.hidden {
            return None;
        }
        let view = self.show.flatten();
        Some(view.map(|view| Navigate { view, id: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_exclude_each_other_are_refused() {
        let parse = |arguments: &[&str]| Arguments::try_parse_from([&["bowerbird"], arguments].concat());
        assert_eq!(parse(&[]).unwrap(), Arguments::default());
        assert!(parse(&["--status", "--json"]).unwrap().json);
        assert_eq!(parse(&["--show"]).unwrap().show, Some(None));
        assert_eq!(
            parse(&["--show=library"]).unwrap().show,
            Some(Some(View::Library))
        );
        assert_eq!(parse(&["--backup"]).unwrap().backup, Some(None));
        assert_eq!(
            parse(&["--backup=file"]).unwrap().backup,
            Some(Some("file".into()))
        );
        for wrong in [
            &["--json"][..],
            &["--quit", "--json"],
            &["--hidden", "--show"],
            &["--status", "--quit"],
            &["--port", "x"],
            &["--show=everything"],
            &["file"],
            &["--restore"],
            &["--restore", "file", "--backup"],
            &["--backup", "--hidden"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
