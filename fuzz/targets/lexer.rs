//! Texts: tokens, digests, what is a secret, which language, what to call it, and what they are near to.

#![no_main]

use std::{cell::RefCell, sync::Arc};

use domain::AssetId;
use engine::{Analysis, ContentDetector, Engine, LanguageDetector, secret_in, title};
use libfuzzer_sys::fuzz_target;
use uuid::Uuid;

/// How many texts the library holds at a time.
const KEPT: u128 = 64;

thread_local! {
    static LIBRARY: RefCell<(Engine, u128)> = RefCell::new((Engine::new(), 0));
}

fuzz_target!(|text: &str| {
    let analysis = Analysis::of(text);
    assert_eq!(analysis.digest(), Analysis::of(text).digest());
    let shared: Arc<str> = title(text).into();
    assert!(!shared.contains('\n'), "a title is one line");
    let _ = (secret_in(text), ContentDetector.detect(text));
    LIBRARY.with_borrow_mut(|(engine, number)| {
        let judged = engine.judge(&analysis);
        assert!(
            judged
                .matches
                .iter()
                .all(|found| (0.0..=1.0).contains(&found.difference))
        );
        let id = AssetId::new(Uuid::from_u128(*number % KEPT));
        engine.remove(id);
        engine.insert(id, &analysis);
        *number += 1;
    });
});
