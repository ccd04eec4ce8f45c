//! The many things that stand where a secret may: numbers, names, types, references to the value.

use super::{
    super::super::random::looks_random,
    shape::{Shape, has_digit_inside, is_joint},
};

/// Whether it can be the password itself: not a reference to one, a pattern, a path or an address.
pub(super) fn is_literal(value: &str) -> bool {
    (6..=128).contains(&value.len())
        && !is_placeholder(value)
        && !value.contains([' ', '\\', '`'])
        && !has_brackets(value)
        && !value.contains("://")
        && !value.starts_with(['/', '~', ':'])
        && !value.starts_with("./")
        && !value.starts_with("../")
        && !value.starts_with("__")
        && !(value.starts_with('%') && value.ends_with('%'))
        && !value.chars().any(char::is_control)
        && !is_uuid(value)
        && !is_expanded(value)
        && !is_measure(value)
}

/// Whether a value without quotes has what only a part of a program has.
pub(super) fn is_expression(value: &str) -> bool {
    value.contains([',', ';', '"', '\'', '`', '|', '[', ']', '}', '>', ')'])
        || value.contains("&&")
        || value.contains("==")
        || value.starts_with(['!', '@', '&', '*', '#', '?', '-', '+', '='])
        || value.ends_with(['?', ':', '=', '.', '\\'])
}

/// What says of a value that it holds the place of a secret in an example.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "redacted",
    "replace",
    "insert",
    "sample",
    "...",
    "***",
];

/// The same in so few letters that long keys have them by chance: one in a thousand of 250 characters.
const BRIEF_PLACEHOLDERS: &[&str] = &["xxxx", "your", "fake", "todo", "dummy"];

/// Characters of a long key.
const LONG: usize = 100;

/// Something that holds the place of a secret in an example.
pub(in super::super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(PLACEHOLDERS) || (value.len() < LONG && has(BRIEF_PLACEHOLDERS)) || value.contains("%s")
}

/// Characters of an id.
pub(in super::super) const UUID: usize = 36;

/// `8-4-4-4-12` hexadecimal digits.
pub(in super::super) fn is_uuid(text: &str) -> bool {
    let text = text.trim_matches(['{', '}']);
    text.len() == UUID
        && text.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

/// Whether there is one in it: it names a thing.
pub(in super::super) fn has_uuid(text: &str) -> bool {
    uuid_in(text).is_some()
}

/// Where the first one in it begins.
pub(in super::super) fn uuid_in(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(UUID)
        .position(|part| str::from_utf8(part).is_ok_and(is_uuid))
}

/// `$VAR`, `$1`, `$db_user`: something is put in here. `Pa$$w0rd` and `Kx7$mQ2vLp9w` have nothing to put in.
fn is_expanded(value: &str) -> bool {
    value.match_indices('$').any(|(at, _)| {
        let (before, rest) = (&value[..at], &value[at + 1..]);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        if name.is_empty() {
            return rest.starts_with(['@', '*', '#']);
        }
        // A dollar inside of a word is there for the letter S.
        let inside = before.ends_with(|c: char| c.is_ascii_lowercase() || c == '$')
            && !name.starts_with(|c: char| c.is_ascii_uppercase());
        let shape = Shape::of(name);
        let drawn = looks_random(name)
            || (has_digit_inside(name) && shape.lower > 0 && shape.upper > 0 && shape.joints == 0);
        !inside && !drawn
    })
}

/// `{name}`, `<name>`, `f(x)`: one bracket alone may be part of a password.
pub(super) fn has_brackets(value: &str) -> bool {
    [('(', ')'), ('{', '}'), ('<', '>')].iter().any(|(open, close)| {
        value
            .split_once(*open)
            .is_some_and(|(_, rest)| rest.contains(*close))
    })
}

/// `utf8_to_utf16(v)`, `Self::new(…)`: a name and what it is called with.
pub(in super::super) fn is_call(value: &str) -> bool {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':');
    value
        .strip_suffix(')')
        .and_then(|call| call.split_once('('))
        .is_some_and(|(name, _)| name.len() >= 2 && name.bytes().all(is_name))
}

/// `1:4.13+dfsg1-1`, `6.2.1-rc1`: the version of something that is called a secret, in a list of packages.
pub(in super::super) fn is_version(value: &str) -> bool {
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < value.len()
        && rest.starts_with(['.', ':'])
        && rest[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// `0xC0000465_u32`: a number of up to 128 bits, which may have a type. Longer ones are keys.
pub(super) fn is_number(value: &str) -> bool {
    value.len() < 40
        && value.strip_prefix("0x").is_some_and(|digits| {
            digits
                .bytes()
                .all(|b| b.is_ascii_hexdigit() || matches!(b, b'_' | b'u' | b'i' | b'l' | b'L' | b'U' | b'n'))
        })
}

/// `0x1f`, `5000ms`, `100_000`, `1e-9`, `64.5MiB`.
fn is_measure(value: &str) -> bool {
    let Some(first) = value.bytes().next() else {
        return false;
    };
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ','));
    first.is_ascii_digit()
        && (value.starts_with("0x")
            || (unit.len() <= 3 && unit.len() < value.len() && unit.bytes().all(|b| b.is_ascii_alphabetic()))
                && !unit.is_empty())
}

/// One character over and over, or digits counted up or down.
pub(super) fn is_repeated(value: &str) -> bool {
    let mut steps = value
        .as_bytes()
        .windows(2)
        .map(|pair| i16::from(pair[1]) - i16::from(pair[0]));
    let first = steps.next();
    steps.filter(|step| Some(*step) == first).count() + 3 >= value.len()
}

/// Words held together by joints, with numbers after them: `my-secret-2`, `user_password`, `db.password1`, `v1.2.3`.
pub(super) fn is_name(value: &str) -> bool {
    let is_word = |piece: &str| {
        let word = piece.trim_end_matches(|c: char| c.is_ascii_digit());
        word.bytes().all(|b| b.is_ascii_alphabetic()) && piece.len() - word.len() <= 4
    };
    value.contains(is_joint) && value.split(is_joint).all(is_word)
}

/// Words in capitals and small letters, with a version between them: `V1SecretSource`, `Oauth2Client`.
pub(super) fn is_type(value: &str) -> bool {
    let humps = value.bytes().filter(u8::is_ascii_uppercase).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.bytes().all(|b| b.is_ascii_alphanumeric())
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && humps >= 2
        && (humps + digits) * 3 <= value.len()
}
