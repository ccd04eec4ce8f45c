//! What is learnt at a start is what is kept, wherever it was learnt from, and whatever happened before.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::HashMap,
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, atomic::Ordering::SeqCst},
    thread,
    time::Duration,
};

use common::kept::{HOUR, Kept, open, seed};
use connector::{AssetChange, Classified, Content, Revision, Rewriting, ServiceError};
use domain::{AssetId, Decision, Form, Marks, SaveReason, SilenceReason, Suggestion, Timestamp};
use store::{Library, Limits, Store};

/// Texts of which each is near some of the others.
fn text(number: u64) -> String {
    let (kind, edition) = (number / 4, number % 4);
    format!(
        "fn step_{kind}(input: &[u8], limit: usize) -> Option<usize> {{\n    let mut total = {kind};\n    \
         for byte in input.iter().take(limit) {{\n        total += usize::from(*byte) * {kind};\n    }}\n    \
         if total > {edition} {{ Some(total) }} else {{ None }}\n}}\n"
    )
}

/// A text that is too small to keep, unless it was told before.
fn small(number: u64) -> String {
    format!("retries_{number} = MAX_RETRIES_{number}")
}

/// What only these tests ask.
trait More: Sized {
    fn offers(&self, text: &str, id: AssetId) -> bool;
    fn learnt(self) -> Self;
    fn count(&self) -> usize;
    /// Keeps an asset out of lists, or puts it there again.
    fn hide(&self, id: AssetId, hidden: bool);
    /// Makes a snapshot, and a backup, as if an hour had passed.
    fn tick(&self);
}

impl More for Kept {
    fn offers(&self, text: &str, id: AssetId) -> bool {
        self.judge(text).matches.iter().any(|found| found.asset == id)
    }

    fn learnt(self) -> Self {
        while !self.service.is_learnt() {
            thread::sleep(Duration::from_millis(1));
        }
        self
    }

    fn count(&self) -> usize {
        let all = self.service.asset_ids(connector::Order::NewestFirst, true);
        all.len()
    }

    fn hide(&self, id: AssetId, hidden: bool) {
        let marks = Marks {
            pseudo: Some(hidden),
            ..Marks::default()
        };
        let revision = Revision {
            marks,
            ..Revision::default()
        };
        self.service.revise(id, revision).unwrap();
    }

    fn tick(&self) {
        self.now.fetch_add(HOUR, SeqCst);
        self.keeper.tick().unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
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

/// Numbers that look random, the same at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)) % limit
    }
}

/// How many different texts the tests save.
const TEXTS: u64 = 48;

fn rewriting(content: Content) -> Rewriting {
    let form = Form {
        no_text: matches!(content, Content::Bytes(_)),
        ..Form::default()
    };
    Rewriting {
        contents: vec![(content, form)],
        classified: Classified::default(),
    }
}

/// Does something that teaches: saves, deletes, edits, rewrites, takes, declines, intends, hides and shows.
fn use_it(kept: &Kept, chance: &mut Chance) {
    let number = chance.below(TEXTS);
    let ids = kept.service.asset_ids(connector::Order::NewestFirst, true);
    let any = (!ids.is_empty()).then(|| ids[chance.below(ids.len() as u64) as usize]);
    match (chance.below(10), any) {
        (0, Some(id)) => kept.service.delete(id).unwrap(),
        (1, Some(id)) => {
            let change = AssetChange {
                name: Some(format!("name {number}")),
                ..AssetChange::default()
            };
            kept.service.edit(id, change).unwrap();
        }
        (2, Some(id)) => match kept.service.rewrite(id, rewriting(Content::Text(text(number)))) {
            Ok(()) | Err(ServiceError::TextTaken(_)) => {}
            Err(error) => panic!("{error}"),
        },
        (3, Some(id)) => drop(kept.service.take(id).unwrap()),
        (4, Some(id)) => drop(kept.react(&text(number), false, Some(id))),
        (5, _) => drop(kept.react(&text(number), false, None)),
        (6, _) => {
            let own = kept.service.own_application();
            kept.service.intend(own, &seed(&small(number))).unwrap();
        }
        (7, Some(id)) => match kept
            .service
            .rewrite(id, rewriting(Content::Bytes(vec![number as u8; 40])))
        {
            Ok(()) | Err(ServiceError::TextTaken(_)) => {}
            Err(error) => panic!("{error}"),
        },
        (8, Some(id)) => kept.hide(id, number.is_multiple_of(2)),
        _ => drop(kept.react(&text(number), true, None)),
    }
}

