//! Keeping a library that is in use: backups in the background, restores under writers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};

use common::kept::{HOUR, Kept, open, seed};
use connector::{AssetChange, Classified, Content, Query, Rewriting};
use domain::{
    ApplicationName, AssetId, Decision, Event, Form, Mechanism, Platform, Registration, Tag, TagCategory,
    Timestamp, Unread,
};
use store::Reason;

fn text(number: usize) -> String {
    format!("fn f_{number}(a: u32) -> u32 {{\n    let b = a.rotate_left({number});\n    b ^ {number}\n}}\n")
}

fn finds(kept: &Kept, text: &str) -> bool {
    let own = kept.service.own_application();
    let answer = kept.service.suggest(own, &seed(text)).unwrap();
    let found = answer.compared.first();
    answer.suggestion.decision == Decision::Reuse
        && found.is_some_and(|(_, found)| found.text.as_deref() == Some(text))
}

#[test]
fn backups_are_made_hourly_and_only_when_something_changed() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    kept.save(&text(1));
    assert_eq!(kept.keeper.tick().unwrap().unwrap().assets(), 1, "there was none");
    kept.save(&text(2));
    assert_eq!(kept.keeper.tick().unwrap(), None, "an hour has not passed");
    kept.now.fetch_add(HOUR, SeqCst);
    let header = kept.keeper.tick().unwrap().unwrap();
    assert_eq!((header.assets(), header.reason), (2, Reason::Regular));
    kept.now.fetch_add(100 * HOUR, SeqCst);
    assert_eq!(kept.keeper.tick().unwrap(), None, "nothing has changed");
    let id = kept.save(&text(3));
    kept.service
        .edit(
            id,
            AssetChange {
                name: Some("a name".into()),
                ..AssetChange::default()
            },
        )
        .unwrap();
    assert!(kept.keeper.tick().unwrap().is_some());

    // The clock is set back by years: they go by the new time.
    kept.now.store(HOUR, SeqCst);
    kept.save(&text(4));
    assert!(kept.keeper.tick().unwrap().is_some());
    kept.save(&text(5));
    assert_eq!(kept.keeper.tick().unwrap(), None);
    let backups = kept.keeper.backups().unwrap();
    assert_eq!(
        backups[0].header.created,
        Timestamp::from_millis(HOUR),
        "the last made is the newest"
    );
    drop(kept);
    assert_eq!(open(root.path()).service.asset_count(), 5);
}

/// The newest backup is what a damaged library is mended with, and that is not to be the one of what was there before.
#[test]
fn what_was_imported_is_soon_backed_up() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    kept.save(&text(1));
    let file = root.path().join("exported");
    kept.keeper.export(&file).unwrap();
    kept.service.delete(kept.save(&text(1))).unwrap();
    kept.save(&text(2));
    assert_eq!(kept.keeper.import(&file).unwrap().added, 1);
    let header = kept.keeper.tick().unwrap().expect("it does not wait for an hour");
    assert_eq!((header.assets(), header.reason), (2, Reason::Regular));
    assert_eq!(kept.keeper.tick().unwrap(), None);
}

/// Windows lets nobody delete what is open.
#[cfg(unix)]
#[test]
fn a_library_that_was_deleted_under_it_is_backed_up_and_told() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    kept.save(&text(1));
    kept.keeper.tick().unwrap().unwrap();
    kept.save(&text(2));
    assert_eq!(kept.keeper.tick().unwrap(), None);
    std::fs::remove_dir_all(root.path().join("store")).unwrap();
    for _ in 0..2 {
        assert_eq!(
            kept.keeper.tick().unwrap_err().code(),
            "moved",
            "it is told as long as it is so"
        );
    }
    let backups = kept.keeper.backups().unwrap();
    let held: Vec<_> = backups
        .iter()
        .map(|backup| (backup.number, backup.header.assets()))
        .collect();
    assert_eq!(held, [(2, 2)], "it does not wait for an hour to pass");
    assert_eq!(kept.keeper.restore(2).unwrap_err().code(), "moved");
    assert!(finds(&kept, &text(1)) && finds(&kept, &text(2)));
    assert_eq!(kept.keeper.backups().unwrap().len(), 1);
}

/// Windows lets nobody delete what is open.
#[cfg(unix)]
#[test]
fn what_is_open_of_a_library_that_was_deleted_is_backed_up_at_the_end() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    kept.save(&text(1));
    kept.keeper.tick().unwrap().unwrap();
    kept.save(&text(2));
    std::fs::remove_dir_all(root.path().join("store")).unwrap();
    kept.keeper.end();
    drop(kept);
    let (library, recovery) =
        store::Library::open(root.path(), store::Limits::default(), Timestamp::from_millis(0)).unwrap();
    assert_eq!(recovery.unwrap().restored.unwrap().assets, 2);
    assert_eq!(store::Store::asset_count(&library), 2);
}

