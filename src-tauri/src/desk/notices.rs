//! What the user has to be told, until it is dismissed.

use parking_lot::Mutex;

use crate::ipc::types::{Notice, NoticeLevel};

/// The notices, oldest first, each under an id of its own.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Vec<Notice>>);

impl Notices {
    /// Adds a notice in place of the one with the same id.
    pub(crate) fn put(&self, id: &str, level: NoticeLevel, text: &str, advice: Option<&str>) {
        let mut all = self.0.lock();
        all.retain(|notice| notice.id != id);
        all.push(Notice {
            id: id.to_owned(),
            level,
            text: text.to_owned(),
            advice: advice.map(str::to_owned),
        });
    }

    pub(crate) fn remove(&self, id: &str) {
        self.0.lock().retain(|notice| notice.id != id);
    }

    pub(crate) fn all(&self) -> Vec<Notice> {
        self.0.lock().clone()
    }
}
