//! The suggestions of this run: the one that waits for an answer, and those before it.

use std::{collections::VecDeque, sync::Arc};

use domain::{ApplicationId, AssetId, Decision, SaveReason, SilenceReason, Suggestion, Timestamp};
use uuid::Uuid;

/// How many are remembered, and how many bytes of their texts.
const REMEMBERED: usize = 100;
const REMEMBERED_BYTES: usize = 16 << 20;

/// What became of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The user has not answered it.
    Waiting,
    /// The text was saved.
    Saved,
    /// The saved asset was taken.
    Reused,
    /// Not now.
    Dismissed,
    /// Never for this text.
    Declined,
    /// Another copy came before it was answered. It can be answered still.
    Superseded,
    /// A secret was copied, of which nothing is kept.
    Secret,
}

/// What was suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Offer {
    /// These saved assets, nearest first, with how much differs (0 to 1).
    Reuse(Vec<(AssetId, Difference)>),
    /// To save the text.
    Save(SaveReason),
    /// Nothing: it is a secret.
    Nothing,
}

/// How much differs, in thousandths, so that it can be compared.
pub(crate) type Difference = u16;

/// One suggestion.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) application: ApplicationId,
    pub(crate) text: Arc<str>,
    pub(crate) offer: Offer,
    pub(crate) state: State,
}

/// The suggestions, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Suggestions {
    entries: VecDeque<Entry>,
}

impl Suggestions {
    /// Takes in what a copy led to, if it is anything to tell; the one that waited is superseded. Answers whether
    /// anything changed.
    pub(crate) fn take(
        &mut self,
        id: Uuid,
        at: Timestamp,
        application: ApplicationId,
        text: &Arc<str>,
        suggestion: &Suggestion,
    ) -> bool {
        let (offer, state) = match suggestion.decision {
            Decision::Reuse => {
                let offers = suggestion
                    .reusable()
                    .map(|m| (m.asset, thousandths(m.difference)));
                (Offer::Reuse(offers.collect()), State::Waiting)
            }
            Decision::Save(reason) => (Offer::Save(reason), State::Waiting),
            Decision::Nothing(SilenceReason::Secret) => (Offer::Nothing, State::Secret),
            Decision::Nothing(_) => return false,
        };
        // The same text again: the question is asked again, not a second one beside it.
        if state == State::Waiting {
            self.entries.retain(|entry| {
                !is_same(&entry.text, text) || !matches!(entry.state, State::Waiting | State::Superseded)
            });
            for entry in &mut self.entries {
                if entry.state == State::Waiting {
                    entry.state = State::Superseded;
                }
            }
        }
        self.entries.push_back(Entry {
            id,
            at,
            application,
            text: Arc::clone(text),
            offer,
            state,
        });
        let bytes = |entries: &VecDeque<Entry>| entries.iter().map(|entry| entry.text.len()).sum::<usize>();
        while self.entries.len() > REMEMBERED
            || (self.entries.len() > 1 && bytes(&self.entries) > REMEMBERED_BYTES)
        {
            self.entries.pop_front();
        }
        true
    }

    /// The one that waits for an answer.
    pub(crate) fn waiting(&self) -> Option<&Entry> {
        self.entries
            .iter()
            .rev()
            .find(|entry| entry.state == State::Waiting)
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// All of them, newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev()
    }

    /// Notes what became of one.
    pub(crate) fn set(&mut self, id: Uuid, state: State) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.state = state;
        }
    }

    /// Notes that a text was saved elsewhere, so that nobody asks about it any more. Answers whether anything changed.
    pub(crate) fn saved_elsewhere(&mut self, text: &str) -> bool {
        let mut changed = false;
        for entry in &mut self.entries {
            let open = matches!(entry.state, State::Waiting | State::Superseded);
            if open && is_same(&entry.text, text) {
                entry.state = State::Saved;
                changed = true;
            }
        }
        changed
    }
}

/// Whether two copies are one text. An editor that copies a whole line adds its end, and another does not.
fn is_same(one: &str, other: &str) -> bool {
    let end = ['\n', '\r'];
    one.trim_end_matches(end) == other.trim_end_matches(end)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a difference lies between 0 and 1"
)]
fn thousandths(difference: f64) -> Difference {
    (difference.clamp(0.0, 1.0) * 1000.0).round() as Difference
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(all: &mut Suggestions, number: u128, text: &str, decision: Decision) -> bool {
        let suggestion = Suggestion {
            decision,
            matches: Vec::new(),
            fingerprint: 0,
        };
        let by = ApplicationId::new(Uuid::nil());
        let at = Timestamp::from_millis(0);
        all.take(Uuid::from_u128(number), at, by, &Arc::from(text), &suggestion)
    }

    const SAVE: Decision = Decision::Save(SaveReason::WorthKeeping);

    fn states(all: &Suggestions) -> Vec<(u128, State)> {
        all.newest_first()
            .map(|entry| (entry.id.as_u128(), entry.state))
            .collect()
    }

    #[test]
    fn one_waits_at_a_time() {
        let mut all = Suggestions::default();
        assert!(take(&mut all, 1, "a", SAVE));
        assert!(take(&mut all, 2, "b", SAVE));
        assert!(!take(&mut all, 3, "c", Decision::Nothing(SilenceReason::Trivial)));
        assert_eq!(all.waiting().unwrap().id, Uuid::from_u128(2));
        assert!(take(&mut all, 4, "", Decision::Nothing(SilenceReason::Secret)));
        assert_eq!(
            all.waiting().unwrap().id,
            Uuid::from_u128(2),
            "a secret asks nothing"
        );
        assert_eq!(
            states(&all),
            [(4, State::Secret), (2, State::Waiting), (1, State::Superseded)]
        );
        assert!(take(&mut all, 5, "a", SAVE), "copied again");
        assert_eq!(
            states(&all),
            [(5, State::Waiting), (4, State::Secret), (2, State::Superseded)]
        );
        assert!(all.saved_elsewhere("a\r\n") && all.waiting().is_none());
        assert!(!all.saved_elsewhere("a"));
    }

    #[test]
    fn they_are_bounded() {
        let mut all = Suggestions::default();
        for number in 0..150 {
            take(&mut all, number, &number.to_string(), SAVE);
        }
        assert_eq!(all.newest_first().count(), 100);
        take(&mut all, 200, &"x".repeat(17 << 20), SAVE);
        assert_eq!(
            states(&all),
            [(200, State::Waiting)],
            "the newest stays whatever its size"
        );
    }
}
