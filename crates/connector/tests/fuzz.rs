//! Whatever is sent is answered, and never by an error of the server's own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    env,
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};

use common::{FUNCTION, Server, registration, seed};
use serde_json::{Value, json};

/// For how many seconds, where this is not set.
const SECONDS: u64 = 2;
/// Sets for how many: `cargo xtask fuzz`.
const LONG: &str = "BOWERBIRD_FUZZ_SECONDS";

/// Values that are at the edge of something.
fn odd(number: u64) -> Value {
    match number % 12 {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!(u64::MAX),
        5 => json!(""),
        6 => json!("\u{0}\u{202e}\u{fffd}\u{10ffff}"),
        7 => json!([]),
        8 => json!({}),
        9 => json!([[[[[[[[{}]]]]]]]]),
        10 => json!("x".repeat(70_000)),
        _ => json!({ "raw": [256, -1, 0.5, null] }),
    }
}

/// Puts something odd somewhere in a value.
fn spoil(value: &mut Value, random: &mut impl FnMut() -> u64) {
    let inner = match value {
        Value::Object(members) if !members.is_empty() => {
            let place = random() as usize % members.len();
            match random() % 5 {
                0 => {
                    let key = members.keys().nth(place).unwrap().clone();
                    members.remove(&key);
                    return;
                }
                1 => {
                    members.insert(format!("k{}", random() % 9), odd(random()));
                    return;
                }
                _ => members.values_mut().nth(place),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let place = random() as usize % items.len();
            items.get_mut(place)
        }
        _ => None,
    };
    match inner {
        Some(inner) if !random().is_multiple_of(4) => spoil(inner, random),
        Some(inner) => *inner = odd(random()),
        None => *value = odd(random()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fuzz_requests() {
    let seconds: u64 = env::var(LONG).map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let server = Server::start().await;
    let editor = server.connect("VIM").await;
    let start = RandomState::new().hash_one(0);
    println!("seed {start}");
    let mut state = start;
    let mut random = move || {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let tracked: Value = serde_json::from_str(include_str!("../../../tests/clients/tracked.json")).unwrap();
    let requests = [
        ("/connect".to_owned(), registration("VIM", "1")),
        (
            format!("/{editor}/suggestion"),
            json!({ "asset": seed(FUNCTION) }),
        ),
        (
            format!("/{editor}/reaction"),
            json!({ "save": true, "reuse": { "asset": { "id": editor } }, "seed": { "asset": seed(FUNCTION) } }),
        ),
        (format!("/{editor}/intention"), seed(FUNCTION)),
        (format!("/{editor}/track"), tracked),
        (format!("/onboarded/{editor}"), json!({ "onboarded": true })),
    ];
    let (mut sent, mut taken) = (0_u64, 0_u64);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let (path, body) = &requests[random() as usize % requests.len()];
        let mut body = body.clone();
        for _ in 0..=random() % 3 {
            spoil(&mut body, &mut random);
        }
        let mut bytes = serde_json::to_vec(&body).unwrap();
        if random().is_multiple_of(4) && !bytes.is_empty() {
            let place = random() as usize % bytes.len();
            bytes[place] = random() as u8;
        }
        // An error of the server's own fails in there.
        let answer = server.post_bytes(path, bytes).await;
        taken += u64::from(answer.status == 200);
        sent += 1;
    }
    println!("{sent} sent, {taken} taken");
    assert!(sent > taken && taken > 0);
    server.connect("VIM").await;
}
