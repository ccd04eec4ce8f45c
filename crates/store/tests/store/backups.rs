//! Backups: what is in one, what comes back of it, and what is refused.

use std::{fs, io::Write, path::Path};

use crate::samples;
use domain::{
    Activity, Application, ApplicationName, Asset, AssetId, InstallationId, Platform, Registration, Timestamp,
};
use store::{Extras, Imported, Library, Limits, Reason, Result, Store, settings_in};
use uuid::Uuid;

const HOUR: i64 = 60 * 60 * 1000;

fn open(root: &Path) -> Library {
    let (library, recovery) = Library::open(root, Limits::default(), Timestamp::from_millis(0)).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    library
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * HOUR)
}

fn application(number: u128) -> Application {
    let registration = Registration {
        name: ApplicationName::Vim,
        version: "9".to_owned(),
        platform: Platform::Linux,
        capabilities: None,
        privacy: None,
        automatic_unload: None,
        descriptor: Some("a \"quoted\" thing".to_owned()),
        mechanism: None,
    };
    let id = domain::ApplicationId::new(Uuid::from_u128(number));
    Application::first(id, registration, Timestamp::from_millis(7))
}

/// Puts something of every kind into a library.
pub(crate) fn fill(library: &Library, assets: u128) {
    library
        .installation(InstallationId::new(Uuid::from_u128(99)))
        .unwrap();
    library.put_application(&application(1)).unwrap();
    for number in 1..=assets {
        let text = text(number);
        library.add_asset(&samples::asset(number, &text), &text).unwrap();
    }
    library
        .add_intention(&samples::intention(1, "later\u{0}\u{2028}"))
        .unwrap();
    samples::decline(library, 2);
    library.add_activity(&samples::activity(3)).unwrap();
    library.commit().unwrap();
}

/// Some are larger than a piece, and one is all that JSON escapes.
pub(crate) fn text(number: u128) -> String {
    match number % 4 {
        0 => format!("let large_{number} = 1;\n").repeat(400),
        1 => format!("\"\\\u{1}\r\n\t{number} é\u{1F980}"),
        _ => format!("let small = {number};"),
    }
}

/// Assets, texts, all the rest spelled out, activities.
pub(crate) type All = (Vec<Asset>, Vec<(AssetId, String)>, String, Vec<Activity>);

/// Everything that a library holds, for comparing.
pub(crate) fn all_of(library: &Library) -> All {
    let assets = library.assets().map(Result::unwrap).collect();
    let mut texts = Vec::new();
    library
        .for_each_text(&mut |id, text| texts.push((id, text.to_owned())))
        .unwrap();
    let rest = format!(
        "{:?} {:?} {:?} {:?}",
        library.applications().unwrap(),
        library.intentions().unwrap(),
        library.reactions().unwrap(),
        library.activity_counts().unwrap(),
    );
    (assets, texts, rest, library.activities(usize::MAX).unwrap())
}

fn unpacked(path: &Path) -> String {
    String::from_utf8(zstd::decode_all(fs::File::open(path).unwrap()).unwrap()).unwrap()
}

#[test]
fn what_is_backed_up_comes_back_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    assert!(
        !library.changed_since_backup().unwrap(),
        "there is nothing to lose"
    );
    fill(&library, 20);
    assert!(library.changed_since_backup().unwrap());
    let extras = Extras::from([("desktop".to_owned(), serde_json::json!({"notify": false}))]);
    let header = library.back_up(Reason::Regular, at(1), &extras).unwrap();
    assert_eq!((header.assets(), header.created), (20, at(1)));
    assert!(!library.changed_since_backup().unwrap());
    let before = all_of(&library);

    library.remove_asset(AssetId::new(Uuid::from_u128(3))).unwrap();
    let added = samples::asset(77, "a later one");
    library.add_asset(&added, "a later one").unwrap();
    library.commit().unwrap();
    assert!(library.changed_since_backup().unwrap());
    let later = all_of(&library);
    assert_ne!(before, later);

    let backup = library.backups().unwrap().remove(0);
    let undo = library.restore(&backup.path, at(2), &Extras::new()).unwrap();
    assert_eq!(all_of(&library), before);
    assert_eq!(library.asset_count(), 20);
    assert_eq!(
        settings_in(&backup.path, "desktop").unwrap(),
        Some(serde_json::json!({"notify": false}))
    );
    // It goes on, and a restart finds it whole.
    library
        .add_asset(&samples::asset(78, "after it"), "after it")
        .unwrap();
    library.commit().unwrap();
    drop(library);
    let library = open(root.path());
    assert_eq!(library.asset_count(), 21);

    // And back again: nothing was lost by restoring.
    let backups = library.backups().unwrap();
    let undo = backups.iter().find(|backup| backup.number == undo).unwrap();
    assert_eq!(undo.header.reason, Reason::BeforeReplacing);
    library.restore(&undo.path, at(3), &Extras::new()).unwrap();
    assert_eq!(all_of(&library), later);
    assert!(
        !root.path().join("store.bowerbird-old").exists()
            && !root.path().join("store.bowerbird-new").exists()
    );
}

