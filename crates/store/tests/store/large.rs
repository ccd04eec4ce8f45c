//! What takes most room: a backup of it can be read, as each one that is written.

use std::path::Path;

use crate::samples;
use domain::{Label, Mechanism, Tag, TagCategory, Timestamp, Unread};
use store::{Extras, Library, Limits, Reason, Store};
use uuid::Uuid;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * 3_600_000)
}

fn open(root: &Path) -> Library {
    Library::open(root, Limits::default(), at(0)).unwrap().0
}

#[test]
fn the_largest_that_is_kept_can_be_read_back() {
    let root = tempfile::tempdir().unwrap();
    let library = open(root.path());
    // The clipboard is read for 16 MiB, each byte of which may need six in a file. A request has at most 64 MiB, spelled as here.
    let escaped = "\u{1}".repeat(16 << 20);
    let said = "\u{1}".repeat(256 << 10);
    let unread = || Unread::from([("k".to_owned(), "\"\\\"\"".repeat(20))]);
    let mut first = samples::asset(1, &escaped);
    first.details.name = Some(said.clone());
    let mut second = samples::asset(2, "many parts");
    let tag = |number: usize| Tag {
        text: number.to_string(),
        mechanism: Mechanism::Manual,
        category: TagCategory::Handle,
        unread: unread(),
    };
    second.details.tags = (0..1_024).map(tag).collect();
    for (asset, text) in [(&first, escaped.as_str()), (&second, "many parts")] {
        library.add_asset(asset, text).unwrap();
    }
    let label = Label::Tag(Tag { text: said, ..tag(1) });
    let labels = [(Uuid::from_u128(3), Some(label))];
    library.relabel(&labels, &[], &|_| ()).unwrap();
    library
        .add_intention(&samples::intention(4, &"x".repeat(16 << 20)))
        .unwrap();
    library.commit().unwrap();
    // All of it is read back, and compared, before it is a backup.
    let header = library.back_up(Reason::Asked, at(1), &Extras::new()).unwrap();
    assert_eq!(header.assets(), 2);
}
