//! How many connections there are, and which makes room when there are too many.
//!
//! A client that opens thousands of connections and says nothing must not keep an honest one out. So a new
//! connection is always let in, and the one that has been idle longest is closed for it. One whose request has not
//! arrived in full is as idle as one that says nothing, and so is in the end one that does not read its answer.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Marks a connection that has a request being carried out.
const BUSY: u64 = u64::MAX;

/// Marks a connection whose request was carried out and whose answer is not all sent.
const ANSWERING: u64 = u64::MAX - 1;

/// How long a client may read nothing of its answer before it may be closed for a new one. What is read at all over
/// loopback is read in milliseconds.
const STALLED: Duration = Duration::from_secs(2);

/// How much may wait to be read on all connections together, in bytes. Beyond it, whoever has not read for longest is
/// closed.
const UNREAD: u64 = 128 << 20;

/// Most connections that have become websockets. They stay as long as their clients want, so they must leave room.
const MAX_UPGRADED: usize = 96;

/// The open connections.
#[derive(Clone)]
pub(super) struct Connections {
    limit: usize,
    /// When they began to be counted.
    began: Instant,
    /// Counts what happened, to tell what was earlier.
    ticks: Arc<AtomicU64>,
    open: Arc<Mutex<HashMap<u64, Slot>>>,
    upgraded: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Slot {
    /// The tick of its last sign of life, or [`BUSY`], or [`ANSWERING`].
    idle_since: Arc<AtomicU64>,
    answer: Arc<Answer>,
    evicted: CancellationToken,
}

/// An answer that is being sent.
#[derive(Default)]
struct Answer {
    /// Its size in bytes; 0 where there is none.
    size: AtomicU64,
    /// When some of it was last read, in milliseconds since the connections began to be counted.
    read: AtomicU64,
}

/// The place of one connection; leaving it makes room.
pub(super) struct Place {
    id: u64,
    slot: Slot,
    connections: Connections,
}

impl Connections {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            began: Instant::now(),
            ticks: Arc::default(),
            open: Arc::default(),
            upgraded: Arc::default(),
        }
    }

    /// A place for a new connection. `None` where every other one has a request under way.
    pub(super) fn enter(&self) -> Option<Place> {
        let id = self.tick();
        let mut open = self.open.lock();
        if open.len() >= self.limit && !evict_idle(&mut open) {
            let since = self.now().checked_sub(millis(STALLED))?;
            evict_stalled(&mut open, since, None).then_some(())?;
        }
        let slot = Slot {
            idle_since: Arc::new(AtomicU64::new(id)),
            answer: Arc::default(),
            evicted: CancellationToken::new(),
        };
        open.insert(id, slot.clone());
        Some(Place {
            id,
            slot,
            connections: self.clone(),
        })
    }

    /// Closes the connection that has been idle longest, if there is one.
    pub(super) fn make_room(&self) {
        evict_idle(&mut self.open.lock());
    }

    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }

    fn now(&self) -> u64 {
        millis(self.began.elapsed())
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// `false` where every connection has a request under way.
fn evict_idle(open: &mut HashMap<u64, Slot>) -> bool {
    let idle = open
        .iter()
        .map(|(id, slot)| (slot.idle_since.load(Ordering::Relaxed), *id));
    let longest = idle.filter(|(since, _)| *since < ANSWERING).min();
    evict(open, longest)
}

/// Closes who has left its answer unread for longest, if that is since before `since`. `but` is spared.
fn evict_stalled(open: &mut HashMap<u64, Slot>, since: u64, but: Option<u64>) -> bool {
    let answering = open
        .iter()
        .filter(|(id, slot)| slot.idle_since.load(Ordering::Relaxed) == ANSWERING && Some(**id) != but)
        .map(|(id, slot)| (slot.answer.read.load(Ordering::Relaxed), *id));
    let longest = answering.filter(|(read, _)| *read <= since).min();
    evict(open, longest)
}

fn evict(open: &mut HashMap<u64, Slot>, which: Option<(u64, u64)>) -> bool {
    match which.and_then(|(_, id)| open.remove(&id)) {
        Some(slot) => {
            slot.evicted.cancel();
            true
        }
        None => false,
    }
}

impl Place {
    /// Resolves when this connection is to make room.
    pub(super) fn evicted(&self) -> CancellationToken {
        self.slot.evicted.clone()
    }

    /// Call when a request begins; what it answers goes to whoever reads the rest of it.
    pub(super) fn begins(&self) -> Arrival {
        let since = &self.slot.idle_since;
        since.store(self.connections.tick(), Ordering::Relaxed);
        Arrival(Arc::clone(since))
    }

    /// Call when a request was carried out, before its answer of so many bytes is sent.
    pub(super) fn answered(&self, size: u64) {
        let connections = &self.connections;
        self.progressed();
        self.slot.answer.size.store(size, Ordering::Relaxed);
        self.slot.idle_since.store(ANSWERING, Ordering::Relaxed);
        if size > UNREAD / connections.limit as u64 {
            let mut open = connections.open.lock();
            while unread(&open) > UNREAD && evict_stalled(&mut open, u64::MAX, Some(self.id)) {}
        }
    }

    /// Call when some of an answer was taken.
    pub(super) fn progressed(&self) {
        let now = self.connections.now();
        self.slot.answer.read.store(now, Ordering::Relaxed);
    }

    /// Call before a connection becomes a websocket. It makes room for nobody as long as it is one: its client waits for
    /// what happens, which may be long. `None` where there are too many of them.
    pub(super) fn upgrade(self: &Arc<Self>) -> Option<Upgraded> {
        let upgraded = Upgraded(Arc::clone(self));
        if self.connections.upgraded.fetch_add(1, Ordering::Relaxed) >= MAX_UPGRADED {
            // Dropping it takes the count back.
            return None;
        }
        self.slot.idle_since.store(BUSY, Ordering::Relaxed);
        Some(upgraded)
    }

    /// Call when everything that there was to send is sent.
    pub(super) fn sent(&self) {
        let (idle, now) = (&self.slot.idle_since, self.connections.tick());
        let answering = idle.compare_exchange(ANSWERING, now, Ordering::Relaxed, Ordering::Relaxed);
        if answering.is_ok() {
            self.slot.answer.size.store(0, Ordering::Relaxed);
        }
    }
}

/// Bytes of all answers that are not all sent.
fn unread(open: &HashMap<u64, Slot>) -> u64 {
    let sizes = open.values().map(|slot| slot.answer.size.load(Ordering::Relaxed));
    sizes.sum()
}

/// A connection that is a websocket; dropping it gives its place back.
pub(super) struct Upgraded(Arc<Place>);

impl Upgraded {
    /// Resolves when this connection is to end.
    pub(super) fn evicted(&self) -> CancellationToken {
        self.0.evicted()
    }
}

impl Drop for Upgraded {
    fn drop(&mut self) {
        self.0.connections.upgraded.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that is arriving.
#[derive(Clone)]
pub(super) struct Arrival(Arc<AtomicU64>);

impl Arrival {
    /// Call when it is here in full and about to be carried out.
    pub(super) fn complete(&self) {
        self.0.store(BUSY, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_idle_makes_room() {
        let connections = Connections::new(3);
        let first = connections.enter().unwrap();
        let second = connections.enter().unwrap();
        let third = connections.enter().unwrap();
        first.begins().complete();
        second.begins().complete();
        second.answered(10);
        second.sent();
        let fourth = connections.enter().unwrap();
        assert!(third.evicted().is_cancelled(), "it never said anything");
        assert!(!first.evicted().is_cancelled() && !second.evicted().is_cancelled());
        fourth.begins().complete();
        fourth.sent();
        second.begins().complete();
        second.answered(10);
        assert!(
            connections.enter().is_none(),
            "two have a request under way, and one an answer to send"
        );
        second.sent();
        let arriving = second.begins();
        let fifth = connections.enter().unwrap();
        assert!(second.evicted().is_cancelled(), "its request has not arrived");
        arriving.complete();
        drop(fifth);
        drop(fourth);
        assert!(connections.enter().is_some());
    }

    /// A connection whose answer of so many bytes is being sent.
    fn answering(connections: &Connections, size: u64) -> Place {
        let place = connections.enter().unwrap();
        place.begins().complete();
        place.answered(size);
        place
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_makes_room_in_the_end() {
        let connections = Connections::new(2);
        let (stalled, reading) = (answering(&connections, 10), answering(&connections, 10));
        assert!(connections.enter().is_none(), "they have just begun");
        tokio::time::advance(STALLED).await;
        reading.progressed();
        let next = connections.enter().unwrap();
        assert!(stalled.evicted().is_cancelled() && !reading.evicted().is_cancelled());
        next.begins().complete();
        assert!(connections.enter().is_none(), "the other goes on reading");
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_to_be_read_is_bounded() {
        let connections = Connections::new(256);
        let mut waiting = Vec::new();
        for _ in 0..100 {
            waiting.push(answering(&connections, UNREAD / 8));
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!(unread(&connections.open.lock()), UNREAD);
        let kept = waiting.iter().map(|place| !place.evicted().is_cancelled());
        assert!(kept.clone().skip(92).all(|kept| kept), "the newest");
        assert_eq!(kept.filter(|kept| *kept).count(), 8);
        let alone = answering(&connections, 2 * UNREAD);
        assert!(
            !alone.evicted().is_cancelled(),
            "one answer is sent however large it is"
        );
        assert_eq!(unread(&connections.open.lock()), 2 * UNREAD);
        alone.sent();
        assert_eq!(unread(&connections.open.lock()), 0);
    }

    #[test]
    fn a_websocket_makes_no_room_and_there_are_not_too_many() {
        let connections = Connections::new(MAX_UPGRADED + 2);
        let place = || Arc::new(connections.enter().unwrap());
        let upgraded: Vec<_> = (0..MAX_UPGRADED).map(|_| place().upgrade().unwrap()).collect();
        let one_more = place();
        assert!(one_more.upgrade().is_none());
        let _last = place();
        let _another = place();
        assert!(one_more.evicted().is_cancelled(), "the idle one makes room");
        assert!(!upgraded.iter().any(|socket| socket.evicted().is_cancelled()));
        drop(upgraded);
        assert!(place().upgrade().is_some());
    }
}
