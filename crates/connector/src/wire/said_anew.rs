//! What is said about an asset, as a client sends it back, from the contract to the domain.

use std::collections::BTreeMap;

use domain::Mechanism;

use super::{
    Asset, SeedError,
    labels::{Anchor, Anchors, Annotation, Hint, Mechanisms, Tag, Website},
    unread::unread,
};
use crate::service::NoteChange;

/// What a client sends of what is said about an asset, as the domain has it. Absent: nothing was sent.
impl Asset {
    pub(super) fn said(&self) -> Result<SaidAnew, SeedError> {
        Ok(SaidAnew {
            tags: self
                .tags
                .as_ref()
                .map(|tags| each(&tags.iterable, |tag| tag.tag(&self.id))),
            websites: self
                .websites
                .as_ref()
                .map(|sites| each(&sites.iterable, |site| site.website(&self.id))),
            annotations: self
                .annotations
                .as_ref()
                .map(|notes| each(&notes.iterable, Annotation::annotation)),
            hints: self
                .hints
                .as_ref()
                .map(|hints| each(&hints.iterable, |hint| hint.hint(&self.id))),
            anchors: self.anchors.as_ref().map(Anchors::anchors).transpose()?,
        })
    }
}

/// See [`super::Asset::said`].
pub(super) struct SaidAnew {
    pub(super) tags: Option<Vec<domain::Tag>>,
    pub(super) websites: Option<Vec<domain::Website>>,
    pub(super) annotations: Option<Vec<domain::Annotation>>,
    pub(super) hints: Option<Vec<domain::Hint>>,
    pub(super) anchors: Option<Vec<domain::Anchor>>,
}

fn each<T, U>(list: &[T], convert: impl Fn(&T) -> U) -> Vec<U> {
    list.iter().map(convert).collect()
}

impl Tag {
    /// Who put it on each asset that is named.
    pub(crate) fn mechanisms(&self) -> BTreeMap<domain::AssetId, Mechanism> {
        by_asset(&self.mechanisms)
    }

    /// It, as it is on this asset.
    pub(crate) fn tag(&self, asset: &str) -> domain::Tag {
        domain::Tag {
            text: self.text.clone(),
            mechanism: on(asset, &self.mechanisms),
            category: self.category,
            unread: unread!(self; relationship, interactions, persons, score, summaries, workstream_events, messages, annotations, tags_vector, source_windows, websites, anchors),
        }
    }
}

impl Website {
    /// Who put it on each asset that is named.
    pub(crate) fn mechanisms(&self) -> BTreeMap<domain::AssetId, Mechanism> {
        by_asset(&self.mechanisms)
    }

    /// It, as it is on this asset.
    pub(crate) fn website(&self, asset: &str) -> domain::Website {
        domain::Website {
            url: self.url.clone(),
            name: self.name.clone(),
            mechanism: on(asset, &self.mechanisms),
            unread: unread!(self; interactions, persons, conversations, score, summaries, messages, annotations, workstream_events, sources, source_windows, tags),
        }
    }
}

impl Annotation {
    /// What it says. An id that is none of Bowerbird's is left out, so that it gets one.
    fn annotation(&self) -> domain::Annotation {
        domain::Annotation {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: self.mechanism.unwrap_or(Mechanism::Manual),
            favorited: self.favorited.unwrap_or(false),
            id: self.id.parse().ok(),
            times: None,
            unread: self.unread(),
        }
    }

    /// What it says anew.
    pub(crate) fn change(&self) -> NoteChange {
        NoteChange {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: self.mechanism,
            favorited: self.favorited,
            unread: self.unread(),
        }
    }

    fn unread(&self) -> domain::Unread {
        unread!(self; person, model, pseudo, anchor, conversation, score, messages, summary, assets, persons, anchors, conversations, summaries, websites, tags, workstream_events)
    }
}

impl Hint {
    fn hint(&self, asset: &str) -> domain::Hint {
        domain::Hint {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: on(asset, &self.mechanisms),
            unread: unread!(self; model, score),
        }
    }
}

impl Anchors {
    fn anchors(&self) -> Result<Vec<domain::Anchor>, SeedError> {
        let mut all = Vec::new();
        for (at, anchor) in self.iterable.iter().enumerate() {
            let before = all.len();
            all.extend(anchor.anchors());
            if all.len() == before {
                return Err(SeedError {
                    place: format!("anchors.iterable[{at}]"),
                    field: "points",
                    problem: "no place is spelled out: an anchor needs the reference of a point with its fullpath",
                });
            }
        }
        Ok(all)
    }
}

impl Anchor {
    /// One for each place that is spelled out.
    fn anchors(&self) -> impl Iterator<Item = domain::Anchor> + '_ {
        let points = self.points.iterable.iter();
        points
            .filter_map(|point| point.reference.as_ref())
            .map(move |point| {
                let mut unread = unread!(self; annotations, conversations, score, summaries, persons, messages, workstream_events, sources, tags);
                unread.extend(unread!(point; verified));
                let score = unread!(point; score).into_values();
                unread.extend(score.map(|score| ("points.score".to_owned(), score)));
                domain::Anchor {
                    kind: self.kind,
                    path: point.fullpath.clone(),
                    name: self.name.clone(),
                    watch: self.watch.unwrap_or(false),
                    platform: point.platform,
                    unread,
                }
            })
    }
}

/// The contract says for each asset who put something there; what it says of others is not said of this one.
fn on(asset: &str, mechanisms: &Mechanisms) -> Mechanism {
    mechanisms.get(asset).copied().unwrap_or(Mechanism::Manual)
}

fn by_asset(mechanisms: &Mechanisms) -> BTreeMap<domain::AssetId, Mechanism> {
    let all = mechanisms.iter();
    all.filter_map(|(asset, mechanism)| Some((asset.parse().ok()?, *mechanism)))
        .collect()
}
