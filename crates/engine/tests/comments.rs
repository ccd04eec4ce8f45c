//! Texts that differ in their comments alone are the same text, and yet what was said of one is not said of the other.

use domain::{AssetId, Decision, SaveReason, SilenceReason};
use engine::{Analysis, Engine};
use uuid::Uuid;

const ONE: &str = "# Adds what was sold, without tax.\ndef total(items):\n    amounts = [item.price * item.count for item in items]\n    \
                   return round(sum(amounts), 2)\n";
const OTHER: &str = "# Keeps the sum in cents: see the ledger.\ndef total(items):\n    amounts = [item.price * item.count for item in items]\n    \
                     return round(sum(amounts), 2)\n";

fn id(number: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(number))
}

fn decision(engine: &Engine, text: &str) -> Decision {
    engine.judge(&Analysis::of(text)).decision
}

#[test]
fn declining_a_text_does_not_silence_another() {
    let mut engine = Engine::new();
    engine.set_declined(Analysis::of(ONE).exact_digest(), true);
    assert_eq!(decision(&engine, ONE), Decision::Nothing(SilenceReason::Declined));
    let moved = ONE.replace('\n', "\r\n").replace("    ", "\t");
    assert_eq!(
        decision(&engine, &moved),
        Decision::Nothing(SilenceReason::Declined)
    );
    assert_eq!(decision(&engine, OTHER), Decision::Save(SaveReason::WorthKeeping));
    engine.forget_declined(&Analysis::of(ONE));
    assert_eq!(decision(&engine, ONE), Decision::Save(SaveReason::WorthKeeping));
}

#[test]
fn what_was_declined_by_the_digest_without_comments_stays_declined() {
    let mut engine = Engine::new();
    engine.set_declined(Analysis::of(ONE).digest(), true);
    for text in [ONE, OTHER] {
        assert_eq!(
            decision(&engine, text),
            Decision::Nothing(SilenceReason::Declined)
        );
    }
    engine.forget_declined(&Analysis::of(OTHER));
    assert_eq!(decision(&engine, ONE), Decision::Save(SaveReason::WorthKeeping));
}

#[test]
fn of_the_same_code_the_one_with_the_same_comments_comes_first() {
    for (copied, first, last) in [(ONE, 1, 2), (OTHER, 2, 1)] {
        let mut engine = Engine::new();
        engine.insert(id(1), &Analysis::of(ONE));
        engine.insert(id(2), &Analysis::of(OTHER));
        // Even where the other was taken before.
        engine.note_reuse(id(last));
        let mut snapshot = Vec::new();
        engine.snapshot(&mut snapshot).unwrap();
        let mut restored = Engine::new();
        restored.restore(&snapshot[..]).unwrap();
        for engine in [engine, restored] {
            let matches = engine.judge(&Analysis::of(copied)).matches;
            let order: Vec<_> = matches.iter().map(|m| (m.asset, m.difference)).collect();
            assert_eq!(order, [(id(first), 0.0), (id(last), 0.0)]);
        }
    }
}
