//! The catalogue, searched and changed.

use std::collections::HashMap;

use domain::{ApplicationId, AssetDetails, Mechanism, Tag, Timestamp};
use proptest::prelude::*;

use super::{
    super::{
        beyond::Beyond,
        narrowing::{Word, has},
    },
    *,
};

pub(super) fn asset(number: u128, name: &str, tags: &[&str], language: &'static str) -> Asset {
    let at = Timestamp::from_millis(i64::try_from(number).unwrap());
    Asset {
        id: AssetId::new(Uuid::from_u128(number)),
        creator: ApplicationId::new(Uuid::nil()),
        created: at,
        updated: at,
        reused: None,
        reuse_count: 0,
        mechanism: Mechanism::Manual,
        language: Some(Language::from_static(language)),
        is_code: true,
        bytes: 0,
        details: AssetDetails {
            name: Some(name.to_owned()),
            tags: tags
                .iter()
                .map(|text| Tag {
                    text: (*text).to_owned(),
                    mechanism: Mechanism::Manual,
                    category: domain::TagCategory::Unknown,
                    unread: domain::Unread::new(),
                })
                .collect(),
            ..AssetDetails::default()
        },
    }
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    let text = "\n\nasync fn call(op: F) {\n    let Backoff = op.retry(5);\n}\n";
    catalogue.insert(&asset(1, "call", &["net"], "rs"), text);
    catalogue.insert(&asset(2, "Retry_with_backoff", &[], "rs"), "fn retry() {}");
    catalogue.insert(
        &asset(3, "job table", &["retry", "net"], "sql"),
        "CREATE TABLE jobs",
    );
    catalogue
}

fn find(catalogue: &Catalogue, text: &str) -> Vec<u128> {
    let query = Query {
        text: text.to_owned(),
        limit: 10,
        ..Query::default()
    };
    let page = catalogue.search(&query, &Beyond::default());
    assert_eq!(
        (page.total, page.matching),
        (catalogue.shelf.listed(), page.items.len())
    );
    page.items.iter().map(|item| item.id.uuid().as_u128()).collect()
}

#[test]
fn words_are_found_wherever_they_stand_and_the_title_counts_most() {
    let catalogue = catalogue();
    assert_eq!(find(&catalogue, ""), [3, 2, 1], "newest first");
    assert_eq!(find(&catalogue, "RETRY"), [2, 3, 1]);
    assert_eq!(find(&catalogue, "net retry"), [3, 1]);
    assert_eq!(find(&catalogue, "backoff"), [2, 1]);
    assert_eq!(find(&catalogue, "nothing"), []);
    assert_eq!(
        catalogue
            .get(AssetId::new(Uuid::from_u128(1)))
            .unwrap()
            .first_line,
        "async fn call(op: F) {"
    );
}

#[test]
fn every_word_of_a_long_text_is_found_short_ones_and_with_punctuation_too() {
    let mut catalogue = catalogue();
    let lines: Vec<_> = (0..2_000)
        .map(|n| format!("let field_{n} = call({n});"))
        .collect();
    let text = format!("{}\nif ok {{ last.one() }}", lines.join("\n"));
    catalogue.insert(&asset(3, "long", &[], "rs"), &text);
    for query in ["field_1999", "ok", "let field_1999", "last.one()", "field_7;"] {
        assert_eq!(find(&catalogue, query), [3], "{query}");
    }
    assert_eq!(find(&catalogue, "last.two()"), []);
    assert_eq!(find(&catalogue, "=>"), []);
}

