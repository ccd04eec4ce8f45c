//! The segments of an index, and how they grow.
//!
//! A text is a run of its own at first. Short runs are joined at once, longer segments little by little: with each text that
//! comes in a bounded piece of the work is done, and the old segments answer until the new one is whole. So no text waits
//! for a thousand others to be moved. This is the logarithmic method (Bentley, Saxe, J. Algorithms 1980) with its work
//! spread as Overmars and van Leeuwen do (1981).
//!
//! Whatever a segment answers is about the texts that are in it now: postings of a removed text are taken out, not left
//! behind. Answers depend on what is in the library and not on how it came there.

use std::{mem, ops::Range};

use super::{
    run::Run,
    sealed::{self, BUCKETS, Sealed},
};
use crate::grams::Grams;

/// Texts in a segment that is joined of others.
const JOINED: usize = 1 << 14;
/// Postings that are moved for each text that comes in, and at most one bucket more: some ten microseconds. A posting is
/// moved some seven times from its run to the largest segment, so that this is enough for texts of a thousand grams and
/// more, four times what they have on average; where all are longer, their runs wait until shorter ones come.
const STEPS: usize = 1 << 14;
/// Empty buckets that count as one posting.
const EMPTY: usize = 32;

/// Postings of some texts.
#[derive(Debug)]
pub(crate) enum Segment {
    Run(Run),
    Sealed(Sealed),
}

