//! The suggestions of this run: the one that waits for an answer, and those before it.

use std::{collections::VecDeque, sync::Arc};

use domain::{ApplicationId, AssetId, Decision, SaveReason, SilenceReason, Suggestion, Timestamp};
use uuid::Uuid;

/// How many are remembered, and how many bytes of their texts.
const REMEMBERED: usize = 100;
const REMEMBERED_BYTES: usize = 16 << 20;

/// A text that comes again within this many milliseconds is the same copy still: nobody copies by hand so fast, and means
/// something new by it.
const SAME_COPY_MILLIS: u64 = 3_000;
/// For this many milliseconds after the user has answered "not now", or has taken what was offered, the same is not asked
/// again.
const ANSWERED_MILLIS: u64 = 60_000;

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
    /// When it was last copied, or answered.
    touched: Timestamp,
}

impl Entry {
    /// Whether this is the question that a copy at `at` asks, if it asks `offer` about `text`: then there is nothing to ask.
    fn stands_for(&self, text: &str, offer: &Offer, at: Timestamp) -> bool {
        let within = match self.state {
            State::Waiting | State::Secret => SAME_COPY_MILLIS,
            State::Dismissed | State::Reused => ANSWERED_MILLIS,
            State::Saved | State::Declined | State::Superseded => return false,
        };
        // Where the clock was set back nobody knows how long ago it was.
        self.touched <= at
            && at.millis_since(self.touched) <= within
            && is_same(&self.text, text)
            && is_same_offer(&self.offer, offer)
    }
}

/// The suggestions, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Suggestions {
    entries: VecDeque<Entry>,
}

impl Suggestions {
    /// Takes in what a copy led to, if it is anything to tell and was not just asked; the one that waited is superseded.
    /// Answers whether anything changed.
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
        if let Some(entry) = self
            .entries
            .iter_mut()
            .rfind(|entry| entry.stands_for(text, &offer, at))
        {
            // What was answered is asked again in time, however often it is copied until then.
            if matches!(entry.state, State::Waiting | State::Secret) {
                entry.touched = at;
            }
            return false;
        }
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
            touched: at,
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
    pub(crate) fn set(&mut self, id: Uuid, state: State, at: Timestamp) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.state = state;
            entry.touched = at;
        }
    }

    /// Lets the next copy of a text be asked about, whatever was answered a moment ago.
    pub(crate) fn ask_again(&mut self, text: &str) {
        self.entries.retain(|entry| {
            !is_same(&entry.text, text) || !matches!(entry.state, State::Dismissed | State::Reused)
        });
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

/// Whether the same is offered, if not in the same order.
fn is_same_offer(one: &Offer, other: &Offer) -> bool {
    match (one, other) {
        (Offer::Reuse(one), Offer::Reuse(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(id, _)| other.iter().any(|(there, _)| there == id))
        }
        _ => one == other,
    }
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

    /// A copy, ten seconds after the one of the number before.
    fn take(all: &mut Suggestions, number: u128, text: &str, decision: Decision) -> bool {
        take_at(
            all,
            number,
            text,
            decision,
            i64::try_from(number).unwrap() * 10_000,
        )
    }

    fn take_at(all: &mut Suggestions, number: u128, text: &str, decision: Decision, at: i64) -> bool {
        let suggestion = Suggestion {
            decision,
            matches: Vec::new(),
            fingerprint: 0,
        };
        let by = ApplicationId::new(Uuid::nil());
        let at = Timestamp::from_millis(at);
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
    fn the_same_copy_again_asks_nothing_new() {
        let mut all = Suggestions::default();
        assert!(take_at(&mut all, 1, "a", SAVE, 2_000));
        for number in 2..20 {
            let at = i64::try_from(number).unwrap() * 2_000;
            assert!(!take_at(&mut all, number, "a\n", SAVE, at), "{number}");
        }
        assert_eq!(states(&all), [(1, State::Waiting)]);
        assert!(
            take_at(&mut all, 20, "a", SAVE, 41_001),
            "after a while it is asked again"
        );
        assert!(take_at(&mut all, 21, "b", SAVE, 41_002));
        assert!(
            take_at(&mut all, 22, "a", SAVE, 41_003),
            "it was asked about another text"
        );
        assert!(
            take_at(&mut all, 23, "a", Decision::Reuse, 41_004),
            "something else is offered"
        );
        assert!(
            take_at(&mut all, 24, "a", Decision::Reuse, 41_000),
            "the clock was set back"
        );
        let secret = Decision::Nothing(SilenceReason::Secret);
        assert!(take_at(&mut all, 25, "", secret, 50_000));
        assert!(!take_at(&mut all, 26, "", secret, 51_000));
        assert!(take_at(&mut all, 27, "", secret, 60_000));
    }

    #[test]
    fn what_was_answered_is_not_asked_again_at_once() {
        for answer in [State::Dismissed, State::Reused] {
            let mut all = Suggestions::default();
            take_at(&mut all, 1, "a", Decision::Reuse, 0);
            all.set(Uuid::from_u128(1), answer, Timestamp::from_millis(50_000));
            for at in [50_000, 60_000, 110_000] {
                assert!(!take_at(&mut all, 2, "a", Decision::Reuse, at), "{at}");
            }
            assert_eq!(all.waiting().map(|entry| entry.id), None);
            assert!(take_at(&mut all, 3, "a", Decision::Reuse, 110_001));
        }
        // Who tries it out wants to see it.
        let mut all = Suggestions::default();
        take_at(&mut all, 1, "a", SAVE, 0);
        all.set(Uuid::from_u128(1), State::Dismissed, Timestamp::from_millis(0));
        all.ask_again("a");
        assert!(take_at(&mut all, 2, "a", SAVE, 1));
        // What was kept is known from then on, which is something new to say.
        let mut all = Suggestions::default();
        take_at(&mut all, 1, "a", SAVE, 0);
        all.set(Uuid::from_u128(1), State::Saved, Timestamp::from_millis(1_000));
        assert!(take_at(&mut all, 2, "a", Decision::Reuse, 1_500));
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
