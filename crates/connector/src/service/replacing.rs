//! Changes and the replacement of everything keep out of each other's way.

use std::{cell::Cell, time::Duration};

use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held by whoever changes what is kept, until the index knows of it too; and by whoever replaces all of it, alone.
#[derive(Default)]
pub(super) struct Replacing(RwLock<()>);

thread_local! {
    /// Whether this thread changes something already: one change may be part of another, and must not wait for who waits
    /// for it.
    static CHANGING: Cell<bool> = const { Cell::new(false) };
}

/// A change that is under way.
pub(super) struct Changing<'a>(Option<RwLockReadGuard<'a, ()>>);

impl Replacing {
    pub(super) fn change(&self) -> Changing<'_> {
        if CHANGING.get() {
            return Changing(None);
        }
        let guard = self.0.read();
        CHANGING.set(true);
        Changing(Some(guard))
    }

    pub(super) fn replace(&self) -> RwLockWriteGuard<'_, ()> {
        self.0.write()
    }

    /// The same, unless somebody else goes on changing something for so long.
    pub(super) fn replace_within(&self, patience: Duration) -> Option<RwLockWriteGuard<'_, ()>> {
        self.0.try_write_for(patience)
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        if self.0.is_some() {
            CHANGING.set(false);
        }
    }
}
