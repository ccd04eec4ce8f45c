//! What is learnt in the background: whoever needs it waits until it is there.

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A value that is there at some time.
///
/// A change of it waits too. It is applied to what was learnt then, which may or may not have it already: whoever changes
/// what is kept must be able to tell it twice.
#[derive(Default)]
pub(super) struct Learnt<T> {
    value: RwLock<T>,
    there: AtomicBool,
    /// Held while `there` changes.
    gate: Mutex<()>,
    came: Condvar,
}

impl<T: Default> Learnt<T> {
    /// What was learnt, once it is there.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.wait(None);
        self.value.read()
    }

    /// The same; `None` where it is not there after so long.
    pub(super) fn read_within(&self, patience: Duration) -> Option<RwLockReadGuard<'_, T>> {
        self.wait(Some(patience)).then(|| self.value.read())
    }

    /// What was learnt, once it is there, to be changed.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.wait(None);
        self.value.write()
    }

    pub(super) fn is_there(&self) -> bool {
        self.there.load(SeqCst)
    }

    /// The same, for who was told by [`put`](Self::put) that it is.
    pub(super) fn has_come(&self) -> bool {
        let _gate = self.gate.lock();
        self.is_there()
    }

    /// It is there now. `tell` says so to others, before anybody who waits for it goes on.
    pub(super) fn put(&self, value: T, tell: impl FnOnce()) {
        *self.value.write() = value;
        let _gate = self.gate.lock();
        tell();
        self.there.store(true, SeqCst);
        self.came.notify_all();
    }

    /// It is to be learnt anew.
    pub(super) fn forget(&self) {
        let gate = self.gate.lock();
        self.there.store(false, SeqCst);
        drop(gate);
        *self.value.write() = T::default();
    }

    fn wait(&self, patience: Option<Duration>) -> bool {
        if self.is_there() {
            return true;
        }
        let until = patience.map(|patience| Instant::now() + patience);
        let mut gate = self.gate.lock();
        while !self.is_there() {
            match until {
                None => self.came.wait(&mut gate),
                Some(until) => {
                    if self.came.wait_until(&mut gate, until).timed_out() {
                        return self.is_there();
                    }
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn who_needs_it_waits_for_it() {
        let learnt = Learnt::<u32>::default();
        assert!(learnt.read_within(Duration::ZERO).is_none());
        thread::scope(|scope| {
            let reader = scope.spawn(|| *learnt.read());
            let writer = scope.spawn(|| *learnt.write() += 1);
            thread::sleep(Duration::from_millis(20));
            assert!(!reader.is_finished() && !writer.is_finished());
            learnt.put(7, || ());
            assert!((7..=8).contains(&reader.join().unwrap()));
            writer.join().unwrap();
        });
        assert_eq!(*learnt.read(), 8);
        learnt.forget();
        assert!(!learnt.is_there() && learnt.read_within(Duration::from_millis(1)).is_none());
        learnt.put(3, || ());
        assert_eq!(*learnt.read_within(Duration::ZERO).unwrap(), 3);
    }
}
