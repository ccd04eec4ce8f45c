//! Makes a data directory that holds a library, as if its assets had been saved one by one.

use std::{path::Path, thread};

use domain::{
    ApplicationId, Asset, AssetDetails, AssetId, Language, Mechanism, Reaction, ReactionId, Timestamp,
};
use engine::Analysis;
use store::{Limits, ReactionWrite, SledStore, Store};
use uuid::Uuid;

/// What the sources of the corpus are written in.
pub(crate) const EXTENSION: &str = "rs";

/// The id of the asset that holds the `n`th text. Spread like random ones, as the order of keys is the order of ids.
pub(crate) fn asset_id(n: usize) -> AssetId {
    let spread = (n as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    AssetId::new(Uuid::from_u128(spread))
}

/// Where the program keeps its store in a data directory.
pub(crate) fn open_store(data_dir: &Path) -> anyhow::Result<SledStore> {
    Ok(SledStore::open(&data_dir.join("store"), Limits::default())?)
}

/// How many fill at once: those who react share flushes.
const HANDS: usize = 32;

/// Fills a data directory, each asset with the reaction that its saving leaves behind.
pub(crate) fn fill(data_dir: &Path, texts: &[String]) -> anyhow::Result<()> {
    let store = open_store(data_dir)?;
    thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS)
            .map(|hand| {
                let (store, own) = (&store, (hand..texts.len()).step_by(HANDS));
                scope.spawn(move || {
                    own.map(|n| (n, &texts[n]))
                        .try_for_each(|(n, text)| save(store, n, text))
                })
            })
            .collect();
        hands
            .into_iter()
            .try_for_each(|hand| hand.join().expect("a hand does not panic"))
    })
}

fn save(store: &SledStore, n: usize, text: &str) -> anyhow::Result<()> {
    let at = Timestamp::from_millis(0);
    let application = ApplicationId::new(Uuid::from_u128(1));
    let (id, analysis) = (asset_id(n), Analysis::of(text));
    let asset = Asset {
        id,
        creator: application,
        created: at,
        updated: at,
        reused: None,
        reuse_count: 0,
        mechanism: Mechanism::Manual,
        language: Some(Language::from_static(EXTENSION)),
        is_code: true,
        bytes: text.len() as u64,
        details: AssetDetails {
            name: Some(engine::title(text)),
            ..AssetDetails::default()
        },
    };
    store.react(&ReactionWrite {
        reused: None,
        saved: Some((&asset, text)),
        record: &|verdict| Reaction {
            id: ReactionId::new(id.uuid()),
            application,
            at,
            digest: Some(analysis.exact_digest()),
            verdict,
        },
    })?;
    Ok(())
}
