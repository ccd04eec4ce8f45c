//! What holds for every text.

use domain::{AssetId, Decision, IntentionId, SaveReason, SilenceReason};
use engine::{Analysis, ContentDetector, Engine, LanguageDetector, Sketch, Worth, is_code, title};
use proptest::prelude::*;
use uuid::Uuid;

fn id(number: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(number))
}

fn intend(engine: &mut Engine, id: IntentionId, text: &str) {
    let analysis = Analysis::of(text);
    engine.insert_intention(id, &analysis, &analysis);
}

fn engine(texts: &[String]) -> Engine {
    let mut engine = Engine::new();
    for (number, text) in texts.iter().enumerate() {
        engine.insert(id(number as u128), &Analysis::of(text));
    }
    engine
}

/// A function of a few statements, one to a line.
fn code() -> impl Strategy<Value = String> {
    let statement = ("[a-z]{3,8}", "[a-z]{3,8}", 0..100_u32)
        .prop_map(|(a, b, n)| format!("    {a}.{b}({n}, \"{b} x\");"));
    ("[a-z]{3,8}", prop::collection::vec(statement, 3..12))
        .prop_map(|(name, body)| format!("function {name}(a, b) {{\n{}\n    return a;\n}}", body.join("\n")))
}

/// The same text laid out anew: the seed says how each line changes.
fn relaid(text: &str, seed: &[u8]) -> String {
    let end = if seed[0].is_multiple_of(2) { "\r\n" } else { "\n" };
    text.lines()
        .zip(seed.iter().cycle())
        .map(|(line, how)| {
            let before = ["", "\n", "  // a note, with words\n", "/* one\n two */\n"][usize::from(how % 4)];
            let indent = ["", "  ", "\t\t"][usize::from(how / 4 % 3)];
            let after = ["", "   ", " // why"][usize::from(how / 16 % 3)];
            format!("{before}{indent}{line}{after}{end}")
        })
        .collect()
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), text in any::<String>()) {
        for text in [String::from_utf8_lossy(&bytes).into_owned(), text] {
            let analysis = Analysis::of(&text);
            prop_assert!(analysis.fingerprint() < 1 << 53);
            let mut engine = Engine::new();
            engine.insert(id(1), &analysis);
            let first = engine.judge(&analysis);
            prop_assert_eq!(&first, &engine.judge(&analysis));
            let language = ContentDetector.detect(&text);
            let _ = is_code(&analysis, language.as_ref());
            let _ = title(&text);
        }
    }

    #[test]
    fn symbols_and_quotes_do_not_make_it_panic(text in "[ \\n\\t\"'`#/*\\-<>!\\\\a-c0-1.(){}:;,é\u{a0}]{0,200}") {
        let analysis = Analysis::of(&text);
        prop_assert!(analysis.fingerprint() < 1 << 53);
        prop_assert_eq!(analysis.digest(), Analysis::of(&text).digest());
    }

    #[test]
    fn layout_and_comments_do_not_count(text in code(), seed in prop::collection::vec(any::<u8>(), 1..20)) {
        let copy = relaid(&text, &seed);
        let (one, other) = (Analysis::of(&text), Analysis::of(&copy));
        prop_assert_eq!(one.digest(), other.digest(), "{}\n----\n{}", text, copy);
        prop_assert_eq!(one.fingerprint(), other.fingerprint());
    }

    #[test]
    fn what_is_saved_is_found_until_it_is_removed(texts in prop::collection::vec(code(), 1..8)) {
        let mut engine = engine(&texts);
        for (number, text) in texts.iter().enumerate() {
            let analysis = Analysis::of(text);
            let suggestion = engine.judge(&analysis);
            prop_assert_eq!(suggestion.decision, Decision::Reuse);
            let found = suggestion.matches.iter().find(|m| m.asset == id(number as u128));
            prop_assert_eq!(found.map(|m| m.difference), Some(0.0));
            prop_assert!(engine.remove(id(number as u128)));
            prop_assert!(!engine.remove(id(number as u128)));
            prop_assert!(engine.judge(&analysis).matches.iter().all(|m| m.asset != id(number as u128)));
        }
        prop_assert!(engine.is_empty());
    }

    #[test]
    fn history_leaves_no_trace(
        texts in prop::collection::vec(code(), 2..8),
        steps in prop::collection::vec((0..8_usize, any::<bool>()), 0..40),
        question in code(),
    ) {
        let mut worn = engine(&texts);
        for (at, insert) in steps {
            let at = at % texts.len();
            if insert {
                worn.insert(id(at as u128), &Analysis::of(&texts[(at + 1) % texts.len()]));
            } else {
                worn.remove(id(at as u128));
            }
        }
        for (number, text) in texts.iter().enumerate() {
            worn.insert(id(number as u128), &Analysis::of(text));
        }
        let fresh = engine(&texts);
        for text in texts.iter().chain([&question]) {
            let analysis = Analysis::of(text);
            prop_assert_eq!(worn.judge(&analysis), fresh.judge(&analysis));
        }
    }

    #[test]
    fn a_secret_in_code_is_neither_saved_nor_reused(text in code(), at in 0..4_usize) {
        let token = format!("ghp{}A3yfjSr12BIuOFP2ArMBDehDS6HKcSCPG59m", "_");
        let mut lines: Vec<&str> = text.lines().collect();
        let line = format!("    const token = \"{token}\";");
        lines.insert(at.min(lines.len()), &line);
        let analysis = Analysis::of(&lines.join("\n"));
        let mut engine = engine(&[text]);
        engine.insert(id(9), &analysis);
        let suggestion = engine.judge(&analysis);
        prop_assert_eq!(suggestion.decision, Decision::Nothing(SilenceReason::Secret));
        prop_assert!(suggestion.matches.is_empty());
    }
}

