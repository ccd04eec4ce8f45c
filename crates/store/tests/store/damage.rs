//! A library that is damaged opens all the same: with everything, or with what its newest backup holds, and says so.

use std::{
    env, fs,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    backups::{all_of, fill, text},
    samples::{self, Chance},
};
use domain::{Asset, AssetId, Timestamp};
use store::{Extras, Library, Limits, Reason, Recovery, Store};
use uuid::Uuid;

/// How many random damages, where this is not set.
const DAMAGES: u64 = 60;
/// Sets how many: `cargo xtask soak` asks for 1,000.
const MANY: &str = "BOWERBIRD_DAMAGES";

pub(crate) fn open(root: &Path) -> store::Result<(Library, Option<Recovery>)> {
    Library::open(root, Limits::default(), Timestamp::from_millis(1_000_000_000_000))
}

/// Copies a directory with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

pub(crate) type Contents = (Vec<Asset>, Vec<(AssetId, String)>);

pub(crate) fn contents(library: &Library) -> Contents {
    let (assets, texts, ..) = all_of(library);
    (assets, texts)
}

/// A library as it lies on the disk, and what it holds.
struct Image {
    _directory: tempfile::TempDir,
    root: PathBuf,
    now: Contents,
    backed_up: Contents,
}

/// One that was used for a while, closed and opened between, and then closed or killed.
fn image(killed: bool) -> Image {
    let directory = tempfile::tempdir().unwrap();
    let live = directory.path().join("live");
    let mut library = open(&live).unwrap().0;
    fill(&library, 200);
    let mut backed_up = None;
    for round in 0..4_u128 {
        for number in 0..150_u128 {
            let id = AssetId::new(Uuid::from_u128(1 + (round * 37 + number) % 200));
            let new = 1_000 + round * 1_000 + number;
            let text = text(new);
            library.add_asset(&samples::asset(new, &text), &text).unwrap();
            match number % 5 {
                0 => drop(library.remove_asset(id).unwrap()),
                1 => samples::decline(&library, new),
                _ => drop(library.update_asset(id, &|asset| asset.reuse_count += 1).unwrap()),
            }
        }
        library.commit().unwrap();
        if round == 1 {
            library
                .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
                .unwrap();
            backed_up = Some(contents(&library));
        }
        if round % 2 == 0 {
            drop(library);
            library = open(&live).unwrap().0;
        }
    }
    let now = contents(&library);
    let root = directory.path().join("image");
    if killed {
        // What a process that is killed leaves behind is what it has written so far.
        copy(&live, &root);
        drop(library);
    } else {
        drop(library);
        copy(&live, &root);
    }
    Image {
        _directory: directory,
        root,
        now,
        backed_up: backed_up.unwrap(),
    }
}

/// Damages a file of the store, and says how.
fn damage(store: &Path, chance: &mut Chance) -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(store)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && fs::metadata(path).unwrap().len() > 0)
        // Damaged together with the end of the data file it can't tell of that: see its own test.
        .filter(|path| !path.ends_with("witness"))
        .collect();
    files.sort();
    let data = store.join("db");
    // Most of what can break is in the data file.
    let file = if chance.below(4) > 0 && data.exists() {
        data
    } else {
        files[chance.below(files.len() as u64) as usize].clone()
    };
    let mut bytes = fs::read(&file).unwrap();
    let length = bytes.len() as u64;
    let how = match chance.below(7) {
        0 => {
            let place = chance.below(length) as usize;
            bytes[place] ^= 1 << chance.below(8);
            format!("a bit at {place}")
        }
        1 => {
            let many = 1 + chance.below(64);
            for _ in 0..many {
                let place = chance.below(length) as usize;
                bytes[place] = chance.next() as u8;
            }
            format!("{many} bytes")
        }
        2 => {
            let end = chance.below(length);
            bytes.truncate(end as usize);
            format!("truncated to {end} of {length}")
        }
        3 => {
            let block = 1 << (9 + chance.below(10));
            let start = chance.below(length / block + 1) * block;
            let range = start as usize..(start + block).min(length) as usize;
            bytes[range].fill(0);
            format!("{block} zeros at {start}")
        }
        4 => {
            let block = 1 << (9 + chance.below(10));
            let start = (chance.below(length / block + 1) * block) as usize;
            let end = (start + block as usize).min(bytes.len());
            bytes[start..end].fill_with(|| chance.next() as u8);
            format!("{block} of noise at {start}")
        }
        5 => {
            // A block that was written to the wrong place, or an old one that was never overwritten.
            let block = 4096;
            let (from, to) = (
                chance.below(length / block) * block,
                chance.below(length / block) * block,
            );
            if length >= block {
                let old = bytes[from as usize..(from + block) as usize].to_vec();
                bytes[to as usize..(to + block) as usize].copy_from_slice(&old);
            }
            format!("a block of {from} at {to}")
        }
        _ => {
            fs::remove_file(&file).unwrap();
            return format!("{} is gone", file.display());
        }
    };
    fs::write(&file, &bytes).unwrap();
    format!("{}: {how}", file.display())
}