#[test]
fn the_index_is_that_of_what_was_restored() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    let first = kept.save(&text(1));
    let vim = Registration {
        name: ApplicationName::Vim,
        version: "9".to_owned(),
        platform: Platform::Linux,
        capabilities: None,
        privacy: None,
        automatic_unload: None,
        descriptor: None,
        mechanism: None,
    };
    let vim = kept.service.connect(vim).unwrap().id;
    kept.keeper.back_up().unwrap();
    kept.service.delete(first).unwrap();
    kept.save(&text(2));
    let mut events = kept.service.events();

    let number = kept.keeper.backups().unwrap()[0].number;
    let undo = kept.keeper.restore(number).unwrap();
    let told = std::iter::from_fn(|| events.try_recv().ok()).find(|event| !matches!(event, Event::Learnt));
    assert!(matches!(told, Some(Event::Replaced)));
    assert!(finds(&kept, &text(1)) && !finds(&kept, &text(2)));
    let found = kept.service.search(&Query {
        text: "rotate_left".to_owned(),
        limit: 9,
        ..Query::default()
    });
    assert_eq!(found.total, 1);
    assert!(
        kept.service.restore(first).is_err(),
        "what was deleted is of another library"
    );
    kept.service.admit_client(vim).unwrap();
    kept.keeper.restore(undo).unwrap();
    assert!(finds(&kept, &text(2)) && !finds(&kept, &text(1)));
    let error = kept.keeper.restore(77).unwrap_err();
    assert_eq!(error.code(), "no_such_backup");
}

fn tag(text: &str) -> Tag {
    Tag {
        text: text.to_owned(),
        mechanism: Mechanism::Manual,
        category: TagCategory::Unknown,
        unread: Unread::new(),
    }
}

#[test]
fn tags_have_the_ids_in_a_backup_that_they_had_when_it_was_made() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    let (one, other) = (kept.save(&text(1)), kept.save(&text(2)));
    let put = |text, asset| kept.service.create_label(&tag(text), Some(asset)).unwrap().id;
    let rename = |id, text| {
        let renamed = kept
            .service
            .change_label(id, &tag(text), &BTreeMap::new())
            .unwrap();
        assert_eq!(renamed.id, id);
    };
    let known = |id| kept.service.label::<Tag>(id).map(|tag| tag.label.text).ok();
    let first = put("draft", one);
    rename(first, "final");
    let second = put("draft", other);
    kept.keeper.back_up().unwrap();
    let number = kept.keeper.backups().unwrap()[0].number;
    kept.service.delete_label::<Tag>(second).unwrap();
    rename(first, "draft");
    assert_eq!((known(first), known(second)), (Some("draft".into()), None));
    kept.keeper.restore(number).unwrap();
    kept.service.wait_until_learnt();
    assert_eq!(
        (known(first), known(second)),
        (Some("final".into()), Some("draft".into()))
    );
    assert_eq!(put("draft", one), second);
    kept.service.delete_label::<Tag>(first).unwrap();
    assert_eq!((known(first), known(second)), (None, Some("draft".into())));
}

#[test]
fn what_is_saved_while_a_backup_is_restored_is_in_one_of_the_two() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    kept.save(&text(1));
    kept.keeper.back_up().unwrap();
    let number = kept.keeper.backups().unwrap()[0].number;
    let stop = AtomicBool::new(false);
    let (undo, saved) = thread::scope(|scope| {
        let writers: Vec<_> = (1..=4)
            .map(|writer| {
                let (kept, stop) = (&kept, &stop);
                scope.spawn(move || {
                    let mut saved = Vec::new();
                    for number in 0.. {
                        if stop.load(SeqCst) {
                            break;
                        }
                        saved.push(kept.save(&text(writer * 100_000 + number)));
                    }
                    saved
                })
            })
            .collect();
        thread::sleep(std::time::Duration::from_millis(100));
        let undo = kept.keeper.restore(number).unwrap();
        thread::sleep(std::time::Duration::from_millis(100));
        stop.store(true, SeqCst);
        let saved: Vec<AssetId> = writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect();
        (undo, saved)
    });
    let now: Vec<AssetId> = saved
        .iter()
        .copied()
        .filter(|id| kept.service.asset(*id).is_ok())
        .collect();
    let indexed = saved
        .iter()
        .filter(|id| kept.service.summary(**id).is_some())
        .count();
    assert_eq!(indexed, now.len(), "index and store agree");
    kept.keeper.restore(undo).unwrap();
    let before = saved.iter().filter(|id| kept.service.asset(**id).is_ok()).count();
    assert!(
        before > 0 && !now.is_empty(),
        "{before} before, {} after",
        now.len()
    );
    assert_eq!(before + now.len(), saved.len());
}

/// Writes all that there is to a file, as a person has changed its lines by hand.
fn export_changed(kept: &Kept, file: &Path, change: impl Fn(&mut serde_json::Value)) {
    kept.keeper.export(file).unwrap();
    let unpacked = String::from_utf8(zstd::decode_all(std::fs::File::open(file).unwrap()).unwrap()).unwrap();
    let lines = unpacked.lines().map(|line| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line.as_object_mut().unwrap().remove("blake3");
        change(&mut line);
        format!("{line}\n")
    });
    let changed: String = lines.collect();
    std::fs::write(file, changed).unwrap();
}

