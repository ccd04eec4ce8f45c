//! Says what of a record does not fit, without a word of what it holds.

use std::fmt;

/// How the messages of serde begin in which the name of a member stands that a record must or may have.
const OF_A_MEMBER: &[&str] = &["missing field `", "duplicate field `"];
/// How those begin that quote a value, or a name that is none of ours, and end in what was expected.
const OF_A_VALUE: &[&str] = &[
    "invalid type: ",
    "invalid value: ",
    "invalid length ",
    "unknown variant `",
    "unknown field `",
];
/// What the values are called there.
const SORTS: &[&str] = &[
    "string",
    "integer",
    "floating point",
    "boolean",
    "null",
    "sequence",
    "map",
    "character",
];
/// What stands before what was expected.
const EXPECTED: &str = ", expected ";
/// Characters of the longest name of a member.
const NAME: usize = 32;

/// What of a record does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(String);

impl Misfit {
    /// What a message of serde's says that can be repeated.
    pub(crate) fn of(message: &str) -> Option<Self> {
        if let Some(begin) = OF_A_MEMBER.iter().find(|begin| message.starts_with(**begin)) {
            // The name is one of ours: serde takes it from the type.
            let name = message[begin.len()..].split('`').next()?;
            let plain = name.len() <= NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            return plain.then(|| Self(format!("{begin}{name}`")));
        }
        let begin = OF_A_VALUE.iter().find(|begin| message.starts_with(**begin))?;
        // The last one: what is quoted stands before it, and what was expected has no value in it.
        let (_, expected) = message.rsplit_once(EXPECTED)?;
        let expected = expected.split(" at line ").next()?;
        let rest = &message[begin.len()..];
        let sort = SORTS.iter().find(|sort| rest.starts_with(**sort));
        let said = begin.trim_end_matches([':', ' ', '`']);
        Some(Self(sort.map_or_else(
            || format!("{said}, expected {expected}"),
            |sort| format!("{said}: {sort}, expected {expected}"),
        )))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Regular,
        Asked,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is only read to fail")]
    struct Sample {
        name: String,
        count: u64,
        kind: Kind,
        id: Option<uuid::Uuid>,
    }

    fn misfit(json: &str) -> Option<String> {
        let error = serde_json::from_str::<Sample>(json).unwrap_err();
        Misfit::of(&error.to_string()).map(|misfit| misfit.to_string())
    }

    #[test]
    fn it_says_what_does_not_fit_and_quotes_nothing() {
        for (json, says) in [
            (r#"{"name":"a"}"#, Some("missing field `count`")),
            (r#"{"name":"a","name":"b"}"#, Some("duplicate field `name`")),
            (r#"{"name":7}"#, Some("invalid type: integer, expected a string")),
            (
                r#"{"count":"my secret, expected nothing"}"#,
                Some("invalid type: string, expected u64"),
            ),
            (r#"{"count":-7}"#, Some("invalid value: integer, expected u64")),
            (
                r#"{"kind":"my secret"}"#,
                Some("unknown variant, expected `regular` or `asked`"),
            ),
            (r#"{"id":"my secret"}"#, None),
            (r#"{"name":"my secret"#, None),
        ] {
            assert_eq!(misfit(json).as_deref(), says, "{json}");
        }
    }
}
