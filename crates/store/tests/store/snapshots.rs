//! A snapshot that was cut off or damaged costs nothing: all that it says is in the log.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use domain::{Asset, AssetId};
use store::{Limits, SledStore, Store};
use uuid::Uuid;

use crate::samples;

/// What a store holds: its assets with their texts.
type Contents = BTreeMap<AssetId, (Asset, String)>;

fn open(directory: &Path) -> SledStore {
    SledStore::open(directory, Limits::default()).unwrap()
}

fn contents(store: &SledStore) -> Contents {
    let asset = |asset: store::Result<Asset>| {
        let asset = asset.unwrap();
        let text = store.text(asset.id).unwrap().unwrap();
        (asset.id, (asset, text))
    };
    store.assets().map(asset).collect()
}

/// Fills several segments of the log, and empties most of each again, so that pages move and segments are used anew.
fn churn(store: &SledStore, round: u128) {
    for number in round * 400..(round + 1) * 400 {
        let text = format!("fn f_{number}() {{ {} }}", "work(); ".repeat(200));
        store.add_asset(&samples::asset(number, &text), &text).unwrap();
        let id = |number| AssetId::new(Uuid::from_u128(number));
        if number % 5 != 0 {
            store.remove_asset(id(number)).unwrap();
        } else if number > 0 {
            store
                .update_asset(id(number - 5), &|asset: &mut Asset| asset.reuse_count += 1)
                .unwrap();
        }
    }
    store.commit().unwrap();
}

/// The one snapshot of a closed store.
fn snapshot(directory: &Path) -> PathBuf {
    let mut found = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("snap."));
    let snapshot = found.next().unwrap();
    assert_eq!(found.next(), None);
    snapshot
}

fn copied(directory: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fs::create_dir(copy.path().join(path.file_name().unwrap())).unwrap();
        } else {
            fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    copy
}

/// A closed store with a snapshot in the middle of its log, and what it holds.
fn library() -> (tempfile::TempDir, Contents) {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..4 {
        churn(&open(directory.path()), round);
    }
    let store = open(directory.path());
    churn(&store, 4);
    let kept = contents(&store);
    assert_eq!(kept.len(), 5 * 400 / 5);
    drop(store);
    (directory, kept)
}

#[test]
fn a_snapshot_that_was_cut_off_or_damaged_costs_nothing() {
    let (directory, kept) = library();
    let whole = fs::read(snapshot(directory.path())).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let cut = |bytes: usize| whole[..bytes].to_vec();
    let spoiled = [
        cut(0),
        cut(12),
        cut(whole.len() / 2),
        cut(whole.len() - 1),
        flipped,
    ];
    for (case, bytes) in spoiled.iter().enumerate() {
        for finished in [false, true] {
            let copy = copied(directory.path());
            let path = if finished {
                snapshot(copy.path())
            } else {
                copy.path().join("snap.7FFFFFFFFFFFFFFF.generating")
            };
            fs::write(&path, bytes).unwrap();
            for opening in ["first", "second"] {
                let store = open(copy.path());
                assert!(
                    contents(&store) == kept,
                    "case {case}, finished: {finished}, {opening} opening"
                );
            }
            assert!(finished || !path.exists());
        }
    }
}

#[test]
fn writing_goes_on_where_a_snapshot_was_removed() {
    let (directory, mut kept) = library();
    fs::write(snapshot(directory.path()), "no snapshot").unwrap();
    let store = open(directory.path());
    churn(&store, 5);
    let now = contents(&store);
    assert_eq!(now.len(), kept.len() + 400 / 5);
    // The last of what was there before is counted up by the first of what came after.
    kept.values_mut().last().unwrap().0.reuse_count += 1;
    assert!(kept.iter().all(|(id, entry)| now.get(id) == Some(entry)));
    drop(store);
    assert!(contents(&open(directory.path())) == now);
}