#[test]
fn the_index_leaves_nothing_out() {
    let mut catalogue = Catalogue::default();
    let words = [
        "merge",
        "mergeAll",
        "merge_all",
        "İnterval",
        "op.retry",
        "=>",
        "straße",
        "x1",
        "HTTPServer",
        "end",
    ];
    let mut texts = HashMap::new();
    for number in 1..400_u128 {
        let pick = |step: u128| words[usize::try_from(number * step % 10).unwrap()];
        let text = format!("{} {} {}", pick(3), pick(7), pick(11));
        let asset = asset(number % 300, pick(5), &[pick(13)], "rs");
        catalogue.insert(&asset, &text);
        let all = format!("{}\n{}\n{text}", pick(5), pick(13));
        texts.insert(asset.id, all);
    }
    let gone = AssetId::new(Uuid::from_u128(7));
    catalogue.remove(gone);
    texts.remove(&gone);
    for query in words.into_iter().chain([
        "mergeall all",
        "server",
        "İNTERVAL",
        "retry end",
        "erg",
        "e",
        "STRASSE",
        "=",
    ]) {
        // A look at every text, word by word: what the words of a query mean, without an index.
        let wanted = Word::all(query);
        let holding = texts.iter().filter(|(_, text)| has(text, &wanted));
        let mut all: Vec<_> = holding.map(|(id, _)| *id).collect();
        let found = catalogue
            .find_words(query, &Beyond::default(), 1_000, |_, _| true)
            .into_iter();
        let mut found: Vec<_> = found.map(|found| found.asset).collect();
        all.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, all, "{query}");
    }
}

proptest! {
    #[test]
    fn every_line_of_a_text_finds_it(lines in prop::collection::vec("[ -~é✅→]{1,60}|[-=+*/<>]{1,12}", 1..6)) {
        let mut catalogue = Catalogue::default();
        catalogue.insert(&asset(1, "a title", &[], "rs"), &lines.join("\n"));
        for line in lines.iter().filter(|line| !line.trim().is_empty()) {
            prop_assert_eq!(find(&catalogue, line), [1], "{}", line);
        }
    }
}

/// Letters that have several spellings, and what stands around them.
fn odd_word() -> impl Strategy<Value = String> {
    let odd: &'static [&'static str] = &[
        "e", "E", "é", "e\u{301}", "\u{301}", "ß", "SS", "ﬁ", "fi", "İ", "ı", "ｅ", "（", "(", "²", "2", "…",
        "...", "≠", "=", "\u{338}", "\u{ad}", "✅", "\u{fe0f}", "가", "\u{1100}", "\u{1161}", "\u{11a8}",
        "が", "か", "\u{3099}", "Σ", "ς", "q\u{302}", "\u{323}", "_", "->", ".", "K", "ô",
    ];
    prop::collection::vec(prop::sample::select(odd), 1..5).prop_map(|letters| letters.concat())
}

proptest! {
    #[test]
    fn whatever_is_there_in_some_spelling_is_found(
        said in prop::collection::vec(odd_word(), 3),
        text in prop::collection::vec(odd_word(), 1..4),
        query in odd_word(),
    ) {
        let mut asset = asset(1, &said[0], &[&said[1]], "rs");
        asset.details.websites.push(domain::Website {
            url: said[2].clone(),
            name: String::new(),
            mechanism: Mechanism::Manual,
            unread: domain::Unread::new(),
        });
        let text = text.join(" ");
        let mut catalogue = Catalogue::default();
        catalogue.insert(&asset, &text);
        let all = format!("{}\n{}\n{}\n{text}", said[0], said[1], said[2]);
        let is_found = !find(&catalogue, &query).is_empty();
        prop_assert!(is_found || !has(&all, &Word::all(&query)), "{:?} in {:?}", query, all);
    }
}

