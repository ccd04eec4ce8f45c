//! The postings of many texts, in flat arrays.

use std::{hint::black_box, ops::Range};

use super::boundaries::Boundaries;
use crate::{
    grams::{self, Family, Grams},
    lex::Token,
    packed::Packed,
};

/// Bits of a gram that tell it from the others of its bucket. The ones above choose the bucket.
const TAG_BITS: u32 = 8;
/// Buckets of a segment.
pub(super) const BUCKETS: usize = 1 << (grams::BITS - TAG_BITS);
/// Stands for the text of a posting that was taken out; no segment has so many texts.
const GONE: u16 = u16::MAX;
/// The same, where texts are counted.
pub(super) const GONE_TEXT: usize = GONE as usize;
/// In a bucket of at most so many postings it is quicker to look at all tags than to search them.
const SHORT: usize = 64;

/// A segment of many texts.
///
/// Bucket and tag together are the whole gram, so a gram is told from every other. Tags lie apart from the numbers of the
/// texts: counting takes the tags alone, and those of a bucket of eight or so are one memory access. With the boundaries
/// of the buckets a posting takes 3.2 bytes in a large segment.
#[derive(Debug)]
pub(crate) struct Sealed {
    base: usize,
    length: usize,
    buckets: Boundaries,
    /// In order within a bucket; what was taken out is last.
    tags: Vec<u8>,
    /// The text of each tag, in order among those of the same gram.
    locals: Vec<u16>,
}

impl Sealed {
    /// Texts in the largest segment that is made at once: all that can be told from [`GONE`]. A question reads a few lines of
    /// memory for each of its grams in each segment, so there are to be few.
    pub(super) const MOST: usize = (1 << LOCAL_BITS) - 1;

    /// A segment of so many texts from slot `base` on, to which buckets are added.
    pub(super) fn growing(base: usize, length: usize, postings: usize) -> Self {
        Self {
            base,
            length,
            buckets: Boundaries::with_capacity(BUCKETS, postings),
            tags: Vec::with_capacity(postings),
            locals: Vec::with_capacity(postings),
        }
    }

