//! The files among the backups, and beside an export: whose they are, and what becomes of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    backups::{all_of, fill},
    damage::copy,
    samples,
};
use domain::{InstallationId, Timestamp};
use store::{Extras, Library, Limits, Reason, Recovery, Result, Store};
use uuid::Uuid;

fn open(root: &Path) -> Result<(Library, Option<Recovery>)> {
    Library::open(root, Limits::default(), Timestamp::from_millis(1_000_000_000_000))
}

/// A library that is whole.
fn whole(root: &Path) -> Library {
    let (library, recovery) = open(root).unwrap();
    assert!(recovery.is_none(), "{}", recovery.unwrap());
    library
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * 3_600_000)
}

fn save(library: &Library, number: u128) {
    let text = format!("let saved = {number};");
    library.add_asset(&samples::asset(number, &text), &text).unwrap();
    library.commit().unwrap();
}

fn back_up(library: &Library, hour: i64) -> PathBuf {
    library
        .back_up(Reason::Regular, at(hour), &Extras::new())
        .unwrap();
    library.newest_backup().unwrap().unwrap().path
}

fn spoil(root: &Path) {
    fs::write(root.join("store/db"), [0xAB; 300_000]).unwrap();
}

/// Two backups of another installation, which has one snippet.
fn foreign(directory: &Path) -> [PathBuf; 2] {
    let library = whole(&directory.join("foreign"));
    let id = InstallationId::new(Uuid::from_u128(7));
    library.installation(id).unwrap();
    save(&library, 1_000);
    [1, 2].map(|hour| back_up(&library, hour))
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_export_among_the_backups_is_none_of_them() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = whole(&root);
    fill(&library, 3);
    back_up(&library, 1);
    for name in ["2026-11-26.jsonl.zst", "000099-2026-11-25T21-04-02Z.jsonl.zst"] {
        let place = root.join("backups").join(name);
        library.export(&place, at(2), &Extras::new()).unwrap();
    }
    save(&library, 50);
    let now = all_of(&library);
    assert_eq!(library.backups().unwrap().len(), 1);
    drop(library);
    let library = whole(&root);
    assert!(
        all_of(&library) == now,
        "what was saved after the export is there"
    );
    assert_eq!(
        back_up(&library, 3),
        root.join("backups/000100-1970-01-01T03-00-00Z.jsonl.zst")
    );
    drop(library);
    // One that has another number than its name says was copied there.
    fs::copy(
        root.join("backups/000100-1970-01-01T03-00-00Z.jsonl.zst"),
        root.join("backups/000200-1970-01-01T03-00-00Z.jsonl.zst"),
    )
    .unwrap();
    let library = whole(&root);
    assert_eq!(library.newest_backup().unwrap().unwrap().number, 100);
    drop(library);

    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let text = recovery.unwrap().to_string();
    assert!(all_of(&library) == now, "the own backup took the place");
    assert!(
        text.contains(
            " 3 files among the backups are not of this library: they were left alone, and can be imported."
        ),
        "{text}"
    );
}

#[test]
fn a_backup_of_another_installation_never_takes_the_place() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let theirs = foreign(directory.path());
    let library = whole(&root);
    fill(&library, 3);
    let own = back_up(&library, 1);
    let now = all_of(&library);
    let copied =
        [1, 2].map(|number| root.join(format!("backups/00000{number}-1970-01-01T09-00-00Z.jsonl.zst")));
    for (from, to) in theirs.iter().zip(&copied) {
        fs::copy(from, to).unwrap();
    }
    let backups = library.backups().unwrap();
    assert_eq!(
        (backups.len(), &backups[0].path, &backups[1].path),
        (2, &copied[1], &own),
        "of one number the own one"
    );
    assert_eq!(library.newest_backup().unwrap().unwrap().path, own);
    // However many are made, it is not removed for them.
    for hour in 2..80 {
        save(&library, hour as u128 + 100);
        back_up(&library, hour);
        library
            .remove_asset(samples::asset(hour as u128 + 100, "").id)
            .unwrap();
    }
    assert!(copied.iter().all(|copied| copied.exists()) && !own.exists());
    back_up(&library, 100);
    drop(library);

    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert!(all_of(&library) == now);
    assert_eq!((recovery.others, recovery.unreadable), (2, 0));
    assert!(
        recovery
            .to_string()
            .contains(" 2 files among the backups are not of this library: they were left alone"),
        "{recovery}"
    );
    drop(library);

    // Not even where nothing else is there.
    for name in names(&root.join("backups")) {
        if root.join("backups").join(&name) != copied[1] {
            fs::remove_file(root.join("backups").join(name)).unwrap();
        }
    }
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let text = recovery.unwrap().to_string();
    assert_eq!(library.asset_count(), 0);
    assert!(
        text.contains("There is no backup of it, so it begins anew and empty. One file"),
        "{text}"
    );
    let imported = library.import(&copied[1], at(200), &Extras::new(), &|_, _| true);
    assert_eq!(imported.unwrap().added, 1);
}

