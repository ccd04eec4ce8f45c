//! Whatever is done to a store, it reads like a simple model of it, also after it was closed and opened again.

use std::{
    collections::{BTreeMap, VecDeque, btree_map::Entry},
    time::Duration,
};

use crate::samples;
use domain::{
    Activity, ActivityKind, Application, ApplicationName, Asset, AssetId, InstallationId, Intention, Label,
    Mechanism, Platform, Reaction, Registration, Tag, TagCategory, Timestamp,
};
use proptest::{collection::vec, prelude::*, sample::select};
use store::{Added, Limits, Replaced, SledStore, Store, StoreError};
use uuid::Uuid;

const LIMITS: Limits = Limits {
    intentions: 3,
    intention_bytes: 1 << 20,
    reactions: 5,
    activities: 4,
    patience: Duration::from_secs(20),
};

#[derive(Debug, Clone)]
enum Step {
    Add { id: u128, text: String },
    Update { id: u128, name: String },
    Replace { id: u128, text: String, merge: bool },
    Remove { id: u128 },
    Label { id: u128, text: String },
    Unlabel { id: u128 },
    Connect { id: u128, version: String },
    Intend { text: String },
    React,
    Act,
    Install { id: u128 },
    Commit,
    Reopen,
}

/// Texts on both sides of the size from which on a value lies in pieces, some of them the same but for white space.
fn text() -> impl Strategy<Value = String> {
    let lines = select(vec![
        "",
        "let x = 1;",
        "let x = 1;\n",
        "a\r\nb",
        "a\nb  \n",
        "  a\n  b",
        "fn main() {}",
        "é\u{1F980}",
    ]);
    (lines, select(vec![1, 1, 1, 40, 200, 2_100])).prop_map(|(line, times)| line.repeat(times))
}

fn step() -> impl Strategy<Value = Step> {
    let id = 1..8_u128;
    prop_oneof![
        6 => (id.clone(), text()).prop_map(|(id, text)| Step::Add { id, text }),
        3 => (id.clone(), text()).prop_map(|(id, name)| Step::Update { id, name }),
        3 => (id.clone(), text(), any::<bool>()).prop_map(|(id, text, merge)| Step::Replace { id, text, merge }),
        3 => id.clone().prop_map(|id| Step::Remove { id }),
        1 => (id.clone(), text()).prop_map(|(id, text)| Step::Label { id, text }),
        1 => id.clone().prop_map(|id| Step::Unlabel { id }),
        1 => (id.clone(), "[0-9.]{0,9}").prop_map(|(id, version)| Step::Connect { id, version }),
        3 => text().prop_map(|text| Step::Intend { text }),
        2 => Just(Step::React),
        2 => Just(Step::Act),
        1 => id.prop_map(|id| Step::Install { id }),
        1 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ]
}

/// What a store is meant to be.
#[derive(Default)]
struct Model {
    installation: Option<InstallationId>,
    applications: BTreeMap<u128, Application>,
    assets: BTreeMap<AssetId, (Asset, String)>,
    labels: BTreeMap<Uuid, Label>,
    intentions: VecDeque<Intention>,
    reactions: VecDeque<Reaction>,
    activities: VecDeque<Activity>,
    counts: BTreeMap<ActivityKind, u64>,
}

