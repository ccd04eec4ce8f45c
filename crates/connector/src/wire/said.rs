//! What is said about an asset, from the domain to the contract and back.

use domain::{Mechanism, Timestamp};
use uuid::Uuid;

use super::{
    Asset, GroupedTimestamp,
    flattened::{FlattenedAssets, ReferencedAsset},
    labels::{
        Anchor, Anchors, Annotation, Annotations, FlattenedAnchorPoint, FlattenedAnchorPoints, Hint, Hints,
        Mechanisms, ReferencedAnchor, ReferencedAnchorPoint, Tag, Tags, Website, Websites,
    },
};
use crate::service::ids;

/// The id of a part of an asset: stable, and different from the asset's own.
pub(super) fn part_id(asset: domain::AssetId, part: &str) -> String {
    Uuid::new_v5(&asset.uuid(), part.as_bytes()).to_string()
}

/// An asset and the time it is, for what is said about it.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) asset: &'a domain::Asset,
    pub(crate) now: Timestamp,
}

impl Said<'_> {
    fn created(self) -> GroupedTimestamp {
        GroupedTimestamp::new(self.asset.created, self.now)
    }

    fn updated(self) -> GroupedTimestamp {
        GroupedTimestamp::new(self.asset.updated, self.now)
    }

    fn mechanisms(self, mechanism: Mechanism) -> Mechanisms {
        Mechanisms::from([(self.asset.id.to_string(), mechanism)])
    }

    fn assets(self) -> FlattenedAssets {
        FlattenedAssets::of([self.asset.id])
    }
}

impl Tags {
    pub(super) fn new(said: Said<'_>) -> Self {
        let tag = |tag: &domain::Tag| Tag {
            mechanisms: said.mechanisms(tag.mechanism),
            assets: Some(said.assets()),
            created: said.created(),
            updated: said.updated(),
            ..Tag::apart(tag, said.now)
        };
        Self {
            iterable: said.asset.details.tags.iter().map(tag).collect(),
            indices: None,
            score: None,
        }
    }
}

impl Tag {
    /// A tag that belongs to no asset, or to any.
    pub(crate) fn apart(tag: &domain::Tag, now: Timestamp) -> Self {
        Self {
            id: ids::tag(&tag.text).to_string(),
            text: tag.text.clone(),
            mechanisms: Mechanisms::new(),
            assets: None,
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            deleted: None,
            category: tag.category,
            relationship: None,
            interactions: None,
            persons: None,
            score: None,
            summaries: None,
            workstream_events: None,
            messages: None,
            annotations: None,
            tags_vector: None,
            source_windows: None,
            websites: None,
            anchors: None,
        }
    }

    fn tag(&self) -> domain::Tag {
        domain::Tag {
            text: self.text.clone(),
            mechanism: one_of(&self.mechanisms),
            category: self.category,
        }
    }
}

impl Websites {
    pub(super) fn new(said: Said<'_>) -> Self {
        let website = |website: &domain::Website| Website {
            mechanisms: said.mechanisms(website.mechanism),
            assets: Some(said.assets()),
            created: said.created(),
            updated: said.updated(),
            ..Website::apart(website, said.now)
        };
        Self {
            iterable: said.asset.details.websites.iter().map(website).collect(),
            indices: None,
            score: None,
        }
    }
}

impl Website {
    /// A website that belongs to no asset, or to any.
    pub(crate) fn apart(website: &domain::Website, now: Timestamp) -> Self {
        Self {
            id: ids::website(&website.url).to_string(),
            assets: None,
            url: website.url.clone(),
            name: website.name.clone(),
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            deleted: None,
            mechanisms: Mechanisms::new(),
            interactions: None,
            persons: None,
            conversations: None,
            score: None,
            summaries: None,
            messages: None,
            annotations: None,
            workstream_events: None,
            sources: None,
            source_windows: None,
            tags: None,
        }
    }

    fn website(&self) -> domain::Website {
        domain::Website {
            url: self.url.clone(),
            name: self.name.clone(),
            mechanism: one_of(&self.mechanisms),
        }
    }
}

impl Annotations {
    pub(super) fn new(said: Said<'_>) -> Self {
        let notes = said.asset.details.annotations.iter().enumerate();
        Self {
            iterable: notes
                .map(|(place, note)| Annotation::new(said, place, note))
                .collect(),
            indices: None,
            score: None,
        }
    }

    /// A list of notes about many assets.
    pub(crate) fn of(iterable: Vec<Annotation>) -> Self {
        Self {
            iterable,
            indices: None,
            score: None,
        }
    }
}

