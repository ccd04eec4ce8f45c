//! What the database takes for sound and is not what was written: an entry that is missing, changed, or came back.
//!
//! Random damage seldom makes this kind, for most of it the database finds itself. So it is made here, in entries that are sound.

use std::path::Path;

use crate::{
    backups::{all_of, fill},
    samples,
};
use domain::Timestamp;
use store::{Extras, Library, Limits, Reason, Recovery, Store};

fn open(root: &Path) -> (Library, Option<Recovery>) {
    Library::open(root, Limits::default(), Timestamp::from_millis(1)).unwrap()
}

#[test]
fn an_entry_that_is_not_as_it_was_written_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let (library, _) = open(root);
    fill(&library, 6);
    library
        .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
        .unwrap();
    let (assets, texts, ..) = all_of(&library);
    drop(library);
    type Change = fn(&sled::Db);
    let changes: [(&str, Change); 4] = [
        ("an asset is missing", |db| {
            db.open_tree("assets").unwrap().pop_max().unwrap().unwrap();
        }),
        ("a text is another one", |db| {
            let texts = db.open_tree("texts").unwrap();
            let (key, _) = texts.iter().next().unwrap().unwrap();
            // As a text that is not in pieces lies there.
            let (_, sound) = texts
                .iter()
                .map(Result::unwrap)
                .find(|(_, text)| text[0] == 1)
                .unwrap();
            let other = [&sound[..], b" "].concat();
            texts.insert(key, other).unwrap();
        }),
        ("a piece of a text is missing", |db| {
            db.open_tree("pieces").unwrap().pop_min().unwrap().unwrap();
        }),
        ("a reaction came back", |db| {
            let reactions = db.open_tree("reactions").unwrap();
            let (_, sound) = reactions.iter().next().unwrap().unwrap();
            reactions.insert(1_000_000_u64.to_be_bytes(), sound).unwrap();
        }),
    ];
    for (what, change) in changes {
        let db = sled::open(root.join("store")).unwrap();
        change(&db);
        db.flush().unwrap();
        drop(db);
        let (library, recovery) = open(root);
        let recovery = recovery.unwrap_or_else(|| panic!("{what}, and nobody noticed"));
        assert_eq!(
            recovery.damage, "some of it is missing or not as it was written",
            "{what}"
        );
        let (now_assets, now_texts, ..) = all_of(&library);
        assert!(now_assets == assets && now_texts == texts, "{what}");
        library.recovery_was_told();
        drop(library);
    }
    let (library, recovery) = open(root);
    assert!(recovery.is_none());
    let text = "it goes on";
    library.add_asset(&samples::asset(99, text), text).unwrap();
    library.commit().unwrap();
    drop(library);
    assert!(open(root).1.is_none());
}