/// What a damage led to.
#[derive(Default, Debug)]
struct Tally {
    /// Nothing was lost.
    whole: u32,
    /// The backup took the store's place.
    restored: u32,
    /// What was written last is missing, and that was said.
    shortened: u32,
    /// It was restored at the second start, because the first one did not come to an end.
    stuck: u32,
    /// A start that ended in a crash.
    crashed: u32,
}

fn try_one(image: &Image, seed: u64, tally: &mut Tally) {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    copy(&image.root, &root);
    let mut chance = Chance(seed);
    let mut said = Vec::new();
    for _ in 0..=chance.below(3) {
        said.push(damage(&root.join("store"), &mut chance));
    }
    let what = format!("seed {seed}: {said:?}");
    let outcome = start(&root, tally).unwrap_or_else(|| panic!("{what}: it does not start"));
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none(), "{what}: again {}", recovery.unwrap());
    let there = contents(&library);
    match outcome.as_str() {
        "whole" => {
            assert!(
                there == image.now,
                "{what}: something is lost, and nobody is told"
            );
            tally.whole += 1;
        }
        "shortened" => {
            // The end of the log is gone, and what came before is whole: that is never less than the backup holds.
            let (ids, _): (Vec<_>, Vec<_>) = there.1.iter().cloned().unzip();
            let still = |(id, _): &&(AssetId, String)| image.now.1.iter().any(|(now, _)| now == id);
            for (id, _) in image.backed_up.1.iter().filter(still) {
                assert!(ids.contains(id), "{what}: {id} is lost");
            }
            tally.shortened += 1;
        }
        "restored" => {
            assert!(there == image.backed_up, "{what}");
            assert_eq!(fs::read_dir(root.join("damaged")).unwrap().count(), 1, "{what}");
            tally.restored += 1;
        }
        other => panic!("{what}: {other}"),
    }
    let added = samples::asset(999_999, "it goes on");
    library.add_asset(&added, "it goes on").unwrap();
    library.commit().unwrap();
    assert_eq!(library.asset(added.id).unwrap(), Some(added));
}

/// Tells the child which library to open.
const ROOT: &str = "BOWERBIRD_DAMAGED_ROOT";

/// Opens a library and says what became of it. Does nothing in a usual test run.
#[test]
fn child() {
    let Ok(root) = env::var(ROOT) else { return };
    let limits = Limits {
        patience: Duration::from_secs(2),
        ..Limits::default()
    };
    let opened = Library::open(
        Path::new(&root),
        limits,
        Timestamp::from_millis(1_000_000_000_000),
    );
    if let Ok((library, Some(_))) = &opened {
        library.recovery_was_told();
    }
    let said = match opened {
        Ok((_, None)) => "whole",
        Ok((_, Some(recovery))) if recovery.missing > 0 => "shortened",
        Ok((_, Some(recovery))) => match (recovery.restored, recovery.unreadable) {
            (Some(_), 0) => "restored",
            _ => "not restored",
        },
        Err(store::StoreError::Stuck) => "stuck",
        Err(error) => panic!("{error}"),
    };
    println!("\nSAID {said}.");
}

/// Starts a program on a library, again where it gave up or crashed, as somebody would who wants to use it; says what it
/// said in the end. `None` where it never starts.
fn start(root: &Path, tally: &mut Tally) -> Option<String> {
    for _ in 0..7 {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", "damage::child", "--nocapture"])
            .env(ROOT, root)
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = output
            .lines()
            .find_map(|line| line.strip_prefix("SAID ")?.strip_suffix('.'));
        match said {
            Some("stuck") => tally.stuck += 1,
            Some(said) => return Some(said.to_owned()),
            None => tally.crashed += 1,
        }
    }
    None
}

