//! Files that are imported: all of one or nothing, and the library goes on.

#![no_main]

use std::{cell::RefCell, fs};

use domain::Timestamp;
use libfuzzer_sys::fuzz_target;
use store::{Extras, Library, Limits, Store};
use tempfile::TempDir;

/// Begins each file, so that its lines are read.
const HEAD: &str = "{\"format\":\"bowerbird-backup\",\"version\":1,\"program\":\"0.1.0\",\"created\":1,\"created_at\":\"\",\"reason\":\"export\",\"counts\":{}}\n";
/// So many snippets, and a new library begins.
const ENOUGH: usize = 50;

struct Place {
    dir: TempDir,
    library: Library,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .expect("a directory");
        let library =
            Library::open(dir.path(), Limits::default(), Timestamp::from_millis(0)).expect("a library");
        assert!(library.1.is_none(), "nothing was there to be damaged");
        Self {
            library: library.0,
            dir,
        }
    }
}

thread_local! {
    static PLACE: RefCell<Place> = RefCell::new(Place::new());
}

fuzz_target!(|lines: &[u8]| {
    PLACE.with_borrow_mut(|place| {
        let file = place.dir.path().join("file");
        fs::write(&file, [HEAD.as_bytes(), lines].concat()).expect("a file");
        let before = place.library.asset_count();
        let imported = place
            .library
            .import(&file, Timestamp::from_millis(2), &Extras::new(), &|_, text| {
                !text.contains("hush")
            });
        let after = place.library.asset_count();
        match imported {
            Ok(imported) => assert_eq!(after - before, imported.added as usize),
            Err(_) => assert_eq!(after, before, "a file is refused as a whole"),
        }
        let mut texts = 0;
        place
            .library
            .for_each_text(&mut |_, text| {
                assert!(!text.contains("hush"));
                texts += 1;
            })
            .expect("it can be read");
        assert_eq!(texts, after, "each snippet has its text");
        if after > ENOUGH {
            *place = Place::new();
        }
    });
});
