//! Which id each tag and each website is known by.
//!
//! What stands for one follows from its text or address (its key), and mostly is its id too. But an id stays with what got
//! another text, for clients go on to call it by that: then whatever gets the first text after it must be known by another
//! one. What differs from the rule is kept by the store ([`Label`]); an id that is nowhere yet is found in a row of ids
//! that follow from the key, so that everybody is told the same one.
//!
//! All that is known without a text is in memory: the store has thousands of them, and each call asks for several.

use std::collections::{BTreeMap, HashMap};

use domain::{Label, TagId, WebsiteId};
use rustc_hash::FxBuildHasher;
use store::Store;
use uuid::Uuid;

use super::{ServiceError, ids};

/// How something is kept by an id apart from assets, but for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Itself, which may be on no asset: what stands for it.
    Itself(Uuid),
    /// As [`Label::InsteadOf`].
    InsteadOf(Uuid),
    /// As [`Label::Renamed`].
    Renamed(Uuid),
}

impl From<&Label> for Kept {
    fn from(label: &Label) -> Self {
        match label {
            Label::Tag(tag) => Self::Itself(ids::tag(&tag.text)),
            Label::Website(site) => Self::Itself(ids::website(&site.url)),
            Label::InsteadOf(key) => Self::InsteadOf(*key),
            Label::Renamed(now) => Self::Renamed(*now),
        }
    }
}

/// The ids of all tags and websites.
#[derive(Debug, Default)]
pub struct LabelIds {
    /// All that the store keeps.
    kept: BTreeMap<Uuid, Kept>,
    /// Ids by keys, where they differ.
    told: HashMap<Uuid, Uuid, FxBuildHasher>,
    /// Keys by ids, where they differ, and for all that the store keeps.
    meant: HashMap<Uuid, Uuid, FxBuildHasher>,
}

impl LabelIds {
    /// Those of what the store keeps. What is damaged there is put right later, and read again then.
    pub(super) fn load(store: &dyn Store) -> Result<Self, ServiceError> {
        match store.labels() {
            Ok(labels) => Ok(Self::of(
                labels.iter().map(|(id, label)| (*id, Kept::from(label))),
            )),
            Err(error) if error.is_damage() => {
                tracing::error!("the ids of tags and websites can't be read: {error}");
                Ok(Self::default())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Those of what is kept so.
    pub(super) fn of(kept: impl IntoIterator<Item = (Uuid, Kept)>) -> Self {
        let mut all = Self::default();
        let mut renamed = HashMap::new();
        let kept: BTreeMap<_, _> = kept.into_iter().collect();
        for (id, label) in &kept {
            let key = match label {
                Kept::Itself(key) | Kept::InsteadOf(key) => *key,
                Kept::Renamed(now) => {
                    renamed.insert(*id, *now);
                    continue;
                }
            };
            all.meant.insert(*id, key);
            all.told.insert(key, *id);
        }
        for first in renamed.keys() {
            let mut id = *first;
            // No two of them lead to each other, so this comes to an end; of what is damaged too.
            for _ in 0..renamed.len() {
                let Some(now) = renamed.get(&id) else { break };
                id = *now;
            }
            let key = all.meant.get(&id).copied().unwrap_or(id);
            all.meant.insert(*first, key);
        }
        // Of what has an id that others are known by, and none of its own yet.
        for key in kept.keys() {
            if all.meant.get(key) == Some(key) || all.told.contains_key(key) {
                continue;
            }
            let mut another = (1..).map(|taken| ids::instead_of(*key, taken));
            if let Some(id) = another.find(|id| !all.meant.contains_key(id)) {
                all.told.insert(*key, id);
                all.meant.insert(id, *key);
            }
        }
        Self { kept, ..all }
    }

    /// Those after these changes.
    pub(super) fn with(&self, changes: &[(Uuid, Option<Label>)]) -> Self {
        let mut kept = self.kept.clone();
        for (id, label) in changes {
            match label {
                Some(label) => kept.insert(*id, Kept::from(label)),
                None => kept.remove(id),
            };
        }
        Self::of(kept)
    }

    /// All that is kept apart from assets.
    pub(super) fn kept(&self) -> impl Iterator<Item = (Uuid, Kept)> + '_ {
        self.kept.iter().map(|(id, kept)| (*id, *kept))
    }

    /// What is kept by this id, if something is.
    pub(super) fn kept_as(&self, id: Uuid) -> Option<Kept> {
        self.kept.get(&id).copied()
    }

    /// The id by which what has this key is itself kept apart from assets, if it is.
    pub(super) fn apart(&self, key: Uuid) -> Option<Uuid> {
        let id = self.told(key);
        (self.kept.get(&id) == Some(&Kept::Itself(key))).then_some(id)
    }

    /// The id of what has this key.
    pub(super) fn told(&self, key: Uuid) -> Uuid {
        self.told.get(&key).copied().unwrap_or(key)
    }

    /// The key of what is known by this id, if there is such a thing. `None` where there can be none: it is what stands for
    /// one that is known by another id.
    pub(super) fn meant(&self, id: Uuid) -> Option<Uuid> {
        let meant = self.meant.get(&id).copied();
        meant.or_else(|| (self.told(id) == id).then_some(id))
    }

    /// Every key whose id is another one, with that.
    pub(super) fn exceptions(&self) -> impl Iterator<Item = (Uuid, Uuid)> + '_ {
        self.told.iter().map(|(key, id)| (*key, *id))
    }

    /// The id of a tag.
    pub(crate) fn tag(&self, text: &str) -> TagId {
        TagId::new(self.told(ids::tag(text)))
    }

    /// The id of a website.
    pub(crate) fn website(&self, url: &str) -> WebsiteId {
        WebsiteId::new(self.told(ids::website(url)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn an_id_that_stands_for_another_is_told_of_nothing_else() {
        // As earlier versions kept it: the first was renamed to the second, and that to the third.
        let labels = [(key(1), Kept::Renamed(key(2))), (key(2), Kept::Renamed(key(3)))];
        let ids = LabelIds::of(labels);
        for id in 1..=3 {
            assert_eq!(ids.meant(key(id)), Some(key(3)));
        }
        assert_eq!(ids.told(key(3)), key(3));
        for first in [key(1), key(2)] {
            let another = ids.told(first);
            assert_ne!(another, first);
            assert_eq!(ids.meant(another), Some(first));
        }
        // The next one is told of where that one is taken too.
        let another = ids.told(key(1));
        let ids = ids.with(&[(another, Some(Label::InsteadOf(key(4))))]);
        assert_eq!((ids.meant(another), ids.told(key(4))), (Some(key(4)), another));
        assert_eq!(ids.meant(key(4)), None, "it is known by the other id alone");
        assert!(![key(1), another].contains(&ids.told(key(1))));
    }

    #[test]
    fn what_leads_in_a_circle_comes_to_an_end() {
        let labels = [(key(1), Kept::Renamed(key(2))), (key(2), Kept::Renamed(key(1)))];
        let ids = LabelIds::of(labels);
        assert!(ids.meant(key(1)).is_some() && ids.meant(key(2)).is_some());
    }
}
