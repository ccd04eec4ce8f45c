//! What the index knows, on the disk, so that a start need not read every text.
//!
//! It is kept beside the store ([`store::Store::keep_derived`]) with the state that everything was in then, and with a mark of each text
//! that the index knows. Where nothing was written since, it is as good as what it was made from. Where something was, the
//! marks tell which texts are others now: those are read, and answers and intentions are learnt anew. A snapshot that is
//! damaged, or of another release, is thrown away, and everything is read.
//!
//! It holds hashes, and no text: of what was deleted, until the next one is made.

use std::{
    io::{self, BufReader, Read},
    path::Path,
    thread::{self, JoinHandle},
    time::Duration,
};

use domain::AssetId;
use engine::{Engine, Sketch, Snapshot};
use rustc_hash::FxHashMap;
use store::{Library, State, StoreError, TextMark};
use uuid::Uuid;

use super::{
    Service, ServiceError,
    learning::{Ended, Lesson},
};

/// How long to wait for changes that are under way. At the end of the program one may wait for what is not learnt any more.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a snapshot begins with. The number goes up whenever its layout changes; the index's own part says its own.
const MAGIC: &[u8; 16] = b"bowerbird-known1";
/// Bytes of an asset's id, of its text's mark, and whether the index holds it.
const ENTRY: usize = 16 + 16 + 1;
/// Bytes of what is before the entries: that, the state, and how many there are.
const HEAD: usize = MAGIC.len() + 24 + 8;
/// Bytes of a hash.
const HASH: usize = 32;

/// The texts that a snapshot was made of, as they lie in it: their marks, and whether the index holds them (it does not where
/// an asset is no text).
struct Marks(Vec<u8>);

impl Marks {
    fn of_each_asset(&self) -> FxHashMap<AssetId, (TextMark, bool)> {
        let entry = |entry: &[u8]| {
            let part = |at: usize| -> [u8; 16] { std::array::from_fn(|byte| entry[at + byte]) };
            let id = AssetId::new(Uuid::from_bytes(part(0)));
            (id, (TextMark(part(16)), entry[32] != 0))
        };
        self.0.chunks_exact(ENTRY).map(entry).collect()
    }
}

impl Service {
    /// Whether a new snapshot would be of use: the index is there, and the last one is of another state than what is kept now.
    pub(crate) fn snapshot_is_old(&self) -> Result<bool, ServiceError> {
        Ok(self.engine.is_there() && self.learning.snapshot() != Some(self.store.state()?))
    }

    /// Keeps what the index knows, for the next start. `false` where something was written while that was done: then it is
    /// worth another try. Others go on meanwhile, but for a moment in which nothing is changed.
    ///
    /// # Errors
    /// Where the store can't be read, or the snapshot not be written. What was kept before is still there then.
    pub(crate) fn keep_snapshot(&self) -> Result<bool, ServiceError> {
        let (state, head, mut snapshot) = {
            // Nobody has written something that the index does not know of yet.
            let Some(_replacing) = self.replacing.replace_within(PATIENCE) else {
                return Ok(false);
            };
            let state = self.store.state()?;
            (state, self.head(state)?, Snapshot::of(&self.engine.read()))
        };
        let mut changed = false;
        let mut piece = Vec::new();
        let kept = self.store.keep_derived(state, &mut |out| {
            out.write_all(&head)?;
            // Nobody waits for the disk: the index is let go of while a piece is written.
            loop {
                match snapshot.next(&self.engine.read(), &mut piece) {
                    Ok(true) => out.write_all(&piece)?,
                    Ok(false) => return Ok(()),
                    Err(error) => {
                        changed = true;
                        return Err(io::Error::other(error));
                    }
                }
            }
        });
        let kept = match kept {
            // Of what was changed meanwhile.
            Err(_) if changed => return Ok(false),
            kept => kept?,
        };
        if kept {
            self.learning.note_snapshot(Some(state));
        }
        Ok(kept)
    }

    fn head(&self, state: State) -> Result<Vec<u8>, StoreError> {
        let engine = self.engine.read();
        let mut count = 0_u64;
        let mut entries = Vec::new();
        self.store.for_each_mark(&mut |id, mark| {
            count += 1;
            entries.extend(id.uuid().as_bytes());
            entries.extend(mark.0);
            entries.push(u8::from(engine.contains(id)));
        })?;
        let mut head = MAGIC.to_vec();
        head.extend(state.to_bytes());
        head.extend(count.to_le_bytes());
        head.append(&mut entries);
        let hash = blake3::hash(&head);
        head.extend(hash.as_bytes());
        Ok(head)
    }
}

