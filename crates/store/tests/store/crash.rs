//! What was acknowledged survives `kill -9`, and nothing is ever half there.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use domain::{Asset, AssetId, Timestamp};
use store::{Added, Extras, Library, Limits, Reason, Store};
use uuid::Uuid;

use crate::samples;

/// Tells the child which directory to write to, and the parent's test run that it is no child.
const DIRECTORY: &str = "BOWERBIRD_CRASH_DIRECTORY";
/// Tells the child which numbers are its own.
const ROUND: &str = "BOWERBIRD_CRASH_ROUND";

/// How many kills, where this is not set.
const KILLS: u128 = 10;
/// Sets how many: `cargo xtask soak` asks for 200.
const MANY: &str = "BOWERBIRD_KILLS";
const WRITERS: u128 = 8;

/// The text of an asset follows from its number. Every fifth lies in pieces.
fn text(number: u128) -> String {
    let lines = if number.is_multiple_of(5) {
        2 + number % 3_000
    } else {
        1
    };
    (0..lines)
        .map(|line| format!("let line_{line} = {number};\n"))
        .collect()
}

/// Writes for ever, and prints what was acknowledged. Does nothing in a usual test run.
#[test]
fn child() {
    let (Ok(directory), Ok(round)) = (env::var(DIRECTORY), env::var(ROUND)) else {
        return;
    };
    let round: u128 = round.parse().unwrap();
    let (store, recovery) = open(Path::new(&directory)).unwrap();
    assert!(recovery.is_none());
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0.. {
                store
                    .back_up(Reason::Asked, Timestamp::from_millis(number), &Extras::new())
                    .unwrap();
                thread::sleep(Duration::from_millis(20));
            }
        });
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for step in 0.. {
                    let number = (round << 64) + (writer << 32) + step;
                    write(store, number, step);
                }
            });
        }
    });
}

/// Opens what the children write to.
pub(crate) fn open(directory: &Path) -> store::Result<(Library, Option<store::Recovery>)> {
    Library::open(directory, Limits::default(), Timestamp::from_millis(0))
}

/// Does the next of a writer's steps, and says what was acknowledged.
fn write(store: &Library, number: u128, step: u128) {
    let text = text(number);
    assert_eq!(
        store.add_asset(&samples::asset(number, &text), &text).unwrap(),
        Added::New
    );
    store.commit().unwrap();
    println!("\nadded {number}.");
    let id = AssetId::new(Uuid::from_u128(number));
    match step % 4 {
        0 => store.add_activity(&samples::activity(number)).unwrap(),
        1 => {
            // It is durable by itself.
            samples::decline(store, number);
            println!("\nreacted {number}.");
        }
        2 => {
            store
                .update_asset(id, &|asset: &mut Asset| asset.reuse_count += 1)
                .unwrap()
                .unwrap();
            store.commit().unwrap();
            println!("\nupdated {number}.");
        }
        _ => {
            // Told before and after: in between nobody knows.
            println!("\nremoving {number}.");
            assert!(store.remove_asset(id).unwrap());
            store.commit().unwrap();
            println!("\nremoved {number}.");
        }
    }
}

/// What the children said, each kind of line apart.
pub(crate) type Said = BTreeMap<String, BTreeSet<u128>>;

/// Lets a child write to `directory`, in an environment with these variables too, and kills it.
pub(crate) fn run_and_kill(
    directory: &Path,
    round: u128,
    after: Duration,
    said: &mut Said,
    environment: &[(&str, &str)],
) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture"])
        .env(DIRECTORY, directory)
        .env(ROUND, round.to_string())
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (started, start) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut lines = Vec::new();
        for line in output
            .split(b'\n')
            .map(|line| String::from_utf8(line.unwrap()).unwrap())
        {
            if line.starts_with("added") {
                // The receiver is gone once it knows that the child has started.
                let _ = started.send(());
            }
            lines.push(line);
        }
        lines
    });
    start.recv_timeout(Duration::from_secs(30)).unwrap();
    thread::sleep(after);
    let refused = open(directory).err().unwrap();
    assert_eq!(refused.code(), "in_use");
    assert_eq!(child.try_wait().unwrap(), None, "the child failed");
    child.kill().unwrap();
    child.wait().unwrap();
    for line in reader.join().unwrap() {
        // The last line may be cut short: it counts with its full stop alone.
        if let Some((what, number)) = line.strip_suffix('.').and_then(|line| line.split_once(' '))
            && let Ok(number) = number.parse()
        {
            said.entry(what.to_owned()).or_default().insert(number);
        }
    }
}

