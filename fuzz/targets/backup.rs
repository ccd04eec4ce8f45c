//! Files that are named as backups: read or refused, and no word of them told.

#![no_main]

use std::{cell::RefCell, fs::File, io::Write, path::PathBuf};

use libfuzzer_sys::fuzz_target;
use store::{settings_in, verify_backup};
use tempfile::TempDir;

/// Stands in the seeds wherever a text does. No message may quote it.
const MARKER: &str = "plughxyzzy";

thread_local! {
    static PLACE: RefCell<(TempDir, PathBuf)> = {
        // In memory, where there is such a place.
        let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory");
        let path = dir.path().join("file");
        RefCell::new((dir, path))
    };
}

fuzz_target!(|bytes: &[u8]| {
    PLACE.with_borrow(|(_, path)| {
        File::create(path)
            .and_then(|mut file| file.write_all(bytes))
            .expect("a file");
        if let Err(error) = verify_backup(path) {
            let said = format!("{error} {error:?}");
            assert!(!said.contains(MARKER), "{said}");
        }
        let _ = settings_in(path, "desktop");
    });
});