const FUNCTION: &str =
    "fn total(orders: &[Order]) -> u64 {\n    orders.iter().map(|order| order.price * order.count).sum()\n}";

#[test]
fn the_table_is_read_in_its_order() {
    let mut engine = Engine::new();
    let function = Analysis::of(FUNCTION);
    let decision = |engine: &Engine, text: &str| engine.judge(&Analysis::of(text)).decision;
    assert_eq!(
        decision(&engine, " \u{a0}\n"),
        Decision::Nothing(SilenceReason::Blank)
    );
    assert_eq!(
        decision(&engine, "word"),
        Decision::Nothing(SilenceReason::Trivial)
    );
    assert_eq!(
        decision(&engine, FUNCTION),
        Decision::Save(SaveReason::WorthKeeping)
    );
    engine.set_declined(function.exact_digest(), true);
    assert_eq!(
        decision(&engine, FUNCTION),
        Decision::Nothing(SilenceReason::Declined)
    );
    engine.forget_declined(&function);

    let intention = IntentionId::new(Uuid::from_u128(1));
    intend(&mut engine, intention, "word");
    assert_eq!(decision(&engine, "word"), Decision::Save(SaveReason::SeenBefore));
    assert!(engine.remove_intention(intention));
    assert_eq!(
        decision(&engine, "word"),
        Decision::Nothing(SilenceReason::Trivial)
    );
    intend(&mut engine, intention, "x = 41");
    assert_eq!(
        decision(&engine, "yy = 41"),
        Decision::Save(SaveReason::SeenBefore)
    );
    assert_eq!(
        decision(&engine, "yy = 42"),
        Decision::Nothing(SilenceReason::Trivial)
    );
    assert!(engine.remove_intention(intention));
    assert_eq!(
        decision(&engine, "yy = 41"),
        Decision::Nothing(SilenceReason::Trivial)
    );
    engine.insert_intention(intention, &function, &function);
    assert_eq!(
        decision(&engine, FUNCTION),
        Decision::Save(SaveReason::SeenBefore)
    );

    engine.insert(id(1), &function);
    assert_eq!(decision(&engine, FUNCTION), Decision::Reuse);
    engine.insert(id(2), &Analysis::of("word"));
    assert_eq!(
        decision(&engine, "word"),
        Decision::Reuse,
        "even a word, if that very word was saved"
    );
}

