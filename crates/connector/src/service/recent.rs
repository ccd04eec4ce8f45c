//! What was copied and suggested a moment ago.
//!
//! Answers two questions: is this the same copy event that was reported already (by the clipboard and by an editor),
//! and does this reaction follow a suggestion?

use std::num::NonZeroUsize;

use domain::{ApplicationId, TextDigest, Timestamp};
use lru::LruCache;

/// Reports of one text within this many milliseconds, by different applications, are one copy event.
const SAME_COPY_MILLIS: u64 = 3_000;

/// How many texts are remembered. Only digests are, at some 60 bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1024).expect("1024 is not zero");

struct Copy {
    reported_by: ApplicationId,
    at: Timestamp,
    offered: bool,
}

/// The texts that were judged last.
pub(super) struct RecentCopies(LruCache<TextDigest, Copy>);

impl Default for RecentCopies {
    fn default() -> Self {
        Self(LruCache::new(REMEMBERED))
    }
}

impl RecentCopies {
    /// Notes that a text was judged, and whether something was offered. Answers whether this is a copy event of its
    /// own, rather than another report of one.
    pub(super) fn note(
        &mut self,
        digest: TextDigest,
        by: ApplicationId,
        at: Timestamp,
        offered: bool,
    ) -> bool {
        let same_copy = self.0.peek(&digest).is_some_and(|earlier| {
            earlier.reported_by != by && at.millis_since(earlier.at) <= SAME_COPY_MILLIS
        });
        if same_copy {
            // The first report stays: a third within its three seconds is still the same copy.
            if let Some(copy) = self.0.get_mut(&digest) {
                copy.offered |= offered;
            }
        } else {
            self.0.put(
                digest,
                Copy {
                    reported_by: by,
                    at,
                    offered,
                },
            );
        }
        !same_copy
    }

    /// Whether something was offered for this text, so that an answer about it follows a suggestion.
    pub(super) fn was_offered(&self, digest: TextDigest) -> bool {
        self.0.peek(&digest).is_some_and(|copy| copy.offered)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_copy_reported_twice_is_one_event() {
        let (editor, desktop) = (
            ApplicationId::new(Uuid::from_u128(1)),
            ApplicationId::new(Uuid::from_u128(2)),
        );
        let (text, other) = (TextDigest([1; 16]), TextDigest([2; 16]));
        let at = Timestamp::from_millis;
        let mut recent = RecentCopies::default();
        assert!(recent.note(text, editor, at(0), true), "the first report");
        assert!(
            !recent.note(text, desktop, at(3_000), true),
            "the clipboard reports the same copy"
        );
        assert!(recent.note(other, desktop, at(3_000), false), "another text");
        assert!(
            recent.note(text, editor, at(2_000), true),
            "the user copied it again in the editor"
        );
        assert!(recent.note(text, desktop, at(6_001), true), "much later");
        assert!(recent.was_offered(text) && !recent.was_offered(other));
    }
}
