//! What a store does at its limits: large texts, many threads, entries that cannot be read.

use std::{path::Path, sync::Barrier, thread, time::Duration};

use crate::samples;
use domain::{Asset, AssetId, Reaction, Timestamp, Verdict};
use store::{Added, Limits, ReactionWrite, SledStore, Store, StoreError};
use uuid::Uuid;

fn open(directory: &Path) -> SledStore {
    SledStore::open(directory, Limits::default()).unwrap()
}

/// Changes the database behind the store's back, while it is closed.
fn tamper(directory: &Path, change: impl Fn(&sled::Db)) {
    // sled's threads may hold its files for a moment longer than the database.
    let db = (0..500)
        .find_map(|_| {
            thread::sleep(Duration::from_millis(10));
            sled::open(directory).ok()
        })
        .unwrap();
    change(&db);
    db.flush().unwrap();
}

#[test]
fn the_same_text_is_stored_once_whoever_comes_first() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for round in 0..20_u128 {
        let barrier = Barrier::new(8);
        let added: Vec<(AssetId, Added)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8_u128)
                .map(|thread| {
                    let (store, barrier) = (&store, &barrier);
                    scope.spawn(move || {
                        let text = format!(
                            "{0}if round == {round} {{{1}{0}{0}go( );{1}{0}}}{2}",
                            ["  ", "    ", "\t"][thread as usize % 3],
                            ["\n", "\r\n", " \n"][thread as usize % 3],
                            ["\n", "\r\n", " ", ""][thread as usize % 4]
                        );
                        let asset = samples::asset(round * 8 + thread, &text);
                        barrier.wait();
                        (asset.id, store.add_asset(&asset, &text).unwrap())
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let new: Vec<_> = added.iter().filter(|(_, added)| *added == Added::New).collect();
        assert_eq!(new.len(), 1);
        for (id, added) in &added {
            assert!(*id == new[0].0 || *added == Added::Existing(new[0].0));
        }
    }
    assert_eq!(store.asset_count(), 20);
}

#[test]
fn a_text_of_ten_megabytes_comes_back_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let text: String = (0..)
        .flat_map(|line| {
            format!("let line_{line} = \"é\";\r\n")
                .chars()
                .collect::<Vec<_>>()
        })
        .take(10_000_000)
        .collect();
    let asset = samples::asset(1, &text);
    assert_eq!(store.add_asset(&asset, &text).unwrap(), Added::New);
    let long_name = |asset: &mut Asset| asset.details.name = Some(text.clone());
    store.update_asset(asset.id, &long_name).unwrap();
    store.add_intention(&samples::intention(2, &text)).unwrap();
    store.commit().unwrap();
    drop(store);

    let store = open(directory.path());
    assert!(store.text(asset.id).unwrap().unwrap() == text);
    assert!(store.asset(asset.id).unwrap().unwrap().details.name.unwrap() == text);
    assert!(store.intentions().unwrap()[0].text == text);
    assert_eq!(
        store.add_asset(&samples::asset(3, ""), text.trim_end()).unwrap(),
        Added::Existing(asset.id)
    );
    assert!(store.remove_asset(asset.id).unwrap());
    assert_eq!((store.text(asset.id).unwrap(), store.asset_count()), (None, 0));
    drop(store);
    tamper(directory.path(), |db| {
        // The intention's alone are left.
        let pieces = db.open_tree("pieces").unwrap().len();
        assert!(
            pieces < text.len() * 12 / 10 / 2048,
            "{pieces} pieces were left behind"
        );
    });
    assert_eq!(
        std::fs::read_dir(directory.path().join("blobs")).unwrap().count(),
        0
    );
}

#[test]
fn values_that_grow_and_shrink_can_be_read_at_any_time() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let asset = samples::asset(1, "text");
    store.add_asset(&asset, "text").unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..300_usize {
                let name = ["a", "b", "c"][round % 3].repeat(1 + round % 5 * 3_000);
                store
                    .update_asset(asset.id, &|asset| asset.details.name = Some(name.clone()))
                    .unwrap();
            }
        });
        while !writer.is_finished() {
            let found = store.asset(asset.id).unwrap().unwrap().details.name.unwrap();
            let first = found.chars().nth(1).unwrap_or('a');
            assert!(
                found.starts_with("asset") || found.chars().skip(1).all(|c| c == first),
                "mixed up"
            );
            assert_eq!(store.assets().count(), 1);
        }
    });
}

