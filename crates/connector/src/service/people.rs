//! Who an asset is about, as clients sent it. The contract's model of a person is kept as it was sent, and of it only
//! what a person is looked for by is read.

use domain::Unread;
use serde::Deserialize;

#[derive(Deserialize)]
struct People {
    #[serde(default)]
    iterable: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: Option<String>,
    r#type: Option<Kind>,
    reference: Option<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    r#type: Option<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    basic: Option<Names>,
    platform: Option<Names>,
}

#[derive(Deserialize)]
struct Names {
    id: Option<String>,
    username: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

/// The ids, names, usernames and mail addresses of the people in what was sent with an asset.
pub(super) fn names(unread: &Unread) -> Vec<String> {
    let sent = unread.get("persons");
    let people = sent.and_then(|json| serde_json::from_str::<People>(json).ok());
    let mut all = Vec::new();
    for person in people.into_iter().flat_map(|people| people.iterable) {
        let kinds = [
            person.r#type,
            person.reference.and_then(|reference| reference.r#type),
        ];
        let names = kinds
            .into_iter()
            .flatten()
            .flat_map(|kind| [kind.basic, kind.platform])
            .flatten();
        all.extend(person.id);
        all.extend(names.flat_map(|names| {
            [names.id, names.username, names.name, names.email]
                .into_iter()
                .flatten()
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_known_by_all_their_names() {
        let json = r#"{"iterable": [
            {"id": "a", "type": {"basic": {"name": "Ada L.", "email": "ada@example.org"}}},
            {"id": "b", "reference": {"id": "b", "type": {"platform": {"id": "c", "username": "grace", "aesthetics": {}}}}},
            {"id": "d"}]}"#;
        let sent = |json: &str| Unread::from([("persons".to_owned(), json.to_owned())]);
        assert_eq!(
            names(&sent(json)),
            ["a", "Ada L.", "ada@example.org", "b", "c", "grace", "d"]
        );
        assert!(names(&sent(r#"["nobody"]"#)).is_empty());
        assert!(names(&Unread::new()).is_empty());
    }
}
