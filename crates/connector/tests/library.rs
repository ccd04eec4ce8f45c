//! Looking through the library and changing it, and what comes of that for suggestions.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

use common::{FUNCTION, OTHER, RENAMED, fake_token};
use connector::{
    Answered, AssetChange, Classified, Content, Query, Revision, Rewriting, Seed, Service, ServiceError,
    UserReaction,
};
use domain::{AssetId, Decision, Form, Language, Mechanism, Tag, TagCategory, Timestamp, Unread};
use store::{Limits, SledStore};

fn open(dir: &Path) -> Service {
    let store = SledStore::open(dir, Limits::default()).unwrap();
    // Every look at the clock is a second later, so that what comes first is never a matter of speed.
    let seconds = AtomicI64::new(0);
    let clock = move || Timestamp::from_millis(1_000 * seconds.fetch_add(1, Ordering::Relaxed));
    Service::start(Arc::new(store), Arc::new(clock)).unwrap()
}

fn seed(text: &str) -> Seed {
    Seed {
        text: Some(text.to_owned()),
        ..Seed::default()
    }
}

fn save(service: &Service, text: &str) -> AssetId {
    let reaction = UserReaction {
        save: true,
        reuse: None,
        seed: seed(text),
    };
    match service.react(service.own_application(), &reaction).unwrap() {
        Answered::Kept(id) => id,
        other => panic!("{other:?}"),
    }
}

fn decision(service: &Service, text: &str) -> Decision {
    let answer = service.suggest(service.own_application(), &seed(text));
    answer.unwrap().suggestion.decision
}

fn found(service: &Service, text: &str) -> Vec<AssetId> {
    let query = Query {
        text: text.to_owned(),
        limit: 10,
        ..Query::default()
    };
    service.search(&query).items.iter().map(|item| item.id).collect()
}

#[test]
fn what_is_saved_can_be_found_edited_deleted_and_brought_back() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let (merge, crc) = (save(&service, FUNCTION), save(&service, OTHER));
    assert_eq!(found(&service, ""), [crc, merge]);
    assert_eq!(found(&service, "merge_intervals"), [merge]);

    let change = AssetChange {
        name: Some("  Union of spans ".to_owned()),
        add_tags: ["geometry", "geometry", "spans"].map(str::to_owned).to_vec(),
        remove_tags: Vec::new(),
        language: Some(Some(Language::from_static("pyi"))),
    };
    let edited = service.edit(merge, change).unwrap();
    assert_eq!(edited.details.name.as_deref(), Some("Union of spans"));
    assert_eq!(found(&service, "geometry union"), [merge]);
    assert_eq!(found(&service, "sorted"), [merge], "its text is still searched");
    assert_eq!(service.asset(merge).unwrap().text.as_deref(), Some(FUNCTION));

    service.delete(merge).unwrap();
    assert_eq!((found(&service, ""), service.asset_count()), (vec![crc], 1));
    assert!(matches!(service.asset(merge), Err(ServiceError::UnknownAsset)));
    assert!(matches!(service.delete(merge), Err(ServiceError::UnknownAsset)));
    assert!(
        matches!(decision(&service, RENAMED), Decision::Save(_)),
        "forgotten"
    );

    assert_eq!(service.restore(merge).unwrap(), edited, "as it was");
    assert!(matches!(service.restore(merge), Err(ServiceError::UnknownAsset)));
    assert_eq!(decision(&service, RENAMED), Decision::Reuse);
    drop(service);

    let service = open(dir.path());
    assert_eq!(found(&service, "geometry union"), [merge], "after a restart");
    assert_eq!(service.asset(merge).unwrap().asset, edited);
    assert_eq!(service.facets().tags.len(), 2);
}

#[test]
fn a_bad_change_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let id = save(&service, FUNCTION);
    let before = service.asset(id).unwrap().asset;
    let change = |name: &str, tags: &[&str]| AssetChange {
        name: Some(name.to_owned()),
        add_tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        language: Some(None),
        ..AssetChange::default()
    };
    let many: Vec<_> = (0..51).map(|n| n.to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    for (change, why) in [
        (change(" ", &[]), "title: it is empty"),
        (
            change(&"x".repeat(201), &[]),
            "title: it is longer than 200 characters",
        ),
        (
            change("a\nb", &[]),
            "title: it has a line break or another control character in it",
        ),
        (change("a", &["ok", ""]), "tag: it is empty"),
        (
            change(&fake_token(), &[]),
            "title: it looks like a secret, and those are not kept",
        ),
        (
            change("a", &[&fake_token()]),
            "tag: it looks like a secret, and those are not kept",
        ),
        (change("a", &many), "at most 50 tags"),
    ] {
        let error = service.edit(id, change).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("bad_change", why));
    }
    assert_eq!(service.asset(id).unwrap().asset, before);
    let nowhere = AssetId::new(uuid::Uuid::nil());
    for error in [
        service.edit(nowhere, AssetChange::default()).unwrap_err(),
        service.take(nowhere).unwrap_err(),
        service.restore(nowhere).unwrap_err(),
    ] {
        assert_eq!(error.code(), "unknown_asset");
    }
}

#[test]
fn what_was_saved_again_meanwhile_takes_over_what_was_said_about_it() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let id = save(&service, FUNCTION);
    let mine = AssetChange {
        name: Some("my title".to_owned()),
        add_tags: vec!["mine".to_owned()],
        ..AssetChange::default()
    };
    service.edit(id, mine).unwrap();
    service.delete(id).unwrap();
    // Moved to the right, and with other line ends.
    let moved: String = FUNCTION.lines().map(|line| format!("\t{line}\r\n")).collect();
    let again = save(&service, &moved);
    assert_ne!(id, again);
    let back = service.restore(id).unwrap();
    assert_eq!((back.id, back.details.name.as_deref()), (again, Some("my title")));
    assert_eq!(found(&service, "mine"), [again], "it is there once");
    assert!(matches!(service.restore(id), Err(ServiceError::UnknownAsset)));
}

