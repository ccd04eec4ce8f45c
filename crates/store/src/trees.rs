//! The names of the trees.

/// Besides: the schema's version, the installation, the sum of the others, the last backup.
pub(crate) const META: &str = "meta";
pub(crate) const APPLICATIONS: &str = "applications";
pub(crate) const ASSETS: &str = "assets";
pub(crate) const TEXTS: &str = "texts";
pub(crate) const TEXT_DIGESTS: &str = "text_digests";
pub(crate) const LABELS: &str = "labels";
pub(crate) const INTENTIONS: &str = "intentions";
pub(crate) const REACTIONS: &str = "reactions";
pub(crate) const ACTIVITIES: &str = "activities";
pub(crate) const ACTIVITY_COUNTS: &str = "activity_counts";
pub(crate) const PIECES: &str = "pieces";

/// Those whose entries the sum is made of: all but the meta tree, which holds the sum.
pub(crate) const COUNTED: [&str; 10] = [
    APPLICATIONS,
    ASSETS,
    TEXTS,
    TEXT_DIGESTS,
    LABELS,
    INTENTIONS,
    REACTIONS,
    ACTIVITIES,
    ACTIVITY_COUNTS,
    PIECES,
];