/// Every question, with its answer.
fn answers(kept: &Kept) -> Vec<(String, Suggestion)> {
    (0..TEXTS)
        .flat_map(|number| [text(number), small(number)])
        .map(|text| {
            let answer = kept.judge(&text);
            (text, answer)
        })
        .collect()
}

/// What a start from this directory as it is knows is what one knows that has read everything.
fn agrees(root: &Path, how: &str) {
    let directory = tempfile::tempdir().unwrap();
    let plain = directory.path().join("plain");
    copy(root, &plain);
    let _ = fs::remove_file(plain.join("store/derived"));
    let (from_snapshot, from_texts) = (open(root).learnt(), open(&plain).learnt());
    assert_eq!(from_snapshot.count(), from_texts.count(), "{how}");
    assert_eq!(
        from_snapshot.count(),
        from_snapshot.service.asset_count(),
        "{how}"
    );
    for ((text, one), (_, other)) in answers(&from_snapshot).into_iter().zip(answers(&from_texts)) {
        assert_eq!(one, other, "{how}: {text}");
    }
}

#[test]
fn a_start_from_a_snapshot_knows_what_one_from_the_texts_knows() {
    let directory = tempfile::tempdir().unwrap();
    for seed in 0..12 {
        let mut chance = Chance(seed);
        let root = directory.path().join(seed.to_string());
        let mut kept = open(&root).learnt();
        for _ in 0..chance.below(60) {
            use_it(&kept, &mut chance);
            if chance.below(15) == 0 {
                kept.tick();
            }
            if chance.below(25) == 0 {
                kept.keeper.end();
                drop(kept);
                kept = open(&root);
            }
        }
        // As if it were killed now: the snapshot may be an old one, or none.
        let killed = directory.path().join(format!("{seed} killed"));
        copy(&root, &killed);
        agrees(&killed, &format!("seed {seed}, killed"));
        kept.keeper.end();
        drop(kept);
        assert!(root.join("store/derived").exists());
        agrees(&root, &format!("seed {seed}, ended"));
    }
}

#[test]
fn what_was_hidden_or_shown_after_the_snapshot_is_known() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let kept = open(&root).learnt();
    kept.react(&text(0), true, None);
    let id = kept.service.asset_ids(connector::Order::NewestFirst, true)[0];
    for (number, hidden) in [true, false].into_iter().enumerate() {
        kept.tick();
        kept.hide(id, hidden);
        let killed = directory.path().join(number.to_string());
        copy(&root, &killed);
        assert!(killed.join("store/derived").exists());
        assert_eq!(open(&killed).learnt().offers(&text(0), id), !hidden);
    }
}

#[test]
fn a_snapshot_that_is_no_good_is_not_used() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("library");
    let kept = open(&root).learnt();
    let mut chance = Chance(7);
    for _ in 0..80 {
        use_it(&kept, &mut chance);
    }
    kept.keeper.end();
    drop(kept);
    let place = |root: &Path| root.join("store/derived");
    let whole = fs::read(place(&root)).unwrap();
    let mut cases: Vec<(String, Vec<u8>)> = vec![
        ("empty".to_owned(), Vec::new()),
        ("noise".to_owned(), vec![0xA5; 4_000]),
        ("longer".to_owned(), [&whole[..], b"more"].concat()),
    ];
    for part in 1..8 {
        let at = whole.len() * part / 8;
        cases.push((format!("cut at {at}"), whole[..at].to_vec()));
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        cases.push((format!("changed at {at}"), changed));
    }
    let later = |from: &[u8]| {
        // Of a version that is not there yet.
        let at = whole
            .windows(from.len())
            .position(|window| window == from)
            .unwrap();
        let mut changed = whole.clone();
        changed[at + from.len() - 1] = b'9';
        changed
    };
    cases.push(("of a later program".to_owned(), later(b"bowerbird-known1")));
    cases.push(("of a later index".to_owned(), later(b"bowerbird-index7")));
    for (number, (how, bytes)) in cases.into_iter().enumerate() {
        let copied = directory.path().join(number.to_string());
        copy(&root, &copied);
        fs::write(place(&copied), bytes).unwrap();
        agrees(&copied, &how);
    }
    // Of another library, which has nothing in common with this one.
    let (foreign, copied) = (directory.path().join("foreign"), directory.path().join("copied"));
    let other = open(&foreign);
    other.react(
        "let other = of_another(library, 1);\nother.run();\nother.end()",
        true,
        None,
    );
    other.keeper.end();
    drop(other);
    copy(&root, &copied);
    fs::copy(place(&foreign), place(&copied)).unwrap();
    agrees(&copied, "of another library");
}

