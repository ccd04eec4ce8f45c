//! The parts that an index is written in, and how it is put together from them.
//!
//! Segments are flat arrays, and are written as they lie in memory: to make them anew from the texts takes fifty times as
//! long as to read them. They are of slots, so slots are kept too, those that are empty as well.

use std::{borrow::Cow, collections::BTreeSet, hash::Hash, sync::Arc};

use bytemuck::allocation::try_zeroed_vec;
use domain::{AssetId, IntentionId, TextDigest};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::{
    Document, ExactMark, Index, Run, beginning,
    sealed::{BEGINS, Parts, Sealed},
    segments::{Segment, Segments},
};
use crate::packed::Packed;

/// Slots that are written as one part.
const BLOCK: usize = 2_048;
/// Bytes of a slot's id, digest, mark, of how many bytes its tokens take, and of what tells its comments.
const SLOT: usize = 16 + 16 + 1 + 4 + 4;
/// Marks of a slot: it is empty, a text is in it, or one that was reused.
const EMPTY: u8 = 0;
const THERE: u8 = 1;
const REUSED: u8 = 2;

/// An id of something that has a text.
pub(crate) trait Key: Copy + Ord + Hash + Sync {
    fn bytes(self) -> [u8; 16];
    fn of(bytes: [u8; 16]) -> Self;
}

impl Key for AssetId {
    fn bytes(self) -> [u8; 16] {
        self.uuid().into_bytes()
    }

    fn of(bytes: [u8; 16]) -> Self {
        Self::new(Uuid::from_bytes(bytes))
    }
}

impl Key for IntentionId {
    fn bytes(self) -> [u8; 16] {
        self.uuid().into_bytes()
    }

    fn of(bytes: [u8; 16]) -> Self {
        Self::new(Uuid::from_bytes(bytes))
    }
}

/// What a part is of, and the numbers that say how long its arrays are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Slots, and the tokens of their texts, which take so many bytes.
    Texts { slots: u64, bytes: u64 },
    /// A segment of flat arrays, and so many words of boundaries.
    Sealed {
        base: u64,
        length: u64,
        postings: u64,
        words: u64,
    },
    /// A short segment.
    Run { base: u64, length: u64, postings: u64 },
}

/// A part of an index: its arrays, one behind the other.
pub(crate) struct Part<'i> {
    pub(crate) kind: Kind,
    pub(crate) arrays: Vec<Cow<'i, [u8]>>,
}

/// An array that is read, of the type that it has in memory.
#[derive(Debug)]
pub(crate) enum Array {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Array {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::U8(array) => array,
            Self::U16(array) => bytemuck::cast_slice(array),
            Self::U32(array) => bytemuck::cast_slice(array),
            Self::U64(array) => bytemuck::cast_slice(array),
        }
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::U8(array) => array,
            Self::U16(array) => bytemuck::cast_slice_mut(array),
            Self::U32(array) => bytemuck::cast_slice_mut(array),
            Self::U64(array) => bytemuck::cast_slice_mut(array),
        }
    }
}

impl Kind {
    /// Room for the arrays of such a part; `None` where there is none.
    pub(crate) fn room(self) -> Option<Vec<Array>> {
        let size = |count: u64| usize::try_from(count).ok();
        let bytes = |count: usize| try_zeroed_vec(count).ok().map(Array::U8);
        let words = |count: usize| try_zeroed_vec(count).ok().map(Array::U32);
        Some(match self {
            Self::Texts { slots, bytes: tokens } => {
                vec![bytes(size(slots)?.checked_mul(SLOT)?)?, bytes(size(tokens)?)?]
            }
            Self::Sealed {
                postings,
                words: bits,
                ..
            } => vec![
                words(BEGINS)?,
                Array::U64(try_zeroed_vec(size(bits)?).ok()?),
                bytes(size(postings)?)?,
                Array::U16(try_zeroed_vec(size(postings)?).ok()?),
            ],
            Self::Run { postings, .. } => vec![words(size(postings)?)?, bytes(size(postings)?)?],
        })
    }

    /// The segment of such a part; `None` where it is none, or these are no arrays of one.
    pub(crate) fn segment(self, arrays: Vec<Array>) -> Option<Segment> {
        let size = |count: u64| usize::try_from(count).ok();
        match self {
            Self::Texts { .. } => None,
            Self::Sealed { base, length, .. } => {
                let Ok(
                    [
                        Array::U32(begins),
                        Array::U64(bits),
                        Array::U8(tags),
                        Array::U16(locals),
                    ],
                ) = <[Array; 4]>::try_from(arrays)
                else {
                    return None;
                };
                let parts = Parts {
                    begins,
                    bits,
                    tags,
                    locals,
                };
                Sealed::from_parts(size(base)?, size(length)?, parts).map(Segment::Sealed)
            }
            Self::Run { base, length, .. } => {
                let Ok([Array::U32(grams), Array::U8(locals)]) = <[Array; 2]>::try_from(arrays) else {
                    return None;
                };
                Run::from_parts(size(base)?, size(length)?, grams, locals).map(Segment::Run)
            }
        }
    }
}