    /// Makes a segment of the texts from slot `base` on, at most [`MOST`](Self::MOST) of them.
    ///
    /// Their grams are made twice: to count how many are in each part, and to lay them there. So nothing but the postings
    /// takes room. A part is small enough to be sorted in the processor's cache.
    pub(super) fn new<'t>(base: usize, texts: impl Iterator<Item = &'t Packed> + Clone) -> Self {
        let length = texts.clone().count();
        let mut ends = vec![0_u32; PARTS + 1];
        each_gram(texts.clone(), |gram, _| ends[part(gram) + 1] += 1);
        for part in 0..PARTS {
            ends[part + 1] += ends[part];
        }
        let all = ends[PARTS] as usize;
        let mut postings = vec![0_u32; all];
        // From here on the place of the next posting of each part, and at last the end of the part.
        each_gram(texts, |gram, local| {
            let next = &mut ends[part(gram)];
            postings[*next as usize] = (gram & ((1 << REST_BITS) - 1)) << LOCAL_BITS | local;
            *next += 1;
        });
        let mut segment = Self::growing(base, length, all);
        let mut begin = 0;
        for end in &ends[..PARTS] {
            let own = &mut postings[begin..*end as usize];
            begin = *end as usize;
            own.sort_unstable();
            segment.push_part(own);
        }
        segment.tags.shrink_to_fit();
        segment.locals.shrink_to_fit();
        segment
    }

    /// Adds the buckets of a part. A gram that a text has twice is dropped.
    fn push_part(&mut self, postings: &[u32]) {
        let in_bucket = |posting: u32| (posting >> (LOCAL_BITS + TAG_BITS)) as usize;
        let mut at = 0;
        for bucket in 0..BUCKETS / PARTS {
            let from = self.tags.len();
            let mut before = None;
            while let Some(posting) = postings.get(at).filter(|posting| in_bucket(**posting) == bucket) {
                if before != Some(posting) {
                    self.tags.push((posting >> LOCAL_BITS) as u8);
                    self.locals.push((posting & ((1 << LOCAL_BITS) - 1)) as u16);
                    before = Some(posting);
                }
                at += 1;
            }
            self.buckets.push(self.tags.len() - from);
        }
    }

    /// What it is made of, to be written.
    pub(super) fn parts(&self) -> Parts<&[u32], &[u64], &[u8], &[u16]> {
        let (begins, bits) = self.buckets.parts();
        Parts {
            begins,
            bits,
            tags: &self.tags,
            locals: &self.locals,
        }
    }

    /// A segment of so many texts of what [`Self::parts`] gave; `None` where that is something else.
    pub(super) fn from_parts(
        base: usize,
        length: usize,
        parts: Parts<Vec<u32>, Vec<u64>, Vec<u8>, Vec<u16>>,
    ) -> Option<Self> {
        let Parts {
            begins,
            bits,
            tags,
            locals,
        } = parts;
        let whole = length <= GONE_TEXT && tags.len() == locals.len() && are_of(length, &tags, &locals);
        whole.then_some(())?;
        Some(Self {
            base,
            length,
            buckets: Boundaries::from_parts(begins, bits, BUCKETS, tags.len())?,
            tags,
            locals,
        })
    }

    pub(super) const fn base(&self) -> usize {
        self.base
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Room for postings that is taken.
    pub(super) const fn postings(&self) -> usize {
        self.tags.len()
    }

    pub(super) const fn bytes(&self) -> usize {
        self.buckets.bytes() + self.tags.capacity() + self.locals.capacity() * size_of::<u16>()
    }

    /// How many buckets were added.
    pub(super) const fn grown(&self) -> usize {
        self.buckets.len()
    }

    /// Adds a posting to the bucket that is added next.
    pub(super) fn push(&mut self, tag: u8, local: usize) {
        self.tags.push(tag);
        self.locals.push(u16::try_from(local).unwrap_or(GONE));
    }

    /// Adds a bucket of the last `size` postings.
    pub(super) fn close_bucket(&mut self, size: usize) {
        self.buckets.push(size);
    }

    /// Adds so many buckets of none.
    pub(super) fn close_empty(&mut self, buckets: usize) {
        self.buckets.push_empty(buckets);
    }

    /// The postings from a bucket on, each as its gram and its text; [`GONE_TEXT`] where it was taken out.
    pub(super) fn postings_from(&self, bucket: usize) -> impl Iterator<Item = (u32, usize)> + '_ {
        self.buckets.places(bucket).map(|(bucket, place)| {
            let gram = least(bucket) | u32::from(self.tags[place]);
            (gram, usize::from(self.locals[place]))
        })
    }

    /// Takes out the postings of a text. Its place stays empty.
    pub(super) fn remove(&mut self, local: usize, grams: &Grams) {
        let local = u16::try_from(local).unwrap_or(GONE);
        for gram in grams.all().take_while(|gram| bucket(*gram) < self.buckets.len()) {
            let bucket = self.buckets.range(bucket(gram));
            let run = self.run(bucket.clone(), tag(gram));
            if let Ok(place) = self.locals[run.clone()].binary_search(&local) {
                let from = run.start + place;
                self.tags.copy_within(from + 1..bucket.end, from);
                self.locals.copy_within(from + 1..bucket.end, from);
                self.tags[bucket.end - 1] = u8::MAX;
                self.locals[bucket.end - 1] = GONE;
            }
        }
    }

    /// Where the postings of each gram are.
    ///
    /// They are all over the memory. So each array is touched for all grams before it is read: reads that do not wait for
    /// each other take a fraction of the time.
    pub(super) fn find(&self, grams: &Grams) -> Vec<Range<u32>> {
        self.buckets.touch(grams.all().map(bucket));
        let buckets: Vec<Range<usize>> = grams.all().map(|gram| self.buckets.range(bucket(gram))).collect();
        let first = |bucket: &Range<usize>| self.tags.get(bucket.start).copied().unwrap_or_default();
        black_box(buckets.iter().map(first).fold(0, |all, tag| all ^ tag));
        let long = || {
            let with_tags = buckets.iter().zip(grams.all().map(tag));
            with_tags.filter(|(bucket, _)| bucket.len() > SHORT)
        };
        let mut begins: Vec<Search> = long()
            .map(|(bucket, tag)| Search::within(bucket.clone(), tag.into()))
            .collect();
        search_together(&self.tags, &mut begins);
        // Most runs are short, and their ends near what was just read.
        let mut ends: Vec<Search> = long()
            .zip(&begins)
            .map(|((bucket, tag), begin)| {
                let near = begin.from + SHORT;
                let is_near = near >= bucket.end || self.tags[near] > tag;
                let end = if is_near { near.min(bucket.end) } else { bucket.end };
                Search::within(begin.from..end, u16::from(tag) + 1)
            })
            .collect();
        search_together(&self.tags, &mut ends);
        let mut long = begins.iter().zip(&ends);
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        grams
            .all()
            .zip(buckets)
            .map(|(gram, bucket)| {
                let found = if bucket.len() > SHORT { long.next() } else { None };
                let run = match found {
                    Some((begin, end)) => self.there(begin.from..end.from, tag(gram)),
                    None => self.run(bucket, tag(gram)),
                };
                place(run.start)..place(run.end)
            })
            .collect()
    }

    /// Brings the first text of each of these runs into the processor's cache.
    pub(super) fn touch(&self, runs: impl Iterator<Item = Range<u32>>) {
        let first = |run: Range<u32>| self.locals.get(run.start as usize).copied().unwrap_or_default();
        black_box(runs.map(first).fold(0, |all, local| all ^ local));
    }

    /// The texts of these postings.
    pub(super) fn locals(&self, run: Range<u32>) -> &[u16] {
        &self.locals[run.start as usize..run.end as usize]
    }

    /// Where the postings of a tag are among those of a bucket.
    fn run(&self, bucket: Range<usize>, tag: u8) -> Range<usize> {
        let tags = &self.tags[bucket.clone()];
        let (before, own) = if tags.len() <= SHORT {
            let (before, own) = tags.iter().fold((0_u8, 0_u8), |(before, own), t| {
                (before + u8::from(*t < tag), own + u8::from(*t == tag))
            });
            (usize::from(before), usize::from(own))
        } else {
            let before = tags.partition_point(|t| *t < tag);
            (before, tags[before..].partition_point(|t| *t == tag))
        };
        let begin = bucket.start + before;
        self.there(begin..begin + own, tag)
    }

    /// Those of the postings of a tag that were not taken out.
    fn there(&self, run: Range<usize>, tag: u8) -> Range<usize> {
        if tag != u8::MAX {
            return run;
        }
        let there = self.locals[run.clone()].partition_point(|local| *local != GONE);
        run.start..run.start + there
    }
}

