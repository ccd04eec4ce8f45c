//! Writes to the clipboard, and keeps what was written there for as long as the program runs.

use std::time::Instant;

use parking_lot::Mutex;

use crate::OwnWrites;

/// The clipboard, for writing only.
///
/// One is to live as long as the program: on X11 and Wayland the contents are served by the program that wrote
/// them, and vanish with it. [`release`](Self::release) it before the process ends.
///
/// A limit, on X11: arboard 3.7 empties what it holds when it is told that another program has taken the clipboard over. A
/// write in the same few milliseconds may come before that, and be emptied with it. Nobody who clicks is that fast.
pub struct Clipboard {
    own: OwnWrites,
    /// Opened at the first write, so that a program without a desktop can be given one too.
    open: Mutex<Option<arboard::Clipboard>>,
}

/// Why a text could not be put on the clipboard. No message holds the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// There is no clipboard: no desktop, or one that could not be reached.
    #[error("there is no clipboard to write to: {detail}")]
    Unavailable {
        /// What the system said.
        detail: String,
    },
    /// Another program holds the clipboard open. Trying again helps.
    #[error("another program is using the clipboard right now: try again")]
    Occupied,
    /// The system refused the write.
    #[error("could not write to the clipboard: {detail}")]
    Failed {
        /// What the system said.
        detail: String,
    },
}

impl WriteError {
    /// A code that stays the same over versions, for a user interface to match.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } => "clipboard_unavailable",
            Self::Occupied => "clipboard_occupied",
            Self::Failed { .. } => "clipboard_failed",
        }
    }
}

impl Clipboard {
    /// The desktop's clipboard. `own` is told of every [`write`](Self::write); give a clone of it to the watcher.
    /// Nothing is opened before the first write.
    #[must_use]
    pub fn new(own: OwnWrites) -> Self {
        Self {
            own,
            open: Mutex::new(None),
        }
    }

    /// Puts `text` on the clipboard. A watcher that shares the memory of own writes does not report it.
    ///
    /// # Errors
    /// See [`WriteError`]. Whatever was on the clipboard before may be gone.
    pub fn write(&self, text: &str) -> Result<(), WriteError> {
        self.own.note(text, Instant::now());
        self.put(text).inspect_err(|_| self.own.forget(text))
    }

    /// Puts `text` on the clipboard in such a way that a watcher reports it like another program's: for a sample that
    /// is there to be tried out.
    ///
    /// # Errors
    /// See [`WriteError`]. Whatever was on the clipboard before may be gone.
    pub fn write_as_another(&self, text: &str) -> Result<(), WriteError> {
        self.own.forget(text);
        self.put(text)
    }

    /// Lets go of what was written: a clipboard manager on X11 is given the time to take it over (arboard waits up to
    /// 100 ms for it). The next write opens the clipboard anew.
    pub fn release(&self) {
        *self.open.lock() = None;
    }

    fn put(&self, text: &str) -> Result<(), WriteError> {
        let mut open = self.open.lock();
        let clipboard = match &mut *open {
            Some(clipboard) => clipboard,
            none => none.insert(
                arboard::Clipboard::new().map_err(|error| WriteError::Unavailable {
                    detail: error.to_string(),
                })?,
            ),
        };
        match clipboard.set_text(text) {
            Ok(()) => Ok(()),
            Err(arboard::Error::ClipboardOccupied) => Err(WriteError::Occupied),
            Err(error) => {
                // It may be a connection that is gone for good. The next write opens a new one.
                *open = None;
                Err(WriteError::Failed {
                    detail: error.to_string(),
                })
            }
        }
    }
}