impl Annotation {
    /// The note at this place of the asset's list.
    pub(crate) fn new(said: Said<'_>, place: usize, note: &domain::Annotation) -> Self {
        let (created, updated) = note.times.unwrap_or((said.asset.created, said.asset.updated));
        Self {
            id: ids::annotation_at(said.asset, place, note).to_string(),
            created: GroupedTimestamp::new(created, said.now),
            updated: GroupedTimestamp::new(updated, said.now),
            deleted: None,
            mechanism: Some(note.mechanism),
            asset: Some(ReferencedAsset::by_id(said.asset.id)),
            person: None,
            kind: kind_for_every_client(note.kind),
            text: note.text.clone(),
            model: None,
            pseudo: None,
            favorited: Some(note.favorited),
            anchor: None,
            conversation: None,
            score: None,
            messages: None,
            summary: None,
            assets: None,
            persons: None,
            anchors: None,
            conversations: None,
            summaries: None,
            websites: None,
            tags: None,
            workstream_events: None,
        }
    }

    /// What it says. An id that is none of Bowerbird's is left out, so that it gets one.
    pub(crate) fn annotation(&self) -> domain::Annotation {
        domain::Annotation {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: self.mechanism.unwrap_or(Mechanism::Manual),
            favorited: self.favorited.unwrap_or(false),
            id: self.id.parse().ok(),
            times: None,
        }
    }
}

/// Client 4.4.1 knows the first seven kinds and refuses an answer with another in it.
fn kind_for_every_client(kind: domain::AnnotationKind) -> domain::AnnotationKind {
    use domain::AnnotationKind as Kind;
    match kind {
        Kind::Description
        | Kind::Comment
        | Kind::Documentation
        | Kind::Summary
        | Kind::Explanation
        | Kind::GitCommit => kind,
        _ => Kind::Unknown,
    }
}

impl Hints {
    pub(super) fn new(said: Said<'_>) -> Self {
        let hint = |hint: &domain::Hint| Hint {
            id: part_id(said.asset.id, &format!("hint {} {}", hint.kind, hint.text)),
            created: said.created(),
            updated: said.updated(),
            deleted: None,
            mechanisms: said.mechanisms(hint.mechanism),
            assets: Some(said.assets()),
            kind: hint.kind,
            text: hint.text.clone(),
            model: None,
            score: None,
        };
        Self {
            iterable: said.asset.details.hints.iter().map(hint).collect(),
            indices: None,
            score: None,
        }
    }
}

impl Anchors {
    pub(super) fn new(said: Said<'_>) -> Self {
        let anchor = |anchor: &domain::Anchor| {
            let id = part_id(said.asset.id, &format!("anchor {}", anchor.path));
            let point = part_id(said.asset.id, &format!("anchor point {}", anchor.path));
            Anchor {
                name: anchor.name.clone(),
                kind: anchor.kind,
                watch: Some(anchor.watch),
                points: FlattenedAnchorPoints {
                    iterable: vec![ReferencedAnchorPoint {
                        id: point.clone(),
                        reference: Some(FlattenedAnchorPoint {
                            id: point,
                            verified: None,
                            fullpath: anchor.path.clone(),
                            created: said.created(),
                            updated: said.updated(),
                            deleted: None,
                            platform: anchor.platform,
                            anchor: ReferencedAnchor {
                                id: id.clone(),
                                reference: None,
                            },
                            score: None,
                        }),
                    }],
                    indices: None,
                    score: None,
                },
                id,
                created: said.created(),
                updated: said.updated(),
                deleted: None,
                assets: Some(said.assets()),
                annotations: None,
                conversations: None,
                score: None,
                summaries: None,
                persons: None,
                messages: None,
                workstream_events: None,
                sources: None,
                tags: None,
            }
        };
        Self {
            iterable: said.asset.details.anchors.iter().map(anchor).collect(),
            indices: None,
            score: None,
        }
    }
}

/// What a client sends of what is said about an asset, as the domain has it. Absent: nothing was sent.
impl Asset {
    pub(super) fn said(&self) -> SaidAnew {
        SaidAnew {
            tags: self.tags.as_ref().map(|tags| each(&tags.iterable, Tag::tag)),
            websites: self
                .websites
                .as_ref()
                .map(|sites| each(&sites.iterable, Website::website)),
            annotations: self
                .annotations
                .as_ref()
                .map(|notes| each(&notes.iterable, Annotation::annotation)),
            hints: self.hints.as_ref().map(|hints| each(&hints.iterable, Hint::hint)),
            anchors: self
                .anchors
                .as_ref()
                .map(|anchors| anchors.iterable.iter().flat_map(Anchor::anchors).collect()),
        }
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

impl Hint {
    fn hint(&self) -> domain::Hint {
        domain::Hint {
            kind: self.kind,
            text: self.text.clone(),
            mechanism: one_of(&self.mechanisms),
        }
    }
}

impl Anchor {
    /// One for each place that is spelled out.
    fn anchors(&self) -> impl Iterator<Item = domain::Anchor> + '_ {
        let points = self.points.iterable.iter();
        points
            .filter_map(|point| point.reference.as_ref())
            .map(|point| domain::Anchor {
                kind: self.kind,
                path: point.fullpath.clone(),
                name: self.name.clone(),
                watch: self.watch.unwrap_or(false),
                platform: point.platform,
            })
    }
}

/// The contract says for each asset who put something there; one asset needs one.
fn one_of(mechanisms: &Mechanisms) -> Mechanism {
    mechanisms.values().next().copied().unwrap_or(Mechanism::Manual)
}