/// Where the note beside the store is lost, that in the directory of the store tells, also of one that can't be read; and where
/// that is lost too, the note in a store that was set aside.
#[test]
fn whose_library_it_is_is_noted_in_the_store_as_well() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let theirs = foreign(directory.path());
    let library = whole(&root);
    fill(&library, 3);
    back_up(&library, 1);
    let now = all_of(&library);
    for (number, from) in [2, 3].iter().zip(&theirs) {
        let copied = root.join(format!("backups/00000{number}-1970-01-01T09-00-00Z.jsonl.zst"));
        fs::copy(from, copied).unwrap();
    }
    drop(library);
    drop(open(&root).unwrap());
    let own = fs::read(root.join("installation")).unwrap();
    for lost in ["", "store"] {
        fs::remove_file(root.join("installation")).unwrap();
        spoil(&root);
        if !lost.is_empty() {
            fs::remove_dir_all(root.join(lost)).unwrap();
        }
        let (library, recovery) = open(&root).unwrap();
        assert_eq!(recovery.unwrap().others, 2, "{lost}");
        assert!(all_of(&library) == now, "{lost}");
        drop(library);
        for note in ["installation", "store/installation"] {
            assert_eq!(fs::read(root.join(note)).unwrap(), own, "{lost}");
        }
    }
}

#[test]
fn backups_whose_headers_can_not_be_read_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = whole(&root);
    fill(&library, 3);
    let first = back_up(&library, 1);
    for hour in 2..4 {
        save(&library, hour as u128 + 100);
        fs::write(back_up(&library, hour), b"garbled").unwrap();
    }
    drop(library);
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!((library.asset_count(), recovery.unreadable), (3, 2));
    assert!(
        recovery
            .to_string()
            .contains(" 2 more recent backups could not be read."),
        "{recovery}"
    );
    let whose = library
        .installation(InstallationId::new(Uuid::from_u128(8)))
        .unwrap();
    drop(library);
    fs::write(&first, b"garbled").unwrap();
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let text = recovery.unwrap().to_string();
    assert!(
        text.contains("None of its 3 backups could be read, so it begins anew and empty."),
        "{text}"
    );
    let now = library
        .installation(InstallationId::new(Uuid::from_u128(9)))
        .unwrap();
    assert_eq!(now, whose, "its backups stay its own");
}

#[test]
fn backups_that_a_newer_version_has_written_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = whole(&root);
    fill(&library, 3);
    back_up(&library, 1);
    let newer = back_up(&library, 2);
    drop(library);
    let header = b"{\"format\":\"bowerbird-backup\",\"version\":7,\"of\":\"a later form\"}\n";
    fs::write(&newer, header).unwrap();
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!((recovery.unreadable, recovery.from_newer), (1, 1));
    assert!(
        recovery.to_string().contains(
            " A more recent backup could not be read. It was written by a newer Bowerbird, which can restore it."
        ),
        "{recovery}"
    );
    assert_eq!(library.asset_count(), 3);
    assert_eq!(fs::read(&newer).unwrap(), header, "it is left alone");
}

#[test]
fn what_is_restored_from_elsewhere_is_soon_backed_up_here() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let theirs = foreign(directory.path());
    let library = whole(&root);
    fill(&library, 3);
    library.restore(&theirs[1], at(3), &Extras::new()).unwrap();
    let now = all_of(&library);
    let newest = library.newest_backup().unwrap().unwrap();
    assert_eq!((newest.number, newest.header.assets()), (2, 1));
    assert!(!library.changed_since_backup().unwrap());
    drop(library);
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    assert!(all_of(&library) == now);
    assert_eq!(
        recovery.unwrap().others,
        1,
        "what was there before is of the other installation"
    );
}

