//! What is said about an asset, from the domain to the contract and back.

use domain::{Mechanism, Timestamp};
use uuid::Uuid;

use super::{
    GroupedTimestamp,
    flattened::{FlattenedAssets, ReferencedAsset},
    labels::{
        Anchor, Anchors, Annotation, Annotations, FlattenedAnchorPoint, FlattenedAnchorPoints, Hint, Hints,
        Mechanisms, ReferencedAnchor, ReferencedAnchorPoint, Tag, Tags, Website, Websites,
    },
    unread::{kept, kept_plain},
};
use crate::service::{LabelIds, Labelled, Labelling, ids};

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

/// Who put a tag or a website on each asset that has it.
fn mechanisms<L: Labelling>(known: &Labelled<L>) -> Mechanisms {
    let on = known.on.iter();
    on.map(|(asset, mechanism)| (asset.to_string(), *mechanism))
        .collect()
}

/// The assets that have a tag or a website.
fn on<L: Labelling>(known: &Labelled<L>) -> Option<FlattenedAssets> {
    let assets = known.on.iter().map(|(asset, _)| *asset);
    (!known.on.is_empty()).then(|| FlattenedAssets::of(assets))
}

/// When a tag or a website was made and last changed, as far as its assets tell.
fn times<L: Labelling>(known: &Labelled<L>, now: Timestamp) -> (GroupedTimestamp, GroupedTimestamp) {
    let (created, updated) = known.times.unwrap_or((now, now));
    (
        GroupedTimestamp::new(created, now),
        GroupedTimestamp::new(updated, now),
    )
}

impl Tags {
    pub(super) fn new(said: Said<'_>, ids: &LabelIds) -> Self {
        let tag = |tag: &domain::Tag| Tag {
            mechanisms: said.mechanisms(tag.mechanism),
            assets: Some(said.assets()),
            created: said.created(),
            updated: said.updated(),
            ..Tag::apart(ids.tag(&tag.text), tag, said.now)
        };
        Self {
            iterable: said.asset.details.tags.iter().map(tag).collect(),
            indices: None,
            score: None,
        }
    }
}

impl Tag {
    /// A tag, with the assets that have it.
    pub(crate) fn of(known: &Labelled<domain::Tag>, now: Timestamp) -> Self {
        let (created, updated) = times(known, now);
        Self {
            mechanisms: mechanisms(known),
            assets: on(known),
            created,
            updated,
            ..Self::apart(known.id, &known.label, now)
        }
    }

    /// A tag that belongs to no asset, or to any.
    fn apart(id: domain::TagId, tag: &domain::Tag, now: Timestamp) -> Self {
        let unread = &tag.unread;
        Self {
            id: id.to_string(),
            text: tag.text.clone(),
            mechanisms: Mechanisms::new(),
            assets: None,
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            deleted: None,
            category: tag.category,
            relationship: kept("Tag", unread, "relationship"),
            interactions: kept_plain(unread, "interactions"),
            persons: kept("Tag", unread, "persons"),
            score: kept("Tag", unread, "score"),
            summaries: kept("Tag", unread, "summaries"),
            workstream_events: kept("Tag", unread, "workstream_events"),
            messages: kept("Tag", unread, "messages"),
            annotations: kept("Tag", unread, "annotations"),
            tags_vector: kept_plain(unread, "tags_vector"),
            source_windows: kept("Tag", unread, "source_windows"),
            websites: kept("Tag", unread, "websites"),
            anchors: kept("Tag", unread, "anchors"),
        }
    }
}

impl Websites {
    pub(super) fn new(said: Said<'_>, ids: &LabelIds) -> Self {
        let website = |website: &domain::Website| Website {
            mechanisms: said.mechanisms(website.mechanism),
            assets: Some(said.assets()),
            created: said.created(),
            updated: said.updated(),
            ..Website::apart(ids.website(&website.url), website, said.now)
        };
        Self {
            iterable: said.asset.details.websites.iter().map(website).collect(),
            indices: None,
            score: None,
        }
    }
}

impl Website {
    /// A website, with the assets that have it.
    pub(crate) fn of(known: &Labelled<domain::Website>, now: Timestamp) -> Self {
        let (created, updated) = times(known, now);
        Self {
            mechanisms: mechanisms(known),
            assets: on(known),
            created,
            updated,
            ..Self::apart(known.id, &known.label, now)
        }
    }

