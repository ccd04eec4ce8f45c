//! Finds the values of a Kubernetes `Secret`: each of them is one, whatever it is called, but for a few names.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    super::random::is_jumbled,
    encoded::readable,
    place::is_mail,
    value::{is_generated, is_key, is_mixed, is_placeholder, is_random, is_weak_password},
};
use crate::pattern::compile;

/// The last words of names that are none of a secret, whatever their value looks like.
const PUBLIC: &[&str] = &[
    "ca", "cert", "crt", "endpoint", "host", "hostname", "id", "login", "pub", "server", "url", "user",
    "username",
];

/// The last words of names that are none of a secret, but where the value was drawn.
const CHOSEN: &[&str] = &[
    "bucket",
    "database",
    "db",
    "dbname",
    "email",
    "mail",
    "name",
    "namespace",
    "port",
    "region",
    "version",
];

/// How a value begins that is encrypted, or stands elsewhere.
const REFERENCES: &[&str] = &["ENC[", "vault:"];

/// Whether a `Secret` of the text has a value that is one, or of which the rules for other texts say so when it is decoded; or
/// what one is made of is one.
pub(super) fn find(text: &str, is_secret: impl Fn(&str) -> bool) -> bool {
    let kept = text.contains("Secret")
        && text.contains("kind")
        && text.split("\n---").any(|document| {
            KIND.is_match(document) && (has_value(document, &is_secret) || has_flow(document, &is_secret))
        });
    kept || is_made(text)
}

static KIND: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?m)(?:^|[{,])[ \t]*(?:-[ \t]+)?["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*"#,
        r"(?:[,}].*|#.*|\r)?$",
    ))
});

/// What the values stand under.
static BLOCK: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"^[ \t]*["']?(data|stringData)["']?[ \t]*:[ \t]*\{?[ \t]*(?:#.*)?$"#));

/// The same with the values on its line.
static FLOW: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"["']?\b(data|stringData)["']?[ \t]*:[ \t]*\{([^{}\n]+)\}"#));

fn has_flow(document: &str, is_secret: &impl Fn(&str) -> bool) -> bool {
    FLOW.captures_iter(document).any(|found| {
        let mut entries = found[2].split(',').filter_map(entry);
        entries.any(|(name, value)| has_secret(name, value, &found[1] == "data", is_secret))
    })
}

/// What a `Secret` is made of: `kubectl create secret generic db --from-literal=admin=…`, and in a file of Kustomize's.
fn is_made(text: &str) -> bool {
    static FROM: LazyLock<Regex> =
        LazyLock::new(|| compile(r#"--from-literal[= ]["']?([\w.-]+)=([^\s"']+)"#));
    static LITERAL: LazyLock<Regex> =
        LazyLock::new(|| compile(r#"(?m)^[ \t]*-[ \t]+["']?([\w.-]+)=([^\s"']+)"#));
    let made = |of: &Regex| of.captures_iter(text).any(|found| is_value(&found[1], &found[2]));
    (text.contains("create secret") && made(&FROM))
        || (text.contains("secretGenerator:") && text.contains("literals:") && made(&LITERAL))
}

fn has_value(document: &str, is_secret: &impl Fn(&str) -> bool) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    // How far the block is indented, and whether its values are coded.
    let mut block: Option<(usize, bool)> = None;
    // The name of a value that stands on the lines below.
    let mut below: Option<&str> = None;
    document
        .lines()
        .filter(|line| !line.trim().is_empty())
        .any(|line| {
            if let Some(found) = BLOCK.captures(line) {
                (block, below) = (Some((indent(line), &found[1] == "data")), None);
                return false;
            }
            let Some((_, coded)) = block.filter(|(of, _)| indent(line) > *of) else {
                block = None;
                return false;
            };
            let (name, value) = match (entry(line), below.take()) {
                (Some((name, style)), _) if is_style_of_block(style) => {
                    below = Some(name);
                    return false;
                }
                (Some(entry), _) => entry,
                (None, Some(name)) => (name, line.trim()),
                (None, None) => return false,
            };
            has_secret(name, value, coded, is_secret)
        })
}

/// Whether the value stands on the lines below: `|`, `>-`, `|2+`.
fn is_style_of_block(value: &str) -> bool {
    let rest = value.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| {
        rest.bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-'))
    })
}

/// Whether a value is a secret, or what it is the code of.
fn has_secret(name: &str, value: &str, coded: bool, is_secret: &impl Fn(&str) -> bool) -> bool {
    if !coded {
        return is_value(name, value);
    }
    readable(value).is_some_and(|value| {
        is_secret(&format!("{name}: \"{value}\"")) || is_secret(&value) || is_value(name, value.trim())
    })
}

/// The name and the value of a line, without quotes and a remark.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim().trim_matches(['"', '\'']);
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let value = value.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(" #").next(),
    };
    name.bytes().all(is_name).then_some((name, value?.trim_end()))
}

/// Whether it is a password or a token, given that it is a value of a Secret.
fn is_value(name: &str, value: &str) -> bool {
    let last = name.rsplit(['.', '_', '-']).next().unwrap_or_default();
    let lower = last.to_ascii_lowercase();
    let public = PUBLIC.contains(&lower.as_str()) || last.ends_with("Id");
    let chosen = CHOSEN.contains(&lower.as_str()) || last.ends_with("Name");
    let other = public
        || REFERENCES.iter().any(|begin| value.starts_with(begin))
        || is_placeholder(value)
        || is_mail(value);
    let drawn = || is_generated(value) || is_random(value);
    let likely = || {
        is_mixed(value) || is_key(value) || is_weak_password(value) || (value.len() >= 8 && is_jumbled(value))
    };
    !other && (drawn() || (!chosen && likely()))
}