/// Everything that was acknowledged can be read.
pub(crate) fn check_acknowledged(store: &Library, said: &Said) {
    let of = |what: &str| said.get(what).cloned().unwrap_or_default();
    let removing = of("removing");
    let removed = of("removed");
    let updated = of("updated");
    for number in of("added") {
        let (id, text) = (AssetId::new(Uuid::from_u128(number)), text(number));
        let mut expected = samples::asset(number, &text);
        let found = store.asset(id).unwrap();
        if removed.contains(&number) {
            assert_eq!(found, None, "{number} came back");
        } else if !removing.contains(&number) {
            let found = found.unwrap_or_else(|| panic!("{number} is lost"));
            // An update may have been made and not acknowledged.
            expected.reuse_count = found.reuse_count;
            assert_eq!(found, expected);
            assert!(
                found.reuse_count == 1 || !updated.contains(&number),
                "an update is lost"
            );
            assert!(store.text(id).unwrap().unwrap() == text);
            let again = samples::asset(u128::MAX, &text);
            assert_eq!(store.add_asset(&again, &text).unwrap(), Added::Existing(id));
        }
    }
    let reactions = store.reactions().unwrap();
    let reacted: BTreeSet<_> = reactions
        .iter()
        .map(|reaction| reaction.id.uuid().as_u128())
        .collect();
    assert_eq!(reacted.len(), reactions.len());
    assert!(of("reacted").is_subset(&reacted));
    let counted: u64 = store.activity_counts().unwrap().values().sum();
    assert_eq!(counted, store.activities(usize::MAX).unwrap().len() as u64);
    let texts: BTreeSet<_> = store.assets().map(|asset| asset.unwrap().id).collect();
    store
        .for_each_text(&mut |id, found| assert!(found == text(id.uuid().as_u128()) && texts.contains(&id)))
        .unwrap();
}

/// Metadata, texts and digests belong together one to one, and every piece belongs to a text.
fn check_whole(directory: &Path) {
    let db = sled::open(directory.join("store")).unwrap();
    let keys = |tree: &str| -> BTreeSet<_> {
        db.open_tree(tree)
            .unwrap()
            .iter()
            .keys()
            .map(Result::unwrap)
            .collect()
    };
    let digests = db.open_tree("text_digests").unwrap();
    let digested: Vec<_> = digests.iter().values().map(Result::unwrap).collect();
    let assets = keys("assets");
    assert!(!assets.is_empty());
    assert_eq!(keys("texts"), assets);
    assert_eq!(digested.len(), assets.len());
    assert_eq!(digested.into_iter().collect::<BTreeSet<_>>(), assets);

    // The form of a value in pieces: 2, the number of the set, the number of bytes.
    let texts = db.open_tree("texts").unwrap();
    let large: Vec<_> = texts
        .iter()
        .values()
        .map(Result::unwrap)
        .filter(|value| value[0] == 2)
        .collect();
    let sets: BTreeSet<_> = large.iter().map(|value| value[1..9].to_vec()).collect();
    let pieces = keys("pieces");
    assert!(
        pieces.iter().all(|key| sets.contains(&key[..8])),
        "a piece was left behind"
    );
    let bytes = |value: &sled::IVec| u64::from_be_bytes(value[9..].try_into().unwrap());
    let expected: u64 = large.iter().map(|value| bytes(value).div_ceil(2048)).sum();
    assert_eq!(pieces.len() as u64, expected);
}

#[test]
fn acknowledged_writes_survive_a_kill_and_nothing_is_half_there() {
    let kills: u128 = env::var(MANY).map_or(KILLS, |many| many.parse().unwrap());
    let mut directory = tempfile::tempdir().unwrap();
    let mut said = Said::new();
    let mut acknowledged = 0;
    for round in 1..=kills {
        let after = Duration::from_millis(RandomState::new().hash_one(round) % 500);
        run_and_kill(directory.path(), round, after, &mut said, &[]);
        let (store, recovery) = open(directory.path()).unwrap();
        assert!(recovery.is_none(), "{}", recovery.unwrap());
        check_acknowledged(&store, &said);
        // Some kills come while a backup is written.
        for entry in fs::read_dir(directory.path().join("backups"))
            .into_iter()
            .flatten()
        {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name.ends_with(".jsonl.zst"), "{name} was left behind");
        }
        if round % 10 == 0 {
            let (newest, assets) = (store.backups().unwrap().remove(0), store.asset_count());
            store
                .restore(&newest.path, Timestamp::from_millis(0), &Extras::new())
                .unwrap();
            assert!(
                store.asset_count() > 0 && store.asset_count() <= assets + 8,
                "a backup is whole too"
            );
            drop(store);
            check_whole(directory.path());
            // A new one, so that checking does not take longer and longer.
            acknowledged += said["added"].len();
            said.clear();
            directory = tempfile::tempdir().unwrap();
        } else {
            drop(store);
            check_whole(directory.path());
        }
    }
    println!("{acknowledged} assets were acknowledged over {kills} kills");
}