#[test]
fn a_snapshot_is_private_and_goes_with_what_it_was_made_of() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path()).learnt();
    let place = root.path().join("store/derived");
    let marker = "unmistakable_marker_of_a_text";
    kept.react(&text(1).replace("total", marker), true, None);
    kept.tick();
    let bytes = fs::read(&place).unwrap();
    assert!(
        !bytes.windows(8).any(|window| window == &marker.as_bytes()[..8]),
        "it holds no text"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let written = || fs::metadata(&place).unwrap().modified().unwrap();
    let first = written();
    kept.tick();
    assert_eq!(written(), first, "nothing has changed");
    kept.react(&text(5), true, None);
    kept.tick();
    let second = written();
    assert_ne!(second, first);
    let id = kept.react(&text(9), true, None).unwrap();
    kept.keeper.tick().unwrap();
    assert_eq!(written(), second, "not again within the hour");
    let number = kept.keeper.backups().unwrap()[0].number;
    kept.keeper.restore(number).unwrap();
    assert!(!place.exists(), "what is restored comes without it");
    assert!(!kept.offers(&text(9), id), "it is gone");
    kept.tick();
    assert!(place.exists());
}

/// Tells the child which library to use.
const ROOT: &str = "BOWERBIRD_LEARNING_ROOT";

/// Uses a library until it is killed. Does nothing in a usual test run.
#[test]
fn child() {
    let Ok(root) = env::var(ROOT) else { return };
    let kept = open(Path::new(&root));
    let made_sure = {
        let service = Arc::clone(&kept.service);
        thread::spawn(move || drop(service.facets()))
    };
    assert!(kept.keeper.make_sure().unwrap().is_none());
    let mut chance = Chance(u64::from(std::process::id()));
    println!("\nbegun");
    for round in 0_u64.. {
        use_it(&kept, &mut chance);
        if round % 7 == 3 {
            kept.tick();
        }
        if round == 5_000 {
            break;
        }
    }
    made_sure.join().unwrap();
}

#[test]
fn index_and_store_agree_after_a_kill_at_any_moment() {
    let directory = tempfile::tempdir().unwrap();
    let root: PathBuf = directory.path().join("library");
    let mut chance = Chance(1);
    for round in 0..8 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env(ROOT, &root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "begun"));
        thread::sleep(Duration::from_millis(20 + chance.below(400)));
        child.kill().unwrap();
        child.wait().unwrap();
        if round % 2 == 1 {
            // Else the next child goes on where this one was killed.
            let killed = directory.path().join(format!("killed {round}"));
            copy(&root, &killed);
            agrees(&killed, &format!("round {round}"));
        }
    }
}

#[test]
fn nothing_is_answered_wrongly_while_it_is_learnt() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path());
    let mut ids = HashMap::new();
    for number in 0..400 {
        ids.insert(number, kept.react(&text(number * 4), true, None).unwrap());
    }
    kept.react(&text(3), false, None);
    drop(kept);
    // First from the texts, for nobody has made a snapshot, then from one.
    for _ in 0..2 {
        let kept = open(root.path());
        // At once, whatever is learnt by now.
        for (number, id) in &ids {
            let answer = kept.judge(&text(number * 4));
            assert_eq!(answer.decision, Decision::Reuse);
            assert_eq!(
                (answer.matches[0].asset, answer.matches[0].difference),
                (*id, 0.0)
            );
        }
        let renamed = text(12).replace("total", "sum").replace("byte", "one");
        assert_eq!(kept.judge(&renamed).matches[0].asset, ids[&3]);
        assert_eq!(kept.count(), 400);
        assert_eq!(kept.service.asset_count(), 400);
        let nothing = kept.judge("x");
        assert_eq!(nothing.decision, Decision::Nothing(SilenceReason::Trivial));
        kept.keeper.end();
        let refused = kept.service.asset(ids[&1]);
        assert!(matches!(refused, Err(ServiceError::Store(_))), "it is closed");
    }
}

