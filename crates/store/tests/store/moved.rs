//! A library whose directory is moved, deleted or replaced while it is open: nothing is lost by what is done then.

use std::{fs, path::Path};

use crate::{
    backups::{all_of, fill},
    samples,
};
use domain::Timestamp;
use store::{Extras, Library, Limits, Reason, Result, Store};

fn open(root: &Path) -> Library {
    Library::open(root, Limits::default(), Timestamp::from_millis(0))
        .unwrap()
        .0
}

fn save(library: &Library, number: u128) -> Result<()> {
    let text = format!("let saved = {number};");
    library.add_asset(&samples::asset(number, &text), &text)?;
    library.commit()
}

fn code<T>(done: Result<T>) -> Option<&'static str> {
    done.err().map(|error| error.code())
}

/// What becomes of `library/store`, and what brings it back.
type Case = (&'static str, fn(&Path), Option<fn(&Path)>);

fn away(root: &Path) {
    fs::rename(root.join("store"), root.join("moved")).unwrap();
}

fn back(root: &Path) {
    let store = root.join("store");
    match fs::symlink_metadata(&store) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(&store).unwrap(),
        Ok(_) => fs::remove_file(&store).unwrap(),
        Err(_) => {}
    }
    fs::rename(root.join("moved"), store).unwrap();
    for left in ["empty", "other"] {
        let _ = fs::remove_dir_all(root.join(left));
    }
}

const CASES: [Case; 5] = [
    (
        "deleted",
        |root| fs::remove_dir_all(root.join("store")).unwrap(),
        None,
    ),
    ("moved", away, Some(back)),
    (
        "replaced by an empty one",
        |root| {
            away(root);
            fs::create_dir(root.join("store")).unwrap();
        },
        Some(back),
    ),
    (
        "replaced by a link to an empty one",
        |root| {
            away(root);
            fs::create_dir(root.join("empty")).unwrap();
            std::os::unix::fs::symlink("empty", root.join("store")).unwrap();
        },
        Some(back),
    ),
    (
        "replaced by another library's",
        |root| {
            away(root);
            save(&open(&root.join("other")), 77).unwrap();
            fs::rename(root.join("other/store"), root.join("store")).unwrap();
        },
        Some(back),
    ),
];

#[test]
fn nothing_takes_the_place_of_a_library_that_was_moved_while_it_is_open() {
    for (name, change, undo) in CASES {
        let directory = tempfile::tempdir().unwrap();
        let root = &directory.path().join("library");
        let library = open(root);
        fill(&library, 5);
        let back_up = |library: &Library, now| {
            let now = Timestamp::from_millis(now);
            library.back_up(Reason::Asked, now, &Extras::new()).unwrap();
            library.newest_backup().unwrap().unwrap()
        };
        let first = back_up(&library, 1);
        for number in 101..105 {
            save(&library, number).unwrap();
        }
        let now = all_of(&library);
        change(root);

        let then = Timestamp::from_millis(2);
        let restored = library.restore(&first.path, then, &Extras::new());
        let message = restored.as_ref().unwrap_err().to_string();
        assert_eq!(code(restored), Some("moved"), "{name}");
        let store = root.join("store");
        assert!(message.contains(store.to_str().unwrap()), "{name}: {message}");
        let imported = library.import(&first.path, then, &Extras::new(), &|_, _| true);
        assert_eq!(code(imported), Some("moved"), "{name}");
        assert_eq!(
            code(save(&library, 200)),
            Some("moved"),
            "{name}: the next start would not find it"
        );
        assert!(all_of(&library) == now, "{name}: what is there is still read");
        assert_eq!(library.backups().unwrap().len(), 1, "{name}");

        let exported = directory.path().join("exported");
        library.export(&exported, then, &Extras::new()).unwrap();
        if let Some(undo) = undo {
            undo(root);
            save(&library, 200).unwrap();
            let before = library.restore(&first.path, then, &Extras::new()).unwrap();
            assert_eq!(library.asset_count(), 5, "{name}");
            let mut backups = library.backups().unwrap().into_iter();
            let undo = backups.find(|backup| backup.number == before).unwrap();
            library.restore(&undo.path, then, &Extras::new()).unwrap();
            assert_eq!(library.asset_count(), 10, "{name}");
            library.restore(&exported, then, &Extras::new()).unwrap();
            assert!(all_of(&library) == now, "{name}: the export has all of it");
            change(root);
        }
        // A backup holds what is open, not what was put in its place, and the next start finds it.
        assert_eq!(back_up(&library, 3).header.assets(), 9, "{name}");
        drop(library);
        let library = open(root);
        library.make_sure(then).unwrap();
        assert!(all_of(&library) == now, "{name}");
    }
}

/// A link that leads to where it was moved is the same library.
#[test]
fn a_library_that_was_moved_and_linked_to_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root);
    fill(&library, 3);
    away(&root);
    std::os::unix::fs::symlink("moved", root.join("store")).unwrap();
    save(&library, 100).unwrap();
    let now = all_of(&library);
    drop(library);
    let library = open(&root);
    assert!(all_of(&library) == now);
    // What the link leads to counts, not where it led to when the library was opened.
    fs::remove_file(root.join("store")).unwrap();
    fs::create_dir(root.join("empty")).unwrap();
    std::os::unix::fs::symlink("empty", root.join("store")).unwrap();
    assert_eq!(code(save(&library, 101)), Some("moved"));
}