#[test]
fn no_damage_loses_what_the_newest_backup_holds() {
    let many: u64 = env::var(MANY).map_or(DAMAGES, |many| many.parse().unwrap());
    let images = [image(false), image(true)];
    let mut tally = Tally::default();
    for seed in 0..many {
        try_one(&images[(seed % 2) as usize], seed, &mut tally);
    }
    println!("{many} damages: {tally:?}");
    assert_eq!(tally.crashed, 0);
    assert!(tally.restored > 0 && tally.whole > 0, "{tally:?}");
}

#[test]
fn the_user_is_told_what_happened_and_how_much() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).unwrap().0;
    fill(&library, 3);
    let hour = |number: i64| Timestamp::from_millis(number * 3_600_000);
    library.back_up(Reason::Regular, hour(1), &Extras::new()).unwrap();
    library.add_asset(&samples::asset(50, "later"), "later").unwrap();
    library.back_up(Reason::Regular, hour(2), &Extras::new()).unwrap();
    let newest = library.backups().unwrap().remove(0);
    drop(library);

    // The newest backup is damaged too, beyond its header.
    let bytes = fs::read(&newest.path).unwrap();
    fs::write(&newest.path, &bytes[..bytes.len() - 20]).unwrap();
    fs::write(root.join("store/db"), [0xAB; 300_000]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!(library.asset_count(), 3);
    let aside = root.join("damaged/2001-09-09T01-46-40Z");
    // As the database left it when it tried to read it.
    assert!(
        fs::metadata(aside.join("db")).unwrap().len() >= 300_000,
        "it is kept"
    );
    assert_eq!(recovery.unreadable, 1);
    let text = recovery.to_string();
    assert!(
        text.starts_with("The library could not be used: ")
            && text.contains(
                "The backup of 1970-01-01T01:00:00.000Z took its place, with 3 snippets. \
                 What was kept after that is missing. A more recent backup could not be read. The damaged one is kept in "
            ),
        "{text}"
    );
    drop(library);

    // With no backup at all it begins anew, and says that.
    fs::remove_dir_all(root.join("backups")).unwrap();
    fs::remove_file(root.join("store/db")).unwrap();
    let (library, recovery) = open(&root).unwrap();
    let text = recovery.unwrap().to_string();
    assert!(
        text.contains("There is no backup of it, so it begins anew and empty."),
        "{text}"
    );
    assert_eq!(library.asset_count(), 0);
    assert_eq!(
        fs::read_dir(root.join("damaged")).unwrap().count(),
        2,
        "each is kept"
    );
}

#[test]
fn a_store_that_is_gone_or_older_than_its_backup_is_restored() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).unwrap().0;
    fill(&library, 3);
    drop(library);
    let old = directory.path().join("old");
    copy(&root.join("store"), &old);
    let library = open(&root).unwrap().0;
    library.add_asset(&samples::asset(50, "later"), "later").unwrap();
    library
        .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
        .unwrap();
    let now = contents(&library);
    drop(library);
    fs::remove_dir_all(root.join("store")).unwrap();
    let (library, recovery) = open(&root).unwrap();
    let recovery = recovery.unwrap();
    assert_eq!((recovery.damage.as_str(), recovery.aside), ("it is gone", None));
    assert!(contents(&library) == now);
    drop(library);
    fs::remove_dir_all(root.join("store")).unwrap();
    copy(&old, &root.join("store"));
    let (library, recovery) = open(&root).unwrap();
    assert_eq!(recovery.unwrap().damage, "it is older than its newest backup");
    assert!(contents(&library) == now);
}

/// Changes the database behind the store's back, while it is closed.
fn tamper(root: &Path, change: impl Fn(&sled::Tree)) {
    let db = sled::open(root.join("store")).unwrap();
    change(&db.open_tree("meta").unwrap());
    db.flush().unwrap();
}

