//! Which web pages may ask, and which were refused: what a person decides about.

use std::{
    collections::{BTreeSet, VecDeque},
    str::FromStr,
};

use domain::{Event, Origin, Timestamp};

use super::Service;

/// Most refused origins that wait for a decision; the oldest go. Pages can have as many names as they like.
const UNDECIDED: usize = 20;

/// How many origins are remembered as told, so that a page that tries again and again is told once.
const TOLD: usize = 1_000;

/// An origin that editors and their hosts are known to ask from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownOrigin {
    /// As browsers send it.
    pub origin: &'static str,
    /// What people call it.
    pub name: &'static str,
}

/// Origins to choose from. `docs/SECURITY.md` says why these, and why VS Code's own views are not among them.
pub const KNOWN_ORIGINS: &[KnownOrigin] = &[
    KnownOrigin {
        origin: "app://obsidian.md",
        name: "Obsidian",
    },
    KnownOrigin {
        origin: "lsp://logseq.io",
        name: "Logseq’s plugins",
    },
    KnownOrigin {
        origin: "http://localhost:8888",
        name: "Jupyter on this machine",
    },
    KnownOrigin {
        origin: "https://vscode.dev",
        name: "VS Code in the browser",
    },
    KnownOrigin {
        origin: "https://github.dev",
        name: "GitHub’s editor in the browser",
    },
];

/// A page that was refused and that nobody has decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedOrigin {
    /// Where it comes from.
    pub origin: Origin,
    /// When it was first refused.
    pub at: Timestamp,
}

/// The origins that may ask, and those that tried.
#[derive(Default)]
pub(super) struct Origins {
    allowed: BTreeSet<Origin>,
    /// Oldest first.
    undecided: VecDeque<BlockedOrigin>,
    /// Oldest first.
    told: VecDeque<Origin>,
}

impl Origins {
    /// Notes a refusal. Whether it is one to tell.
    fn refuse(&mut self, origin: &Origin, at: Timestamp) -> bool {
        if self.told.contains(origin) {
            return false;
        }
        if self.told.len() == TOLD {
            self.told.pop_front();
        }
        self.told.push_back(origin.clone());
        if self.undecided.len() == UNDECIDED {
            self.undecided.pop_front();
        }
        let origin = origin.clone();
        self.undecided.push_back(BlockedOrigin { origin, at });
        true
    }

    fn set(&mut self, allowed: BTreeSet<Origin>) -> bool {
        if self.allowed == allowed {
            return false;
        }
        // One that is taken off the list and tries again is told again.
        self.told
            .retain(|told| allowed.contains(told) || !self.allowed.contains(told));
        self.undecided
            .retain(|blocked| !allowed.contains(&blocked.origin));
        self.allowed = allowed;
        true
    }
}

impl Service {
    /// Whether a page may ask whose `Origin` is this, letter for letter. No origin is allowed unless it was set.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        let origins = self.origins.read();
        origins.allowed.iter().any(|allowed| allowed.as_str() == origin)
    }

    /// The origins that may ask, in the order of their names.
    #[must_use]
    pub fn allowed_origins(&self) -> Vec<Origin> {
        self.origins.read().allowed.iter().cloned().collect()
    }

    /// Lets pages of these origins ask, and no others, from the next request on.
    ///
    /// Who calls it keeps the list: the desktop in its settings, the bare connector on its command line.
    pub fn set_allowed_origins(&self, allowed: impl IntoIterator<Item = Origin>) {
        if self.origins.write().set(allowed.into_iter().collect()) {
            self.publish(Event::OriginsChanged);
        }
    }

    /// The pages that were refused and that nobody has decided about, newest first. At most 20.
    #[must_use]
    pub fn blocked_origins(&self) -> Vec<BlockedOrigin> {
        self.origins.read().undecided.iter().rev().cloned().collect()
    }

    /// Decides that a page stays out. It is not told again until the service ends.
    pub fn dismiss_blocked_origin(&self, origin: &Origin) {
        let mut origins = self.origins.write();
        let before = origins.undecided.len();
        origins.undecided.retain(|blocked| blocked.origin != *origin);
        let changed = origins.undecided.len() != before;
        drop(origins);
        if changed {
            self.publish(Event::OriginsChanged);
        }
    }

    /// Notes that a page was refused. What names no page (`null`) is nothing to decide about.
    pub fn note_blocked_origin(&self, origin: &str) {
        let Ok(origin) = Origin::from_str(origin) else {
            return;
        };
        if self.origins.write().refuse(&origin, self.now()) {
            self.publish(Event::OriginBlocked(origin));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(number: usize) -> Origin {
        format!("https://{number}.example").parse().unwrap()
    }

    fn undecided(origins: &Origins) -> Vec<&Origin> {
        origins.undecided.iter().map(|blocked| &blocked.origin).collect()
    }

    #[test]
    fn the_known_ones_are_origins() {
        for known in KNOWN_ORIGINS {
            let read: Origin = known.origin.parse().unwrap();
            assert_eq!(read.as_str(), known.origin, "browsers would not send it so");
        }
    }

    #[test]
    fn a_refused_one_is_told_once() {
        let (mut origins, at) = (Origins::default(), Timestamp::from_millis(7));
        assert!(origins.refuse(&origin(1), at) && !origins.refuse(&origin(1), at));
        assert_eq!(undecided(&origins), [&origin(1)]);
        assert!(origins.set([origin(1)].into()), "allowed");
        assert!(!origins.set([origin(1)].into()), "nothing changed");
        assert_eq!(undecided(&origins), [] as [&Origin; 0]);
        assert!(origins.set(BTreeSet::new()), "and taken off the list");
        assert!(origins.refuse(&origin(1), at), "so that it is told again");
    }

    #[test]
    fn names_without_end_cost_nothing() {
        let (mut origins, at) = (Origins::default(), Timestamp::from_millis(7));
        for number in 0..10_000 {
            assert!(origins.refuse(&origin(number), at));
        }
        assert_eq!((origins.undecided.len(), origins.told.len()), (UNDECIDED, TOLD));
        assert_eq!(undecided(&origins).last(), Some(&&origin(9_999)));
    }
}
