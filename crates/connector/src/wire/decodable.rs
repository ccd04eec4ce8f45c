//! What clients said and Bowerbird does not read, told again so that every client can decode the answer.
//!
//! A client loses a whole answer, all assets in it, over one part that is not as the contract has it. So what was sent is
//! held to the contract's models as client 4.4.1 has them (`shapes.json`), and what is not so is left out: a key, a thing of
//! a list, or all of it where the contract needs the key. What is as it should be is told as it was sent, to the letter.
//!
//! In `shapes.json` a model is its keys with their shapes, or the names that client 4.4.1 knows. `Tag` is a model,
//! `[Tag]` a list, `{Tag}` a map, `A|B` one of these names, `id` a string of 36 characters. A key with `!` is needed, and
//! one with `+` is told as an empty map where it was not sent, without which client 4.4.1 crashes.

use std::{borrow::Cow, collections::HashMap, fmt, sync::LazyLock};

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// Digits of a number, at most: Python reads no longer ones.
const MOST_DIGITS: usize = 1_000;
/// What stands for a name that a client does not know.
const UNKNOWN: &str = "UNKNOWN";

static MODELS: LazyLock<HashMap<&str, Model<'_>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("shapes.json")).expect("the file is checked by the tests")
});

#[derive(Deserialize)]
#[serde(untagged)]
enum Model<'a> {
    #[serde(borrow)]
    Names(Vec<&'a str>),
    #[serde(borrow)]
    Keys(HashMap<&'a str, &'a str>),
}

/// What was sent under a key of a model, as every client can decode it; `None` where that is nothing.
pub(super) fn decodable<'a>(model: &str, key: &str, json: &'a str) -> Option<Cow<'a, str>> {
    let Some(Model::Keys(keys)) = MODELS.get(model) else {
        return None;
    };
    let (_, shape) = shape_of(keys, key)?;
    let sent: &RawValue = serde_json::from_str(json).ok()?;
    fit(shape, sent.get())
}

/// A value as far as it has this shape.
fn fit<'a>(shape: &str, json: &'a str) -> Option<Cow<'a, str>> {
    let whole = |fits: bool| fits.then_some(Cow::Borrowed(json));
    match shape {
        "string" => whole(json.starts_with('"')),
        "id" => whole(text(json)?.chars().count() == 36),
        "time" => whole(is_time(&text(json)?)),
        "boolean" => whole(matches!(json, "true" | "false")),
        "integer" => whole(is_number(json) && !json.contains(['.', 'e', 'E'])),
        "number" => whole(is_number(json)),
        _ => {
            if let Some(item) = shape.strip_prefix('[') {
                return fit_list(&item[..item.len() - 1], json);
            }
            if let Some(item) = shape.strip_prefix('{') {
                return fit_map(&item[..item.len() - 1], json);
            }
            match MODELS.get(shape) {
                Some(Model::Names(names)) => fit_name(names, json),
                Some(Model::Keys(keys)) => fit_model(keys, json),
                None => fit_name(&shape.split('|').collect::<Vec<_>>(), json),
            }
        }
    }
}

fn text(json: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Text<'_>>(json).ok().map(|text| text.0)
}

/// Whether it is a time as every client reads it: `2024-01-02T03:04:05`, with parts of a second and a zone or without.
fn is_time(text: &str) -> bool {
    let Some((seconds, rest)) = text.split_at_checked("2024-01-02T03:04:05".len()) else {
        return false;
    };
    let mut like = seconds.bytes().zip("0000-00-00T00:00:00".bytes());
    let plain = like.all(|(byte, like)| match like {
        b'0' => byte.is_ascii_digit(),
        like => byte == like,
    });
    let fraction = rest.strip_prefix('.').unwrap_or(rest);
    let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let zoned = match zone {
        "" => format!("{text}Z"),
        _ => text.to_owned(),
    };
    let offset = zone.len() == "+00:00".len() && zone.get(1..3) < Some("24");
    let zone = matches!(zone, "" | "Z") || offset;
    // Python has no year 0 and no leap second.
    let known = !seconds.starts_with("0000") && !seconds.ends_with(":60");
    plain && zone && known && zoned.parse::<domain::Timestamp>().is_ok()
}

fn is_number(json: &str) -> bool {
    json.len() <= MOST_DIGITS && json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn fit_name<'a>(names: &[&str], json: &'a str) -> Option<Cow<'a, str>> {
    let name = text(json)?;
    if names.contains(&name.as_ref()) {
        Some(Cow::Borrowed(json))
    } else {
        names
            .contains(&UNKNOWN)
            .then(|| Cow::Owned(format!("\"{UNKNOWN}\"")))
    }
}

