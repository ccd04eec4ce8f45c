//! What a search finds, beside a look at everything that each asset has.

use proptest::{collection::vec, prelude::*, sample::Index};

use super::{super::beyond::Beyond, tests::asset, *};
use crate::service::spelling::{Needle, Spelled};

/// Words as they stand in code and beside it, in scripts with and without blanks between words.
const WORD: &str = "[a-cA-C_.]{1,6}|[ab][=<>|:-]{1,9}[ab]|[=<>|:/-]{1,9}|[(){};,]{1,3}|[合并排序]{1,5}|[データガ]{1,4}|[กุ้]{1,4}|\
                    [éüßøÉ]{1,3}|[ae]\u{301}|[ａＢ（]{1,3}|[हिन्दी]{1,4}|[정렬]{1,2}|[שָׁל]{1,3}|[😀✅\u{fe0f}→≠]{1,2}";

proptest! {
    #[test]
    fn whatever_has_all_of_it_is_found(
        library in vec((vec(WORD, 0..3), vec(WORD, 0..2), vec(WORD, 1..9)), 1..7),
        of in any::<Index>(),
        from in any::<Index>(),
        to in any::<Index>(),
    ) {
        let mut catalogue = Catalogue::default();
        let mut all = Vec::new();
        for (number, (title, tags, text)) in (1..).zip(&library) {
            let tags: Vec<_> = tags.iter().map(String::as_str).collect();
            let (title, text) = (title.join(" "), text.join(if number % 2 == 0 { "\n" } else { " " }));
            let asset = asset(number, &title, &tags, "rs");
            catalogue.insert(&asset, &text);
            let said = [title, text].into_iter().chain(tags.into_iter().map(str::to_owned));
            all.push((asset.id, said.collect::<Vec<_>>()));
        }
        let (_, said) = of.get(&all);
        let letters: Vec<char> = said[1].chars().collect();
        let (from, to) = (from.index(letters.len()), to.index(letters.len()));
        let query: String = letters[from.min(to)..=from.max(to)].iter().collect();
        let words = query.split_whitespace().map(Needle::new);
        // A mark by itself is none.
        let words: Vec<_> = words.filter(|word| !word.plain.is_empty()).collect();
        let found = catalogue.find_words(&query, &Beyond::default(), 1_000, |_, _| true);
        for (id, said) in &all {
            let said: Vec<_> = said.iter().map(|said| Spelled::new(said)).collect();
            let has = |word: &Needle| said.iter().any(|said| word.is_in(said));
            if !words.is_empty() && words.iter().all(has) {
                prop_assert!(found.iter().any(|found| found.asset == *id), "{:?} in {:?}", query, said);
            }
        }
        let typed = |id: AssetId| all.iter().any(|(other, said)| {
            let said: Vec<_> = said.iter().map(|said| Spelled::new(said)).collect();
            *other == id && words.iter().all(|word| said.iter().any(|said| word.is_typed_in(said)))
        });
        prop_assert!(found.is_sorted_by(|a, b| a.score >= b.score));
        // What is exact is there as it was typed.
        for found in found.iter().filter(|found| found.exact) {
            prop_assert!(typed(found.asset), "{:?}", query);
        }
    }
}