const TRIVIAL: Decision = Decision::Nothing(SilenceReason::Trivial);
const AGAIN: Decision = Decision::Save(SaveReason::CopiedAgain);

#[test]
fn a_small_text_that_is_copied_on_several_occasions_is_offered_for_saving() {
    let root = tempfile::tempdir().unwrap();
    let kept = open(root.path()).learnt();
    let (text, other) = (small(1), "unmistakable/marker/of_a_path.rs");
    let copied = |kept: &Kept, text: &str| {
        // Asking twice is no occasion, and is answered the same.
        let answer = kept.judge(text).decision;
        kept.now.fetch_add(HOUR / 2, SeqCst);
        assert_eq!(kept.judge(text).decision, answer);
        kept.now.fetch_add(2 * HOUR, SeqCst);
        answer
    };
    assert_eq!(copied(&kept, &text), TRIVIAL);
    assert_eq!(copied(&kept, other), TRIVIAL);
    assert_eq!(copied(&kept, &text), TRIVIAL);
    assert_eq!(kept.service.learned().repeated, 1);
    kept.keeper.tick().unwrap();
    let file = fs::read(root.path().join("store/copies")).unwrap();
    assert!(!file.windows(6).any(|part| other.as_bytes().starts_with(part)));
    let now = kept.now.load(SeqCst);
    drop(kept);

    // As if it had been killed.
    let kept = open(root.path()).learnt();
    kept.now.store(now, SeqCst);
    assert_eq!(kept.service.learned().repeated, 1, "it outlives a restart");
    assert_eq!(copied(&kept, &text), AGAIN);
    assert_eq!(
        copied(&kept, "retries_2 = MAX_RETRIES_1"),
        TRIVIAL,
        "another text"
    );
    assert_eq!(copied(&kept, "word"), TRIVIAL);
    assert_eq!(copied(&kept, "word"), TRIVIAL);
    assert_eq!(copied(&kept, "word"), TRIVIAL, "a word is never counted");
    kept.react(&text, false, None);
    assert_eq!(copied(&kept, &text), TRIVIAL, "it was declined");
    kept.save(other);
    assert_eq!(kept.judge(other).decision, Decision::Reuse);
    kept.keeper.end();
    drop(kept);

    let kept = open(root.path()).learnt();
    kept.now.store(now + 100 * HOUR, SeqCst);
    kept.service.forget_learned().unwrap();
    assert_eq!(kept.service.learned().repeated, 0);
    assert!(!root.path().join("store/copies").exists());
    for _ in 0..2 {
        assert_eq!(copied(&kept, &text), TRIVIAL, "it is forgotten");
    }
    assert_eq!(copied(&kept, &text), AGAIN, "and neither is that it was declined");
}

#[test]
fn what_is_saved_at_once_after_a_start_is_known() {
    let root = tempfile::tempdir().unwrap();
    for round in 0..4 {
        let kept = open(root.path());
        let saved = kept.react(&text(4 * round), true, None).unwrap();
        assert_eq!(kept.judge(&text(4 * round)).matches[0].asset, saved);
        kept.service.delete(saved).unwrap();
        assert!(!kept.offers(&text(4 * round), saved));
        let stays = kept.react(&text(4 * round + 1), true, None).unwrap();
        assert_eq!(kept.judge(&text(4 * round + 1)).matches[0].asset, stays);
        assert_eq!(kept.count() as u64, round + 1);
        let (library, own) = (&kept.service, kept.service.own_application());
        assert!(library.applications().iter().any(|known| known.id == own));
        kept.keeper.end();
    }
    let (library, _) = Library::open(root.path(), Limits::default(), Timestamp::from_millis(0)).unwrap();
    assert_eq!(
        library.applications().unwrap().len(),
        1,
        "Bowerbird itself was written in the end"
    );
}
