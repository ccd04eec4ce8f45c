//! The lists and maps of a text that are called like secrets, each read once.

use std::ops::Range;

use super::{super::member::Member, indented, listed};

/// The lists that were read, up to a place in the text.
#[derive(Default)]
pub(super) struct Lists {
    read: usize,
}

impl Lists {
    /// Whether a list or a map is given to the name and has a secret. Lists in one that was read are not read again, so the
    /// time stays linear.
    pub(super) fn have_a_secret(&mut self, text: &str, name: &Range<usize>) -> bool {
        if name.end < self.read {
            return false;
        }
        let behind = &text[name.end..];
        let list = Member::of(&text[name.clone()]).and_then(|member| {
            listed::find(behind, member).or_else(|| indented::find(&text[..name.start], behind, member))
        });
        list.is_some_and(|(length, has_secret)| {
            self.read = name.end + length;
            has_secret
        })
    }
}
