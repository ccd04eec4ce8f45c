//! Watches the system clipboard, and writes to it.
//!
//! [`Watcher`] tells of every text that another program puts on the clipboard. It never reads content that its source
//! marks as concealed (see [`concealed_marks`]), tells nothing of what [`Clipboard`] wrote itself (see [`OwnWrites`]),
//! and waits for the system to tell of a change instead of asking for it over and over, where the system can.
//! Nothing else reads: there is deliberately no function that returns what is on the clipboard.
//!
//! No copied text is logged, and no error holds any.

mod backend;
mod clipboard;
mod concealed;
mod own_writes;
mod text;
mod unavailable;
mod watcher;
mod worker;

pub use backend::{Backend, Place};
pub use clipboard::{Clipboard, WriteError};
pub use concealed::concealed_marks;
pub use own_writes::{OWN_WRITE_LIFE, OwnWrites};
pub use text::TEXT_LIMIT;
pub use unavailable::{Ended, Unavailable};
pub use watcher::{Copied, Notice, Watcher};