#[test]
fn signs_that_stand_alone_are_found_where_they_are() {
    let mut catalogue = Catalogue::default();
    let area = "def area(width, height):\n    size = width * height\n    return size - 1";
    catalogue.insert(&asset(1, "area", &[], "py"), area);
    catalogue.insert(
        &asset(2, "rule", &[], "md"),
        "A title → of width\n=========\n[ ] done",
    );
    for (query, expected) in [
        ("size = width", vec![1]),
        ("width * height", vec![1]),
        ("return size - 1", vec![1]),
        ("size + 1", vec![]),
        ("=========", vec![2]),
        ("=====", vec![2]),
        ("width →", vec![2]),
        ("[ ] done", vec![2]),
        ("width ✅", vec![]),
        ("=", vec![1, 2]),
    ] {
        let mut found = find(&catalogue, query);
        found.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn what_was_removed_is_cleared_away_when_it_is_much_and_the_same_is_found() {
    let mut catalogue = Catalogue::default();
    for number in 0..3_000 {
        let text = format!("a word {} {}", number % 7, number % 100);
        catalogue.insert(&asset(number, &format!("title {number}."), &[], "rs"), &text);
    }
    let found = |catalogue: &Catalogue| {
        ["a", "word", "5", "42", "title 17", "title 1717.", "2999.", "999."].map(|query| {
            let found = catalogue
                .find_words(query, &Beyond::default(), 5_000, |_, _| true)
                .into_iter();
            found
                .map(|found| (found.asset, found.place))
                .filter(|(id, _)| id.uuid().as_u128() > 1_000)
                .collect::<Vec<_>>()
        })
    };
    let before = found(&catalogue);
    for number in 0..1_000 {
        catalogue.remove(AssetId::new(Uuid::from_u128(number)));
    }
    assert_eq!(catalogue.shelf.places(), 3_000, "they are too few");
    assert_eq!(found(&catalogue), before);
    catalogue.remove(AssetId::new(Uuid::from_u128(1_000)));
    assert_eq!(catalogue.shelf.places(), 1_999);
    assert_eq!(found(&catalogue), before);
    assert_eq!(find_all(&catalogue, "title"), 1_999);
}

#[test]
fn what_was_removed_is_cleared_away_when_it_has_many_words() {
    let mut catalogue = catalogue();
    let asset = asset(4, "rewritten", &[], "rs");
    let mut most = 0;
    for edition in 0..400 {
        let words: Vec<_> = (0..2_000).map(|word| format!("word{edition}x{word}")).collect();
        catalogue.insert(&asset, &words.join(" "));
        most = most.max(catalogue.shelf.places());
    }
    // What is there is some 30 KiB.
    assert!(most < 250, "{most}");
    assert_eq!(find(&catalogue, "word399x1999"), [4]);
    assert_eq!(find(&catalogue, "word398x1999"), []);
    assert_eq!(find(&catalogue, "retry"), [2, 3, 1]);
}

#[test]
fn what_is_not_for_lists_is_in_no_list_and_in_no_count() {
    let mut catalogue = catalogue();
    let facets = catalogue.facets();
    let mut hidden = asset(4, "retry hidden", &["rare"], "lua");
    hidden.details.marks.pseudo = Some(true);
    catalogue.insert(&hidden, "retry()");
    assert_eq!(find(&catalogue, ""), [3, 2, 1]);
    assert_eq!(find(&catalogue, "hidden"), []);
    assert_eq!(catalogue.facets(), facets);
    hidden.details.marks.pseudo = None;
    assert!(catalogue.update(&hidden));
    assert_eq!(find(&catalogue, "retry"), [4, 2, 3, 1]);
    hidden.details.marks.pseudo = Some(true);
    assert!(catalogue.update(&hidden));
    assert_eq!(find(&catalogue, "retry"), [2, 3, 1]);
    catalogue.remove(hidden.id);
    assert_eq!(find(&catalogue, "retry"), [2, 3, 1]);
}

fn find_all(catalogue: &Catalogue, text: &str) -> usize {
    let query = Query {
        text: text.to_owned(),
        ..Query::default()
    };
    catalogue.search(&query, &Beyond::default()).matching
}

#[test]
fn a_search_is_narrowed_and_paged() {
    let catalogue = catalogue();
    let query = Query {
        language: Some(Language::from_static("rs")),
        offset: 1,
        limit: 5,
        ..Query::default()
    };
    let page = catalogue.search(&query, &Beyond::default());
    assert_eq!((page.total, page.matching, page.items.len()), (3, 2, 1));
    assert_eq!(page.items[0].name, "call");
    let tagged = Query {
        tag: Some("net".to_owned()),
        limit: 1,
        ..Query::default()
    };
    let page = catalogue.search(&tagged, &Beyond::default());
    assert_eq!((page.matching, page.items[0].name.as_str()), (2, "job table"));
    let facets = catalogue.facets();
    assert_eq!(facets.tags, [("net".to_owned(), 2), ("retry".to_owned(), 1)]);
    assert_eq!(facets.languages[0], (Language::from_static("rs"), 2));
    let beyond = Query {
        offset: usize::MAX,
        limit: 5,
        ..Query::default()
    };
    assert_eq!(catalogue.search(&beyond, &Beyond::default()).items, []);
}

#[test]
fn what_is_not_admitted_takes_no_place_among_the_best() {
    let mut catalogue = Catalogue::default();
    for number in 0..100 {
        let tags: &[&str] = if number == 0 { &["rare"] } else { &[] };
        catalogue.insert(&asset(number, "common_word", tags, "rs"), "common_word");
    }
    let rare = |_: u32, entry: &Entry| entry.summary.tags.contains(&"rare".to_owned());
    for query in ["common", "comon_wrd"] {
        let found = catalogue.find_nearly(query, &Beyond::default(), 10, rare);
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(
            catalogue
                .find_nearly(query, &Beyond::default(), 10, |_, _| true)
                .len(),
            10,
            "{query}"
        );
    }
    assert_eq!(
        catalogue.find_words("common", &Beyond::default(), 10, rare).len(),
        1
    );
}

#[test]
fn what_is_edited_is_found_by_its_new_words_and_its_text() {
    let mut catalogue = catalogue();
    let text = "\n\nasync fn call(op: F) {\n    let Backoff = op.retry(5);\n}\n";
    let edited = asset(1, "with patience", &[], "rs");
    assert!(!catalogue.update(&edited), "its words have changed");
    catalogue.insert(&edited, text);
    assert_eq!(find(&catalogue, "patience backoff"), [1]);
    let reused = Asset {
        reuse_count: 4,
        ..edited
    };
    assert!(catalogue.update(&reused), "and now they have not");
    assert_eq!(catalogue.get(reused.id).unwrap().reuse_count, 4);
    assert_eq!(find(&catalogue, "patience backoff"), [1]);
    assert_eq!(find(&catalogue, "net"), [3]);
    catalogue.remove(AssetId::new(Uuid::from_u128(3)));
    assert_eq!(catalogue.facets().tags, []);
}

#[test]
fn a_file_is_found_by_its_name() {
    let mut catalogue = catalogue();
    let mut file = asset(4, "main", &[], "py");
    file.details.form.file_name = Some("Show_args.py".to_owned());
    catalogue.insert(&file, "def main(): pass");
    for query in ["show_args.py", "args", "showArgs"] {
        assert_eq!(find(&catalogue, query), [4], "{query}");
    }
}

#[test]
fn bytes_that_are_no_text_are_not_searched() {
    let mut catalogue = catalogue();
    let mut picture = asset(3, "a picture", &[], "png");
    picture.details.form.no_text = true;
    catalogue.insert(&picture, "iVBORw0KGgoAAAANSUhEUgAA");
    assert_eq!(find(&catalogue, "picture"), [3]);
    assert_eq!(find(&catalogue, "iVBORw0KGgo"), []);
    let summary = catalogue.get(picture.id).unwrap();
    assert_eq!((summary.no_text, summary.first_line.as_str()), (true, ""));
}

#[test]
fn where_every_one_is_wanted_every_one_is_compared() {
    let mut catalogue = Catalogue::default();
    let title = "the merging of intervals that touch, ".repeat(6);
    for number in 0..400 {
        catalogue.insert(&asset(number, &format!("{title}{number}"), &[], "rs"), "");
    }
    // Farther than all others.
    let far = title.replace("merging", "nerging");
    catalogue.insert(&asset(400, &far, &[], "rs"), "");
    let query = title.replacen("intervals", "intevals", 1);
    let finds_it = |most| {
        let found = catalogue.find_nearly(&query, &Beyond::default(), most, |_, _| true);
        found
            .iter()
            .any(|found| found.asset.uuid() == Uuid::from_u128(400))
    };
    assert!(finds_it(usize::MAX));
    assert!(!finds_it(1_000), "the likest are compared alone");
}
