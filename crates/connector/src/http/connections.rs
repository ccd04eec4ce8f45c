//! How many connections there are, and which makes room when there are too many.
//!
//! A client that opens thousands of connections and says nothing must not keep an honest one out. So a new
//! connection is always let in, and the one that has been idle longest is closed for it.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

/// Marks a connection that has a request under way.
const BUSY: u64 = u64::MAX;

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
    /// The tick of its last sign of life, or [`BUSY`].
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
            let idle = open
                .iter()
                .map(|(id, slot)| (slot.idle_since.load(Ordering::Relaxed), *id));
            let (_, longest_idle) = idle.filter(|(since, _)| *since != BUSY).min()?;
            if let Some(slot) = open.remove(&longest_idle) {
                slot.evicted.cancel();
            }
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

    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }
}

impl Place {
    /// Resolves when this connection is to make room.
    pub(super) fn evicted(&self) -> CancellationToken {
        self.slot.evicted.clone()
    }

    /// Call when a request begins.
    pub(super) fn busy(&self) {
        self.slot.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// Call when a request was answered.
    pub(super) fn idle(&self) {
        self.slot
            .idle_since
            .store(self.connections.tick(), Ordering::Relaxed);
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
        first.busy();
        second.busy();
        second.idle();
        let fourth = connections.enter().unwrap();
        assert!(third.evicted().is_cancelled(), "it never said anything");
        assert!(!first.evicted().is_cancelled() && !second.evicted().is_cancelled());
        second.busy();
        fourth.busy();
        assert!(
            connections.enter().is_none(),
            "all three have a request under way"
        );
        drop(fourth);
        assert!(connections.enter().is_some());
    }
}
