//! Making the digests of texts anew, where an earlier version made them by another rule.

use domain::{Asset, AssetId};
use sled::{Tree, transaction::UnabortableTransactionError};

use crate::{
    Result, StoreError,
    digest::{digest, digest_of, digest_of_bytes},
    disk::Disk,
    format::{Problem, to_whole_record, uuid, whole_record},
    ledger::Entries,
    table::Table,
    trees::META,
};

/// Which rule the digests follow that are made now. The first had none of these marks; the third took bytes for the text
/// that their base64 is, the fourth knew fewer strings of several lines.
const RULE: u32 = 5;
/// Where the mark lies among the metadata.
const MARK: &str = "digests";

/// Bytes of a digest and the id that it leads to, rounded up.
const BYTES_OF_ONE: usize = 64;

/// Makes the digests anew, unless they follow the rule already, and says whether it did: then the mark and the sum over
/// everything are the caller's to write. A crash before that is no harm: without the mark all of them are made again.
/// Where there is no room for that, the old ones stay until the next opening.
pub(crate) fn bring_up_to_date(
    meta: &Tree,
    assets: &Table,
    texts: &Table,
    digests: &Tree,
    disk: &Disk,
) -> Result<bool> {
    let kept: Option<u32> = meta
        .get(MARK)?
        .map(|value| whole_record(&value).map_err(bad))
        .transpose()?;
    if kept == Some(RULE) {
        return Ok(false);
    }
    if digests.is_empty() && texts.tree.is_empty() {
        let (key, rule) = mark()?;
        meta.insert(key, rule)?;
        return Ok(false);
    }
    match disk.room_to_add(digests.len().saturating_mul(BYTES_OF_ONE)) {
        Err(StoreError::Full) => return Ok(false),
        room => room?,
    }
    for entry in digests {
        let (key, _) = entry?;
        disk.entry(key.len(), || digests.remove(&key))?;
    }
    for entry in texts.iter() {
        let (key, body) = entry?;
        let id = uuid(&key).map_err(|problem| texts.problem(&key, problem))?;
        let text = std::str::from_utf8(&body).map_err(|_| texts.problem(&key, Problem::NotUtf8))?;
        let digest = match assets.get(&key)? {
            Some(body) => digest_of(&assets.decode::<Asset>(&key, &body)?, text),
            None => digest(text),
        };
        let place = if digests.contains_key(digest)? {
            of_a_twin(AssetId::new(id))
        } else {
            digest
        };
        disk.entry(BYTES_OF_ONE, || digests.insert(place, &id.into_bytes()[..]))?;
    }
    Ok(true)
}

/// Where an asset's entry lies among the digests, by what it holds.
pub(crate) fn place(
    digests: &Entries<'_>,
    id: AssetId,
    text: &str,
) -> std::result::Result<[u8; 32], UnabortableTransactionError> {
    for digest in [digest, digest_of_bytes] {
        let digest = digest(text);
        if digests
            .get(&digest)?
            .is_some_and(|owner| *owner == *id.uuid().as_bytes())
        {
            return Ok(digest);
        }
    }
    Ok(of_a_twin(id))
}

/// The mark of the present rule, and where it lies among the metadata.
pub(crate) fn mark() -> Result<(&'static str, Vec<u8>)> {
    let rule = to_whole_record(&RULE).map_err(bad)?;
    Ok((MARK, rule))
}

fn bad(problem: Problem) -> StoreError {
    StoreError::Record {
        tree: META,
        key: MARK.to_owned(),
        problem,
    }
}

/// Where an asset's entry lies whose text was another one by an earlier rule, and is the same as another asset's now. Every
/// asset has an entry, so that they can be counted.
pub(crate) fn of_a_twin(id: AssetId) -> [u8; 32] {
    *blake3::Hasher::new_derive_key("bowerbird: the entry of a twin")
        .update(id.uuid().as_bytes())
        .finalize()
        .as_bytes()
}

#[cfg(test)]
mod tests {
    use domain::{ApplicationId, Asset, AssetDetails, Mechanism, Timestamp};
    use uuid::Uuid;

    use crate::{Added, Limits, Replaced, SledStore, Store};

    fn asset(number: u128) -> Asset {
        Asset {
            id: super::AssetId::new(Uuid::from_u128(number)),
            creator: ApplicationId::new(Uuid::nil()),
            created: Timestamp::from_millis(1),
            updated: Timestamp::from_millis(1),
            reused: None,
            reuse_count: 0,
            mechanism: Mechanism::Manual,
            language: None,
            is_code: true,
            bytes: 1,
            details: AssetDetails::default(),
        }
    }

    fn open(directory: &tempfile::TempDir) -> SledStore {
        SledStore::open(directory.path(), Limits::default()).unwrap()
    }

    /// Four assets as an earlier version left them, of which the second and the third are the same now.
    fn with_twins(directory: &tempfile::TempDir) {
        let texts = ["f(a);", "g(b);", "  g(b);", "h(c);"];
        let store = open(directory);
        for (number, text) in (1..).zip(["f(a);", "g(b);", "x", "h(c);"]) {
            store.add_asset(&asset(number), text).unwrap();
        }
        drop(store);
        // A digest of each text as it is, and no mark.
        let db = crate::opening::open_sled(directory.path(), true).unwrap();
        let (kept, digests) = (
            db.open_tree("texts").unwrap(),
            db.open_tree("text_digests").unwrap(),
        );
        digests.clear().unwrap();
        for (number, text) in (1_u128..).zip(texts) {
            kept.insert(number.to_be_bytes(), [b"\x01", text.as_bytes()].concat())
                .unwrap();
            digests
                .insert(
                    blake3::hash(text.as_bytes()).as_bytes(),
                    &number.to_be_bytes()[..],
                )
                .unwrap();
        }
        db.open_tree("meta").unwrap().remove("digests").unwrap();
    }