#[test]
fn a_person_can_read_one() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    fill(&library, 2);
    library.back_up(Reason::Asked, at(1), &Extras::new()).unwrap();
    let backup = library.backups().unwrap().remove(0);
    assert!(
        backup
            .path
            .ends_with("backups/000001-1970-01-01T01-00-00Z.jsonl.zst"),
        "{backup:?}"
    );
    let text = unpacked(&backup.path);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["format"], "bowerbird-backup");
    assert_eq!(lines[0]["version"], 1);
    assert_eq!(lines[0]["created_at"], "1970-01-01T01:00:00.000Z");
    assert_eq!(
        lines[0]["counts"],
        serde_json::json!({"application": 1, "asset": 2, "intention": 1, "reaction": 1, "activity": 1, "activity_count": 1})
    );
    let texts: Vec<_> = lines
        .iter()
        .filter_map(|line| line["asset"]["text"].as_str())
        .collect();
    assert_eq!(texts, [self::text(1), self::text(2)]);
    assert_eq!(lines[2]["asset"]["name"], "asset 1");
    // `zstdcat FILE | tail -n +2 | b3sum`
    let (_, records) = text.split_once('\n').unwrap();
    assert_eq!(
        lines[0]["blake3"],
        blake3::hash(records.as_bytes()).to_hex().as_str()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&backup.path), 0o600);
        assert_eq!(mode(backup.path.parent().unwrap()), 0o700);
    }
    let names: Vec<_> = fs::read_dir(root.path().join("backups")).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing else is left there: {names:?}");
}

/// Writes a backup by hand.
fn by_hand(path: &Path, text: &str, packed: bool) {
    let bytes = if packed {
        zstd::encode_all(text.as_bytes(), 1).unwrap()
    } else {
        text.as_bytes().to_owned()
    };
    fs::File::create(path).unwrap().write_all(&bytes).unwrap();
}

#[test]
fn what_is_no_backup_is_refused_with_its_line_and_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    fill(&library, 8);
    let file = root.path().join("file.jsonl.zst");
    library.export(&file, at(1), &Extras::new()).unwrap();
    let (good, exported) = (unpacked(&file), fs::read(&file).unwrap());
    let before = all_of(&library);
    let lines: Vec<&str> = good.lines().collect();
    let with = |number: usize, line: &str| {
        let mut lines = lines.clone();
        lines[number - 1] = line;
        lines.join("\n") + "\n"
    };
    let escaped = serde_json::to_string(&text(1)).unwrap();
    let escaped = escaped.trim_matches('"').to_owned();
    let loose = |text: &str| text.replace("\"blake3\"", "\"was\"");
    let cases = [
        (String::new(), "it is no Bowerbird backup"),
        ("not JSON\n".to_owned(), "it is no Bowerbird backup"),
        (
            "{\"format\":\"other\",\"version\":1}\n".to_owned(),
            "it is no Bowerbird backup",
        ),
        (
            "{\"format\":\"bowerbird-backup\",\"version\":7}\n".to_owned(),
            "it was written by a newer Bowerbird: its format is version 7, this one knows versions up to 1",
        ),
        (
            "{\"format\":\"bowerbird-backup\",\"version\":1}\n".to_owned(),
            "line 1: its JSON does not fit at column 41: missing field `program`",
        ),
        (
            with(4, "{\"asset\":{}}"),
            "line 4: its JSON does not fit at column 11: missing field `text`",
        ),
        (
            with(4, "{\"password\":1}"),
            "line 4: its JSON does not fit at column 11: unknown variant, expected one of `setting`, `application`, `asset`, `label`, `intention`, `reaction`, `activity`, `activity_count`",
        ),
        (
            with(4, "{\"activity_count\":{\"count\":\"my secret\"}}"),
            "line 4: its JSON does not fit at column 38: invalid type: string, expected u64",
        ),
        (
            with(3, lines[3]),
            "its digest does not match: what it holds was changed",
        ),
        (
            loose(&with(4, lines[2])),
            "line 4: its id belongs to another asset",
        ),
        (
            lines[..5].join("\n") + "\n",
            "it has 4 records where its header says 13",
        ),
        (
            good.clone() + lines[2] + "\n",
            "it has 14 records where its header says 13",
        ),
        (good.trim_end().to_owned(), "line 14: it is cut short"),
    ];
    for (text, problem) in cases {
        let text = if problem.contains("another asset") {
            // The same id with another text.
            text.replacen(&escaped, "another", 1)
        } else {
            text
        };
        for packed in [true, false] {
            by_hand(&file, &text, packed);
            let error = library.restore(&file, at(2), &Extras::new()).unwrap_err();
            assert_eq!(error.code(), "bad_backup");
            assert_eq!(error.to_string(), format!("the backup can't be used: {problem}"));
            // To an import another text is another snippet.
            if !problem.contains("another asset") {
                let imported = library.import(&file, at(2), &Extras::new(), &|_, _| true);
                assert_eq!(imported.unwrap_err().code(), "bad_backup");
            }
            assert_eq!(all_of(&library), before, "{problem}");
        }
    }
    // A frame that ends too early.
    fs::write(&file, &exported[..exported.len() - 30]).unwrap();
    let error = library.restore(&file, at(2), &Extras::new()).unwrap_err();
    assert!(
        error.to_string().contains("can't be unpacked after line"),
        "{error}"
    );
    assert_eq!(all_of(&library), before);
    drop(library);
    assert_eq!(all_of(&open(root.path())), before);
}

