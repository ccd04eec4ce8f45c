//! Reads a snapshot on several processors: one thread reads, two check what was read and put it together.

use std::{
    io::Read,
    sync::mpsc::{self, Receiver},
    thread::{self, Scope, ScopedJoinHandle},
};

use bytemuck::allocation::try_zeroed_vec;
use domain::{AssetId, IntentionId, TextDigest};

use super::{HASH, HEAD, SnapshotError, Title, WORD, beginning};
use crate::index::{Array, Index, Key, Kind, Segment, Texts};

/// What is read back.
pub(super) struct Contents {
    pub(super) library: Index<AssetId>,
    pub(super) intentions: Index<IntentionId>,
    pub(super) small: Vec<IntentionId>,
    pub(super) declined: Vec<TextDigest>,
}

/// A part as it was read.
struct Unchecked {
    title: Title,
    arrays: Vec<Array>,
    /// Over the part before and the head.
    hasher: blake3::Hasher,
    hash: [u8; HASH],
}

impl Unchecked {
    fn is_of_segment(&self) -> bool {
        let (Title::Assets(kind) | Title::Intentions(kind)) = self.title else {
            return false;
        };
        matches!(kind, Kind::Sealed { .. } | Kind::Run { .. })
    }

    /// Its arrays, if its hash is theirs.
    fn check(mut self) -> Option<(Title, Vec<Array>)> {
        for array in &self.arrays {
            self.hasher.update(array.bytes());
        }
        (*self.hasher.finalize().as_bytes() == self.hash).then_some((self.title, self.arrays))
    }
}

/// All but the segments.
struct Known {
    assets: Texts<AssetId>,
    intentions: Texts<IntentionId>,
    small: Vec<IntentionId>,
    declined: Vec<TextDigest>,
}

/// The segments of both indexes.
#[derive(Default)]
struct Segments {
    assets: Vec<Segment>,
    intentions: Vec<Segment>,
}

/// Reads a snapshot to its end.
pub(super) fn read(snapshot: impl Read) -> Result<Contents, SnapshotError> {
    let (known, segments) = thread::scope(|scope| {
        let (to_known, parts) = mpsc::channel();
        let known = check_by(scope, parts, known)?;
        let (to_segments, parts) = mpsc::channel();
        let segments = check_by(scope, parts, segments)?;
        read_parts(snapshot, |part| {
            let to = if part.is_of_segment() {
                &to_segments
            } else {
                &to_known
            };
            // Who checks ends early where something is damaged, and says so.
            let _ended = to.send(part);
        })?;
        drop((to_known, to_segments));
        Ok((outcome(known)?, outcome(segments)?))
    })?;
    put_together(known, segments).ok_or(SnapshotError::Damaged)
}

fn put_together(known: Known, segments: Segments) -> Option<Contents> {
    Some(Contents {
        library: Index::restored(known.assets, segments.assets)?,
        intentions: Index::restored(known.intentions, segments.intentions)?,
        small: known.small,
        declined: known.declined,
    })
}

/// Reads part after part, and hands each on.
fn read_parts(mut input: impl Read, mut each: impl FnMut(Unchecked)) -> Result<(), SnapshotError> {
    let mut take = |bytes: &mut [u8]| input.read_exact(bytes).map_err(|_| SnapshotError::Damaged);
    let mut begun = beginning();
    take(&mut begun)?;
    if begun != beginning() {
        return Err(SnapshotError::Other);
    }
    let mut before = [0; HASH];
    loop {
        let mut head = [0; HEAD];
        take(&mut head)?;
        let word = |place: usize| std::array::from_fn(|byte| head[place * WORD + byte]);
        let words = std::array::from_fn(|place| u64::from_ne_bytes(word(place)));
        let title = Title::read(words).ok_or(SnapshotError::Damaged)?;
        let (told, hasher) = title.head(&before);
        if told != head {
            // Before room is made for what it says.
            return Err(SnapshotError::Damaged);
        }
        let mut arrays = room(title).ok_or(SnapshotError::Damaged)?;
        for array in &mut arrays {
            take(array.bytes_mut())?;
        }
        let mut hash = [0; HASH];
        take(&mut hash)?;
        before = hash;
        each(Unchecked {
            title,
            arrays,
            hasher,
            hash,
        });
        if title == Title::End {
            break;
        }
    }
    let ended = input.read(&mut [0]).is_ok_and(|read| read == 0);
    ended.then_some(()).ok_or(SnapshotError::Damaged)
}

fn room(title: Title) -> Option<Vec<Array>> {
    let ids = |count| {
        let bytes = usize::try_from(count).ok()?.checked_mul(16)?;
        Some(vec![Array::U8(try_zeroed_vec(bytes).ok()?)])
    };
    match title {
        Title::Assets(kind) | Title::Intentions(kind) => kind.room(),
        Title::Small(count) | Title::Declined(count) => ids(count),
        Title::End => Some(Vec::new()),
    }
}

fn known(parts: Receiver<Unchecked>) -> Option<Known> {
    let mut known = Known {
        assets: Texts::new(),
        intentions: Texts::new(),
        small: Vec::new(),
        declined: Vec::new(),
    };
    for part in parts {
        let (title, arrays) = part.check()?;
        match title {
            Title::Assets(_) => known.assets.add(arrays)?,
            Title::Intentions(_) => known.intentions.add(arrays)?,
            Title::Small(_) => known.small = ids(&arrays).map(IntentionId::of).collect(),
            Title::Declined(_) => known.declined = ids(&arrays).map(TextDigest).collect(),
            Title::End => {}
        }
    }
    known.assets.finish()?;
    known.intentions.finish()?;
    Some(known)
}

fn ids(arrays: &[Array]) -> impl Iterator<Item = [u8; 16]> + '_ {
    let all = arrays.iter().flat_map(|array| array.bytes().chunks_exact(16));
    all.map(|id| std::array::from_fn(|byte| id[byte]))
}

fn segments(parts: Receiver<Unchecked>) -> Option<Segments> {
    let mut segments = Segments::default();
    for part in parts {
        let (title, arrays) = part.check()?;
        match title {
            Title::Assets(kind) => segments.assets.push(kind.segment(arrays)?),
            Title::Intentions(kind) => segments.intentions.push(kind.segment(arrays)?),
            Title::Small(_) | Title::Declined(_) | Title::End => {}
        }
    }
    Some(segments)
}

type Checking<'scope, T> = ScopedJoinHandle<'scope, Option<T>>;

/// Starts a thread that checks what comes.
fn check_by<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    parts: Receiver<Unchecked>,
    check: fn(Receiver<Unchecked>) -> Option<T>,
) -> Result<Checking<'scope, T>, SnapshotError> {
    let thread = thread::Builder::new().spawn_scoped(scope, move || check(parts));
    // Where there is no thread the index is made of the texts.
    thread.map_err(|_| SnapshotError::Damaged)
}

fn outcome<T>(checking: Checking<'_, T>) -> Result<T, SnapshotError> {
    let checked = checking
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    checked.ok_or(SnapshotError::Damaged)
}
