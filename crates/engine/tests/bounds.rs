//! Adversarial texts: what one question costs is counted in work, not in time, and stays within the documented bounds.

use domain::{AssetId, Decision};
use engine::{Analysis, Engine, Work};
use proptest::prelude::*;
use uuid::Uuid;

fn id(number: usize) -> AssetId {
    AssetId::new(Uuid::from_u128(number as u128))
}

/// What docs/ENGINE.md promises of every question, whatever was asked of whatever library.
fn within_bounds(work: Work) {
    assert!(work.tokens <= 8_192, "{work:?}");
    assert!(work.postings <= Work::MOST_POSTINGS, "{work:?}");
    assert!(work.compared <= 12, "{work:?}");
    assert!(work.steps <= Work::MOST_STEPS, "{work:?}");
}

fn library(texts: &[String]) -> Engine {
    let mut engine = Engine::new();
    engine.extend(
        texts
            .iter()
            .enumerate()
            .map(|(number, text)| (id(number), Analysis::of(text))),
    );
    engine
}

#[test]
fn one_huge_line_and_a_million_tokens() {
    let line = "a.b(c,1)+".repeat(20_000);
    let lines = "let x = y.z(1);\n".repeat(112_000);
    let engine = library(&[line.clone(), lines.clone(), "fn f() { g(1) }".to_owned()]);
    for text in [&line[1..], &lines[3..], &line[..100_003]] {
        let analysis = Analysis::of(text);
        within_bounds(engine.work(&analysis));
    }
    assert_eq!(engine.judge(&Analysis::of(&lines)).matches[0].asset, id(1));
}

#[test]
fn ten_thousand_near_twins() {
    let twins: Vec<String> = (0..10_000)
        .map(|number| {
            format!("fn get_{number}(&self) -> u32 {{\n    self.items[{number}].value(self.scale) + 1\n}}")
        })
        .collect();
    let engine = library(&twins);
    for number in [0, 4_321, 9_999] {
        let work = engine.work(&Analysis::of(&twins[number].replace("scale", "factor")));
        within_bounds(work);
        // The very same is found among all its twins.
        let answer = engine.judge(&Analysis::of(&twins[number]));
        assert_eq!(answer.matches[0].asset, id(number));
    }
}

/// No gram of them is rare, and still they are found, at whatever number of them.
#[test]
fn one_more_of_many_near_twins() {
    let twin = |number: usize| {
        format!(
            "def handle_{number}(request):\n    user = request.user\n    if not user.is_authenticated:\n        \
             raise PermissionDenied(\"no\")\n    items = Item.objects.filter(owner=user, active=True)\n    \
             return render(request, \"items.html\", {{\"items\": items}})\n"
        )
    };
    for count in [250, 260, 1_000, 5_000] {
        let engine = library(&(0..count).map(twin).collect::<Vec<_>>());
        let whole = twin(count);
        let part = twin(1).lines().skip(1).collect::<Vec<_>>().join("\n");
        for copied in [whole, part] {
            let analysis = Analysis::of(&copied);
            within_bounds(engine.work(&analysis));
            let answer = engine.judge(&analysis);
            assert_eq!(answer.decision, Decision::Reuse, "{count}: {copied}");
        }
    }
}

#[test]
fn ten_thousand_copies_of_one_text() {
    let texts = vec!["fn same(a: u32) -> u32 {\n    a + 1 - a * 2\n}".to_owned(); 10_000];
    let engine = library(&texts);
    within_bounds(engine.work(&Analysis::of(&texts[0])));
    assert!(engine.judge(&Analysis::of(&texts[0])).matches.len() <= 24);
}

#[test]
fn a_minified_bundle() {
    let module = |n: usize| format!("function a{n}(e,t){{var n=e[{n}],r=t(n);return r&&r.b?r.b(e):n+{n}}}");
    let bundle: String = (0..3_000).map(module).collect();
    let engine = library(&[bundle.clone(), module(7)]);
    within_bounds(engine.work(&Analysis::of(&bundle[1..])));
    assert_eq!(engine.judge(&Analysis::of(&bundle)).matches[0].asset, id(0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn unicode_of_every_kind(
        piece in prop::collection::vec(any::<char>(), 1..40),
        times in 1..400_usize,
        saved in prop::collection::vec(any::<String>(), 0..8),
    ) {
        let text: String = piece.iter().collect::<String>().repeat(times);
        let engine = library(&saved);
        within_bounds(engine.work(&Analysis::of(&text)));
        let mut with = library(std::slice::from_ref(&text));
        within_bounds(with.work(&Analysis::of(&text)));
        prop_assert!(with.remove(id(0)));
    }
}