    #[test]
    fn old_digests_are_made_anew_and_twins_stay_apart() {
        let directory = tempfile::tempdir().unwrap();
        with_twins(&directory);
        let store = open(&directory);
        assert_eq!(store.asset_count(), 4);
        for (number, text) in (1..).zip(["  f(a); ", "g(b);", "g(b);", "h(c);"]) {
            let first = if number == 3 { 2 } else { number };
            assert_eq!(
                store.add_asset(&asset(9), text).unwrap(),
                Added::Existing(asset(first).id)
            );
        }
        assert!(store.remove_asset(asset(3).id).unwrap());
        assert_eq!(
            store.add_asset(&asset(9), "\tg(b);").unwrap(),
            Added::Existing(asset(2).id)
        );
        assert!(store.remove_asset(asset(2).id).unwrap());
        drop(store);
        let store = open(&directory);
        assert_eq!(store.asset_count(), 2);
        assert_eq!(store.add_asset(&asset(9), "g(b);").unwrap(), Added::New);
    }

    #[test]
    fn a_twin_that_gets_another_text_leaves_the_other_its_place() {
        let directory = tempfile::tempdir().unwrap();
        with_twins(&directory);
        let store = open(&directory);
        let replaced = store
            .replace_text(asset(3).id, "another(text);", &|_| (), &|_, _| false)
            .unwrap();
        assert!(matches!(replaced, Replaced::Done(_)), "{replaced:?}");
        drop(store);
        let store = open(&directory);
        assert_eq!(store.asset_count(), 4);
        for (number, text) in [(2, "g(b);"), (3, "another(text);")] {
            assert_eq!(
                store.add_asset(&asset(9), text).unwrap(),
                Added::Existing(asset(number).id)
            );
            assert!(store.remove_asset(asset(number).id).unwrap());
        }
        drop(store);
        assert_eq!(open(&directory).asset_count(), 2);
    }

    /// An asset of bytes that are no text.
    fn bytes(number: u128) -> Asset {
        let mut asset = asset(number);
        asset.details.form.no_text = true;
        asset
    }

    #[test]
    fn bytes_are_not_the_text_that_spells_them() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory);
        let coded = "//79/Pv6";
        assert_eq!(store.add_asset(&bytes(1), coded).unwrap(), Added::New);
        assert_eq!(store.add_asset(&asset(2), coded).unwrap(), Added::New);
        assert_eq!(store.add_asset(&asset(3), "x").unwrap(), Added::New);
        let existing = |number| Added::Existing(asset(number).id);
        assert_eq!(store.add_asset(&bytes(9), coded).unwrap(), existing(1));
        assert_eq!(store.add_asset(&asset(9), coded).unwrap(), existing(2));
        assert_eq!(store.asset_with_text(coded).unwrap(), Some(asset(2).id));
        let as_bytes = |asset: &mut Asset| asset.details.form.no_text = true;
        let taken = Replaced::Taken(asset(1).id);
        assert_eq!(
            store
                .replace_text(asset(3).id, coded, &as_bytes, &|_, _| false)
                .unwrap(),
            taken
        );
        let taken = Replaced::Taken(asset(2).id);
        assert_eq!(
            store
                .replace_text(asset(3).id, coded, &|_| (), &|_, _| false)
                .unwrap(),
            taken
        );
        assert!(store.remove_asset(asset(1).id).unwrap());
        let replaced = store
            .replace_text(asset(3).id, coded, &as_bytes, &|_, _| false)
            .unwrap();
        assert!(matches!(replaced, Replaced::Done(_)), "{replaced:?}");
        assert!(store.remove_asset(asset(2).id).unwrap());
        assert_eq!(store.add_asset(&bytes(9), coded).unwrap(), existing(3));
        assert_eq!(store.add_asset(&asset(4), coded).unwrap(), Added::New);
    }

    #[test]
    fn bytes_that_an_earlier_version_took_for_a_text_are_told_from_it() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory);
        store.add_asset(&bytes(1), "//79/Pv6").unwrap();
        store.add_asset(&bytes(2), "yMnKy8w=").unwrap();
        store.add_asset(&asset(3), "f(a);").unwrap();
        drop(store);
        let db = crate::opening::open_sled(directory.path(), true).unwrap();
        let digests = db.open_tree("text_digests").unwrap();
        digests.clear().unwrap();
        for (number, text) in [(1_u128, "//79/Pv6"), (2, "yMnKy8w="), (3, "f(a);")] {
            let digest = super::digest(text);
            digests.insert(digest, &number.to_be_bytes()[..]).unwrap();
        }
        let rule = crate::format::to_whole_record(&3_u32).unwrap();
        db.open_tree("meta").unwrap().insert("digests", rule).unwrap();
        drop((digests, db));
        let store = open(&directory);
        assert_eq!(store.asset_count(), 3);
        assert_eq!(store.add_asset(&asset(4), "//79/Pv6").unwrap(), Added::New);
        for (sent, text, known) in [
            (bytes(9), "//79/Pv6", 1),
            (bytes(9), "yMnKy8w=", 2),
            (asset(9), " f(a);", 3),
        ] {
            assert_eq!(
                store.add_asset(&sent, text).unwrap(),
                Added::Existing(asset(known).id)
            );
        }
        assert!(store.remove_asset(asset(1).id).unwrap());
        assert_eq!(store.add_asset(&bytes(1), "//79/Pv6").unwrap(), Added::New);
    }
}