    /// A website that belongs to no asset, or to any.
    fn apart(id: domain::WebsiteId, website: &domain::Website, now: Timestamp) -> Self {
        let unread = &website.unread;
        Self {
            id: id.to_string(),
            assets: None,
            url: website.url.clone(),
            name: website.name.clone(),
            created: GroupedTimestamp::new(now, now),
            updated: GroupedTimestamp::new(now, now),
            deleted: None,
            mechanisms: Mechanisms::new(),
            interactions: kept_plain(unread, "interactions"),
            persons: kept("Website", unread, "persons"),
            conversations: kept("Website", unread, "conversations"),
            score: kept("Website", unread, "score"),
            summaries: kept("Website", unread, "summaries"),
            messages: kept("Website", unread, "messages"),
            annotations: kept("Website", unread, "annotations"),
            workstream_events: kept("Website", unread, "workstream_events"),
            sources: kept("Website", unread, "sources"),
            source_windows: kept("Website", unread, "source_windows"),
            tags: kept("Website", unread, "tags"),
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
}

impl Annotation {
    /// The note at this place of the asset's list.
    pub(crate) fn new(said: Said<'_>, place: usize, note: &domain::Annotation) -> Self {
        let (created, updated) = note.times.unwrap_or((said.asset.created, said.asset.updated));
        let unread = &note.unread;
        Self {
            id: ids::annotation_at(said.asset, place, note).to_string(),
            created: GroupedTimestamp::new(created, said.now),
            updated: GroupedTimestamp::new(updated, said.now),
            deleted: None,
            mechanism: Some(note.mechanism),
            asset: Some(ReferencedAsset::by_id(said.asset.id)),
            person: kept("Annotation", unread, "person"),
            kind: kind_for_every_client(note.kind),
            text: note.text.clone(),
            model: kept("Annotation", unread, "model"),
            pseudo: kept_plain(unread, "pseudo"),
            favorited: Some(note.favorited),
            anchor: kept("Annotation", unread, "anchor"),
            conversation: kept("Annotation", unread, "conversation"),
            score: kept("Annotation", unread, "score"),
            messages: kept("Annotation", unread, "messages"),
            summary: kept("Annotation", unread, "summary"),
            assets: kept("Annotation", unread, "assets"),
            persons: kept("Annotation", unread, "persons"),
            anchors: kept("Annotation", unread, "anchors"),
            conversations: kept("Annotation", unread, "conversations"),
            summaries: kept("Annotation", unread, "summaries"),
            websites: kept("Annotation", unread, "websites"),
            tags: kept("Annotation", unread, "tags"),
            workstream_events: kept("Annotation", unread, "workstream_events"),
        }
    }
}

/// Client 4.4.1 knows the first seven kinds and refuses an answer with another in it.
pub(crate) fn kind_for_every_client(kind: domain::AnnotationKind) -> domain::AnnotationKind {
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
            model: kept("Hint", &hint.unread, "model"),
            score: kept("Hint", &hint.unread, "score"),
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
            let unread = &anchor.unread;
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
                            verified: kept_plain(unread, "verified"),
                            fullpath: anchor.path.clone(),
                            created: said.created(),
                            updated: said.updated(),
                            deleted: None,
                            platform: anchor.platform,
                            anchor: ReferencedAnchor {
                                id: id.clone(),
                                reference: None,
                            },
                            score: kept("FlattenedAnchorPoint", unread, "points.score"),
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
                annotations: kept("Anchor", unread, "annotations"),
                conversations: kept("Anchor", unread, "conversations"),
                score: kept("Anchor", unread, "score"),
                summaries: kept("Anchor", unread, "summaries"),
                persons: kept("Anchor", unread, "persons"),
                messages: kept("Anchor", unread, "messages"),
                workstream_events: kept("Anchor", unread, "workstream_events"),
                sources: kept("Anchor", unread, "sources"),
                tags: kept("Anchor", unread, "tags"),
            }
        };
        Self {
            iterable: said.asset.details.anchors.iter().map(anchor).collect(),
            indices: None,
            score: None,
        }
    }
}