impl<Id: Key> Index<Id> {
    /// How many parts there are.
    pub(crate) fn parts(&self) -> usize {
        self.documents.len().div_ceil(BLOCK) + self.segments.all().len()
    }

    /// The part of this number; `None` behind the last.
    pub(crate) fn part(&self, number: usize) -> Option<Part<'_>> {
        let blocks = self.documents.len().div_ceil(BLOCK);
        if number >= blocks {
            return self.segments.all().get(number - blocks).map(part_of);
        }
        let from = number * BLOCK;
        let block = &self.documents[from..self.documents.len().min(from + BLOCK)];
        let mut slots = Vec::with_capacity(block.len() * SLOT);
        let mut tokens = Vec::new();
        for document in block {
            let Some(document) = document else {
                slots.resize(slots.len() + SLOT, EMPTY);
                continue;
            };
            let own = document.tokens.as_bytes();
            slots.extend(document.id.bytes());
            slots.extend(document.digest.0);
            slots.push(if document.reused { REUSED } else { THERE });
            slots.extend(u32::try_from(own.len()).unwrap_or(u32::MAX).to_le_bytes());
            slots.extend(document.exact.0.to_le_bytes());
            tokens.extend(own);
        }
        Some(Part {
            kind: Kind::Texts {
                slots: block.len() as u64,
                bytes: tokens.len() as u64,
            },
            arrays: vec![slots.into(), tokens.into()],
        })
    }

    /// An index of what was written once; `None` where the segments are not of these texts.
    pub(crate) fn restored(texts: Texts<Id>, segments: Vec<Segment>) -> Option<Self> {
        Some(Self {
            segments: Segments::restored(segments, texts.documents.len())?,
            documents: texts.documents,
            lengths: texts.lengths,
            by_id: texts.by_id,
            by_digest: texts.by_digest,
        })
    }
}

fn part_of(segment: &Segment) -> Part<'_> {
    let (base, length) = (segment.base() as u64, segment.len() as u64);
    match segment {
        Segment::Run(run) => {
            let (grams, locals) = run.parts();
            Part {
                kind: Kind::Run {
                    base,
                    length,
                    postings: grams.len() as u64,
                },
                arrays: vec![bytemuck::cast_slice(grams).into(), locals.into()],
            }
        }
        Segment::Sealed(sealed) => {
            let parts = sealed.parts();
            Part {
                kind: Kind::Sealed {
                    base,
                    length,
                    postings: parts.tags.len() as u64,
                    words: parts.bits.len() as u64,
                },
                arrays: vec![
                    bytemuck::cast_slice(parts.begins).into(),
                    bytemuck::cast_slice(parts.bits).into(),
                    parts.tags.into(),
                    bytemuck::cast_slice(parts.locals).into(),
                ],
            }
        }
    }
}

/// The texts of an index that is being read, without their postings.
#[derive(Debug)]
pub(crate) struct Texts<Id> {
    documents: Vec<Option<Document<Id>>>,
    lengths: Vec<u16>,
    by_id: FxHashMap<Id, u32>,
    by_digest: BTreeSet<(u32, u32)>,
    /// What goes into `by_digest`: a tree is made quickest of all at once.
    digests: Vec<(u32, u32)>,
}

impl<Id: Key> Texts<Id> {
    pub(crate) fn new() -> Self {
        Self {
            documents: Vec::new(),
            lengths: Vec::new(),
            by_id: FxHashMap::default(),
            by_digest: BTreeSet::new(),
            digests: Vec::new(),
        }
    }

    /// Adds the texts of a part; `None` where they are none.
    pub(crate) fn add(&mut self, arrays: Vec<Array>) -> Option<()> {
        let Ok([Array::U8(slots), Array::U8(tokens)]) = <[Array; 2]>::try_from(arrays) else {
            return None;
        };
        let (tokens, mut from) = (Arc::new(tokens), 0_u32);
        for slot in slots.chunks_exact(SLOT) {
            let part = |at: usize| -> [u8; 16] { std::array::from_fn(|byte| slot[at + byte]) };
            let place = u32::try_from(self.documents.len()).ok()?;
            if slot[32] == EMPTY {
                self.documents.push(None);
                self.lengths.push(0);
                continue;
            }
            let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| slot[at + byte]));
            let to = from.checked_add(number(33))?;
            let document = Document {
                id: Id::of(part(0)),
                digest: TextDigest(part(16)),
                exact: ExactMark(number(37)),
                tokens: Packed::kept(&tokens, from, to),
                reused: slot[32] == REUSED,
            };
            from = to;
            self.digests.push((beginning(document.digest), place));
            self.lengths.push(document.length());
            self.documents.push(Some(document));
        }
        (from as usize == tokens.len()).then_some(())
    }

    /// All of them were added; `None` where an id is there twice.
    pub(crate) fn finish(&mut self) -> Option<()> {
        self.documents.shrink_to_fit();
        self.lengths.shrink_to_fit();
        self.by_id.reserve(self.digests.len());
        for (_, place) in &self.digests {
            let document = self.documents[*place as usize].as_ref()?;
            if self.by_id.insert(document.id, *place).is_some() {
                return None;
            }
        }
        self.by_digest = std::mem::take(&mut self.digests).into_iter().collect();
        Some(())
    }
}