/// A search for the first of some tags in order that is not less than this: in what is left, or right behind it.
struct Search {
    from: usize,
    left: usize,
    least: u16,
}

impl Search {
    const fn within(places: Range<usize>, least: u16) -> Self {
        Self {
            from: places.start,
            left: places.end - places.start,
            least,
        }
    }
}

/// Does all searches, one step of each after the other: a step of one need not wait for the memory that another asks for.
fn search_together(tags: &[u8], searches: &mut [Search]) {
    let mut open = !searches.is_empty();
    while open {
        open = false;
        for search in &mut *searches {
            if search.left == 0 {
                continue;
            }
            let half = search.left / 2;
            let behind = u16::from(tags[search.from + half]) < search.least;
            search.from += if behind { half + 1 } else { 0 };
            search.left = if behind { search.left - half - 1 } else { half };
            open |= search.left > 0;
        }
    }
}

/// Whether all these postings are of so many texts, or were taken out. None is passed by, and nothing is wider than a
/// text's place: so a processor does many at once.
fn are_of(length: usize, tags: &[u8], locals: &[u16]) -> bool {
    let Ok(length) = u16::try_from(length) else {
        return false;
    };
    let strange = tags.iter().zip(locals).fold(0, |strange, (tag, local)| {
        let is_gone = (*local == GONE) & (*tag == u8::MAX);
        strange | u16::from((*local >= length) & !is_gone)
    });
    strange == 0
}

/// What a segment is made of: its boundaries' beginnings and bits, its tags and its texts.
pub(super) struct Parts<Begins, Bits, Tags, Locals> {
    pub(super) begins: Begins,
    pub(super) bits: Bits,
    pub(super) tags: Tags,
    pub(super) locals: Locals,
}

/// Beginnings that a segment's boundaries have.
pub(super) const BEGINS: usize = Boundaries::begins_of(BUCKETS);

/// Bits of a text's place in a segment that is made at once, and of a gram that stand beside it in 32.
const LOCAL_BITS: u32 = 16;
const REST_BITS: u32 = u32::BITS - LOCAL_BITS;
/// Parts by the bits above.
const PARTS: usize = 1 << (grams::BITS - REST_BITS);

const fn part(gram: u32) -> usize {
    (gram >> REST_BITS) as usize
}

pub(super) const fn bucket(gram: u32) -> usize {
    (gram >> TAG_BITS) as usize
}

pub(super) const fn tag(gram: u32) -> u8 {
    gram as u8
}

/// The least gram of a bucket.
pub(super) fn least(bucket: usize) -> u32 {
    u32::try_from(bucket << TAG_BITS).unwrap_or(u32::MAX)
}

/// Every gram of every text, repeated ones too, with the text's place.
fn each_gram<'t>(texts: impl Iterator<Item = &'t Packed>, mut sink: impl FnMut(u32, u32)) {
    let mut tokens: Vec<Token> = Vec::new();
    for (text, local) in texts.zip(0..) {
        text.unpack(&mut tokens);
        for family in Family::ALL {
            family.each(&tokens, |gram| sink(gram, local));
        }
    }
}