/// Whatever a file calls it, and wherever it stands.
#[test]
fn a_secret_is_not_imported_as_bytes_as_a_language_or_in_an_introduction() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = from.path().join("file.jsonl");
    let theirs = open(from.path());
    for number in 1..=3 {
        theirs.save(&text(number));
    }
    let token = format!("{}_{}", "ghp", "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m");
    export_changed(&theirs, &file, |line| {
        if line["asset"]["text"] == text(1) {
            line["asset"]["text"] = format!("GITHUB_TOKEN={token}").into();
            line["asset"]["form"] = serde_json::json!({ "no_text": true, "bytes": true });
        } else if line["asset"]["text"] == text(2) {
            line["asset"]["language"] = format!("token={token}").into();
        } else if line["application"].is_object() {
            // Another one than is known here.
            line["application"]["name"] = "JETBRAINS".into();
            line["application"]["version"] = token.clone().into();
            line["application"]["descriptor"] = format!("password = {token}").into();
        }
    });
    let kept = open(to.path());
    let imported = kept.keeper.import(&file).unwrap();
    assert_eq!(imported.added + imported.refused, 3);
    assert!(finds(&kept, &text(3)));
    let all = kept.service.search(&Query {
        limit: 10,
        ..Query::default()
    });
    assert_eq!(all.items.len() as u64, imported.added);
    assert!(!format!("{all:?}").contains(&token), "{all:?}");
    let applications = format!("{:?}", kept.service.applications());
    assert!(applications.contains("Jetbrains"), "{applications}");
    assert!(!applications.contains(&token), "{applications}");
}

#[test]
fn secrets_are_not_imported() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = from.path().join("file.jsonl");
    let theirs = open(from.path());
    theirs.save(&text(1));
    theirs.save(&text(2));
    theirs.keeper.export(&file).unwrap();
    let unpacked = String::from_utf8(zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap()).unwrap();
    // Made at run time, so that nothing that scans sources trips over it.
    let secret = format!(
        "export GITHUB_TOKEN={}_{}",
        "ghp", "A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m"
    );
    let escaped = serde_json::to_string(&text(2)).unwrap();
    let changed = unpacked
        .replace(&escaped, &serde_json::to_string(&secret).unwrap())
        .replace("\"blake3\"", "\"was\"");
    std::fs::write(&file, changed).unwrap();
    let kept = open(to.path());
    let imported = kept.keeper.import(&file).unwrap();
    assert_eq!((imported.added, imported.refused), (1, 1));
    assert!(finds(&kept, &text(1)));
    assert_eq!(kept.service.asset_count(), 1);
}

#[test]
fn what_was_edited_since_it_was_exported_is_imported_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("mine.jsonl.zst");
    let kept = open(root.path());
    let (first, second) = (kept.save(&text(1)), kept.save(&text(2)));
    kept.keeper.export(&file).unwrap();
    let edited = Rewriting {
        contents: vec![(Content::Text(text(3)), Form::default())],
        classified: Classified::default(),
    };
    kept.service.rewrite(first, edited).unwrap();
    kept.service.delete(second).unwrap();
    let imported = kept.keeper.import(&file).unwrap();
    assert_eq!((imported.added, imported.beside), (2, 1));
    assert_eq!((imported.known, imported.refused), (0, 0));
    assert_eq!(kept.service.asset_count(), 3);
    let now = kept.service.asset(first).unwrap();
    assert_eq!(
        now.text.as_deref(),
        Some(text(3).as_str()),
        "the edited one is as it is"
    );
    assert!(kept.service.asset(second).is_ok(), "what nobody has keeps its id");
    for number in 1..=3 {
        assert!(finds(&kept, &text(number)), "{number}");
    }
    let again = kept.keeper.import(&file).unwrap();
    assert_eq!((again.added, again.beside, again.known), (0, 0, 2));
}

/// What a person has changed in a file by hand.
#[test]
fn an_import_takes_what_a_client_may_say_and_measures_it_itself() {
    use base64::Engine as _;
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = from.path().join("file.jsonl");
    let theirs = open(from.path());
    for number in 1..=3 {
        theirs.save(&text(number));
    }
    export_changed(&theirs, &file, |line| {
        if line["asset"]["text"] == text(1) {
            line["asset"]["name"] = "n".repeat(300 << 10).into();
        } else if line["asset"]["text"] == text(2) {
            let bytes = base64::engine::general_purpose::STANDARD.encode(b"\xff\xfe\xfd\xfc");
            line["asset"]["text"] = bytes.into();
            line["asset"]["form"] = serde_json::json!({ "no_text": true, "bytes": true });
            line["asset"]["bytes"] = u64::MAX.into();
        }
    });
    let kept = open(to.path());
    let imported = kept.keeper.import(&file).unwrap();
    assert_eq!((imported.added, imported.refused), (2, 1));
    let all = kept.service.search(&Query {
        limit: 10,
        ..Query::default()
    });
    let mut lengths: Vec<u64> = all
        .items
        .iter()
        .map(|item| kept.service.asset(item.id).unwrap().asset.bytes)
        .collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [4, text(3).len() as u64]);
}