#[test]
fn a_backup_that_is_made_by_hand_can_be_restored() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    let id = InstallationId::new(Uuid::from_u128(5));
    library.installation(id).unwrap();
    fill(&library, 4);
    let file = root.path().join("file.jsonl");
    library.export(&file, at(1), &Extras::new()).unwrap();
    let mut lines: Vec<serde_json::Value> = unpacked(&file)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines[0].as_object_mut().unwrap().remove("blake3");
    lines[0].as_object_mut().unwrap().remove("installation");
    lines.retain(|line| line["asset"]["id"] != "00000000-0000-0000-0000-000000000002");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    by_hand(&file, &text, false);
    library.restore(&file, at(2), &Extras::new()).unwrap();
    assert_eq!(library.asset_count(), 3);
    let fresh = InstallationId::new(Uuid::from_u128(6));
    assert_eq!(library.installation(fresh).unwrap(), id, "it is whose it was");
}

#[test]
fn an_import_adds_what_is_new_or_nothing() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = from.path().join("theirs.jsonl.zst");
    {
        let theirs = open(from.path());
        fill(&theirs, 12);
        theirs.export(&file, at(1), &Extras::new()).unwrap();
    }
    let library = open(to.path());
    library
        .installation(InstallationId::new(Uuid::from_u128(5)))
        .unwrap();
    // The same program under another id, and a text that both have.
    library.put_application(&application(55)).unwrap();
    let mut known = samples::asset(500, &text(3));
    known.creator = application(55).id;
    library.add_asset(&known, &text(3)).unwrap();
    library.commit().unwrap();
    let may = |_: &Asset, text: &str| !text.contains("small = 6");
    let imported = library.import(&file, at(2), &Extras::new(), &may).unwrap();
    let before = imported.before;
    assert_eq!(
        imported,
        Imported {
            added: 10,
            beside: 0,
            known: 1,
            refused: 1,
            before
        }
    );
    assert_eq!(library.asset_count(), 11);
    let assets: Vec<Asset> = library.assets().map(Result::unwrap).collect();
    assert!(assets.iter().all(|asset| asset.creator == application(55).id));
    assert_eq!(library.asset(known.id).unwrap(), Some(known), "it is as it was");
    assert_eq!(library.applications().unwrap().len(), 1);
    let again = library.import(&file, at(3), &Extras::new(), &may).unwrap();
    assert_eq!((again.added, again.known), (0, 11));
    drop(library);
    let library = open(to.path());
    assert_eq!(library.asset_count(), 11);
    let backup = library.backups().unwrap();
    let backup = backup.iter().find(|backup| backup.number == before).unwrap();
    library.restore(&backup.path, at(4), &Extras::new()).unwrap();
    assert_eq!(library.asset_count(), 1, "an import can be undone");
}

#[test]
fn saving_goes_on_while_a_backup_is_made() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    fill(&library, 400);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 10_000..10_300_u128 {
                let text = text(number);
                library.add_asset(&samples::asset(number, &text), &text).unwrap();
                if number % 3 == 0 {
                    library
                        .remove_asset(AssetId::new(Uuid::from_u128(number - 9_900)))
                        .unwrap();
                }
                library.commit().unwrap();
            }
        });
        let mut made = 0;
        while !writer.is_finished() || made < 2 {
            made += 1;
            library.back_up(Reason::Asked, at(made), &Extras::new()).unwrap();
        }
    });
    let now = all_of(&library);
    library.back_up(Reason::Asked, at(100), &Extras::new()).unwrap();
    let backup = library.backups().unwrap().remove(0);
    library.restore(&backup.path, at(101), &Extras::new()).unwrap();
    assert_eq!(all_of(&library), now);
}