#[test]
fn where_nothing_tells_whose_a_library_is_most_of_its_backups_do() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let theirs = foreign(directory.path());
    let library = whole(&root);
    library
        .installation(InstallationId::new(Uuid::from_u128(8)))
        .unwrap();
    fill(&library, 3);
    for hour in [1, 2] {
        back_up(&library, hour);
    }
    let now = all_of(&library);
    drop(library);
    fs::copy(
        &theirs[0],
        root.join("backups/000099-1970-01-01T09-00-00Z.jsonl.zst"),
    )
    .unwrap();
    for garbled in [None, Some([0xA5; 39])] {
        match garbled {
            None => fs::remove_file(root.join("installation")).unwrap(),
            Some(bytes) => fs::write(root.join("installation"), bytes).unwrap(),
        }
        spoil(&root);
        let (library, recovery) = open(&root).unwrap();
        assert!(all_of(&library) == now);
        assert_eq!(recovery.unwrap().others, 1);
    }
}

#[test]
fn backups_of_another_machine_make_no_older_store_of_one_that_is_newer() {
    let directory = tempfile::tempdir().unwrap();
    let [there, here] = ["there", "here"].map(|name| directory.path().join(name));
    let id = InstallationId::new(Uuid::from_u128(7));
    let library = whole(&there);
    library.installation(id).unwrap();
    fill(&library, 3);
    let brought = directory.path().join("brought.jsonl.zst");
    library.export(&brought, at(1), &Extras::new()).unwrap();
    for (number, hour) in [(102, 2), (103, 3), (104, 4)] {
        save(&library, number);
        back_up(&library, hour);
    }
    drop(library);
    let library = whole(&here);
    library.restore(&brought, at(6), &Extras::new()).unwrap();
    let mut new = samples::asset(200, "let new = 200;");
    (new.created, new.updated) = (at(7), at(7));
    library.add_asset(&new, "let new = 200;").unwrap();
    library.commit().unwrap();
    let now = all_of(&library);
    drop(library);
    for name in names(&there.join("backups")) {
        fs::copy(
            there.join("backups").join(&name),
            here.join("backups").join(&name),
        )
        .unwrap();
    }
    let library = whole(&here);
    assert!(all_of(&library) == now);
    // And its next backup is the newest.
    back_up(&library, 8);
    drop(library);
    spoil(&here);
    let (library, recovery) = open(&here).unwrap();
    assert!(recovery.is_some() && all_of(&library) == now);
}