#[test]
fn a_reused_asset_comes_before_its_equal() {
    let mut engine = Engine::new();
    let function = Analysis::of(FUNCTION);
    for number in 1..=7 {
        engine.insert(id(number), &function);
    }
    engine.note_reuse(id(4));
    let suggestion = engine.judge(&function);
    assert_eq!(suggestion.matches[0].asset, id(4));
    assert_eq!(suggestion.reusable().count(), 5);
    engine.insert(id(4), &function);
    assert_eq!(
        engine.judge(&function).matches[0].asset,
        id(4),
        "what was learned stays with the id"
    );
}

#[test]
fn a_library_of_several_segments_answers_like_a_small_one() {
    let text = |n: usize| {
        format!(
            "function f{n}(a) {{\n  const x{n} = a.field{n} + {n};\n  return call{n}(x{n}, a.more{n});\n}}"
        )
    };
    let mut engine = Engine::new();
    for number in 0..2500 {
        engine.insert(id(number as u128), &Analysis::of(&text(number)));
    }
    for number in (0..2500).filter(|n| n % 100 != 7) {
        assert!(engine.remove(id(number as u128)));
    }
    assert_eq!(engine.len(), 25);
    let edited = text(707).replace("return", "log(a);\n  return");
    let suggestion = engine.judge(&Analysis::of(&edited));
    assert_eq!(suggestion.matches[0].asset, id(707));
    assert_eq!(
        engine
            .judge(&Analysis::of(&text(708)))
            .matches
            .iter()
            .filter(|m| m.difference == 0.0)
            .count(),
        0
    );
}

#[test]
fn huge_texts_take_bounded_time() {
    for unit in [
        "\"",
        "\\\"",
        "'",
        "//",
        "# ",
        "/* ",
        "://",
        "a b ",
        "{",
        "é'",
        "--\n",
        "password=\"a",
        "eyJ",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let analysis = Analysis::of(&text);
        let mut engine = Engine::new();
        engine.insert(id(1), &analysis);
        assert!(
            analysis.worth() == Worth::Blank
                || !engine.judge(&analysis).matches.is_empty()
                || matches!(analysis.worth(), Worth::Secret(_))
        );
        let _ = title(&text);
    }
}

/// What a library is made of: texts, and how each one comes in.
fn library() -> impl Strategy<Value = Vec<String>> {
    // Few distinct names make near twins, and grams that many texts share.
    let statement =
        ("[ab]{1,2}", "[xyz]{1,2}", 0..4_u32).prop_map(|(a, b, n)| format!("    {a}.{b}({n}, {b});"));
    let body = prop::collection::vec(statement, 2..9);
    let text = ("[f-h]{1,2}", body)
        .prop_map(|(name, body)| format!("function {name}(a, b) {{\n{}\n    return a;\n}}", body.join("\n")));
    prop::collection::vec(text, 2..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_answer_depends_on_what_is_there_and_not_on_how_it_came(
        texts in library(),
        order in any::<u64>(),
        questions in library(),
    ) {
        let straight = engine(&texts);
        let roundabout = by_detours(&texts, order);
        for question in texts.iter().chain(&questions) {
            let analysis = Analysis::of(question);
            prop_assert_eq!(straight.judge(&analysis), roundabout.judge(&analysis));
        }
    }
}

/// The same library taken in in another order, each text after another one under its id, with others that come and go.
fn by_detours(texts: &[String], order: u64) -> Engine {
    let mut engine = Engine::new();
    let mut order = order | 1;
    let mut places: Vec<usize> = (0..texts.len()).collect();
    for place in (1..places.len()).rev() {
        order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        places.swap(place, (order >> 33) as usize % (place + 1));
    }
    for place in places {
        let own = id(place as u128);
        let other = &texts[(place * 7 + 3) % texts.len()];
        let passing = id(1_000_000 + place as u128);
        engine.insert(own, &Analysis::of(other));
        engine.insert(passing, &Analysis::of(&other.replace('a', "b")));
        engine.insert(own, &Analysis::of(&texts[place]));
        engine.remove(passing);
    }
    engine
}

/// The same where there are sealed segments, joined ones, and grams too common to be looked up.
#[test]
fn a_large_library_answers_the_same_however_it_came() {
    let texts: Vec<String> = (0..2_600_u64)
        .map(|number| {
            let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut next = |below: u64| {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) % below
            };
            let lines: Vec<_> = (0..3 + next(5))
                .map(|_| format!("    value_{}.push(item_{}, {});", next(9), next(40), next(3)))
                .collect();
            format!(
                "fn f_{}(a: u32) {{\n{}\n    return a;\n}}",
                next(30),
                lines.join("\n")
            )
        })
        .collect();
    let straight = engine(&texts);
    let roundabout = by_detours(&texts, 7);
    for (number, text) in texts.iter().enumerate().step_by(29) {
        let whole = Analysis::of(text);
        let renamed = Analysis::of(&text.replace("item_", "thing_"));
        let part: Vec<_> = text.lines().skip(1).take(3).collect();
        let part = Analysis::of(&part.join("\n"));
        for question in [whole, renamed, part] {
            assert_eq!(straight.judge(&question), roundabout.judge(&question), "{number}");
        }
    }
}