/// The texts of some postings, as places in their segment.
pub(super) enum Locals<'s> {
    Few(&'s [u8]),
    Many(&'s [u16]),
}

impl Segment {
    pub(super) const fn base(&self) -> usize {
        match self {
            Self::Run(run) => run.base(),
            Self::Sealed(sealed) => sealed.base(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Run(run) => run.len(),
            Self::Sealed(sealed) => sealed.len(),
        }
    }

    const fn postings(&self) -> usize {
        match self {
            Self::Run(run) => run.postings(),
            Self::Sealed(sealed) => sealed.postings(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Run(run) => run.postings() * (size_of::<u32>() + size_of::<u8>()),
            Self::Sealed(sealed) => sealed.bytes(),
        }
    }

    /// Where the postings of each gram are, to be read with [`Self::locals`].
    pub(super) fn find(&self, grams: &Grams) -> Vec<Range<u32>> {
        match self {
            Self::Run(run) => run.find(grams),
            Self::Sealed(sealed) => sealed.find(grams),
        }
    }

    /// Brings the beginnings of what [`Self::locals`] gives for these places into the processor's cache, all at once.
    pub(super) fn touch(&self, places: impl Iterator<Item = Range<u32>>) {
        match self {
            Self::Run(_) => {}
            Self::Sealed(sealed) => sealed.touch(places),
        }
    }

    pub(super) fn locals(&self, place: Range<u32>) -> Locals<'_> {
        match self {
            Self::Run(run) => Locals::Few(run.locals(place)),
            Self::Sealed(sealed) => Locals::Many(sealed.locals(place)),
        }
    }

    fn remove(&mut self, slot: usize, grams: &Grams) {
        match self {
            Self::Run(run) => run.remove(slot - run.base()),
            Self::Sealed(sealed) => sealed.remove(slot - sealed.base(), grams),
        }
    }
}

/// Two segments that are being joined.
#[derive(Debug)]
struct Joining {
    /// The place of the first of them.
    first: usize,
    /// What there is of both together, to some bucket.
    grown: Sealed,
}

/// All of them, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Segments {
    all: Vec<Segment>,
    joining: Option<Joining>,
}

impl Segments {
    pub(super) fn all(&self) -> &[Segment] {
        &self.all
    }

    /// Adds a text at the next slot.
    pub(super) fn push(&mut self, slot: usize, run: Run) {
        self.all.push(Segment::Run(run.at(slot)));
        let free = self.joining.as_ref().map_or(0, |joining| joining.first + 2);
        while self.all.len() >= free + 2
            && let [.., Segment::Run(before), Segment::Run(last)] = self.all.as_slice()
            && before.len() <= last.len()
            && before.len() + last.len() <= Run::MOST
        {
            let joined = before.join(last);
            self.all.pop();
            self.all.pop();
            self.all.push(Segment::Run(joined));
        }
        self.work(STEPS);
    }

    /// Segments that were written once; `None` where they do not lie one behind the other from the first slot on to this one.
    pub(super) fn restored(all: Vec<Segment>, slots: usize) -> Option<Self> {
        let end = all.iter().try_fold(0_usize, |base, segment| {
            (segment.base() == base).then(|| base + segment.len())
        })?;
        (end == slots).then_some(Self { all, joining: None })
    }

    /// Adds segments of texts behind all that are there.
    pub(super) fn extend(&mut self, sealed: impl IntoIterator<Item = Sealed>) {
        self.all.extend(sealed.into_iter().map(Segment::Sealed));
    }

    /// Takes out the postings of a text. Its place stays empty.
    pub(super) fn remove(&mut self, slot: usize, grams: &Grams) {
        let after = self.all.partition_point(|segment| segment.base() <= slot);
        let Some(place) = after.checked_sub(1) else {
            return;
        };
        self.all[place].remove(slot, grams);
        if let Some(joining) = &mut self.joining
            && (joining.first..joining.first + 2).contains(&place)
        {
            joining.grown.remove(slot - joining.grown.base(), grams);
        }
    }

    /// Goes on joining, for so many buckets and postings.
    fn work(&mut self, mut steps: usize) {
        while let Some(joining) = self.joining.take().or_else(|| self.next()) {
            let Joining { first, mut grown } = joining;
            let [before, behind] = &self.all[first..first + 2] else {
                return;
            };
            steps = join(before, behind, &mut grown, steps);
            if grown.grown() < BUCKETS {
                self.joining = Some(Joining { first, grown });
                return;
            }
            self.all.splice(first..first + 2, [Segment::Sealed(grown)]);
        }
    }

    /// The last two segments of like size, made ready to be joined.
    fn next(&self) -> Option<Joining> {
        let like = |pair: &[Segment]| {
            let [before, behind] = [pair[0].len(), pair[1].len()];
            (Run::MOST + 1..=JOINED).contains(&(before + behind)) && before < 2 * behind
        };
        let first = self.all.windows(2).rposition(like)?;
        let [before, behind] = &self.all[first..first + 2] else {
            return None;
        };
        let (length, postings) = (before.len() + behind.len(), before.postings() + behind.postings());
        Some(Joining {
            first,
            grown: Sealed::growing(before.base(), length, postings),
        })
    }
}

/// Goes on joining two segments to one for so many steps, and says how many are left.
fn join(before: &Segment, behind: &Segment, grown: &mut Sealed, steps: usize) -> usize {
    let (from, shift) = (grown.grown(), before.len());
    match (before, behind) {
        (Segment::Run(one), Segment::Run(other)) => merge(
            one.postings_from(from),
            other.postings_from(from),
            shift,
            grown,
            steps,
        ),
        (Segment::Run(one), Segment::Sealed(other)) => merge(
            one.postings_from(from),
            other.postings_from(from),
            shift,
            grown,
            steps,
        ),
        (Segment::Sealed(one), Segment::Run(other)) => merge(
            one.postings_from(from),
            other.postings_from(from),
            shift,
            grown,
            steps,
        ),
        (Segment::Sealed(one), Segment::Sealed(other)) => merge(
            one.postings_from(from),
            other.postings_from(from),
            shift,
            grown,
            steps,
        ),
    }
}

/// Adds bucket after bucket of postings that are in order, those of the texts before ahead of those behind.
fn merge(
    mut before: impl Iterator<Item = (u32, usize)>,
    mut behind: impl Iterator<Item = (u32, usize)>,
    shift: usize,
    grown: &mut Sealed,
    steps: usize,
) -> usize {
    // Behind all postings there are.
    const END: (u32, usize) = (u32::MAX, 0);
    let (mut here, mut there) = (before.next().unwrap_or(END), behind.next().unwrap_or(END));
    let (mut open, mut left) = (grown.grown(), steps);
    // Postings of the open bucket: all, and those that are still there.
    let (mut seen, mut size) = (0, 0);
    loop {
        let is_before = here.0 <= there.0;
        let gram = here.0.min(there.0);
        let bucket = sealed::bucket(gram).min(BUCKETS);
        if bucket > open {
            grown.close_bucket(size);
            // Most buckets of a small segment are empty.
            grown.close_empty(bucket - open - 1);
            left = left.saturating_sub(1 + seen + (bucket - open) / EMPTY);
            if left == 0 || bucket == BUCKETS {
                return left;
            }
            (open, seen, size) = (bucket, 0, 0);
        }
        let (first, next, shift) = if is_before {
            (&mut here, before.next(), 0)
        } else {
            (&mut there, behind.next(), shift)
        };
        let (_, text) = mem::replace(first, next.unwrap_or(END));
        seen += 1;
        if text != sealed::GONE_TEXT {
            grown.push(sealed::tag(gram), text + shift);
            size += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        lex::{Token, lex},
        packed::Packed,
    };

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        lex(text, |token, _| tokens.push(token));
        tokens
    }

    /// The slots of the texts that hold a gram, as the segments say it.
    fn slots(segments: &Segments, grams: &Grams) -> Vec<Vec<usize>> {
        let mut slots = vec![Vec::new(); grams.all().len()];
        for segment in segments.all() {
            for (of_gram, run) in slots.iter_mut().zip(segment.find(grams)) {
                let base = segment.base();
                match segment.locals(run) {
                    Locals::Few(few) => of_gram.extend(few.iter().map(|local| base + usize::from(*local))),
                    Locals::Many(many) => of_gram.extend(many.iter().map(|local| base + usize::from(*local))),
                }
            }
        }
        slots
    }

    /// The same, as the texts say it.
    fn told(texts: &[Option<Grams>], grams: &Grams) -> Vec<Vec<usize>> {
        let holds =
            |text: &Option<Grams>, gram| text.as_ref().is_some_and(|own| own.all().any(|g| g == gram));
        let of = |gram| {
            (0..texts.len())
                .filter(|slot| holds(&texts[*slot], gram))
                .collect()
        };
        grams.all().map(of).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever was joined, and how far: texts come one by one behind some that came at once, and some go.
        #[test]
        fn segments_say_what_the_texts_hold(
            texts in prop::collection::vec("[a-f]( [a-f=+]){0,12}", 1..420),
            at_once in 0..200_usize,
            removed in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..30),
            steps in prop_oneof![Just(0_usize), Just(100_000), Just(usize::MAX)],
        ) {
            let grams: Vec<Grams> = texts.iter().map(|text| Grams::of(&tokens(text))).collect();
            let at_once = at_once.min(texts.len());
            let mut segments = Segments::default();
            let packed: Vec<Packed> = texts[..at_once].iter().map(|text| Packed::of(&tokens(text))).collect();
            if at_once > 0 {
                segments.extend([Sealed::new(0, packed.iter())]);
            }
            let mut known: Vec<Option<Grams>> = grams[..at_once].iter().cloned().map(Some).collect();
            for (slot, own) in grams.iter().enumerate() {
                if slot >= at_once {
                    segments.push(slot, Run::of(own));
                    known.push(Some(own.clone()));
                }
                for (when, which) in &removed {
                    let which = which.index(texts.len());
                    // What is gone already stays gone.
                    if when.index(texts.len()) == slot && which < known.len() {
                        segments.remove(which, &grams[which]);
                        known[which] = None;
                    }
                }
                if slot % 60 == 0 {
                    prop_assert_eq!(slots(&segments, own), told(&known, own));
                }
            }
            segments.work(steps);
            for own in &grams {
                prop_assert_eq!(slots(&segments, own), told(&known, own));
            }
        }
    }

    #[test]
    fn there_are_few_segments_and_each_text_is_in_one() {
        let mut segments = Segments::default();
        for slot in 0..9_000 {
            let text = format!("a{slot} = b({})", slot % 7);
            segments.push(slot, Run::of(&Grams::of(&tokens(&text))));
            assert!(segments.all().len() < 24, "{slot}: {}", segments.all().len());
        }
        let mut next = 0;
        for segment in segments.all() {
            assert_eq!(segment.base(), next);
            next += segment.len();
        }
        assert_eq!(next, 9_000);
    }
}