#[test]
fn a_lower_limit_drops_the_oldest_when_the_store_is_opened() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for number in 0..2_500 {
        samples::decline(&store, number);
    }
    drop(store);
    let limits = Limits {
        reactions: 100,
        ..Limits::default()
    };
    let store = SledStore::open(directory.path(), limits).unwrap();
    samples::decline(&store, 2_500);
    let kept: Vec<u128> = store
        .reactions()
        .unwrap()
        .iter()
        .map(|old| old.id.uuid().as_u128())
        .collect();
    assert_eq!(kept, (2_401..=2_500).collect::<Vec<_>>());
}

#[test]
fn one_unreadable_entry_is_named_and_spoils_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for number in 1..=3 {
        let text = format!("text {number}");
        store.add_asset(&samples::asset(number, &text), &text).unwrap();
    }
    drop(store);
    let id = |number| AssetId::new(Uuid::from_u128(number));
    tamper(directory.path(), |db| {
        let assets = db.open_tree("assets").unwrap();
        assets.insert(id(1).uuid().as_bytes(), b"\x63{}").unwrap();
        assets
            .insert(id(2).uuid().as_bytes(), b"\x01{\"id\":\"password\"}")
            .unwrap();
        db.open_tree("texts")
            .unwrap()
            .insert(id(1).uuid().as_bytes(), b"\x01\xff")
            .unwrap();
    });
    let store = open(directory.path());
    let error = store.asset(id(1)).unwrap_err();
    assert!(matches!(error, StoreError::Record { tree: "assets", .. }));
    assert_eq!(
        error.to_string(),
        "the entry 00000000-0000-0000-0000-000000000001 in `assets` cannot be read: it has the unknown format 99"
    );
    let error = store.asset(id(2)).unwrap_err().to_string();
    assert!(!error.contains("password"), "{error}");
    assert!(
        store
            .text(id(1))
            .unwrap_err()
            .to_string()
            .ends_with("it is not UTF-8")
    );
    assert_eq!(store.assets().filter(Result::is_ok).count(), 1);
    assert!(store.asset(id(3)).unwrap().is_some());
    assert!(store.update_asset(id(1), &|_| ()).is_err());
}

#[test]
fn intentions_are_bounded_by_their_bytes_too() {
    let directory = tempfile::tempdir().unwrap();
    let limits = Limits {
        intention_bytes: 100_000,
        ..Limits::default()
    };
    let store = SledStore::open(directory.path(), limits).unwrap();
    let add = |store: &SledStore, number, bytes| {
        store
            .add_intention(&samples::intention(number, &"x".repeat(bytes)))
            .unwrap()
            .len()
    };
    let numbers = |store: &SledStore| -> Vec<u128> {
        let kept = store.intentions().unwrap();
        kept.iter().map(|kept| kept.id.uuid().as_u128()).collect()
    };
    assert_eq!(add(&store, 1, 40_000), 0);
    assert_eq!(add(&store, 2, 40_000), 0);
    assert_eq!(add(&store, 3, 1_000), 0);
    assert_eq!(add(&store, 4, 40_000), 1, "the oldest makes room");
    assert_eq!(numbers(&store), [2, 3, 4]);
    assert_eq!(add(&store, 5, 500_000), 3, "the newest is kept whatever its size");
    assert_eq!(add(&store, 6, 1_000), 1);
    assert_eq!(add(&store, 7, 60_000), 0);
    assert_eq!(numbers(&store), [6, 7]);
    drop(store);

    let store = SledStore::open(directory.path(), limits).unwrap();
    assert_eq!(add(&store, 8, 45_000), 2, "the sizes are known after a restart");
    assert_eq!(add(&store, 9, 45_000), 0);
    drop(store);
    let less = Limits {
        intention_bytes: 50_000,
        ..Limits::default()
    };
    let store = SledStore::open(directory.path(), less).unwrap();
    assert_eq!(numbers(&store), [9], "a lower limit holds from the start");
}