/// However many twins there are, the one that the user took is the first.
#[test]
fn a_reused_asset_is_found_among_many_twins() {
    let text = "fn twice(a: u32) -> u32 {\n    let b = a * 2;\n    b + a - a\n}";
    let texts = vec![text.to_owned(); 40];
    let mut engine = engine(&texts);
    engine.note_reuse(id(33));
    let answer = engine.judge(&Analysis::of(text));
    assert_eq!(answer.matches.first().map(|m| m.asset), Some(id(33)));
}

proptest! {
    #[test]
    fn what_was_restored_answers_the_same(texts in prop::collection::vec(code(), 1..8), question in code(), cut in any::<prop::sample::Index>()) {
        let mut before = engine(&texts);
        before.note_reuse(id(0));
        intend(&mut before, IntentionId::new(Uuid::from_u128(1)), "retries = MAX_RETRIES");
        intend(&mut before, IntentionId::new(Uuid::from_u128(2)), &question);
        let declined = "let (a, b) = split(c, d);\nmerge(b, a);\nreturn c;";
        before.set_declined(Analysis::of(declined).exact_digest(), true);
        let mut snapshot = Vec::new();
        before.snapshot(&mut snapshot).unwrap();
        let mut after = engine(std::slice::from_ref(&question));
        intend(&mut after, IntentionId::new(Uuid::from_u128(3)), "forgotten = 17");
        after.restore(&snapshot[..]).unwrap();
        prop_assert_eq!(before.learned(), after.learned());
        let small = ["tries = MAX_RETRIES", declined, "forgotten = 18"].map(str::to_owned);
        for text in texts.iter().chain([&question]).chain(&small) {
            let analysis = Analysis::of(text);
            prop_assert_eq!(before.judge(&analysis), after.judge(&analysis));
        }
        // One bit changed, or the end cut off: refused, and nothing is forgotten.
        let at = cut.index(snapshot.len());
        let mut changed = snapshot.clone();
        changed[at] ^= 1;
        prop_assert!(after.restore(&changed[..]).is_err());
        prop_assert!(after.restore(&snapshot[..at]).is_err());
        prop_assert_eq!(after.len(), texts.len());
    }

    #[test]
    fn what_the_index_needs_of_a_text_is_what_an_analysis_has(texts in prop::collection::vec(code(), 1..8)) {
        let judged = engine(&texts);
        let mut known = Engine::new();
        known.extend(texts.iter().enumerate().map(|(number, text)| (id(number as u128), Sketch::of(text))));
        for text in &texts {
            let analysis = Analysis::of(text);
            prop_assert_eq!(judged.judge(&analysis), known.judge(&analysis));
        }
    }

    #[test]
    fn many_at_once_is_the_same_as_one_by_one(texts in prop::collection::vec(code(), 1..8), known in 0..4_usize) {
        let one_by_one = engine(&texts);
        let mut at_once = engine(&texts[..known.min(texts.len())]);
        let all = texts.iter().enumerate().map(|(number, text)| (id(number as u128), Analysis::of(text)));
        at_once.extend(all);
        for text in &texts {
            let analysis = Analysis::of(text);
            prop_assert_eq!(one_by_one.judge(&analysis), at_once.judge(&analysis));
        }
    }
}