/// Puts tags on an asset as a client does.
fn tag(service: &Service, id: AssetId, tags: &[String]) {
    let tags = tags.iter().map(|text| Tag {
        text: text.clone(),
        mechanism: Mechanism::Automatic,
        category: TagCategory::Unknown,
        unread: Unread::new(),
    });
    let revision = Revision {
        tags: Some(tags.collect()),
        ..Revision::default()
    };
    service.revise(id, revision).unwrap();
}

fn tags(service: &Service, id: AssetId) -> Vec<String> {
    let asset = service.asset(id).unwrap().asset;
    asset.details.tags.into_iter().map(|tag| tag.text).collect()
}

#[test]
fn tags_that_only_a_client_may_set_keep_nobody_from_changing_others() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let id = save(&service, FUNCTION);
    let odd = [
        "x".repeat(300),
        "line\nbreak".to_owned(),
        " padded  twice ".to_owned(),
    ];
    let change = |add: &[&str], remove: &[&str]| {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let change = AssetChange {
            add_tags: texts(add),
            remove_tags: texts(remove),
            ..AssetChange::default()
        };
        service.edit(id, change)
    };
    tag(&service, id, &odd);
    change(&["mine"], &[]).unwrap();
    assert_eq!(tags(&service, id), [&odd[..], &["mine".to_owned()]].concat());
    change(&[], &["line\nbreak", "not there"]).unwrap();
    assert_eq!(tags(&service, id), [&odd[0], &odd[2], "mine"]);
    let kept = service.asset(id).unwrap().asset.details.tags;
    assert_eq!(
        kept[0].mechanism,
        Mechanism::Automatic,
        "it stays who put it there"
    );

    let many: Vec<_> = (0..55).map(|number| format!("tag {number}")).collect();
    tag(&service, id, &many);
    let refused = change(&["mine"], &[]).unwrap_err();
    assert_eq!(refused.to_string(), "at most 50 tags");
    change(&[], &["tag 3"]).unwrap();
    change(&["mine"], &["tag 4"]).unwrap();
    change(&["tag 5"], &[]).unwrap();
    assert_eq!(tags(&service, id).len(), 54);
}

#[test]
fn what_a_client_said_comes_back_however_odd_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let id = save(&service, FUNCTION);
    let odd = ["x".repeat(300), "line\nbreak".to_owned()];
    tag(&service, id, &odd);
    let revision = Revision {
        name: Some("long title ".repeat(30)),
        ..Revision::default()
    };
    service.revise(id, revision).unwrap();
    service.delete(id).unwrap();
    let again = save(&service, FUNCTION);
    tag(&service, again, &["new".to_owned()]);
    let back = service.restore(id).unwrap();
    assert_eq!(back.id, again);
    assert_eq!(back.details.name, Some("long title ".repeat(30)));
    assert_eq!(tags(&service, again), ["new", odd[0].as_str(), odd[1].as_str()]);
}

#[test]
fn whatever_is_done_to_a_text_at_once_its_last_words_are_found_and_no_others() {
    const EDITIONS: usize = 12;
    /// A word of letters alone, another one for each number.
    fn word(beginning: &str, number: usize) -> String {
        format!("{beginning}{}", "abcdefghijkl".split_at(number).1)
    }
    fn edition(number: usize) -> String {
        let read = word("read", number);
        let lines = (0..400).map(|line| format!("    let field_{line} = {read}(source, {line})?;\n"));
        format!("fn edition() {{\n{}}}\n", lines.collect::<String>())
    }
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let id = save(&service, &edition(0));
    thread::scope(|scope| {
        let rename = || {
            for number in 0..EDITIONS {
                let change = AssetChange {
                    name: Some(word("title", number)),
                    ..AssetChange::default()
                };
                service.edit(id, change).unwrap();
            }
        };
        scope.spawn(rename);
        scope.spawn(|| {
            for number in 0..EDITIONS {
                tag(&service, id, &[word("tag", number)]);
            }
        });
        for number in 1..EDITIONS {
            let contents = vec![(Content::Text(edition(number)), Form::default())];
            let rewriting = Rewriting {
                contents,
                classified: Classified::default(),
            };
            service.rewrite(id, rewriting).unwrap();
        }
    });
    let last = EDITIONS - 1;
    for number in 0..EDITIONS {
        let expected = if number == last { vec![id] } else { Vec::new() };
        for query in ["read", "title", "tag"].map(|beginning| word(beginning, number)) {
            assert_eq!(found(&service, &query), expected, "{query}");
        }
    }
    assert_eq!(decision(&service, &edition(last)), Decision::Reuse);
}

#[test]
fn taking_an_asset_counts_and_ranks_it() {
    let dir = tempfile::tempdir().unwrap();
    let service = open(dir.path());
    let (merge, crc) = (save(&service, FUNCTION), save(&service, OTHER));
    assert_eq!(found(&service, ""), [crc, merge]);
    assert_eq!(service.take(merge).unwrap().reuse_count, 1);
    assert_eq!(
        found(&service, ""),
        [merge, crc],
        "what was used last comes first"
    );
    assert_eq!(service.summary(merge).unwrap().reuse_count, 1);
}