fn fit_list<'a>(item: &str, json: &'a str) -> Option<Cow<'a, str>> {
    let sent: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let told: Vec<_> = sent.iter().map(|sent| fit(item, sent.get())).collect();
    if told.iter().all(|told| matches!(told, Some(Cow::Borrowed(_)))) {
        return Some(Cow::Borrowed(json));
    }
    let told: Vec<_> = told.into_iter().flatten().collect();
    Some(Cow::Owned(format!("[{}]", told.join(","))))
}

fn fit_map<'a>(value: &str, json: &'a str) -> Option<Cow<'a, str>> {
    let sent: Members<'_> = serde_json::from_str(json).ok()?;
    let told = sent.0.iter().map(|(name, sent)| (name, fit(value, sent.get())));
    Some(object(json, &told.collect::<Vec<_>>()))
}

fn fit_model<'a>(keys: &HashMap<&str, &str>, json: &'a str) -> Option<Cow<'a, str>> {
    let sent: Members<'_> = serde_json::from_str(json).ok()?;
    let mut told: Vec<_> = Vec::with_capacity(sent.0.len());
    for (name, sent) in &sent.0 {
        let json = sent.get();
        let shape = match name.text() {
            // Any model may have it, and no client needs it.
            "schema" => Some((Need::No, "EmbeddedModelSchema")),
            name => shape_of(keys, name),
        };
        told.push((
            name,
            match shape {
                // Clients ignore what they do not know.
                None => Some(Cow::Borrowed(json)),
                Some((Need::No, _)) if json == "null" => Some(Cow::Borrowed(json)),
                Some((_, shape)) => fit(shape, json),
            },
        ));
    }
    let mut missing = String::new();
    for key in keys.keys() {
        let Some(name) = key.strip_suffix(['!', '+']) else {
            continue;
        };
        if told
            .iter()
            .any(|(known, told)| known.text() == name && told.is_some())
        {
            continue;
        }
        if key.ends_with('!') {
            return None;
        }
        missing.push_str(&format!(",\"{name}\":{{}}"));
    }
    let told = object(json, &told);
    if missing.is_empty() {
        return Some(told);
    }
    let inside = told[1..told.len() - 1].trim();
    let missing = if inside.is_empty() {
        &missing[1..]
    } else {
        missing.as_str()
    };
    Some(Cow::Owned(format!("{{{inside}{missing}}}")))
}

/// Whether a client needs a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    No,
    Yes,
}

fn shape_of<'a>(keys: &HashMap<&str, &'a str>, name: &str) -> Option<(Need, &'a str)> {
    if let Some(shape) = keys.get(name) {
        return Some((Need::No, shape));
    }
    let needed = ["!", "+"]
        .iter()
        .find_map(|mark| keys.get(format!("{name}{mark}").as_str()));
    needed.map(|shape| (Need::Yes, *shape))
}

/// An object of the members that can be told.
fn object<'a>(json: &'a str, told: &[(&Name<'_>, Option<Cow<'a, str>>)]) -> Cow<'a, str> {
    if told
        .iter()
        .all(|(_, told)| matches!(told, Some(Cow::Borrowed(_))))
    {
        return Cow::Borrowed(json);
    }
    let members = told
        .iter()
        .filter_map(|(name, told)| Some((name, told.as_ref()?)));
    let members: Vec<_> = members.map(|(name, told)| format!("{name}:{told}")).collect();
    Cow::Owned(format!("{{{}}}", members.join(",")))
}

