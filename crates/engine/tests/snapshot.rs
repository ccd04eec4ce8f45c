//! A start from a snapshot knows what was known, and takes nothing else for one.

use domain::{AssetId, IntentionId};
use engine::{Analysis, Changed, Engine, Sketch, Snapshot};
use uuid::Uuid;

fn id(number: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(number))
}

/// A text of its own for each number, and a like one for some.
fn numbered(number: usize) -> String {
    format!(
        "fn step_{}(input: &[u{}]) -> usize {{\n    let count_{number} = input.len() + {};\n    check(count_{number}, {});\n    count_{number} * {}\n}}\n",
        number % 97,
        8 << (number % 3),
        number % 13,
        number * 7 % 31,
        number % 5,
    )
}

/// A library whose index has every sort of segment, with texts removed from each, one of them replaced.
fn grown() -> Engine {
    let mut engine = Engine::new();
    let at_once = (0..300).map(|number| (id(number as u128), Sketch::of(&numbered(number))));
    engine.extend(at_once);
    for number in 300..745 {
        engine.insert(id(number as u128), &Sketch::of(&numbered(number)));
    }
    for number in (0..745).step_by(9) {
        engine.remove(id(number));
    }
    engine.insert(id(4), &Sketch::of(&numbered(2_000)));
    engine.note_reuse(id(5));
    let intended = Analysis::of("retries = MAX_RETRIES");
    engine.insert_intention(IntentionId::new(Uuid::from_u128(1)), &intended, &intended);
    engine.set_declined(Analysis::of(&numbered(3_000)).exact_digest(), true);
    engine
}

fn bytes_of(engine: &Engine) -> Vec<u8> {
    let mut bytes = Vec::new();
    engine.snapshot(&mut bytes).expect("memory takes it");
    bytes
}

fn assert_same_answers(one: &Engine, other: &Engine) {
    assert_eq!(one.len(), other.len());
    assert_eq!(one.learned(), other.learned());
    for number in (0..760).step_by(17).chain([2_000, 3_000]) {
        let text = numbered(number);
        for copy in [text.replace("count", "size"), text] {
            let analysis = Analysis::of(&copy);
            assert_eq!(one.judge(&analysis), other.judge(&analysis), "{copy}");
            assert_eq!(one.work(&analysis), other.work(&analysis), "{copy}");
        }
    }
}

#[test]
fn a_grown_index_is_restored_as_it_was_and_grows_on() {
    let mut before = grown();
    let mut after = Engine::new();
    after.restore(&bytes_of(&before)[..]).unwrap();
    assert_same_answers(&before, &after);
    assert_eq!(before.footprint().tokens, after.footprint().tokens);
    assert!(after.footprint().postings <= before.footprint().postings);
    for engine in [&mut before, &mut after] {
        for number in 745..1_100 {
            engine.insert(id(number as u128), &Sketch::of(&numbered(number)));
            engine.remove(id(number as u128 / 2));
        }
    }
    assert_same_answers(&before, &after);
    let mut again = Engine::new();
    again.restore(&bytes_of(&after)[..]).unwrap();
    assert_same_answers(&before, &again);
}

#[test]
fn what_is_written_piece_by_piece_is_of_one_state() {
    let mut engine = grown();
    let (mut snapshot, mut piece) = (Snapshot::of(&engine), Vec::new());
    let mut all = Vec::new();
    while snapshot.next(&engine, &mut piece).unwrap() {
        all.append(&mut piece);
    }
    assert_eq!(all, bytes_of(&engine));
    let mut other = Engine::new();
    other.restore(&all[..]).unwrap();
    let mut snapshot = Snapshot::of(&engine);
    assert!(snapshot.next(&engine, &mut piece).unwrap());
    assert_eq!(
        snapshot.next(&other, &mut piece),
        Err(Changed),
        "it knows the same, and is another"
    );
    type Change = fn(&mut Engine);
    let changes: [Change; 8] = [
        |engine| engine.insert(id(4), &Sketch::of("let a = 1;")),
        |engine| engine.extend([(id(9_000), Sketch::of("let b = 2;"))]),
        |engine| assert!(engine.remove(id(5))),
        |engine| engine.note_reuse(id(7)),
        |engine| engine.set_declined(Sketch::of("let c = 3;").exact_digest(), true),
        |engine| {
            let intended = Analysis::of("let d = e();");
            engine.insert_intention(IntentionId::new(Uuid::from_u128(9)), &intended, &intended);
        },
        Engine::forget_intentions,
        Engine::forget_answers,
    ];
    for change in changes {
        let mut snapshot = Snapshot::of(&engine);
        assert!(snapshot.next(&engine, &mut piece).unwrap());
        change(&mut engine);
        assert_eq!(snapshot.next(&engine, &mut piece), Err(Changed));
    }
}

#[test]
fn no_damage_is_taken_for_a_snapshot() {
    let engine = grown();
    let whole = bytes_of(&engine);
    let mut target = Engine::new();
    target.insert(id(1), &Sketch::of("fn kept() {}"));
    let mut refused = |damaged: &[u8], what: &str| {
        assert!(target.restore(damaged).is_err(), "{what}");
        assert_eq!(target.len(), 1);
    };
    let mut seed = 1_u64;
    let mut any = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    // All of the beginning, where most of the numbers are that say how long things are; and any place behind.
    let places: Vec<usize> = (0..120).chain((0..120).map(|_| any(whole.len()))).collect();
    for place in places {
        let mut damaged = whole.clone();
        damaged[place] ^= 1 << any(8);
        refused(&damaged, &format!("byte {place} of {}", whole.len()));
        refused(&whole[..place], &format!("cut at {place} of {}", whole.len()));
    }
    for _ in 0..40 {
        // Blocks that a disk has mixed up, or lost.
        let (from, to) = (any(whole.len() - 4_096), any(whole.len() - 4_096));
        let mut damaged = whole.clone();
        damaged.copy_within(from..from + 4_096, to);
        if damaged != whole {
            refused(&damaged, &format!("{from} at {to}"));
        }
        let mut damaged = whole.clone();
        damaged[from..from + 4_096].fill(0);
        refused(&damaged, &format!("nothing at {from}"));
    }
    let mut longer = whole.clone();
    longer.push(0);
    refused(&longer, "longer");
    // The beginning of one snapshot and the end of another, wherever one passes into the other.
    let mut other = grown();
    other.note_reuse(id(500));
    let other = bytes_of(&other);
    assert_eq!(other.len(), whole.len());
    let differ: Vec<usize> = (0..whole.len())
        .filter(|place| whole[*place] != other[*place])
        .collect();
    for place in &differ[1..] {
        refused(
            &[&whole[..*place], &other[*place..]].concat(),
            &format!("another from {place} on"),
        );
    }
    target.restore(&whole[..]).unwrap();
    assert_same_answers(&engine, &target);
}