#[test]
fn a_newer_store_is_refused_and_an_older_one_migrated_after_a_backup() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).unwrap().0;
    fill(&library, 5);
    let now = contents(&library);
    drop(library);
    // As version 1 left it: there was no sum.
    tamper(&root, |meta| {
        meta.insert("schema", b"\x011").unwrap();
        meta.remove("sum").unwrap();
    });
    fs::remove_file(root.join("store/witness")).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none() && contents(&library) == now);
    let backups = library.backups().unwrap();
    assert_eq!(
        (backups.len(), backups[0].header.reason),
        (1, Reason::BeforeMigration)
    );
    assert_eq!(backups[0].header.assets(), 5);
    drop(library);
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none() && library.backups().unwrap().len() == 1);
    drop(library);

    tamper(&root, |meta| {
        meta.insert("schema", b"\x0142").unwrap();
    });
    for _ in 0..5 {
        assert_eq!(open(&root).err().unwrap().code(), "newer_schema");
    }
    assert!(!root.join("damaged").exists(), "nothing is moved");
    tamper(&root, |meta| {
        meta.insert("schema", b"\x010").unwrap();
    });
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_some() && contents(&library) == now);
}

#[test]
fn an_opening_that_never_ends_is_no_loop() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let library = open(&root).unwrap().0;
    fill(&library, 3);
    library
        .back_up(Reason::Regular, Timestamp::from_millis(5), &Extras::new())
        .unwrap();
    drop(library);
    assert!(!root.join("opening").exists());
    // Some that did not come to their end are nothing, for somebody may have been in a hurry.
    fs::write(root.join("opening"), [4]).unwrap();
    assert!(open(&root).unwrap().1.is_none());
    fs::write(root.join("opening"), [5]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.unwrap().to_string().contains("did not come to an end"));
    assert_eq!(library.asset_count(), 3);
    assert!(!root.join("opening").exists());
}

#[test]
fn a_swap_that_was_interrupted_is_finished_or_taken_back() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    // Where a crash may leave it, and what is there then.
    let cases: [(&str, &[(&str, &str)]); 5] = [
        (
            "being made",
            &[("store", "store"), ("old", "store.bowerbird-new")],
        ),
        ("ready", &[("store", "store"), ("old", "store.bowerbird-ready")]),
        (
            "moved away",
            &[("old", "store.bowerbird-old"), ("store", "store.bowerbird-ready")],
        ),
        ("in place", &[("store", "store"), ("old", "store.bowerbird-old")]),
        ("moved aside", &[("store", "store.bowerbird-ready")]),
    ];
    for (name, places) in cases {
        let root = directory.path().join(name);
        copy(&image.root, &root);
        fs::rename(root.join("store"), root.join("real")).unwrap();
        for (which, place) in places {
            match *which {
                "store" => fs::rename(root.join("real"), root.join(place)).unwrap(),
                _ => fs::create_dir(root.join(place)).unwrap(),
            }
        }
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_none(), "{name}: {}", recovery.unwrap());
        assert!(contents(&library) == image.now, "{name}");
        for gone in [
            "store.bowerbird-new",
            "store.bowerbird-ready",
            "store.bowerbird-old",
        ] {
            assert!(!root.join(gone).exists(), "{name}: {gone}");
        }
    }
}

#[test]
fn a_damaged_witness_says_nothing_and_harms_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(true);
    for (number, bytes) in [&b""[..], &[0xFF; 16], &[0; 4096]].into_iter().enumerate() {
        let root = directory.path().join(number.to_string());
        copy(&image.root, &root);
        fs::write(root.join("store/witness"), bytes).unwrap();
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_none() && contents(&library) == image.now);
        drop(library);
        assert_eq!(fs::metadata(root.join("store/witness")).unwrap().len(), 16);
    }
}