/// The members of an object, in their order.
struct Members<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// The name of a member.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Name<'_> {
    fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const AT: &str = r#"{"value":"2024-01-02T03:04:05.000Z"}"#;

    fn told(key: &str, sent: &str) -> Option<Value> {
        let told = decodable("Asset", key, sent)?;
        Some(serde_json::from_str(&told).unwrap())
    }

    #[test]
    fn what_is_as_the_contract_has_it_is_told_to_the_letter() {
        let person = format!(
            r#"{{ "id": "p", "created": {AT}, "updated": {AT}, "type": {{}}, "mechanisms": {{}}, "access":{{}}, "models":{{}},
                 "of_a_later_version": 12345678901234567890123, "interactions": 12345678901234567890123, "score": null }}"#
        );
        let sent = format!(r#"{{"iterable": [ {person} ], "indices": {{"p": -1}}}}"#);
        assert_eq!(decodable("Asset", "persons", &sent).unwrap(), sent);
    }

    #[test]
    fn maps_that_older_clients_crash_without_are_added() {
        let sent = format!(
            r#"{{"iterable":[{{"id":"p","created":{AT},"updated":{AT},"type":{{}},"mechanisms":null,"big":123456789012345678901}}]}}"#
        );
        let told = decodable("Asset", "persons", &sent).unwrap();
        assert!(told.contains("123456789012345678901"), "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        let person = &told["iterable"][0];
        for key in ["mechanisms", "access", "models"] {
            assert_eq!(person[key], json!({}), "{key}");
        }
        let site = format!(
            r#"{{"id":"w","reference":{{"id":"w","url":"u","name":"n","created":{AT},"updated":{AT}}}}}"#
        );
        let sites = format!(r#"{{"iterable":[{site}]}}"#);
        let told = decodable("Annotation", "websites", &sites).unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["iterable"][0]["reference"]["mechanisms"], json!({}));
    }

    #[test]
    fn names_that_older_clients_do_not_know_are_unknown_to_all() {
        let score = r#"{"manual":0,"automatic":0,"schema":{"migration":0,"semantic":"of a later version"}}"#;
        let semantic = told("score", score).unwrap()["schema"]["semantic"].clone();
        assert!(semantic.is_null() || semantic == "UNKNOWN", "{semantic}");
        let note = format!(
            r#"{{"id":"a","reference":{{"id":"a","text":"KNOWLEDGE_GRAPH","type":"KNOWLEDGE_GRAPH","created":{AT},"updated":{AT}}}}}"#
        );
        let notes = format!(r#"{{"iterable":[{note}]}}"#);
        let told = decodable("Tag", "annotations", &notes).unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        let note = &told["iterable"][0]["reference"];
        assert_eq!(
            (&note["type"], &note["text"]),
            (&json!("UNKNOWN"), &json!("KNOWLEDGE_GRAPH"))
        );
    }

    #[test]
    fn what_no_client_can_decode_is_left_out() {
        for sent in [
            "5",
            "[]",
            "\"a\"",
            "true",
            "null",
            "{}",
            r#"{"iterable":5}"#,
            r#"{"iterable":null}"#,
        ] {
            assert_eq!(told("persons", sent), None, "{sent}");
        }
        let person = |more: &str| format!(r#"{{"id":"p","created":{AT},"updated":{AT},"type":{{}}{more}}}"#);
        let sent = format!(
            r#"{{"iterable":[5,null,{{}},{{"id":"no type"}},{},{}],"indices":{{"a":1,"b":"2","c":3.0}},"score":"high"}}"#,
            person(r#","interactions":"many","assets":{"iterable":[{"id":5},{"id":"a"}]}"#),
            person(r#","created":{"value":"yesterday"}"#),
        );
        let told = told("persons", &sent).unwrap();
        let people = told["iterable"].as_array().unwrap();
        assert_eq!(people.len(), 2, "{told}");
        assert!(people[0].get("interactions").is_none());
        assert_eq!(people[0]["assets"]["iterable"], json!([{ "id": "a" }]));
        assert_eq!(told["indices"], json!({ "a": 1 }));
        assert!(told.get("score").is_none());
    }

    #[test]
    fn a_time_is_one_that_python_knows() {
        for time in [
            "2024-01-02T03:04:05Z",
            "2024-01-02T03:04:05",
            "2024-01-02T03:04:05.123456+00:00",
            "2024-01-02T03:04:05.123456789-11:30",
        ] {
            assert!(is_time(time), "{time}");
        }
        for time in [
            "",
            "2024-01-02",
            "yesterday, at about noon",
            "0000-01-02T03:04:05Z",
            "2024-01-02T03:04:60Z",
            "2024-02-30T03:04:05Z",
            "2024-01-02T03:04:05+0100",
            "2024-01-02T03:04:05+24:00",
            "2024-01-02T03:04:05Z[UTC]",
            "+02024-01-02T03:04:05Z",
            "20240102T030405Z",
            "2024-01-02T03:04:05é",
        ] {
            assert!(!is_time(time), "{time}");
        }
    }

    #[test]
    fn every_shape_is_one() {
        for (name, model) in MODELS.iter() {
            let Model::Keys(keys) = model else { continue };
            for shape in keys.values() {
                let inside = shape.trim_matches(['[', ']', '{', '}']);
                let plain = ["string", "id", "time", "boolean", "integer", "number"];
                let known = plain.contains(&inside) || MODELS.contains_key(inside) || inside.contains('|');
                assert!(known, "{name}: {shape}");
            }
        }
    }
}