fn same(left: &str, right: &str) -> bool {
    // None of the texts has lines of its own that are nested.
    let normal = |text: &str| {
        let lines = text.split(['\r', '\n']).map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    normal(left) == normal(right)
}

fn bounded<T>(queue: &mut VecDeque<T>, new: T, limit: usize) -> Vec<T> {
    queue.push_back(new);
    let surplus = queue.len().saturating_sub(limit);
    queue.drain(..surplus).collect()
}

impl Model {
    /// Does `step` to both and compares what they answer.
    fn apply(&mut self, store: &SledStore, step: &Step, number: u128) {
        match step {
            Step::Add { id, text } => {
                let asset = samples::asset(*id, text);
                let added = store.add_asset(&asset, text);
                let twin = self.assets.values().find(|(_, other)| same(other, text));
                if let Some((twin, _)) = twin {
                    assert_eq!(added.unwrap(), Added::Existing(twin.id));
                } else if let Entry::Vacant(place) = self.assets.entry(asset.id) {
                    assert_eq!(added.unwrap(), Added::New);
                    place.insert((asset, text.clone()));
                } else {
                    assert!(matches!(added, Err(StoreError::IdTaken { .. })));
                }
            }
            Step::Update { id, name } => {
                let id = AssetId::new(Uuid::from_u128(*id));
                let change = |asset: &mut Asset| {
                    asset.id = AssetId::new(Uuid::nil());
                    asset.details.name = Some(name.clone());
                    asset.reuse_count += 1;
                };
                let changed = store.update_asset(id, &change).unwrap();
                let expected = self.assets.get_mut(&id).map(|(asset, _)| {
                    change(asset);
                    asset.id = id;
                    asset.clone()
                });
                assert_eq!(changed, expected);
            }
            Step::Replace { id, text, merge } => {
                let id = AssetId::new(Uuid::from_u128(*id));
                let change = |asset: &mut Asset| {
                    asset.id = AssetId::new(Uuid::nil());
                    asset.bytes = text.len() as u64;
                };
                let join = |asset: &mut Asset, other: &Asset| {
                    asset.id = other.id;
                    asset.details.name.clone_from(&other.details.name);
                    *merge
                };
                let replaced = store.replace_text(id, text, &change, &join).unwrap();
                let twin = self.assets.values().find(|(_, other)| same(other, text));
                let taken = twin.map(|(twin, _)| twin.id).filter(|twin| *twin != id);
                let there = self.assets.contains_key(&id);
                let name = match taken.filter(|_| there && *merge) {
                    Some(twin) => self.assets.remove(&twin).unwrap().0.details.name,
                    None => self
                        .assets
                        .get(&id)
                        .and_then(|(asset, _)| asset.details.name.clone()),
                };
                let expected = match (self.assets.get_mut(&id), taken.filter(|_| !merge)) {
                    (None, _) => Replaced::Missing,
                    (Some(_), Some(twin)) => Replaced::Taken(twin),
                    (Some((asset, old)), None) => {
                        asset.details.name = name;
                        asset.bytes = text.len() as u64;
                        old.clone_from(text);
                        Replaced::Done(Box::new(asset.clone()))
                    }
                };
                assert_eq!(replaced, expected);
            }
            Step::Label { id, text } => {
                let label = Label::Tag(Tag {
                    text: text.clone(),
                    mechanism: Mechanism::Manual,
                    category: TagCategory::Handle,
                    unread: [("score".to_owned(), "{}".to_owned())].into(),
                });
                // Beside an asset that may be there, and one that is not.
                let assets = [*id, 99].map(|id| AssetId::new(Uuid::from_u128(id)));
                let change = |asset: &mut Asset| {
                    asset.id = AssetId::new(Uuid::nil());
                    asset.details.name = Some(text.clone());
                };
                let labels = [(Uuid::from_u128(*id), Some(label.clone()))];
                let changed = store.relabel(&labels, &assets, &change).unwrap();
                let expected = self.assets.get_mut(&assets[0]).map(|(asset, _)| {
                    asset.details.name = Some(text.clone());
                    asset.clone()
                });
                assert_eq!(changed, expected.into_iter().collect::<Vec<_>>());
                self.labels.insert(Uuid::from_u128(*id), label);
            }
            Step::Unlabel { id } => {
                let id = Uuid::from_u128(*id);
                assert_eq!(store.relabel(&[(id, None)], &[], &|_| ()).unwrap(), []);
                self.labels.remove(&id);
            }
            Step::Remove { id } => {
                let id = AssetId::new(Uuid::from_u128(*id));
                assert_eq!(store.remove_asset(id).unwrap(), self.assets.remove(&id).is_some());
            }
            Step::Connect { id, version } => {
                let registration = Registration {
                    name: ApplicationName::Vim,
                    version: version.clone(),
                    platform: Platform::Linux,
                    capabilities: None,
                    privacy: None,
                    automatic_unload: None,
                    descriptor: None,
                    mechanism: None,
                };
                let application = Application::first(
                    domain::ApplicationId::new(Uuid::from_u128(*id)),
                    registration,
                    Timestamp::from_millis(5),
                );
                store.put_application(&application).unwrap();
                self.applications.insert(*id, application);
            }
            Step::Intend { text } => {
                let new = samples::intention(number, text);
                let dropped = store.add_intention(&new).unwrap();
                let expected = bounded(&mut self.intentions, new, LIMITS.intentions);
                assert_eq!(dropped, expected.iter().map(|old| old.id).collect::<Vec<_>>());
            }
            Step::React => {
                let new = samples::reaction(number);
                samples::decline(store, number);
                bounded(&mut self.reactions, new, LIMITS.reactions);
            }
            Step::Act => {
                let new = samples::activity(number);
                store.add_activity(&new).unwrap();
                *self.counts.entry(new.kind).or_default() += 1;
                bounded(&mut self.activities, new, LIMITS.activities);
            }
            Step::Install { id } => {
                let fresh = InstallationId::new(Uuid::from_u128(*id));
                let kept = *self.installation.get_or_insert(fresh);
                assert_eq!(store.installation(fresh).unwrap(), kept);
            }
            Step::Commit => store.commit().unwrap(),
            Step::Reopen => {}
        }
    }

    /// Compares everything that can be read.
    fn compare(&self, store: &SledStore) {
        assert_eq!(
            store.applications().unwrap(),
            self.applications.values().cloned().collect::<Vec<_>>()
        );
        assert_eq!(
            store.labels().unwrap(),
            self.labels.clone().into_iter().collect::<Vec<_>>()
        );
        assert_eq!(store.asset_count(), self.assets.len());
        let metadata: Vec<_> = store.assets().collect::<Result<_, _>>().unwrap();
        assert_eq!(
            metadata,
            self.assets
                .values()
                .map(|(asset, _)| asset.clone())
                .collect::<Vec<_>>()
        );
        let mut texts = Vec::new();
        store
            .for_each_text(&mut |id, text| texts.push((id, text.to_owned())))
            .unwrap();
        assert_eq!(
            texts,
            self.assets
                .iter()
                .map(|(id, (_, text))| (*id, text.clone()))
                .collect::<Vec<_>>()
        );
        for id in (1..8).map(|id| AssetId::new(Uuid::from_u128(id))) {
            let expected = self.assets.get(&id);
            assert_eq!(store.asset(id).unwrap(), expected.map(|(asset, _)| asset.clone()));
            assert_eq!(store.text(id).unwrap(), expected.map(|(_, text)| text.clone()));
        }
        assert_eq!(VecDeque::from(store.intentions().unwrap()), self.intentions);
        assert_eq!(VecDeque::from(store.reactions().unwrap()), self.reactions);
        let newest: Vec<_> = self.activities.iter().rev().take(3).cloned().collect();
        assert_eq!(store.activities(3).unwrap(), newest);
        assert_eq!(store.activity_counts().unwrap(), self.counts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_store_reads_like_its_model(steps in vec(step(), 1..60)) {
        let directory = tempfile::tempdir().unwrap();
        let open = || SledStore::open(directory.path(), LIMITS).unwrap();
        let mut store = open();
        let mut model = Model::default();
        for (step, number) in steps.iter().zip(100..) {
            model.apply(&store, step, number);
            if matches!(step, Step::Reopen) {
                drop(store);
                store = open();
                model.compare(&store);
            }
        }
        model.compare(&store);
        drop(store);
        model.compare(&open());
        let files_of_large_values = std::fs::read_dir(directory.path().join("blobs")).unwrap().count();
        assert_eq!(files_of_large_values, 0, "sled wrote a file that it does not sync");
    }
}
