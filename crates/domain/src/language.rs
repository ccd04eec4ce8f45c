//! What language a text is in, named by its file extension.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};

/// A text that cannot be an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a file extension: expected 1 to 40 characters with no white space or `/`")]
pub struct LanguageError;

/// A language, named by the file extension that stands for it: `rs`, `py`, `ts`, `Dockerfile`.
///
/// The extension is what editors send and what the contract's `classification.specific` holds, so it is the name
/// that loses nothing. Which extensions a client may send is the wire's business.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Language(Cow<'static, str>);

impl Language {
    /// A language known at compile time.
    #[must_use]
    pub const fn from_static(extension: &'static str) -> Self {
        Self(Cow::Borrowed(extension))
    }

    /// The extension, without a leading dot unless it is part of the name (`.zshrc`).
    #[must_use]
    pub fn extension(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(extension: &str) -> Result<Self, LanguageError> {
        let sound = (1..=40).contains(&extension.chars().count())
            && !extension
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || c == '/');
        if sound {
            Ok(Self(Cow::Owned(extension.to_owned())))
        } else {
            Err(LanguageError)
        }
    }
}

/// What a file calls a language. What can't be an extension says nothing, so it is left out rather than refused: the text
/// that it stands beside is worth more.
pub(crate) fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Language>, D::Error> {
    let extension = Option::<String>::deserialize(deserializer)?;
    Ok(extension.and_then(|extension| extension.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Said {
        #[serde(default, deserialize_with = "known")]
        language: Option<Language>,
    }

    #[test]
    fn what_is_no_extension_is_not_read_from_a_file_either() {
        let read = |json: &str| serde_json::from_str::<Said>(json).unwrap().language;
        assert_eq!(read(r#"{"language":"rs"}"#), Some(Language::from_static("rs")));
        for none in [
            r#"{"language":null}"#,
            "{}",
            r#"{"language":""}"#,
            r#"{"language":"a b"}"#,
            r#"{"language":"\u0007"}"#,
            r#"{"language":"../x"}"#,
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        let long = format!(r#"{{"language":"{}"}}"#, "x".repeat(41));
        assert_eq!(read(&long), None);
    }
}