/// What a snapshot says: what everything was, of which texts it is, and the index.
type Known = (State, Marks, Engine);

/// What the index knew at the last end, read while the store is being opened: that is mostly waiting, and this mostly work.
pub struct Remembered(Option<JoinHandle<Option<Known>>>);

impl Remembered {
    /// Begins to read what is kept in a data directory.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        let reading = Library::derived_before(data_dir).and_then(|input| {
            let thread = thread::Builder::new().name("remembering".to_owned());
            thread.spawn(move || read_buffered(input)).ok()
        });
        Self(reading)
    }

    /// The index, if what it is of is what the store keeps now.
    fn index_of(self, now: State) -> Option<Engine> {
        let (state, _, engine) = self.0?.join().ok()??;
        (state == now).then_some(engine)
    }
}

/// The index of what is kept now, where there is a snapshot that helps.
pub(super) fn load(lesson: &Lesson<'_>, remembered: Option<Remembered>) -> Result<Option<Engine>, Ended> {
    let store = lesson.store();
    if let Some(remembered) = remembered {
        let state = store.state()?;
        if let Some(engine) = remembered.index_of(state) {
            lesson.found_snapshot(state);
            return Ok(Some(engine));
        }
    }
    let Some(input) = store.derived()? else {
        return Ok(None);
    };
    let Some((state, marks, mut engine)) = read_buffered(input) else {
        tracing::info!("what was learnt before can't be used: everything is read");
        store.drop_derived()?;
        return Ok(None);
    };
    lesson.goes_on()?;
    if store.state()? == state {
        lesson.found_snapshot(state);
    } else {
        catch_up(lesson, &marks, &mut engine)?;
    }
    Ok(Some(engine))
}

fn read_buffered(input: impl Read) -> Option<Known> {
    read(BufReader::with_capacity(1 << 16, input))
}

fn read(mut input: impl Read) -> Option<Known> {
    let mut head = [0; HEAD];
    input.read_exact(&mut head).ok()?;
    let rest = head.strip_prefix(MAGIC)?;
    let (state, count) = rest.split_first_chunk::<24>()?;
    let bytes = u64::from_le_bytes(count.try_into().ok()?).checked_mul(ENTRY as u64)?;
    let mut marks = Vec::new();
    // However many it says that there are, there is no more room made than there are bytes.
    input.by_ref().take(bytes).read_to_end(&mut marks).ok()?;
    let mut hash = [0; HASH];
    input.read_exact(&mut hash).ok()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&head).update(&marks);
    if *hasher.finalize().as_bytes() != hash {
        return None;
    }
    let mut engine = Engine::new();
    engine.restore(input).ok()?;
    Some((State::from_bytes(*state), Marks(marks), engine))
}

/// Brings what was known once to what is kept now.
fn catch_up(lesson: &Lesson<'_>, marks: &Marks, engine: &mut Engine) -> Result<(), Ended> {
    let store = lesson.store();
    let marks = marks.of_each_asset();
    let mut now: FxHashMap<AssetId, Option<TextMark>> =
        store.asset_ids()?.into_iter().map(|id| (id, None)).collect();
    store.for_each_mark(&mut |id, mark| {
        if let Some(known) = now.get_mut(&id) {
            *known = Some(mark);
        }
    })?;
    let gone: Vec<AssetId> = engine.assets().filter(|id| !now.contains_key(id)).collect();
    for id in gone {
        engine.remove(id);
    }
    let changed: Vec<AssetId> = now
        .into_iter()
        .filter(|(id, mark)| {
            let known = marks.get(id).filter(|(known, _)| Some(*known) == *mark);
            known.is_none_or(|(_, held)| *held != engine.contains(*id))
        })
        .map(|(id, _)| id)
        .collect();
    tracing::info!(changed = changed.len(), "learning what has changed");
    let mut texts = Vec::new();
    for id in changed {
        lesson.goes_on()?;
        engine.remove(id);
        if let (Some(asset), Some(text)) = (store.asset(id)?, store.text(id)?)
            && asset.is_offered()
        {
            texts.push((id, Sketch::of(&text)));
        }
    }
    engine.extend(texts);
    engine.forget_intentions();
    engine.forget_answers();
    for asset in store.assets() {
        lesson.goes_on()?;
        let asset = asset?;
        // It may have become one that is offered, or not any more, with the text that it had.
        if !asset.is_offered() {
            engine.remove(asset.id);
        } else if !engine.contains(asset.id)
            && let Some(text) = store.text(asset.id)?
        {
            engine.insert(asset.id, &Sketch::of(&text));
        }
        if asset.reused.is_some() {
            engine.note_reuse(asset.id);
        }
    }
    lesson.learn_answers(engine)
}