#[test]
fn what_has_a_name_of_ours_and_is_something_else_ends_no_opening() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    let file = |path: PathBuf| fs::write(path, "not ours").unwrap();
    let folder = |path: PathBuf| {
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "not ours").unwrap();
    };
    let ways: [(&str, &dyn Fn(PathBuf)); 7] = [
        ("store.bowerbird-new", &file),
        ("store.bowerbird-ready", &file),
        ("store.bowerbird-old", &file),
        ("opening", &folder),
        ("installation", &folder),
        ("store/derived", &folder),
        ("store/derived.new", &folder),
    ];
    for (name, put) in ways {
        let root = directory.path().join(name.replace('/', "-"));
        copy(&image.root, &root);
        let _ = fs::remove_file(root.join(name));
        put(root.join(name));
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_none(), "{name}: {}", recovery.unwrap());
        assert!(contents(&library) == image.now, "{name}");
        let keep = |derived: &[u8]| {
            let state = library.state().unwrap();
            let kept = library.keep_derived(state, &mut |out| out.write_all(derived));
            let mut found = Vec::new();
            let mut there = library.derived().unwrap().unwrap();
            there.read_to_end(&mut found).unwrap();
            kept.unwrap() && found == derived
        };
        assert!(keep(b"worked out"), "{name}");
        // It is set aside as it was.
        let aside = root.join(format!("{name}.aside"));
        let aside = if aside.is_dir() {
            aside.join("inside")
        } else {
            aside
        };
        assert_eq!(fs::read_to_string(&aside).unwrap(), "not ours", "{name}");
    }
    // Where backups and damaged stores go.
    let root = directory.path().join("backups");
    copy(&image.root, &root);
    fs::remove_dir_all(root.join("backups")).unwrap();
    file(root.join("backups"));
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none() && contents(&library) == image.now);
    let refused = library.back_up(Reason::Asked, Timestamp::from_millis(9), &Extras::new());
    assert!(refused.unwrap_err().to_string().contains("backups"));
    drop(library);
    let root = directory.path().join("damaged");
    copy(&image.root, &root);
    file(root.join("damaged"));
    fs::write(root.join("store/db"), [0x5A; 100_000]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(contents(&library) == image.backed_up);
    assert!(recovery.unwrap().aside.unwrap().join("db").exists());
    assert_eq!(fs::read_to_string(root.join("damaged")).unwrap(), "not ours");
}

/// A link that has one of the names leads to a file of somebody's, which stays as it is, or to nothing.
#[cfg(unix)]
#[test]
fn a_link_that_has_a_name_of_ours_is_not_followed_to_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    for name in [
        "opening",
        "installation",
        "store/installation",
        "store/derived",
        "store/derived.new",
        "store/witness",
        "store/lock",
        "library.lock",
    ] {
        for there in [true, false] {
            let root = directory
                .path()
                .join(format!("{}-{there}", name.replace('/', "-")));
            copy(&image.root, &root);
            let theirs = PathBuf::from(format!("{}.txt", root.display()));
            if there {
                fs::write(&theirs, "not ours").unwrap();
            }
            let _ = fs::remove_file(root.join(name));
            std::os::unix::fs::symlink(&theirs, root.join(name)).unwrap();
            let (library, recovery) = open(&root).unwrap();
            assert!(recovery.is_none() && contents(&library) == image.now, "{name}");
            let state = library.state().unwrap();
            assert!(
                library
                    .keep_derived(state, &mut |out| out.write_all(b"worked out"))
                    .unwrap()
            );
            drop(library);
            let found = fs::read_to_string(&theirs).ok();
            assert_eq!(found.as_deref(), there.then_some("not ours"), "{name}");
        }
    }
}

/// What leads elsewhere is no database: it is set aside, and the newest backup takes its place.
#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_database_is_not_written_through() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    let theirs = directory.path().join("theirs");
    fs::write(&theirs, "not ours").unwrap();
    fs::remove_file(image.root.join("store/db")).unwrap();
    std::os::unix::fs::symlink(&theirs, image.root.join("store/db")).unwrap();
    let (library, recovery) = open(&image.root).unwrap();
    assert!(contents(&library) == image.backed_up);
    let aside = recovery.unwrap().aside.unwrap();
    assert!(fs::symlink_metadata(aside.join("db.aside")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "not ours");
}

