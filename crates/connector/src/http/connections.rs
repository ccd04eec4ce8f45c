//! How many connections there are, and which makes room when there are too many.
//!
//! A client that opens thousands of connections and says nothing must not keep an honest one out. So a new
//! connection is always let in, and the one that has been idle longest is closed for it. One whose request has not
//! arrived in full is as idle as one that says nothing.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

/// Marks a connection that has a request being carried out.
const BUSY: u64 = u64::MAX;

/// Marks a connection whose request was carried out and whose answer is not all sent.
const ANSWERING: u64 = u64::MAX - 1;

/// The open connections.
#[derive(Clone)]
pub(super) struct Connections {
    limit: usize,
    /// Counts what happened, to tell what was earlier.
    ticks: Arc<AtomicU64>,
    open: Arc<Mutex<HashMap<u64, Slot>>>,
}

#[derive(Clone)]
struct Slot {
    /// The tick of its last sign of life, or [`BUSY`], or [`ANSWERING`].
    idle_since: Arc<AtomicU64>,
    evicted: CancellationToken,
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
            ticks: Arc::default(),
            open: Arc::default(),
        }
    }

    /// A place for a new connection. `None` where every other one has a request under way.
    pub(super) fn enter(&self) -> Option<Place> {
        let id = self.tick();
        let mut open = self.open.lock();
        if open.len() >= self.limit {
            evict(&mut open)?;
        }
        let slot = Slot {
            idle_since: Arc::new(AtomicU64::new(id)),
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
        evict(&mut self.open.lock());
    }

    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }
}

/// `None` where every connection has a request under way.
fn evict(open: &mut HashMap<u64, Slot>) -> Option<()> {
    let idle = open
        .iter()
        .map(|(id, slot)| (slot.idle_since.load(Ordering::Relaxed), *id));
    let (_, longest_idle) = idle.filter(|(since, _)| *since < ANSWERING).min()?;
    open.remove(&longest_idle)?.evicted.cancel();
    Some(())
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

    /// Call when a request was carried out, before its answer is sent.
    pub(super) fn answered(&self) {
        self.slot.idle_since.store(ANSWERING, Ordering::Relaxed);
    }

    /// Call when everything that there was to send is sent.
    pub(super) fn sent(&self) {
        let (idle, now) = (&self.slot.idle_since, self.connections.tick());
        let _ = idle.compare_exchange(ANSWERING, now, Ordering::Relaxed, Ordering::Relaxed);
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
        second.answered();
        second.sent();
        let fourth = connections.enter().unwrap();
        assert!(third.evicted().is_cancelled(), "it never said anything");
        assert!(!first.evicted().is_cancelled() && !second.evicted().is_cancelled());
        fourth.begins().complete();
        fourth.sent();
        second.begins().complete();
        second.answered();
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
}