#[test]
fn a_store_that_is_older_than_its_newest_backup_is_a_backup_before_that_takes_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let [there, here] = ["there", "here"].map(|name| directory.path().join(name));
    let library = whole(&there);
    library
        .installation(InstallationId::new(Uuid::from_u128(7)))
        .unwrap();
    fill(&library, 3);
    back_up(&library, 1);
    drop(library);
    // One library on two machines, which are both used. That of `here` is not changed after the last backup from `there`.
    copy(&there, &here);
    let library = whole(&there);
    save(&library, 103);
    let newest = back_up(&library, 4);
    let newer = all_of(&library);
    drop(library);
    let library = whole(&here);
    save(&library, 200);
    let older = all_of(&library);
    drop(library);
    fs::copy(&newest, here.join("backups").join(newest.file_name().unwrap())).unwrap();
    // It is read as a whole, as after a crash.
    fs::remove_file(here.join("store/closed")).unwrap();

    let (library, recovery) = open(&here).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!(
        (recovery.damage.as_str(), recovery.older),
        ("it is older than its newest backup", Some(3))
    );
    assert!(
        recovery
            .to_string()
            .contains(" What was there is backup 3 now, and can be restored or imported. It is kept in "),
        "{recovery}"
    );
    assert!(all_of(&library) == newer);
    let kept = library
        .backups()
        .unwrap()
        .into_iter()
        .find(|backup| backup.number == 3)
        .unwrap();
    library.recovery_was_told();
    drop(library);
    // Another damage brings what took the place, not what was older.
    spoil(&here);
    let (library, recovery) = open(&here).unwrap();
    assert!(recovery.unwrap().older.is_none() && all_of(&library) == newer);
    library.recovery_was_told();
    drop(library);
    let library = whole(&here);
    library.restore(&kept.path, at(6), &Extras::new()).unwrap();
    assert!(all_of(&library) == older);
    drop(library);
    fs::remove_file(here.join("store/closed")).unwrap();
    assert!(all_of(&whole(&here)) == older, "what a person has restored stays");
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_named_and_never_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = whole(&root);
    fill(&library, 3);
    let newest = back_up(&library, 1);
    let now = all_of(&library);
    drop(library);
    let socket = |path: &Path| drop(std::os::unix::net::UnixListener::bind(path).unwrap());
    let aside = directory.path().join("aside");
    for name in [
        "opening",
        "installation",
        "library.lock",
        "store/db",
        "store/witness",
        "store/closed",
        "store/derived",
        "store/lock",
    ] {
        let place = root.join(name);
        for make in [&pipe as &dyn Fn(&Path), &socket] {
            let was_there = fs::rename(&place, &aside).is_ok();
            make(&place);
            let error = open(&root).err().unwrap();
            assert_eq!(error.code(), "in_the_way", "{name}");
            assert_eq!(
                error.to_string(),
                format!(
                    "{} is in the way, for it is no file. Move it elsewhere and start again",
                    place.display()
                )
            );
            fs::remove_file(&place).unwrap();
            if was_there {
                fs::rename(&aside, &place).unwrap();
            }
        }
    }
    let library = whole(&root);
    assert!(all_of(&library) == now, "nothing was changed");

    // Among the backups it is one that can't be read, and as a file to read it is none.
    let place = root.join("backups/000099-1970-01-01T09-00-00Z.jsonl.zst");
    for make in [pipe as fn(&Path), |path| fs::create_dir(path).unwrap()] {
        make(&place);
        assert_eq!(library.newest_backup().unwrap().unwrap().path, newest);
        let error = library.restore(&place, at(1), &Extras::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the backup can't be used: it is no ordinary file"
        );
        assert!(
            library
                .import(&place, at(1), &Extras::new(), &|_, _| true)
                .is_err()
        );
        fs::remove_file(&place)
            .or_else(|_| fs::remove_dir(&place))
            .unwrap();
    }
    pipe(&place);
    drop(library);
    spoil(&root);
    let (library, recovery) = open(&root).unwrap();
    assert_eq!(recovery.unwrap().unreadable, 1);
    assert!(all_of(&library) == now);
}

#[test]
fn an_export_touches_nothing_beside_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let library = whole(&directory.path().join("library"));
    fill(&library, 3);
    let place = directory.path().join("mine");
    fs::create_dir(&place).unwrap();
    let export = |name: &str| library.export(&place.join(name), at(1), &Extras::new());
    let own = [
        "mine.zst.new",
        "mine.zst.records",
        "dir.new",
        "dir.records",
        "kept.txt",
        "long.new",
    ];
    for name in own {
        fs::write(place.join(name), name).unwrap();
    }
    fs::create_dir(place.join("dir")).unwrap();
    export("mine.zst").unwrap();
    assert_eq!(export("dir").unwrap_err().code(), "io");
    // A name that leaves no room for a longer one.
    export(&"n".repeat(255)).unwrap();
    fs::remove_file(place.join("n".repeat(255))).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(place.join("kept.txt"), place.join("two.zst.records")).unwrap();
        export("two.zst").unwrap();
        fs::remove_file(place.join("two.zst.records")).unwrap();
        // The file that a link leads to is the one that is asked for, and the link stays one.
        export("target").unwrap();
        let old = fs::read(place.join("target")).unwrap();
        symlink(place.join("target"), place.join("link")).unwrap();
        save(&library, 50);
        export("link").unwrap();
        assert_ne!(fs::read(place.join("target")).unwrap(), old);
        assert!(fs::symlink_metadata(place.join("link")).unwrap().is_symlink());
        assert!(store::verify_backup(&place.join("target")).is_ok());
        for name in ["link", "target", "two.zst"] {
            fs::remove_file(place.join(name)).unwrap();
        }
    }
    for name in own {
        assert_eq!(fs::read_to_string(place.join(name)).unwrap(), name);
    }
    let mut left: Vec<&str> = [&own[..], &["dir", "mine.zst"]].concat();
    left.sort_unstable();
    assert_eq!(names(&place), left, "and leaves nothing");
}