/// A store that is a link to another place is replaced there, and the link stays one. Where it leads to nothing nothing is made.
#[cfg(unix)]
#[test]
fn a_store_that_is_a_link_is_replaced_where_it_leads() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    let (root, disk) = (directory.path().join("library"), directory.path().join("disk"));
    copy(&image.root, &root);
    fs::create_dir(&disk).unwrap();
    fs::rename(root.join("store"), disk.join("mine")).unwrap();
    std::os::unix::fs::symlink("../disk/mine", root.join("store")).unwrap();
    let is_link = || fs::symlink_metadata(root.join("store")).unwrap().is_symlink();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none() && contents(&library) == image.now);
    drop(library);

    fs::write(disk.join("mine/db"), [0x5A; 100_000]).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(contents(&library) == image.backed_up && is_link());
    let aside = recovery.unwrap().aside.unwrap();
    assert_eq!(fs::read(aside.join("db")).unwrap()[..100], [0x5A; 100]);
    assert_eq!(aside.parent().unwrap().file_name().unwrap(), "mine.damaged");
    library.recovery_was_told();
    let newest = library.newest_backup().unwrap().unwrap().path;
    library
        .restore(&newest, Timestamp::from_millis(9), &Extras::new())
        .unwrap();
    assert!(contents(&library) == image.backed_up && is_link());
    drop(library);
    assert!(disk.join("mine/db").exists() && !root.join("store.bowerbird-old").exists());

    // A swap that was cut off there is finished; a disk that is not there is waited for.
    fs::rename(disk.join("mine"), disk.join("mine.bowerbird-ready")).unwrap();
    let (library, recovery) = open(&root).unwrap();
    assert!(recovery.is_none() && contents(&library) == image.backed_up && is_link());
    drop(library);
    fs::rename(&disk, directory.path().join("elsewhere")).unwrap();
    let refused = open(&root).err().unwrap().to_string();
    assert!(refused.contains("follow the link"), "{refused}");
    assert!(!disk.exists() && is_link());
}

/// Backups that are a link to another disk are waited for where they are needed, and by nobody else.
#[cfg(unix)]
#[test]
fn backups_on_a_disk_that_is_away_are_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    let spoil: [fn(&Path); 2] = [
        |root| fs::write(root.join("store/db"), [0x5A; 100_000]).unwrap(),
        |root| fs::remove_dir_all(root.join("store")).unwrap(),
    ];
    for (number, spoil) in spoil.into_iter().enumerate() {
        let root = directory.path().join(format!("library-{number}"));
        let disk = directory.path().join(format!("disk-{number}"));
        let away = directory.path().join(format!("away-{number}"));
        copy(&image.root, &root);
        fs::rename(root.join("backups"), &disk).unwrap();
        std::os::unix::fs::symlink(&disk, root.join("backups")).unwrap();
        fs::rename(&disk, &away).unwrap();
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_none() && contents(&library) == image.now);
        drop(library);
        spoil(&root);
        for _ in 0..6 {
            let refused = open(&root).err().unwrap();
            assert_eq!(refused.code(), "backups_away", "{refused}");
            assert!(
                refused.to_string().contains("Its backups are not there"),
                "{refused}"
            );
            assert!(!root.join("damaged").exists() && !disk.exists());
        }
        fs::rename(&away, &disk).unwrap();
        let (library, recovery) = open(&root).unwrap();
        assert!(recovery.is_some() && contents(&library) == image.backed_up);
    }
}

/// Where damaged stores go, no link is followed and nothing of somebody's is in the way.
#[cfg(unix)]
#[test]
fn what_has_the_name_of_the_place_for_damaged_stores_is_gone_around() {
    use std::os::unix::fs::symlink;
    type Way<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);
    let directory = tempfile::tempdir().unwrap();
    let image = image(false);
    let theirs = directory.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    let taken = |root: &Path| {
        fs::write(root.join("damaged"), "not ours").unwrap();
        fs::write(root.join("damaged.stores"), "not ours").unwrap();
    };
    let ways: [Way<'_>; 4] = [
        (
            "a link",
            &|root| symlink(&theirs, root.join("damaged")).unwrap(),
            "damaged.stores",
        ),
        (
            "to nothing",
            &|root| symlink(root.join("none"), root.join("damaged")).unwrap(),
            "damaged.stores",
        ),
        (
            "to itself",
            &|root| symlink(root.join("damaged"), root.join("damaged")).unwrap(),
            "damaged.stores",
        ),
        ("both are taken", &taken, "damaged.stores-2"),
    ];
    for (name, put, place) in ways {
        let root = directory.path().join(name);
        copy(&image.root, &root);
        put(&root);
        fs::write(root.join("store/db"), [0x5A; 100_000]).unwrap();
        let (library, recovery) = open(&root).unwrap();
        assert!(contents(&library) == image.backed_up, "{name}");
        let aside = recovery.unwrap().aside.unwrap();
        assert_eq!(aside.parent(), Some(root.join(place).as_path()), "{name}");
        assert!(aside.join("db").exists(), "{name}");
        assert_eq!(fs::read_dir(&theirs).unwrap().count(), 0, "{name}");
        drop(library);
        // Whose library it is, is found there too.
        assert!(open(&root).is_ok());
    }
}