#[test]
fn an_answer_is_written_as_a_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let id = |number| AssetId::new(Uuid::from_u128(number));
    let react = |reused: Option<u128>, saved: Option<(u128, &str)>| {
        let asset = saved.map(|(number, text)| (samples::asset(number, text), text));
        store.react(&ReactionWrite {
            reused: reused.map(|number| (id(number), Timestamp::from_millis(9))),
            saved: asset.as_ref().map(|(asset, text)| (asset, *text)),
            record: &|verdict| Reaction {
                verdict,
                ..samples::reaction(1)
            },
        })
    };
    let verdicts = || -> Vec<Verdict> {
        let kept = store.reactions().unwrap();
        kept.iter().map(|reaction| reaction.verdict).collect()
    };
    let error = react(Some(1), Some((2, "let x = 1;"))).unwrap_err();
    assert!(matches!(error, StoreError::NoSuchAsset { .. }), "{error}");
    assert_eq!((store.asset_count(), verdicts()), (0, vec![]), "nothing of it");

    assert_eq!(react(None, Some((1, "let x = 1;"))).unwrap(), Some(Added::New));
    let (saved, again) = (Verdict::Saved { asset: id(1) }, Some((2, "let x = 1;\n")));
    assert_eq!(react(Some(1), again).unwrap(), Some(Added::Existing(id(1))));
    assert_eq!(react(Some(1), None).unwrap(), None);
    assert_eq!(react(None, None).unwrap(), None);
    let reused = Verdict::Reused { asset: id(1) };
    assert_eq!(verdicts(), [saved, reused, saved, reused, Verdict::Declined]);
    let asset = store.asset(id(1)).unwrap().unwrap();
    assert_eq!(
        (asset.reuse_count, asset.reused),
        (2, Some(Timestamp::from_millis(9)))
    );

    let error = react(Some(1), Some((1, "let y = 2;"))).unwrap_err();
    assert!(matches!(error, StoreError::IdTaken { .. }), "{error}");
    assert_eq!(store.asset(id(1)).unwrap().unwrap().reuse_count, 2, "not counted");
    assert_eq!(verdicts().len(), 5);
}

#[test]
fn an_asset_is_changed_only_while_it_has_the_text_that_it_was_found_by() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let asset = samples::asset(1, "f(a);");
    store.add_asset(&asset, "f(a);").unwrap();
    let moved = " f(a);\r\n";
    let other = samples::asset(9, moved);
    let rename = |asset: &mut Asset| asset.details.name = Some("renamed".to_owned());
    let (changed, text) = store
        .update_same(asset.id, (&other, moved), &rename)
        .unwrap()
        .unwrap();
    assert_eq!((changed.id, text.as_str()), (asset.id, "f(a);"));
    assert_eq!(store.asset(asset.id).unwrap(), Some(changed));
    store
        .replace_text(asset.id, "g(b);", &|_| (), &|_, _| false)
        .unwrap();
    let before = store.asset(asset.id).unwrap();
    let forget = |asset: &mut Asset| asset.details.name = None;
    assert_eq!(
        store.update_same(asset.id, (&other, moved), &forget).unwrap(),
        None
    );
    assert_eq!(store.asset(asset.id).unwrap(), before, "it has another text");
    store.remove_asset(asset.id).unwrap();
    assert_eq!(
        store.update_same(asset.id, (&asset, "g(b);"), &forget).unwrap(),
        None
    );
}