#[test]
fn of_what_is_there_only_a_backup_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let library = whole(&directory.path().join("library"));
    fill(&library, 3);
    let place = directory.path().join("mine");
    fs::create_dir(&place).unwrap();
    let export = |name: &str| library.export(&place.join(name), at(1), &Extras::new());
    let zstd = zstd::encode_all(&b"{\"format\":\"another\",\"version\":1}\n"[..], 3).unwrap();
    let others: [(&str, &[u8]); 5] = [
        ("empty", b""),
        ("notes.txt", b"What nobody has a second time."),
        ("other.zst", &zstd),
        ("other.jsonl", b"{\"format\":\"another\",\"version\":1}\n"),
        ("bytes", &[0xFF; 100_000]),
    ];
    for (name, bytes) in others {
        fs::write(place.join(name), bytes).unwrap();
        let mut asked = vec![name.to_owned()];
        #[cfg(unix)]
        {
            let link = format!("to-{name}");
            std::os::unix::fs::symlink(name, place.join(&link)).unwrap();
            asked.push(link);
        }
        for asked in asked {
            let error = export(&asked).unwrap_err();
            assert_eq!(error.code(), "not_ours");
            let said = format!(
                "{} exists and is no backup; choose another name",
                place.join(&asked).display()
            );
            assert_eq!(error.to_string(), said);
            assert_eq!(fs::read(place.join(name)).unwrap(), bytes);
        }
    }
    let there = names(&place);
    // A backup is replaced, also one that is damaged behind its first line, or a newer version's.
    export("mine.zst").unwrap();
    let first = fs::read(place.join("mine.zst")).unwrap();
    fs::write(place.join("mine.zst"), &first[..first.len() - 9]).unwrap();
    export("mine.zst").unwrap();
    assert!(fs::read(place.join("mine.zst")).unwrap() == first);
    fs::write(
        place.join("newer"),
        "{\"format\":\"bowerbird-backup\",\"version\":9}\n",
    )
    .unwrap();
    export("newer").unwrap();
    assert!(store::verify_backup(&place.join("newer")).is_ok());
    for name in ["mine.zst", "newer"] {
        fs::remove_file(place.join(name)).unwrap();
    }
    assert_eq!(names(&place), there, "and nothing else is left");
}

#[cfg(unix)]
#[test]
fn what_is_there_and_no_file_is_not_overwritten() {
    use std::os::unix::fs::FileTypeExt;
    let directory = tempfile::tempdir().unwrap();
    let library = whole(&directory.path().join("library"));
    fill(&library, 1);
    let place = directory.path().join("pipe");
    pipe(&place);
    let error = library.export(&place, at(1), &Extras::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "could not write {}: it is there, and no ordinary file",
            place.display()
        )
    );
    assert!(fs::metadata(&place).unwrap().file_type().is_fifo());
    for other in [Path::new("/dev/null"), directory.path()] {
        assert!(library.export(other, at(1), &Extras::new()).is_err());
    }
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    // Nothing waits for what is never written.
    for none in [place.as_path(), directory.path()] {
        let error = library.restore(none, at(1), &Extras::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the backup can't be used: it is no ordinary file"
        );
        assert!(library.import(none, at(1), &Extras::new(), &|_, _| true).is_err());
    }
}

#[test]
fn what_a_killed_backup_left_is_removed_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = whole(&root);
    fill(&library, 3);
    back_up(&library, 1);
    drop(library);
    let backups = root.join("backups");
    let before = names(&backups);
    let left = "000003-1970-01-01T02-00-00Z.jsonl.zst.x7Rq0b.new";
    let mine = [
        "000002-1970-01-01T02-00-00Z.jsonl.zst.my notes.new",
        "000002-1970-01-01T02-00-00Z.jsonl.zst.records",
        "notes.new",
    ];
    for name in mine.into_iter().chain([left]) {
        fs::write(backups.join(name), "texts").unwrap();
    }
    drop(whole(&root));
    assert_eq!(names(&backups), [&before[..], &mine.map(str::to_owned)].concat());
}
