//! Things to store, made from small numbers.

use domain::{
    Activity, ActivityId, ActivityKind, ApplicationId, Asset, AssetDetails, AssetId, Intention, IntentionId,
    Mechanism, Reaction, ReactionId, Timestamp, Verdict,
};
use store::{ReactionWrite, Store};
use uuid::Uuid;

pub(crate) fn asset(number: u128, text: &str) -> Asset {
    Asset {
        id: AssetId::new(Uuid::from_u128(number)),
        creator: ApplicationId::new(Uuid::from_u128(1)),
        created: Timestamp::from_millis(1),
        updated: Timestamp::from_millis(1),
        reused: None,
        reuse_count: 0,
        mechanism: Mechanism::Manual,
        language: "rs".parse().ok(),
        is_code: true,
        bytes: text.len() as u64,
        details: AssetDetails {
            name: Some(format!("asset {number}")),
            ..AssetDetails::default()
        },
    }
}

pub(crate) fn intention(number: u128, text: &str) -> Intention {
    Intention {
        id: IntentionId::new(Uuid::from_u128(number)),
        application: ApplicationId::new(Uuid::from_u128(1)),
        at: Timestamp::from_millis(2),
        language: None,
        text: text.to_owned(),
    }
}

pub(crate) fn reaction(number: u128) -> Reaction {
    Reaction {
        id: ReactionId::new(Uuid::from_u128(number)),
        application: ApplicationId::new(Uuid::from_u128(1)),
        at: Timestamp::from_millis(3),
        digest: None,
        verdict: Verdict::Declined,
    }
}

pub(crate) fn activity(number: u128) -> Activity {
    let kinds = ActivityKind::ALL;
    Activity {
        id: ActivityId::new(Uuid::from_u128(number)),
        application: ApplicationId::new(Uuid::from_u128(1)),
        at: Timestamp::from_millis(4),
        kind: kinds[(number % 3) as usize],
        actions: vec!["asset_created".to_owned()],
        subject: Some(number.to_string()),
    }
}

/// Declines something.
pub(crate) fn decline(store: &impl Store, number: u128) {
    let written = store.react(&ReactionWrite {
        reused: None,
        saved: None,
        record: &|verdict| Reaction {
            verdict,
            ..reaction(number)
        },
    });
    assert_eq!(written.unwrap(), None);
}

/// Numbers by chance that are the same every time (SplitMix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}
